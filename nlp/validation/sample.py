"""A probability sample of units to be coded by people: strata kept, doubtful units drawn more often, weights known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nlp.validation.units import KINDS, chosen, coders, said, units

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

STRATA = ("year", "level", "function", "province", "kind", "code")
SEED = 20190515  # the day on which the revised 条例 came into force; any number does
POWER = 0.5  # a stratum's share grows with the square root of its size (Bankier 1988, Am. Stat. 42, 174-177)
DOUBT = 2.0
LOW = 0.5
AROUND = 60
BETWEEN = " | "
COLUMNS = (
    "unit_id", "dataset_id", "report_id", "organ", "year", "level", "function", "province", "kind", "section",
    "before", "text", "after", "codes", "score", "doubt", "stratum", "inclusion", "weight",
)  # fmt: skip


def draw(
    dataset: Dataset,
    n: int,
    by: Sequence[str] = ("year", "level", "code"),
    seed: int = SEED,
    coder: str | None = None,
    doubt: float = DOUBT,
    low: float = LOW,
    power: float = POWER,
    kinds: Sequence[str] = KINDS,
) -> pd.DataFrame:
    """A stratified sample of ``n`` units with the probability with which each could come in.

    >>> sample = draw(open_dataset("dataset"), 200, by=("year", "code"))  # doctest: +SKIP
    >>> (sample["weight"] * sample["codes"].str.contains("training")).sum()  # doctest: +SKIP

    by     any of ``year level function province kind code``; a unit with several codes belongs to the one that is
           rarest in the dataset, the first in the alphabet of equally rare ones
    coder  whose codes and scores count: by default the model, or the cues where no model spoke
    doubt  how many times likelier a unit is drawn on which two coders of the dataset disagree, or of which a code
           has a score under ``low``
    power  1: strata in proportion to their sizes; 0: all strata alike; between them rare strata get more than their
           share and common ones less

    Units are sorted by stratum and drawn systematically with unequal probabilities from one random start, so that
    every unit has exactly the ``inclusion`` stated, none has 0, and ``weight`` = 1 / inclusion makes weighted totals
    unbiased (Horvitz & Thompson 1952, JASA 47, 663-685). The same dataset and seed give the same sample, whatever the
    order of its rows. ``doubt`` holds ``disagreement`` or ``low score``; ``before`` and ``after`` are the 60
    characters around the unit. ``n`` below 1, a size of 0 or less, and strata that aren't there raise ``ValueError``;
    an ``n`` of all units or more takes them all.
    """
    _check(n, by, doubt)
    frame = drawable(dataset, coder, low, kinds)
    return _with_context(pick(frame, n, by, seed, doubt, power), dataset)[list(COLUMNS)]


def _check(n: int, by: Sequence[str], doubt: float) -> None:
    if n < 1:
        raise ValueError("a sample needs at least one unit")
    if doubt <= 0:
        raise ValueError("doubtful units need a factor above 0: a unit that can't be drawn stands for nobody")
    if unknown := [name for name in by if name not in STRATA]:
        raise ValueError(f"no stratum {', '.join(unknown)}; there are {', '.join(STRATA)}")


def pick(
    frame: pd.DataFrame,
    n: int,
    by: Sequence[str],
    seed: int = SEED,
    doubt: float = DOUBT,
    power: float = POWER,
) -> pd.DataFrame:
    """The sample itself, from a frame of ``drawable``; ``stratum inclusion weight`` are added."""
    import numpy as np

    frame = frame.assign(stratum=_strata(frame, by))
    sizes = frame.groupby("stratum")["unit_id"].transform("size").to_numpy(float) ** (power - 1)
    frame["inclusion"] = inclusion(sizes * np.where(frame["doubt"] != "", doubt, 1.0), n)
    frame["weight"] = 1 / frame["inclusion"]
    rng = np.random.default_rng(seed)
    frame = frame.sort_values("unit_id", ignore_index=True)
    frame = frame.iloc[rng.permutation(len(frame))].sort_values("stratum", kind="stable", ignore_index=True)
    return frame[systematic(frame["inclusion"].to_numpy(), rng)].reset_index(drop=True)


def inclusion(sizes: np.ndarray, n: int) -> np.ndarray:
    """Probabilities in proportion to sizes, none above 1, that sum to ``n`` (or to all units, if ``n`` is more).

    >>> import numpy as np
    >>> inclusion(np.array([1.0, 1.0, 10.0]), 2)
    array([0.5, 0.5, 1. ])
    """
    import numpy as np

    if n >= len(sizes):
        return np.ones(len(sizes))
    certain = np.zeros(len(sizes), bool)
    while True:
        shares = np.where(certain, 0.0, sizes)
        shares = np.where(certain, 1.0, shares * ((n - certain.sum()) / shares.sum()))
        more = (shares >= 1) & ~certain
        if not more.any():
            return shares
        certain |= more


def systematic(shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A mask of the drawn: one random start, then every whole step along the summed probabilities.

    Units with probability 1 are in; of the others each comes in with exactly its probability, and how many come in
    is fixed where the probabilities sum to a whole number (Madow 1949, Ann. Math. Stat. 20, 333-354).
    """
    import numpy as np

    drawn = shares >= 1
    rest = np.flatnonzero(~drawn)
    if len(rest):
        ends = np.cumsum(shares[rest])
        points = np.arange(rng.random(), round(ends[-1], 6), 1.0)
        drawn[rest[np.minimum(np.searchsorted(ends, points, side="right"), len(rest) - 1)]] = True
    return drawn


