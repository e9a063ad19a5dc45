"""A file of any kind -> a Document: sniff what it is, hand it to the reader of that kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from nlp.document import Document
from nlp.reading.decode import decode
from nlp.reading.errors import Unreadable
from nlp.reading.grids import find_grids
from nlp.reading.sniff import DOCX, MHTML, XLSX, sniff
from nlp.report import Source
from nlp.text import fold

MOST_BYTES = 20_000_000

Reader = Callable[[bytes, Source], Document]


def read_document(source: str | Path | bytes, name: str | None = None) -> Document:
    """The document in a file or in bytes; ``name`` is kept in its source record.

    >>> doc = read_document("一、总体情况\\n2023年，主动公开信息12条。".encode(), "a.txt")
    >>> doc.text[:6], doc.source.media_type, doc.source.encoding
    ('一、总体情况', 'text/plain', 'utf-8')

    The kind is told by the content, never by the name. Anything that is no readable text of at most
    ``MOST_BYTES`` raises ``Unreadable`` with a code (no_file, too_large, empty, binary, unsupported_format) and
    a line for people.
    """
    if isinstance(source, bytes):
        data, name = source, name or "bytes"
    else:
        data, name = _load(Path(source)), name or Path(source).name
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", f"{name}: more than {MOST_BYTES:,} bytes, too large for a report")
    if not data.strip(b" \t\r\n\f\0\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty", f"{name}: the file is empty")
    media_type = sniff(data)
    record = Source(name, hashlib.sha256(data).hexdigest(), media_type, len(data))
    try:
        return READERS[media_type](data, record)
    except Unreadable as error:
        raise Unreadable(error.code, f"{name}: {error}") from None


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable("no_file", f"{path.name}: {error.strerror or error}") from error


def read_text(data: bytes, source: Source) -> Document:
    """Plain text and Markdown."""
    decoded = decode(data)
    if not decoded.text.strip():
        raise Unreadable("empty", "the file is empty")
    folded = fold(decoded.text)
    document = Document(
        replace(source, encoding=decoded.encoding, method="text"),
        decoded.text,
        find_grids(folded),
        warnings=decoded.warnings,
    )
    vars(document)["folded"] = folded  # fills the cached property: folding once is enough
    return document


def _refuse(kind: str, advice: str) -> Reader:
    def refuse(data: bytes, source: Source) -> Document:
        raise Unreadable("unsupported_format", f"{kind} files are not read: {advice}")

    return refuse


def _later(module: str, function: str) -> Reader:
    """A reader whose module, and the library it needs, is imported when the first such file comes."""

    def read(data: bytes, source: Source) -> Document:
        reader: Reader = getattr(import_module(f"nlp.reading.{module}"), function)
        return reader(data, source)

    return read


# The one place where a reader for a further kind of file is entered.
READERS: dict[str, Reader] = {
    "text/plain": read_text,
    "text/markdown": read_text,
    "text/html": _later("html", "read_html"),
    MHTML: _later("mhtml", "read_mhtml"),
    "application/pdf": _later("pdf.reader", "read_pdf"),
    DOCX: _later("word.docx", "read_docx"),
    "application/msword": _later("word.doc", "read_doc"),
    "application/rtf": _later("word.rtf", "read_rtf"),
    XLSX: _later("sheets.reader", "read_xlsx"),
    "text/csv": _later("sheets.reader", "read_csv"),
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/tiff"), _later("ocr.reader", "read_image")),
    "application/zip": _refuse("Zip", "a folder of reports is read by gongkai run"),
    **dict.fromkeys(
        ("application/gzip", "application/vnd.rar", "application/x-7z-compressed"), _refuse("Packed", "unpack them")
    ),
}
