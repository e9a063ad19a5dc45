"""The tables that a text file prints with pipes or tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp.reading.document import Grid, GridCell

WIDEST = 64
"""A line of separators longer than this is filler of a broken export, not a row."""

_PROSE = re.compile(r"[。;!?]")


class _Line(NamedTuple):
    start: int
    text: str
    separator: str


def find_grids(folded: str) -> tuple[Grid, ...]:
    """The pipe tables and tab-separated tables of a folded text, cell by cell.

    >>> grid, = find_grids("| 规章 | 0 |  |\\n|---|---|---|\\n| 行政许可 | 12 | |\\n")
    >>> [[grid_cell.end - grid_cell.start for grid_cell in row] for row in grid.rows]
    [[2, 1, 0], [4, 2, 0]]

    Rows may be ragged, blank cells stay as empty cells, rulers (``|---|``) go, ``<br>`` stays in its cell. One
    cell a line with a pipe behind it gives rows of one cell. A lone pipe before a heading or a tab that indents
    a paragraph makes no table. Any text is read in one pass; offsets point into the text that was given.
    """
    if "|" not in folded and "\t" not in folded:
        return ()
    grids = []
    for block in _blocks(folded):
        rows = tuple([_cells(line) for line in block if len(line.text) <= WIDEST or not _is_filler(line)])
        if rows:
            last = block[-1]
            grids.append(Grid(block[0].start, last.start + len(last.text), rows))
    return tuple(grids)


def _is_filler(line: _Line) -> bool:
    return not line.text.strip(line.separator + " \t")


def _blocks(folded: str) -> Iterator[list[_Line]]:
    """Neighbouring lines with the same separator that together look like a table."""
    block: list[_Line] = []
    rulers = 0
    start = 0
    for text in folded.split("\n"):
        separator = "|" if "|" in text else "\t" if "\t" in text else ""
        if block and block[-1].separator != separator:
            if _is_table(block, rulers):
                yield block
            block, rulers = [], 0
        if separator == "|" and "-" in text and not text.strip("|:+=- \t"):
            rulers += 1
        elif separator == "\t" or (separator and _is_row(text)):
            block.append(_Line(start, text, separator))
        elif block:
            if _is_table(block, rulers):
                yield block
            block, rulers = [], 0
        start += len(text) + 1
    if block and _is_table(block, rulers):
        yield block


def _is_row(line: str) -> bool:
    return line.count("|") > 1 or line.rstrip().endswith("|") or line.strip(" |") == ""


def _is_table(block: list[_Line], rulers: int) -> bool:
    if block[0].separator == "|":
        return rulers > 0 or len(block) > 1 or block[0].text.count("|") > 2
    inner = [text for text in (line.text.strip() for line in block) if "\t" in text]
    if len(inner) < 2:
        return bool(inner) and inner[0].count("\t") > 1 and not _PROSE.search(inner[0])
    return True


def _cells(line: _Line) -> tuple[GridCell, ...]:
    start, text, separator = line
    parts = text.split(separator)
    if separator == "|":
        if not parts[0].strip(" \t"):
            start += len(parts.pop(0)) + 1
        if len(parts) > 1 and not parts[-1].strip(" \t"):
            parts.pop()
    cells = []
    for part in parts:
        bare = part.strip()
        low = start + part.index(bare) if bare else start
        cells.append(_grid_cell((low, low + len(bare))))
        start += len(part) + 1
    return tuple(cells)


_grid_cell = GridCell._make
