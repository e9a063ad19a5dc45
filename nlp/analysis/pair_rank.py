"""How far two groups of reports lie apart in rank, when reports of an organ resemble each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from nlp.analysis.estimates import LEVEL
from nlp.validation.bootstrap import bootstrap

if TYPE_CHECKING:
    import numpy as np

FEWEST = 4
"""With fewer organs than this in a group, resampling them says nothing."""
_AT_ONCE = 4_000_000  # numbers of a block of draws


class Rank(NamedTuple):
    """The rank-biserial effect with its interval, and the p of no difference; NaN where they can't be had."""

    estimate: float
    low: float
    high: float
    p: float


def rank_biserial(
    value: np.ndarray, named: np.ndarray, organ: np.ndarray, draws: int, seed: int, level: float = LEVEL
) -> Rank:
    """The share of pairs in which the named report is higher, less the share in which it is lower: -1 to 1.

    >>> import numpy as np
    >>> four = np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, True, False, True]), np.arange(4)
    >>> rank_biserial(*four, draws=0, seed=1).estimate
    0.75

    Equals 2U / (n1 n0) - 1 with U of Mann & Whitney, which is 2 AUC - 1 (Wendt 1972, European Journal of Social
    Psychology 2, 463-465). ``organ`` numbers the organs from 0. The interval is a percentile bootstrap that draws
    organs, not reports, its quantiles widened for few organs (Hesterberg 2015, The American Statistician 69,
    371-386, the expanded percentile interval); p is the test of Obuchowski (1997, Biometrics 53, 567-578) for
    clustered AUC, on t. Both count as many organs as the group that has fewer. With fewer than ``FEWEST``
    in a group there is no interval and no p; where no draw differs (such as groups that never overlap) no interval.
    """
    import numpy as np

    if named.all() or not named.any():
        return Rank(*[float("nan")] * 4)
    organs = min(len(np.unique(organ[named])), len(np.unique(organ[~named])))
    figures = _figures(value, named, organ)
    if organs < FEWEST:
        draws = 0
    r, low, high, _ = bootstrap(int(organ.max()) + 1, figures, draws, seed, _widened(level, organs))
    estimate, ends = float(r[0]), (float(low[0]), float(high[0]))
    if ends[0] == ends[1]:
        ends = (float("nan"), float("nan"))
    return Rank(estimate, *ends, _p(value, named, organ, organs))


def _widened(level: float, organs: int) -> float:
    """The level whose normal quantile is the t quantile of so many organs, with the bootstrap's spread made good."""
    from scipy import stats

    if organs < 2:
        return level
    return float(2 * stats.norm.cdf((organs / (organs - 1)) ** 0.5 * stats.t.ppf((1 + level) / 2, organs - 1)) - 1)


def _figures(value: np.ndarray, named: np.ndarray, organ: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The function that ``bootstrap`` wants: how often each organ was drawn -> the effect."""
    import numpy as np
    from scipy import sparse

    levels, place = np.unique(value, return_inverse=True)
    shape = (int(organ.max()) + 1, len(levels))
    held = [sparse.csr_array((mine.astype(float), (organ, place)), shape=shape) for mine in (named, ~named)]

    def effect(times: np.ndarray) -> np.ndarray:
        yes, no = (times @ group for group in held)
        below = np.cumsum(no, axis=1) - no / 2
        pairs = yes.sum(1) * no.sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(2 * (yes * below).sum(1) / pairs - 1)[:, None]

    def figures(times: np.ndarray) -> np.ndarray:
        rows = max(1, _AT_ONCE // len(levels))
        return np.concatenate([effect(times[start : start + rows]) for start in range(0, len(times), rows)])

    return figures


def _p(value: np.ndarray, named: np.ndarray, organ: np.ndarray, organs: int) -> float:
    """Obuchowski's test: the variance of AUC from what each organ adds to it."""
    import numpy as np
    from scipy import stats

    if organs < FEWEST:
        return float("nan")
    yes, no = np.sort(value[named]), np.sort(value[~named])
    beaten = _below(no, value[named])
    beating = 1 - _below(yes, value[~named])
    auc = float(beaten.mean())
    adds = np.bincount(organ[named], (beaten - auc) / len(yes), int(organ.max()) + 1)
    adds += np.bincount(organ[~named], (beating - auc) / len(no), int(organ.max()) + 1)
    error = float((organs / (organs - 1) * (adds**2).sum()) ** 0.5)
    return float(2 * stats.t.sf(abs(auc - 0.5) / error, organs - 1)) if error > 1e-12 else float("nan")


def _below(ordered: np.ndarray, value: np.ndarray) -> np.ndarray:
    """For each value the share of the others that lie below it, ties by half."""
    import numpy as np

    return (np.searchsorted(ordered, value, "left") + np.searchsorted(ordered, value, "right")) / 2 / len(ordered)
