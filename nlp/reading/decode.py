"""The bytes of a text file -> its text, whatever it was saved as, and what was lost on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.reading.errors import Unreadable
from nlp.report import ReportWarning

LOST = "\ufffd"
DAMAGED_UTF8 = 0.1  # a larger share of the bytes above 127 is bad: the file is in another encoding
DAMAGED_GBK = 0.04
CONTROL_CHARACTERS = 0.01
MISREAD_MARKS = 3
STRANGE = 0.08  # share of misread marks in a line that can't be read back


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    warnings: tuple[ReportWarning, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of UTF-8, GB18030/GBK or UTF-16 bytes, with or without a byte-order mark.

    >>> decode("政府信息公开".encode("gbk"))
    Decoded(text='政府信息公开', encoding='gb18030', warnings=())

    Bytes that no character can be made of leave U+FFFD where they stood and a warning that counts them; a text
    once misread as GBK (鏀垮簻淇℃伅) is read back. Bytes that are no text raise ``Unreadable``.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return _utf8(data[3:], "utf-8-sig") or _gb18030(data[3:])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(data[2:], "utf-16-le" if data[0] == 0xFF else "utf-16-be")
    if b"\0" in data:
        return _with_nul(data)
    return _utf8(data, "utf-8") or _gb18030(data)


# The middle byte of a character overwritten by a digit would else read as a number that nobody printed.
_DIGIT_INSIDE = re.compile(rb"([\xe2-\xef])[0-9](?=[\x80-\xbf](?![\x80-\xbf]))")


def _utf8(data: bytes, encoding: str) -> Decoded | None:
    """The bytes as UTF-8, or None where too many of them are something else."""
    try:
        return _as_text(data.decode("utf-8"), encoding, 0)
    except UnicodeDecodeError:
        pass
    text = _DIGIT_INSIDE.sub(b"\\1\xff", data).decode("utf-8", "replace")
    kept = text.replace(LOST, "") if LOST.encode() not in data else text
    bad = len(data) - len(kept.encode("utf-8"))
    if bad > DAMAGED_UTF8 * _high(data) + 3 or not any(character > "\u07ff" for character in kept):
        return None
    return _as_text(text, encoding, bad)


def _gb18030(data: bytes) -> Decoded:
    try:
        return _as_text(data.decode("gb18030"), "gb18030", 0)
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    bad = text.count(LOST)
    if bad > DAMAGED_GBK * _high(data) + 1:
        raise Unreadable("binary", "the file is no text in UTF-8, GB18030 or UTF-16")
    return _as_text(text, "gb18030", bad)


def _high(data: bytes) -> int:
    return len(data.translate(None, bytes(range(128))))


def _with_nul(data: bytes) -> Decoded:
    """UTF-16 without a byte-order mark, or a text that some program filled up with zeros."""
    for encoding in ("utf-16-le", "utf-16-be"):
        if plausible(data.decode(encoding, "replace")):
            return _utf16(data, encoding)
    bare = data.rstrip(b"\0")
    if not bare or b"\0" in bare:
        raise Unreadable("binary", "the file holds NUL bytes and is no UTF-16 text")
    decoded = _utf8(bare, "utf-8") or _gb18030(bare)
    padding = ReportWarning("nul_bytes", f"{len(data) - len(bare)} NUL bytes at the end of the file left out")
    return Decoded(decoded.text, decoded.encoding, (*decoded.warnings, padding))


def _utf16(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    bad = text.count(LOST)
    if not plausible(text) or bad > DAMAGED_GBK * len(text) + 1:
        raise Unreadable("binary", "the file is no text in UTF-8, GB18030 or UTF-16")
    return _as_text(text, encoding, bad)


_PLAUSIBLE = re.compile("[\\s!-~一-鿿\u2000-\u206f\u3000-\u303f\uff00-\uffef]")


def plausible(text: str) -> bool:
    """Whether a text is made of what Chinese reports are made of."""
    return len(_PLAUSIBLE.findall(text)) >= 0.9 * len(text)


_CONTROL = re.compile("[\0-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]")


def _as_text(text: str, encoding: str, bad: int) -> Decoded:
    if not bad and not _SUSPECT.search(text):
        return Decoded(text, encoding)
    if len(_CONTROL.findall(text)) > CONTROL_CHARACTERS * len(text):
        raise Unreadable("binary", "the file holds control characters, not text")
    warnings = []
    if bad:
        warnings.append(
            ReportWarning("bytes_lost", f"{bad} bytes can't be read as {encoding}; U+FFFD stands in their place")
        )
    if len(_MISREAD.findall(text)) >= MISREAD_MARKS:
        text, warning = _undo_misreading(text)
        warnings.extend(warning)
    return Decoded(text, encoding, tuple(warnings))


# What ，。、 and the commonest characters of a report become when their UTF-8 bytes are read as GBK.
_MISREAD = re.compile("[锛銆紝鐨鏀鍏骞鎶℃伅垮簻]")
_SUSPECT = re.compile(_CONTROL.pattern[:-1] + _MISREAD.pattern[1:])
_CHINESE = re.compile("[一-鿿]")


def _undo_misreading(text: str) -> tuple[str, list[ReportWarning]]:
    """The text read back from GBK to UTF-8 line by line, where that is exact; what is not stays as it is.

    A line without a mark is tried too: hardly any Chinese line happens to be valid UTF-8 when saved as GBK.
    """
    lines, recovered, kept = [], 0, 0
    for line in text.split("\n"):
        better = None if line.isascii() else _reread(line)
        recovered += better is not None
        kept += better is None and len(_MISREAD.findall(line)) > max(STRANGE * len(line), 1)
        lines.append(line if better is None else better)
    warnings = []
    if recovered:
        message = f"{recovered} lines of UTF-8 misread as GBK were read back without loss"
        warnings.append(ReportWarning("mojibake_recovered", message))
    if kept:
        message = f"{kept} lines look like UTF-8 misread as GBK and can't be read back"
        warnings.append(ReportWarning("mojibake", message))
    return "\n".join(lines), warnings


def _reread(line: str) -> str | None:
    """The line as it was before it was misread; readers of GBK print € for the byte 80."""
    try:
        better = b"\x80".join(part.encode("gb18030") for part in line.split("€")).decode("utf-8")
    except UnicodeError:
        return None
    return better if _CHINESE.search(better) else None
