"""Which measure answers which stated problem."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nlp.knowledge import load
from nlp.narrative.wording import topics
from nlp.report import Link, LinkBasis, Unit

STRUCTURAL, ENUMERATED, COMPLETED = 0.98, 0.9, 0.65
LEAST = 0.6
_THEME, _TOPIC, _COMMON_TOPIC, _WORDS = 0.8, 0.62, 0.3, 1.4
_SHORT_OF_BEST = 0.15
_LEAST_PARALLEL = 3
_LONGEST = 2_000
_MOST = 200


def find_links(
    units: Sequence[Unit],
    pairs: Mapping[str, int],
    items: Mapping[str, int],
    answers: Mapping[str, Collection[str]],
) -> tuple[Link, ...]:
    """Problem–measure links, many to many, in the order of the problems.

    pairs    unit id → number of the pair it was printed in (存在问题/整改情况 under one head)
    items    unit id → number within its enumeration
    answers  measure code → the problem codes that it answers

    ``structural``: printed as a pair. ``enumerated``: the same item of two lists that run parallel *and* share a
    theme; that both lists are equally long is no evidence. ``thematic``: a measure code answers a problem code,
    or the two speak of the same thing in the same words. A problem may stay without a link.

    >>> staff = Unit("u1", "problem", "人员缺乏业务培训。", 0, 9, 1)
    >>> training = Unit("u2", "measure", "组织业务培训。", 9, 16, 2)
    >>> [(link.problem, link.measure, link.basis) for link in find_links([staff, training], {}, {}, {})]
    [('u1', 'u2', 'thematic')]

    Source: link rules of the codebook (unit, attributes, decision order).
    """
    problems = [unit for unit in units if unit.kind == "problem"][:_MOST]
    measures = [unit for unit in units if unit.kind == "measure"][:_MOST]
    if not problems or not measures:
        return ()
    known = {unit.id: _content(unit) for unit in (*problems, *measures)}
    evidence = {(p.id, m.id): _evidence(known[p.id], known[m.id], answers) for p in problems for m in measures}
    best = _bests(evidence)
    links: dict[tuple[str, str], tuple[LinkBasis, float]] = {}
    paired = {pairs[p.id] for p in problems if p.id in pairs} & {pairs[m.id] for m in measures if m.id in pairs}
    for p in problems:
        for m in measures:
            both = p.id in pairs and m.id in pairs and pairs[p.id] == pairs[m.id]
            if both and _alone(p, m, problems, measures, pairs):
                links[p.id, m.id] = "structural", STRUCTURAL
            elif pairs.get(p.id) in paired or pairs.get(m.id) in paired:
                if both and evidence[p.id, m.id] >= LEAST:
                    links[p.id, m.id] = "structural", STRUCTURAL
            elif evidence[p.id, m.id] >= max(LEAST, min(best[p.id], best[m.id]) - _SHORT_OF_BEST):
                links[p.id, m.id] = "thematic", evidence[p.id, m.id]
    links |= _parallel(problems, measures, items, links)
    return tuple(
        Link(p.id, m.id, basis, round(score, 2))
        for p in problems
        for m in measures
        if (p.id, m.id) in links
        for basis, score in [links[p.id, m.id]]
    )


def _alone(p: Unit, m: Unit, problems: list[Unit], measures: list[Unit], pairs: Mapping[str, int]) -> bool:
    """Whether one side of the pair has a single unit, so that no second reading exists."""
    number = pairs[p.id]
    return 1 in (
        sum(pairs.get(unit.id) == number for unit in problems),
        sum(pairs.get(unit.id) == number for unit in measures),
    )


def _bests(evidence: Mapping[tuple[str, str], float]) -> dict[str, float]:
    best: dict[str, float] = {}
    for pair, score in evidence.items():
        for unit in pair:
            best[unit] = max(score, best.get(unit, 0.0))
    return best


def _parallel(
    problems: list[Unit],
    measures: list[Unit],
    items: Mapping[str, int],
    links: Mapping[tuple[str, str], tuple[LinkBasis, float]],
) -> dict[tuple[str, str], tuple[LinkBasis, float]]:
    """Two lists of one length that match theme by theme in their order: the basis is the list, gaps of one close."""
    if len(problems) != len(measures):
        return {}
    diagonal = [(p.id, m.id) for p, m in zip(problems, measures, strict=True)]
    matched = [pair for pair in diagonal if pair in links and links[pair][0] == "thematic"]
    out: dict[tuple[str, str], tuple[LinkBasis, float]] = {
        (p, m): ("enumerated", max(ENUMERATED, links[p, m][1]))
        for p, m in matched
        if p in items and m in items and items[p] == items[m]
    }
    missing = [pair for pair in diagonal if pair not in links]
    if len(diagonal) >= _LEAST_PARALLEL and len(missing) == 1 and len(matched) == len(diagonal) - 1:
        problem, measure = missing[0]
        if not any(p == problem or m == measure for p, m in links):
            out[problem, measure] = "enumerated", COMPLETED
    return out


@dataclass(frozen=True, slots=True)
class _Content:
    """What a unit is about: its codes with scores, its topics, the pairs of characters of its telling words."""

    codes: Mapping[str, float]
    topics: frozenset[str]
    words: frozenset[str]


def _content(unit: Unit) -> _Content:
    text = unit.text[:_LONGEST]
    telling = _everywhere().sub(" ", text)
    words = frozenset(a + b for a, b in pairwise(telling) if " " not in (a, b))
    return _Content({theme.code: theme.score for theme in unit.themes}, topics(text), words)


@cache
def _everywhere() -> re.Pattern[str]:
    return re.compile("|".join(load("narrative", "links")["everywhere"]))


def _evidence(problem: _Content, measure: _Content, answers: Mapping[str, Collection[str]]) -> float:
    """How much speaks for the measure's answering the problem, from 0 to 1."""
    doubt = 1.0
    answered = [
        min(score, problem.codes[code])
        for measure_code, score in measure.codes.items()
        for code in answers.get(measure_code, ())
        if code in problem.codes
    ]
    if answered:
        doubt *= 1 - _THEME * max(answered)
    common = load("narrative", "links")["common_topics"]
    for topic in problem.topics & measure.topics:
        doubt *= 1 - (_COMMON_TOPIC if topic in common else _TOPIC)
    if problem.words:
        shared = len(problem.words & measure.words) / len(problem.words)
        doubt *= 1 - min(0.9, _WORDS * shared)
    return 1 - doubt
