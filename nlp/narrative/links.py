"""Which measure answers which stated problem."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import add

from nlp.knowledge import load
from nlp.narrative.wording import topics
from nlp.report import Link, LinkBasis, Unit

STRUCTURAL, ENUMERATED, COMPLETED = 0.98, 0.9, 0.65
LEAST, LEAST_OF_A_BEST_MATCH = 0.6, 0.5
_THEME, _KIN, _TOPIC, _COMMON_TOPIC, _WORDS = 0.8, 0.4, 0.62, 0.3, 1.4
_SPREAD, _FEW = 0.5, 5  # a topic of more than this share of the units, where there are so many, says little
_SHORT_OF_BEST = 0.15
_PARALLEL_SHARE = 0.5
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
    common = _common_topics(known.values())
    evidence = {(p.id, m.id): _evidence(known[p.id], known[m.id], answers, common) for p in problems for m in measures}
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
            elif evidence[p.id, m.id] >= _needed(best[p.id], best[m.id], evidence[p.id, m.id]):
                links[p.id, m.id] = "thematic", evidence[p.id, m.id]
    links |= _parallel(problems, measures, items, links)
    return tuple(
        Link(p.id, m.id, basis, round(score, 2))
        for p in problems
        for m in measures
        if (p.id, m.id) in links
        for basis, score in [links[p.id, m.id]]
    )


def _needed(best_of_problem: float, best_of_measure: float, evidence: float) -> float:
    """The evidence that makes a link: less where neither side has a better match elsewhere."""
    if evidence >= max(best_of_problem, best_of_measure):
        return LEAST_OF_A_BEST_MATCH
    return max(LEAST, min(best_of_problem, best_of_measure) - _SHORT_OF_BEST)


def _alone(p: Unit, m: Unit, problems: list[Unit], measures: list[Unit], pairs: Mapping[str, int]) -> bool:
    """Whether one side of the pair has a single unit, so that no second reading exists."""
    number = pairs[p.id]
    return 1 in (
        sum(pairs.get(unit.id) == number for unit in problems),
        sum(pairs.get(unit.id) == number for unit in measures),
    )


def _common_topics(known: Collection[_Content]) -> frozenset[str]:
    """The topics that every report names, and those that this one names in most of its units."""
    common = frozenset(load("narrative", "links")["common_topics"])
    if len(known) < _FEW:
        return common
    named = Counter(chain.from_iterable(content.topics for content in known))
    return common | {topic for topic, times in named.items() if times > _SPREAD * len(known)}


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
    """Two lists of one length that match item by item, by theme, in half of their items or more and hardly across.

    What matches has the list for its basis; a problem and a measure that stand at one place and match nothing else
    are taken as a pair too. A list in which nothing matches is no evidence, however equal the counts.
    """
    if len(problems) != len(measures):
        return {}
    diagonal = [(p.id, m.id) for p, m in zip(problems, measures, strict=True)]
    matched = [pair for pair in diagonal if pair in links and links[pair][0] == "thematic"]
    out: dict[tuple[str, str], tuple[LinkBasis, float]] = {
        (p, m): ("enumerated", max(ENUMERATED, links[p, m][1]))
        for p, m in matched
        if p in items and m in items and items[p] == items[m]
    }
    crossing = len(links) - len(matched)
    if len(matched) < _PARALLEL_SHARE * len(diagonal) or crossing > len(matched) // 2:
        return out
    linked = {unit for pair in links for unit in pair}
    for problem, measure in diagonal:
        if problem not in linked and measure not in linked:
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
    runs = _everywhere().sub(" ", text).split()
    words = frozenset(chain.from_iterable(map(add, run, run[1:]) for run in runs))
    return _Content({theme.code: theme.score for theme in unit.themes}, topics(text), words)


@cache
def _everywhere() -> re.Pattern[str]:
    return re.compile("|".join(load("narrative", "links")["everywhere"]))


def _evidence(
    problem: _Content, measure: _Content, answers: Mapping[str, Collection[str]], common: Collection[str]
) -> float:
    """How much speaks for the measure's answering the problem, from 0 to 1."""
    doubt = 1.0
    answered = _surest(problem, measure, answers)
    if answered:
        doubt *= 1 - _THEME * answered
    elif _surest(problem, measure, _kin()):
        doubt *= 1 - _KIN
    for topic in problem.topics & measure.topics:
        doubt *= 1 - (_COMMON_TOPIC if topic in common else _TOPIC)
    if problem.words:
        shared = len(problem.words & measure.words) / len(problem.words)
        doubt *= 1 - min(0.9, _WORDS * shared)
    return 1 - doubt


@cache
def _kin() -> Mapping[str, Collection[str]]:
    kin: Mapping[str, Collection[str]] = load("narrative", "links")["kin"]
    return kin


def _surest(problem: _Content, measure: _Content, answers: Mapping[str, Collection[str]]) -> float:
    scores = (
        min(score, problem.codes[code])
        for measure_code, score in measure.codes.items()
        for code in answers.get(measure_code, ())
        if code in problem.codes
    )
    return max(scores, default=0.0)
