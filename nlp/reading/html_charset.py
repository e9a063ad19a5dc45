"""The bytes of a web page -> its text: byte-order mark first, then UTF-8 where it is exact, then GB18030."""

from __future__ import annotations

import re

from nlp.reading.decode import MISREAD_MARKS, Decoded, decode
from nlp.report import ReportWarning

HEAD = 4_096
"""How far into a page its charset may stand."""
FEW_NUL = 0.01

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_GB = ("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk")
_MISREAD = ("锛", "銆", "鐨")
"""What ，。、 and 的 become when their UTF-8 bytes are read as GBK."""
_BIG5 = ("big5", "big5-hkscs", "x-x-big5")


def decode_page(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a page, whatever its head says it was saved as.

    >>> decode_page('<meta charset="gb2312"><p>镕基</p>'.encode("gbk")).encoding
    'gb18030'

    declared  the charset that came with the page (MHTML), where one did

    A page that is UTF-8 is read as such though its head says gb2312 (browsers save so); gb2312 and gbk mean
    GB18030, since pages of that name hold characters of GBK; Big5 is read where the head names it and the bytes
    fit. A few NUL bytes go, with a warning; what else can't be decoded is told as in ``decode``.
    """
    named = _CHARSET.search(data, 0, HEAD)
    charset = (declared or (named[1].decode("ascii", "replace") if named else "")).lower()
    if charset in _BIG5:
        try:
            return Decoded(data.decode("big5hkscs"), "big5")
        except UnicodeDecodeError:
            pass
    if b"\0" not in data and not data.startswith(b"\xef\xbb\xbf"):
        for encoding in ("utf-8", "gb18030") if charset in _GB else ("utf-8",):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return decode(data) if sum(map(text.count, _MISREAD)) >= MISREAD_MARKS else Decoded(text, encoding)
    strays = data.count(b"\0") if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else 0
    if not 0 < strays <= FEW_NUL * len(data):
        return decode(data)
    decoded = decode(data.replace(b"\0", b""))
    warning = ReportWarning("nul_bytes", f"{strays} NUL bytes in the page left out")
    return Decoded(decoded.text, decoded.encoding, (*decoded.warnings, warning))
