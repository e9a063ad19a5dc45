"""What kind of file some bytes are, told by their content and never by a name."""

from __future__ import annotations

import csv
import io
import re

from nlp.packed import Refused, open_zip

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
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?content-type:\s*multipart/related", re.I)
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
    if _is_csv(data):
        return "text/csv"
    if b"ultipart/" in head and _MHTML.match(head):
        return MHTML
    marked = b"# " in data[:SNIFFED] or b"---" in data[:SNIFFED]
    return "text/markdown" if marked and _MARKDOWN.search(data, 0, SNIFFED) else "text/plain"


MHTML = "multipart/related"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _packed(data: bytes) -> str:
    """Word and Excel files are zip archives that hold a file of a certain name; a damaged one still begins so."""
    try:
        names = {info.filename for info in open_zip(io.BytesIO(data)).filelist}
    except Refused:
        names = {name for name in ("word/document.xml", "xl/workbook.xml") if name.encode() in data}
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else "application/zip"


SAMPLE = 256 * 1024
LEAST_COLUMNS = 4
LEAST_ROWS = 8
LONGEST_CELL = 40
"""Characters that a cell of a table has at most, on the average of a row."""


def delimiter(text: str) -> str | None:
    """What parts the cells of a text that is comma-separated values, or None of running text.

    >>> delimiter("规章,0,0,0\\n" * 9), delimiter("2023年,我局公开信息12条,收到申请3件。\\n" * 9)
    (',', None)

    A table shows itself by ``LEAST_ROWS`` rows that stand in threes of the same width, ``LEAST_COLUMNS`` or more,
    of short cells.
    """
    marks = [mark for mark in ",;\t" if text.count(mark, 0, SAMPLE) >= (LEAST_COLUMNS - 1) * LEAST_ROWS]
    rows = {mark: _rows_in_step(text[:SAMPLE], mark) for mark in marks}
    best = max(marks, key=rows.__getitem__, default=None)
    return best if best and rows[best] >= LEAST_ROWS else None


def _rows_in_step(text: str, mark: str) -> int:
    """How many rows stand beside two others of the same width."""
    total = run = before = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            width = len(row)
            fits = width >= LEAST_COLUMNS and sum(map(len, row)) <= LONGEST_CELL * width
            run = (run + 1 if width == before else 1) if fits else 0
            total += 3 if run == 3 else run > 3
            before = width
    except csv.Error:
        return total
    return total


_FORM_WORDS = ("信息内容", "行政许可", "行政处罚", "本年新收", "自然人", "行政复议", "规章")


def _is_csv(data: bytes) -> bool:
    """Comma- or semicolon-separated values that name what the statutory tables name, in any encoding."""
    most = (LEAST_COLUMNS - 1) * LEAST_ROWS
    if data.count(b",", 0, SAMPLE) < most and data.count(b";", 0, SAMPLE) < most:
        return False
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        if sum(word.encode(encoding) in data for word in _FORM_WORDS) >= 2:
            return delimiter(data[: 2 * SAMPLE].decode(encoding, "replace")) in (",", ";")
    return False
