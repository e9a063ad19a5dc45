"""PDF with a text layer: its text first, and on request a closer reading that sees where the letters stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module

from pypdfium2 import PdfDocument

from nlp.document import Document
from nlp.reading.draft import MOST_CHARACTERS
from nlp.reading.errors import Unreadable
from nlp.reading.pdf.pages import Page, opened
from nlp.reading.pdf.running import running_lines
from nlp.reading.pdf.streams import Streams, look_at_streams
from nlp.reading.pdf.text import PageText, page_text
from nlp.report import ReportWarning, Source

FEWEST = 20
"""Letters on a page that is not just a picture with a page mark."""
LEAST_PICTURE = 0.3
"""Share of the page that a picture covers which stands for the page's text."""
BIG_PICTURE = 0.12
"""The same for a picture that may be a table, on a page with text beside it."""
MOST_UNREAD = 0.3
"""Share of letters without a Unicode meaning above which a text layer is worthless."""

_UNREAD = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")


@dataclass(slots=True)
class _Facts:
    """What was seen of the pages, each numbered from 1."""

    letters: int = 0
    unread: int = 0
    unseen: int = 0
    without_text: list[int] = field(default_factory=list)
    with_picture: list[int] = field(default_factory=list)
    not_opened: list[int] = field(default_factory=list)
    under_scan: list[int] = field(default_factory=list)


def read_pdf(data: bytes, source: Source) -> Document:
    """The text of a PDF page by page (``source.method`` "pdf-text"), each line a line.

    ``Document.pages`` says where each page begins. ``Document.closer()`` reads the file once more with its ruled
    tables as grids ("pdf-grid", or "pdf-plumber" where that took the second library); where numbers stand
    one a line that reading comes at once. Lines that every page repeats, and letters that a page doesn't show,
    are left out with a warning. Raises ``Unreadable``: encrypted, damaged, too_many_pages, too_large, empty; a PDF
    without text goes to the reader of scans, and is needs_ocr without it.
    """
    streams = look_at_streams(data)
    if streams.bomb:
        raise Unreadable("too_large", "the PDF unpacks to more than a report can be")
    with opened(data) as pdf:
        pages, facts = _read_pages(pdf, streams)
    if facts.letters < FEWEST or facts.unread > MOST_UNREAD * facts.letters:
        scanned = _read_scans(data, source, facts)
        return replace(scanned, warnings=(*scanned.warnings, *_warnings(_Facts(), streams, ())))
    texts = [page.text for page in pages]
    running = running_lines(texts)
    warnings = _warnings(facts, streams, running)
    closer = partial(_read_closer, data, replace(source, pages=len(pages)), streams, running, warnings)
    if any(page.disordered for page in pages):
        try:
            return closer()
        except Unreadable as error:
            warnings += (ReportWarning("rows_disordered", f"numbers stand one a line and {error}"),)
    starts, text = _joined(texts, running)
    source = replace(source, pages=len(pages), method="pdf-text")
    return Document(source, text, pages=starts, warnings=warnings, closer=closer)


def _read_pages(pdf: PdfDocument, streams: Streams) -> tuple[list[PageText], _Facts]:
    pages, facts = [], _Facts()
    for number in range(1, len(pdf) + 1):
        page = Page(pdf, number - 1)
        try:
            pages.append(_read_page(page, number, streams, facts))
        finally:
            page.close()
        if facts.letters > MOST_CHARACTERS:
            raise Unreadable("too_large", f"more than {MOST_CHARACTERS:,} letters")
    return pages, facts


def _read_page(page: Page, number: int, streams: Streams, facts: _Facts) -> PageText:
    text = page.text.replace("\r\n", " ")
    letters = len(text) - text.count(" ")
    if not page.loaded:
        facts.not_opened.append(number)
    if letters < FEWEST:
        if page.picture_share() >= LEAST_PICTURE or (not letters and page.has_drawings):
            facts.without_text.append(number)
    elif streams.pictures and page.picture_share() >= BIG_PICTURE:
        facts.with_picture.append(number)
    hidden = page.invisible() if streams.invisible and letters else None
    if hidden and sum(hidden) > letters / 2:
        hidden = None
        facts.under_scan.append(number)
    read = page_text(page, hidden)
    facts.letters += letters + page.chars - len(page.text)
    if not text.isprintable() or "\ufffd" in text:
        facts.unread += len(_UNREAD.findall(text))
    facts.unread += page.chars - len(page.text)
    facts.unseen += read.unseen
    return read


