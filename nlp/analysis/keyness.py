"""Which words mark one group of units against the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from nlp.analysis import corpus
from nlp.analysis.estimates import SMALL
from nlp.analysis.named import UnitKind, note
from nlp.segment import segmenter
from nlp.text import fold_name
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

WordUnit = Literal["word", "pair"]
COLUMNS = ("year", "level", "function", "province", "prefecture", "county", "organ", "organ_id", "report_id", "kind",
           "hedge", "code", "family")  # fmt: skip
PRIOR = 500.0
MINIMUM = 3
MENTIONED = 20
_WORD = re.compile(r"[A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]")
_PER = 10_000


def keyness(
    dataset: Dataset,
    group: str | Mapping[str, object],
    unit: WordUnit = "word",
    kind: UnitKind | None = None,
    coder: str | None = None,
    prior: float = PRIOR,
    minimum: int = MINIMUM,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """The words that mark the problems and measures of a group against all others, the most marking first.

    >>> keyness(open_dataset("dataset"), "level=county", kind="problem").head(20)  # doctest: +SKIP
    >>> keyness(open_dataset("dataset"), {"year": 2023, "code": "staffing_shortage"})  # doctest: +SKIP

    group    ``column=value``, or a mapping where several must hold, of ``year level function province prefecture
             county organ organ_id report_id kind hedge code family``; ``code`` and ``family`` are those of a unit
    unit     ``word``, as ``nlp.segment`` cuts them, or ``pair``: two words that stand side by side
    kind     only ``problem``, ``measure`` or ``past_measure`` on both sides
    prior    how many words of all text the prior is worth; more of them tie rare words faster to no difference
    minimum  the words that stand at least so often in all are shown

    ``log_odds`` is the log of the ratio of the word's odds in the group to those in the rest, ``z`` that in standard
    errors, both with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political Analysis 16, 372-403).
    ``count`` and ``count_rest`` are occurrences, ``per_10k_words`` rates; ``units`` and ``organs`` of the group have
    the word. ``z`` ranks and is no test: units are copied, and a word of one organ is no word of the group (``note``).
    Words are compared in simplified script; numbers and punctuation are none. A group that is empty, or all there is,
    raises ``ValueError``.
    """
    import numpy as np
    import pandas as pd

    if unit not in get_args(WordUnit):
        raise ValueError(f"no unit {unit!r}; there are {', '.join(get_args(WordUnit))}")
    if not prior > 0:
        raise ValueError("the prior must be worth more than no word")
    rows = _rows(dataset, kind)
    inside = _inside(rows, _conditions(group), corpus.codes(dataset, coder), book or codebook())
    said = [list(_words(text, unit)) for text in rows["text"]]
    sides = [Counter(word for words, its in zip(said, inside, strict=True) if its == side for word in words)
             for side in (True, False)]  # fmt: skip
    words = sorted(word for word in sides[0] | sides[1] if sides[0][word] + sides[1][word] >= minimum)
    here, rest = (np.array([side[word] for word in words], float) for side in sides)
    totals = [sum(side.values()) for side in sides]
    log_odds, z = marking(here, rest, totals[0], totals[1], prior)
    units, organs = _spread(said, rows["organ_id"], inside)
    frame = pd.DataFrame({
        "word": words, "count": here.astype(int), "count_rest": rest.astype(int),
        "per_10k_words": _PER * here / max(totals[0], 1), "per_10k_words_rest": _PER * rest / max(totals[1], 1),
        "log_odds": log_odds, "z": z,
        "units": [units[word] for word in words], "organs": [len(organs.get(word, ())) for word in words],
    })  # fmt: skip
    frame["note"] = [
        note("one organ only" if row.organs == 1 else "", f"small n: below {SMALL}" if few < SMALL else "")
        for row, few in zip(frame.itertuples(), here + rest, strict=True)
    ]
    return frame.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


def marking(
    here: np.ndarray, rest: np.ndarray, total_here: float, total_rest: float, prior: float = PRIOR
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratio and z of words by their counts in two texts, with the prior of both texts together.

    >>> import numpy as np
    >>> log_odds, z = marking(np.array([10.0, 5.0]), np.array([2.0, 5.0]), 100, 100, prior=10)
    >>> [round(float(value), 3) for value in (*log_odds, *z)]
    [1.483, 0.0, 2.142, 0.0]

    ``total_here`` and ``total_rest`` are all words of each text. Monroe, Colaresi & Quinn (2008), section 3.
    """
    import numpy as np

    pseudo = prior * (here + rest) / (total_here + total_rest)
    mine, other = here + pseudo, rest + pseudo
    log_odds = np.log(mine / (total_here + prior - mine)) - np.log(other / (total_rest + prior - other))
    return log_odds, log_odds / np.sqrt(1 / mine + 1 / other)


