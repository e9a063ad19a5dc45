"""The three tables as rows of printed cells, the way the official form lays them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpora.demo_kit.forms import APPLICANTS, BLOCKS, NOTE, RESULTS, T3Row, t2_blocks, t3_rows, t4_cells
from corpora.demo_kit.numbers import Tables

Row = list[str]
Look = dict[str, Any]
Draw = Callable[[Tables, Look], list[str]]


def t2_grids(tables: Tables) -> list[tuple[str, list[Row]]]:
    """Caption, then the head row and the numbered rows of each block of table 2."""
    grids = []
    for block in t2_blocks(tables.forms["t2"]):
        rows = [["信息内容", *block.columns.values()]]
        for code, label in block.rows.items():
            rows.append([label, *(tables.printed[f"t2.{code}.{column}"] for column in block.columns)])
        grids.append((block.caption, rows))
    return grids


def t3_numbers(tables: Tables, row: T3Row) -> Row:
    """The seven printed cells of one row of table 3."""
    return [tables.printed[f"t3.{row.code}.{column}"] for column in APPLICANTS]


def t3_body(tables: Tables) -> list[tuple[T3Row, Row]]:
    """Every row of table 3 with its seven printed cells."""
    return [(row, t3_numbers(tables, row)) for row in t3_rows(tables.forms["t3"])]


def t3_grid(tables: Tables) -> list[Row]:
    """Table 3 in ten columns: two for the groups, one for the label, seven for the applicants."""
    names = list(APPLICANTS.values())
    rows = [
        [NOTE, "", "", "申请人情况", "", "", "", "", "", ""],
        ["", "", "", names[0], "法人或其他组织", "", "", "", "", names[6]],
        ["", "", "", "", *names[1:6], ""],
    ]
    block = group = ""
    for row, numbers in t3_body(tables):
        if not row.block:
            head = [row.label, "", ""]
        elif not row.group:
            head = [row.block if row.block != block else "", row.label, ""]
        else:
            head = ["", row.group if row.group != group else "", row.label]
        block, group = row.block, row.group
        rows.append([*head, *numbers])
    return rows


def t4_grid(tables: Tables) -> list[Row]:
    """Table 4: three head rows and one row of fifteen numbers."""
    review, direct, after = BLOCKS.values()
    gap = [""] * 4
    return [
        [review, *gap, "行政诉讼", *gap, "", *gap],
        ["", *gap, direct, *gap, after, *gap],
        [*RESULTS.values()] * 3,
        [tables.printed[cell] for cell in t4_cells()],
    ]


def extra(row: Row, label: str, look: Look) -> Row:
    """A row that prints an eighth number where the source asks for it."""
    return [*row, "0"] if label in look.get("eight", []) else row
