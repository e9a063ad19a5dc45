"""What a text says, outside the organ's own name, about where the organ is (DOMAIN 5.4).

Every signal is a ``Vote``: the first digits of the codes that it speaks for, a weight, and where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from nlp.knowledge import load
from nlp.structure import places
from nlp.structure.places import Place

HEAD, TAIL = 40_000, 8_000
CHAIN, SITE, PHONE, BRAND, MENTION = 3, 3, 2, 2, 1
MOST_SEEN = 60
LOOK_BACK = 24


class Vote(NamedTuple):
    prefixes: tuple[str, ...]
    weight: int
    span: tuple[int, int]

    def speaks_for(self, place: Place) -> bool:
        return place.code.startswith(self.prefixes) or place.prefecture.startswith(self.prefixes)


def phones(folded: str) -> Iterator[Vote]:
    """Telephone numbers with an area code: 0472-3616739 speaks for 包头."""
    areas: dict[str, list[str]] | None = None
    for found in _seen(_PHONE, folded):
        start = found.start()
        if _PART_OF_A_NUMBER.search(folded, max(0, start - 1), start) or not (
            found[2] or _CALL.search(folded, max(0, start - 14), start)
        ):
            continue
        areas = areas or load("structure", "area_codes")["codes"]
        prefixes = areas.get(found[1])
        if prefixes:
            yield Vote(tuple(prefixes), PHONE, found.span(1))


def site_codes(folded: str) -> Iterator[Vote]:
    """The identification code of a website or its police registration; the first six digits are a region's code."""
    if "标识码" not in folded and "安备" not in folded and "备案" not in folded:
        return
    for found in _seen(_SITE, folded):
        code = found[1]
        prefix = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        if code[:2] + "0000" in places.codes():
            yield Vote((prefix,), SITE, found.span(1))


def chains(folded: str, name: str, year: int | None, short: str | None = None, levels: str = "12") -> Iterator[Vote]:
    """Places named directly before the name: 包头市 before 青山区; with its short name also 包头 before 青山.

    ``levels`` are those that a superior can have: counties in a row (a menu) say nothing of each other.
    """
    for start in _places_of(folded, short or name):
        parent = _place_before(folded, start, year, levels)
        if parent is None:
            continue
        low, rows = parent
        full = folded.startswith(name, start)
        end = start + len(name if full or short is None else short)
        yield Vote(tuple(_prefix(row) for row in rows), CHAIN if full else BRAND, (low, end))


def mentions(folded: str, candidates: Iterable[Place]) -> Iterator[Vote]:
    """Superiors of the candidates that the text names, by their full names, or by their short names in the name of
    a platform or an organ (河南政务服务网). What stands in 《》 or is named as an example does not count.
    """
    superiors = {code for place in candidates for code in (place.prefecture, place.province) if code}
    for code in sorted(superiors):
        superior = places.coded(code)
        if superior is None or (superior.name not in folded and superior.short not in folded):
            continue
        pattern = _superior(superior.name, superior.short)
        for found in _seen(pattern, folded):
            if not foreign(folded, found.start()):
                yield Vote((_prefix(superior),), MENTION, found.span())


def counties(folded: str, year: int | None) -> dict[Place, list[tuple[int, int]]]:
    """Every county that the text names in full and not as an example, with the spans."""
    index = places.names()
    seen: dict[Place, list[tuple[int, int]]] = {}
    for found in _seen(_COUNTY_LIKE, folded):
        word = found[0]
        for start in range(max(0, len(word) - 15), len(word) - 1):
            if word[start:] in index:
                span = found.start() + start, found.end()
                rows = [place for place in places.named(word[start:], year) if place.level == "3"]
                if rows and not foreign(folded, span[0]):
                    for place in rows:
                        seen.setdefault(place, []).append(span)
                break
    return seen


def foreign(folded: str, start: int) -> bool:
    """Does the place at ``start`` stand in the title of a document, or as somebody else's example?"""
    before = folded[max(0, start - 60) : start]
    if before.rfind("《") > before.rfind("》"):
        return True
    clause = re.split("[,。;!?:、\n]", before)[-1][-16:]
    return _EXAMPLE.search(clause) is not None


_PHONE = re.compile(r"(0(?:10|2\d|[3-9]\d\d))\)?\s?([-—–]{1,2})?\s?\d{6,8}(?!\d)")
_PART_OF_A_NUMBER = re.compile(r"[0-9A-Za-z/.-]")
_CALL = re.compile("电话|传真|热线|联系方式")
_SITE = re.compile(r"(?:标识码|公网安备|公安备案)[^\d\n]{0,8}([1-6]\d{5})\d{4,8}(?!\d)")
_COUNTY_LIKE = re.compile(r"[一-鿿]{1,14}?[区县市旗]")
_EXAMPLE = re.compile(r"学习|借鉴|参考|考察|参观|赴|对标|例如|比如|譬如|转发|转载|来源|原籍|籍贯")


def _seen(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    windows = [(0, len(folded))] if len(folded) <= HEAD + TAIL else [(0, HEAD), (len(folded) - TAIL, len(folded))]
    for low, high in windows:
        yield from pattern.finditer(folded, low, high)


def _places_of(folded: str, word: str) -> Iterator[int]:
    at, count = folded.find(word), 0
    while at >= 0 and count < MOST_SEEN:
        yield at
        at, count = folded.find(word, at + len(word)), count + 1


def _place_before(folded: str, start: int, year: int | None, levels: str) -> tuple[int, list[Place]] | None:
    low = max(0, start - LOOK_BACK)
    bare = "".join(folded[low:start].split())
    for length in places.lengths().get(bare[-1:], ()):
        word = bare[-length:]
        if length > min(15, len(bare)):
            continue
        rows = [p for p in places.named(word, year) if p.level in levels] if word in places.names() else []
        rows = rows or ([p for p in places.called(word, year) if p.level != "3"] if word in places.shorts() else [])
        if rows:
            begin = start
            while length:
                begin -= 1
                length -= not folded[begin].isspace()
            return begin, rows
    return None


def _prefix(place: Place) -> str:
    return place.code if place.level == "3" else place.code[:4] if place.level == "2" else place.code[:2]


@cache
def _superior(name: str, short: str) -> re.Pattern[str]:
    return re.compile(
        f"{name}|{short}(?=政务|政府|日报|晚报|发布|电视|广播|公安|司法|普法|法治|人社|税务|门户|民政|教育|新闻|网)"
    )
