"""Codings and gold in a file: plain CSV, a row a code."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.dataset.exports import quote, unquote
from nlp.validation.decisions import NEEDED
from nlp.validation.sheet_csv import lines

if TYPE_CHECKING:
    import pandas as pd


def write_codings(codings: pd.DataFrame, path: str | Path) -> None:
    """A frame of text columns (codings, gold, conflicts) as CSV in UTF-8 with BOM, safe to open in Excel.

    >>> write_codings(gold, "gold.csv")  # doctest: +SKIP
    """
    with Path(path).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(codings.columns)
        writer.writerows([quote(str(value)) for value in row] for row in codings.to_numpy(object))


def read_codings(path: str | Path, needed: tuple[str, ...] = NEEDED) -> pd.DataFrame:
    """What ``write_codings`` wrote, as Excel may have saved it since; without the columns ``needed`` ValueError."""
    import pandas as pd

    found = [[unquote(cell) for cell in line] for line in lines(Path(path)) if any(line)]
    head = found[0] if found else []
    if lacking := [name for name in needed if name not in head]:
        raise ValueError(f"{path}: no column {', '.join(lacking)}")
    rows = [[*line, *[""] * (len(head) - len(line))][: len(head)] for line in found[1:]]
    return pd.DataFrame(rows, columns=head, dtype="object").astype("str")