def shares(sample: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """What a sample of ``draw`` is made of: a row a value of every stratum's parts, and of the doubt.

    >>> import pandas as pd
    >>> drawn = pd.DataFrame({"stratum": ["2022", "2023"], "doubt": ["", "low score"], "weight": [3.0, 1.0]})
    >>> shares(drawn, ["year"])[["by", "value", "share", "corpus"]].values.tolist()[:2]
    [['year', '2022', 0.5, 0.75], ['year', '2023', 0.5, 0.25]]

    ``units`` and ``share`` are of the sample, ``corpus`` is the share in the dataset that the weights estimate;
    ``code`` is the one that the unit was drawn for, and no doubt is ``none``.
    """
    import pandas as pd

    parts = sample["stratum"].str.split(BETWEEN, regex=False, expand=True)
    columns = {**{name: parts[place] for place, name in enumerate(by)}, "doubt": sample["doubt"].replace("", "none")}
    tables = []
    for name, values in columns.items():
        table = sample.groupby(values)["weight"].agg(["size", "sum"])
        table = table.assign(by=name, value=table.index, units=table["size"], share=table["size"] / len(sample))
        tables.append(table.assign(corpus=table["sum"] / sample["weight"].sum()))
    return pd.concat(tables, ignore_index=True)[["by", "value", "units", "share", "corpus"]]


def drawable(
    dataset: Dataset, coder: str | None = None, low: float = LOW, kinds: Sequence[str] = KINDS
) -> pd.DataFrame:
    """The units with the coder's ``codes``, the rarest of them (``code``), the lowest ``score``, and the ``doubt``."""
    import numpy as np

    coder = chosen(dataset, coder)
    frame = units(dataset, kinds)
    sets = {name: said(frame, dataset, name) for name in coders(dataset)}
    main = sets[coder]
    counts = main["code"].value_counts()
    by_rarity = main.assign(count=main["code"].map(counts)).sort_values(["count", "code"], kind="stable")
    grouped = by_rarity.groupby("unit_id")
    frame = frame.set_index("unit_id")
    frame["code"] = grouped["code"].first()
    frame["codes"] = _listed(main).reindex(frame.index)
    frame["score"] = grouped["score"].min()
    differs = np.zeros(len(frame), bool)
    for other in sets.values():
        differs |= (_listed(other).reindex(frame.index) != frame["codes"]).to_numpy()
    frame["doubt"] = np.where(differs, "disagreement", np.where(frame["score"] < low, "low score", ""))
    return frame.reset_index()


def _listed(codings: pd.DataFrame) -> pd.Series[str]:
    import pandas as pd

    sets: dict[str, str] = {}
    ordered = codings.sort_values("code", kind="stable")
    for unit_id, code in zip(ordered["unit_id"], ordered["code"], strict=True):
        sets[unit_id] = f"{sets[unit_id]} {code}" if unit_id in sets else code
    return pd.Series(sets, dtype="str")


def _strata(frame: pd.DataFrame, by: Sequence[str]) -> pd.Series[str]:
    """The name of every unit's stratum; what a report doesn't tell is a stratum of its own, ``?``."""
    import pandas as pd

    names = pd.Series("", index=frame.index)
    for place, column in enumerate(by):
        names = names + (BETWEEN if place else "") + frame[column].astype("string").fillna("?").astype(str)
    return names


def _with_context(picked: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """The drawn units with the characters before and after them; only their own reports' texts are read."""
    ids = ", ".join(f"'{id}'" for id in sorted(set(picked["report_id"])))
    texts = dataset.query(f"SELECT report_id, text FROM reports WHERE report_id IN ({ids})") if ids else None
    text = dict(zip(texts["report_id"], texts["text"], strict=True)) if texts is not None else {}
    places = list(zip(picked["report_id"], picked["start"].astype(int), picked["end"].astype(int), strict=True))
    picked["before"] = [text[id][max(0, start - AROUND) : start] for id, start, _ in places]
    picked["after"] = [text[id][end : end + AROUND] for id, _, end in places]
    return picked
