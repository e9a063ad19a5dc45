"""What the tables of a dataset are: names, columns, types, meanings, read from ``tables.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

import nlp.report
from nlp.knowledge import load

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, its unit, the values it may hold (empty: any), what it means, where its rule comes from."""

    name: str
    type: str
    unit: str | None
    values: tuple[str, ...]
    en: str
    zh: str
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    en: str
    zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in the order in which they are written."""
        return tuple(column.name for column in self.columns)


@cache
def tables() -> dict[str, Table]:
    """The tables of a dataset by name, in order.

    >>> tables()["links"].names
    ('report_id', 'problem_id', 'measure_id', 'basis', 'score')
    """
    return {name: _table(name, entry) for name, entry in load("dataset", "tables")["tables"].items()}


def version() -> str:
    """The version of the tables; another version has other columns."""
    return str(load("dataset", "tables")["version"])


def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a table; an unknown name raises ``KeyError``."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "json": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "list<string>": pa.list_(pa.string()),
        "spans": pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())])),
    }
    return pa.schema([(column.name, types[column.type]) for column in tables()[name].columns])


def _table(name: str, entry: dict[str, object]) -> Table:
    columns = entry["columns"]
    key = entry["key"]
    assert isinstance(columns, list)
    assert isinstance(key, list)
    return Table(name, str(entry["en"]), str(entry["zh"]), tuple(key), tuple(_column(**column) for column in columns))


def _column(
    name: str, type: str, en: str, zh: str, source: str, unit: str | None = None, values: str | list[str] = ""
) -> Column:
    allowed = get_args(getattr(nlp.report, values)) if isinstance(values, str) and values else values
    return Column(name, type, unit, tuple(allowed), en, zh, source)
