"""What the trained coder sees of a unit: runs of one to three characters, and the word fields that it touches.

Everything is looked up for many units at once with NumPy, so that coding needs neither scikit-learn nor a loop over
characters. ``training.py`` makes its matrix of the same function: what is learnt is what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp import knowledge
from nlp.text import fold

LONGEST = 3
BASE = 1 << 20
"""More than there are characters: a run of three is a number in this base."""
PLANE = 1 << 16
LOW, HIGH = 0xD800, 0xE000
"""Halves of characters, which stand for nothing."""
DIGITS = str.maketrans("123456789", "000000000")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Occurrences(NamedTuple):
    """Where features stand: unit, feature, start and end in the unit's text, one entry an occurrence."""

    unit: Ints
    feature: Ints
    start: Ints
    end: Ints


class Letters(NamedTuple):
    """The folded characters of many texts without blanks: code points, the text of each, its place in that text."""

    code: Ints
    unit: Ints
    place: Ints


class Values(NamedTuple):
    """How much of each feature a unit has, one entry a unit and feature, sorted by unit, then feature."""

    unit: Ints
    feature: Ints
    value: Floats


@dataclass(frozen=True)
class Fields:
    """The word fields: an automaton over their words, and the field of each word."""

    names: tuple[str, ...]
    automaton: Any
    of_word: Ints


@cache
def fields() -> Fields:
    """The word fields of ``fields.yaml``."""
    from ahocorasick_rs import AhoCorasick

    entries = knowledge.load("themes", "fields")["fields"]
    words = [(str(word).translate(DIGITS), number) for number, e in enumerate(entries.values()) for word in e["words"]]
    return Fields(tuple(entries), AhoCorasick([w for w, _ in words]), np.array([n for _, n in words], np.int64))


def runs(letters: Letters) -> Occurrences:
    """Every run of one to three characters of every text; ``feature`` is the run as a number.

    >>> found = runs(letters_of(["公 开"]))
    >>> [("公 开"[a:b]) for a, b in zip(found.start, found.end)]
    ['公', '开', '公 开']
    """
    codes, unit, place = letters
    parts: list[Occurrences] = []
    key = codes.copy()
    for length in range(1, LONGEST + 1):
        last = len(codes) - length + 1
        if last <= 0:
            break
        if length > 1:
            key = key[:last] * BASE + codes[length - 1 :]
        whole = unit[:last] == unit[length - 1 :]
        parts.append(Occurrences(unit[:last][whole], key[whole], place[:last][whole], place[length - 1 :][whole] + 1))
    return _joined(parts)


def touched(letters: Letters) -> Occurrences:
    """Every word of a word field in every text; ``feature`` is the number of the field."""
    known = fields()
    codes, unit, place = letters
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    found = np.array(known.automaton.find_matches_as_indexes(text, overlapping=True), np.int64).reshape(-1, 3)
    word, low, high = found[:, 0], found[:, 1], found[:, 2] - 1
    whole = unit[low] == unit[high]
    word, low, high = word[whole], low[whole], high[whole]
    return Occurrences(unit[low], known.of_word[word], place[low], place[high] + 1)


def weighed(found: Occurrences, idf: Floats, units: int) -> Values:
    """One value a unit and feature: the feature's rarity, every unit brought to length 1."""
    pairs = np.sort(found.unit * len(idf) + found.feature)
    pairs = pairs[np.r_[True, pairs[1:] != pairs[:-1]]] if len(pairs) else pairs
    unit, feature = pairs // len(idf), pairs % len(idf)
    value = idf[feature]
    length = np.sqrt(np.bincount(unit, value * value, units))
    return Values(unit, feature, value / length[unit])


def letters_of(texts: Sequence[str]) -> Letters:
    """The characters of the texts in one form, digits as 0, blanks left out."""
    lengths = np.array([len(text) for text in texts], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    codes = np.where(codes < PLANE, _one_form()[np.minimum(codes, PLANE - 1)], codes)
    unit = np.repeat(np.arange(len(texts)), lengths)
    place = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    kept = codes > 32
    return Letters(codes[kept], unit[kept], place[kept])


@cache
def _one_form() -> Ints:
    """What every character of the first plane is taken for: as ``fold`` does it, every character simplified alone."""
    shown = [chr(code) for code in range(PLANE)]
    folded = fold("".join(shown[:LOW] + ["\0"] * (HIGH - LOW) + shown[HIGH:])).translate(DIGITS)
    table = np.array([ord(character) for character in folded], np.int64)
    table[LOW:HIGH] = 0
    return table


def _joined(parts: Sequence[Occurrences]) -> Occurrences:
    if not parts:
        none = np.zeros(0, np.int64)
        return Occurrences(none, none, none, none)
    return Occurrences(*(np.concatenate(each) for each in zip(*parts, strict=True)))
