"""The marks that stand over a report's text, and the text cut where any of them begins or ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from nlp.report import Report
from nlp.text import fold
from nlp.unwrap import is_page_mark, squeeze

TABLE_SECTIONS = ("s2", "s3", "s4")
WIDE_GAP = 8  # blanks in a row that only set a title in the middle of a printed page
_HALF = re.compile("[\ud800-\udfff]")  # half of a letter, which no converter of script takes
_BREAKS = frozenset("\n\r\f\v")
_BLANK_OR_INK = re.compile(r"\s+|\S(?:.*\S)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text and what it is; ``of`` is the id on the page of what it belongs to."""

    start: int
    end: int
    kind: str
    of: str = ""


class Run(NamedTuple):
    """A stretch over which the marks are the same."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def marks(report: Report) -> list[Mark]:
    """Every mark of a report, kept inside its text; empty ones are left out.

    Kinds: ``problem measure past_measure frame evidence platform count claim fee cell title organ gap leaf``.
    A gap is a line break or a wide blank that the page made, not the writer; a leaf is a printed page's number.
    """
    return [mark for mark in _within(_all(report), len(report.text)) if mark.end > mark.start]


def runs(found: Iterable[Mark], start: int, end: int) -> Iterator[Run]:
    """``start`` to ``end`` cut where a mark begins or ends; put together the runs are the whole stretch.

    >>> [tuple(run[:2]) for run in runs([Mark(2, 6, "problem"), Mark(4, 9, "claim")], 0, 8)]
    [(0, 2), (2, 4), (4, 6), (6, 8)]
    """
    opens: dict[int, list[Mark]] = defaultdict(list)
    closes: dict[int, list[Mark]] = defaultdict(list)
    for mark in found:
        if mark.start < end and mark.end > start:
            opens[max(mark.start, start)].append(mark)
            closes[min(mark.end, end)].append(mark)
    here: dict[Mark, None] = {}
    cuts = sorted({start, end, *opens, *closes})
    for low, high in pairwise(cuts):
        for mark in closes[low]:
            here.pop(mark, None)
        here.update(dict.fromkeys(opens[low]))
        yield Run(low, high, tuple(here))


def _within(found: Iterable[Mark], length: int) -> Iterator[Mark]:
    for mark in found:
        yield Mark(max(mark.start, 0), min(mark.end, length), mark.kind, mark.of)


def _all(report: Report) -> Iterator[Mark]:
    for n, unit in enumerate(report.units, 1):
        yield Mark(unit.start, unit.end, unit.kind, f"u{n}")
        for theme in unit.themes:
            for low, high in theme.evidence:
                yield Mark(low, high, "evidence", f"u{n}")
    for n, platform in enumerate(report.platforms, 1):
        yield Mark(platform.start, platform.end, "platform", f"p{n}")
        for count in platform.counts:
            yield Mark(count.start, count.end, "count", f"p{n}")
    for n, claim in enumerate(report.claims, 1):
        yield Mark(claim.start, claim.end, "claim", f"k{n}")
    for n, cell in enumerate(report.cells, 1):
        if cell.start is not None and cell.end is not None:
            yield Mark(cell.start, cell.end, "cell", f"c{n}")
    for section in report.sections:
        if section.title:
            yield Mark(section.start, section.body_start, "title")
    if report.fee.start is not None and report.fee.end is not None:
        yield Mark(report.fee.start, report.fee.end, "fee", "fee")
    if report.organ.start is not None and report.organ.end is not None:
        yield Mark(report.organ.start, report.organ.end, "organ")
    yield from _gaps(report)


def _gaps(report: Report) -> Iterator[Mark]:
    """Breaks within a paragraph, wide blanks and numbers of pages, outside the sections of the tables."""
    tables = [(s.start, s.end) for s in report.sections if s.id in TABLE_SECTIONS]
    before = 0
    whole = _HALF.sub("\ufffd", report.text)
    for after in [*squeeze(fold(whole)).at, len(whole)]:
        if after > before and not any(low <= before < high for low, high in tables):
            yield from _dropped(report.text[before:after], before)
        before = after + 1


def _dropped(words: str, at: int) -> Iterator[Mark]:
    for part in _BLANK_OR_INK.finditer(words):
        blank = part[0].isspace()
        if blank and (not _BREAKS.isdisjoint(part[0]) or len(part[0]) > WIDE_GAP):
            yield Mark(at + part.start(), at + part.end(), "gap")
        elif not blank and is_page_mark(part[0].strip()):
            yield Mark(at + part.start(), at + part.end(), "leaf")
