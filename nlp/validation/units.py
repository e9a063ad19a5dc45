"""The units of a dataset as a validation sees them: one row a unit, with its report and what the machine said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nlp.validation.ids import unit_ids

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

KINDS = ("problem", "measure")
NONE = "none"
"""Stands in the place of a code where somebody looked and no code applies; a unit without a row wasn't looked at."""

REPORT = ["report_id", "sha256", "organ", "year", "level", "function", "province"]


def units(dataset: Dataset, kinds: Sequence[str] = KINDS) -> pd.DataFrame:
    """The units of these kinds, a row each, ordered by report and place.

    >>> units(open_dataset("dataset"))  # doctest: +SKIP

    Columns: ``unit_id`` (made from the content, nlp.validation.ids), ``dataset_id`` (``unit_id`` of the dataset),
    ``report_id organ year level function province kind section text start end``.
    """
    frame = dataset.table("units", ["unit_id", "report_id", "kind", "order", "section", "text", "start", "end"])
    frame = frame[frame["kind"].isin(list(kinds))].merge(dataset.table("reports", REPORT), on="report_id")
    frame = frame.sort_values(["report_id", "order", "unit_id"], ignore_index=True)
    frame = frame.rename(columns={"unit_id": "dataset_id"})
    frame.insert(0, "unit_id", unit_ids(zip(frame["sha256"], frame["kind"], frame["text"], strict=True)))
    columns = ["unit_id", "dataset_id", "report_id", "organ", "year", "level", "function", "province", "kind"]
    return frame[[*columns, "section", "text", "start", "end"]]


def coders(dataset: Dataset) -> list[str]:
    """Who gave codes in a dataset: the trained model before the cues, names in their order."""
    names = [str(name) for name in dataset.query("SELECT DISTINCT coder FROM themes")["coder"]]
    return sorted(names, key=lambda name: (not name.startswith("model"), name))


def coded(dataset: Dataset, coder: str | None = None, kinds: Sequence[str] = KINDS) -> pd.DataFrame:
    """What a coder of the dataset says of every unit, as codings: ``unit_id code coder note``, and ``score``.

    >>> coded(open_dataset("dataset"), "cues:1")  # doctest: +SKIP

    ``coder`` None takes the model, or the cues where no model spoke. A unit that got no code has one row with the
    code ``none``. A coder that the dataset doesn't have raises ``ValueError``.
    """
    return said(units(dataset, kinds), dataset, chosen(dataset, coder))


def chosen(dataset: Dataset, coder: str | None) -> str:
    """The coder of that name; by default the first of ``coders``."""
    known = coders(dataset)
    if not known:
        raise ValueError("nobody has given a code in this dataset")
    if coder is None:
        return known[0]
    if coder not in known:
        raise ValueError(f"no coder {coder!r} in the dataset; it has {', '.join(known)}")
    return coder


def said(frame: pd.DataFrame, dataset: Dataset, coder: str) -> pd.DataFrame:
    """The codings of one coder for the units of a frame made by ``units``."""
    themes = dataset.table("themes", ["unit_id", "code", "score", "coder"])
    themes = themes[themes["coder"] == coder].rename(columns={"unit_id": "dataset_id"})
    joined = frame[["unit_id", "dataset_id"]].merge(themes, on="dataset_id", how="left")
    joined["code"] = joined["code"].fillna(NONE)
    joined["coder"] = coder
    joined["note"] = ""
    return joined[["unit_id", "code", "coder", "note", "score"]]
