"""Pages saved as one file by a browser (MHTML): the page out of its mail-like wrapping."""

from __future__ import annotations

import email
from dataclasses import replace

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.html import read_html
from nlp.report import Source

MOST_PARTS = 500
MOST_PAGES = 12
"""Pages of a frameset that are looked at."""


def read_mhtml(data: bytes, source: Source) -> Document:
    """The report in a .mht file, from the page among its parts that prints the longest report.

    Pictures and styles are not looked at. A file without a page raises ``Unreadable("no_text")``, a damaged one
    ``Unreadable("damaged")``. Format: RFC 2557.
    """
    try:
        parts = [part for _, part in zip(range(MOST_PARTS), email.message_from_bytes(data).walk(), strict=False)]
        pages = [
            (part.get_payload(decode=True), part.get_content_charset())
            for part in parts
            if part.get_content_type() in ("text/html", "application/xhtml+xml")
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("damaged", f"the saved page can't be unpacked: {error}") from None
    best: Document | None = None
    refusal = Unreadable("no_text", "the saved file holds no page")
    for page, charset in pages[:MOST_PAGES]:
        if not isinstance(page, bytes) or not page.strip():
            continue
        try:
            document = read_html(page, source, charset)
        except Unreadable as error:
            refusal = error
            continue
        if best is None or _weight(document) > _weight(best):
            best = document
    if best is None:
        raise refusal
    return replace(best, source=replace(best.source, method="mhtml"))


def _weight(document: Document) -> tuple[int, int]:
    return len(document.grids), len(document.text)
