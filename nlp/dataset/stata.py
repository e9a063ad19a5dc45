"""Stata files with variable labels and value labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.dataset.cell_ids import cell_ids
from nlp.dataset.dictionary import value_label
from nlp.dataset.tables import tables
from nlp.knowledge import load

if TYPE_CHECKING:
    import pandas as pd

NAME_CHARACTERS = 32
LABEL_CHARACTERS = 80
SHORT_BYTES = 2045  # a longer string is a strL
# Words that Stata or its language Mata keeps for itself (manuals [U] 11.3, [M-2] reswords) and that name columns.
RESERVED = frozenset({"byte", "double", "end", "float", "for", "function", "if", "in", "int", "long", "using", "with"})


def write_stata(frame: pd.DataFrame, table: str, path: Path) -> None:
    """A table as a Stata file (format 118, Unicode); each variable's label is its meaning in Chinese and English.

    A label has at most 80 characters; what is cut stands in full in the dictionary. Columns with listed values become
    numbers in the order of the dictionary, labelled in both languages (``zero 印有0``); yes/no becomes 1/0; lists and
    spans become JSON; a missing number is ``.`` and a missing text is empty.
    """
    meanings = _meanings(table)
    values = {column.name: column.values for column in tables()[table].columns} if table in tables() else {}
    names = stata_names(frame.columns)
    plain = frame.rename(columns=names)
    labels = {}
    for column, name in names.items():
        plain[name] = _stata_column(plain[name], column, values.get(column, ()))
        labels[name] = _label(column, *meanings.get(column, ("", "")))
    long = [name for name in plain.columns if _is_long(plain[name])]
    plain.to_stata(
        path,
        write_index=False,
        version=118,
        variable_labels=labels,
        data_label=f"gongkai: {table}",
        convert_strl=long,
    )


def stata_names(columns: Iterable[str]) -> dict[str, str]:
    """A name of at most 32 letters, digits and underscores for every column, each once.

    >>> stata_names(["t3.denied_security_stability.natural_person"])
    {'t3.denied_security_stability.natural_person': 't3_denied_security_stability_np'}
    """
    short: dict[str, str] = load("dataset", "cells")["stata"]
    names: dict[str, str] = {}
    for column in columns:
        head, point, tail = column.rpartition(".")
        base = re.sub(r"\W", "_", f"{head}{point}{short.get(tail, tail)}" if point else column, flags=re.ASCII)
        base = f"{base}_" if base in RESERVED else base
        name, number = base[:NAME_CHARACTERS], 1
        while name in names.values():
            number += 1
            name = f"{base[: NAME_CHARACTERS - 1 - len(str(number))]}_{number}"
        names[column] = name
    return names


def _meanings(table: str) -> dict[str, tuple[str, str]]:
    source = tables().get(table, tables()["reports"])
    columns = {column.name: (column.zh, column.en) for column in source.columns}
    cells = {id: (cell.zh, cell.en) for id, cell in cell_ids().items()}
    return columns if table in tables() else {**columns, **cells}


def _label(column: str, zh: str, en: str) -> str:
    """The meaning in both languages in 80 characters; what must go goes from the longer, as a rule the English."""
    room = LABEL_CHARACTERS - len(" | ")
    kept = max(room - len(en), room // 2)
    zh = zh if len(zh) <= kept else f"{zh[: kept - 1]}…"
    en = en if len(en) <= room - len(zh) else f"{en[: room - len(zh) - 1]}…"
    return " | ".join(part for part in (zh, en) if part) or column


def _stata_column(column: pd.Series[Any], name: str, values: tuple[str, ...]) -> pd.Series[Any]:
    import pandas as pd

    if values:
        more = sorted(set(column.dropna()) - set(values))  # never lose a value that the dictionary lacks
        plain = column.astype(pd.CategoricalDtype([*values, *more]))
        return plain.cat.rename_categories({value: value_label(name, value) for value in values})
    if pd.api.types.is_bool_dtype(column):
        return column.astype("int8")
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("float64")
    return column.map(_text).astype(object)


def _text(value: Any) -> str:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, str):
        return value.replace("\0", "�")
    return "" if value is None or value != value else json.dumps(value, ensure_ascii=False)


def _is_long(column: pd.Series[Any]) -> bool:
    return column.dtype == object and any(len(text.encode()) > SHORT_BYTES for text in column)
