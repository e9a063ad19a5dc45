"""The pages of a PDF as pypdfium2 gives them: their text, where its characters stand, and what is odd about it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from nlp.reading.errors import Unreadable
from nlp.reading.pdf.cells import Frame

PDFIUM = threading.RLock()
"""pdfium is not thread-safe: whoever calls it holds this lock."""
MOST_PAGES = 200

_Point = tuple[float, float]

_bare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_loose_box = _bare(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
"""The same function without the checks of its arguments, which cost more than what it does; it fills four floats."""


class Box(NamedTuple):
    """The box of a character on the upright page, in points from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


_box: Callable[[tuple[float, float, float, float]], Box] = partial(tuple.__new__, Box)
"""Quicker than ``Box()``, for hundreds of letters a report."""


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The open document; what can't be opened is ``Unreadable``: encrypted, damaged, too_many_pages."""
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise Unreadable("encrypted", "the PDF opens only with a password") from error
            raise Unreadable("damaged", "the PDF is damaged: it can't be opened") from error
        try:
            if len(document) > MOST_PAGES:
                raise Unreadable("too_many_pages", f"{len(document)} pages; a report has at most {MOST_PAGES}")
            yield document
        finally:
            document.close()


class Page:
    """One page while its document is open.

    text    as pdfium gives it, a line end as ``\\r\\n``; the characters drawn first stand first
    chars   how many characters are drawn; more than the text has where some have no Unicode
    """

    def __init__(self, document: pdfium.PdfDocument, number: int) -> None:
        self._page = raw.FPDF_LoadPage(document.raw, number)
        self._text = raw.FPDFText_LoadPage(self._page) if self._page else None
        self.loaded = bool(self._text)
        self.chars = max(raw.FPDFText_CountChars(self._text), 0) if self._text else 0
        self._address = ctypes.cast(self._text, ctypes.c_void_p).value if self._text else None
        self.text = self._read_text() if self.chars else ""
        self._edges: tuple[float, float, float, float, int] | None = None

    def close(self) -> None:
        if self._text:
            raw.FPDFText_ClosePage(self._text)
        if self._page:
            raw.FPDF_ClosePage(self._page)
        self._text = self._page = None

    def _read_text(self) -> str:
        buffer = (ctypes.c_ushort * (self.chars * 2 + 2))()
        count = raw.FPDFText_GetText(self._text, 0, self.chars, buffer)
        return bytes(memoryview(buffer)[: max(count - 1, 0)]).decode("utf-16-le", "replace")

    def _number(self, at: int) -> int:
        """The number that pdfium gives the character at an offset of ``text``."""
        number: int = raw.FPDFText_GetCharIndexFromTextIndex(self._text, at)
        return max(number, 0)

    @property
    def edges(self) -> tuple[float, float, float, float, int]:
        """Left, bottom, right and top of what is shown of the page, in its own space; quarter turns it is shown in."""
        if self._edges is None:
            box = raw.FS_RECTF()
            raw.FPDF_GetPageBoundingBox(self._page, box)
            turns = raw.FPDFPage_GetRotation(self._page)
            self._edges = (box.left, box.bottom, box.right, box.top, turns)
        return self._edges

    @property
    def size(self) -> _Point:
        left, bottom, right, top, turns = self.edges
        return (top - bottom, right - left) if turns % 2 else (right - left, top - bottom)

    @property
    def frame(self) -> Frame | None:
        """How the page is shown, for whoever looks at its ruling lines; None where it is turned askew."""
        _, bottom, _, top, turns = self.edges
        return Frame(top - bottom, self.place) if turns in range(4) else None

    def place(self, x: float, y: float) -> _Point:
        """A point of the page's own space on the upright page, from the left and from the top."""
        left, bottom, right, top, turns = self.edges
        if turns == 0:
            return x - left, top - y
        if turns == 1:
            return y - bottom, x - left
        if turns == 2:
            return right - x, y - bottom
        return top - y, right - x

    def boxes(self, at: Sequence[int]) -> list[Box]:
        """The boxes of the characters at these offsets, as high as their font has letters."""
        numbers = at if len(self.text) == self.chars else [self._number(place) for place in at]
        edges = (ctypes.c_float * (4 * len(numbers)))()
        text, here = self._address, ctypes.addressof(edges)
        for number in numbers:
            _loose_box(text, number, here)
            here += 16
        values = edges[:]
        left, _, _, top, turns = self.edges
        corners = zip(values[::4], values[1::4], values[2::4], values[3::4], strict=True)
        if turns:
            return [self._turned(*corner) for corner in corners]
        return [_box((x1 - left, top - y1, x2 - left, top - y2)) for x1, y1, x2, y2 in corners]

    def _turned(self, left: float, top: float, right: float, bottom: float) -> Box:
        x1, y1 = self.place(left, top)
        x2, y2 = self.place(right, bottom)
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def inked_boxes(self, at: Sequence[int]) -> list[Box]:
        """The boxes of what is drawn of the characters at these offsets; letters that stand upright in a column of
        vertical writing have no other true box. A blank has the box of its font."""
        left, bottom, right, top = (ctypes.c_double() for _ in range(4))
        edges = [ctypes.byref(edge) for edge in (left, right, bottom, top)]
        boxes = self.boxes(at)
        for place, number in enumerate(at if len(self.text) == self.chars else map(self._number, at)):
            if raw.FPDFText_GetCharBox(self._text, number, *edges) and right.value > left.value:
                boxes[place] = self._turned(left.value, top.value, right.value, bottom.value)
        return boxes

    def invisible(self) -> list[bool] | None:
        """Of every character of ``text`` whether it is drawn with an invisible pen; None if none is."""
        hidden = []
        for at in range(len(self.text)):
            thing = raw.FPDFText_GetTextObject(self._text, self._number(at))
            hidden.append(bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) in (3, 7))
        return hidden if any(hidden) else None

    @property
    def has_drawings(self) -> bool:
        """Whether anything at all is drawn on the page."""
        return bool(self._page) and raw.FPDFPage_CountObjects(self._page) > 0

    def picture_share(self) -> float:
        """Which share of the page its largest picture covers."""
        if not self._page:
            return 0.0
        width, height = self.size
        share, edge = 0.0, [ctypes.c_float() for _ in range(4)]
        for number in range(min(raw.FPDFPage_CountObjects(self._page), 5000)):
            thing = raw.FPDFPage_GetObject(self._page, number)
            if raw.FPDFPageObj_GetType(thing) in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
                raw.FPDFPageObj_GetBounds(thing, *edge)
                left, bottom, right, top = (each.value for each in edge)
                share = max(share, (right - left) * (top - bottom) / max(width * height, 1))
        return share
