"""The three tables with the merged cells of the official form, ready to be drawn in any format."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import NamedTuple

from corpora.demo_kit.forms import APPLICANTS, BLOCKS, NOTE, RESULTS, t2_blocks, t3_rows
from corpora.demo_kit.numbers import Tables


class Cell(NamedTuple):
    """A printed cell: so many columns wide and rows high; kind is head, label, group or number."""

    text: str
    wide: int = 1
    high: int = 1
    kind: str = "head"


Row = list[Cell]
Table = list[Row]  # a place that a cell above or to the left reaches into isn't listed


def table_2(tables: Tables, apart: bool = False) -> list[Table]:
    """Table 2 as one table of four columns; ``apart`` gives every block a table of its own."""
    blocks: list[Table] = []
    for block in t2_blocks(tables.forms["t2"]):
        codes = list(block.columns)
        last = 4 - len(codes)  # the last number of a short block reaches to the edge
        wides = [1] * (len(codes) - 1) + [last]
        head = [Cell("信息内容"), *(Cell(text, wide) for text, wide in zip(block.columns.values(), wides, strict=True))]
        rows = [[Cell(block.caption, 4)], head]
        for code, label in block.rows.items():
            numbers = (tables.printed[f"t2.{code}.{column}"] for column in codes)
            rows.append([Cell(label, kind="label"), *_numbers(numbers, wides)])
        blocks.append(rows)
    return blocks if apart else [[row for rows in blocks for row in rows]]


def table_3(tables: Tables) -> Table:
    """Table 3: three columns of labels, seven of applicants, three rows of heads."""
    people = list(APPLICANTS.values())
    rows = [
        [Cell(NOTE, 3, 3), Cell("申请人情况", 7)],
        [Cell(people[0], high=2), Cell("法人或其他组织", 5), Cell(people[6], high=2)],
        [Cell(name) for name in people[1:6]],
    ]
    lines = t3_rows(tables.forms["t3"])
    blocks = [line.block for line in lines]
    groups = [(line.block, line.group) for line in lines]
    for n, line in enumerate(lines):
        head: Row = []
        if line.block and line.block not in blocks[:n]:
            head.append(Cell(line.block, high=blocks.count(line.block), kind="group"))
        if line.group and groups[n] not in groups[:n]:
            head.append(Cell(line.group, high=groups.count(groups[n]), kind="group"))
        head.append(Cell(line.label, 1 if line.group else 2 if line.block else 3, kind="label"))
        rows.append([*head, *_numbers(tables.printed[f"t3.{line.code}.{p}"] for p in APPLICANTS)])
    return rows


def table_4(tables: Tables) -> Table:
    """Table 4: three rows of heads and one of fifteen numbers."""
    review, direct, after = BLOCKS.values()
    return [
        [Cell(review, 5, 2), Cell("行政诉讼", 10)],
        [Cell(direct, 5), Cell(after, 5)],
        [Cell(text) for _ in BLOCKS for text in RESULTS.values()],
        _numbers(tables.printed[f"t4.{block}.{column}"] for block in BLOCKS for column in RESULTS),
    ]


def columns(table: Table) -> list[list[tuple[int, Cell]]]:
    """Every row with the column in which each of its cells begins."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for r, row in enumerate(table):
        line, c = [], 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + down, c + right) for down in range(cell.high) for right in range(cell.wide)}
            line.append((c, cell))
        placed.append(line)
    return placed


def cut(table: Table, at: int) -> tuple[Table, Table]:
    """The table in two before row ``at``: a cell that reaches over the cut goes on below as a blank one."""
    upper: Table = []
    over: list[tuple[int, Cell]] = []
    placed = columns(table)
    for r, row in enumerate(placed[:at]):
        upper.append([cell._replace(high=min(cell.high, at - r)) for _, cell in row])
        over += [(c, Cell("", cell.wide, cell.high - (at - r), cell.kind)) for c, cell in row if cell.high > at - r]
    first = [cell for _, cell in sorted([*over, *placed[at]], key=lambda pair: pair[0])]
    return upper, [first, *table[at + 1 :]]


def _numbers(texts: Iterable[str], wides: Iterable[int] = repeat(1)) -> Row:
    return [Cell(text.replace("<br>", "\n"), wide, kind="number") for text, wide in zip(texts, wides, strict=False)]
