"""The dictionary of platform words, and a mention of a platform."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick_rs

from nlp.knowledge import load

Quote = tuple[int, int, int, int]
"""Start and end of a quotation, start and end of what it holds."""


@dataclass(slots=True, eq=False)
class Mention:
    """A platform word with its name: offsets into the text that was searched.

    word_start, word_end  the platform word          start, end  what names the platform, word or name
    named                 by a name of its own       weak        a platform only if it has a count
    owner                 区政府 of 区政府网站           run         False where it is closed, planned or lacking
    borrowed              where the name stands that it shares with the platform before it (“X”微博、微信)
    """

    kind: str
    name: str
    start: int
    end: int
    word_start: int
    word_end: int
    named: bool = False
    weak: bool = False
    owner: str = ""
    run: bool = True
    borrowed: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """platforms.yaml, compiled: the matcher of platform words and the cues around them."""

    matcher: Any
    entries: Sequence[tuple[str, bool]]
    not_names: frozenset[str]
    not_name_before: re.Pattern[str]
    owners: tuple[str, ...]
    openers: Any
    doubt: re.Pattern[str]
    not_run: re.Pattern[str]
    source: re.Pattern[str]
    accounts: frozenset[str]
    can_be_named: frozenset[str]
    proper: frozenset[str]
    called: frozenset[str]
    site_of: re.Pattern[str]
    in_general: re.Pattern[str]
    partner: re.Pattern[str]
    with_partner: re.Pattern[str]
    via: frozenset[str]
    through: re.Pattern[str]
    publishes: re.Pattern[str]
    listed_on: re.Pattern[str]
    other_bulletin: re.Pattern[str]
    works: re.Pattern[str]


@cache
def knowledge() -> Knowledge:
    data = load("narrative", "platforms")
    table: dict[str, tuple[str, bool]] = {}
    for kind, words in data["kinds"].items():
        table |= dict.fromkeys((*words.get("words", ()), *words.get("class", ())), (kind, False))
        table |= dict.fromkeys((*words.get("weak", ()), *words.get("via", ())), (kind, True))
    table |= dict.fromkeys(data["none"], ("", False))
    matcher = ahocorasick_rs.AhoCorasick(list(table), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return Knowledge(
        matcher,
        list(table.values()),
        frozenset(data["not_names"]),
        re.compile(data["not_name_before"]),
        tuple(data["owner"]),
        ahocorasick_rs.AhoCorasick(data["phrase_opens"]),
        re.compile(data["doubt"]),
        re.compile(data["not_run"]),
        re.compile(data["source"]),
        frozenset(data["accounts"]),
        frozenset(data["named"]),
        frozenset(data["proper"]),
        frozenset(data["called"]),
        re.compile(data["site_of"]),
        re.compile(data["in_general"]),
        re.compile(data["partner"]),
        re.compile(data["with_partner"]),
        frozenset(word for words in data["kinds"].values() for word in words.get("via", ())),
        *(re.compile(data[key]) for key in ("through", "publishes", "listed_on", "other_bulletin", "works")),
    )
