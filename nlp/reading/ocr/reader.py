"""Scans: pictures of pages, alone or in a PDF, read by OCR; the extra ``gongkai[ocr]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from nlp.document import Document
from nlp.reading.draft import Box, Draft
from nlp.reading.errors import Unreadable
from nlp.reading.ocr.models import ensure_ocr
from nlp.report import ReportWarning, Source

if TYPE_CHECKING:
    from nlp.reading.ocr.page import Item
    from nlp.reading.ocr.paper import Picture

DPI = 200
MOST_PAGES = 60


def read_image(data: bytes, source: Source) -> Document:
    """The text and ruled tables of a scanned page (PNG, JPEG, GIF) or of several (TIFF).

    ``source.method`` is "ocr"; ``Document.seen`` tells of every stretch how sure its least sure character is. Nothing
    is guessed: what is printed and can't be read is U+FFFD. Raises ``Unreadable``: needs_ocr where the extra is not
    installed, damaged, too_large, too_many_pages, empty.
    """
    ensure_ocr()
    from nlp.reading.ocr.paper import decoded, in_one_size

    return _read((page for picture in decoded(data) for page in in_one_size(picture)), source)


def read_scanned_pdf(data: bytes, source: Source) -> Document:
    """The text and ruled tables of a PDF whose pages are pictures; as ``read_image``, and encrypted."""
    ensure_ocr()
    from nlp.reading.ocr.paper import in_one_size

    return _read((page for picture in _rendered(data) for page in in_one_size(picture)), source)


def _rendered(data: bytes) -> Iterator[Picture]:
    import numpy as np
    from pypdfium2 import PdfiumError

    from nlp.reading.ocr.paper import LONG_SIDE
    from nlp.reading.pdf.pages import opened

    with opened(data) as pdf:
        if len(pdf) > MOST_PAGES:
            raise Unreadable("too_many_pages", f"{len(pdf)} scanned pages; at most {MOST_PAGES} are read")
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                scale = min(DPI / 72, 2 * LONG_SIDE / max(*page.get_size(), 1))
                bitmap = page.render(scale=scale, rev_byteorder=True)
                picture = np.array(bitmap.to_numpy()[:, :, :3])
            except PdfiumError as error:
                raise Unreadable("damaged", f"the PDF is damaged: page {number + 1} can't be drawn") from error
            bitmap.close()
            page.close()
            yield picture


def _read(pictures: Iterable[Picture], source: Source) -> Document:
    from nlp.reading.ocr.page import read_page

    draft = Draft()
    starts: list[int] = []
    seen: list[tuple[int, int, float]] = []
    for picture in pictures:
        if len(starts) == MOST_PAGES:
            raise Unreadable("too_many_pages", f"more than {MOST_PAGES} scanned pages")
        starts.append(draft.length)
        for item in read_page(picture):
            seen += _write(draft, item)
    if not seen:
        raise Unreadable("empty", "the scan shows no text")
    source = replace(source, pages=len(starts), method="ocr")
    return Document(source, draft.text, tuple(draft.grids), tuple(starts), _warnings(seen), tuple(seen))


def _write(draft: Draft, item: Item) -> Iterator[tuple[int, int, float]]:
    """Write down a paragraph or a table; where each stretch of it stands, and how surely it was read."""
    if item.lines:
        at = draft.length
        draft.paragraph("".join(line.text for line in item.lines))
        for line in item.lines:
            yield at, at + len(line.text), line.confidence
            at += len(line.text)
    boxes = {id(cell): Box(cell.text) for row in item.rows for cell in row}
    draft.table([[boxes[id(cell)] for cell in row] for row in item.rows])
    told = {id(cell): cell for row in item.rows for cell in row}
    for key, cell in told.items():
        place = boxes[key].place
        if place is not None and place.end > place.start and cell.confidence is not None:
            yield place.start, place.end, cell.confidence


def _warnings(seen: list[tuple[int, int, float]]) -> tuple[ReportWarning, ...]:
    sure = [confidence for _, _, confidence in seen]
    mean, lowest = sum(sure) / len(sure), min(sure)
    message = (
        f"read by OCR, quotes may hold wrong characters: {len(seen)} stretches,"
        f" confidence of the least sure character {mean:.2f} in the mean, {lowest:.2f} at the lowest"
    )
    return (ReportWarning("read_by_ocr", message),)
