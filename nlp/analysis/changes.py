"""Which themes are named more often, or less, in one year than in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.analysis import corpus
from nlp.analysis.estimates import SMALL, wilson
from nlp.analysis.named import Named, UnitKind, named, note, themes
from nlp.themes.codebook import Codebook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

SAME = 1e-9  # a distance from the expectation that is none


class Difference(NamedTuple):
    """A difference of two shares with its interval, the exact p-value, and how far it is beyond a change of organs."""

    estimate: float
    low: float
    high: float
    p: float
    beyond: float


def changes(
    dataset: Dataset,
    first: int | None = None,
    last: int | None = None,
    kind: UnitKind = "problem",
    coder: str | None = None,
    level: float = 0.05,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """The themes by how much more often reports name them in the year ``last`` than in ``first``, most growth on top.

    >>> changes(open_dataset("dataset"), 2021, 2024).query("grew")  # doctest: +SKIP

    first, last  years, by default the first and the last in which reports state a unit of the kind
    level        the false discovery rate at which a theme is said to have grown or fallen

    ``estimate`` is the share of reports in ``last`` (``share_last`` = ``numerator_last`` / ``denominator_last``, of
    those that state any unit of the kind) less that in ``first``, -1 to 1; ``low`` and ``high`` at 95 %. An organ with
    several reports for a year counts once, and names what any of them names. ``organs_both`` stand in both years.

    ``p`` is exact and counts organs that stand in both years against themselves (see ``difference``). ``q`` is
    Benjamini and Hochberg's (1995, JRSS B 57, 289-300) over the themes that any report of the two years names; the
    others have no ``p``. ``grew`` and ``fell`` are True only where ``q`` < ``level``. A year without such reports
    raises ``ValueError``.
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import false_discovery_control

    found = named(dataset, kind, coder)
    first, last = _years(found, first, last)
    before, after = _standing(found, first), _standing(found, last)
    organs = sorted(set(before["organ_id"]) | set(after["organ_id"]))
    of_first, of_last = before["organ_id"].nunique(), after["organ_id"].nunique()
    told = note(
        f"small n: below {SMALL}" if min(of_first, of_last) < SMALL else "",
        _merged(len(before) - of_first + len(after) - of_last),
        corpus.breaks_between(first, last),
        f"coder {found.coder}",
    )
    rows: list[dict[str, Any]] = []
    for theme in themes(book, kind, found.codes["code"]):
        a, b = _says(found, theme.code, before, organs), _says(found, theme.code, after, organs)
        made = difference(a, b)
        count_first, count_last = int(np.nansum(a)), int(np.nansum(b))
        unnamed = not count_first + count_last
        rows.append({
            "code": theme.code, "family": theme.family, "zh": theme.zh, "kind": kind, "first": first, "last": last,
            "numerator_first": count_first, "denominator_first": of_first, "share_first": count_first / of_first,
            "numerator_last": count_last, "denominator_last": of_last, "share_last": count_last / of_last,
            "estimate": made.estimate, "low": made.low, "high": made.high, "p": np.nan if unnamed else made.p,
            "beyond": made.beyond, "organs_both": int((~np.isnan(a + b)).sum()), "organs": len(organs),
            "note": note("named in neither year" if unnamed else "", told),
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    tested = frame["p"].notna().to_numpy()
    frame["q"] = np.nan
    if tested.any():
        frame.loc[tested, "q"] = false_discovery_control(frame["p"].to_numpy()[tested])
    clear = frame["q"] < level
    frame["grew"] = clear & (frame["estimate"] > 0) & (frame["beyond"] > 0)
    frame["fell"] = clear & (frame["estimate"] < 0) & (frame["beyond"] < 0)
    return frame[_COLUMNS].sort_values("estimate", ascending=False, kind="stable", ignore_index=True)


_COLUMNS = ["code", "family", "zh", "kind", "first", "last", "numerator_first", "denominator_first", "share_first",
            "numerator_last", "denominator_last", "share_last", "estimate", "low", "high", "p", "q", "grew", "fell",
            "organs_both", "organs", "note"]  # fmt: skip


def difference(before: np.ndarray, after: np.ndarray) -> Difference:
    """The share of ones in ``after`` less that in ``before``; a place is an organ, NaN where it has no report.

    >>> import numpy as np
    >>> gone = np.nan
    >>> made = difference(np.array([0, 0, 0, 0, 0, 0, 1, gone]), np.array([1, 1, 1, 1, 1, 1, 1, 0]))
    >>> round(made.estimate, 3), round(made.p, 5)
    (0.732, 0.03125)

    Interval: Wilson's limits of both shares squared and added, less their correlation over the organs in both years
    (Newcombe 1998, Statistics in Medicine 17, 873-890 and 2635-2650; Zou & Donner 2008, ibid. 27, 1693-1702); it
    holds for shares of 0 and 1. ``p``: exact and two-sided, given who names the theme how often: an organ in both
    years could as well have swapped them (McNemar's exact test), those in one year only could as well have stood in
    the other (as in Fisher's). Where only the organs differ, not what they say, nothing is beyond chance. A year
    without organs raises ``ValueError``.
    """
    import numpy as np

    there, then = ~np.isnan(before), ~np.isnan(after)
    n, m = int(there.sum()), int(then.sum())
    if not n or not m:
        raise ValueError("a difference needs reports in both years")
    p, r = float(np.nansum(before)) / n, float(np.nansum(after)) / m
    both = there & then
    spread = (p * (1 - p) / n * r * (1 - r) / m) ** 0.5
    together = float(((before[both] - p) * (after[both] - r)).sum()) / (n * m)
    tie = max(-1.0, min(1.0, together / spread)) if spread > 0 else 0.0
    (low_p, high_p), (low_r, high_r) = wilson(p * n, n), wilson(r * m, m)
    down = (r - low_r) ** 2 + (high_p - p) ** 2 - 2 * tie * (r - low_r) * (high_p - p)
    up = (high_r - r) ** 2 + (p - low_p) ** 2 - 2 * tie * (high_r - r) * (p - low_p)
    chance, beyond = _exact(before, after)
    return Difference(r - p, r - p - max(0.0, down) ** 0.5, r - p + max(0.0, up) ** 0.5, chance, beyond)


def _exact(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The probability of a count in the second year as far from its expectation, and how far it is, in organs."""
    import numpy as np
    from scipy.stats import binom, hypergeom

    both = ~np.isnan(before) & ~np.isnan(after)
    gone, new = ~np.isnan(before) & ~both, ~np.isnan(after) & ~both
    swaps, ups = int((before[both] != after[both]).sum()), int((before[both] < after[both]).sum())
    ones, ones_new = int(before[gone].sum() + after[new].sum()), int(after[new].sum())
    single, fewest = int((gone | new).sum()), max(0, ones - int(gone.sum()))
    most = min(ones, int(new.sum()))
    chance_new = hypergeom.pmf(np.arange(fewest, most + 1), single, ones, new.sum()) if fewest < most else np.ones(1)
    chances = np.convolve(binom.pmf(np.arange(swaps + 1), swaps, 0.5), chance_new)
    expected = swaps / 2 + (ones * int(new.sum()) / single if single else 0)
    beyond = ups + ones_new - expected
    far = np.abs(fewest + np.arange(len(chances)) - expected) >= abs(beyond) - SAME
    return min(1.0, float(chances[far].sum())), 0.0 if abs(beyond) < SAME else beyond


def _years(found: Named, first: int | None, last: int | None) -> tuple[int, int]:
    years = sorted({int(year) for year in found.units["year"].dropna()})
    told = ", ".join(map(str, years)) or "none"
    if len(years) < 2:
        raise ValueError(f"a change needs two years with reports that state a {found.kind}; there are {told}")
    first, last = years[0] if first is None else first, years[-1] if last is None else last
    for year in (first, last):
        if year not in years:
            raise ValueError(f"no report for {year} states a {found.kind}; there are reports for {told}")
    if first >= last:
        raise ValueError(f"the first year must stand before the last, {first} does not stand before {last}")
    return first, last


def _standing(found: Named, year: int) -> pd.DataFrame:
    """The reports of a year that state a unit: ``report_id organ_id``."""
    rows = found.units[found.units["year"].eq(year).fillna(False)]
    return rows[["report_id", "organ_id"]].drop_duplicates()


def _says(found: Named, code: str, reports: pd.DataFrame, organs: list[str]) -> np.ndarray:
    """By organ 1 where a report of it names the code, 0 where none does, NaN where it has no report."""
    ids = set(found.codes.loc[found.codes["code"] == code, "report_id"])
    said = reports["report_id"].isin(ids).groupby(reports["organ_id"]).any()
    result: np.ndarray = said.astype(float).reindex(organs).to_numpy()
    return result


def _merged(reports: int) -> str:
    return f"{reports} reports of organs with more than one for the year counted with the others" if reports else ""
