"""One report for human eyes, in a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from nlp.report import Cell, Finding, Report, Unit
from nlp.themes.codebook import codebook

STATUS_SIGN = {
    "blank": "␣",
    "slash": "/",
    "text": "“",
    "unreadable": "?",
    "conflict": "≠",
    "row_missing": "—",
    "table_missing": "—",
}
TABLES = {"t2": "二 主动公开 (t2)", "t3": "三 依申请公开 (t3)", "t4": "四 复议、诉讼 (t4)"}


def show(report: Report) -> Group:
    """The report as rich renderables: facts, sections, tables with failing cells marked, units, platforms.

    >>> from rich.console import Console
    >>> Console().print(show(report))  # doctest: +SKIP
    """
    return Group(
        *_facts(report),
        *_sections(report),
        *_tables(report),
        *_findings(report.findings),
        *_units(report),
        *_platforms(report),
        *_claims(report),
        *_warnings(report),
    )


def _facts(report: Report) -> Iterator[RenderableType]:
    organ, region = report.organ, report.organ.region
    place = " › ".join(part for part in (region.province, region.prefecture, region.county) if part)
    if not place and region.candidates:
        place = f"{region.resolution}: " + ", ".join(c.code for c in region.candidates)
    yield Text(f"{organ.name or '(no organ named)'}  {report.year or '(no year)'}", style="bold")
    yield Text(f"{organ.level} · {organ.function} · {place or region.resolution} {region.code or ''}")
    sure = [cell.confidence for cell in report.cells if cell.confidence is not None]
    if report.source.method == "ocr":
        least = f"; least sure number {min(sure):.2f}" if sure else ""
        yield Text(
            f"a scan, {report.source.pages} pages, read by OCR: quotes may hold wrong characters{least}", "yellow"
        )
    form = report.format
    yield Text(f"form declared {form.declared or '—'}; printed t2 {form.t2}, t3 {form.t3}, t4 {form.t4}")


def _sections(report: Report) -> Iterator[RenderableType]:
    yield _heading("Sections")
    for section in report.sections:
        indent = "    " if "." in section.id else "  "
        note = "" if section.status == "found" else f"  [{section.status}: {section.why}]"
        length = section.end - section.body_start
        yield Text(f"{indent}{section.id:<14} {section.title or '(no title)'}  ({length} characters){note}")


def _tables(report: Report) -> Iterator[RenderableType]:
    failing = {id for f in report.findings if f.outcome == "fail" for id in f.cells}
    by_table: dict[str, dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for cell in report.cells:
        table, row, column = cell.id.split(".")
        by_table[table][row][column] = cell
    for name, rows in by_table.items():
        yield _heading(TABLES[name])
        if name == "t2":
            yield from (_line(row, cells, failing) for row, cells in rows.items())
        else:
            yield _grid(rows, failing)


def _line(row: str, cells: Mapping[str, Cell], failing: set[str]) -> Text:
    shown = [Text.assemble(f"{column} ", _cell(cell, failing)) for column, cell in cells.items()]
    return Text.assemble(f" {row:<26}", Text(", ").join(shown))


def _grid(rows: Mapping[str, Mapping[str, Cell]], failing: set[str]) -> Table:
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    grid = Table(box=None, pad_edge=False, padding=(0, 0, 0, 1))
    grid.add_column("", no_wrap=True)
    for column in columns:
        grid.add_column(column.removeprefix("org_").removesuffix("_person"), justify="right", no_wrap=True)
    for row, cells in rows.items():
        grid.add_row(row, *(_cell(cells.get(column), failing) for column in columns))
    return grid


def _cell(cell: Cell | None, failing: set[str]) -> Text:
    if cell is None:
        return Text("")
    shown = STATUS_SIGN.get(cell.status) or f"{cell.value}{cell.unit or ''}"
    return Text(f"{shown} ✗", style="bold red") if cell.id in failing else Text(shown)


def _findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    failed = [f for f in findings if f.outcome == "fail"]
    passed = sum(f.outcome == "pass" for f in findings)
    yield _heading(f"Checks: {passed} hold, {len(failed)} fail")
    yield from lines_of_findings(failed)


def lines_of_findings(findings: Iterable[Finding]) -> Iterator[Text]:
    """A line a finding: severity, rule, origin and what was printed."""
    for f in findings:
        style = {"error": "red", "warning": "yellow"}.get(f.severity, "")
        yield Text(f"  {f.severity} {f.rule} ({f.origin}): {f.message}", style=style)


def _units(report: Report) -> Iterator[RenderableType]:
    answered = defaultdict(list)
    for link in report.links:
        answered[link.problem].append(f"{link.measure} ({link.basis})")
    for kind, title in (("problem", "Problems"), ("measure", "Measures"), ("past_measure", "Last year's measures")):
        units = [u for u in report.units if u.kind == kind]
        if units:
            yield _heading(title)
        for unit in units:
            yield from _unit(unit, answered[unit.id])


def _unit(unit: Unit, answers: list[str]) -> Iterator[RenderableType]:
    themes = ", ".join(f"{t.code} {codebook().code(t.code).zh}" for t in unit.themes) or "no theme"
    yield Text(f"  {unit.id} {unit.mark or ''} {unit.text}")
    yield Text(f"      {themes}" + (f"  ← {', '.join(answers)}" if answers else ""), style="cyan")


def _platforms(report: Report) -> Iterator[RenderableType]:
    if report.platforms:
        yield _heading("Platforms")
    for platform in report.platforms:
        counts = ", ".join(f"{c.what} {'约' if c.approx else ''}{c.value}{c.unit}" for c in platform.counts)
        yield Text(f"  {platform.kind:<16} {platform.name}  {counts}")


def _claims(report: Report) -> Iterator[RenderableType]:
    if report.claims:
        yield _heading("Numbers the prose states")
    for claim in report.claims:
        cells = f" against {' + '.join(claim.against)}" if claim.against else ""
        style = "yellow" if claim.outcome == "disagrees" else ""
        yield Text(
            f"  {claim.kind} = {claim.value} ({claim.scope}): {claim.outcome}{cells}  “{claim.text}”", style=style
        )
    fee = report.fee
    yield Text(f"  information-processing fee: {fee.status}" + (f", {fee.yuan} yuan" if fee.yuan is not None else ""))


def _warnings(report: Report) -> Iterator[RenderableType]:
    if report.warnings:
        yield _heading("Warnings")
    for warning in report.warnings:
        yield Text(f"  {warning.code}: {warning.message}", style="yellow")


def _heading(title: str) -> Text:
    return Text(f"\n{title}", style="bold")
