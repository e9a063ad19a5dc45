"""What is written in the cells of a ruled table: each is looked at alone, so that nothing crosses a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from nlp.reading.decode import LOST
from nlp.reading.ocr.lines import Field, Ruled
from nlp.reading.ocr.words import Word, read_words

if TYPE_CHECKING:
    from nlp.reading.ocr.paper import Picture

BORDER = 4
"""Pixels beside a ruling line that belong to it."""
DIRT = 6
"""Pixels across, below which a spot is dirt and no print: the smallest stroke of a 6-point digit is longer."""
POINT = 6
"""Pixels of ink in the smallest mark that may be a point or a sign beside a digit."""
SPLINTER, EDGE = 4, 8
"""Pixels across of what a ruling line leaves behind, and how far from the border of a cell it may stand."""
WIDE_ZERO = 1.15
"""How many times wider than the usual 0 of its page a 0 is the letter O, which this network takes for one."""
LOWEST_LINE = 14
"""Pixels that a line of text is high at least; what is lower is a part of one (二, a dash, an accent)."""
MARGIN = 5
SHORT = 3
"""Heights of a line: what is narrower stands alone, and nothing beside it tells how large its characters are."""
SHORT_TEXT, SURE, LEARNT = 8, 0.9, 320
"""Characters and confidence of a word that is looked at again, and the pixels across in which the network learnt."""
LEAST_SURE = 0.5
"""A character of a number that the reader is less sure of than this is not read."""

_NUMBER = re.compile(r"[\dOolI|.,〇□/\-—]+")


class _Line(NamedTuple):
    """A line of text in a cell: its picture, how many marks its ink makes, and how many times it is as wide as high."""

    picture: Picture
    marks: int
    wide: float


class Written(NamedTuple):
    """The text of a cell, empty where nothing is printed in it, and the probability of its least sure character."""

    text: str
    confidence: float | None


def read_cells(grey: Picture, ink: Picture, lines: Picture, tables: Sequence[Ruled]) -> list[list[Written]]:
    """What is written in each field of each table.

    ``ink`` and ``lines`` show where print and ruling lines stand. A field without ink is blank. Where there is ink
    and no character can be read, or a character of a number is unsure, U+FFFD stands for it: it is not left out.
    """
    import cv2
    import numpy as np

    ruled = cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0
    paper = grey.copy()
    paper[ruled] = int(np.percentile(grey, 75))
    print_ = np.where(ruled, 0, ink).astype(np.uint8)
    found: list[_Line] = []
    places: list[list[range]] = []
    for table in tables:
        places.append([])
        for field in table.fields:
            before = len(found)
            found += _lines(paper, print_, field)
            places[-1].append(range(before, len(found)))
    crops = [line.picture for line in found]
    words = _not_letters(_second_look(read_words(crops), crops), found)
    return [[_written([(words[n], found[n]) for n in own]) for own in table] for table in places]


def _lines(paper: Picture, print_: Picture, field: Field) -> list[_Line]:
    """The lines of text in a field, from the top."""
    import cv2
    import numpy as np

    inside = slice(field.top + BORDER, field.bottom - BORDER), slice(field.left + BORDER, field.right - BORDER)
    page, ink = paper[inside], print_[inside]
    if not ink.any():
        return []
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    stroke = np.array([False, *(_is_stroke(*mark[:4], *ink.shape) for mark in stats[1:].tolist())])
    kept = stroke[labels]
    lines = []
    for top, bottom in _runs(kept.any(axis=1).nonzero()[0].tolist()):
        columns = kept[top:bottom].any(axis=0).nonzero()[0]
        reach = bottom - top  # a sign or a point beside the strokes may be no larger than dirt
        low, high = max(int(columns[0]) - reach, 0), int(columns[-1]) + 1 + reach
        marks, pixels = np.unique(labels[top:bottom, low:high], return_counts=True)
        here = page[max(top - MARGIN, 0) : bottom + MARGIN, low:high]
        count = sum(1 for mark, size in zip(marks, pixels, strict=True) if mark and size >= POINT)
        lines.append(_Line(_framed(here), count, float((columns[-1] + 1 - columns[0]) / reach)))
    return lines


def _is_stroke(left: int, top: int, wide: int, high: int, height: int, width: int) -> bool:
    """Whether a mark in a cell is print: no dirt, and no splinter of a ruling line beside the cell's border."""
    if max(wide, high) < DIRT:
        return False
    across = high <= SPLINTER and (top + high <= EDGE or top >= height - EDGE)
    down = wide <= SPLINTER and (left + wide <= EDGE or left >= width - EDGE)
    return not (across or down)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows that hold ink, as lines of text; parts too low to be a line go to their nearest neighbour."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][1] <= 2:
            runs[-1][1] = row + 1
        else:
            runs.append([row, row + 1])
    tallest = max((bottom - top for top, bottom in runs), default=0)
    number = 1
    while number < len(runs):
        (top, middle), (start, bottom) = runs[number - 1], runs[number]
        low = min(middle - top, bottom - start) < LOWEST_LINE
        if low and bottom - top <= max(1.2 * tallest, 2.5 * LOWEST_LINE) and start - middle < LOWEST_LINE:
            runs[number - 1 : number + 1] = [[top, bottom]]
        else:
            number += 1
    return [(top, bottom) for top, bottom in runs]


