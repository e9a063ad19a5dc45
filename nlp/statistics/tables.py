"""The three statutory tables of a report, cell by cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, fields, make_dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from nlp.document import Document
from nlp.report import Cell, CellStatus, ReportWarning, Section
from nlp.statistics.align import align
from nlp.statistics.blocks import settle_blocks
from nlp.statistics.forms import LATEST, FormRow, Table, TableForm, head_words, table_form
from nlp.statistics.heads import head_order, is_transposed
from nlp.statistics.readings import Line, Reading, read_runs, unread
from nlp.statistics.regions import Region, find_regions
from nlp.statistics.rows import Row, read_rows
from nlp.statistics.runs import Run, find_runs
from nlp.statistics.settle import Settled, settle
from nlp.statistics.values import Printed

MOST_RUNS = 200
"""Runs of numbers that are looked at; a table has some tens at most."""
SURE = 0.9
"""Confidence below which a number read by OCR stands in a warning."""


class Forms(NamedTuple):
    """The form in which each table is printed, None for a table that is not there."""

    t2: str | None
    t3: str | None
    t4: str | None


@dataclass(frozen=True, slots=True)
class TableReading:
    """Every cell of the three tables in form order, the observed forms, and what was doubtful."""

    cells: tuple[Cell, ...]
    format: Forms
    warnings: tuple[ReportWarning, ...]


@dataclass(slots=True)
class _Table:
    form: TableForm
    settled: Settled
    named: set[str]

    @property
    def filled(self) -> int:
        return sum(row.code in self.settled.rows for row in self.form.rows)


def read_tables(doc: Document, sections: Sequence[Section]) -> TableReading:
    """The cells of tables 2, 3 and 4 as printed, with a status each; no number is repaired, no blank filled.

    >>> from nlp.report import Source
    >>> text = "第二十条第(五)项\\n信息内容 本年处理决定数量\\n行政许可 12\\n行政处罚 0\\n"
    >>> reading = read_tables(Document(Source("a.txt", "", "text/plain", len(text)), text), ())
    >>> [(cell.id, cell.value, cell.status) for cell in reading.cells if cell.value is not None]
    [('t2.licensing.decisions', 12, 'value'), ('t2.penalty.decisions', 0, 'zero')]

    Rows are known by their words, then by their order, then by their sums; the form of a table by the heads and
    rows it prints, never by the year. A cell that could be two numbers is ``conflict``, a table that is not there
    ``table_missing`` throughout; every cell without a sure reading stands in a warning. Forms: 国办公开办函
    〔2019〕60号 and 〔2021〕30号.
    """
    regions = find_regions(doc.folded, sections)
    t2 = _likeliest(doc, "t2", regions["t2"], None)
    t3 = _likeliest(doc, "t3", regions["t3"], t2.form.name if t2 else None)
    usual = t2.form.name if t2 else t3.form.name if t3 else LATEST
    t4 = _likeliest(doc, "t4", regions["t4"], usual)
    cells: list[Cell] = []
    warnings: list[ReportWarning] = []
    tables: tuple[tuple[Table, _Table | None], ...] = (("t2", t2), ("t3", t3), ("t4", t4))
    for name, table in tables:
        read = _cells(doc.text, table) if table else _without_value(table_form(name, usual).cell_ids, "table_missing")
        cells += read
        warnings += _warnings(name, read, table)
    if doc.seen:
        cells = [_seen(cell, doc.seen) for cell in cells]
        warnings += _unsure(cells)
    forms = Forms(*(table.form.name if table else None for _, table in tables))
    return TableReading(tuple(cells), forms, tuple(warnings))


def _likeliest(doc: Document, name: Table, regions: Sequence[Region], usual: str | None) -> _Table | None:
    best = None
    for start, end in regions:
        table = _read(doc, name, start, end, usual)
        if table and (best is None or table.filled > best.filled):
            best = table
        if best and best.filled > len(best.form.rows) // 2:
            break
    return best


def _read(doc: Document, name: Table, start: int, end: int, usual: str | None) -> _Table | None:
    latest = table_form(name, LATEST)
    rows = read_rows(doc, start, end, latest)
    text = "".join([row.label for row in rows])
    found = latest.codes_in(text)
    form = table_form(name, _form_name(name, rows, text, found, usual))
    runs = find_runs(rows, form)[:MOST_RUNS]
    named = {row.code for row in form.rows if row.code in found}
    if not runs:
        heads = any(row.texts and head_words(name).search(row.label) for row in rows) if name != "t2" else False
        in_grid = len(named) > 2 and sum(row.grid is not None for row in rows) > 3
        return _Table(form, Settled(), named) if in_grid and (heads or name != "t4") else None
    if name == "t2":
        return _Table(form, settle_blocks(runs, form), named)
    width = len(form.rows[0].columns)
    readings: list[list[Reading]] = [[] for _ in runs]
    if not is_transposed(rows, form):
        readings = read_runs(runs, width, 3 if name == "t4" else 1, head_order(rows, form))
    spans = [
        len(found[0]) if found else max(1, round(run.size / width)) for run, found in zip(runs, readings, strict=True)
    ]
    readings = [found or [(unread(run, width),) * span] for run, found, span in zip(runs, readings, spans, strict=True)]
    lines = _with_subtotals(form, runs, sum(spans))
    alignments = align(runs, lines, lambda i, j: spans[i] if j + spans[i] <= len(lines) else 0)
    settled = settle(runs, lines, form, alignments, readings, spans)
    return _Table(form, settled, named) if settled.rows else None


def _form_name(name: Table, rows: Sequence[Row], text: str, found: set[str], usual: str | None) -> str:
    """The form that the heads and rows of a table show; ``text`` is all its labels, ``found`` the rows they name."""
    if name == "t4":
        return usual or LATEST
    if name == "t2":
        votes = {form: len(set(head_words("t2", form).findall(text))) for form in ("F2019", "F2021")}
        votes["F2019"] += bool(found & {"other_services", "gov_procurement"})
        if votes["F2019"] == votes["F2021"]:
            return usual or LATEST
        return max(votes, key=lambda form: votes[form])
    if "other_no_correction" in found or "other_no_fee" in found:
        return "F2021"
    height = sum(value.status != "blank" for row in rows for value in row.cells) / 7
    if "other_all" in found:
        return "F2021" if 24.5 < height < 25.5 else "F2019"
    return "F2021" if height > 24 else "F2019" if 22.5 < height < 23.5 else usual or LATEST


def _with_subtotals(form: TableForm, runs: Sequence[Run], height: int) -> list[FormRow]:
    """The form's rows, and where the table prints group sums, a row for each, before or after its group.

    Numbers beside a bare group caption are a sum only in a table that is higher than the form (``height`` rows).
    """
    codes = {row.code for row in form.rows}
    extra = {code for run in runs if not codes.intersection(run.here) for code in run.here}
    if height <= len(form.rows):
        extra &= {"subtotal"}
    if not extra:
        return list(form.rows)
    rows: list[FormRow] = []
    groups = [row.group for row in form.rows]
    for number, row in enumerate(form.rows):
        head = "other_all" if row.group == "other" else f"group_{row.group}"
        if row.group and row.group not in groups[:number] and head in extra and head not in codes:
            rows.append(FormRow(head, "", row.columns))
        rows.append(row)
        if row.group and row.group not in groups[number + 1 :] and "subtotal" in extra:
            rows.append(FormRow("subtotal", "", row.columns))
    return rows


def _cells(text: str, table: _Table) -> list[Cell]:
    cells: list[Cell] = []
    for row in table.form.rows:
        ids = table.form.cell_ids[len(cells) : len(cells) + len(row.columns)]
        candidates = table.settled.rows.get(row.code)
        if not candidates:
            cells += _without_value(ids, "blank" if row.code in table.named else "row_missing")
            continue
        line = candidates[0] if len(candidates) == 1 else [_agreed(candidates, number) for number in range(len(ids))]
        for cell, (status, value, start, end, unit, note) in zip(ids, line, strict=True):
            raw = None if start is None else text[start:end]
            draft = _Draft(cell, value, raw, status, start, end, unit, note, None)
            draft.__class__ = Cell
            cells.append(draft)
    return cells


_Draft: Any = make_dataclass("_Draft", [field.name for field in fields(Cell)], slots=True)
"""Becomes a ``Cell``: four times faster than the constructor, which has to go round the lock of a frozen class."""


def _seen(cell: Cell, seen: Sequence[tuple[int, int, float]]) -> Cell:
    """The cell with the lowest confidence of the stretches, read by OCR, that it stands in."""
    if cell.start is None or cell.end is None:
        return cell
    first = bisect_right(seen, cell.start, key=lambda stretch: stretch[1])
    last = bisect_left(seen, cell.end, key=lambda stretch: stretch[0])
    confidence = min((sure for _, _, sure in seen[first:last]), default=None)
    return replace(cell, confidence=confidence)


def _unsure(cells: Sequence[Cell]) -> list[ReportWarning]:
    unsure = [cell for cell in cells if cell.value is not None and (cell.confidence or 1) < SURE]
    if not unsure:
        return []
    told = ", ".join(f"{cell.id} {cell.raw} ({cell.confidence:.2f})" for cell in unsure[:20])
    message = f"{len(unsure)} numbers read by OCR with less than {SURE} confidence: {told}"
    return [ReportWarning("ocr_low_confidence", message, tuple(cell.id for cell in unsure))]


@cache
def _without_value(ids: tuple[str, ...], status: CellStatus) -> tuple[Cell, ...]:
    return tuple(Cell(cell, None, None, status) for cell in ids)


def _agreed(candidates: Sequence[Line], number: int) -> Printed:
    """The cell on which all candidate lines agree, else a conflict over the stretch that they span."""
    found = [line[number] for line in candidates if line]
    if len(found) == len(candidates) and len({(value.status, value.value) for value in found}) == 1:
        return found[0]
    starts = [value.start for value in found if value.start is not None]
    ends = [value.end for value in found if value.end is not None]
    return Printed("conflict", None, min(starts, default=None), max(ends, default=None))


def _warnings(name: Table, cells: Sequence[Cell], table: _Table | None) -> list[ReportWarning]:
    if table is None:
        ids = tuple(cell.id for cell in cells)
        return [ReportWarning("table_missing", f"table {name[1]} was not found", ids)]
    warnings = []
    by_status: dict[str, list[str]] = {}
    for cell in cells:
        if cell.value is not None:
            continue
        lost = cell.status == "blank" and cell.raw is None and cell.id.split(".")[1] not in table.settled.rows
        by_status.setdefault("lost" if lost else cell.status, []).append(cell.id)
    if table.settled.by_sums:
        by_status["by_sums"] = [cell.id for cell in cells if cell.id.split(".")[1] in table.settled.by_sums]
    for status, code, message in _DOUBTS:
        ids = tuple(by_status.get(status, ()))
        if ids:
            told = "; ".join(_told(table, ids)) if status == "conflict" else ""
            warnings.append(ReportWarning(code, f"table {name[1]}: {message}{told}", ids))
    stray = [run.filled for run in table.settled.stray if any(value.value for value in run.filled)]
    if stray:
        told = "; ".join(" ".join(_shown(value) for value in values[:20]) for values in stray[:5])
        warnings.append(ReportWarning("numbers_left_over", f"table {name[1]}: numbers that belong to no row: {told}"))
    return warnings


_DOUBTS: tuple[tuple[str, str, str], ...] = (
    ("row_missing", "row_missing", "rows of the form that are not printed"),
    ("conflict", "cells_conflict", "cells that can be read in more than one way: "),
    ("unreadable", "cells_unreadable", "cells whose number cannot be read"),
    ("text", "cells_text", "cells that hold words"),
    ("lost", "row_without_numbers", "rows whose label is printed and whose numbers were not found"),
    ("by_sums", "read_by_sums", "rows with a number too many, or in which only the sums tell which number is which"),
)


def _told(table: _Table, ids: Sequence[str]) -> list[str]:
    told = []
    for code in dict.fromkeys(id.split(".")[1] for id in ids):
        lines = [line for line in table.settled.rows[code] if line]
        numbers = [" ".join(_shown(value) for value in line) for line in lines[:2]]
        told.append(f"{code} {' | '.join(numbers)}")
    return told


def _shown(value: Printed) -> str:
    return "?" if value.value is None else str(value.value)
