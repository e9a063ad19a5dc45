"""Where on a page text stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nlp.reading.ocr.models import models

if TYPE_CHECKING:
    from nlp.reading.ocr.paper import Picture

SEEN_SIDE = 1280
"""Pixels to which the longer side of a page is scaled before the network looks at it."""
TEXT = 0.3
LEAST_SURE = 0.5
SMALLEST = 3
GROWN = 1.6
"""How far a stretch that the network saw is grown, as its area over its circumference: it sees the core of a line."""


class Box(NamedTuple):
    """A stretch of text, in pixels of the page."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> int:
        return self.bottom - self.top


def text_boxes(page: Picture, side: int = SEEN_SIDE) -> list[Box]:
    """The stretches of text of a page in grey, each a line or a part of one, from the top."""
    import cv2
    import numpy as np

    height, width = page.shape
    scale = min(side / max(height, width), 1)
    seen_height, seen_width = (max(round(side * scale / 32), 1) * 32 for side in (height, width))
    seen = cv2.resize(page, (seen_width, seen_height), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    network = models().detect
    chance = network.run(None, {network.get_inputs()[0].name: np.stack([seen] * 3)[None]})[0][0, 0]
    mask = cv2.dilate((chance > TEXT).astype(np.uint8), np.ones((2, 2), np.uint8))
    boxes = []
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    for number, (left, top, wide, high, _) in enumerate(stats[1:].tolist(), 1):
        here = (slice(top, top + high), slice(left, left + wide))
        if min(wide, high) < SMALLEST or chance[here][labels[here] == number].mean() < LEAST_SURE:
            continue
        more = GROWN * wide * high / (2 * (wide + high))
        x, y = width / seen_width, height / seen_height
        left, right = max(int((left - more) * x), 0), min(round((left + wide + more) * x), width)
        top, bottom = max(int((top - more) * y), 0), min(round((top + high + more) * y), height)
        boxes.append(Box(left, top, right, bottom))
    return sorted(boxes, key=lambda box: (box.top, box.left))
