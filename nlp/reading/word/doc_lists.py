"""The automatic numerals of a binary Word file: its styles, lists and overrides."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass, field

from nlp.reading.word.doc_format import WordFile, split
from nlp.reading.word.numbering import DEEPEST_LEVEL, Level, Lists

MOST_STYLES, MOST_LISTS = 4_096, 4_096
_ANCESTORS = 20
_NO_BASE = 0xFFF
_P_ILVL, _P_ILFO = 0x260A, 0x460B
CELL_BY_CELL = (0xD62B, 0x5624)
"""Vertical and horizontal merges: said once for every cell."""
_SUFFIXES = {0: " ", 1: " ", 2: ""}  # a tab, a space, nothing

# MSONFC, [MS-OSHARED] 2.2.1.3, by the names that ECMA-376 gives the same formats.
_KINDS = {
    0x00: "decimal", 0x01: "upperRoman", 0x02: "lowerRoman", 0x03: "upperLetter", 0x04: "lowerLetter",
    0x0A: "ideographDigital", 0x0B: "japaneseCounting", 0x0E: "decimalFullWidth", 0x10: "japaneseLegal",
    0x11: "japaneseDigitalTenThousand", 0x12: "decimalEnclosedCircle", 0x13: "decimalFullWidth2",
    0x16: "decimalZero", 0x17: "bullet", 0x1A: "decimalEnclosedFullstop", 0x1B: "decimalEnclosedParen",
    0x1C: "decimalEnclosedCircleChinese", 0x1D: "ideographEnclosedCircle", 0x1E: "ideographTraditional",
    0x1F: "ideographZodiac", 0x20: "ideographZodiacTraditional", 0x21: "taiwaneseCounting",
    0x22: "ideographLegalTraditional", 0x23: "taiwaneseCountingThousand", 0x24: "taiwaneseDigital",
    0x25: "chineseCounting", 0x26: "chineseLegalSimplified", 0x27: "chineseCountingThousand", 0xFF: "none",
}  # fmt: skip


@dataclass(slots=True)
class _List:
    family: int
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class DocNumbering:
    """Gives every paragraph its numeral; ask for each paragraph once, in order."""

    lists: list[_List]
    styles: dict[int, tuple[int, bytes]]
    counts: Lists = field(default_factory=Lists)

    def style(self, number: int) -> bytes:
        """The paragraph properties that a style and those it is based on set, the last of them prevailing."""
        parts: list[bytes] = []
        while number in self.styles and len(parts) < _ANCESTORS:
            number, raw = self.styles[number]
            parts.append(raw)
        return b"".join(reversed(parts))

    def label(self, properties: dict[int, bytes]) -> str:
        """The numeral of the next paragraph by its properties; "" without one."""
        member = int.from_bytes(properties.get(_P_ILFO, b""), "little")
        depth = int.from_bytes(properties.get(_P_ILVL, b""), "little")
        if not 0 < member <= len(self.lists):
            return ""
        found = self.lists[member - 1]
        return self.counts.label(found.family, member, min(depth, DEEPEST_LEVEL), found.levels, found.starts)


def read_lists(word: WordFile) -> DocNumbering:
    """The lists of a Word file; where their tables are damaged, what stands before the damage."""
    styles: dict[int, tuple[int, bytes]] = {}
    lists: list[_List] = []
    with suppress(struct.error, IndexError):
        _read_styles(word.styles, styles)
    levels: dict[int, dict[int, Level]] = {}
    raw, overrides = word.lists
    with suppress(struct.error, IndexError):
        _read_levels(raw, levels)
        _read_overrides(overrides, levels, lists)
    return DocNumbering(lists, styles)


def _read_styles(raw: bytes, styles: dict[int, tuple[int, bytes]]) -> None:
    size, count, base_size = struct.unpack_from("<HHH", raw)
    at = 2 + size
    for number in range(min(count, MOST_STYLES)):
        length = struct.unpack_from("<H", raw, at)[0]
        style = raw[at + 2 : at + 2 + length]
        at += 2 + length + length % 2
        if not style:
            continue
        kind = struct.unpack_from("<H", style, 2)[0]
        name = base_size + base_size % 2
        properties = name + 4 + 2 * struct.unpack_from("<H", style, name)[0]
        if kind & 15 == 1 and properties + 2 <= len(style):
            own = struct.unpack_from("<H", style, properties)[0]
            styles[number] = kind >> 4 & _NO_BASE, style[properties + 4 : properties + 2 + own]


def _read_levels(raw: bytes, levels: dict[int, dict[int, Level]]) -> None:
    count = struct.unpack_from("<H", raw)[0] if raw else 0
    at = 2 + 28 * count
    for number in range(min(count, MOST_LISTS)):
        family = struct.unpack_from("<i", raw, 2 + 28 * number)[0]
        simple = raw[2 + 28 * number + 26] & 1
        levels[family] = {}
        for depth in range(1 if simple else 9):
            levels[family][depth], at = _level(raw, at, depth)


def _level(raw: bytes, at: int, depth: int) -> tuple[Level, int]:
    start, kind, flags = struct.unpack_from("<iBB", raw, at)
    places = raw[at + 6 : at + 15]
    suffix, characters, paragraph, limit = raw[at + 15], raw[at + 24], raw[at + 25], raw[at + 26]
    at += 28 + characters + paragraph
    length = struct.unpack_from("<H", raw, at)[0]
    text = list(raw[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace"))
    for place in set(places):
        if 0 < place <= len(text) and text[place - 1] < "\x09":
            text[place - 1] = f"%{ord(text[place - 1]) + 1}"
    restart = None if not flags & 8 else min(limit, depth)
    level = Level(
        start, _KINDS.get(kind, "decimal"), "".join(text), _SUFFIXES.get(suffix, " "), restart, bool(flags & 4)
    )
    return level, at + 2 + 2 * length


def _read_overrides(raw: bytes, levels: dict[int, dict[int, Level]], lists: list[_List]) -> None:
    count = min(struct.unpack_from("<I", raw)[0], MOST_LISTS) if raw else 0
    heads = [struct.unpack_from("<i8xB", raw, 4 + 16 * number) for number in range(count)]
    lists += [_List(family, dict(levels.get(family, {}))) for family, _ in heads]
    at = 4 + 16 * count
    for found, (_, changed) in zip(lists, heads, strict=True):
        at += 4
        for _ in range(min(changed, 9)):
            start, flags = struct.unpack_from("<iI", raw, at)
            depth = min(flags & 15, DEEPEST_LEVEL)
            at += 8
            if flags & 32:
                found.levels[depth], at = _level(raw, at, depth)
                start = found.levels[depth].start
            if flags & 16:
                found.starts[depth] = start


def numbered(word: WordFile, lists: DocNumbering, run: bytes) -> dict[int, bytes]:
    """The properties of a paragraph, its style's and its own, by code; those set cell by cell one after the other."""
    found = dict(split(lists.style(int.from_bytes(run[:2], "little"))))
    for code, operand in word.properties(run[2:]):
        found[code] = found.get(code, b"") + operand if code in CELL_BY_CELL else operand
    return found
