"""What the trained coder sees of a unit: its characters, its pairs of characters, and the word fields it touches.

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

PAIR = 1 << 21
"""More than there are characters: a pair of them is a number in this base, a single one a number below it."""
PLANE = 1 << 16
LOW, HIGH = 0xD800, 0xE000
"""Halves of characters, which stand for nothing."""
DIGITS = str.maketrans("123456789", "000000000")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Letters(NamedTuple):
    """The folded characters of many texts without blanks: code points, the text of each, its place in that text."""

    code: Ints
    unit: Ints
    place: Ints


class Occurrences(NamedTuple):
    """Where features stand, an entry an occurrence: the feature, and its first and last letter among ``Letters``."""

    feature: Ints
    first: Ints
    last: Ints


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


def letters_of(texts: Sequence[str]) -> Letters:
    """The characters of the texts in one form, digits as 0, blanks left out.

    >>> letters_of(["公 開 ３"]).place.tolist()
    [0, 2, 4]
    """
    lengths = np.array([len(text) for text in texts], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    codes = np.where(codes < PLANE, _one_form()[np.minimum(codes, PLANE - 1)], codes)
    unit = np.repeat(np.arange(len(texts)), lengths)
    place = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    kept = codes > 32
    return Letters(codes[kept], unit[kept], place[kept])


def runs(letters: Letters) -> Occurrences:
    """Every character and every pair of neighbours; ``feature`` is the run as a number.

    >>> found = runs(letters_of(["公开", "好"]))
    >>> found.first.tolist(), found.last.tolist()
    ([0, 1, 2, 0], [0, 1, 2, 1])
    """
    code, unit, _ = letters
    every = np.arange(len(code))
    together = np.flatnonzero(unit[1:] == unit[:-1])
    pairs = code[together] * PAIR + code[together + 1]
    join = np.concatenate
    return Occurrences(join([code, pairs]), join([every, together]), join([every, together + 1]))


def touched(letters: Letters) -> Occurrences:
    """Every word of a word field; ``feature`` is the number of the field."""
    known = fields()
    text = letters.code.astype("<u4").tobytes().decode("utf-32-le")
    found = np.array(known.automaton.find_matches_as_indexes(text, overlapping=True), np.int64).reshape(-1, 3)
    word, first, last = found[:, 0], found[:, 1], found[:, 2] - 1
    whole = letters.unit[first] == letters.unit[last]
    return Occurrences(known.of_word[word[whole]], first[whole], last[whole])


@cache
def _one_form() -> Ints:
    """What every character of the first plane is taken for: as ``fold`` does it, every character simplified alone."""
    shown = [chr(code) for code in range(PLANE)]
    folded = fold("".join(shown[:LOW] + ["\0"] * (HIGH - LOW) + shown[HIGH:])).translate(DIGITS)
    table = np.array([ord(character) for character in folded], np.int64)
    table[LOW:HIGH] = 0
    return table