def _framed(crop: Picture) -> Picture:
    """The crop with paper around it, as high as a line: a dash alone must not be blown up to a bar, nor a 0 to an O."""
    import cv2
    import numpy as np

    height, width = crop.shape
    above = max(2 * LOWEST_LINE - height, 0) // 2
    if width < SHORT * height:
        above += height // 3
    beside = max(height // 4, 4)
    paper = float(np.percentile(crop, 90))
    framed: Any = cv2.copyMakeBorder(crop, above, above, beside, beside, cv2.BORDER_CONSTANT, value=paper)
    return cast("Picture", framed)


def _second_look(words: Sequence[Word], crops: Sequence[Picture]) -> list[Word]:
    """The words, short ones of doubt read once more in the width in which the network learnt.

    The second look counts; a character for which it sees another digit than the first is left unsure.
    """
    unsure = [n for n, word in enumerate(words) if len(word.text) <= SHORT_TEXT and word.confidence < SURE]
    looked = list(words)
    for number, second in zip(unsure, read_words([crops[n] for n in unsure], LEARNT), strict=True):
        first = words[number]
        if len(first.text) != len(second.text):
            doubt = [0.0 if c.isdigit() else p for c, p in zip(second.text, second.sure, strict=True)]
        else:
            doubt = [
                0.0 if a != b and a.isdigit() and b.isdigit() else p
                for a, b, p in zip(first.text, second.text, second.sure, strict=True)
            ]
        looked[number] = Word(second.text, tuple(doubt))
    return looked


def _not_letters(words: Sequence[Word], lines: Sequence[_Line]) -> list[Word]:
    """The words; a lone 0 that is wider than the other zeros of its page may be the letter O, and is unsure."""
    zeros = sorted(line.wide for word, line in zip(words, lines, strict=True) if word.text == "0")
    widest = WIDE_ZERO * zeros[(len(zeros) - 1) // 2] if zeros else 0
    return [
        Word("0", (0.0,)) if word.text == "0" and line.wide > widest else word
        for word, line in zip(words, lines, strict=True)
    ]


def _written(lines: Sequence[tuple[Word, _Line]]) -> Written:
    if not lines:
        return Written("", None)
    texts = [_sure(word, line) for word, line in lines]
    text = texts[0]
    for more in texts[1:]:
        text += (" " if text[-1:].isalnum() and text[-1:].isascii() and more[:1].isascii() else "") + more
    return Written(text, min(word.confidence for word, _ in lines))


def _sure(word: Word, line: _Line) -> str:
    """The word; a number with an unsure character, or with fewer characters than marks of ink, has U+FFFD in it."""
    if not word.text:
        return LOST
    if not _NUMBER.fullmatch(word.text):
        return word.text
    read = "".join(LOST if p < LEAST_SURE else c for c, p in zip(word.text, word.sure, strict=True))
    return LOST + read if line.marks > len(read) else read
