"""The rows that every analysis starts from: reports with an organ that keeps its identity, units, codes of a coder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.text import fold_name

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

REPORT = ["report_id", "organ", "level", "function", "region_code", "province", "prefecture", "county", "year",
          "format_t2", "format_t3", "format_t4", "path"]  # fmt: skip
BREAKS = {
    2021: "form F2021 from the reports for 2021: table 2 redefined, (六) of table 3 in three rows; fee rows began",
    2024: "from 2024 refusals under articles 14 to 16 go to reconsideration before court: fewer direct suits",
}
"""What a series that crosses a year must be told (DOMAIN 1.10)."""


def reports(dataset: Dataset) -> pd.DataFrame:
    """A row a report with ``organ_id``, the same for an organ in every year and script; sorted by organ and year.

    >>> reports(open_dataset("dataset"))  # doctest: +SKIP

    ``organ_id`` is the code of the region (``?`` where unknown) and the folded name without blanks. ``copies`` counts
    the reports of the organ for that year: where it is above 1, which one is meant is not decided here.
    """
    frame = dataset.table("reports", REPORT)
    name = frame["organ"].fillna("").map(lambda organ: "".join(fold_name(organ).split()))
    frame.insert(1, "organ_id", frame["region_code"].fillna("?") + ":" + name)
    frame["copies"] = frame.groupby(["organ_id", "year"], dropna=False)["report_id"].transform("size")
    return frame.sort_values(["organ_id", "year", "report_id"], ignore_index=True)


def units(dataset: Dataset) -> pd.DataFrame:
    """A row a problem or measure: ``unit_id report_id kind order text start end hedge specificity``."""
    columns = ["unit_id", "report_id", "kind", "order", "text", "start", "end", "hedge", "specificity"]
    frame = dataset.table("units", columns)
    return frame[frame["kind"].isin(["problem", "measure", "past_measure"])].reset_index(drop=True)


def codes(dataset: Dataset, coder: str | None = None) -> pd.DataFrame:
    """A row a code of a unit, ``unit_id report_id code score coder``, by the coder that speaks or the one named.

    A coder that the dataset lacks raises ``ValueError``.
    """
    frame = dataset.table("themes", ["unit_id", "report_id", "code", "score", "coder", "speaks"])
    if coder is not None and coder not in set(frame["coder"]):
        raise ValueError(f"no coder {coder!r} in the dataset; it has {', '.join(sorted(set(frame['coder'])))}")
    mine = frame["speaks"] if coder is None else frame["coder"] == coder
    return frame[mine].drop(columns="speaks").reset_index(drop=True)


def breaks_between(first: int | None, last: int | None) -> str:
    """What to know of a series that runs from one year to another: the breaks after its first year."""
    if first is None or last is None:
        return ""
    return "; ".join(text for year, text in BREAKS.items() if first < year <= last)
