"""A binary Word file (97 to 2003) taken apart: its text, and what is said of its characters and paragraphs."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from nlp.reading.errors import Unreadable
from nlp.reading.word.compound import Compound

WORD, OLDEST = 0xA5EC, 0xC1
"""What a Word file begins with, and the version of Word 97."""
MOST_CHARACTERS = 6_000_000
MOST_RUNS = 1_000_000
_PAGE = 512
_STYLES, _CHARACTER_PAGES, _PARAGRAPH_PAGES, _PIECES, _LISTS, _OVERRIDES = 1, 12, 13, 33, 73, 74
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_T_DEF_TABLE, _P_HUGE, _P_HUGE_OLD, _P_TABLE_PROPERTIES, _P_CHANGE_TABS = 0xD608, 0x6646, 0x6645, 0x646B, 0xC615

Property = tuple[int, bytes]
"""The code of a property (sprm) and its operand."""


class Piece(NamedTuple):
    """Characters from ``start`` to ``end`` that lie together in the file at ``at``, ``width`` bytes each."""

    start: int
    end: int
    at: int
    width: int


class Run(NamedTuple):
    """Characters with the same properties."""

    start: int
    end: int
    properties: bytes


class WordFile:
    """The streams of a Word file by what they mean; offsets of the text are counted in characters (cp).

    Layout: [MS-DOC]. A file before Word 97, an encrypted one, or one whose text can't be found raises ``Unreadable``.
    """

    def __init__(self, compound: Compound) -> None:
        self.main = compound.stream("WordDocument")
        if len(self.main) < 0x200 or self._word(0) != WORD or self._word(2) < OLDEST:
            raise Unreadable("needs_libreoffice", "the file is of a Word older than 97, or damaged")
        flags = self._word(10)
        if flags & 0x100:
            raise Unreadable("encrypted", "the file is protected by a password")
        self.table = compound.stream("1Table" if flags & 0x200 else "0Table")
        self._data = compound.stream("Data")
        counts = struct.unpack_from("<8i", self.main, 0x4C)
        if min(counts) < 0 or sum(counts) > MOST_CHARACTERS:
            raise Unreadable("damaged", "the Word file is damaged")
        # The stories in the order of the file: text, notes, heads, macros, comments, end notes, text boxes.
        self.ends = [sum(counts[: n + 1]) for n in range(7)]
        self.pieces = list(self._pieces())
        if not self.pieces or self.pieces[-1].end < self.ends[0]:
            raise Unreadable("damaged", "the Word file is damaged: a part of its text is missing")

    def _word(self, at: int) -> int:
        return int.from_bytes(self.main[at : at + 2], "little")

    def located(self, number: int) -> tuple[int, int]:
        """Where in the table stream a structure lies, and how long it is."""
        if number >= self._word(0x98):
            return 0, 0
        at, size = struct.unpack_from("<II", self.main.ljust(0x9A + 8 * number + 8, b"\0"), 0x9A + 8 * number)
        return at, size

    def _structure(self, number: int) -> bytes:
        at, size = self.located(number)
        return self.table[at : at + size]

    @property
    def styles(self) -> bytes:
        return self._structure(_STYLES)

    @property
    def lists(self) -> tuple[bytes, bytes]:
        """The lists with their levels, which lie behind them, and the overrides of the lists."""
        return self.table[self.located(_LISTS)[0] :] if self.located(_LISTS)[1] else b"", self._structure(_OVERRIDES)

    def _pieces(self) -> Iterator[Piece]:
        clx, at = self._structure(_PIECES), 0
        while at + 3 < len(clx) and clx[at] == 1:
            at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
        if at + 5 > len(clx) or clx[at] != 2:
            return
        plc = clx[at + 5 :]
        count = (len(plc) - 4) // 12
        bounds = struct.unpack_from(f"<{count + 1}I", plc) if count > 0 else (0,)
        for number in range(len(bounds) - 1):
            start, end = bounds[number], min(bounds[number + 1], self.ends[-1])
            place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
            narrow = bool(place & 0x40000000)
            place &= 0x3FFFFFFF
            if start < end:
                yield Piece(start, end, place // 2 if narrow else place, 1 if narrow else 2)

    @cached_property
    def text(self) -> str:
        """All stories, a character a position: halves of rare characters count one each, as in the file."""
        parts = []
        for piece in self.pieces:
            size = (piece.end - piece.start) * piece.width
            raw = self.main[piece.at : piece.at + size]
            if len(raw) < size:
                raise Unreadable("damaged", "the Word file is cut short: a part of its text is missing")
            parts.append(raw.decode("cp1252", "replace") if piece.width == 1 else _wide(raw))
        return "".join(parts)

    @cached_property
    def character_runs(self) -> list[Run]:
        return list(self._runs(_CHARACTER_PAGES, 1))

    @cached_property
    def paragraph_runs(self) -> list[Run]:
        return list(self._runs(_PARAGRAPH_PAGES, 13))

    def _runs(self, number: int, entry: int) -> Iterator[Run]:
        """Stretches of text with the properties that the formatted pages give them, in the order of the text."""
        bounds = self._bounds(number, entry)
        starts = [low for low, _, _ in bounds]
        left = MOST_RUNS
        for piece in self.pieces:
            end = piece.at + (piece.end - piece.start) * piece.width
            first = max(bisect_right(starts, piece.at) - 1, 0)
            for low, high, properties in bounds[first:]:
                left -= 1
                if low >= end:
                    break
                if left < 0:
                    raise Unreadable("too_large", f"more than {MOST_RUNS:,} pieces of formatted text")
                if high > piece.at:
                    start = piece.start + (max(low, piece.at) - piece.at) // piece.width
                    yield Run(start, piece.start + (min(high, end) - piece.at) // piece.width, properties)

    def _bounds(self, number: int, entry: int) -> list[tuple[int, int, bytes]]:
        plc = self._structure(number)
        count = (len(plc) - 4) // 8
        bounds: list[tuple[int, int, bytes]] = []
        for n in range(min(max(count, 0), len(self.main) // _PAGE)):
            page = (struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * n)[0] & 0x3FFFFF) * _PAGE
            bounds += _page(self.main[page : page + _PAGE], entry)
        return sorted(bounds)

    def properties(self, raw: bytes) -> Iterator[Property]:
        """The properties in a group, those of a large paragraph fetched from where they are kept."""
        for code, operand in split(raw):
            if code in (_P_HUGE, _P_HUGE_OLD, _P_TABLE_PROPERTIES):
                at = int.from_bytes(operand, "little")
                size = int.from_bytes(self._data[at : at + 2], "little")
                yield from split(self._data[at + 2 : at + 2 + size])
            else:
                yield code, operand


def _wide(raw: bytes) -> str:
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) == len(raw) // 2:
        return text
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _page(page: bytes, entry: int) -> Iterator[tuple[int, int, bytes]]:
    """The stretches on one formatted page: of characters (entries of 1 byte) or paragraphs (13)."""
    if len(page) < _PAGE:
        return
    count = page[511]
    if 4 * (count + 1) + entry * count > 511:
        return
    bounds = struct.unpack_from(f"<{count + 1}I", page)
    for n in range(count):
        at = 2 * page[4 * (count + 1) + entry * n]
        raw = b""
        if at and entry == 1:
            raw = page[at + 1 : at + 1 + page[at]]
        elif at and page[at]:
            raw = page[at + 1 : at + 2 * page[at]]
        elif at:
            raw = page[at + 2 : at + 2 + 2 * page[at + 1]]
        yield bounds[n], bounds[n + 1], raw


def split(raw: bytes) -> Iterator[Property]:
    """The properties of a group one by one."""
    at = 0
    while at + 2 < len(raw):
        code = raw[at] | raw[at + 1] << 8
        at += 2
        size = _SIZES[code >> 13]
        if code == _T_DEF_TABLE:
            size = int.from_bytes(raw[at : at + 2], "little") - 1
            at += 2
        elif not size:
            size = raw[at]
            at += 1
            if code == _P_CHANGE_TABS and size == 255:
                return
        yield code, raw[at : at + max(size, 0)]
        at += max(size, 0)
