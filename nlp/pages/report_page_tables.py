"""The statutory tables drawn from their forms, every cell as it is printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nlp.knowledge import load
from nlp.report import Cell, Report
from nlp.statistics.forms import FORMS, LATEST, TABLES, FormRow, Table, table_form

PRINTED = ("value", "zero", "slash")  # what is printed tells the status


class Head(NamedTuple):
    zh: str
    en: str
    unit: str | None = None
    columns: int = 1
    rows: int = 1


class CellView(NamedTuple):
    """One cell; ``faults`` are the numbers of the findings that fail with it, ``at`` where it is printed."""

    id: str
    cell: Cell
    shown: str
    status: str | None
    faults: tuple[int, ...]
    at: str | None
    columns: int


class Line(NamedTuple):
    """A line of a table: a caption over a group, a head, or a row with its cells."""

    kind: str
    zh: str
    en: str
    heads: tuple[Head, ...] = ()
    cells: tuple[CellView, ...] = ()
    inner: bool = False


class TableView(NamedTuple):
    id: str
    zh: str
    en: str
    form: str | None
    width: int
    heads: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]
    missing: bool
    faults: tuple[int, ...]


def tables(report: Report, failing: Mapping[str, Sequence[int]]) -> list[TableView]:
    """The three tables, in the form each is printed in; ``failing`` gives a cell's failing findings by its id.

    A table of no known form is drawn in the newest one; cells that its form lacks stand in rows of their own.
    """
    words = load("pages", "report_page")
    numbered = {cell.id: n for n, cell in enumerate(report.cells, 1)}
    drawn = []
    for table in TABLES:
        cells = {cell.id: cell for cell in report.cells if cell.id.startswith(f"{table}.")}
        views = {id: _cell(cell, numbered[id], failing.get(id, ())) for id, cell in cells.items()}
        printed = getattr(report.format, table)
        form = table_form(table, printed if printed in FORMS else LATEST)
        width = max(len(row.columns) for row in form.rows)
        lines = [*(_LINES[table](form.rows, views, width)), *_beyond(views, set(form.cell_ids), width)]
        zh, en = words["tables"][table]
        drawn.append(
            TableView(
                table,
                zh,
                en,
                printed,
                width,
                tuple(_heads(table, form.rows)),
                tuple(lines),
                all(cell.status == "table_missing" for cell in cells.values()),
                tuple(sorted({n for view in views.values() for n in view.faults})),
            )
        )
    return drawn


def cell_name(id: str) -> tuple[str, str]:
    """The labels of a cell, row and column, in Chinese and English; of an unknown one its id."""
    table, row, column = ([*id.split("."), "", ""])[:3]
    words, known = load("dataset", "cells"), load("statistics", "forms")
    try:
        entries = (
            known[table]["rows"] if table != "t2" else [*known[table][FORMS[0]]["rows"], *known[table][LATEST]["rows"]]
        )
        label = next(entry["label"] for entry in entries if entry["code"] == row)
        zh = f"{label} / {known[table]['columns'][column]['label']}"
        return zh, f"{words['rows'][table][row]['en']}, {words['columns'][column]}"
    except (KeyError, StopIteration):
        return id, ""


def _cell(cell: Cell, number: int, faults: Sequence[int], columns: int = 1) -> CellView:
    shown = cell.raw if cell.raw is not None and cell.raw.strip() else "" if cell.value is None else f"{cell.value}"
    status = None if cell.status in PRINTED and shown else cell.status
    at = None if cell.start is None or cell.end is None or cell.end <= cell.start else f"at{cell.start}"
    return CellView(f"c{number}", cell, shown, status, tuple(faults), at, columns)


def _heads(table: Table, rows: Sequence[FormRow]) -> Iterator[tuple[Head, ...]]:
    if table == "t2":
        return  # every block has its own
    columns = [_column(table, column) for column in rows[0].columns]
    if table == "t4":
        yield (Head("", ""), *columns)
        return
    zh, en = load("pages", "report_page")["organisations"]
    first, *inner, last = columns
    yield (
        Head("", "", rows=2),
        first._replace(rows=2),
        Head(zh, en, columns=len(inner)),
        last._replace(rows=2),
    )
    yield tuple(inner)


def _column(table: Table, column: str) -> Head:
    known = load("statistics", "forms")[table]["columns"][column]
    return Head(known["label"], load("dataset", "cells")["columns"][column], known["unit"] if table == "t2" else None)


def _row(table: Table, row: FormRow, views: Mapping[str, CellView], width: int, inner: bool = False) -> Line:
    cells = [views.get(f"{table}.{row.code}.{column}") for column in row.columns]
    there = [view for view in cells if view]
    if there:
        there[-1] = there[-1]._replace(columns=width - len(there) + 1)
    return Line("row", row.label, load("dataset", "cells")["rows"][table][row.code]["en"], (), tuple(there), inner)


def _lines_2(rows: Sequence[FormRow], views: Mapping[str, CellView], width: int) -> Iterator[Line]:
    words, before = load("pages", "report_page"), None
    known = load("statistics", "forms")["t2"]
    block_of = {entry["code"]: entry["block"] for form in FORMS for entry in known[form]["rows"]}
    for row in rows:
        block = (block_of[row.code], row.columns)
        if block != before:
            yield Line("caption", *words["blocks"][block[0]])
            heads = [_column("t2", column) for column in row.columns]
            heads[-1] = heads[-1]._replace(columns=width - len(heads) + 1)
            yield Line("head", "", "", (Head("信息内容", "Content"), *heads))
            before = block
        yield _row("t2", row, views, width)


def _lines_3(rows: Sequence[FormRow], views: Mapping[str, CellView], width: int) -> Iterator[Line]:
    words, before = load("pages", "report_page"), None
    groups = load("statistics", "forms")["t3"]["groups"]
    for row in rows:
        if row.code == "granted":
            yield Line("caption", *words["results"])
        alone = row.code == "other_all"  # a group of one row, which has the group's name
        if row.group and row.group != before and not alone:
            yield Line("group", groups[row.group]["label"], words["groups"][row.group])
        before = row.group
        yield _row("t3", row, views, width, bool(row.group) and not alone)


def _lines_4(rows: Sequence[FormRow], views: Mapping[str, CellView], width: int) -> Iterator[Line]:
    for row in rows:
        yield _row("t4", row, views, width)


_LINES: dict[Table, Any] = {"t2": _lines_2, "t3": _lines_3, "t4": _lines_4}


def _beyond(views: Mapping[str, CellView], known: set[str], width: int) -> Iterator[Line]:
    rows: dict[str, list[CellView]] = defaultdict(list)
    for id, view in views.items():
        if id not in known:
            rows[id.rpartition(".")[0]].append(view)
    for row, cells in rows.items():
        for start in range(0, len(cells), width):
            some = cells[start : start + width]
            some[-1] = some[-1]._replace(columns=width - len(some) + 1)
            label = cell_name(cells[0].cell.id)[0].rpartition(" / ")[0]
            yield Line("row", label or row, "", (), tuple(some))
