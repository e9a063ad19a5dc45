"""Ruling lines of a scanned page -> the cells of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from nlp.reading.ocr.paper import Picture

LONG_ACROSS, LONG_DOWN = 60, 36
"""Pixels (at 200 dpi) of straight ink that may be a ruling line: the widest stroke and the lowest row of a table."""
GAP = 3
"""Pixels that a ruling line may be broken by; wider, and the strokes of neighbouring characters make a line."""
LEAST_WIDE = 300
"""Pixels across of the narrowest table; strokes of a headline may hang together too."""
SAME_LINE = 9
THERE = 0.6
"""Share of the border between two cells that must be inked."""


class Field(NamedTuple):
    """A cell of a table: the rows and columns it reaches over (the end left out), and where it stands on the page."""

    row: int
    column: int
    last_row: int
    last_column: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: where it stands, how many rows and columns its lines make, and its cells."""

    left: int
    top: int
    right: int
    bottom: int
    rows: int
    columns: int
    fields: tuple[Field, ...]


def ruled_tables(ink: Picture) -> tuple[list[Ruled], Picture]:
    """The ruled tables of a page, from the top, and where their lines run; ``ink`` is 255 where print stands.

    Lines make a grid; neighbours without a line between them are one merged cell. What has fewer than two cells side
    by side is a frame or a rule under a headline, and no table. A table open at a side ends where its lines end.
    """
    import cv2
    import numpy as np

    across = _straight(ink, (LONG_ACROSS, 1), (GAP, 1))
    down = _straight(ink, (1, LONG_DOWN), (1, GAP))
    touching = cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(touching)
    tables, lines = [], np.zeros_like(ink)
    for number, (left, top, wide, high, _) in enumerate(stats[1:].tolist(), 1):
        if wide >= LEAST_WIDE and high > LONG_DOWN:
            here = (slice(top, top + high), slice(left, left + wide))
            own = labels[here] == number
            table = _table(across[here] * own, down[here] * own, left, top)
            if table is not None:
                tables.append(table)
                lines[here] |= (across[here] | down[here]) * own
    return sorted(tables, key=lambda table: (table.top, table.left)), lines


def _straight(ink: Picture, kernel: tuple[int, int], gap: tuple[int, int]) -> Picture:
    import cv2

    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, gap))
    line: Any = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
    return cast("Picture", line)


def _table(across: Picture, down: Picture, left: int, top: int) -> Ruled | None:
    height, width = across.shape
    ys = _positions(across, 0, (0, height - 1))
    xs = _positions(down, 1, (0, width - 1))
    if len(xs) < 3 or len(ys) < 2:
        return None
    below = [[_is_ruled(across, y, xs[c], xs[c + 1], 0) for c in range(len(xs) - 1)] for y in ys]
    beside = [[_is_ruled(down, x, ys[r], ys[r + 1], 1) for x in xs] for r in range(len(ys) - 1)]
    fields = []
    taken: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            last_row, last_column = _reach(row, column, below, beside, taken)
            taken |= {(r, c) for r in range(row, last_row) for c in range(column, last_column)}
            edges = (left + xs[column], top + ys[row], left + xs[last_column], top + ys[last_row])
            fields.append(Field(row, column, last_row, last_column, *edges))
    if all(field.last_column - field.column == len(xs) - 1 for field in fields):
        return None
    return Ruled(left, top, left + width, top + height, len(ys) - 1, len(xs) - 1, tuple(fields))


def _reach(
    row: int,
    column: int,
    below: Sequence[Sequence[bool]],
    beside: Sequence[Sequence[bool]],
    taken: set[tuple[int, int]],
) -> tuple[int, int]:
    """How far the cell that begins here reaches: to the right until a line, then down while no line crosses it."""
    rows, columns = len(beside), len(below[0])
    last_column = column + 1
    while last_column < columns and not beside[row][last_column] and (row, last_column) not in taken:
        last_column += 1
    last_row = row + 1
    inner = range(column, last_column)
    while last_row < rows and not any(below[last_row][c] or (last_row, c) in taken for c in inner):
        if any(beside[last_row][c] for c in inner if c > column):
            break
        last_row += 1
    return last_row, last_column


def _positions(lines: Picture, axis: int, ends: tuple[int, int]) -> list[int]:
    """Where lines stand along an axis: the middle of each, lines close together as one; the ends of the table too."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    low, thick = (1, 3) if axis == 0 else (0, 2)
    middles = sorted(int(piece[low] + piece[thick] / 2) for piece in stats[1:].tolist())
    positions: list[list[int]] = []
    for middle in middles:
        if positions and middle - positions[-1][-1] <= SAME_LINE:
            positions[-1].append(middle)
        else:
            positions.append([middle])
    found = [sum(group) // len(group) for group in positions]
    return _with_ends(found, ends)


def _with_ends(found: Iterable[int], ends: tuple[int, int]) -> list[int]:
    inner = [at for at in found if ends[0] + SAME_LINE < at < ends[1] - SAME_LINE]
    return [ends[0], *inner, ends[1]]


def _is_ruled(lines: Picture, at: int, low: int, high: int, axis: int) -> bool:
    """Whether a line runs at a position between two others."""
    band = slice(max(at - SAME_LINE, 0), at + SAME_LINE + 1)
    part = (
        lines[band, low + SAME_LINE : high - SAME_LINE]
        if axis == 0
        else lines[low + SAME_LINE : high - SAME_LINE, band]
    )
    return part.size > 0 and bool((part.max(axis=axis) > 0).mean() >= THERE)
