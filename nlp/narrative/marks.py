"""The enumerators of prose: 一是, (一), 一、, 1., (1), ①, 第一, 首先, 其一, 一方面."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

_NUMERAL = "一二三四五六七八九十"
_RUN_IN = "将拟步后年里中在题"  # the last characters of a lead-in without a stop: 我局将一是…二是…
_PLACE = re.compile(
    rf"(?:\A|[\n。;:,!?、…”)]|(?<=[{_RUN_IN}])(?=一是))"
    r"(?=[一二三四五六七八九十第首其再最另还(\d①-⒇㈠-㈩❶-❿●•◆■▪○·★➢►-])"
)
_MARK = re.compile(
    rf"""(?:
      (?P<shi>(?:第)?[{_NUMERAL}]{{1,3}})(?:来)?\n?(?:是|要(?!求|素|闻))[,:]?
    | (?P<paren>\([{_NUMERAL}]{{1,3}}\))[、.,]?
    | (?P<bracketed>\(\d{{1,2}}\))[、.,]?
    | (?P<half>\d{{1,2}}\))[、.,]?
    | (?P<han>[{_NUMERAL}]{{1,3}})[、.]
    | (?P<number>\d{{1,2}})\n?(?:[、．]|\.(?!\d))
    | (?P<circled>[①-⑳⑴-⒇㈠-㈩❶-❿])[、.]?
    | 第(?P<ordinal>[{_NUMERAL}]{{1,2}}|\d)(?:[,、:]|个?(?:方面)?[,:])
    | (?P<first>首先|其次|再次|再者|最后|最终)[,:]?(?:是(?!否))?
    | (?P<one>(?:再|另|还有|最后)?一个(?:方面)?(?:就)?是|还有(?:一点|就)是)[,:]?
    | 其(?P<qi>[{_NUMERAL}])[,:]?(?:是)?
    | (?P<side>一方面|另一方面|二方面|三方面)[,:]?(?:是)?
    | (?P<bullet>(?<![^\n])[●•◆■▪○·★➢►-])
    )""",
    re.VERBOSE,
)
_LAST = 99
_WORDS = {
    "首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": _LAST, "最终": _LAST,
    "一方面": 1, "另一方面": 2, "二方面": 2, "三方面": 3,
}  # fmt: skip
_HEADING_LIKE = ("paren", "bracketed", "half", "han", "number", "bullet")
_NEED_A_SECOND = ("first", "side", "ordinal", "qi", "one")


@dataclass(frozen=True, slots=True)
class Mark:
    """An enumerator at ``start:end``: its family (``shi`` for 一是 …) and its number in that family."""

    start: int
    end: int
    family: str
    number: int
    opens_line: bool

    @property
    def heading_like(self) -> bool:
        """Whether paragraphs below belong to the item: so under (一) or 1., not after a run-in 一是."""
        return self.family in _HEADING_LIKE and self.opens_line


def find_marks(text: str) -> list[Mark]:
    """The enumerators of a cleaned text, in order; a numeral that counts nothing (2023年, 3.5, 统一是) is left out.

    >>> [(m.family, m.number) for m in find_marks("不足:一是意识不强;二是更新慢。")]
    [('shi', 1), ('shi', 2)]
    """
    found = []
    for place in _PLACE.finditer(text):
        hit = _MARK.match(text, place.end())
        if not hit:
            continue
        family = str(hit.lastgroup)
        opens_line = hit.start() == 0 or text[hit.start() - 1] == "\n"
        found.append(Mark(hit.start(), hit.end(), family, _number(hit[family]), opens_line))
    numbers: dict[str, set[int]] = {}
    for mark in found:
        numbers.setdefault(mark.family, set()).add(mark.number)
    kept, last = [], dict[str, int]()
    for mark in found:
        if mark.number == _LAST:
            mark = replace(mark, number=last.get(mark.family, 0) + 1)
        if _counts(mark, text, last.get(mark.family, 0), numbers[mark.family]):
            last[mark.family] = mark.number
            kept.append(mark)
    return kept


def _counts(mark: Mark, text: str, last: int, numbers: set[int]) -> bool:
    if mark.family == "bullet":
        return True
    if mark.family in _NEED_A_SECOND and len(numbers) < 2:
        return False
    if mark.opens_line:
        return True
    before = text[mark.start - 1]
    if mark.family in ("han", "number", "half") and before in ",、)”":
        return False
    if mark.number == 1:
        return (mark.family == "shi" and before not in _RUN_IN) or 2 in numbers or before in ":。"
    return mark.number > last or mark.number == 2


@lru_cache(maxsize=256)
def _number(printed: str) -> int:
    if printed in _WORDS:
        return _WORDS[printed]
    if printed.endswith("是"):
        return 1 if printed.startswith("一个") else _LAST
    for first in "①⑴㈠❶":
        if ord(first) <= ord(printed[0]) < ord(first) + 20:
            return ord(printed[0]) - ord(first) + 1
    core = printed.strip("()第")
    if core.isdigit():
        return int(core)
    tens, ten, ones = core.rpartition("十")
    value = _NUMERAL.find(ones[-1:]) + 1 if ones else 0
    return value + 10 * (_NUMERAL.find(tens[-1:]) + 1 if tens else 1) if ten else value
