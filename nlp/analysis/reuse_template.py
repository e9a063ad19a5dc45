"""Wording that is nobody's: what the form prescribes, and what stands in the reports of many unrelated organs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp import knowledge
from nlp.analysis.minhash import Pairs, near_pairs
from nlp.analysis.reuse_sentences import mask
from nlp.text import fold

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COMMON_SHARE = 0.10
LEAST_COMMON, MOST_COMMON = 5, 50
LEAST_KINDS = 3
"""A text is common from a tenth of the organs on, but 5 at least and 50 at most, of which no province and no function
counts for more than a third: what a whole province copies, with a stray organ elsewhere, is still copied."""


def common_from(organs: int) -> int:
    """From how many organs on a sentence is nobody's, where so many have reports.

    >>> [common_from(organs) for organs in (12, 200, 5000)]
    [5, 20, 50]
    """
    return min(max(LEAST_COMMON, -(-organs // round(1 / COMMON_SHARE))), MOST_COMMON)


def form_sentences() -> list[str]:
    """The sentences of ``reuse_form.yaml`` in the form in which copies are looked for."""
    return sorted({mask(fold(sentence)) for sentence in knowledge.load("analysis", "reuse_form")["sentences"]})


def template(
    texts: list[str], places: pd.DataFrame, organs: pd.DataFrame, similarity: float, seed: int
) -> tuple[np.ndarray, Pairs]:
    """Why each text is nobody's (``form``, ``common`` or empty), and the pairs of the texts that are somebody's.

    ``places`` is a row a text and organ (``text organ_id``), ``organs`` an organ with ``place`` and ``function``. First
    go the texts near to a sentence of the form, then those that are word for word common and what is near to them,
    then those that are common with their near-copies. Where a corpus has but one or two provinces or functions, each
    counts for all or half.
    """
    import numpy as np

    why = np.zeros(len(texts), dtype="<U6")
    why[near_pairs(texts, similarity, form_sentences(), seed).left] = "form"
    exact = (why == "") & _common(places, organs, len(texts))
    seeds = np.flatnonzero(exact)
    rest = np.flatnonzero(why == "")
    near = near_pairs([texts[at] for at in rest], similarity, [texts[at] for at in seeds], seed)
    why[rest[near.left]] = "common"
    why[seeds] = "common"
    rest = np.flatnonzero(why == "")
    pairs = near_pairs([texts[at] for at in rest], similarity, seed=seed)
    pairs = Pairs(rest[pairs.left], rest[pairs.right], pairs.similarity)
    why[_common(_with_neighbours(places, pairs), organs, len(texts)) & (why == "")] = "common"
    own = (why[pairs.left] == "") & (why[pairs.right] == "")
    return why, Pairs(*(column[own] for column in pairs))


def _common(places: pd.DataFrame, organs: pd.DataFrame, count: int) -> np.ndarray:
    """Which texts stand in the reports of enough organs, whether these are counted by place or by function."""
    import numpy as np

    enough = common_from(len(organs))
    answer = np.ones(count, bool)
    for kind in ("place", "function"):
        most = -(-enough // max(1, min(LEAST_KINDS, organs[kind].nunique())))
        kinds = organs[kind].astype("category").cat.codes.loc[places["organ_id"]].to_numpy(np.int64)
        each, number = np.unique(
            np.stack([places["text"].to_numpy(np.int64), kinds], axis=1), axis=0, return_counts=True
        )
        answer &= np.bincount(each[:, 0], np.minimum(number, most), minlength=count) >= enough
    return answer


def _with_neighbours(places: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    """The places of a text and of the texts near to it."""
    import numpy as np
    import pandas as pd

    near = pd.DataFrame({"of": np.append(pairs.left, pairs.right), "text": np.append(pairs.right, pairs.left)})
    theirs = near.merge(places[["text", "organ_id"]].drop_duplicates(), on="text")
    mine = places[["text", "organ_id"]]
    return pd.concat([mine, theirs.drop(columns="text").rename(columns={"of": "text"})]).drop_duplicates()
