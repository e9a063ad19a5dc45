"""How far a reading of the tables can be trusted: the measure by which two readings of one file are compared."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.report import Cell, Finding
from nlp.statistics.tables import TableReading

_TELLING = ("numbers_left_over", "read_by_sums")
"""Warnings that speak of a reading rather than of the print."""


def count_doubts(tables: TableReading, findings: Iterable[Finding]) -> int:
    """The cells without a sure reading, the sums of the form that fail, and what else was doubtful.

    >>> from nlp.statistics.tables import Forms
    >>> cells = (Cell("a", 3, "3", "value", 0, 1), Cell("b", None, "", "blank", 2, 2), Cell("c", None, None, "blank"))
    >>> count_doubts(TableReading(cells, Forms(None, None, None), ()), ())
    1

    A number, a zero and a stroke are sure, and so is a blank that has a place of its own: there the table shows it. A
    blank that was only inferred, because a row prints fewer numbers than the form has columns, is not.
    """
    unsure = sum(not _is_sure(cell) for cell in tables.cells)
    failing = sum(finding.outcome == "fail" for finding in findings)
    told = sum(max(len(warning.cells), 1) for warning in tables.warnings if warning.code in _TELLING)
    return unsure + failing + told


def _is_sure(cell: Cell) -> bool:
    return cell.status in ("value", "zero", "slash") or (cell.status == "blank" and cell.start is not None)
