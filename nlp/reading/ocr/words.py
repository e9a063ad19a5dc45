"""Crops of a page -> what is written in them, and how surely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from nlp.reading.ocr.models import models

if TYPE_CHECKING:
    from nlp.reading.ocr.paper import Picture

HEIGHT = 48
"""Pixels to which the network wants a line of text scaled."""
STEP, NARROWEST, WIDEST = 64, 128, 3200
"""Crops are padded to a multiple of STEP pixels, so that what stands on the rest of the page changes nothing."""
BATCH = 8


class Word(NamedTuple):
    """What a crop says; ``sure`` is the probability of its characters, one for each."""

    text: str
    sure: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The probability of the least sure character, 0 where nothing was read."""
        return min(self.sure, default=0.0)


def read_words(crops: Sequence[Picture], narrowest: int = NARROWEST) -> list[Word]:
    """What each crop says, in the order of the crops; a crop is one line of text, in grey."""
    widths = [max(_padded(crop), narrowest) for crop in crops]
    words = [Word("", ())] * len(crops)
    for width in sorted(set(widths)):
        alike = [number for number, own in enumerate(widths) if own == width]
        for low in range(0, len(alike), BATCH):
            batch = alike[low : low + BATCH]
            for number, word in zip(batch, _read([crops[i] for i in batch], width), strict=True):
                words[number] = word
    return words


def _padded(crop: Picture) -> int:
    width: int = min(ceil(HEIGHT * crop.shape[1] / crop.shape[0]), WIDEST)
    return -(-width // STEP) * STEP


def _read(crops: Sequence[Picture], width: int) -> Iterator[Word]:
    import cv2
    import numpy as np

    batch = np.zeros((len(crops), 3, HEIGHT, width), np.float32)
    for number, crop in enumerate(crops):
        own = min(ceil(HEIGHT * crop.shape[1] / crop.shape[0]), width)
        batch[number, :, :, :own] = cv2.resize(crop, (own, HEIGHT)).astype(np.float32) / 127.5 - 1
    network = models()
    chances = network.recognise.run(None, {network.recognise.get_inputs()[0].name: batch})[0]
    best, sure = chances.argmax(axis=2), chances.max(axis=2)
    for classes, chance in zip(best, sure, strict=True):
        kept = classes != 0
        kept[1:] &= classes[1:] != classes[:-1]
        yield _word([network.characters[c] for c in classes[kept]], [float(c) for c in chance[kept]])


def _word(characters: Sequence[str], sure: Sequence[float]) -> Word:
    """The characters of a line; blanks stay only inside Latin words and numbers, elsewhere they are mere spacing."""
    kept = [
        (character, round(chance, 3))
        for before, character, chance, after in zip(
            ["", *characters], characters, sure, [*characters[1:], ""], strict=False
        )
        if not character.isspace() or (_latin(before) and _latin(after))
    ]
    return Word("".join(c for c, _ in kept), tuple(chance for _, chance in kept))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
