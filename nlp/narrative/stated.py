"""The numbers of a sentence with the thing that each counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.narrative.numbers import Number
from nlp.narrative.place import CLAUSE_STOPS, Place, Stated, cue, units, without_carried, words_of
from nlp.narrative.stated_things import of_cases, of_items, of_requests, simple
from nlp.report import ClaimKind

CONTEXT = 160
WINDOW = 300
SIMPLE: tuple[ClaimKind, ...] = ("normative_docs_issued", "interpretations", "press_conferences", "trainings")
_YEAR = re.compile(r"(?<![至到入转])(20\d\d)年")
_THING_BEHIND = re.compile(r"[^、,和及(]{0,24}")


def stated_in(
    text: str, start: int, end: int, found: Sequence[Number], section: str, year: int | None, organ: str = ""
) -> Iterator[Stated]:
    """The claims of the sentence ``text[start:end]`` about the numbers found in it.

    ``organ`` is the name of the reporting organ, whose own field is no part of what it publishes. Differences to last
    year, figures of another year than ``year`` and sums since the founding are none.
    """
    since, context = start, _context(text, start)
    seen: set[str] = set()
    for number in found:
        first, lead = since == start, text[since : number.start]
        since = number.end
        if number.unit not in units("") and (number.unit or number.value):
            continue
        low = _clause_start(text, number.start - len(lead), number.start)
        high = CLAUSE_STOPS.search(text, number.end, end)
        after = text[number.end : high.start() if high else end]
        clause = text[low : number.start]
        sentence = text[max(context, number.start - WINDOW) : min(end, number.end + WINDOW)]
        kinds = list(_kinds(Place(number, lead, clause, after, sentence, first, section, organ), seen))
        if not kinds or _told_of_other_years(text, max(start, number.start - WINDOW), number.start, clause, year):
            continue
        thing = _THING_BEHIND.match(after) if len(clause) < 8 else None
        stop_at = number.end + (thing.end() if thing else 0)
        low = _clause_start(text, max(start, number.start - WINDOW), number.start)
        for kind, part in kinds:
            seen.add(kind)
            yield Stated(kind, number.value, number.approx, low, stop_at, part)


def _clause_start(text: str, start: int, end: int) -> int:
    return max((stop.end() for stop in CLAUSE_STOPS.finditer(text, start, end)), default=start)


def _context(text: str, start: int) -> int:
    """Where the full sentence before this one begins: it may name what this one counts."""
    return max(text.rfind("。", 0, max(start - 1, 0)) + 1, start - CONTEXT, 0)


def _told_of_other_years(text: str, start: int, end: int, clause: str, year: int | None) -> bool:
    if cue("compared").search(clause) or cue("since").search(text, start, end):
        return True
    if cue("before_year").search(without_carried(clause)) and not cue("carried_out").search(clause):
        return True
    if year is None:
        return False
    years = _YEAR.findall(text, start, end)
    return bool(years) and int(years[-1]) != year


def _kinds(place: Place, seen: set[str]) -> Iterator[tuple[ClaimKind, bool]]:
    unit, bare_zero = place.number.unit, place.is_zero() and not place.number.unit
    if bare_zero or unit in units("requests"):
        yield from of_requests(place, seen)
    if bare_zero or unit in units("cases"):
        yield from of_cases(place)
    if unit in units("items_disclosed"):
        yield from of_items(place, seen)
    near = place.clause + "|" + place.after[:24]
    for kind in SIMPLE:
        if unit in units(kind) and any(word in near for word in words_of(kind)):
            yield from simple(kind, place)
