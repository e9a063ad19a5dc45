"""What one printed cell says: a number, a zero, nothing, a stroke, words, or something nobody can read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from nlp.report import CellStatus


class Printed(NamedTuple):
    """A cell as printed; only ``value`` and ``zero`` carry a number, and the number is never rescaled.

    start, end  where it stands (None for a blank that the text does not show)
    unit        the unit printed beside the number, else None
    note        what stands in brackets behind the number, else None
    """

    status: CellStatus
    value: int | float | None = None
    start: int | None = None
    end: int | None = None
    unit: str | None = None
    note: str | None = None


BLANK = Printed("blank")

Placed = tuple[CellStatus, int | float | None, int, int, str | None, str | None]
"""The fields of a ``Printed`` that has a place."""


def placed(values: Iterable[Printed]) -> tuple[Placed, ...]:
    """Values that have a place, as plain fields."""
    return tuple([(v.status, v.value, v.start or 0, v.end or 0, v.unit, v.note) for v in values])


LONGEST = 15
"""Digits a number of a report can have; a longer row of digits is not a number."""

_UNIT = "亿元|万元|元|件次|件|项|个|条|宗|起|份|人次|次"
_NUMBER = (
    r"(?P<sign>(?:增加|新增|增|减少|减|[↑↓])[ ]?|[+-])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?!,?\d)|\d+(?!,\d))(?P<decimals>\.\d+)?"
    rf"(?:[ ]?(?P<unit>{_UNIT}))?"
)
_NOTE = r"(?P<note>\((?![一二三四五六七八九十\d]{1,3}\))[^()\n]{2,60}\))"
_DAMAGED = r"(?P<damaged>\d[\d?*□OolI#,]*[?*□OolI#,][\d?*□OolI#,]*|[?*□〇OoQ]{1,4}|[?*□OolI]+\d[\d?*□OolI]*)"
_STROKE = r"(?P<stroke>/|\\|-{1,4}|[—–]{1,3}|无)"

_CELL = re.compile(rf"{_NUMBER}\s*(?:<br\s*/?>)?\s*{_NOTE}?|{_STROKE}|{_DAMAGED}")
_GROUPED = re.compile(r"\d{1,3}(?:[ \n]\d{3})+")
_WORDS = re.compile("[一-鿿A-Za-z]")
TOKEN = re.compile(
    rf"(?<![\d.,A-Za-z(\[〔/:+*-]){_NUMBER}(?:\s?{_NOTE})?(?=[\s|<]|$)(?!\s*[年月日号页%])"
    rf"|(?<![^\s|>])(?:{_STROKE}|{_DAMAGED})(?=[\s|<]|$)"
)
"""A cell inside a line of text, with blanks or a label around it."""


def read_value(text: str, start: int = 0) -> Printed:
    """What one cell says; ``text`` is the folded cell, ``start`` where it begins.

    >>> read_value("62(含撤回2件)")
    Printed(status='value', value=62, start=0, end=9, unit=None, note='含撤回2件')
    >>> read_value("减2").value, read_value("240万元").unit, read_value("/").status, read_value("").status
    (-2, '万元', 'slash', 'blank')

    A number in words, or words, are ``text``; a number with lost digits is ``unreadable``; neither has a value.
    """
    if text.isdecimal() and len(text) <= LONGEST:
        return whole(text, start)
    inner = text.strip()
    if not inner:
        return Printed("blank", None, start, start)
    low = start + text.index(inner)
    if inner.isdecimal() and len(inner) <= LONGEST:
        return whole(inner, low)
    match = _CELL.fullmatch(inner)
    if match:
        return printed(match, low)
    high = low + len(inner)
    if len(inner) <= LONGEST and _GROUPED.fullmatch(inner):
        return _number(int(re.sub(r"\s", "", inner)), low, high)
    return Printed("text" if _WORDS.search(inner) else "unreadable", None, low, high)


def whole(digits: str, start: int) -> Printed:
    """The cell that a row of digits is."""
    value = int(digits)
    return Printed("value" if value else "zero", value, start, start + len(digits))


def printed(match: re.Match[str], offset: int) -> Printed:
    """The cell that a match of ``TOKEN`` is, ``offset`` being where the searched text begins."""
    token = match.group()
    start = offset + match.start()
    if token.isdecimal() and len(token) <= LONGEST:
        return whole(token, start)
    end = start + len(token)
    if match["stroke"]:
        return Printed("slash", None, start, end)
    if match["damaged"] or (end - start > LONGEST and len(match["digits"]) > LONGEST):
        return Printed("unreadable", None, start, end)
    digits = match["digits"].replace(",", "")
    value: int | float = float(digits + match["decimals"]) if match["decimals"] else int(digits)
    if match["sign"] and match["sign"][0] in "-减↓":
        value = -value
    note = match["note"]
    return _number(value, start, end, match["unit"], note[1:-1] if note else None)


def _number(value: int | float, start: int, end: int, unit: str | None = None, note: str | None = None) -> Printed:
    return Printed("value" if value else "zero", value, start, end, unit, note)
