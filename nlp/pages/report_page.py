"""One report as one HTML file: its text with everything that was found in it, its tables, its checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from nlp.knowledge import load
from nlp.pages.report_page_checks import cell_links, checks, doubts, failing_cells
from nlp.pages.report_page_letters import shorten
from nlp.pages.report_page_tables import TableView, tables
from nlp.pages.report_page_text import Flags, Stretch, stretches
from nlp.pages.report_page_units import Card, cards, flag_before, flags_behind
from nlp.pages.shell import shell, template
from nlp.report import Report

if TYPE_CHECKING:
    pass

TABLE_OF = {"s2": "t2", "s3": "t3", "s4": "t4"}
TOGGLES = (
    ("problem", "问题", "problems"),
    ("measure", "措施", "measures"),
    ("evidence", "依据", "evidence"),
    ("platform", "平台", "platforms"),
    ("claim", "数字", "numbers"),
    ("breaks", "原换行", "lines as printed"),
)


def report_page(report: Report) -> str:
    """The page of a report: one HTML file that needs no network and runs no script but its own.

    >>> from nlp.analyse import read
    >>> page = report_page(read("corpora/demo/yunlan_education_2022.txt"))  # doctest: +SKIP

    Everything that the report says is strangers' text: it is escaped, letters that act on the text around them
    (marks of direction, controls) are boxed, and the page's policy allows only the style and the script whose
    hashes it names. The text of all elements of class ``source`` put together is ``report.text``.
    """
    found = checks(report)
    drawn = {table.id: table for table in tables(report, failing_cells(found))}
    units = cards(report)
    parts = _parts(stretches(report, _flags(report, units)), drawn)
    placed = {part.table.id for part in parts if part.table}
    return template("report_page").render(
        report=report,
        words=load("pages", "report_page"),
        **shell("report_page"),
        organ=report.organ.name or "（未见机关名称 no organ named）",
        title=f"{shorten(report.organ.name or report.source.name, 80)} {report.year or ''} 政府信息公开工作年度报告",
        function=_function(report.organ.function),
        place=" › ".join(filter(None, (report.organ.region.province, report.organ.region.prefecture,
                                       report.organ.region.county))),
        tallies=_tallies(report),
        board=_board(units),
        contents=_contents(report, parts),
        toggles=TOGGLES,
        parts=parts,
        loose=[table for table in drawn.values() if table.id not in placed],
        claims=[(claim, cell_links(report, claim.against)) for claim in report.claims],
        messages={check.number: check.finding.message for check in found},
        failing=[check for check in found if check.number],
        resting=[check for check in found if not check.number],
        doubts=doubts(report),
    )  # fmt: skip


class Part(NamedTuple):
    """A stretch of the text on the page, with the table that is drawn from it."""

    at: str
    name: tuple[str, str] | None
    stretch: Stretch
    table: TableView | None


class Entry(NamedTuple):
    """A section in the table of contents; ``at`` is None where it has no text."""

    at: str | None
    zh: str
    status: str


class Tally(NamedTuple):
    n: int
    zh: str
    en: str
    to: str
    bad: bool = False


def _parts(pieces: list[Stretch], drawn: dict[str, TableView]) -> list[Part]:
    names = load("pages", "report_page")["sections"]
    left, parts = dict(drawn), []
    for n, piece in enumerate(pieces, 1):
        id = piece.section.id if piece.section else ""
        name = names.get(id) if id else None
        parts.append(Part(f"part{n}", name, piece, left.pop(TABLE_OF.get(id, ""), None) if not piece.blank else None))
    return parts


def _contents(report: Report, parts: list[Part]) -> list[Entry]:
    names = load("pages", "report_page")["sections"]
    at = {part.stretch.section: part.at for part in parts if part.stretch.section and not part.stretch.blank}
    return [
        Entry(at.get(s), names.get(s.id, [s.title or s.id])[0], s.status) for s in report.sections if "." not in s.id
    ]


def _flags(report: Report, units: list[Card]) -> Flags:
    words = load("pages", "report_page")
    before = {card.id: flag_before(card) for card in units}
    behind = {card.id: flags_behind(card) for card in units}
    note = Markup('<a class="note {}" href="#{}" data-zh="{}" aria-label="{} / {}"></a>')
    for n, platform in enumerate(report.platforms, 1):
        behind[f"p{n}"] = note.format("platform", f"p{n}", "◇", *words["platforms"][platform.kind])
    for n, claim in enumerate(report.claims, 1):
        zh, en, sign = words["outcomes"][claim.outcome]
        behind[f"k{n}"] = note.format(f"claim {claim.outcome}", f"k{n}", sign, zh, en)
    return Flags(before, behind)


def _board(units: list[Card]) -> dict[str, list[Card]]:
    board: dict[str, list[Card]] = {"problem": [], "measure": [], "other": []}
    for card in units:
        board[card.unit.kind if card.unit.kind in board else "other"].append(card)
    return board


def _tallies(report: Report) -> Iterator[Tally]:
    kinds = [unit.kind for unit in report.units]
    failing = sum(f.outcome == "fail" for f in report.findings)
    against = sum(claim.outcome == "disagrees" for claim in report.claims)
    yield Tally(kinds.count("problem"), "问题", "problems", "units")
    yield Tally(kinds.count("measure"), "措施", "measures", "units")
    yield Tally(len(report.platforms), "平台", "platforms", "platforms")
    yield Tally(len(report.claims), "正文数字", "numbers stated", "claims")
    if against:
        yield Tally(against, "与表不一致", "disagree with a table", "claims", True)
    yield Tally(sum(f.outcome == "pass" for f in report.findings), "检查通过", "checks hold", "checks")
    yield Tally(failing, "检查不通过", "checks fail", "checks", bool(failing))
    yield Tally(len(report.warnings), "读取警告", "warnings", "warnings")


def _function(function: str) -> tuple[str, str]:
    known = load("structure", "functions")
    entry = known["functions"].get(function) or known.get(function)
    return (entry["zh"] if isinstance(entry, dict) else "其他", function.replace("_", " "))