def _rows(dataset: Dataset, kind: UnitKind | None) -> pd.DataFrame:
    if kind is not None and kind not in get_args(UnitKind):
        raise ValueError(f"no kind {kind!r}; there are {', '.join(get_args(UnitKind))}")
    units = corpus.units(dataset)
    units = units if kind is None else units[units["kind"] == kind]
    place = ["report_id", "organ_id", "organ", "year", "level", "function", "province", "prefecture", "county"]
    return corpus.reports(dataset)[place].merge(units, on="report_id")


def _conditions(group: str | Mapping[str, object]) -> dict[str, str]:
    if isinstance(group, str):
        column, is_one, value = group.partition("=")
        if not is_one:
            raise ValueError(f"a group is column=value, such as year=2023; this is none: {group!r}")
        group = {column.strip(): value.strip()}
    for column in group:
        if column not in COLUMNS:
            raise ValueError(f"no column {column!r} to make a group of; there are {', '.join(COLUMNS)}")
    if not group:
        raise ValueError("a group needs at least one column=value")
    return {column: str(value) for column, value in group.items()}


def _inside(rows: pd.DataFrame, wanted: Mapping[str, str], codes: pd.DataFrame, book: Codebook) -> list[bool]:
    """By unit whether all conditions hold; no unit, or every unit, is no group."""
    import numpy as np

    inside = np.ones(len(rows), bool)
    for column, value in wanted.items():
        if column in ("code", "family"):
            names = codes["code"]
            if column == "family":
                names = names.map({entry.code: entry.family for entry in book})
            its = rows["unit_id"].isin(codes.loc[names == value, "unit_id"])
        else:
            names = rows[column].dropna().astype(str)
            its = (names == value).reindex(rows.index, fill_value=False)
        if not its.any():
            raise ValueError(f"no unit has {column}={value}; there are {_some(names.dropna())}")
        inside &= its.to_numpy(bool)
    told = ", ".join(f"{column}={value}" for column, value in wanted.items())
    if not inside.any():
        raise ValueError(f"no unit has all of {told}")
    if inside.all():
        raise ValueError(f"every unit has {told}; there is no rest to hold the group against")
    return [bool(its) for its in inside]


def _some(values: Iterable[str]) -> str:
    every = sorted(set(values))
    return ", ".join(every[:MENTIONED]) + (f" and {len(every) - MENTIONED} more" if len(every) > MENTIONED else "")


def _words(text: str, unit: WordUnit) -> Iterator[str]:
    """The words of a unit in simplified script, or its pairs; a pair doesn't reach over punctuation or numbers."""
    before = ""
    for word in segmenter()(fold_name(text)):
        plain = word.strip()
        if not plain and word:
            continue
        is_word = bool(_WORD.search(plain))
        if is_word and unit == "word":
            yield plain
        elif is_word and before:
            yield f"{before} {plain}"
        before = plain if is_word else ""


def _spread(
    said: Sequence[list[str]], organs: Iterable[str], inside: Sequence[bool]
) -> tuple[Counter[str], dict[str, set[str]]]:
    """In how many units of the group a word stands, and which organs say it there."""
    units: Counter[str] = Counter()
    who: dict[str, set[str]] = {}
    for words, organ, its in zip(said, organs, inside, strict=True):
        if its:
            for word in set(words):
                units[word] += 1
                who.setdefault(word, set()).add(organ)
    return units, who
