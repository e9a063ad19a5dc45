"""The running text of a report, paragraph by paragraph, without its tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.document import Document
from nlp.narrative.numbers import Number, numbers
from nlp.report import Section
from nlp.text import View

TABLE_SECTIONS = ("s2", "s3", "s4")
LONGEST_PARAGRAPH = 20_000
_TITLES = re.compile(r"《[^《》\n]{1,120}》")
_STOPS = re.compile(r"[。;!?\n]")
LEAST_WRAPPED_LINE = 20
_TORN_NUMBER = re.compile(r"[0-9]\n(?=[0-9]{1,5}[余多]?[万亿]?[条件篇份次期场个人元则])")


class Paragraph(NamedTuple):
    """One paragraph of running text in folded characters.

    section    the id of the section part it stands in
    untitled   its text without the words of titles in 《》     counted   the numbers of that text
    """

    section: str
    view: View
    untitled: str
    counted: Sequence[Number]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Start and end of each sentence; ``;`` ends one too."""
        start, text = 0, self.view.text
        for stop in _STOPS.finditer(text):
            if stop.start() > start:
                yield start, stop.end()
            start = stop.end()
        if start < len(text):
            yield start, len(text)


def paragraphs(doc: Document, sections: Sequence[Section], left_out: Sequence[str] = ()) -> Sequence[Paragraph]:
    """The paragraphs of every top-level section but ``left_out``, in order.

    Lines of tables are no paragraphs: what lies in a grid, opens with a pipe or, in sections 二 to 四, holds no
    full stop. A paragraph of more than 20,000 characters is noise and is left out; the warning ``section_length``
    stands for every section that can hold one.
    """
    key = ("paragraphs", tuple((s.id, s.body_start, s.end, s.status) for s in sections), left_out)
    if key not in doc.notes:
        doc.notes[key] = _read(doc, sections, left_out)
    found: Sequence[Paragraph] = doc.notes[key]
    return found


def _read(doc: Document, sections: Sequence[Section], left_out: Sequence[str]) -> Sequence[Paragraph]:
    parts = sorted((s.body_start, s.id) for s in sections if "." in s.id and s.id.startswith("s1"))
    found: list[Paragraph] = []
    for section in sections:
        nested = section.id.startswith("s1.")
        if nested or section.id in left_out or section.status == "absent" or section.end <= section.body_start:
            continue
        if section.id in TABLE_SECTIONS and "。" not in doc.folded[section.body_start : section.end]:
            continue
        for start, end in _outside_grids(doc, section.body_start, section.end):
            found += _paragraphs(doc, start, end, section.id, parts)
    return found


def _outside_grids(doc: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    for grid in doc.grids:
        if grid.start < end and grid.end > start:
            if grid.start > start:
                yield start, grid.start
            start = max(start, grid.end)
    if start < end:
        yield start, end


def _paragraphs(
    doc: Document, start: int, end: int, section: str, parts: Sequence[tuple[int, str]]
) -> Iterator[Paragraph]:
    whole = _with_whole_numbers(doc.view(start, end))
    at = 0
    for line in whole.text.split("\n"):
        low, at = at, at + len(line) + 1
        if not line or line[0] == "|" or len(line) - line.count(" ") > LONGEST_PARAGRAPH:
            continue
        if section in TABLE_SECTIONS and "。" not in line:
            continue
        view = whole.slice(low, low + len(line))
        part = bisect_right(parts, (view.at[0], "~")) if section == "s1" else 0
        untitled = without_titles(line)
        yield Paragraph(parts[part - 1][1] if part else section, view, untitled, list(numbers(untitled)))


def _with_whole_numbers(view: View) -> View:
    """The view without the line ends that tear a number in two (收到申请7|3件); no line of prose opens with a count."""
    torn = [m.start() + 1 for m in _TORN_NUMBER.finditer(view.text) if _is_wrapped(view.text, m.start())]
    if not torn:
        return view
    starts, ends = [0, *(at + 1 for at in torn)], [*torn, len(view.text)]
    parts = [view.slice(start, end) for start, end in zip(starts, ends, strict=True)]
    return View("".join(part.text for part in parts), [place for part in parts for place in part.at])


def _is_wrapped(text: str, end: int) -> bool:
    return "\n" not in text[max(end - LEAST_WRAPPED_LINE, 0) : end]


def without_titles(text: str) -> str:
    """The same text, as long as before, with the words inside 《》 blotted out: a law's title claims nothing.

    >>> without_titles("印发《公开办法》3件")
    '印发《▒▒▒▒》3件'
    """
    if "《" not in text:
        return text
    return _TITLES.sub(lambda title: "《" + "▒" * (len(title[0]) - 2) + "》", text)
