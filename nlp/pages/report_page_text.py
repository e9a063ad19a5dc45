"""The source text of a report as markup: cut into its sections, marked, and letter for letter as it was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from nlp.pages.report_page_letters import exact
from nlp.pages.report_page_marks import Mark, Run, marks, runs
from nlp.report import Report, Section

UNITS = ("problem", "measure", "past_measure", "frame")
NARRATIVE = {*UNITS, "platform", "claim", "fee"}


class Stretch(NamedTuple):
    """A piece of the text between the borders of top-level sections.

    section  what it is, None between sections     marked  True where something of the narrative stands in it
    """

    section: Section | None
    source: Markup
    blank: bool
    marked: bool


class Flags(NamedTuple):
    """What stands before and behind a mark, by the id of what it belongs to: markup without any text."""

    before: Mapping[str, Markup]
    behind: Mapping[str, Markup]


def stretches(report: Report, flags: Flags) -> list[Stretch]:
    """The whole text in order; the ``source`` of all put together has the text of the report as its text.

    A section that begins in the one before it begins where that one ends.
    """
    found = sorted(marks(report), key=lambda mark: (mark.start, -mark.end))
    return [_stretch(report.text, found, flags, *piece) for piece in _pieces(report)]


def _pieces(report: Report) -> list[tuple[Section | None, int, int]]:
    pieces: list[tuple[Section | None, int, int]] = []
    here, length = 0, len(report.text)
    top = [s for s in report.sections if "." not in s.id and s.status != "absent"]
    for section in sorted(top, key=lambda s: (s.start, s.end)):
        start, end = max(section.start, here), min(section.end, length)
        if end <= start:
            continue
        if start > here:
            pieces.append((None, here, start))
        pieces.append((section, start, end))
        here = end
    if here < length:
        pieces.append((None, here, length))
    return pieces


def _stretch(text: str, found: Sequence[Mark], flags: Flags, section: Section | None, start: int, end: int) -> Stretch:
    here = [mark for mark in found if mark.start < end and mark.end > start]
    begin: dict[int, list[Mark]] = defaultdict(list)
    close: dict[int, list[Mark]] = defaultdict(list)
    for mark in here:
        begin[mark.start].append(mark)
        close[mark.end].append(mark)
    parts: list[Markup] = []
    for run in runs(here, start, end):
        parts += _flags(begin[run.start], flags.before)
        parts.append(_run(text[run.start : run.end], run, begin[run.start]))
        parts += _flags(close[run.end], flags.behind)
    return Stretch(
        section,
        Markup("").join(parts),
        not text[start:end].strip(),
        any(mark.kind in NARRATIVE for mark in here),
    )


def _flags(marks: Sequence[Mark], flags: Mapping[str, Markup]) -> list[Markup]:
    return [flags[mark.of] for mark in marks if mark.kind in NARRATIVE and mark.of in flags]


def _run(words: str, run: Run, begin: Sequence[Mark]) -> Markup:
    """The words in a span that names their marks; the first span of a mark can be linked to by its offset."""
    if not run.marks:
        return exact(words)
    kinds = " ".join(sorted({mark.kind for mark in run.marks}))
    of = " ".join(sorted({mark.of for mark in run.marks if mark.of}))
    place = Markup(' id="at{}"').format(run.start) if any(mark.of for mark in begin) else ""
    whose = Markup(' data-of="{}"').format(of) if of else ""
    return Markup('<span class="{}"{}{}>{}</span>').format(kinds, place, whose, exact(words))
