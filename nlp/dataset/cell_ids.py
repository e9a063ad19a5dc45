"""The cell ids of the statutory forms, with their meaning in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from nlp.knowledge import load


@dataclass(frozen=True, slots=True)
class CellId:
    """A cell of the forms: ``table.row.column``, the forms that print it, its unit, labels and provision."""

    id: str
    forms: tuple[str, ...]
    unit: str | None
    en: str
    zh: str
    source: str


@cache
def cell_ids() -> dict[str, CellId]:
    """Every cell id of the forms, in printed order; cells of the newest form come before those it dropped.

    >>> cell_ids()["t3.granted.total"].zh
    '（一）予以公开 / 总计'

    From 国办公开办函〔2019〕60号 (F2019) and 〔2021〕30号 (F2021).
    """
    words, known = load("dataset", "cells"), load("statistics", "forms")
    forms: dict[str, list[str]] = {}
    found: dict[str, CellId] = {}
    for table in words["rows"]:
        for form in sorted(words["forms"], reverse=True):
            for row in _rows(known[table], form):
                for column in row.get("columns") or known[table]["columns"]:
                    id = f"{table}.{row['code']}.{column}"
                    forms.setdefault(id, []).append(form)
                    found[id] = _cell_id(id, forms[id], found.get(id), row, known[table]["columns"][column])
    return found


def _rows(table: dict[str, Any], form: str) -> Iterator[dict[str, Any]]:
    entries = table[form]["rows"] if form in table else table["rows"]
    return (entry for entry in entries if form in entry.get("forms", [form]))


def _cell_id(id: str, forms: list[str], newer: CellId | None, row: dict[str, Any], column: dict[str, Any]) -> CellId:
    if newer:
        return replace(newer, forms=tuple(sorted(forms)))
    words = load("dataset", "cells")
    table, code, column_code = id.split(".")
    meaning = words["rows"][table][code]
    printed = "; ".join(words["forms"][form] for form in forms)
    return CellId(
        id=id,
        forms=tuple(forms),
        unit=column["unit"],
        en=f"{meaning['en']}, {words['columns'][column_code]}",
        zh=f"{row['label']} / {column['label']}",
        source=f"{meaning['source']}; {printed}" if "source" in meaning else printed,
    )