def _read_scans(data: bytes, source: Source, facts: _Facts) -> Document:
    """What the reader of scans makes of a PDF without a text layer that can be used."""
    if facts.not_opened and not facts.without_text and not facts.letters:
        raise Unreadable("damaged", "the PDF is damaged: none of its pages can be read")
    if not facts.without_text and not facts.letters:
        raise Unreadable("empty", "the PDF holds nothing but empty pages")
    try:
        read = import_module("nlp.reading.ocr.reader").read_scanned_pdf
    except ModuleNotFoundError as error:
        what = "holds only images" if facts.without_text else "has a text layer that cannot be read"
        raise Unreadable("needs_ocr", f"the PDF {what}; pip install 'gongkai[ocr]' reads them") from error
    document: Document = read(data, source)
    return document


def _joined(pages: Sequence[str], running: Sequence[tuple[int, str]]) -> tuple[tuple[int, ...], str]:
    """Where each page begins, and the text of all without the running lines."""
    starts, parts, length = [], [], 0
    for number, page in enumerate(pages):
        out = {line for at, line in running if at == number}
        lines = [line for line in page.split("\n") if line.strip() not in out] if out else [page]
        part = "\n".join(lines) + "\n"
        starts.append(length)
        parts.append(part)
        length += len(part)
    return tuple(starts), "".join(parts)


def _warnings(facts: _Facts, streams: Streams, running: Sequence[tuple[int, str]]) -> tuple[ReportWarning, ...]:
    found = []
    if streams.damaged:
        told = f"{streams.damaged} compressed parts of the file fail their checksum: letters and numbers may be wrong"
        found.append(ReportWarning("damaged_stream", told))
    if streams.cut or facts.not_opened:
        what = f"pages {_listed(facts.not_opened)} can't be opened" if facts.not_opened else "its end mark is missing"
        found.append(ReportWarning("damaged_file", f"the file is damaged, something may be lost: {what}"))
    if facts.without_text:
        told = f"pages {_listed(facts.without_text)} show pictures and no text: what they say is not read"
        found.append(ReportWarning("pages_without_text", told))
    if facts.with_picture:
        told = f"pages {_listed(facts.with_picture)} show a picture beside their text: what it says is not read"
        found.append(ReportWarning("pages_with_pictures", told))
    if facts.under_scan:
        told = f"the text of pages {_listed(facts.under_scan)} was put under a scan by other software's OCR"
        found.append(ReportWarning("text_layer_by_ocr", told))
    if facts.unread:
        found.append(ReportWarning("letters_unread", f"{facts.unread} letters have no Unicode meaning in the file"))
    if facts.unseen:
        told = f"{facts.unseen} letters that the pages don't show were left out"
        found.append(ReportWarning("hidden_text", told))
    if running:
        lines = " | ".join(dict.fromkeys(line for _, line in running))
        found.append(ReportWarning("running_lines", f"lines that the pages repeat were left out: {lines[:200]}"))
    return tuple(found)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:20])) + (" ..." if len(numbers) > 20 else "")


def _read_closer(
    data: bytes,
    source: Source,
    streams: Streams,
    running: Sequence[tuple[int, str]],
    warnings: tuple[ReportWarning, ...],
) -> Document:
    """The file once more, by where its letters and ruling lines stand."""
    from nlp.reading.pdf.grid import PlacedPage, read_grids

    try:
        with opened(data) as pdf:
            pages = []
            for number in range(len(pdf)):
                page = Page(pdf, number)
                try:
                    read = _read_page(page, number + 1, streams, _Facts())
                    out = {line for at, line in running if at == number}
                    pages.append(PlacedPage(read.text, page.inked_boxes(read.at), page.frame, out))
                finally:
                    page.close()
        text, grids, starts, library = read_grids(data, pages)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("damaged", f"{type(error).__name__}: {' '.join(str(error).split())[:100]}") from error
    method = "pdf-plumber" if library == "pdfplumber" else "pdf-grid"
    return Document(replace(source, method=method), text, grids, starts, warnings)
