"""Coefficients of agreement on yes and no, for many codes and many draws at once.

Every coefficient is made of sums over units, so a draw of a bootstrap is a row of ``times`` (how often each unit
stands in it) and all draws are one product of matrices. One category only leaves chance agreement nothing to be
measured against: kappa, alpha and AC1 are NaN there, never 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Pooled(NamedTuple):
    """Draw x code: prevalence, percent agreement (0 to 1), Krippendorff's alpha, Gwet's AC1."""

    prevalence: np.ndarray
    percent: np.ndarray
    alpha: np.ndarray
    ac1: np.ndarray


def pooled(yes: np.ndarray, no: np.ndarray, times: np.ndarray) -> Pooled:
    """The coefficients that need only how many coders said yes and no (unit x code), coders exchangeable.

    >>> import numpy as np
    >>> result = pooled(np.array([[2], [2], [1], [0]]), np.array([[0], [0], [1], [2]]), np.ones((1, 4)))
    >>> float(result.percent[0, 0]), round(float(result.alpha[0, 0]), 4), round(float(result.ac1[0, 0]), 4)
    (0.75, 0.5333, 0.5294)

    Percent: pairs of coders that agree, by unit, over units that two or more coded. Alpha: Krippendorff (2019),
    Content Analysis, 4th ed., ch. 12, nominal. AC1 and prevalence: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48,
    with missing values as in Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.: units of one coder count for
    prevalence.
    """
    import numpy as np

    coders = yes + no
    paired = coders >= 2
    rated = coders >= 1
    others = np.where(paired, coders - 1, 1)
    pairs = np.where(paired, coders * (coders - 1), 1)
    units = times @ paired
    ones, zeros = times @ np.where(paired, yes, 0), times @ np.where(paired, no, 0)
    crossed = times @ np.where(paired, yes * no / others, 0.0)
    agreed = times @ np.where(paired, (yes * (yes - 1) + no * (no - 1)) / pairs, 0.0)
    shares = times @ np.where(rated, yes / np.where(rated, coders, 1), 0.0)
    percent = ratio(agreed, units)
    prevalence = ratio(shares, times @ rated)
    alpha = 1 - ratio((ones + zeros - 1) * crossed, ones * zeros)
    chance = 2 * prevalence * (1 - prevalence)
    mixed = (shares > 0) & (times @ np.where(rated, no, 0) > 0)
    ac1 = np.where(mixed, ratio(percent - chance, 1 - chance), np.nan)
    return Pooled(prevalence, percent, alpha, ac1)


def kappa(first: np.ndarray, second: np.ndarray, both: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Cohen's kappa of two coders, draw x code; ``both`` marks the units (unit x code) that both coded.

    >>> import numpy as np
    >>> first, second = np.array([[1], [1], [1], [0]], bool), np.array([[1], [1], [0], [0]], bool)
    >>> kappa(first, second, np.ones((4, 1), bool), np.ones((1, 4)))
    array([[0.5]])

    Cohen (1960), Educ. Psychol. Meas. 20, 37-46.
    """
    units = times @ both
    same = ratio(times @ ((first == second) & both), units)
    one, other = ratio(times @ (first & both), units), ratio(times @ (second & both), units)
    chance = one * other + (1 - one) * (1 - other)
    return ratio(same - chance, 1 - chance)


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A division in which nothing by nothing, and anything by nothing, is NaN."""
    import numpy as np

    result: np.ndarray = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below != 0)
    return result
