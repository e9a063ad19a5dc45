"""What the printed heads of a table say of its columns: their order, and whether they are printed as rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nlp.statistics.forms import Table, TableForm, column_words
from nlp.statistics.rows import Row

LONGEST_HEAD = 12
"""Characters of the head of one column, with what may be printed around it."""
TURNED = 3
"""Columns that must be printed as rows before a table is taken for a transposed one."""


def head_order(rows: Sequence[Row], form: TableForm) -> list[int] | None:
    """For every column of the form its place in print, where one row of heads names all of them in another order."""
    width = len(column_words(form.table))
    for row in rows:
        if len(row.texts) >= width:
            places = _places(row.texts, form.table)
            if places:
                printed_order = sorted(range(width), key=places.__getitem__)
                order = [printed_order.index(number) for number in range(width)]
                return order if order != sorted(order) else None
    return None


@lru_cache(maxsize=256)
def _places(texts: tuple[str, ...], table: Table) -> list[int]:
    """Which text is the head of each column; nothing if a column has none, or several."""
    places = []
    for pattern in column_words(table).values():
        found = [at for at, text in enumerate(texts) if pattern.search(text)]
        if len(found) != 1:
            return []
        places += found
    return places


def is_transposed(rows: Sequence[Row], form: TableForm) -> bool:
    """Whether heads of columns stand as labels before several numbers each: the columns are printed as rows.

    A head before every single number, or before the numbers of a whole table, is a usual way of printing.
    """
    turned: set[str] = set()
    column, size = None, 0
    for row in rows:
        if row.label:
            column = _column(row.label, form.table) if len(row.label) <= LONGEST_HEAD else None
            size = 0
        size += sum([value.status != "blank" for value in row.cells]) if column else 0
        if column and size > 1:
            turned.add(column)
    return len(turned) >= TURNED


@lru_cache(maxsize=256)
def _column(label: str, table: Table) -> str | None:
    """The one column that a label names, if it names one."""
    found = [code for code, pattern in column_words(table).items() if pattern.search(label)]
    return found[0] if len(found) == 1 else None
