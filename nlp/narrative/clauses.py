"""Prose without enumerators: sentences, lead-ins and openers, and the parts that name different objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from nlp.narrative.wording import acts, lacks, pattern, topics

Stretch = tuple[int, int]

LONGEST_SENTENCE = 2_000  # what is longer is noise and is left whole

_SENTENCE = re.compile(r"[^。!?\n]*(?:[。!?]+[”)]*|\n|\Z)")
_QUOTED_OR_STOP = re.compile(
    r"“[^”\n]{0,80}”|《[^》\n]{0,80}》|\([^)\n]{0,80}\)|[,、]?以及|[,;、:]|(?<=[强够高足全面善深入广多时到位楚晰少慢弱后乏宽])[和与]"
)
_CONNECTIVE = re.compile(r"(?:同时|另外|此外|其他|还有|以及|并且|且|二者)[,:]?(?:也|还)?")
_SMALL_WORDS = re.compile(r"(?:还|也|仍|尚|较|比较|有些|而且|而|但|又|均|都|存在|存在着|相对|略|等|,|的|着)+")
_SUBJECT = 4
_STATEMENT = 12  # a clause that names no object known, but is this long, states a problem by itself
_PREDICATE = 12
_PREPOSITIONS = "与和同跟"
_OF_EVERYTHING = {"政务", "政府", "信息", "公开", "工作"}
_AND = ("以及", "和", "与")
_NO_WORDS = " \n,;、:。"
_LEAST_ACTION, _LEAST_MEANS = 5, 8


def sentences(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Every sentence or line of ``text[start:end]`` that holds something."""
    for hit in _SENTENCE.finditer(text, start, end):
        low, high = trim(text, hit.start(), hit.end())
        if low < high:
            yield low, high


def trim(text: str, start: int, end: int, at_start: str = " \n,;、:。", at_end: str = " \n,、:") -> Stretch:
    """The stretch without the marks at its ends that belong to no unit."""
    while start < end and text[start] in at_start:
        start += 1
    while end > start and text[end - 1] in at_end:
        end -= 1
    return start, end


def clauses(text: str, start: int, end: int, stops: str) -> Iterator[Stretch]:
    """``text[start:end]`` cut after each of the marks in ``stops`` that stands in no quotes or brackets."""
    for hit in _QUOTED_OR_STOP.finditer(text, start, end):
        if hit[0] in stops or (hit[0].endswith("以及") and "以及" in stops):
            yield start, hit.end()
            start = hit.end()
    if start < end:
        yield start, end


def problem_parts(text: str, start: int, end: int) -> list[Stretch]:
    """The problems that one sentence names: its stretches between ";", else the clauses that lack another object.

    >>> sentence = "交接不够清楚,工作受到影响,网站栏目更新较慢。"
    >>> [sentence[a:b] for a, b in problem_parts(sentence, 0, len(sentence))]
    ['交接不够清楚,工作受到影响', '网站栏目更新较慢。']
    """
    if end - start > LONGEST_SENTENCE:
        return _trimmed(text, [(start, end)])
    if len(parts := _listed(text, start, end)) > 1:
        return _trimmed(text, parts)
    parts = []
    pieces = list(clauses(text, start, end, ",、和与以及"))
    for k, (low, high) in enumerate(pieces):
        if parts and not _names_another_lack(text, parts[-1], pieces, k):
            low = parts.pop()[0]
        parts.append((low, high))
    return _trimmed(text, parts)


def without_tail(text: str, start: int, end: int) -> int:
    """Where a list of problems ends before the words that count it (…两个方面), unless they are its only lack.

    >>> text = "培训不足和更新不及时两个问题。"
    >>> text[: without_tail(text, 0, len(text))]
    '培训不足和更新不及时'
    """
    tail = pattern("tails").search(text, start, end)
    return tail.start() if tail and lacks(text[start : tail.start()][-_PREDICATE:]) else end


def _listed(text: str, start: int, end: int) -> list[Stretch]:
    """The stretches that ";" parts; one that goes on with the stretch before it stays with it."""
    parts: list[Stretch] = []
    for low, high in clauses(text, start, end, ";"):
        if parts and (pattern("continues").match(text, low) or not text[low:high].strip(_NO_WORDS)):
            low = parts.pop()[0]
        parts.append((low, high))
    return parts


