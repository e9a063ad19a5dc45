"""From text to the bytes of a file: the encodings and accidents of real downloads."""

from __future__ import annotations

from functools import cache
from typing import Any

# Three bytes in UTF-8, so they turn an odd run into an even one; the second may stand where the first may not.
_BLANKS = ("\u2002", "\u205f")


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a report: utf-8, utf-8-sig, utf-16, gb18030, or mojibake (UTF-8 read as GBK and saved again)."""
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    if encoding == "mojibake":
        return text.encode("utf-8").decode("gb18030").encode("utf-8")
    return text.encode(encoding)


def survive_gbk(text: str) -> str:
    """The text with blanks put in so that reading its UTF-8 bytes as GBK loses nothing.

    GBK takes two bytes at a time: between ASCII characters there must be an even number of three-byte
    characters, and no pair may fall on a hole of the code. Cheapest blanks first, found line by line.
    """
    return "\n".join(_even(line) for line in text.split("\n"))


def _even(line: str) -> str:
    """The cheapest line over all ways of putting blanks; the state is the bytes that wait for a partner."""
    states: dict[bytes, tuple[int, str]] = {b"": (0, "")}
    for k, c in enumerate(line):
        steps: dict[bytes, tuple[int, str]] = {}
        calm = k == 0 or not line[k - 1].isalnum() or not c.isalnum()
        for waiting, (cost, done) in states.items():
            for blanks in ("", " ", *_BLANKS, *(b + " " for b in _BLANKS)):
                left = _consume(waiting + (blanks + c).encode("utf-8"))
                price = cost + len(blanks) * (2 if calm else 7)
                if left is not None and (left not in steps or price < steps[left][0]):
                    steps[left] = (price, done + blanks + c)
        states = steps
    ends = [(cost, done + tail) for waiting, (cost, done) in states.items() for tail in ("", *_BLANKS)
            if _consume(waiting + tail.encode("utf-8")) == b""]  # fmt: skip
    if not ends:
        raise ValueError(f"no blanks make this line survive: {line}")
    return min(ends)[1]


@cache
def _consume(data: bytes) -> bytes | None:
    """What waits after all whole pairs are read; None where GBK would break or not come back."""
    at = 0
    while at < len(data):
        if data[at] < 0x80:
            at += 1
        elif at + 1 == len(data):
            return data[at:] if data[at] != 0x80 else None
        else:
            pair = data[at : at + 2]
            try:
                if pair.decode("gb18030").encode("gb18030") != pair:
                    return None
            except UnicodeError:
                return None
            at += 2
    return b""


def traditional(text: str) -> str:
    """The text in traditional script, character for character."""
    pairs = {c: _converted(c) for c in set(text) if c > "\u3fff"}
    return "".join(pairs[c] if len(pairs.get(c, "")) == 1 else c for c in text)


@cache
def _converted(character: str) -> str:
    return str(_script().convert(character))


@cache
def _script() -> Any:
    import opencc

    return opencc.OpenCC("s2t")
