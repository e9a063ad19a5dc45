"""What a word processor's file holds, in order: paragraphs and tables of cells that hold paragraphs and tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nlp.document import Document, Grid, GridCell
from nlp.reading.draft import MOST_CELLS, Box, Draft
from nlp.reading.errors import Unreadable
from nlp.reading.grids import find_grids
from nlp.report import ReportWarning, Source
from nlp.text import fold

SAME_EDGE = 100
"""Edges of cells that lie no further apart (in twentieths of a point) are one edge drawn twice."""
DEEPEST = 40
PROSE_CHARACTERS = 300
PROSE_PARAGRAPHS = 4
"""A cell that holds so much is text in a frame, not a cell of a table."""
FORM_ROWS = 30
"""The three tables of the form have more rows; with fewer an image may be one of them."""


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A cell between two edges of its row; ``continued`` if it only prolongs the cell above it."""

    blocks: Sequence[Block]
    left: int
    right: int
    continued: bool = False


FlowTable = Sequence[Sequence[FlowCell]]
Block = str | FlowTable


def document(
    blocks: Iterable[Block], source: Source, method: str, warnings: Iterable[ReportWarning] = (), images: int = 0
) -> Document:
    """The document that the blocks make; tables that paragraphs print with tabs or pipes are grids too."""
    draft = Draft()
    _write(blocks, draft, 0)
    text = draft.text
    if not text.strip():
        if images:
            raise Unreadable("needs_ocr", f"the file holds {images} images and no text")
        raise Unreadable("empty", "the file holds no text")
    said = list(warnings)
    if images and sum(len(grid.rows) for grid in draft.grids) < FORM_ROWS:
        said.append(ReportWarning("images", f"{images} images in the file; a table that is an image is not read"))
    grids = _with_printed(text, draft.grids)
    return Document(replace(source, method=method), text, grids, warnings=tuple(said))


def _with_printed(text: str, grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The grids, and between them those that lines of text print."""
    folded = fold(text)
    found: list[Grid] = []
    at = 0
    for grid in (*grids, None):
        stop = grid.start if grid else len(text)
        if "\t" in folded[at:stop] or "|" in folded[at:stop]:
            found += [_moved(printed, at) for printed in find_grids(folded[at:stop])]
        if grid:
            found.append(grid)
            at = grid.end
    return tuple(found)


def _moved(grid: Grid, by: int) -> Grid:
    rows = tuple([tuple([GridCell(low + by, high + by) for low, high in row]) for row in grid.rows])
    return Grid(grid.start + by, grid.end + by, rows)


def _write(blocks: Iterable[Block], draft: Draft, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable("too_deep", f"tables nested more than {DEEPEST} deep")
    for block in blocks:
        if isinstance(block, str):
            draft.paragraph(block)
        else:
            _write_table(block, draft, depth)


def _write_table(table: FlowTable, draft: Draft, depth: int) -> None:
    """Rows of cells as one grid; a row that frames text or another table is written as what it frames."""
    rows: list[Sequence[FlowCell]] = []
    for row in table:
        if any(_is_frame(cell) for cell in row):
            draft.table(place(rows))
            rows = []
            for cell in row:
                _write(cell.blocks, draft, depth + 1)
        elif row:
            rows.append(row)
    draft.table(place(rows))


def _is_frame(cell: FlowCell) -> bool:
    paragraphs = [block for block in cell.blocks if isinstance(block, str) and block.strip()]
    if any(not isinstance(block, str) for block in cell.blocks):
        return True
    return len(paragraphs) >= PROSE_PARAGRAPHS and sum(map(len, paragraphs)) >= PROSE_CHARACTERS


def place(rows: Sequence[Sequence[FlowCell]]) -> list[list[Box]]:
    """The rows as a grid: a cell stands in every column between its edges, and below where it is continued.

    >>> first = [FlowCell(["规章"], 0, 500), FlowCell(["0"], 500, 900)]
    >>> second = [FlowCell([], 0, 500, continued=True), FlowCell(["7"], 500, 900)]
    >>> [[box.text for box in row] for row in place([first, second])]
    [['规章', '0'], ['规章', '7']]
    """
    edges = _edges(rows)
    grid: list[list[Box]] = []
    above: dict[int, Box] = {}
    cells = 0
    for row in rows:
        line: list[Box] = []
        here: dict[int, Box] = {}
        for cell in row:
            low, high = bisect_left(edges, cell.left), bisect_left(edges, cell.right)
            low, high = max(min(low, len(edges) - 1), len(line)), max(high, low + 1)
            cells += high - len(line)
            if cells > MOST_CELLS:
                raise Unreadable("too_large", f"more than {MOST_CELLS:,} table cells")
            line += [Box("") for _ in range(low - len(line))]
            box = above.get(low) if cell.continued else None
            box = box or Box("\n".join([block for block in cell.blocks if isinstance(block, str)]))
            here[low] = box
            line += [box] * (high - low)
        above = here
        grid.append(line)
    return grid


def _edges(rows: Sequence[Sequence[FlowCell]]) -> list[int]:
    """Where columns begin and end, each edge by the last of the neighbours that stand for it."""
    drawn = sorted({edge for row in rows for cell in row for edge in (cell.left, cell.right)})
    edges: list[int] = []
    first = None
    for edge in drawn:
        if first is not None and edge - first <= SAME_EDGE:
            edges[-1] = edge
        else:
            edges.append(edge)
            first = edge
    return edges
