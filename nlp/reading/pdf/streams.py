"""What the raw bytes of a PDF tell before any parser opens it: broken checksums, pictures, hidden text, a lost end."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

MOST_INFLATED = 200_000_000
"""Bytes that all compressed parts together may unpack to: a report has some millions."""
CHUNK = 1 << 20
SMALL = 16_000
"""Packed bytes that are unpacked at once: deflate makes at most 1,032 bytes of one."""
LONGEST_HEAD = 2_000
TAIL = 2_048

_STREAM = re.compile(rb"stream\r?\n")
_FLATE_FIRST = re.compile(rb"/(?:Filter|F)\s*\[?\s*/(?:FlateDecode|Fl)\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_INVISIBLE = (b"3 Tr", b"7 Tr")
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""


@dataclass(slots=True)
class Streams:
    """What was seen.

    damaged    compressed parts whose checksum fails
    pictures   whether the file holds any picture
    invisible  whether some text may be set to be invisible (the layer that OCR software lays over a scan)
    bomb       whether the parts unpack to more than ``MOST_INFLATED`` bytes
    cut        whether the end mark of the file is missing
    """

    damaged: int = 0
    pictures: bool = False
    invisible: bool = False
    bomb: bool = False
    cut: bool = False


def look_at_streams(data: bytes) -> Streams:
    """One pass over the streams of a PDF.

    >>> packed = zlib.compress(b"BT 3 Tr (12) Tj ET")
    >>> file = b"%PDF-1.7 1 0 obj <</Filter/FlateDecode>> stream\\n" + packed + b"\\nendstream endobj %%EOF"
    >>> look_at_streams(file)
    Streams(damaged=0, pictures=False, invisible=True, bomb=False, cut=False)

    A flipped bit inside a compressed part shows in its checksum (RFC 1950), which PDF readers don't look at: they
    would show another number, or leave out letters whose shape is damaged. Pictures are not unpacked; in an encrypted
    file nothing can be.
    """
    seen = Streams(cut=b"%%EOF" not in data[-TAIL:])
    encrypted = b"/Encrypt" in data
    left = MOST_INFLATED
    at = 0
    while match := _STREAM.search(data, at):
        start = match.end()
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        head = data[max(data.rfind(b"obj", max(0, match.start() - LONGEST_HEAD), match.start()), 0) : match.start()]
        at = end + len(b"endstream")
        if _PICTURE.search(head):
            seen.pictures = True
        elif encrypted:
            seen.invisible = True
        elif _FLATE_FIRST.search(head):
            whole, size, invisible = _inflate(data[start:end], left)
            left -= size
            seen.damaged += not whole
            seen.invisible |= invisible
            if left <= 0:
                seen.bomb = True
                break
        else:
            seen.invisible |= any(data.find(mark, start, end) >= 0 for mark in _INVISIBLE)
    return seen


def _inflate(packed: bytes, most: int) -> tuple[bool, int, bool]:
    """Whether the bytes unpack to their end with a true checksum, how many they are, whether they hide text."""
    size, invisible = 0, False
    try:
        if len(packed) < SMALL:
            piece = zlib.decompress(packed)
            return True, len(piece), _hides(piece)
        machine = zlib.decompressobj()
        while not machine.eof and size < most:
            piece = machine.decompress(packed, CHUNK)
            packed = machine.unconsumed_tail
            size += len(piece)
            invisible = invisible or _hides(piece)
            if not piece and not packed:
                break
    except zlib.error:
        return False, size, invisible
    return machine.eof or size >= most, size, invisible


def _hides(piece: bytes) -> bool:
    return b" Tr" in piece and any(mark in piece for mark in _INVISIBLE)
