"""How far coders agree: percent, Cohen's kappa, Krippendorff's alpha, Gwet's AC1, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from nlp.validation.bootstrap import DRAWS, LEVEL, SEED, bootstrap
from nlp.validation.code_sets import set_agreement, set_figures
from nlp.validation.coefficients import kappa, pooled, ratio
from nlp.validation.decisions import Decisions, decisions
from nlp.validation.ids import kind_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

FIGURES = ("prevalence", "percent", "kappa", "alpha", "ac1")
COLUMNS = (
    "scope", "name", "units", "coders", "prevalence", "percent", "percent_low", "percent_high", "kappa", "kappa_low",
    "kappa_high", "alpha", "alpha_low", "alpha_high", "ac1", "ac1_low", "ac1_high", "note",
)  # fmt: skip


def agreement(
    codings: pd.DataFrame,
    codes: Sequence[str] | None = None,
    families: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Agreement of two or more coders on a frame ``unit_id code coder``; who has no row for a unit is missing there.

    >>> import pandas as pd
    >>> rows = [("u1", "a", "anna"), ("u1", "a", "ben"), ("u2", "none", "anna"), ("u2", "none", "ben"),
    ...         ("u3", "a", "anna"), ("u3", "none", "ben"), ("u4", "a", "anna"), ("u4", "a", "ben")]
    >>> table = agreement(pd.DataFrame(rows, columns=["unit_id", "code", "coder"]))
    >>> table[["scope", "name", "percent", "kappa"]].head(1).to_string(index=False, header=False)
    'code a 0.75 0.5'

    codes     the codes to look at, by default all that were given
    families  code -> family: a unit has a family if it has one of its codes
    kinds     code -> kind: a code is asked only of units of its kind (known from ids of nlp.validation.ids), else
              all the noes of the other kind would count as agreement

    Rows by ``scope``: ``code``; ``family``; ``mean``, over the codes for which a coefficient is defined; ``sets``: all
    codes of a unit at once (percent: the same set; alpha: with MASI distance), by kind and for all. ``units`` were
    coded by two or more; ``prevalence``, ``percent`` 0 to 1; kappa of more than two coders is the mean of the pairs
    (Light 1971). ``_low`` and ``_high``: percentile bootstrap by unit, seeded. Where only one category was used, kappa,
    alpha and AC1 are NaN and ``note`` says so. Fewer than two coders raise ``ValueError``.
    """
    import numpy as np
    import pandas as pd

    found = decisions(codings, codes, kinds)
    if len(found.coders) < 2:
        raise ValueError(f"agreement needs two coders; there is {', '.join(found.coders) or 'none'}")
    names = sorted({(families or {}).get(code, "") for code in found.codes})
    groups = {name: [(families or {}).get(code) == name for code in found.codes] for name in names if name}
    given = np.concatenate(
        [found.given, *(found.given[:, :, mask].any(2, keepdims=True) for mask in groups.values())], 2
    )
    fits = np.concatenate([found.fits, *(found.fits[:, mask].any(1, keepdims=True) for mask in groups.values())], 1)
    labels = [*(("code", code) for code in found.codes), *(("family", name) for name in groups)]
    return pd.DataFrame(
        [
            *_binary_rows(labels, given, found.seen[:, :, None] & fits, len(found.codes), draws, seed, level),
            *_set_rows(found, draws, seed, level),
        ],
        columns=list(COLUMNS),
    )


