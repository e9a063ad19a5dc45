"""How much each character of a unit speaks for a code: what is quoted, and what two codes lean on together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.report import Span
from nlp.themes.features import Floats, Ints, Letters, Occurrences

MOST_SPANS = 4
TELLING = 0.4
"""A stretch of characters is evidence if it carries this share of what the strongest one does."""
SPEAKING = 0.3
"""A character speaks for a code if it carries this share of what the strongest one does."""
NOTHING = 1e-9


class Mass(NamedTuple):
    """What each letter of a unit weighs for a code, one run of letters a pair of unit and code.

    ``pair`` tells whose entry it is, ``letter`` which of the ``Letters`` it is, ``begins`` where each pair's run does.
    """

    pair: Ints
    letter: Ints
    begins: Ints
    mass: Floats


def masses(weights: NDArray[np.float32], letters: Letters, found: Occurrences, unit: Ints, code: Ints) -> Mass:
    """The mass of the letters for every pair of unit and code; a feature's weight is shared among its letters."""
    pair, letter, begins = _expanded(letters.unit, unit)
    owner, one, _ = _expanded(letters.unit[found.first], unit)
    first, last = found.first[one], found.last[one]
    share = weights[found.feature[one], code[owner]].astype(np.float64) / (last - first + 1)
    at, size = begins[owner] + first - letter[begins[owner]], len(pair) + 1
    mass = np.cumsum(np.bincount(at, share, size) - np.bincount(at + last - first + 1, share, size))[:-1]
    return Mass(pair, letter, begins, mass)


def overlaps(found: Mass, first: Ints) -> Floats:
    """How far every pair leans on the same letters as another, ``first[pair]``, of its unit: a cosine, 0 to 1.

    Only what speaks for a code counts, and what stands next to it counts a little.
    """
    pair, mass = found.pair, found.mass
    joined = np.concatenate([[False], pair[1:] == pair[:-1], [False]])
    before, after = np.concatenate([[0.0], mass[:-1]]), np.concatenate([mass[1:], [0.0]])
    speaks = np.maximum(before * joined[:-1] + mass + after * joined[1:], 0.0)
    theirs = speaks[found.begins[first[pair]] + np.arange(len(pair)) - found.begins[pair]]
    size = len(found.begins)
    shared = np.bincount(pair, speaks * theirs, size)
    length = np.sqrt(np.bincount(pair, speaks * speaks, size))
    cosine: Floats = shared / np.maximum(length * length[first], NOTHING)
    return cosine


def spans(found: Mass, letters: Letters, kept: NDArray[np.bool_]) -> list[tuple[Span, ...]]:
    """For every pair that is kept, the stretches of the unit whose characters spoke most for the code."""
    pair, mass = found.pair, found.mass
    peak = np.full(len(kept), NOTHING)
    np.maximum.at(peak, pair, mass)
    for_it = (mass >= SPEAKING * peak[pair]) & kept[pair]
    goes_on = for_it[1:] & for_it[:-1] & (pair[1:] == pair[:-1])
    opens = np.flatnonzero(for_it & ~np.concatenate([[False], goes_on]))
    closes = np.flatnonzero(for_it & ~np.concatenate([goes_on, [False]]))
    worth = np.add.reduceat(np.where(for_it, mass, 0.0), opens) if len(opens) else mass[:0]
    most = np.zeros(len(kept))
    np.maximum.at(most, pair[opens], worth)
    telling = worth >= TELLING * most[pair[opens]]
    quoted: list[list[Span]] = [[] for _ in kept]
    place = letters.place[found.letter]
    stretches = zip(place[opens[telling]].tolist(), (place[closes[telling]] + 1).tolist(), strict=True)
    for number, stretch in zip(pair[opens[telling]].tolist(), stretches, strict=True):
        quoted[number].append(stretch)
    return [tuple(quoted[number][:MOST_SPANS]) for number in np.flatnonzero(kept).tolist()]


def _expanded(of: Ints, unit: Ints) -> tuple[Ints, Ints, Ints]:
    """For every entry of ``unit`` the places of the rising ``of`` that hold it: whose, which, where each begins."""
    low = np.searchsorted(of, unit)
    length = np.searchsorted(of, unit, "right") - low
    start = np.cumsum(length) - length
    owner = np.repeat(np.arange(len(unit)), length)
    return owner, np.arange(len(owner)) + np.repeat(low - start, length), start
