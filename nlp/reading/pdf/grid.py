"""A PDF read by where its letters and ruling lines stand: text in reading order, ruled tables as grids."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import NamedTuple

from nlp.document import Grid
from nlp.reading.draft import Draft
from nlp.reading.pdf.cells import Frame, ruled_cells
from nlp.reading.pdf.pages import Box
from nlp.reading.pdf.tables import Line, Table, fill, tables_of
from nlp.unwrap import is_page_mark

Item = Line | Table

_OPENS = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]")
_FILLED = re.compile(r"[\d/—–-]")


class PlacedPage(NamedTuple):
    """A page's text, the boxes of its characters, its frame if its rulings can be asked, running lines to leave out."""

    text: str
    boxes: Sequence[Box]
    frame: Frame | None
    running: Container[str] = ()


def read_grids(data: bytes, pages: Sequence[PlacedPage]) -> tuple[str, tuple[Grid, ...], tuple[int, ...], str]:
    """The text of a PDF with its ruled tables as grids, where each page begins, and which library saw the rulings.

    ``data`` is the file, ``pages`` what was read of it. A label set one letter a line, or wrapped, is one text; a
    cell that spans rows or columns stands in the grid wherever it reaches; a row that a page break tore is joined;
    a blank cell is blank. Where nothing is ruled the text comes alone.
    """
    cells, library = ruled_cells(data, [page.frame for page in pages])
    items: list[list[Item]] = []
    for page, ruled in zip(pages, cells, strict=True):
        tables = tables_of(ruled)
        lines = [line for line in fill(page.text, page.boxes, tables) if line.text.strip() not in page.running]
        items.append(_ordered(lines, tables))
    _join_torn_rows(items)
    draft = Draft()
    starts = []
    for page_items in items:
        starts.append(draft.length)
        for item in page_items:
            if isinstance(item, Line):
                draft.paragraph(item.text)
            elif item.rows:
                draft.table(item.rows)
    return draft.text, tuple(draft.grids), tuple(starts), library


def _ordered(lines: Sequence[Line], tables: Sequence[Table]) -> list[Item]:
    """The lines in their order, each table put where most text before it stands higher and most behind it lower."""
    items: list[Item] = list(lines)
    for table in tables:
        score, best, place = 0, 0, 0
        for number, item in enumerate(items, 1):
            if isinstance(item, Table):
                best, place = score, number
            elif not _is_mark(item):
                score += len(item.text) if item.middle < table.top else -len(item.text)
                if score > best:
                    best, place = score, number
        items.insert(place, table)
    return items


def _join_torn_rows(pages: Sequence[list[Item]]) -> None:
    """Join a row that a page break tore: the rest of a label, or its numbers, stand on the next page."""
    for page, following in pairwise(pages):
        above = next((item for item in reversed(page) if not _is_mark(item)), None)
        below = next((item for item in following if not _is_mark(item)), None)
        if isinstance(above, Table) and isinstance(below, Table) and _is_torn(above, below):
            for cell, rest in zip(above.rows[-1], below.rows[0], strict=True):
                if rest.text:
                    cell.text += rest.text
                    rest.text = ""
            del below.rows[0]


def _is_mark(item: Item) -> bool:
    return isinstance(item, Line) and is_page_mark(item.text)


def _is_torn(above: Table, below: Table) -> bool:
    """Whether one half of the row holds all values, and a label that fills its last line goes on in the other."""
    upper, lower = above.rows[-1], below.rows[0]
    if len(upper) != len(lower):
        return False
    values = [any(_is_value(cell.text) for cell in row) for row in (upper, lower)]
    if values[0] == values[1] or any(_OPENS.match(cell.text) and not _is_value(cell.text) for cell in lower):
        return False
    both = [(cell, rest) for cell, rest in zip(upper, lower, strict=True) if cell.text and rest.text]
    if any(_is_value(cell.text) or _is_value(rest.text) for cell, rest in both):
        return False
    return any(above.is_full(cell) for cell, _ in both)


def _is_value(text: str) -> bool:
    return len(text) < 12 and _FILLED.match(text) is not None and not _OPENS.match(text)
