"""Ruled cells and the letters between them -> the rows of a table; and what a page's text is outside of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.reading.draft import Box as Printed
from nlp.reading.pdf.cells import Cell
from nlp.reading.pdf.pages import Box

SNAP = 3.0
"""Points within which two ruling lines are one."""


@dataclass(slots=True)
class Table:
    """A ruled table of one page: its edges, and in every field of the net they span the cell that covers it."""

    xs: list[float]
    ys: list[float]
    rows: list[list[Printed]]
    inked: dict[int, _Ink] = field(default_factory=dict)

    @property
    def top(self) -> float:
        return self.ys[0]

    def cell_at(self, x: float, y: float) -> tuple[Printed, int] | None:
        """The cell under a point and the column it ends with."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1):
            return None
        cell = self.rows[row][column]
        while column + 2 < len(self.xs) and self.rows[row][column + 1] is cell:
            column += 1
        return cell, column

    def is_full(self, cell: Printed) -> bool:
        """Whether the last line of a cell leaves no room for another letter."""
        ink = self.inked.get(id(cell))
        if ink is None:
            return False
        left, top, right, bottom = ink.box
        return ink.edge - right < 2 * max(right - left, (bottom - top) / 2)


@dataclass(slots=True)
class _Ink:
    """The last letter written into a cell, its place in the page's text, and where the cell ends."""

    box: Box
    at: int
    edge: float


@dataclass(slots=True)
class Line:
    """A line of text outside of tables and the height it stands at."""

    text: str
    middle: float


def tables_of(cells: Sequence[Cell]) -> list[Table]:
    """The tables that ruled cells form, top to bottom: cells that follow each other without a gap are one table."""
    tables: list[Table] = []
    group: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: cell.top):
        if group and cell.top > max(one.bottom for one in group[-200:]) + SNAP and cell.top > _bottom(group) + SNAP:
            tables.append(_net(group))
            group = []
        group.append(cell)
    if group:
        tables.append(_net(group))
    return [table for table in tables if len(table.xs) > 1 and len(table.ys) > 1]


def _bottom(cells: Sequence[Cell]) -> float:
    return max(cell.bottom for cell in cells)


def _net(cells: Sequence[Cell]) -> Table:
    xs = _snapped([edge for cell in cells for edge in (cell.left, cell.right)])
    ys = _snapped([edge for cell in cells for edge in (cell.top, cell.bottom)])
    rows: list[list[Printed | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    for cell in sorted(cells, key=lambda cell: (cell.right - cell.left) * (cell.bottom - cell.top)):
        printed = Printed("")
        for row in range(_nearest(ys, cell.top), _nearest(ys, cell.bottom)):
            for column in range(_nearest(xs, cell.left), _nearest(xs, cell.right)):
                rows[row][column] = rows[row][column] or printed
    return Table(xs, ys, [[cell or Printed("") for cell in row] for row in rows])


def _snapped(edges: Sequence[float]) -> list[float]:
    """The edges in rising order, those that lie closely together as their mean."""
    groups: list[list[float]] = []
    for edge in sorted(edges):
        if groups and edge - groups[-1][-1] <= SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [sum(group) / len(group) for group in groups]


def _nearest(edges: Sequence[float], edge: float) -> int:
    at = bisect_right(edges, edge)
    if at and (at == len(edges) or edge - edges[at - 1] < edges[at] - edge):
        at -= 1
    return at


def fill(text: str, boxes: Sequence[Box], tables: Sequence[Table]) -> list[Line]:
    """Write the letters of a page into the cells they stand in; the lines that stand in none are given back.

    ``text`` has its lines parted by ``\\n``; ``boxes`` are those of its characters.
    """
    lines: list[Line] = []
    last = -2
    for at, letter in enumerate(text):
        if letter.isspace():
            continue
        box = boxes[at]
        x, y = (box.left + box.right) / 2, box.middle
        table = next((table for table in tables if table.ys[0] <= y <= table.ys[-1]), None)
        found = table.cell_at(x, y) if table else None
        if table is None or found is None:
            gap = text[last + 1 : at] if last >= 0 else "\n"
            if "\n" in gap:
                lines.append(Line(letter, y))
            else:
                lines[-1].text += gap + letter
            last = at
            continue
        last = -2
        cell, column = found
        before = table.inked.get(id(cell))
        if before is not None:
            cell.text += _between(text, before, at, letter)
        cell.text += letter
        table.inked[id(cell)] = _Ink(box, at, table.xs[column + 1])
    return lines


def _between(text: str, before: _Ink, at: int, letter: str) -> str:
    """What stands between two letters of a cell: a blank as printed; nothing where a word or number is wrapped."""
    gap = text[before.at + 1 : at]
    if gap.isspace() and "\n" not in gap:
        return " "
    if not gap:
        return ""
    last = text[before.at]
    if last.isdigit() and letter.isdigit():
        room = before.edge - before.box.right
        return "" if room < 2 * (before.box.right - before.box.left) else " "
    return " " if last.isascii() and last.isalnum() and letter.isascii() and letter.isalnum() else ""
