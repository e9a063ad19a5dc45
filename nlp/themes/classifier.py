"""The trained coder: linear weights over the features of a unit, calibrated, with the characters that decided."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.report import Span, Theme
from nlp.themes.cues import Codable
from nlp.themes.features import Floats, Ints, Letters, Occurrences, fields, letters_of, runs, touched

BATCH = 512
MOST_CODES = 3
MOST_SPANS = 4
BESIDE = 0.5
"""A code beside the likeliest must be at least so likely by comparison; from the F on held-out moulds."""
TELLING = 0.4
"""A stretch of characters is evidence if it carries this share of what the strongest one does."""
SPEAKING = 0.3
"""A character speaks for a code if it carries this share of what the strongest one does."""
NOTHING = 1e-9
SIDE = ("weights", "bias", "slope", "offset", "threshold")
KINDS = ("problem", "measure")
SIDE_OF = {"problem": "problem", "measure": "measure", "past_measure": "measure"}


class ModelError(ValueError):
    """A model file that can't be used; the message says why."""


@dataclass(frozen=True)
class Side:
    """The model for one kind of unit: weights (feature x code), and per code bias, slope, offset and threshold.

    ``residual`` marks the codes that stand only where no other does (其他, 笼统).
    """

    codes: tuple[str, ...]
    residual: NDArray[np.bool_]
    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats


@dataclass(frozen=True)
class Model:
    """A trained model: the runs it knows (sorted; after them come the word fields), and a side for each kind.

    ``codebook`` is the version of the codebook whose codes it gives, ``data`` the SHA-256 of what it was trained on.
    """

    name: str
    codebook: str
    data: str
    known: Ints
    sides: dict[str, Side]


