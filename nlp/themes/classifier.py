"""The trained coder: linear weights over the features of a unit, calibrated, with the characters that decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from nlp.report import Span, Theme
from nlp.themes.cues import Codable
from nlp.themes.evidence import masses, overlaps, spans
from nlp.themes.features import Floats, Ints, Letters, Occurrences, letters_of, runs, touched

BATCH = 512
MOST_CODES = 3
CANDIDATES = 4
FLOOR = 0.1
"""The chance from which a code may stand beside the likeliest."""
CUT = 0.45
"""The chance from which it does."""
SMALL = 1e-4
SIDE = ("weights", "bias", "slope", "offset", "threshold")
KINDS = ("problem", "measure")
SIDE_OF = {"problem": "problem", "measure": "measure", "past_measure": "measure"}


@dataclass(frozen=True)
class Side:
    """The model for one kind of unit: weights (feature x code), and per code bias, slope, offset and threshold.

    ``residual`` marks the codes that stand only where no other does (其他, 笼统).
    """

    codes: tuple[str, ...]
    residual: NDArray[np.bool_]
    weights: NDArray[np.float32]
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats


@dataclass(frozen=True)
class Model:
    """A trained model: the runs it knows (sorted; after them come the word fields), and a side for each kind.

    ``beside`` weighs what speaks for a further code (``clues``), the last for all alike. ``codebook`` is the version of
    the codebook whose codes it gives, ``data`` the SHA-256 of what it was trained on.
    """

    name: str
    codebook: str
    data: str
    known: Ints
    sides: dict[str, Side]
    beside: Floats


class TrainedCoder:
    """Codes units by a trained model.

    >>> coder = TrainedCoder(load_model("mine.npz"))  # doctest: +SKIP
    >>> coder.code([Uncoded("开展业务培训", "measure")])[0][0].code  # doctest: +SKIP
    'training'

    ``score`` is the calibrated probability of the code, ``evidence`` the stretches of characters that spoke most for
    it. A unit gets its likeliest code, by comparison with the code's threshold, and beside it up to two that are likely
    enough and lean on other characters; a residual code stands alone. Frames and empty texts get none. The same text
    and kind get the same codes wherever they stand.
    """

    def __init__(self, model: Model) -> None:
        self.name = f"model:{model.name}"
        self._known, self._beside = model.known, model.beside
        self._side = joined(model.sides.values())
        kinds = [kind for kind, side in model.sides.items() for _ in side.codes]
        self._asked = {kind: np.array([kind == each for each in kinds]) for kind in model.sides}

    def code(self, units: Iterable[Codable]) -> list[tuple[Theme, ...]]:
        """The themes of every unit, the likeliest first."""
        coded: list[tuple[Theme, ...]] = []
        waiting = iter(units)
        while batch := list(islice(waiting, BATCH)):
            coded += self._code(batch)
        return coded

    def _code(self, batch: Sequence[Codable]) -> list[tuple[Theme, ...]]:
        """The units of both kinds in one go: what a unit's kind does not ask for has no chance."""
        themes: list[list[Theme]] = [[] for _ in batch]
        asked = {
            place: self._asked[kind]
            for place, unit in enumerate(batch)
            if (kind := SIDE_OF.get(unit.kind)) in self._asked and unit.text.strip()
        }
        which = list(asked)
        if which:
            side, letters = self._side, letters_of([batch[place].text for place in which])
            found = seen(self._known, letters)
            likely = probabilities(side, scores(side, letters, found, len(which)))
            likely *= np.stack(list(asked.values()))
            unit, code, quoted = decided(side, self._beside, letters, found, likely)
            chances = likely[unit, code].round(4).tolist()
            for number, one, chance, evidence in zip(unit.tolist(), code.tolist(), chances, quoted, strict=True):
                themes[which[number]].append(Theme(side.codes[one], chance, self.name, evidence))
        return [tuple(each) for each in themes]


