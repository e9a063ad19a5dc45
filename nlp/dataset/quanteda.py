"""Units and sentences with document variables, for quanteda in R and any other tool that reads a text a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.text import View, fold
from nlp.unwrap import squeeze

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset.open import Dataset

SECTIONS = ("s1", "s5", "s6")
"""The sections that hold prose."""
DOCVARS = ("report_id", "organ", "year", "level", "function", "province", "prefecture", "county", "region_code")
_END = re.compile(r"(?<=[。!?;])|\n")
_LETTER = re.compile(r"\w")
R = """\
# gongkai units and sentences in quanteda (install.packages("quanteda"))
library(quanteda)
columns <- c(doc_id = "character", report_id = "character", region_code = "character")
read <- function(file) read.csv(file, fileEncoding = "UTF-8", colClasses = columns, na.strings = "")
units <- corpus(read("units.csv"), docid_field = "doc_id", text_field = "text")
sentences <- corpus(read("sentences.csv"), docid_field = "doc_id", text_field = "text")
# problems of each year, words that three units or more use:
problems <- corpus_subset(units, kind == "problem")
counts <- dfm_trim(dfm(tokens(problems, remove_punct = TRUE)), min_docfreq = 3)
dfm_group(counts, groups = docvars(problems, "year"))
"""


def write_quanteda(dataset: Dataset, out: Path) -> list[Path]:
    """``units.csv``, ``sentences.csv`` and ``quanteda.R`` that reads them; UTF-8 without BOM, texts as they are.

    >>> write_quanteda(open_dataset("dataset"), Path("quanteda"))  # doctest: +SKIP

    Both open with ``doc_id, text`` and the report's ``organ, year, level, function, province`` … ``units.csv`` has a
    row a problem or measure, ``kind``, ``codes`` (of the coder that speaks, with ``;`` between) and a column
    ``code.…`` of 0 and 1 for every code that the dataset knows. ``sentences.csv`` has a row a sentence of the sections
    一, 五 and 六, with ``section`` and its place ``start, end`` in the report. What is missing is an empty field.
    Texts are not made safe for spreadsheets: for Excel take ``csv`` or ``xlsx``.
    """
    out.mkdir(parents=True, exist_ok=True)
    reports = dataset.table("reports", list(DOCVARS))
    paths = [out / "units.csv", out / "sentences.csv", out / "quanteda.R"]
    names, rows = _units(dataset, reports)
    _write(paths[0], names, rows)
    _write(paths[1], ["doc_id", "text", *DOCVARS, "section", "start", "end"], _sentences(dataset, reports))
    paths[2].write_text(R, "utf-8", newline="\n")
    return paths


def _units(dataset: Dataset, reports: pd.DataFrame) -> tuple[list[str], Iterator[Sequence[Any]]]:
    columns = ["unit_id", "report_id", "kind", "section", "order", "text", "hedge", "specificity"]
    units = dataset.table("units", columns)
    units = units[units["kind"] != "frame"]
    given = dataset.table("themes", ["unit_id", "code", "speaks"])
    given = given[given["speaks"]]
    codes = sorted(set(given["code"]))
    by_unit: dict[str, set[str]] = {}
    for unit, code in zip(given["unit_id"], given["code"], strict=True):
        by_unit.setdefault(unit, set()).add(code)
    names = ["doc_id", "text", *DOCVARS, "kind", "section", "order", "hedge", "specificity", "codes",
             *(f"code.{code}" for code in codes)]  # fmt: skip
    about = _about(reports)

    def rows() -> Iterator[Sequence[Any]]:
        for id, report, kind, section, order, text, hedge, specificity in units.itertuples(index=False, name=None):
            mine = by_unit.get(id, set())
            flags = [int(code in mine) for code in codes]
            yield (
                id,
                text,
                *about[report],
                kind,
                section,
                order,
                int(hedge),
                specificity,
                ";".join(sorted(mine)),
                *flags,
            )

    return names, rows()


def _sentences(dataset: Dataset, reports: pd.DataFrame) -> Iterator[Sequence[Any]]:
    sections = dataset.table("sections", ["report_id", "section_id", "body_start", "end", "status"])
    sections = sections[sections["section_id"].isin(SECTIONS) & (sections["status"] != "absent")]
    places = dict(iter(sections.sort_values("body_start").groupby("report_id")))
    about = _about(reports)
    for id, text in _texts(dataset):
        if id not in places:
            continue
        folded, number = fold(text), 0
        for section, start, end in places[id][["section_id", "body_start", "end"]].itertuples(index=False, name=None):
            for piece in _split(squeeze(folded, start, end)):
                number += 1
                place = piece.span(0, len(piece.text))
                yield f"{id}.{number:04d}", piece.quote(text), *about[id], section, *place


def _split(view: View) -> Iterator[View]:
    """The sentences of a view with the mark that ends them; a line ends one too."""
    cuts = [0, *(stop.end() for stop in _END.finditer(view.text)), len(view.text)]
    for first, last in pairwise(cuts):
        piece = view.slice(first, last).strip()
        if _LETTER.search(piece.text):
            yield piece


def _texts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(dataset.path("reports")).iter_batches(64, columns=["report_id", "text"]):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _about(reports: pd.DataFrame) -> dict[str, list[Any]]:
    plain = reports.astype(object).where(reports.notna(), None)
    return dict(zip(plain["report_id"], plain[list(DOCVARS)].to_numpy().tolist(), strict=True))


def _write(path: Path, names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
