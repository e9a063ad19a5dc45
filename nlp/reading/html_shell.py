"""A page that is a shell: the report stands in a string of its scripts, a hidden field or an inner page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from nlp.reading.html_tags import resolve

SHORTEST = 120
"""Characters of a string that may be a report."""
MOST_STRINGS = 2_000
MOST_CHARACTERS = 4_000_000
DEEPEST = 4
"""How often strings may stand in strings (JSON in a script in JSON …)."""

# An escape outside of a string is passed over whole, so that no open quote is looked at twice.
_LITERAL = re.compile(
    r'\\[\s\S]|"((?:[^"\\\n]++|\\[\s\S])*+)"|\'((?:[^\'\\\n]++|\\[\s\S])*+)\'|`((?:[^`\\]++|\\[\s\S])*+)`'
)
_JOINED = re.compile(r"\s*\+\s*")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": ""}
_CHINESE = re.compile("[一-鿿]")
_HOLDERS = re.compile(r"\\u[4-9][0-9a-fA-F]{3}|%u[4-9][0-9a-fA-F]{3}|%E[4-9]|&#(?:x[4-9]|[2-4]\d{4});|[一-鿿]")


def inner_pages(page: str) -> Iterator[str]:
    """Every long Chinese string that a page carries without showing it, as HTML or text; nothing is executed.

    >>> page = "<script>var d = {\\"content\\": \\"<p>" + "\\\\u516c\\\\u5f00" * 80 + "</p>\\"}</script>"
    >>> [inner[:5] for inner in inner_pages(page)]
    ['<p>公开']

    Looked at are scripts and templates, values of fields, and the inner pages of frames; escapes of JavaScript,
    JSON, URLs and HTML are undone, strings in strings are read up to ``DEEPEST`` levels.
    """
    for script in _SCRIPT.split(page)[1:]:
        held = _SCRIPT_END.split(script.partition(">")[2], maxsplit=1)[0]
        if len(held) < SHORTEST or not _HOLDERS.search(held):
            continue
        if held.lstrip()[:1] == "<":
            yield held
        else:
            yield from _strings(held, DEEPEST)
    for quoted in _FIELD.findall(page):
        if len(quoted) >= SHORTEST and _HOLDERS.search(quoted):
            yield _unescaped(resolve(quoted[1:-1]))
    for opening in _TEMPLATE.finditer(page):
        closing = _TEMPLATE_END.search(page, opening.end())
        if closing is None:
            break
        yield page[opening.end() : closing.start()]


_SCRIPT = re.compile(r"<script\b", re.I)
_SCRIPT_END = re.compile("</script", re.I)
_FIELD = re.compile(r"""\b(?:value|srcdoc|content)\s{0,5}=\s{0,5}("[^"]*"|'[^']*')""", re.I)
_TEMPLATE = re.compile(r"<(?:template|noscript)\b[^<>]*+>", re.I)
_TEMPLATE_END = re.compile("</(?:template|noscript)", re.I)


def _strings(text: str, depth: int) -> Iterator[str]:
    """The long strings in a script, longest first; of a string that is JSON, the strings in it."""
    found = []
    parts: list[str] = []
    end = None
    for literal in _LITERAL.finditer(text[:MOST_CHARACTERS]):
        if literal.lastindex is None:
            continue
        if end is None or not _JOINED.fullmatch(text, end, literal.start()):
            found.append("".join(parts))
            parts = []
        parts.append(literal[1] or literal[2] or literal[3] or "")
        end = literal.end()
    found.append("".join(parts))
    long = sorted([part for part in found if len(part) >= SHORTEST and _HOLDERS.search(part)], key=len, reverse=True)
    for part in long[:MOST_STRINGS]:
        string = _unescaped(_ESCAPE.sub(_character, part))
        if depth and string.lstrip()[:1] in ("{", "["):
            try:
                json.loads(string)
            except (ValueError, RecursionError):
                pass
            else:
                yield from _strings(string, depth - 1)
                continue
        if _CHINESE.search(string):
            yield string


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code is None:
        return _PLAIN.get(escape[4], escape[4])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


_SURROGATES = re.compile("[\ud800-\udfff]")


def _unescaped(string: str) -> str:
    if _SURROGATES.search(string):
        string = string.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "%E" in string or "%3C" in string.upper():
        string = unquote(string)
    for _ in range(2):
        if "<" not in string and ("&lt;" in string or "&#60;" in string or "&#x" in string):
            string = resolve(string)
    return string
