"""The cells that ruling lines enclose on the pages of a PDF."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

MOST_CELLS = 5_000
"""Cells of one page; noise has more."""
FEWEST_CELLS = 4
"""Cells that a page with a table has at least; fewer enclose a note or a stamp."""
MOST_PAGES_AGAIN = 30
"""Pages that the slow second library is asked for."""


class Cell(NamedTuple):
    """A ruled cell on the upright page, in points from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float


class Frame(NamedTuple):
    """How a page is shown: the height of what is shown of it in its own space, and a map of its space upright."""

    height: float
    place: Callable[[float, float], tuple[float, float]]


def ruled_cells(data: bytes, frames: Sequence[Frame | None]) -> tuple[list[list[Cell]], str]:
    """The cells of every page that has a frame, and the library that found them: ``tablers``, else ``pdfplumber``.

    ``frames`` has an entry for every page. A page without ruling lines has no cells.
    """
    try:
        return _by_tablers(data, frames), "tablers"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of its Rust code is no Exception; whatever it raises, the other library is asked
        return by_pdfplumber(data, frames), "pdfplumber"


def _by_tablers(data: bytes, frames: Sequence[Frame | None]) -> list[list[Cell]]:
    import tablers

    found: list[list[Cell]] = []
    document = tablers.Document(bytes=data)
    try:
        for number, frame in enumerate(frames):
            cells = []
            if frame:
                page = document.get_page(number)
                cells = [_upright(frame, *box) for box in tablers.find_all_cells_bboxes(page)]
                page.clear_cache()
            found.append(cells if FEWEST_CELLS <= len(cells) <= MOST_CELLS else [])
    finally:
        document.close()
    return found


def _upright(frame: Frame, x1: float, y1: float, x2: float, y2: float) -> Cell:
    """tablers counts from the page's own left, and down from the height that is shown, however the page is turned."""
    left, top = frame.place(x1, frame.height - y1)
    right, bottom = frame.place(x2, frame.height - y2)
    return Cell(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def by_pdfplumber(data: bytes, frames: Sequence[Frame | None]) -> list[list[Cell]]:
    """The same by pdfplumber, which takes ten times as long: of ``MOST_PAGES_AGAIN`` pages at most."""
    import pdfplumber

    found: list[list[Cell]] = [[] for _ in frames]
    with _silent("pdfminer"), pdfplumber.open(io.BytesIO(data)) as document:
        for number, page in enumerate(document.pages[:MOST_PAGES_AGAIN]):
            if frames[number]:
                x, y = page.cropbox[:2]
                boxes = [box for table in page.find_tables() for box in table.cells]
                if FEWEST_CELLS <= len(boxes) <= MOST_CELLS:
                    found[number] = [Cell(box[0] - x, box[1] - y, box[2] - x, box[3] - y) for box in boxes]
            page.close()
    return found


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """What a library logs of a damaged file is said by the warnings of the document."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
