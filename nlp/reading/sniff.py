"""What kind of file some bytes are, told by their content and never by a name."""

from __future__ import annotations

import io
import re
import zipfile

SNIFFED = 4096

MAGIC = {
    b"%PDF": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\xd0\xcf\x11\xe0": "application/msword",
    b"{\\rtf": "application/rtf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
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
            return _packed(data) if media_type == "application/zip" else media_type
    head = bare[:SNIFFED].replace(b"\0", b"")
    if _HTML.match(head) or (head.startswith(b"<") and len(_TAGS.findall(head)) >= 3):
        return "text/html"
    marked = b"# " in data[:SNIFFED] or b"---" in data[:SNIFFED]
    return "text/markdown" if marked and _MARKDOWN.search(data, 0, SNIFFED) else "text/plain"


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _packed(data: bytes) -> str:
    """Word and Excel files are zip archives that hold a file of a certain name."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "application/zip"
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else "application/zip"
