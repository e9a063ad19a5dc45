"""A share with its interval: Wilson's, with the observations that clusters are worth."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

LEVEL = 0.95
SMALL = 10
"""Below so many observations a share says little, and a note says so."""


class Share(NamedTuple):
    """``estimate`` = numerator / denominator, with ``low`` and ``high``; NaN where there is nothing to count."""

    numerator: float
    denominator: float
    estimate: float
    low: float
    high: float


def wilson(numerator: float, denominator: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927, JASA 22, 209-212); NaN for an empty denominator.

    >>> tuple(round(bound, 3) for bound in wilson(8, 10))
    (0.49, 0.943)
    """
    if denominator <= 0:
        return float("nan"), float("nan")
    z = NormalDist().inv_cdf((1 + level) / 2)
    p, spread = numerator / denominator, z * z / denominator
    middle = (p + spread / 2) / (1 + spread)
    half = z / (1 + spread) * (p * (1 - p) / denominator + spread / (4 * denominator)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def clustered_share(
    yes: Sequence[float] | np.ndarray, of: Sequence[float] | np.ndarray, cluster: Sequence[object] | np.ndarray,
    level: float = LEVEL,
) -> Share:  # fmt: skip
    """The share sum(yes) / sum(of) over observations that come in clusters, such as the reports of an organ.

    >>> clustered_share([1, 0, 1, 1], [1, 1, 1, 1], ["a", "a", "b", "c"]).estimate
    0.75

    The interval is Wilson's with the number of observations that the clusters are worth: the denominator divided by
    the design effect of the linearised ratio, where that is above 1 (Kish 1965), and by the squared ratio of the t
    quantiles for clusters and observations, without which few clusters give too narrow an interval (Korn & Graubard
    1998, Survey Methodology 24, 193-201). One cluster alone, and clusters of one observation, give the plain interval.
    """
    import numpy as np
    from scipy.special import stdtrit

    yes, of = np.asarray(yes, float), np.asarray(of, float)
    numerator, denominator = float(yes.sum()), float(of.sum())
    if denominator <= 0:
        return Share(numerator, denominator, *[float("nan")] * 3)
    p = numerator / denominator
    _, place = np.unique(np.asarray(cluster, dtype=str), return_inverse=True)
    clusters = int(place.max()) + 1
    effect = 1.0
    if clusters > 1 and 0 < p < 1:
        residuals = np.bincount(place, yes - p * of)
        variance = clusters / (clusters - 1) * float((residuals**2).sum()) / denominator**2
        few = stdtrit(clusters - 1, (1 + level) / 2) / stdtrit(max(denominator, clusters) - 1, (1 + level) / 2)
        effect = max(1.0, variance / (p * (1 - p) / denominator)) * float(few) ** 2
    low, high = wilson(numerator / effect, denominator / effect, level)
    return Share(numerator, denominator, p, low, high)
