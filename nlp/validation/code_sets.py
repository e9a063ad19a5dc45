"""Agreement on all codes of a unit at once: Krippendorff's alpha with the MASI distance between sets."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from nlp.validation.coefficients import ratio

if TYPE_CHECKING:
    import numpy as np

CodeSet = frozenset[Hashable]


def masi(one: CodeSet, other: CodeSet) -> float:
    """How far two sets are apart, 0 to 1: the Jaccard index weighted by how they lie to each other.

    >>> masi(frozenset("ab"), frozenset("ab")), round(masi(frozenset("ab"), frozenset("a")), 4)
    (0.0, 0.6667)

    Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC: 1 for equal sets, 2/3 for a subset, 1/3
    where each has something of its own, 0 for nothing in common. Two empty sets are equal.
    """
    if one == other:
        return 0.0
    common = len(one & other)
    weight = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - weight * common / len(one | other)


def set_figures(sets: Sequence[Sequence[CodeSet | None]]) -> tuple[np.ndarray, np.ndarray]:
    """``counts[unit, set]`` of the sets that coders gave (coder by coder, None for not coded), and their distances.

    Only units that two or more coded count: the others hold zeros.
    """
    import numpy as np

    values = sorted({value for row in sets for value in row if value is not None}, key=lambda s: sorted(map(str, s)))
    place = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(sets[0]) if sets else 0, len(values)))
    for row in sets:
        for unit, value in enumerate(row):
            if value is not None:
                counts[unit, place[value]] += 1
    counts[counts.sum(1) < 2] = 0
    distances = np.array([[masi(one, other) for other in values] for one in values]).reshape(len(values), len(values))
    return counts, distances


def set_agreement(counts: np.ndarray, distances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Draw x (percent of pairs with equal sets, alpha)."""
    import numpy as np

    coders = counts.sum(1)
    others = np.where(coders > 1, coders - 1, 1)
    pairs = np.where(coders > 1, coders * others, 1)
    equal = times @ ((counts * (counts - 1)).sum(1) / pairs)
    apart = times @ (((counts @ distances) * counts).sum(1) / others)
    values = times @ counts
    expected = ((values @ distances) * values).sum(1)
    percent = ratio(equal, times @ (coders > 1))
    return np.stack([percent, 1 - ratio((values.sum(1) - 1) * apart, expected)], axis=1)
