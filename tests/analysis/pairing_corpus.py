"""Datasets of a few rows a report, written straight to Parquet, for pairings whose answer is known."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nlp.dataset import Dataset, open_dataset
from nlp.dataset.tables import arrow_schema, tables
from nlp.dataset.writing import LAYOUT, MANIFEST

RECEIVED = "t3.new_received.total"
PROCESSED = "t3.processed_total.total"


def report(
    organ: str, year: int | None, codes: Iterable[str] = (), cells: dict[str, Any] | None = None, unit: bool = True
) -> dict[str, Any]:
    """One report: the codes of its only unit (a problem), and its cells: a number (and unit) or a status."""
    return {"organ": organ, "year": year, "codes": list(codes), "cells": cells or {}, "unit": unit}


def write(folder: Path, reports: list[dict[str, Any]]) -> Dataset:
    """The reports as a dataset; the coder is called ``cues:1``."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in tables()}
    for number, one in enumerate(reports):
        id = f"{number:016x}"
        place = {"region_code": "990101", "level": "county", "function": "justice", "path": f"{number}.txt"}
        rows["reports"].append({"report_id": id, "organ": one["organ"], "year": one["year"], **place})
        if one["unit"]:
            unit = {"unit_id": f"{id}.u1", "report_id": id, "kind": "problem", "order": 1, "text": "问题。"}
            rows["units"].append(unit)
        for code in one["codes"]:
            theme = {"unit_id": f"{id}.u1", "report_id": id, "code": code, "score": 1.0, "coder": "cues:1"}
            rows["themes"].append({**theme, "speaks": True})
        for cell, value in one["cells"].items():
            value, printed = value if isinstance(value, tuple) else (value, None)
            status = value if isinstance(value, str) else "value" if value else "zero"
            found = None if isinstance(value, str) else float(value)
            rows["cells"].append({"report_id": id, "cell_id": cell, "value": found, "status": status, "unit": printed})
    folder.mkdir(parents=True, exist_ok=True)
    about: dict[str, Any] = {"dataset": "gongkai", "layout": LAYOUT, "versions": {"gongkai": "0.1.0"}, "corpus": "0"}
    about["tables"] = {}
    for name in tables():
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows[name], arrow_schema(name)), path)
        about["tables"][name] = {"rows": len(rows[name]), "bytes": path.stat().st_size}
    (folder / MANIFEST).write_text(json.dumps(about), "utf-8")
    return open_dataset(folder)
