"""What names, styles and types of elements mean for a reader who only wants their text."""

from __future__ import annotations

import re
from functools import lru_cache

HIDDEN, STRUCK, KEEPS_LINES, BLOCK, INLINE, UNNUMBERED = 1, 2, 4, 8, 16, 32

_MEANINGS = (
    (HIDDEN, re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.I)),
    (HIDDEN, re.compile(r"mso-element\s*:\s*(?:comment|header|footer)", re.I)),
    (STRUCK, re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)),
    (KEEPS_LINES, re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)),
    (BLOCK, re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)\b(?!-)", re.I)),
    (INLINE, re.compile(r"display\s*:\s*inline\b(?!-)", re.I)),
    (UNNUMBERED, re.compile(r"list-style(?:-type)?\s*:[^;]*(?:none|disc|circle|square)", re.I)),
)
_KINDS = {
    "box": "body div section article main nav header footer aside ul dl form fieldset center blockquote details figure",
    "block": "p h1 h2 h3 h4 h5 h6 dt dd address hr caption legend figcaption summary optgroup option html dir menu",
    "skip": "noscript template title select datalist svg math object applet audio video map xml rt rp iframe frameset",
    "pre": "pre listing xmp plaintext",
    "struck": "del s strike",
    "cell": "td th",
    "raised": "sup sub",
    "link": "a button",
    "group": "thead tbody tfoot",
    "list": "ol",
    "item": "li",
    "row": "tr",
    "br": "br",
    "table": "table",
    "textarea": "textarea",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


def kind_of(name: str, flags: int) -> str | None:
    """What kind of element a name is, with the flags of its style; None for one that is part of its line.

    >>> kind_of("div", 0), kind_of("span", BLOCK), kind_of("span", 0)
    ('box', 'block', None)
    """
    kind = _KIND_OF.get(name)
    if flags & STRUCK:
        return "struck"
    if flags & BLOCK and kind is None:
        return "block"
    if flags & INLINE and kind in ("block", "box"):
        return None
    return kind


def meaning(style: str) -> int:
    """The flags of a style attribute.

    >>> meaning("color:red; display: none") == HIDDEN, meaning("font-size:14px")
    (True, 0)
    """
    return _meaning(style) if len(style) < _LONGEST_KEPT else 0


_LONGEST_KEPT = 4_000


@lru_cache(maxsize=4096)
def _meaning(style: str) -> int:
    flags = 0
    for flag, pattern in _MEANINGS:
        if pattern.search(style):
            flags |= flag
    return flags


def numeral(number: int, kind: str) -> str:
    """The numeral that a browser prints before an item of an ordered list of this type.

    >>> numeral(3, "1"), numeral(2, "a"), numeral(4, "I")
    ('3.', 'b.', 'IV.')
    """
    if kind in ("a", "A") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return (letter if kind == "a" else letter.upper()) + "."
    if kind in ("i", "I") and 0 < number < 40:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return (roman.lower() if kind == "i" else roman) + "."
    return f"{number}."


def leading_number(value: str | None, default: int) -> int:
    """The number that an attribute begins with, as browsers read colspan="2px"; the default where it has none."""
    found = _LEADING.match(value) if value else None
    return int(found[1]) if found else default


_LEADING = re.compile(r"\s*\+?(\d{1,9})")
