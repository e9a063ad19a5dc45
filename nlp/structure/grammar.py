"""The grammar of an organ's name: [superior of a vertical organ] [region chain] core ending.

西工区司法局, 国家税务总局洛阳市税务局, 内蒙古自治区包头市青山区司法局, 洛阳市公安局西工分局, 洪泽区高良涧街道办事处
(DOMAIN 5.5; the words stand in ``levels.yaml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from nlp.knowledge import load
from nlp.structure import places
from nlp.structure.cues import cue_at
from nlp.structure.places import Place

SHORTEST_NAME, LONGEST_NAME = 2, 15
LONGEST_SHORT = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """What a name is made of; offsets count in the name without spaces, in folded characters.

    places     what the deepest place in it may be, in that year; one if the name leaves no doubt
    place      where the chain of places stands
    alone      how many places the deepest word could mean without the chain before it
    stale      a place word that the table knows only in other years
    unknown    a word like 沐阳县 that no year of the table knows
    core       the rest, that says what the organ does
    township   底张街道, 城关镇, or None
    zone       高新区 and the like: a zone without a code of its own
    """

    places: tuple[Place, ...] = ()
    place: tuple[int, int] | None = None
    alone: int = 0
    stale: str | None = None
    unknown: str | None = None
    core: str = ""
    township: str | None = None
    zone: bool = False


@lru_cache(maxsize=512)
def parse(name: str, year: int | None = None) -> Parts:
    """Split an organ's name into its places and its core.

    >>> parts = parse("包头市青山区司法局", 2023)
    >>> [place.code for place in parts.places], parts.alone, parts.core
    (['150204'], 2, '司法局')

    A name without any place has an empty ``places``; nothing is guessed.
    """
    start = _prefix(name)
    chain = _chain(name, start, year)
    at = chain.end
    found, alone, stale, unknown, place = chain.places, chain.alone, None, None, None
    if at > start:
        place = (start, at)
    rest = name[at:]
    branch = _branch(rest, found, year)
    if branch is not None:
        low, high, found, alone = branch
        place = (start if place else at + low, at + high)
    elif not _township(rest):
        word = _place_word(rest)
        if word and places.names().get(word):
            stale, found = word, []
        elif word and not found:
            unknown = word
        if word and (stale or unknown):
            place, rest = (start, at + len(word)), rest[len(word) :]
    township = _township(rest)
    zone = township is None and bool(rest) and _words()["zone"].search(rest) is not None
    return Parts(tuple(found), place, alone, stale, unknown, rest, township, zone)


@dataclass(frozen=True, slots=True)
class _Chain:
    places: list[Place]
    alone: int
    end: int


def _prefix(name: str) -> int:
    prefixes = _words()["prefixes"]
    if not name.startswith(prefixes):
        return 0
    return next((len(prefix) for prefix in prefixes if name.startswith(prefix) and len(name) > len(prefix) + 1), 0)


def _chain(name: str, at: int, year: int | None) -> _Chain:
    current: list[Place] = []
    alone, start = 0, at
    while at < len(name):
        step = _full(name, at, year) or (_short(name, at, year) if not alone or at == start else None)
        if step is None:
            break
        end, here = step
        inside = [place for place in here if _within(place, current)] if current else here
        if not inside:
            break
        current, alone, at = inside, len(here), end
    return _Chain(current, alone, at)


def _within(place: Place, parents: list[Place]) -> bool:
    return any(place.code != parent.code and place.under(parent.code) for parent in parents)


def _full(name: str, at: int, year: int | None) -> tuple[int, list[Place]] | None:
    index = places.names()
    for end in range(min(at + LONGEST_NAME, len(name)), at + SHORTEST_NAME - 1, -1):
        if name[at:end] in index and not _words()["township_end"].match(name[end:]):
            here = places.named(name[at:end], year)
            if here:
                return end, here
    return None


def _short(name: str, at: int, year: int | None) -> tuple[int, list[Place]] | None:
    index = places.shorts()
    for end in range(min(at + LONGEST_SHORT, len(name) - 1), at + SHORTEST_NAME - 1, -1):
        rest = name[end:]
        if name[at:end] not in index or _words()["township_end"].match(rest):
            continue
        if _opens(rest) or _full(name, end, year):
            here = places.called(name[at:end], year)
            if here:
                return end, here
    return None


def _branch(rest: str, parents: list[Place], year: int | None) -> tuple[int, int, list[Place], int] | None:
    """The place of 西工 in 洛阳市公安局西工分局: a county of the parent, by its full or short name."""
    branch = _words()["branch"].search(rest)
    if branch is None:
        return None
    word = branch[1]
    here = places.named(word, year) or places.called(word, year)
    inside = [place for place in here if place.level == "3" and (not parents or _within(place, parents))]
    return (branch.start(1), branch.end(1), inside, len(here)) if inside else None


def _township(rest: str) -> str | None:
    found = _words()["township"].match(rest)
    return found[1] if found else None


def _place_word(rest: str) -> str | None:
    """A word at the head of the core that looks like a place: 沐阳县 in 沐阳县人民政府."""
    words = _words()
    for end in range(SHORTEST_NAME, min(len(rest), LONGEST_NAME) + 1):
        if rest[end - 1] not in "省市区县旗州盟" or not (end == len(rest) or _opens(rest[end:], zones=False)):
            continue
        word = rest[:end]
        if words["no_place"].match(word):
            return None
        is_known = len(word) > SHORTEST_NAME and word in places.names()
        return word if is_known or not words["zone_end"].search(word) else None
    return None


def _opens(rest: str, zones: bool = True) -> bool:
    """Can what follows a place open the core of an organ's name?"""
    words = _words()
    if rest.startswith(("人民政府", "政府")) or cue_at(rest) is not None or rest in words["endings"]:
        return True
    return zones and words["zone"].match(rest) is not None


@cache
def _words() -> dict[str, Any]:
    levels: dict[str, Any] = load("structure", "levels")
    marks = "|".join(_longest_first(levels["township_marks"]))
    zone = f"(?:{'|'.join(_longest_first(levels['zones']))})|管委会|(?<!监督)管理委员会$"
    seat = "人民政府|政府|办事处|党工委|党政|党委|办|便民|综合|社会|筹备"
    return {
        "prefixes": tuple(levels["vertical_prefixes"]),
        "endings": frozenset(levels["endings"]),
        "zone": re.compile(zone),
        "zone_end": re.compile(f"(?:{zone})$"),
        "no_place": re.compile("城市|社区|我|全|各|本"),
        "township_end": re.compile(rf"(?:街道|镇|乡|苏木)(?:{seat}|$)"),
        "branch": re.compile(r"(?:局|委员会|委|厅|中心)\(?([一-鿿]{2,10}?)(?:分局|分中心|管理部|支局)\)?$"),
        "township": re.compile(rf"([一-鿿]{{1,12}}?(?:{marks}))(?:(?:{seat})[一-鿿]*|[一-鿿]*[所站]|办)?$"),
    }


def _longest_first(words: list[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
