"""The trained coder: linear weights over the features of a unit, calibrated, with the characters that decided."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from nlp.report import Span, Theme
from nlp.themes.cues import Codable
from nlp.themes.features import Floats, Ints, Occurrences, Values, fields, letters_of, runs, touched, weighed

BATCH = 512
MOST_CODES = 3
MOST_SPANS = 4
TELLING = 0.4
"""A run of characters is evidence if it carries this share of what the strongest one does."""
KINDS = ("problem", "measure")


class ModelError(ValueError):
    """A model file that can't be used; the message says why."""


@dataclass(frozen=True)
class Side:
    """The model for one kind of unit: weights (feature x code), and per code bias, slope, offset and threshold."""

    codes: tuple[str, ...]
    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats


@dataclass(frozen=True)
class Model:
    """A trained model: the runs it knows (sorted), how rare each run and field is, a side for each kind of unit."""

    name: str
    known: Ints
    run_idf: Floats
    field_idf: Floats
    field_weight: float
    sides: dict[str, Side]


class TrainedCoder:
    """Codes units by a trained model.

    >>> coder = TrainedCoder(load_model("mine.npz"))  # doctest: +SKIP
    >>> coder.code([Uncoded("开展业务培训", "measure")])[0][0].code  # doctest: +SKIP
    'training'

    ``score`` is the calibrated probability of the code, ``evidence`` the runs of characters that spoke most for it. A
    unit gets every code above the code's threshold, three at most and the likeliest if none is; frames and empty texts
    get none. The same text and kind get the same codes wherever they stand.
    """

    def __init__(self, model: Model) -> None:
        self.model = model

    def code(self, units: Iterable[Codable]) -> list[tuple[Theme, ...]]:
        """The themes of every unit, the likeliest first."""
        coded: list[tuple[Theme, ...]] = []
        waiting = iter(units)
        while batch := list(islice(waiting, BATCH)):
            coded += self._code(batch)
        return coded

    def _code(self, batch: Sequence[Codable]) -> list[tuple[Theme, ...]]:
        themes: list[tuple[Theme, ...]] = [()] * len(batch)
        for kind, side in self.model.sides.items():
            which = [i for i, unit in enumerate(batch) if _side(unit.kind) == kind and unit.text.strip()]
            if which:
                texts = [batch[i].text for i in which]
                for i, found in zip(which, self._themes(texts, side), strict=True):
                    themes[i] = found
        return themes

    def _themes(self, texts: Sequence[str], side: Side) -> Iterator[tuple[Theme, ...]]:
        found, values = seen(self.model, texts)
        likely = probabilities(side, scores(side, values, len(texts)))
        pairs = decisions(side, likely)
        spans = _evidence(side, found, values, pairs, len(texts))
        chance, name = likely.round(4).tolist(), f"model:{self.model.name}"
        for unit, codes in enumerate(pairs):
            yield tuple([Theme(side.codes[code], chance[unit][code], name, spans[unit, code]) for code in codes])


def seen(model: Model, texts: Sequence[str]) -> tuple[Occurrences, Values]:
    """The features of the model in each text: where each stands, and how much of it a text has."""
    shown = letters_of(texts)
    raw = runs(shown)
    at = np.searchsorted(model.known, raw.feature)
    at[at == len(model.known)] = 0
    hit = model.known[at] == raw.feature
    letters = Occurrences(raw.unit[hit], at[hit], raw.start[hit], raw.end[hit])
    words = touched(shown)
    size = len(model.known)
    ours = weighed(letters, model.run_idf, len(texts))
    theirs = weighed(words, model.field_idf, len(texts))
    values = Values(
        np.concatenate([ours.unit, theirs.unit]),
        np.concatenate([ours.feature, theirs.feature + size]),
        np.concatenate([ours.value, theirs.value * model.field_weight]),
    )
    words = words._replace(feature=words.feature + size)
    return Occurrences(*(np.concatenate(each) for each in zip(letters, words, strict=True))), values


def scores(side: Side, values: Values, units: int) -> Floats:
    """The linear score of every unit for every code."""
    order = np.argsort(values.unit, kind="stable")
    unit, feature, value = values.unit[order], values.feature[order], values.value[order]
    result = np.tile(side.bias, (units, 1))
    if len(unit):
        weighted = np.take(side.weights, feature, axis=0)
        weighted *= value[:, None]
        first = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
        result[unit[first]] += np.add.reduceat(weighted, first)
    return result


