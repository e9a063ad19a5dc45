"""The tables that a text file prints with pipes or tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from nlp.document import Grid, GridCell

WIDEST = 64
"""A line of separators longer than this is filler of a broken export, not a row."""
LONGEST_KEPT = 300
"""A line longer than this is cut anew each time."""

_PROSE = re.compile(r"[。;!?]")


_Line = tuple[int, str, str]
"""Where a line starts, its text, and what separates its cells."""


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
        rows = tuple([_cells(*line) for line in block if len(line[1]) <= WIDEST or not _is_filler(*line)])
        if rows:
            last, text, _ = block[-1]
            grids.append(Grid(block[0][0], last + len(text), rows))
    return tuple(grids)


def _is_filler(start: int, text: str, separator: str) -> bool:
    return not text.strip(separator + " \t")


def _blocks(folded: str) -> Iterator[list[_Line]]:
    """Neighbouring lines with the same separator that together look like a table."""
    block: list[_Line] = []
    rulers = 0
    start = 0
    for text in folded.split("\n"):
        separator = "|" if "|" in text else "\t" if "\t" in text else ""
        if block and block[-1][2] != separator:
            if _is_table(block, rulers):
                yield block
            block, rulers = [], 0
        if separator == "|" and "-" in text and not text.strip("|:+=- \t"):
            rulers += 1
        elif separator == "\t" or (separator and _is_row(text)):
            block.append((start, text, separator))
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
    _, first, separator = block[0]
    if separator == "|":
        return rulers > 0 or len(block) > 1 or first.count("|") > 2
    inner = [text for text in (text.strip() for _, text, _ in block) if "\t" in text]
    if len(inner) < 2:
        return bool(inner) and inner[0].count("\t") > 1 and not _PROSE.search(inner[0])
    return True


def _cells(start: int, text: str, separator: str) -> tuple[GridCell, ...]:
    spans = _kept_spans(text, separator) if len(text) < LONGEST_KEPT else _spans(text, separator)
    return tuple([_grid_cell((start + low, start + high)) for low, high in spans])


_grid_cell: Callable[[tuple[int, int]], GridCell] = partial(tuple.__new__, GridCell)
"""A third faster than ``GridCell()``, for hundreds of cells a report."""


def _spans(text: str, separator: str) -> tuple[tuple[int, int], ...]:
    """Where the contents of a line's cells stand in it."""
    parts, at = text.split(separator), 0
    if separator == "|":
        if not parts[0].strip(" \t"):
            at = len(parts.pop(0)) + 1
        if len(parts) > 1 and not parts[-1].strip(" \t"):
            parts.pop()
    spans = []
    for part in parts:
        bare = part.strip()
        low = at + part.index(bare) if bare else at
        spans.append((low, low + len(bare)))
        at += len(part) + 1
    return tuple(spans)


_kept_spans = lru_cache(maxsize=2048)(_spans)
"""The same, kept: heads and rows of zeros stand in every report."""
