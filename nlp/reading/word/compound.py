"""Compound files (OLE): the little file system in which Office kept its documents until 2007."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from nlp.reading.errors import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 10_000
_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks: the end of a chain, a free sector."""
_HEAD_SECTORS = 109


class Compound:
    """The streams of a compound file by name; a file whose chains lead nowhere raises ``Unreadable``."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise Unreadable("damaged", "the Office file is damaged or cut short")
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if not (7 <= shift <= 16 and 4 <= small_shift < shift):
            raise Unreadable("damaged", "the Office file is damaged")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        self._fat = self._table()
        first, _, self._cutoff, small_first = struct.unpack_from("<IIII", data, 48)
        self._entries = self._directory(self._chain(first, self._fat))
        root = self._entries.get("Root Entry", (0, 0, 0))
        self._small_fat = _numbers(self._chain(small_first, self._fat))
        self._small = self._chain(root[1], self._fat)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; "" where there is none."""
        if name not in self._entries:
            return b""
        _, first, size = self._entries[name]
        if size < self._cutoff:
            return self._small_chain(first, size)
        return self._chain(first, self._fat)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _table(self) -> Sequence[int]:
        """The allocation table: what sector follows each."""
        sectors = list(struct.unpack_from(f"<{_HEAD_SECTORS}I", self._data, 76))
        more, most = struct.unpack_from("<I", self._data, 68)[0], len(self._data) // self._size + 1
        seen = 0
        while more < _FREE and seen <= most:
            *numbers, more = _numbers(self._sector(more)) or [_FREE]
            sectors += numbers
            seen += 1
        return _numbers(
            b"".join([self._sector(number) for number in sectors[: most + _HEAD_SECTORS] if number < _FREE])
        )

    def _chain(self, first: int, table: Sequence[int]) -> bytes:
        parts, at, left = [], first, len(self._data) // self._size + 1
        while at < len(table) and left > 0:
            parts.append(self._sector(at))
            at = table[at]
            left -= 1
        return b"".join(parts)

    def _small_chain(self, first: int, size: int) -> bytes:
        parts, at, left = [], first, size // self._small_size + 1
        while at < len(self._small_fat) and left > 0:
            parts.append(self._small[at * self._small_size : (at + 1) * self._small_size])
            at = self._small_fat[at]
            left -= 1
        return b"".join(parts)[:size]

    def _directory(self, data: bytes) -> dict[str, tuple[int, int, int]]:
        entries: dict[str, tuple[int, int, int]] = {}
        for at in range(0, min(len(data), MOST_ENTRIES * 128) - 127, 128):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            first, size = struct.unpack_from("<II", data, at + 116)
            name = data[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            if kind in (1, 2, 5):
                entries.setdefault(name, (kind, first, size))
        return entries


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