def joined(sides: Iterable[Side]) -> Side:
    """The sides as one, their codes beside each other."""
    every = list(sides)
    codes = tuple(code for side in every for code in side.codes)
    parts = ("residual", *SIDE)
    return Side(codes, *(np.concatenate([getattr(side, part) for side in every], axis=-1) for part in parts))


def seen(known: Ints, letters: Letters) -> Occurrences:
    """The features of a model that knows these runs among the letters, unit by unit."""
    found = runs(letters)
    at = np.searchsorted(known, found.feature)
    at[at == len(known)] = 0
    hit = known[at] == found.feature
    words = touched(letters)
    both = Occurrences(
        np.concatenate([at[hit], words.feature + len(known)]),
        np.concatenate([found.first[hit], words.first]),
        np.concatenate([found.last[hit], words.last]),
    )
    order = np.argsort(letters.unit[both.first], kind="stable")
    return Occurrences(*(each[order] for each in both))


def scores(side: Side, letters: Letters, found: Occurrences, units: int) -> Floats:
    """The linear score of every unit for every code: the bias, and the weight of every occurrence of a feature."""
    result = np.tile(side.bias, (units, 1))
    unit = letters.unit[found.first]
    if len(unit):
        first = np.flatnonzero(np.concatenate([[True], unit[1:] != unit[:-1]]))
        result[unit[first]] += np.add.reduceat(np.take(side.weights, found.feature, axis=0), first, dtype=np.float64)
    return result


def probabilities(side: Side, score: Floats) -> Floats:
    """Scores on the scale of chances, by the slope and offset that calibration gave each code."""
    chance: Floats = 1.0 / (1.0 + np.exp(-(score * side.slope + side.offset)))
    return chance


def decided(
    side: Side, beside: Floats, letters: Letters, found: Occurrences, likely: Floats
) -> tuple[Ints, Ints, list[tuple[Span, ...]]]:
    """The codes that units get: unit, code, evidence, by unit and then the likeliest first."""
    unit, code, first = candidates(side, likely)
    mass = masses(side.weights, letters, found, unit, code)
    evident = clues(side, likely, unit, code, first, overlaps(mass, first))
    taken = given(side, unit, code, first, evident @ beside)
    return unit[taken], code[taken], spans(mass, letters, taken)


def candidates(side: Side, likely: Floats) -> tuple[Ints, Ints, Ints]:
    """The codes that a unit may get, at most four: unit, code, and for each the place of the unit's first.

    The first is the one that is likeliest for its threshold; then come those with a chance of ``FLOOR`` or more.
    """
    ratio = likely / side.threshold
    order = np.argsort(-ratio, axis=1, kind="stable")[:, :CANDIDATES]
    possible = np.take_along_axis(likely, order, 1) >= FLOOR
    possible[:, 0] = True
    unit, rank = np.nonzero(possible)
    return unit, order[unit, rank], np.flatnonzero(rank == 0)[unit]


def clues(side: Side, likely: Floats, unit: Ints, code: Ints, first: Ints, overlap: Floats) -> Floats:
    """What speaks for a code beside the first, a row a candidate.

    The log odds of its chance and of the first's, the logarithm of its chance over its threshold, how far both lean on
    the same characters, and 1.
    """
    chance = np.clip(likely[unit, code], SMALL, 1 - SMALL)
    odds = np.log(chance / (1 - chance))
    over = np.log(chance / side.threshold[code])
    return np.column_stack([odds, odds[first], over, overlap, np.ones(len(unit))])


def given(side: Side, unit: Ints, code: Ints, first: Ints, odds: Floats) -> NDArray[np.bool_]:
    """Which candidates are taken: the first, and after it, three in all, what has the odds; residual codes alone."""
    is_first = first == np.arange(len(unit))
    taken = is_first | (odds >= np.log(CUT / (1 - CUT)))
    substantive = ~side.residual[code]
    other = np.bincount(unit, taken & substantive, unit[-1] + 1 if len(unit) else 0) > 0
    taken &= substantive | ~other[unit]
    before = np.cumsum(taken) - taken
    kept: NDArray[np.bool_] = taken & (before - before[first] < MOST_CODES) & (substantive | is_first)
    return kept
