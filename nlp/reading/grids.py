"""The tables that a text file prints with pipes or tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.reading.document import Grid, GridCell

WIDEST = 64
"""A line of separators longer than this is filler of a broken export, not a row."""

_ROW = re.compile(r"^[^\n]*[|\t][^\n]*$", re.M)
_PROSE = re.compile(r"[。;!?]")


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
        rows = tuple(_cells(folded, *line) for line in block if not _is_filler(folded, *line))
        if rows:
            grids.append(Grid(block[0][0], block[-1][1], rows))
    return tuple(grids)


def _is_filler(folded: str, start: int, end: int, separator: str) -> bool:
    return end - start > WIDEST and not folded[start:end].strip(separator + " \t")


def _blocks(folded: str) -> Iterator[list[tuple[int, int, str]]]:
    """Neighbouring lines with the same separator that together look like a table."""
    block: list[tuple[int, int, str]] = []
    rulers = 0
    after = -1
    for match in _ROW.finditer(folded):
        start, end = match.span()
        line = match.group()
        separator = "|" if "|" in line else "\t"
        if block and (after != start or block[-1][2] != separator):
            if _is_table(folded, block, rulers):
                yield block
            block, rulers = [], 0
        after = end + 1
        if separator == "|" and "-" in line and not line.strip("|:+=- \t"):
            rulers += 1
        elif separator == "\t" or _is_row(line):
            block.append((start, end, separator))
        elif block:
            if _is_table(folded, block, rulers):
                yield block
            block, rulers = [], 0
    if block and _is_table(folded, block, rulers):
        yield block


def _is_row(line: str) -> bool:
    return line.count("|") > 1 or line.rstrip().endswith("|") or line.strip(" |") == ""


def _is_table(folded: str, block: list[tuple[int, int, str]], rulers: int) -> bool:
    lines = [folded[start:end].strip() for start, end, _ in block]
    if block[0][2] == "|":
        return rulers > 0 or len(block) > 1 or lines[0].count("|") > 2
    inner = [line for line in lines if "\t" in line]
    if len(inner) < 2:
        return bool(inner) and inner[0].count("\t") > 1 and not _PROSE.search(inner[0])
    return True


def _cells(folded: str, start: int, end: int, separator: str) -> tuple[GridCell, ...]:
    at = start
    if separator == "|":
        while start < end and folded[start] in " \t":
            start += 1
        while end > start and folded[end - 1] in " \t":
            end -= 1
        at = start + (start < end and folded[start] == "|")
        if end > at and folded[end - 1] == "|":
            end -= 1
    cells = []
    for part in folded[at:end].split(separator):
        bare = part.strip()
        low = at + part.index(bare) if bare else at
        cells.append(GridCell(low, low + len(bare)))
        at += len(part) + 1
    return tuple(cells)
