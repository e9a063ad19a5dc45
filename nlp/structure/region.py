"""The region of an organ: from its name, the year and, where these leave a doubt, from the rest of the text.

A county's name resolves alone in 97.7 % of the units of 2025 (DOMAIN 5.2); of the rest the evidence of
DOMAIN 5.4 decides or nothing does: the candidates are returned, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp.knowledge import load
from nlp.report import Region, RegionCandidate, Resolution, Span
from nlp.structure import evidence, places
from nlp.structure.evidence import Vote
from nlp.structure.grammar import Parts, parse
from nlp.structure.places import Place

LEAD = 2
MOST_SPANS = 6


def resolve(
    name: str | None, year: int | None, folded: str = "", at: Sequence[int] = (), parts: Parts | None = None
) -> Region:
    """Where the organ is.

    >>> resolve("湛河区司法局", 2024).code
    '410411'
    >>> region = resolve("青山区司法局", 2023)
    >>> region.code, region.resolution, [candidate.prefecture for candidate in region.candidates]
    (None, 'ambiguous', ['包头市', '武汉市'])

    name     the organ's name without spaces, folded; None if the report does not print it
    year     the year of the report; None is the last year of the table
    folded   the text to look for evidence in; offsets of the record count in it
    at       where each character of the name stands in that text, if it does

    A township or subdistrict has the code of its county; a zone that of the place that its name opens with.
    ``contradicted`` and ``ambiguous`` carry no code but candidates.
    """
    parts = parse(name or "", year) if parts is None else parts
    own = _own_span(parts, at)
    if parts.stale:
        return _open(places.heirs(parts.stale, year), own)
    if parts.township and not _is_seat(parts.places):
        return _of_township(parts, year, folded, own)
    if len(parts.places) == 1:
        return _of_one(parts, year, folded, own)
    if parts.places:
        return _of_several(parts, year, folded, own)
    if parts.unknown:
        return _open(_lookalikes(parts.unknown, year), own)
    return Region()


def surroundings(level: str, year: int | None, folded: str) -> Region:
    """The region of an organ that prints no name of its own (区司法局): the one county that the text speaks of."""
    return _only_county(evidence.counties(folded, year), folded, ()) if level == "county" else Region()


def _own_span(parts: Parts, at: Sequence[int]) -> tuple[Span, ...]:
    if parts.place is None or not at:
        return ()
    low, high = parts.place
    return ((at[low], at[high - 1] + 1),)


def _of_one(parts: Parts, year: int | None, folded: str, own: tuple[Span, ...]) -> Region:
    place = parts.places[0]
    if parts.alone != 1:
        return _closed(place, "resolved_by_evidence", own)
    against: list[Vote] = []
    for vote in _votes_on(place, year, folded):
        if _in_its_province(vote, place):
            return _closed(place, "unique", own)
        against.append(vote)
    if not against:
        return _closed(place, "unique", own)
    others = [found for vote in against for found in _places_at(vote.prefixes, year)]
    return _open([place, *others], own + _spans(against), "contradicted")


def _votes_on(place: Place, year: int | None, folded: str) -> Iterator[Vote]:
    yield from evidence.site_codes(folded)
    yield from evidence.phones(folded)
    if place.level == "3":
        yield from evidence.chains(folded, place.name, year)


def _in_its_province(vote: Vote, place: Place) -> bool:
    """Within a province counties change their superior, and keep telephones and sites of the old one for years."""
    return any(prefix[:2] == place.code[:2] for prefix in vote.prefixes)


def _of_several(parts: Parts, year: int | None, folded: str, own: tuple[Span, ...]) -> Region:
    candidates = parts.places
    votes = [*evidence.site_codes(folded), *evidence.phones(folded)]
    for name, short in sorted({(place.name, place.short) for place in candidates}):
        votes += evidence.chains(folded, name, year, short if name.startswith(short) and len(short) > 1 else None)
    votes += evidence.mentions(folded, candidates)
    return _elect(candidates, votes, own)


def _elect(candidates: Sequence[Place], votes: Sequence[Vote], own: tuple[Span, ...]) -> Region:
    scores = [sum(vote.weight for vote in votes if vote.speaks_for(place)) for place in candidates]
    ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: -pair[0])
    (best, place), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0
    if best > 0 and (second == 0 or (best >= second + LEAD and best >= 2 * second)):
        telling = [vote for vote in votes if vote.speaks_for(place) and not _speaks_for_all(vote, candidates)]
        return _closed(place, "resolved_by_evidence", own + _spans(telling))
    return _open(candidates, own, "ambiguous")


def _speaks_for_all(vote: Vote, candidates: Sequence[Place]) -> bool:
    return len(candidates) > 1 and all(vote.speaks_for(place) for place in candidates)


def _is_seat(found: Sequence[Place]) -> bool:
    """One county, or a prefecture without counties (东莞市), whose code a township of it takes."""
    if len(found) != 1:
        return False
    place = found[0]
    return place.level == "3" or (place.level == "2" and place.code not in places.divided())


def _of_township(parts: Parts, year: int | None, folded: str, own: tuple[Span, ...]) -> Region:
    if parts.places and all(place.level == "3" for place in parts.places):
        return _of_several(parts, year, folded, own)
    direct = list(evidence.chains(folded, parts.township or "", year, levels="123"))
    codes = {vote.prefixes[0] for vote in direct if len(vote.prefixes) == 1 and len(vote.prefixes[0]) == 6}
    seats = [place for code in sorted(codes) if (place := places.coded(code, year)) and _inside(place, parts.places)]
    if len(seats) == 1:
        return _closed(seats[0], "resolved_by_evidence", own + _spans(direct))
    if len(seats) > 1:
        return _open(seats, own, "ambiguous")
    named = {place: spans for place, spans in evidence.counties(folded, year).items() if _inside(place, parts.places)}
    return _only_county(named, folded, own, parts.places)


def _inside(place: Place, parents: Sequence[Place]) -> bool:
    return not parents or any(place.under(parent.code) for parent in parents)


def _only_county(
    named: dict[Place, list[Span]], folded: str, own: tuple[Span, ...], parents: Sequence[Place] = ()
) -> Region:
    """The one county of those that the text names, or that its site code and telephone leave."""
    signals = [*evidence.site_codes(folded), *evidence.phones(folded)]
    exact = {vote.prefixes[0]: vote for vote in signals if len(vote.prefixes[0]) == 6}
    if len(exact) == 1 and not named:
        (code, vote), *_ = exact.items()
        place = places.coded(code)
        if place is not None:
            return _closed(place, "resolved_by_evidence", (*own, vote.span))
    fitting = {place: spans for place, spans in named.items() if all(vote.speaks_for(place) for vote in signals)}
    if len(fitting) == 1:
        (place, spans), *_ = fitting.items()
        return _closed(place, "resolved_by_evidence", own + tuple(spans[:1]) + _spans(signals))
    if fitting or named:
        return _open(list(fitting or named), own, "ambiguous")
    return _partial(parents, own)


def _partial(parents: Sequence[Place], own: tuple[Span, ...]) -> Region:
    if len(parents) != 1:
        return Region(evidence=own)
    chain = _candidate(parents[0])
    return Region(None, chain.province, chain.prefecture, None, "unresolved", (), own)


def _lookalikes(word: str, year: int | None) -> list[Place]:
    """Places whose names differ from the word in one character that is easily mistaken: 沭阳县 for 沐阳县."""
    found = []
    for group in load("structure", "places")["lookalikes"]:
        for i, character in enumerate(word):
            if character in group:
                for other in group:
                    if other != character:
                        found += places.named(word[:i] + other + word[i + 1 :], year)
    return found


def _places_at(prefixes: Iterable[str], year: int | None) -> list[Place]:
    found = (places.coded(prefix.ljust(6, "0"), year) for prefix in prefixes)
    return [place for place in found if place is not None]


def _closed(place: Place, resolution: Resolution, spans: tuple[Span, ...]) -> Region:
    chain = _candidate(place)
    return Region(chain.code, chain.province, chain.prefecture, chain.county, resolution, (), _few(spans))


def _open(found: Sequence[Place], spans: tuple[Span, ...], resolution: Resolution = "unresolved") -> Region:
    candidates = sorted({_candidate(place) for place in found}, key=lambda candidate: candidate.code)
    return Region(resolution=resolution, candidates=tuple(candidates), evidence=_few(spans))


def _candidate(place: Place) -> RegionCandidate:
    year = int(place.last)
    province = places.coded(place.province, year)
    own = place if place.level == "2" else places.coded(place.prefecture, year) if place.prefecture else None
    return RegionCandidate(
        place.code,
        province.name if province else None,
        own.name if own else None,
        place.name if place.level == "3" else None,
    )


def _spans(votes: Iterable[Vote]) -> tuple[Span, ...]:
    return tuple(vote.span for vote in votes)


def _few(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(spans))[:MOST_SPANS]