def _names_another_lack(text: str, part: Stretch, pieces: list[Stretch], k: int) -> bool:
    low, high = pieces[k]
    before = text[part[0] : part[1]]
    listed = text[low - 1] != ","
    if not lacks(before) or _goes_on(text, low) or _is_cause(before):
        return False
    if listed and not _ends_in_lack(text[pieces[k - 1][0] : low]):
        return False
    if not lacks(text[low:high]):
        ahead = next((e for s, e in pieces[k + 1 : k + 4] if lacks(text[s:e])), None)
        if not (listed or pattern("causes").match(text, low)) or ahead is None:
            return False
        high = ahead
    clause = text[low:high]
    subject = _SMALL_WORDS.sub("", clause[: _first_lack(clause)])
    if len(subject) < 2:
        return False
    ours, theirs = topics(before), topics(clause)
    if ours and theirs:
        return not theirs <= ours if listed else not ours & theirs
    if clause[0] in _PREPOSITIONS or len(subject) < _SUBJECT:
        return False
    return bool(listed or ours or not theirs) or len(before) >= _STATEMENT


def _goes_on(text: str, low: int) -> bool:
    return any(pattern(key).match(text, low) for key in ("continues", "attributes"))


def _ends_in_lack(clause: str) -> bool:
    return lacks(clause[-_PREDICATE:])


def _is_cause(before: str) -> bool:
    """Whether the only lack so far is a ground (由于人员均为兼职), whose effect is still to come."""
    ground, *others = [before[low:high] for low, high in clauses(before, 0, len(before), ",;")]
    opens = pattern("grounds").match(ground) is not None
    return opens and lacks(ground) and not any(lacks(other) for other in others)


def _first_lack(clause: str) -> int:
    hit = pattern("lacks").search(clause)
    return hit.start() if hit else len(clause)


def measure_parts(text: str, start: int, end: int) -> list[Stretch]:
    """The measures that one sentence names: its stretches between ";", else actions on different objects.

    >>> sentence = "组织业务培训,提升工作水平,做好工作交接,与上级加强沟通。"
    >>> [sentence[a:b] for a, b in measure_parts(sentence, 0, len(sentence))]
    ['组织业务培训,提升工作水平', '做好工作交接', '与上级加强沟通。']
    """
    if end - start > LONGEST_SENTENCE:
        return _trimmed(text, [(start, end)])
    if len(parts := _listed(text, start, end)) > 1:
        return _trimmed(text, parts)
    parts = []
    for low, high in clauses(text, start, end, ","):
        bare = low
        if parts and (hit := _CONNECTIVE.match(text, low)):
            bare = hit.end()
        if parts and not _names_another_action(text, parts[-1], bare, high):
            bare = parts.pop()[0]
        parts.append((bare, high))
    return _trimmed(text, parts)


def _names_another_action(text: str, part: Stretch, low: int, high: int) -> bool:
    clause = text[low:high]
    before = text[part[0] : part[1]]
    ours, theirs = topics(before), topics(clause)
    if ours & theirs or any(pattern(key).match(clause) for key in ("continues", "aims")):
        return False
    if pattern("watchwords").fullmatch(before):
        return False
    if ours and theirs:
        return acts(clause) and len(clause) > _LEAST_ACTION
    return len(clause) > _LEAST_MEANS and pattern("means").match(clause) is not None and not _shared(before, clause)


def _shared(before: str, clause: str) -> set[str]:
    return ({a + b for a, b in pairwise(before)} & {a + b for a, b in pairwise(clause)}) - _OF_EVERYTHING


def _trimmed(text: str, parts: list[Stretch]) -> list[Stretch]:
    kept = [trim(text, low, _without_and(text, high) if high < parts[-1][1] else high) for low, high in parts]
    return [(low, high) for low, high in kept if low < high]


def _without_and(text: str, end: int) -> int:
    return next((end - len(word) for word in _AND if text.endswith(word, 0, end)), end)
