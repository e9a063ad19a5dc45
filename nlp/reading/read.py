"""A file of any kind -> a Document: sniff what it is, hand it to the reader of that kind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nlp.document import Document
from nlp.reading.decode import decode
from nlp.reading.errors import Unreadable
from nlp.reading.grids import find_grids
from nlp.report import Source
from nlp.text import fold

MOST_BYTES = 20_000_000
SNIFFED = 4096

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


MAGIC = {
    b"%PDF": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\xd0\xcf\x11\xe0": "application/msword",
    b"{\\rtf": "application/rtf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"\x1f\x8b": "application/gzip",
    b"Rar!": "application/vnd.rar",
    b"7z\xbc\xaf": "application/x-7z-compressed",
}
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,1000}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S)
_TAGS = re.compile(rb"</(?:p|div|span|td|tr|li|font)>", re.I)
_MARKDOWN = re.compile(rb"^(?:#{1,6} |\|? ?:?-{3,}:? ?\|)", re.M)


def sniff(data: bytes) -> str:
    """The media type that the content shows.

    >>> sniff(b"%PDF-1.7"), sniff("# 年度报告".encode())
    ('application/pdf', 'text/markdown')
    """
    bare = data[: 2 * SNIFFED].removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, media_type in MAGIC.items():
        if bare.startswith(magic):
            return media_type
    head = bare[:SNIFFED].replace(b"\0", b"")
    if _HTML.match(head) or (head.startswith(b"<") and len(_TAGS.findall(head)) >= 3):
        return "text/html"
    marked = b"# " in data[:SNIFFED] or b"---" in data[:SNIFFED]
    return "text/markdown" if marked and _MARKDOWN.search(data, 0, SNIFFED) else "text/plain"


def read_text(data: bytes, source: Source) -> Document:
    """Plain text and Markdown."""
    decoded = decode(data)
    if not decoded.text.strip():
        raise Unreadable("empty", "the file is empty")
    folded = fold(decoded.text)
    document = Document(
        replace(source, encoding=decoded.encoding), decoded.text, find_grids(folded), warnings=decoded.warnings
    )
    vars(document)["folded"] = folded  # fills the cached property: folding once is enough
    return document


def _refuse(kind: str, advice: str) -> Reader:
    def refuse(data: bytes, source: Source) -> Document:
        raise Unreadable("unsupported_format", f"{kind} files are not read yet: {advice}")

    return refuse


# The one place where a reader for a further kind of file is entered.
READERS: dict[str, Reader] = {
    "text/plain": read_text,
    "text/markdown": read_text,
    "text/html": _refuse("HTML", "save the page as text"),
    "application/pdf": _refuse("PDF", "save it as text"),
    "application/zip": _refuse("Word (.docx) and zip", "save it as text"),
    "application/msword": _refuse("Word (.doc)", "save it as text"),
    "application/rtf": _refuse("RTF", "save it as text"),
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif"), _refuse("Image", "save the text in it")),
    **dict.fromkeys(
        ("application/gzip", "application/vnd.rar", "application/x-7z-compressed"), _refuse("Packed", "unpack them")
    ),
}