def probabilities(side: Side, score: Floats) -> Floats:
    """Scores on the scale of chances, by the slope and offset that calibration gave each code."""
    chance: Floats = 1.0 / (1.0 + np.exp(-(score * side.slope + side.offset)))
    return chance


def decisions(side: Side, likely: Floats) -> list[list[int]]:
    """The numbers of the codes that each unit gets, the likeliest first."""
    ratio = likely / side.threshold
    given = ratio >= 1.0
    given[np.arange(len(ratio)), ratio.argmax(1)] = True
    order = np.argsort(-np.where(given, ratio, -1.0), axis=1, kind="stable")[:, :MOST_CODES]
    count = given.sum(1).tolist()
    return [row[:number] for row, number in zip(order.tolist(), count, strict=True)]


def _evidence(
    side: Side, found: Occurrences, values: Values, pairs: Sequence[Sequence[int]], units: int
) -> dict[tuple[int, int], tuple[Span, ...]]:
    """For every code given, the stretches of the unit whose features spoke most for it."""
    given = [(unit, code) for unit, codes in enumerate(pairs) for code in codes]
    unit, code = np.array(given, np.int64).reshape(-1, 2).T
    order = np.lexsort((found.start, found.unit))
    edges = np.searchsorted(found.unit[order], np.arange(units + 1))
    count = (edges[1:] - edges[:-1])[unit]
    pair = np.repeat(np.arange(len(given)), count)
    if not len(pair):
        return dict.fromkeys(given, ())
    first = np.cumsum(count) - count
    one = order[np.arange(len(pair)) - np.repeat(first - edges[unit], count)]
    mass = side.weights[found.feature[one], code[pair]] * _value(values, found, len(side.weights))[one]
    most = np.zeros(len(given))
    some = np.flatnonzero(count)
    most[some] = np.maximum.reduceat(mass, first[some])
    telling = np.flatnonzero((mass > 0) & (mass >= TELLING * most[pair]))
    spans: dict[tuple[int, int], list[Span]] = {each: [] for each in given}
    stretches = zip(found.start[one[telling]].tolist(), found.end[one[telling]].tolist(), strict=True)
    for number, stretch in zip(pair[telling].tolist(), stretches, strict=True):
        spans[given[number]].append(stretch)
    return {each: _merged(stretches) for each, stretches in spans.items()}


def _value(values: Values, found: Occurrences, size: int) -> Floats:
    """What each occurrence's feature is worth in its unit."""
    known = values.unit * size + values.feature
    order = np.argsort(known)
    result: Floats = values.value[order[np.searchsorted(known, found.unit * size + found.feature, sorter=order)]]
    return result


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged[:MOST_SPANS])


def _side(kind: str) -> str | None:
    return None if kind == "frame" else "problem" if kind == "problem" else "measure"


def load_model(path: str | Path) -> Model:
    """A model from its file; nothing in it can run as code, and a file that doesn't fit raises ``ModelError``."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = {name: file[name] for name in file.files}
        about: dict[str, Any] = json.loads(bytes(parts["about"]).decode("utf-8"))
        sides = {kind: _read_side(parts, kind, about["codes"][kind]) for kind in KINDS}
        model = Model(
            about["name"],
            parts["known"].astype(np.int64),
            parts["run_idf"].astype(np.float64),
            parts["field_idf"].astype(np.float64),
            float(about["field_weight"]),
            sides,
        )
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: no model of gongkai: {error}") from error
    if about["fields"] != list(fields().names):
        raise ModelError(f"{path}: made with other word fields; train it again")
    return model


def _read_side(parts: dict[str, Any], kind: str, codes: Sequence[str]) -> Side:
    arrays = [
        parts[f"{kind}.{name}"].astype(np.float64) for name in ("weights", "bias", "slope", "offset", "threshold")
    ]
    if any(array.shape[-1] != len(codes) for array in arrays) or len(arrays[0]) != len(parts["known"]) + len(
        parts["field_idf"]
    ):
        raise ValueError(f"the {kind} side has other codes or features than it says")
    return Side(tuple(codes), *arrays)
