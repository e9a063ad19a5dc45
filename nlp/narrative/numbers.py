"""Numbers with their units in running text: 1092篇, 4.14万条, 200余条, 约三百件, 1,016,823人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

UNITS = (
    "人次", "条次", "篇次", "件次", "场次", "班次", "批次", "万元", "亿元", "条", "篇", "件", "份", "个", "期", "次",
    "场", "稿", "则", "部", "集", "幅", "人", "名", "户", "位", "项", "例", "起", "宗", "封", "通",
    "轮", "组", "张", "种", "类", "家", "处", "班", "元", "首", "段", "套", "批", "册", "本", "字",
    "款", "枚", "块", "台", "天", "堂", "节",
)  # fmt: skip
_DIGITS = "零〇一二两三四五六七八九"
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_UNIT = "|".join(UNITS)
_UNIT_OPENS = "".join(sorted({unit[0] for unit in UNITS}))
# The first character stands alone so that the search can skip to it; what it opens is looked at from there.
_NUMBER = re.compile(
    rf"[0-9{_DIGITS}十百千](?:(?<=[0-9])(?<![0-9.].)"
    r"(?P<arabic>[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]{0,11}(?:\.[0-9]+)?)"
    rf"|(?<=[{_DIGITS}十百千])(?P<chinese>[{_DIGITS}十百千]{{0,8}}+)(?=[ 余多来+万亿百千{_UNIT_OPENS}]))"
    rf" ?(?P<more>[余多来+]?)(?P<scale>[百千]?[万亿]|[百千](?=[余多]?(?:{_UNIT})))?(?P<more2>[余多+]?)"
    rf" ?(?P<unit>(?=[{_UNIT_OPENS}])(?:{_UNIT}))?(?P<after>次?(?:以上|左右|上下))?"
)
_ABOUT = re.compile(r"(?:近|约|超过?|突破|逾|大约|将近|接近|不少于|不低于|至少|几)$")
_NOT_COUNTED = re.compile(r"(?:每|逐|任|某|同|统|这|那|该|唯|进|专|单|无|没|没有)$|(?:星期|每[周月季年日]度?)$")
_NO_COUNT_BEFORE = frozenset("年月日号%‰时-~—/.〕])")
_NO_COUNT_AFTER = frozenset("-/.〔[")
_NOT_A_UNIT = re.compile(r"性|步|系列|件事|体|些|样|部分|类事|端|级|致|线|站|[也都](?:没|未|无|不)")


class Number(NamedTuple):
    """A printed number: its value, whether it is only about right, its unit, and where number and unit stand."""

    value: int | float
    approx: bool
    unit: str
    start: int
    end: int


def numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Every count in ``text[start:end]`` in order; dates, percentages, ordinals and document numbers are none.

    >>> [(n.value, n.approx, n.unit) for n in numbers("发布信息4.14万余条，微信公众号三十篇，占比20%，第2次")]
    [(41400, True, '条'), (30, False, '篇')]
    """
    end = len(text) if end is None else end
    for match in _NUMBER.finditer(text, start, end):
        chinese = match["chinese"] is not None
        if match["unit"] is None and (chinese or text[match.end() : match.end() + 1] in _NO_COUNT_BEFORE):
            continue
        number = _number(text, match, chinese)
        if number:
            yield number


def _number(text: str, match: re.Match[str], chinese: bool) -> Number | None:
    begin, unit = match.start(), match["unit"] or ""
    before = text[max(begin - 6, 0) : begin]
    if before[-1:] == "第":
        return None
    value: int | Decimal
    if chinese:
        if _NOT_COUNTED.search(before) or _NOT_A_UNIT.match(text, match.end("unit")):
            return None
        value = _chinese(text[begin : match.end("chinese")])
        if (unit == "个" and value == 1) or text.startswith("件事", match.end("unit") - 1):
            return None
    else:
        if (before[-1:] in _NO_COUNT_AFTER and not unit) or (before[-1:].isascii() and before[-1:].isalpha()):
            return None
        word = text[begin : match.end("arabic")].replace(",", "")
        value = Decimal(word) if "." in word else int(word)
    for sign in match["scale"] or "":
        value *= _SCALES[sign]
    about = bool(match["more"] or match["more2"] or match["after"] or _ABOUT.search(before))
    last = match.end("unit") if unit else match.end()
    while text[last - 1] == " ":
        last -= 1
    return Number(int(value) if value == int(value) else float(value), about, unit, begin, last)


def _chinese(word: str) -> int:
    total, digit, seen = 0, 0, False
    for sign in word:
        if sign in _SCALES:
            total += (digit or (1 if not seen or sign == "十" else 0)) * _SCALES[sign]
            digit = 0
        else:
            digit = "零一二三四五六七八九".find(sign.replace("〇", "零").replace("两", "二"))
        seen = True
    return total + digit
