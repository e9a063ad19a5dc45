"""A gold to hold a coder against: what was adjudicated, or the sheet of one coder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nlp.validation.book import Book
from nlp.validation.codings_file import read_codings
from nlp.validation.reading_back import Faults
from nlp.validation.sheet_csv import lines
from nlp.validation.sheets import Sheet, read_sheet
from nlp.validation.units import NONE

if TYPE_CHECKING:
    import pandas as pd

_WHOSE = ("unit_id", "code", "coder", "basis")


def read_gold(path: str | Path, book: Book, key: pd.DataFrame | str | Path | None = None) -> Sheet:
    """The gold that ``adjudicate`` gave, written by ``write_codings``; any other file is read as a sheet.

    >>> from nlp.themes.codebook import codebook
    >>> read_gold("gold.csv", codebook()).codings  # doctest: +SKIP

    Rows of a gold with a code that the codebook doesn't have are faults, and their units are left out.
    """
    path = Path(path)
    if path.suffix.lower() != ".csv" or not {*_WHOSE} <= set(next(iter(lines(path)), [])):
        return read_sheet(path, book, key)
    gold = read_codings(path, _WHOSE)
    known = {entry.code for entry in book} | {NONE}
    unknown = gold[~gold["code"].isin(known)]
    faults = Faults()
    for place, unit_id, code in zip(unknown.index, unknown["unit_id"], unknown["code"], strict=True):
        faults.add(f"row {place + 2}", unit_id, "unknown_code", code, True)
    return Sheet(gold[~gold["unit_id"].isin(unknown["unit_id"])], faults.frame())
