"""Letters of strangers on a page: shown as what they are, without what they do to the text around them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

SIGNS = {"\0": "\u2400", **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)}}
# Controls, marks of direction, lone halves of a letter, tags; tabs and breaks of lines and pages are text.
# U+202A to U+202E embed and override, U+2066 to U+2069 isolate.
_ACTING = re.compile(
    "[\\0-\\x08\\x0b\\x0e-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069"
    "\\ud800-\\udfff\\U000e0000-\\U000e007f]"
)
_RETURN = re.compile("\\r(\\n?)")


def visible(text: str) -> str:
    """A short text with every letter that acts instead of showing written as its number, safe in an attribute too.

    >>> visible("甲\\u202e乙")
    '甲⟨U+202E⟩乙'

    It is not escaped: the template does that.
    """
    return _ACTING.sub(lambda met: f"⟨U+{ord(met[0]):04X}⟩", text)


def shorten(text: str, length: int) -> str:
    """The text, or its beginning and ``…``."""
    return text if len(text) <= length else text[: length - 1] + "…"


def exact(text: str) -> Markup:
    """Markup whose text is ``text``, letter for letter; what acts stands in a box of its own that tells its number.

    >>> exact("a<b")
    Markup('a&lt;b')

    No page can hold NUL and lone surrogates: they stand as U+2400 and U+FFFD, one for one.
    """
    parts: list[str] = []
    low = 0
    for met in _ACTING.finditer(text):
        parts += [_plain(text[low : met.start()]), _box(met[0])]
        low = met.end()
    return Markup("".join([*parts, _plain(text[low:])]))


def _plain(text: str) -> str:
    """Escaped; a page would turn a carriage return into a line feed, and show none where it stands alone."""
    escaped = str(escape(text))
    return _RETURN.sub(lambda met: "&#13;\n" if met[1] else '<bdi class="return">&#13;</bdi>', escaped)


def _box(letter: str) -> str:
    return f'<bdi class="acts" data-code="U+{ord(letter):04X}">{SIGNS.get(letter, letter)}</bdi>'
