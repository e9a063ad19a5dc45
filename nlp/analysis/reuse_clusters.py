"""Clusters of sentences that are near-copies of each other, and how they spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nlp.analysis.minhash import Pairs

if TYPE_CHECKING:
    import pandas as pd

MANY_FIRST = 5


class Clusters(NamedTuple):
    """``frame`` a row a cluster; ``members`` its number by ``text_id``, texts of no cluster left out."""

    frame: pd.DataFrame
    members: pd.Series[int]


def clusters(own: pd.DataFrame, near: Pairs, texts: int) -> Clusters:
    """A row a set of sentences that hang together by near-copies, in two reports of other years or organs at least.

    ``cluster`` counts from 1, the most organs first. ``first_year`` and ``first_organs`` tell where it is seen first in
    this corpus (all organs of that year, 、 between, … for more than 5), which proves no copying. ``organs``,
    ``provinces`` (known ones), ``years``, ``reports``, ``sentences`` are numbers; ``text`` is the most frequent
    wording as first printed, ``wordings`` how many there are. Members at the ends of a chain differ more than pairs do.
    """
    import numpy as np
    import pandas as pd
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(near.left), np.int8), (near.left, near.right)), shape=(texts, texts))
    label = connected_components(graph, directed=False)[1] if texts else np.empty(0, np.int64)
    rows = own.assign(label=label[own["text_id"].to_numpy(np.int64)])
    places = rows[["label", "organ_id", "year"]].drop_duplicates().groupby("label").size()
    rows = rows[rows["label"].isin(places.index[places > 1])]
    groups = rows.groupby("label")
    frame = groups.agg(
        first_year=("year", "min"), last_year=("year", "max"), organs=("organ_id", "nunique"),
        provinces=("province", "nunique"), functions=("function", "nunique"), years=("year", "nunique"),
        reports=("report_id", "nunique"), sentences=("text_id", "size"), wordings=("text_id", "nunique"),
    )  # fmt: skip
    first = rows[rows["year"] == rows["label"].map(frame["first_year"])]
    frame.insert(1, "first_organs", first.groupby("label")["organ"].agg(_names))
    often = rows.groupby(["label", "text_id"]).agg(times=("text", "size"), text=("text", "first")).reset_index()
    often = often.sort_values(["label", "times", "text_id"], ascending=[True, False, True])
    frame["text"] = often.groupby("label")["text"].first()
    frame = frame.sort_values(
        ["organs", "sentences", "first_year", "text"], ascending=[False, False, True, True]
    ).reset_index()
    frame.insert(0, "cluster", np.arange(1, len(frame) + 1))
    number = pd.Series(frame["cluster"].to_numpy(), index=frame["label"])
    members = rows[["text_id", "label"]].drop_duplicates().set_index("text_id")["label"].map(number)
    return Clusters(frame.drop(columns="label"), members)


def spread(own: pd.DataFrame) -> pd.DataFrame:
    """A row a cluster, year and province: ``organs`` that have it, ``new_organs`` for the first time, ``sentences``.

    ``province`` is empty where it is unknown; numbers may be summed over provinces.
    """
    rows = own.dropna(subset=["cluster"])
    first = rows.groupby(["cluster", "organ_id"])["year"].transform("min")
    rows = rows.assign(new=rows["organ_id"].where(rows["year"] == first))
    groups = rows.groupby(["cluster", "year", "province"], dropna=False)
    frame = groups.agg(
        organs=("organ_id", "nunique"), new_organs=("new", "nunique"), sentences=("text_id", "size")
    ).reset_index()
    return frame.astype({"cluster": "int64"})


def _names(organs: pd.Series[str]) -> str:
    names = sorted(set(organs))
    return "、".join(names[:MANY_FIRST]) + ("…" if len(names) > MANY_FIRST else "")
