"""What each tag of a page does."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from nlp.reading.html_skips import Skips
from nlp.reading.html_styles import HIDDEN, KEEPS_LINES, UNNUMBERED, kind_of, leading_number, meaning
from nlp.reading.html_tags import read_tag

_GROUP_ORDER = {"thead": 0, "tbody": 1, "tfoot": 2}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)

Step = tuple[Callable[[Any, Any], None], Any]
"""What a tag does, and with what."""


def step_of(tag: str, show_hidden: bool) -> Step | None:
    """What a tag does; None for a tag that is nothing but text.

    >>> step_of("p class=a", False)[0].__name__, step_of("span class=a", False)
    ('_open_block', None)
    """
    return (_kept_step if len(tag) < LONGEST_KEPT else _step)(tag, show_hidden)


def _step(tag: str, show_hidden: bool) -> Step | None:
    name, attributes = read_tag(tag)
    if name[:1] == "/":
        return _end_step(name[1:])
    style = attributes.get("style", "")
    flags = meaning(style) if style else 0
    if (flags & HIDDEN or "hidden" in attributes) and not show_hidden:
        return None if name in _VOID else (Skips._hide, name)
    kind = kind_of(name, flags)
    if kind is None:
        return None
    if flags & KEEPS_LINES and kind in ("block", "box"):
        kind = "pre"
    label = f"{name} {attributes.get('id', '')} {attributes.get('class', '')} {attributes.get('role', '')}"
    if kind == "cell":
        spans = (leading_number(attributes.get("colspan"), 1), leading_number(attributes.get("rowspan"), 1))
        return Skips._open_cell, (*spans, label.partition(" ")[2])
    if kind == "item":
        value = attributes.get("value")
        number = leading_number(value, 1) if value else None
        return Skips._open_item, (number, attributes.get("type", ""), not flags & UNNUMBERED)
    if kind == "list":
        start = leading_number(attributes.get("start"), 1)
        return Skips._open_list, (label, start, attributes.get("type", "1"), not flags & UNNUMBERED)
    if kind == "link":
        return Skips._set_link, "href" in attributes or name == "button"
    if kind in ("table", "row"):
        return (Skips._open_table if kind == "table" else Skips._open_row), label.partition(" ")[2]
    if kind == "block":
        return Skips._open_block, name[0] == "h" and name[1:].isdigit()
    if kind == "box":
        return Skips._open_box, (name, label)
    if kind == "group":
        return Skips._open_group, _GROUP_ORDER[name]
    return _SIMPLE[kind], name


_kept_step = lru_cache(maxsize=4096)(_step)
"""The same, kept: a page says the same tag hundreds of times, and the pages of a site the same tags."""
LONGEST_KEPT = 400

_SIMPLE: dict[str, Callable[[Any, Any], None]] = {
    "br": Skips._flush,
    "pre": Skips._open_pre,
    "raised": Skips._apart,
    "skip": Skips._skip,
    "struck": Skips._strike,
    "textarea": Skips._text_field,
}
_ENDS: dict[str, Step] = {
    "cell": (Skips._close_cell, None),
    "row": (Skips._close_row, None),
    "table": (Skips._close_table, None),
    "group": (Skips._close_row, None),
    "item": (Skips._end_item, None),
    "link": (Skips._set_link, False),
    "raised": (Skips._apart, None),
}


def _end_step(name: str) -> Step | None:
    kind = kind_of(name, 0)
    if kind in ("box", "list", "pre"):
        return Skips._close_named, name
    return (Skips._end_block, name) if kind == "block" else _ENDS.get(kind or "")
