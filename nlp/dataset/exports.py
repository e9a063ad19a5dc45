"""The tables for the next tool: CSV, an Excel workbook, Stata, JSON lines.

Text that a spreadsheet would take for a formula (it begins with ``= + - @``, a tab or a line break) gets an
apostrophe in front, in CSV and in workbooks; ``unquote`` takes it away again. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.dataset.datapackage import write_datapackage
from nlp.dataset.dictionary import schema
from nlp.dataset.quanteda import write_quanteda
from nlp.dataset.stata import write_stata
from nlp.dataset.tables import tables
from nlp.dataset.wide import WIDE, cells_wide

if TYPE_CHECKING:
    from openpyxl import Workbook

    from nlp.dataset.open import Dataset

EXCEL_ROWS = 1_048_576
EXCEL_CHARACTERS = 32_767
BATCH_ROWS = 4096
CUT = "…[cut]"
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def export(dataset: Dataset, to: str, out: str | Path | None = None) -> list[Path]:
    """Every table of a dataset, ``cells_wide`` and the data dictionary, for another tool; the files written.

    >>> export(open_dataset("dataset"), "csv", "tables")  # doctest: +SKIP

    to   ``csv``: UTF-8 with BOM, one file a table; lists and spans as JSON
         ``xlsx``: one workbook, a sheet a table; ``out`` may be a folder or a file ``….xlsx``
         ``dta``: Stata 14 and later (format 118), variable and value labels
         ``jsonl``: one object a row, nothing changed
         ``quanteda``: units and sentences with document variables, for R (``nlp.dataset.quanteda``)
         ``datapackage``: CSV with ``datapackage.json`` (Frictionless) and ``metadata.jsonld`` (schema.org)
    out  a folder, made if need be; by default the folder ``export`` of the dataset

    What Excel can't hold (rows, long texts, control characters) is split or cut with a Python warning that says
    so. An unknown format raises ``ValueError``.
    """
    if to not in _WRITERS:
        raise ValueError(f"{to!r} is none of {', '.join(_WRITERS)}")
    out = Path(out) if out is not None else dataset.folder / "export"
    return _WRITERS[to](dataset, out)


def quote(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> quote("=1+1"), quote("-"), quote("1+1")
    ("'=1+1", "'-", '1+1')
    """
    return "'" + text if _FORMULA.match(text) else text


def unquote(text: str) -> str:
    """The text that ``quote`` was given.

    >>> unquote(quote("'=1+1"))
    "'=1+1"
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _csv(dataset: Dataset, out: Path) -> list[Path]:
    def write(path: Path, names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(names)
            writer.writerows([_plain(value) for value in row] for row in rows)

    return _each(dataset, out, ".csv", write)


def _jsonl(dataset: Dataset, out: Path) -> list[Path]:
    def write(path: Path, names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for row in rows:
                record = {name: _whole(value) for name, value in zip(names, row, strict=True)}
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")

    return _each(dataset, out, ".jsonl", write)


def _xlsx(dataset: Dataset, out: Path) -> list[Path]:
    from openpyxl import Workbook

    path = out if out.suffix.lower() == ".xlsx" else out / "dataset.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook(write_only=True)
    for name, names, rows in _sheets(dataset):
        _excel_sheets(book, name, names, rows)
    book.save(path)
    return [path]


def _excel_sheets(book: Workbook, name: str, names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    number, altered = 0, 0
    more = True
    while more:
        number += 1
        sheet = book.create_sheet(name if number == 1 else f"{name} {number}")
        sheet.append(list(names))
        more = False
        for used, row in enumerate(rows, 2):
            plain = [_plain(value) for value in row]
            fitting = [_fit(value) for value in plain]
            altered += fitting != plain
            sheet.append([_excel_cell(sheet, value) for value in fitting])
            if used == EXCEL_ROWS:
                more = True
                break
    if number > 1:
        warnings.warn(f"{name}: more rows than a sheet of Excel holds; it goes on in {number} sheets", stacklevel=4)
    if altered:
        warnings.warn(
            f"{name}: {altered} rows hold texts longer than {EXCEL_CHARACTERS:,} characters, or control characters, "
            f"which can't stand in Excel; the texts are cut (marked {CUT}), the characters replaced",
            stacklevel=4,
        )


def _dta(dataset: Dataset, out: Path) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in (*tables(), WIDE):
        paths.append(out / f"{name}.dta")
        write_stata(dataset.table(name), name, paths[-1])
    return [*paths, _dictionary(out)]


_WRITERS: dict[str, Callable[[Dataset, Path], list[Path]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "dta": _dta,
    "jsonl": _jsonl,
    "quanteda": write_quanteda,
    "datapackage": write_datapackage,
}


def _each(
    dataset: Dataset, out: Path, suffix: str, write: Callable[[Path, Sequence[str], Iterator[Sequence[Any]]], None]
) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, names, rows in _sheets(dataset):
        if name != "dictionary":
            paths.append(out / f"{name}{suffix}")
            write(paths[-1], names, rows)
    return [*paths, _dictionary(out)]


def _dictionary(out: Path) -> Path:
    path = out / "dictionary.md"
    path.write_text(schema("markdown"), "utf-8")
    return path


def _sheets(dataset: Dataset) -> Iterator[tuple[str, Sequence[str], Iterator[Sequence[Any]]]]:
    """Name, columns and rows of every table, of the wide table and of the dictionary."""
    import pandas as pd

    for name, table in tables().items():
        yield name, table.names, _rows(dataset.path(name))
    for name, frame in ((WIDE, cells_wide(dataset)), ("dictionary", schema())):
        plain = frame.astype(object)
        yield name, list(frame.columns), iter(plain.where(pd.notna(plain), None).to_numpy().tolist())


def _rows(path: Path) -> Iterator[Sequence[Any]]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches(BATCH_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _plain(value: Any) -> Any:
    """A value for a spreadsheet: text made safe, lists as JSON, whole numbers without a point."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return _whole(value)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _fit(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    clean = _NO_XML.sub("�", value)
    return clean if len(clean) <= EXCEL_CHARACTERS else clean[: EXCEL_CHARACTERS - len(CUT)] + CUT


def _excel_cell(sheet: Any, value: Any) -> Any:
    """Text as a cell that is text: openpyxl would take ``#N/A`` for an error and other words for more."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