def _binary_rows(
    labels: Sequence[tuple[str, str]],
    given: np.ndarray,
    seen: np.ndarray,
    codes: int,
    draws: int,
    seed: int,
    level: float,
) -> list[dict[str, Any]]:
    """A row a code and a family, and the mean over the codes; ``given`` and ``seen`` are coder x unit x label."""
    import numpy as np

    yes, no = (given & seen).sum(0), (~given & seen).sum(0)
    pairs = list(combinations(range(len(given)), 2))

    def figures(times: np.ndarray) -> np.ndarray:
        result = pooled(yes, no, times)
        by_pair = np.stack([kappa(given[a], given[b], seen[a] & seen[b], times) for a, b in pairs])
        by_label = np.stack([result.prevalence, result.percent, mean(by_pair, 0), result.alpha, result.ac1], 2)
        return np.concatenate([by_label, mean(by_label[:, :codes], 1)[:, None]], 1)

    value, low, high, defined = bootstrap(given.shape[1], figures, draws, seed, level)
    rows = []
    for place, (scope, name) in enumerate([*labels, ("mean", "codes")]):
        coded = seen[:, :, place].sum(0) >= 2 if place < len(labels) else np.any(seen.sum(0) >= 2, axis=1)
        part = seen[:, :, place] if place < len(labels) else seen.any(2)
        note = _note(scope, value[place], defined[place], draws, bool(coded.any()))
        if scope == "mean" and codes:
            lacking = int((~np.isfinite(value[:codes, 3])).sum())
            note = f"alpha defined for {codes - lacking} of {codes} codes" if lacking else ""
        elif undefined := _undefined_pairs(given, seen, pairs, place):
            note = "; ".join(filter(None, [note, f"kappa undefined for {undefined} of {len(pairs)} pairs"]))
        row = {
            "scope": scope,
            "name": name,
            "units": int(coded.sum()),
            "coders": int(np.any(part, axis=1).sum()),
            "note": note,
        }
        for number, figure in enumerate(FIGURES):
            row |= {figure: value[place, number], f"{figure}_low": low[place, number]}
            row |= {f"{figure}_high": high[place, number]}
        rows.append({name: row[name] for name in COLUMNS})
    return rows


def mean(values: np.ndarray, axis: int) -> np.ndarray:
    """The mean of what is defined; NaN where nothing is."""
    import numpy as np

    defined = np.isfinite(values)
    return ratio(np.where(defined, values, 0.0).sum(axis), defined.sum(axis))


def _undefined_pairs(given: np.ndarray, seen: np.ndarray, pairs: list[tuple[int, int]], place: int) -> int:
    """Of three coders or more, the pairs without a kappa, if others have one."""
    import numpy as np

    if len(pairs) < 2:
        return 0
    one = np.ones((1, given.shape[1]))
    at = slice(place, place + 1)
    values = [kappa(given[a][:, at], given[b][:, at], (seen[a] & seen[b])[:, at], one)[0, 0] for a, b in pairs]
    lacking = int((~np.isfinite(values)).sum())
    return lacking if lacking < len(pairs) else 0


def _note(scope: str, value: np.ndarray, defined: np.ndarray, draws: int, coded: bool) -> str:
    import numpy as np

    if not coded:
        return "no unit coded by two"
    if scope != "mean" and not np.isfinite(value[2:]).any():
        return "one category only: kappa, alpha and AC1 are undefined"
    fewest = int(defined[1:][np.isfinite(value[1:])].min(initial=draws))
    return f"intervals from {fewest} of {draws} draws: too few units or too rare a code" if fewest < draws else ""


def _set_rows(found: Decisions, draws: int, seed: int, level: float) -> list[dict[str, Any]]:
    """A row a kind and one for all units, on whole sets of codes."""
    import numpy as np

    rows = []
    of_unit = np.array([kind_of(unit) or "" for unit in found.units], dtype=object)
    kinds = [kind for kind in dict.fromkeys(of_unit) if kind]
    codes = np.array(found.codes, dtype=object)
    for kind in [*kinds, "all"] if len(kinds) > 1 else ["all"]:
        here = np.flatnonzero(of_unit == kind) if kind != "all" else np.arange(len(found.units))
        sets = [
            [frozenset(codes[found.given[c, u]]) if found.seen[c, u] else None for u in here]
            for c in range(len(found.coders))
        ]
        counts, distances = set_figures(sets)

        def figures(times: np.ndarray, counts: np.ndarray = counts, distances: np.ndarray = distances) -> np.ndarray:
            return set_agreement(counts, distances, times)

        value, low, high, _ = bootstrap(len(here), figures, draws, seed, level)
        row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan)
        row |= {"scope": "sets", "name": kind, "units": int((counts.sum(1) >= 2).sum())}
        row |= {"coders": int(found.seen[:, here].any(1).sum()), "note": "alpha with MASI distance"}
        if np.isnan(value[1]):
            row["note"] = "one set of codes only: alpha is undefined" if counts.any() else "no unit coded by two"
        for number, figure in enumerate(("percent", "alpha")):
            row |= {figure: value[number], f"{figure}_low": low[number], f"{figure}_high": high[number]}
        rows.append(row)
    return rows
