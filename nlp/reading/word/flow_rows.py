"""Paragraphs, cells and rows as Rich Text and binary Word files end them one by one, put together to blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.reading.errors import Unreadable
from nlp.reading.word.flow import Block, FlowCell

MOST_COLUMNS = 1_000
COLUMN = 1_000
"""The width of a column whose width the file does not tell."""


@dataclass(slots=True)
class Shape:
    """How a row is cut into cells: the right edge of each and how it is merged."""

    left: int = 0
    edges: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def clear(self) -> None:
        self.left, self.edges = 0, []
        self.marks.clear()

    def begin(self, left: int) -> None:
        self.left = left

    def edge(self, right: int) -> None:
        if len(self.edges) < MOST_COLUMNS:
            self.edges.append((right, frozenset(self.marks)))
        self.marks.clear()


@dataclass(slots=True)
class _Depth:
    """What is open at one depth: of the text (0), of a cell of a table, of a cell of a table in a cell."""

    blocks: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    rows: list[list[FlowCell]] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """Takes text and the ends of paragraphs, cells and rows in the order of the file; ``finish`` gives the blocks.

    uneven  rows that have more or fewer cells than their definition says, or no end: signs of damage
    """

    uneven: int = 0
    _open: list[_Depth] = field(default_factory=lambda: [_Depth()])
    _text: list[str] = field(default_factory=list)
    _shapes: tuple[Shape, Shape] = field(default_factory=lambda: (Shape(), Shape()))

    def text(self, text: str) -> None:
        self._text.append(text)

    @property
    def pending(self) -> bool:
        """Whether text stands in a paragraph that has not ended."""
        return bool(self._text)

    def shape(self, nested: bool) -> Shape:
        """The row definition that is being written."""
        return self._shapes[nested]

    def end_paragraph(self, depth: int) -> None:
        self.add([_whole(self._text)], depth)
        self._text = []

    def add(self, blocks: Sequence[Block], depth: int) -> None:
        """Blocks at a depth; what lay deeper is over."""
        self._reach(depth)
        self._end_tables(depth)
        self._open[depth].blocks += blocks

    def end_cell(self, depth: int, boxes: Sequence[Block]) -> None:
        self._reach(depth)
        if self._text:
            self.end_paragraph(depth)
        self.add(boxes, depth)
        here = self._open[depth]
        if len(here.cells) == MOST_COLUMNS:
            raise Unreadable("too_large", f"a table row of more than {MOST_COLUMNS:,} cells")
        here.cells.append(here.blocks)
        here.blocks = []

    def end_row(self, nested: bool) -> None:
        depth = len(self._open) - 1
        while depth > 1 and not self._open[depth].cells:
            depth -= 1
        if nested != (depth > 1):
            depth = 1
        self._reach(depth)
        self._end_tables(depth)
        here = self._open[depth]
        shape = self._shapes[nested]
        if here.cells:
            here.rows.append(_row(here.cells, shape))
            self.uneven += bool(shape.edges) and len(shape.edges) != len(here.cells)
        here.cells = []

    def finish(self) -> list[Block]:
        if self._text:
            self.end_paragraph(0)
        self._end_tables(0)
        return self._open[0].blocks

    def _reach(self, depth: int) -> None:
        while len(self._open) <= depth:
            self._open.append(_Depth())

    def _end_tables(self, depth: int) -> None:
        while len(self._open) > depth + 1:
            over = self._open.pop()
            if over.cells or any(block for block in over.blocks):  # a row that the file never ended
                self.uneven += 1
                over.rows.append(_row([*over.cells, *([over.blocks] if over.blocks else [])], Shape()))
            if over.rows:
                self._open[-1].blocks.append(over.rows)


def _row(cells: Sequence[list[Block]], shape: Shape) -> list[FlowCell]:
    row: list[FlowCell] = []
    left = shape.left
    for number, blocks in enumerate(cells):
        right, marks = shape.edges[number] if number < len(shape.edges) else (left + COLUMN, frozenset[str]())
        right = max(right, left)
        if "clmrg" in marks and row:
            row[-1] = FlowCell([*row[-1].blocks, *blocks], row[-1].left, right, row[-1].continued)
        else:
            row.append(FlowCell(blocks, left, right, "clvmrg" in marks))
        left = right
    return row


def _whole(parts: Sequence[str]) -> str:
    """The parts as one text; the halves of a character beyond the first 65,536 come one by one."""
    text = "".join(parts)
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
