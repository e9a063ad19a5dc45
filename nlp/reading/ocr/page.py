"""One scanned page -> its paragraphs and tables in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nlp.reading.ocr.boxes import Box, text_boxes
from nlp.reading.ocr.cells import Written, read_cells
from nlp.reading.ocr.lines import Ruled, ruled_tables
from nlp.reading.ocr.paper import ink, straight, without_stamps
from nlp.reading.ocr.words import read_words

if TYPE_CHECKING:
    from nlp.reading.ocr.paper import Picture

MARGIN = 4
UPRIGHT, SAMPLE, SAMPLE_SIDE = 0.5, 6, 800
"""Mean confidence below which a page may lie on its side; stretches that are read to find out, and in what size."""
APART = 1.5
"""Heights of a line between two stretches of it that stand apart."""


class Seen(NamedTuple):
    """A stretch of text and the probability of its least sure character."""

    text: str
    confidence: float


class Item(NamedTuple):
    """A paragraph as its lines, or a table as rows of cells, where a merged cell stands wherever it reaches."""

    top: float
    lines: Sequence[Seen] = ()
    rows: Sequence[Sequence[Written]] = ()


def read_page(picture: Picture) -> list[Item]:
    """The paragraphs and ruled tables of a page in colours, from the top.

    A page that hardly anything can be read of is tried lying on its sides and upside down.
    """
    grey = without_stamps(picture)
    items = _read(straight(grey))
    if items and _sure(items) < UPRIGHT:
        turned = max((_quarter_turned(grey, quarters) for quarters in (1, 2, 3)), key=_sample)
        again = _read(straight(turned))
        if again and _sure(again) > _sure(items):
            return again
    return items


def _read(grey: Picture) -> list[Item]:
    import numpy as np

    print_ = ink(grey)
    tables, lines = ruled_tables(print_)
    items = [
        Item(table.top, rows=_rows(table, cells))
        for table, cells in zip(tables, read_cells(grey, print_, lines, tables), strict=True)
    ]
    rest = grey.copy()
    paper = int(np.percentile(grey, 75))
    for table in tables:
        rest[table.top : table.bottom, table.left : table.right] = paper
    boxes = text_boxes(rest)
    words = read_words([_crop(rest, box) for box in boxes])
    for line in _lines(boxes):
        read = [(boxes[number], words[number]) for number in line if words[number].text]
        if read:
            text = read[0][1].text
            for (left, _), (box, word) in pairwise(read):
                text += ("  " if box.left - left.right > APART * box.height else "") + word.text
            items.append(Item(read[0][0].middle, [Seen(text, min(word.confidence for _, word in read))]))
    return sorted(items, key=lambda item: item.top)


def _sure(items: Sequence[Item]) -> float:
    """How surely the stretches of a page were read, in the mean."""
    seen = [line.confidence for item in items for line in item.lines]
    seen += [cell.confidence or 0.0 for item in items for row in item.rows for cell in row if cell.text]
    return sum(seen) / max(len(seen), 1)


def _sample(grey: Picture) -> float:
    """The same of the widest stretches of a page, tables not told from text."""
    boxes = sorted(text_boxes(grey, SAMPLE_SIDE), key=lambda box: box.left - box.right)[:SAMPLE]
    words = read_words([_crop(grey, box) for box in boxes])
    return sum(word.confidence for word in words) / max(len(words), 1)


def _quarter_turned(grey: Picture, quarters: int) -> Picture:
    import numpy as np

    return np.ascontiguousarray(np.rot90(grey, quarters))


def _rows(table: Ruled, cells: Sequence[Written]) -> list[list[Written]]:
    grid: list[list[Written]] = [[Written("", None)] * table.columns for _ in range(table.rows)]
    for field, cell in zip(table.fields, cells, strict=True):
        own = Written(*cell)
        for row in range(field.row, field.last_row):
            for column in range(field.column, field.last_column):
                grid[row][column] = own
    return grid


def _crop(grey: Picture, box: Box) -> Picture:
    return grey[max(box.top - MARGIN, 0) : box.bottom + MARGIN, max(box.left - MARGIN, 0) : box.right + MARGIN]


def _lines(boxes: Sequence[Box]) -> list[list[int]]:
    """The boxes that stand side by side, as lines from the left; numbers of ``boxes``."""
    lines: list[list[int]] = []
    for number in sorted(range(len(boxes)), key=lambda i: boxes[i].middle):
        box = boxes[number]
        last = boxes[lines[-1][-1]] if lines else None
        if last and abs(box.middle - last.middle) < min(box.height, last.height) / 2:
            lines[-1].append(number)
        else:
            lines.append([number])
    return [sorted(line, key=lambda i: boxes[i].left) for line in lines]