class TrainedCoder:
    """Codes units by a trained model.

    >>> coder = TrainedCoder(load_model("mine.npz"))  # doctest: +SKIP
    >>> coder.code([Uncoded("开展业务培训", "measure")])[0][0].code  # doctest: +SKIP
    'training'

    ``score`` is the calibrated probability of the code, ``evidence`` the stretches of characters that spoke most for
    it. A unit gets every code above the code's threshold that is not much less likely than the likeliest, three at
    most, and the likeliest if none is; a residual code stands alone. Frames and empty texts get none. The same text
    and kind get the same codes wherever they stand.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.name = f"model:{model.name}"
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
            found = seen(self.model, letters)
            likely = probabilities(side, scores(side, letters, found, len(which)))
            likely *= np.stack(list(asked.values()))
            given = decisions(side, likely)
            unit, rank = np.nonzero(given >= 0)
            code = given[unit, rank]
            chances, spans = likely[unit, code].round(4).tolist(), _evidence(side, letters, found, unit, code)
            for number, one, chance, quoted in zip(unit.tolist(), code.tolist(), chances, spans, strict=True):
                themes[which[number]].append(Theme(side.codes[one], chance, self.name, quoted))
        return [tuple(each) for each in themes]


def joined(sides: Iterable[Side]) -> Side:
    """The sides as one, their codes beside each other."""
    every = list(sides)
    codes = tuple(code for side in every for code in side.codes)
    parts = ("residual", *SIDE)
    return Side(codes, *(np.concatenate([getattr(side, part) for side in every], axis=-1) for part in parts))


def seen(model: Model, letters: Letters) -> Occurrences:
    """The features of the model among the letters, unit by unit."""
    found = runs(letters)
    at = np.searchsorted(model.known, found.feature)
    at[at == len(model.known)] = 0
    hit = model.known[at] == found.feature
    words = touched(letters)
    both = Occurrences(
        np.concatenate([at[hit], words.feature + len(model.known)]),
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
        result[unit[first]] += np.add.reduceat(np.take(side.weights, found.feature, axis=0), first)
    return result


def probabilities(side: Side, score: Floats) -> Floats:
    """Scores on the scale of chances, by the slope and offset that calibration gave each code."""
    chance: Floats = 1.0 / (1.0 + np.exp(-(score * side.slope + side.offset)))
    return chance


def decisions(side: Side, likely: Floats) -> Ints:
    """The numbers of the codes that each unit gets, the likeliest first: unit x 3, -1 where there are fewer."""
    ratio = likely / side.threshold
    given = (ratio >= 1.0) & (likely >= BESIDE * likely.max(1, keepdims=True))
    given &= ~side.residual | ~(given & ~side.residual).any(1, keepdims=True)
    bare = ~given.any(1)
    given[bare, ratio[bare].argmax(1)] = True
    order = np.argsort(-np.where(given, ratio, -1.0), axis=1, kind="stable")[:, :MOST_CODES]
    return np.where(np.take_along_axis(given, order, 1), order, -1)


def _evidence(side: Side, letters: Letters, found: Occurrences, unit: Ints, code: Ints) -> list[tuple[Span, ...]]:
    """For every unit and a code of it, the stretches whose characters spoke most for the code.

    The weight of a feature is shared among its characters; neighbours that speak for the code are one stretch.
    """
    pair, letter, start = _expanded(letters.unit, unit)
    owner, one, _ = _expanded(letters.unit[found.first], unit)
    first, last = found.first[one], found.last[one]
    share = side.weights[found.feature[one], code[owner]] / (last - first + 1)
    at = start[owner] + first - letter[start[owner]]
    size = len(pair) + 1
    mass = np.cumsum(np.bincount(at, share, size) - np.bincount(at + last - first + 1, share, size))[:-1]
    peak = np.full(len(unit), NOTHING)
    np.maximum.at(peak, pair, mass)
    for_it = mass >= SPEAKING * peak[pair]
    goes_on = for_it[1:] & for_it[:-1] & (pair[1:] == pair[:-1])
    opens = np.flatnonzero(for_it & ~np.concatenate([[False], goes_on]))
    closes = np.flatnonzero(for_it & ~np.concatenate([goes_on, [False]]))
    worth = np.add.reduceat(np.where(for_it, mass, 0.0), opens) if len(opens) else mass[:0]
    most = np.zeros(len(unit))
    np.maximum.at(most, pair[opens], worth)
    telling = worth >= TELLING * most[pair[opens]]
    spans: list[list[Span]] = [[] for _ in unit]
    place = letters.place[letter]
    stretches = zip(place[opens[telling]].tolist(), (place[closes[telling]] + 1).tolist(), strict=True)
    for number, stretch in zip(pair[opens[telling]].tolist(), stretches, strict=True):
        spans[number].append(stretch)
    return [tuple(stretches[:MOST_SPANS]) for stretches in spans]


def _expanded(of: Ints, unit: Ints) -> tuple[Ints, Ints, Ints]:
    """For every entry of ``unit`` the places of the rising ``of`` that hold it: whose, which, where each begins."""
    low = np.searchsorted(of, unit)
    length = np.searchsorted(of, unit, "right") - low
    start = np.cumsum(length) - length
    owner = np.repeat(np.arange(len(unit)), length)
    return owner, np.arange(len(owner)) + np.repeat(low - start, length), start


def load_model(path: str | Path) -> Model:
    """A model from its file; nothing in it can run as code, and a file that doesn't fit raises ``ModelError``."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = {name: file[name] for name in file.files}
        about: dict[str, Any] = json.loads(bytes(parts["about"]).decode("utf-8"))
        sides = {kind: _read_side(parts, kind, about) for kind in KINDS if kind in about["codes"]}
        known = parts["known"].astype(np.int64)
        model = Model(str(about["name"]), str(about["codebook"]), str(about["data"]), known, sides)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: no model of gongkai: {error}") from error
    if about["fields"] != list(fields().names):
        raise ModelError(f"{path}: made with other word fields; train it again")
    return model


def _read_side(parts: dict[str, Any], kind: str, about: dict[str, Any]) -> Side:
    codes = tuple(about["codes"][kind])
    arrays = [parts[f"{kind}.{name}"].astype(np.float64) for name in SIDE]
    features = len(parts["known"]) + len(about["fields"])
    if [array.shape for array in arrays] != [(features, len(codes)), *[(len(codes),)] * 4]:
        raise ValueError(f"the {kind} side has other codes or features than it says")
    return Side(codes, np.array([code in about["residual"] for code in codes]), *arrays)
