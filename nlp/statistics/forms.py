"""The statutory forms as data: which rows and columns a table has, and the words by which they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, cast

from nlp.knowledge import load

Table = Literal["t2", "t3", "t4"]
TABLES: tuple[Table, ...] = ("t2", "t3", "t4")
FORMS = ("F2019", "F2021")
LATEST = "F2021"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form: its code, its printed label, its columns, and the group it stands in, if any."""

    code: str
    label: str
    columns: tuple[str, ...]
    group: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class TableForm:
    """A statutory table in one form; there is one object for each, so identity is equality.

    table   ``t2``, ``t3`` or ``t4``
    name    ``F2019`` or ``F2021``
    rows    in printed order; a cell id is ``<table>.<row code>.<column code>``
    marks   finds a row's words in a label without spaces; each of its groups is one mark
    marked  the row code of every group of ``marks``
    adds    True where the last column of a row is the sum of the others
    """

    table: Table
    name: str
    rows: tuple[FormRow, ...]
    marks: re.Pattern[str]
    marked: tuple[str, ...]
    adds: bool

    def find_marks(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and row code of all words of rows in a text without spaces."""
        return [(*match.span(), self.marked[(match.lastindex or 1) - 1]) for match in self.marks.finditer(text)]

    def codes_in(self, text: str) -> set[str]:
        """The codes of the rows whose words stand in a text without spaces."""
        return {self.marked[(match.lastindex or 1) - 1] for match in self.marks.finditer(text)}

    @cached_property
    def cell_ids(self) -> tuple[str, ...]:
        return tuple(f"{self.table}.{row.code}.{column}" for row in self.rows for column in row.columns)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of every row by its code."""
        return {row.code: number for number, row in enumerate(self.rows)}

    @cached_property
    def labels(self) -> dict[str, str]:
        """The row code of every label and alias, as ``bare`` leaves it."""
        return {label: row.code for row in self.rows for label in row.labels}


@cache
def table_form(table: Table, name: str) -> TableForm:
    """The rows and columns of a table in a form.

    >>> [len(table_form("t3", name).cell_ids) for name in FORMS]
    [161, 175]
    >>> table_form("t4", "F2021").cell_ids[0]
    't4.review.upheld'

    From the notices 国办公开办函〔2019〕60号 and 〔2021〕30号; an unknown name raises KeyError.
    """
    known = load("statistics", "forms")[table]
    if name not in FORMS:
        raise KeyError(name)
    entries = known[name]["rows"] if table == "t2" else known["rows"]
    rows = tuple(
        FormRow(
            entry["code"],
            entry["label"],
            tuple(entry.get("columns") or known["columns"]),
            entry.get("group"),
            tuple(bare(label) for label in (entry["label"], *entry.get("aliases", ()))),
        )
        for entry in entries
        if name in entry.get("forms", FORMS)
    )
    return TableForm(table, name, rows, *_marks(table), table != "t2")


@cache
def _marks(table: Table) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for all rows of all forms of a table, and for the subtotals and groups of table 3.

    An empty group behind each mark tells which one matched: before it, it would hide the mark's first character,
    by which the search skips all other text.
    """
    words = {entry["code"]: list(entry["marks"]) for entry in _entries(table)}
    if table == "t3":
        known = load("statistics", "forms")["t3"]
        words["subtotal"] = known["subtotal"]
        words |= {f"group_{code}": group["marks"] for code, group in known["groups"].items() if code != "other"}
    marks = [(code, mark) for code, entry in words.items() for mark in entry]
    return re.compile("|".join(f"{mark}()" for _, mark in marks)), tuple(code for code, _ in marks)


def _entries(table: Table) -> list[dict[str, Any]]:
    known = load("statistics", "forms")[table]
    return known["rows"] if table != "t2" else [*known["F2021"]["rows"], *known["F2019"]["rows"]]


def bare(label: str) -> str:
    """The Chinese characters of a label, by which a damaged one is compared with the form's."""
    return "".join(re.findall("[一-鿿]", label))


@cache
def head_words(table: Table, name: str | None = None) -> re.Pattern[str]:
    """Words that only the head of a table prints (of one form of table 2, where the forms differ)."""
    known = load("statistics", "forms")[table]
    return re.compile("|".join(known[name]["heads"] if name else known["heads"]))


@cache
def group_words() -> re.Pattern[str]:
    """The captions of groups of table 3, which stand in front of a row's label."""
    known = load("statistics", "forms")["t3"]
    marks = [known["results"], *(mark for group in known["groups"].values() for mark in group["marks"])]
    return re.compile(rf"(?:\(?[三四五六]\)?、?)?(?:{'|'.join(marks)})")


@cache
def column_words(table: Table) -> dict[str, re.Pattern[str]]:
    """For every column of a table the words of its printed head."""
    columns = load("statistics", "forms")[table]["columns"]
    return {code: re.compile("|".join(column["marks"])) for code, column in columns.items()}


@cache
def cell_label(cell: str) -> str:
    """The Chinese label of a cell, row and column as printed.

    >>> cell_label("t3.granted.total")
    '（一）予以公开 / 总计'
    """
    table, row, column = cell.split(".")
    known = load("statistics", "forms")[table]
    label = next(entry["label"] for entry in _entries(cast(Table, table)) if entry["code"] == row)
    return f"{label} / {known['columns'][column]['label']}"


def cell_unit(cell: str) -> str | None:
    """The unit that the form prints for a cell, None where it prints none (采购总金额)."""
    table, _, column = cell.split(".")
    unit: str | None = load("statistics", "forms")[table]["columns"][column]["unit"]
    return unit


def forms_version() -> str:
    """The version of the forms' data, for ``Report.versions``."""
    return str(load("statistics", "forms")["version"])
