"""A document in the making: paragraphs and tables written one after the other, offsets counted on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.document import Grid, GridCell
from nlp.reading.errors import Unreadable

MOST_CHARACTERS = 5_000_000
MOST_CELLS = 200_000


class Box:
    """A cell of a table before it has a place; the same box in several places is one merged cell."""

    __slots__ = ("place", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.place: GridCell | None = None


class Draft:
    """Text and grids as they grow.

    >>> draft = Draft()
    >>> draft.paragraph("一、总体情况")
    >>> whole = Box("规章")
    >>> draft.table([[whole, Box("0"), Box("")], [whole, Box("12"), Box("3")]])
    >>> draft.text
    '一、总体情况\\n规章\\t0\\t\\n12\\t3\\n'
    >>> [[draft.text[low:high] for low, high in row] for row in draft.grids[0].rows]
    [['规章', '0', ''], ['规章', '12', '3']]

    A table row is one line, its cells parted by tabs; a merged cell is written once, where it begins, and stands
    in the grid wherever it reaches. Line breaks inside a cell become spaces. Too long a text or too many cells
    raise ``Unreadable``.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._cells = 0
        self.length = 0
        self.grids: list[Grid] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def paragraph(self, text: str) -> None:
        """Add a paragraph; line breaks in it stay."""
        self._write(text + "\n")

    def table(self, rows: Sequence[Sequence[Box | str]]) -> None:
        """Add a table, row by row, cell by cell; a string is a cell that isn't merged, without blanks at its ends."""
        start = at = self.length
        lines: list[str] = []
        printed: list[tuple[GridCell, ...]] = []
        for row in rows:
            self._cells += len(row)
            if self._cells > MOST_CELLS:
                raise Unreadable("too_large", f"more than {MOST_CELLS:,} table cells")
            words: list[str] = []
            cells: list[GridCell] = []
            for box in row:
                if isinstance(box, str):
                    text = box
                    place = _grid_cell(GridCell, (at, at + len(text)))
                elif box.place is not None:
                    cells.append(box.place)
                    continue
                else:
                    text = box.text if box.text.isalnum() else " ".join(box.text.split())
                    place = box.place = _grid_cell(GridCell, (at, at + len(text)))
                words.append(text)
                cells.append(place)
                at = place[1] + 1
            if words:
                lines.append("\t".join(words))
            printed.append(tuple(cells))
        if lines:
            self._write("\n".join(lines) + "\n")
            self.grids.append(Grid(start, self.length - 1, tuple(printed)))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)
        if self.length > MOST_CHARACTERS:
            raise Unreadable("too_large", f"more than {MOST_CHARACTERS:,} characters of text")


_grid_cell: Callable[[type[GridCell], tuple[int, int]], GridCell] = tuple.__new__
"""A third faster than ``GridCell()``, for hundreds of cells a report."""
