"""A dataset as a Frictionless data package, with a schema.org description beside it."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.dataset.dictionary import schema
from nlp.dataset.tables import tables
from nlp.dataset.wide import WIDE, cells_wide
from nlp.knowledge import load

if TYPE_CHECKING:
    from nlp.dataset.open import Dataset

TITLE = "Yearly government disclosure reports read by gongkai"
TITLE_ZH = "政府信息公开工作年度报告数据集"
DESCRIPTION = (
    "Sections, statutory tables cell by cell, stated problems and measures with themes and links, platforms and claims "
    "out of yearly government disclosure reports (政府信息公开工作年度报告). A blank cell is no 0: see cells.status."
)
TYPES = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "list<string>": "array",
    "spans": "array",
    "json": "array",
}
"""Frictionless types of the types of the dictionary; every column of JSON holds a list."""
PARTS = {
    "unit_id": ("units", "unit_id"),
    "problem_id": ("units", "unit_id"),
    "measure_id": ("units", "unit_id"),
    "platform_id": ("platforms", "platform_id"),
    "report_id": ("reports", "report_id"),
}
"""The row of another table that a column points to."""
NO_KEY = ("failures",)  # a file that can't be opened has no hash


def write_datapackage(dataset: Dataset, out: Path) -> list[Path]:
    """Every table as CSV (UTF-8, no BOM), ``datapackage.json``, ``metadata.jsonld`` and the data dictionary.

    >>> write_datapackage(open_dataset("dataset"), Path("package"))  # doctest: +SKIP

    ``datapackage.json`` (Data Package v1, Tabular Data Resource) has for each file its size and SHA-256, for each
    column type, unit, listed values, meaning in both languages and source, and the keys between tables; what is
    missing is an empty field. ``metadata.jsonld`` is a schema.org Dataset for repositories and search engines. Neither
    holds a date or a licence of the reports: add yours. Texts are as they are: for Excel take ``csv``, made safe.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths, resources = [], []
    for name, columns, rows in _tables(dataset):
        paths.append(out / f"{name}.csv")
        _write(paths[-1], columns, rows)
        resources.append(_resource(paths[-1], name, columns))
    files: dict[str, dict[str, Any]] = {
        "datapackage.json": _package(dataset, resources),
        "metadata.jsonld": _dataset_of_schema_org(dataset, resources),
    }
    for name, content in files.items():
        paths.append(out / name)
        paths[-1].write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    paths.append(out / "dictionary.md")
    paths[-1].write_text(schema("markdown"), "utf-8", newline="\n")
    return paths


def _tables(dataset: Dataset) -> Iterator[tuple[str, Sequence[str], Iterator[Sequence[Any]]]]:
    import pyarrow.parquet as pq

    def rows(name: str) -> Iterator[Sequence[Any]]:
        for batch in pq.ParquetFile(dataset.path(name)).iter_batches(1024):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    for name, table in tables().items():
        yield name, table.names, rows(name)
    wide = cells_wide(dataset)
    yield WIDE, list(wide.columns), iter(wide.astype(object).where(wide.notna(), None).to_numpy().tolist())


def _write(path: Path, names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_plain(value) for value in row] for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return value


def _resource(path: Path, name: str, columns: Sequence[str]) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    about = load("dataset", "tables")["wide"] if name == WIDE else load("dataset", "tables")["tables"][name]
    return {
        "name": name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "title": name,
        "description": about["en"],
        "description_zh": about["zh"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest.hexdigest()}",
        "schema": _schema(name, columns),
    }


def _schema(name: str, columns: Sequence[str]) -> dict[str, Any]:
    frame = schema()
    known = {row["column"]: row for row in frame[frame["table"] == name].to_dict("records")}
    key = ("report_id",) if name == WIDE else tables()[name].key
    made: dict[str, Any] = {"fields": [_field(column, known.get(column)) for column in columns], "missingValues": [""]}
    if name not in NO_KEY:
        made["primaryKey"] = list(key)
    foreign = [
        {"fields": [column], "reference": {"resource": table, "fields": [target]}}
        for column, (table, target) in PARTS.items()
        if column in columns and table != name
    ]
    return {**made, "foreignKeys": foreign} if foreign else made


def _field(column: str, entry: dict[Any, Any] | None) -> dict[str, Any]:
    if entry is None:  # a cell id that no form knows
        return {"name": column, "type": "number"}
    field = {
        "name": column,
        "type": TYPES[entry["type"]],
        "description": entry["description_en"],
        "description_zh": entry["description_zh"],
        "source": entry["source"],
    }
    if entry["unit"]:
        field["unit"] = entry["unit"]
    if entry["values"]:
        field["constraints"] = {"enum": list(entry["values"])}
    return field


def _package(dataset: Dataset, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "gongkai-dataset",
        "id": dataset.versions["corpus"],
        "title": TITLE,
        "title_zh": TITLE_ZH,
        "description": DESCRIPTION,
        "keywords": ["open government information", "政府信息公开", "China"],
        "versions": dataset.versions,
        "resources": resources,
    }


def _dataset_of_schema_org(dataset: Dataset, resources: list[dict[str, Any]]) -> dict[str, Any]:
    reports = dataset.table("reports", ["year", "province"])
    years = sorted({int(year) for year in reports["year"].dropna()})
    made = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": [{"@language": "en", "@value": TITLE}, {"@language": "zh", "@value": TITLE_ZH}],
        "description": DESCRIPTION,
        "inLanguage": "zh",
        "keywords": ["open government information", "政府信息公开", "China"],
        "identifier": dataset.versions["corpus"],
        "version": dataset.versions["corpus"],
        "size": f"{len(dataset)} reports",
        "spatialCoverage": sorted(set(reports["province"].dropna())) or ["China"],
        "measurementTechnique": ", ".join(f"{n} {v}" for n, v in dataset.versions.items() if v and n != "corpus"),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": f"{resource['name']}.{field['name']}",
             "description": field["description"], **({"unitText": field["unit"]} if "unit" in field else {})}
            for resource in resources
            for field in resource["schema"]["fields"]
            if "description" in field
        ],
        "distribution": [
            {"@type": "DataDownload", "name": resource["name"], "contentUrl": resource["path"],
             "encodingFormat": "text/csv", "contentSize": f"{resource['bytes']} B",
             "sha256": resource["hash"].removeprefix("sha256:")}
            for resource in resources
        ],
    }  # fmt: skip
    return {**made, "temporalCoverage": f"{years[0]}/{years[-1]}"} if years else made
