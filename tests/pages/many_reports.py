"""A dataset copied many times over, each copy of organs of its own: a large corpus in a second."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nlp.dataset import Dataset, open_dataset
from nlp.dataset.tables import tables

IDS = ("report_id", "unit_id", "problem_id", "measure_id", "platform_id")


def many_reports(dataset: Dataset, folder: Path, times: int) -> Dataset:
    """``times`` copies of a dataset in one; organs get other names and provinces, sentences a number of their own."""
    shutil.copytree(dataset.folder, folder)
    manifest = json.loads((folder / "dataset.json").read_text("utf-8"))
    for name in tables():
        path = folder / f"{name}.parquet"
        one = pq.read_table(path)
        copies = [one, *(_copy(one, name, number) for number in range(1, times))]
        pq.write_table(pa.concat_tables(copies).cast(one.schema), path)
        manifest["tables"][name].update(rows=sum(len(copy) for copy in copies), bytes=path.stat().st_size)
    (folder / "dataset.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    return open_dataset(folder)


def _copy(one: pa.Table, name: str, number: int) -> pa.Table:
    for column in (column for column in IDS if column in one.column_names):
        ids = [id and f"{number:04x}{id[4:]}" for id in one[column].to_pylist()]
        one = _with(one, column, ids)
    if name == "reports":
        one = _with(one, "organ", [organ and f"{_word(number)}{organ}" for organ in one["organ"].to_pylist()])
        one = _with(one, "province", [f"{_word(number)}省"] * len(one))
        one = _with(one, "path", [f"copy{number}/{path}" for path in one["path"].to_pylist()])
    if name == "units":
        one = _with(one, "text", [f"{_word(number)}：{text}" for text in one["text"].to_pylist()])
    return one


def _with(one: pa.Table, column: str, values: list[str | None]) -> pa.Table:
    place = one.column_names.index(column)
    return one.set_column(place, one.schema.field(place), pa.array(values, one.schema.field(place).type))


def _word(number: int) -> str:
    return "".join(chr(0x4E00 + 37 * int(digit) + 11) for digit in str(number))
