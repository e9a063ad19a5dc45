"""The checks of a report: what fails, what holds, and the cells that each of them speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nlp.knowledge import load
from nlp.pages.report_page_tables import cell_name
from nlp.report import Finding, Report, ReportWarning

SEVERITIES = ("error", "warning", "note")


class CellLink(NamedTuple):
    """A cell by its labels and what it prints; ``id`` is its place in the table, ``at`` its place in the text."""

    id: str | None
    at: str | None
    name: str
    shown: str


class Check(NamedTuple):
    """A finding; ``number`` is what failing cells show, 0 where the check holds."""

    number: int
    finding: Finding
    label: str
    cells: tuple[CellLink, ...]


class Doubt(NamedTuple):
    """A warning with links to its cells."""

    warning: ReportWarning
    cells: tuple[CellLink, ...]


def checks(report: Report) -> list[Check]:
    """Every check: those that fail first, the worst of them first and numbered, then the others as they stand."""
    rules = load("statistics", "rules")["rules"]
    failing = [f for f in report.findings if f.outcome == "fail"]
    failing.sort(key=lambda f: SEVERITIES.index(f.severity))
    others = [f for f in report.findings if f.outcome != "fail"]
    numbered = [*enumerate(failing, 1), *((0, f) for f in others)]
    links = _links(report)
    return [
        Check(n, f, rules.get(f.rule, {}).get("label", ""), tuple(links(id) for id in f.cells)) for n, f in numbered
    ]


def failing_cells(found: Sequence[Check]) -> Mapping[str, list[int]]:
    """For every cell of a check that fails, the numbers of those checks."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for check in found:
        for id in dict.fromkeys(check.finding.cells if check.number else ()):
            numbers[id].append(check.number)
    return numbers


def doubts(report: Report) -> list[Doubt]:
    """Every warning with links to its cells."""
    links = _links(report)
    return [Doubt(warning, tuple(links(id) for id in warning.cells)) for warning in report.warnings]


def cell_links(report: Report, ids: Sequence[str]) -> tuple[CellLink, ...]:
    """Links to cells by their ids; a cell that the report lacks is named without a place."""
    links = _links(report)
    return tuple(links(id) for id in ids)


def _links(report: Report) -> Callable[[str], CellLink]:
    numbered = {cell.id: (n, cell) for n, cell in enumerate(report.cells, 1)}

    def link(id: str) -> CellLink:
        name = cell_name(id)[0]
        if id not in numbered:
            return CellLink(None, None, name, "")
        n, cell = numbered[id]
        at = f"at{cell.start}" if cell.start is not None and cell.end is not None and cell.end > cell.start else None
        return CellLink(f"c{n}", at, name, cell.raw or "")

    return link
