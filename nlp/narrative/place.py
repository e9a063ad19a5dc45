"""A number where it stands in a sentence, and the cues of claims.yaml that are held against its surroundings."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nlp.knowledge import load
from nlp.narrative.numbers import Number
from nlp.report import ClaimKind

CLAUSE_STOPS = re.compile(r"[,。;!?:\n]")


class Stated(NamedTuple):
    """A number stated, with the offsets of its clause; ``part`` where it may be part of a total stated elsewhere."""

    kind: ClaimKind
    value: int | float
    approx: bool
    start: int
    end: int
    part: bool = False


class Place(NamedTuple):
    """A number where it stands.

    lead     the words since the number before it      clause    those of its own clause
    after    the words behind it in its clause         sentence  its sentence and the one before
    first    whether it is the sentence's first        section   the section or part it stands in
    organ    the name of the reporting organ, or nothing
    """

    number: Number
    lead: str
    clause: str
    after: str
    sentence: str
    first: bool
    section: str
    organ: str = ""

    def is_zero(self) -> bool:
        return self.number.value == 0


@cache
def cue(name: str, part: str | None = None) -> re.Pattern[str]:
    """A pattern of claims.yaml, compiled when first asked for."""
    entry = load("narrative", "claims")[name]
    return re.compile(entry[part] if part else entry)


def without_carried(clause: str) -> str:
    """The clause without what came in from last year, where it is only named with a sum of those closed.

    >>> without_carried("连同上年结转共办结"), without_carried("加上年结转")
    ('共办结', '加上年结转')
    """
    rest = cue("with_carried").sub("", clause)
    return rest if cue("closed").search(rest) else clause


@cache
def units(kind: str) -> frozenset[str]:
    """The units in which a kind is counted; all of them for no kind."""
    known: dict[str, str] = load("narrative", "claims")["units"]
    return frozenset(known[kind].split() if kind else " ".join(known.values()).split())


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The words one of which stands beside every number of a kind."""
    return tuple(load("narrative", "claims")[kind]["words"].split())
