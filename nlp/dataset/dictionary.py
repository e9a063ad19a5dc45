"""The data dictionary, as a frame, JSON or Markdown, and the JSON Schema of a record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, overload

from nlp.dataset.cell_ids import cell_ids
from nlp.dataset.tables import Column, tables
from nlp.dataset.wide import WIDE, wide_identity
from nlp.knowledge import load
from nlp.report import Report

if TYPE_CHECKING:
    import pandas as pd

Entry = dict[str, Any]
_NAMES_OF_SQL = '`end` and `order` are words of SQL: write `units."end"` or `u.end`.'


@overload
def schema(to: None = None) -> pd.DataFrame: ...
@overload
def schema(to: Literal["json", "markdown"]) -> str: ...
@overload
def schema(to: str | None) -> pd.DataFrame | str: ...
def schema(to: str | None = None) -> pd.DataFrame | str:
    """Every table and column of a dataset: type, unit, values, meaning in English and Chinese, source of the rule.

    A frame by default, ``json`` or ``markdown`` as text; anything else raises ``ValueError``. The cell ids are the
    columns of the table ``cells_wide`` and the values of ``cells.cell_id``.

    >>> print(schema("markdown").splitlines()[0])
    # Data dictionary
    """
    if to is None:
        import pandas as pd

        return pd.DataFrame(_entries())
    if to == "json":
        return json.dumps(_entries(), ensure_ascii=False, indent=2)
    if to == "markdown":
        return _markdown()
    raise ValueError(f"{to!r} is none of json, markdown")


def value_label(column: str, value: str) -> str:
    """A listed value of a column with its meaning in Chinese behind it.

    >>> value_label("status", "zero"), value_label("function", "tax")
    ('zero 印有0', 'tax 税务')

    A value that no list has stays as it is.
    """
    words = load("dataset", "values")
    meaning = words.get(column, {}).get(value) or words["all"].get(value)
    if meaning is None and column == "function":
        classes = load("structure", "functions")
        meaning = (classes["functions"].get(value) or classes.get(value) or {}).get("zh")
    return f"{value} {meaning}" if meaning else value


def record_schema() -> dict[str, Any]:
    """The JSON Schema of what ``gongkai read --json`` prints, made from the dataclasses of ``nlp.report``.

    >>> record_schema()["$ref"]
    '#/$defs/Report'
    """
    import msgspec

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Report)}


def _entries() -> list[Entry]:
    entries = [_entry(name, column) for name, table in tables().items() for column in table.columns]
    known = {column.name: column for column in tables()["reports"].columns}
    entries += [_entry(WIDE, known[name]) for name in wide_identity()]
    return entries + [
        {
            "table": WIDE,
            "column": cell.id,
            "type": "float64",
            "unit": cell.unit,
            "values": [],
            "description_en": cell.en,
            "description_zh": cell.zh,
            "source": cell.source,
        }
        for cell in cell_ids().values()
    ]


def _entry(table: str, column: Column) -> Entry:
    return {
        "table": table,
        "column": column.name,
        "type": column.type,
        "unit": column.unit,
        "values": list(column.values),
        "description_en": column.en,
        "description_zh": column.zh,
        "source": column.source,
    }


def _markdown() -> str:
    lines = ["# Data dictionary", "", _NAMES_OF_SQL]
    wide = load("dataset", "tables")["wide"]
    about = {name: (table.en, table.zh, table.key) for name, table in tables().items()}
    about[WIDE] = (wide["en"], wide["zh"], ("report_id",))
    for name, (en, zh, key) in about.items():
        lines += ["", f"## {name}", "", f"{en} {zh} Key: {', '.join(key)}.", ""]
        lines += ["| column | type | unit | values | description | 说明 | source |", "|" + "---|" * 7]
        for entry in _entries():
            if entry["table"] == name:
                values = ", ".join(entry["values"])
                shown = [entry["column"], entry["type"], entry["unit"] or "", values]
                shown += [entry["description_en"], entry["description_zh"], entry["source"]]
                lines.append("| " + " | ".join(text.replace("|", "\\|") for text in shown) + " |")
    return "\n".join(lines) + "\n"
