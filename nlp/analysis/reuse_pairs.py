"""Pairs of near-copies, each with both places in the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.analysis.minhash import Pairs

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_PLACES = 100
"""A text that stands, with its near-copies, in more places is listed beside the first of them only."""
_PLACE = ["report_id", "organ_id", "organ", "year", "section", "start", "end", "text"]


def pairs(own: pd.DataFrame, near: Pairs, texts: int, organs: pd.DataFrame) -> pd.DataFrame:
    """A row a pair of sentences that are copies and not of one organ and year; ``_1`` is of the earlier year.

    ``report_id_1 … text_1``, ``report_id_2 … text_2``, ``similarity``, ``same_organ``, ``same_place`` (province),
    ``same_function``, ``years_apart``, ``cluster``, ``note``. In one year ``_1`` and ``_2`` stand in no order of time.
    ``own`` is sorted by year.
    """
    import numpy as np

    text = own["text_id"].to_numpy(np.int64)
    order = np.argsort(text, kind="stable")
    size = np.bincount(text, minlength=texts).astype(np.int64)
    low = np.cumsum(size) - size
    there = np.flatnonzero(size)
    left, right = np.concatenate([near.left, there]), np.concatenate([near.right, there])
    similarity = np.concatenate([near.similarity, np.ones(len(there))])
    around = np.bincount(left, size[right], texts) + np.bincount(right, size[left], texts) - size
    crowded = (around > MOST_PLACES)[left] | (around > MOST_PLACES)[right]
    few, star = np.flatnonzero(~crowded), np.flatnonzero(crowded)
    each, first, star = _earliest(left[star], right[star], star, order[np.minimum(low, len(order) - 1)])
    blocks = [
        (few, low[left[few]], size[left[few]], low[right[few]], size[right[few]]),
        (star, low[each], size[each], low[first], np.ones_like(first)),
    ]
    expanded = [_every_with_every(*block) for block in blocks]
    of, one, other = (np.concatenate(columns) for columns in zip(*expanded, strict=True))
    one, other = order[one], order[other]
    one, other = np.minimum(one, other), np.maximum(one, other)
    _, once = np.unique(one * len(own) + other, return_index=True)
    of, one, other = of[once], one[once], other[once]
    year, organ = own["year"].to_numpy(), own["organ_id"].astype("category").cat.codes.to_numpy()
    apart = (one != other) & ~((organ[one] == organ[other]) & (year[one] == year[other]))
    of, one, other = of[apart], one[apart], other[apart]
    return _frame(own, one, other, similarity[of], crowded[of], organs)


def _earliest(
    left: np.ndarray, right: np.ndarray, of: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For every text of these pairs, of the texts that it is paired with the one seen first, and the pair's number."""
    import numpy as np

    text, other, of = np.append(left, right), np.append(right, left), np.append(of, of)
    order = np.lexsort((place[other], text))
    text, first = np.unique(text[order], return_index=True)
    return text, other[order][first], of[order][first]


def _every_with_every(
    of: np.ndarray, low: np.ndarray, size: np.ndarray, other_low: np.ndarray, other_size: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    import numpy as np

    number = size * other_size
    inner = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    wide = np.repeat(np.maximum(other_size, 1), number)
    one = np.repeat(low, number) + inner // wide
    return np.repeat(of, number), one, np.repeat(other_low, number) + inner % wide


def _frame(
    own: pd.DataFrame, one: np.ndarray, other: np.ndarray, similarity: np.ndarray, many: np.ndarray,
    organs: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    import numpy as np
    import pandas as pd

    first = own[_PLACE].iloc[one].reset_index(drop=True).add_suffix("_1")
    second = own[_PLACE].iloc[other].reset_index(drop=True).add_suffix("_2")
    frame = pd.concat([first, second], axis=1)
    frame["similarity"] = similarity
    frame["same_organ"] = frame["organ_id_1"] == frame["organ_id_2"]
    for kind in ("place", "function"):
        value = organs[kind].loc[own["organ_id"]].to_numpy(object)
        frame[f"same_{kind}"] = value[one] == value[other]
    frame["years_apart"] = frame["year_2"] - frame["year_1"]
    frame["cluster"] = own["cluster"].iloc[one].to_numpy(np.int64)
    frame["note"] = np.where(many, f"stands in over {MOST_PLACES} places: listed beside the first only", "")
    return frame
