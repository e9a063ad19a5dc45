"""Prose without enumerators: sentences, lead-ins and openers, and the parts that name different objects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.narrative.wording import acts, lacks, pattern, topics

Stretch = tuple[int, int]

LONGEST_SENTENCE = 2_000  # what is longer is noise and is left whole

_SENTENCE = re.compile(r"[^。!?\n]*(?:[。!?]+[”)]*|\n|\Z)")
_QUOTED_OR_STOP = re.compile(r"“[^”\n]{0,80}”|《[^》\n]{0,80}》|\([^)\n]{0,80}\)|[,;、:]")
_CONNECTIVE = re.compile(r"(?:同时|另外|此外|其他|还有|以及|并且|且|二者)[,:]?(?:也|还)?")
_SMALL_WORDS = re.compile(r"(?:还|也|仍|尚|较|比较|有些|而且|而|但|又|均|都|存在|存在着|相对|略|等|,|的|着)+")
_SUBJECT = 4
_LEAST_ACTION = 5


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
        if hit[0] in stops:
            yield start, hit.end()
            start = hit.end()
    if start < end:
        yield start, end


def problem_parts(text: str, start: int, end: int) -> list[Stretch]:
    """The problems that one sentence names, cut where a clause states its own lack of another object.

    >>> sentence = "交接不够清楚,工作受到影响,网站栏目更新较慢。"
    >>> [sentence[a:b] for a, b in problem_parts(sentence, 0, len(sentence))]
    ['交接不够清楚,工作受到影响', '网站栏目更新较慢。']
    """
    if end - start > LONGEST_SENTENCE:
        return _trimmed(text, [(start, end)])
    parts: list[Stretch] = []
    pieces = list(clauses(text, start, end, ",;、"))
    for k, (low, high) in enumerate(pieces):
        if parts and not _names_another_lack(text, parts[-1], pieces, k):
            low = parts.pop()[0]
        parts.append((low, high))
    return _trimmed(text, parts)


def _names_another_lack(text: str, part: Stretch, pieces: list[Stretch], k: int) -> bool:
    before = text[part[0] : part[1]]
    low, high = pieces[k]
    if not lacks(before) or pattern("continues").match(text, low) or _is_cause(before):
        return False
    own = text[low - 1] == ";"
    if not lacks(text[low:high]) and not own:
        listed = text[low - 1] == "、" or pattern("causes").match(text, low)
        ahead = next((e for s, e in pieces[k + 1 : k + 4] if lacks(text[s:e])), None)
        if not listed or ahead is None:
            return False
        high = ahead
    clause = text[low:high]
    subject = _SMALL_WORDS.sub("", clause[: _first_lack(clause)])
    if len(subject) < 2:
        return False
    ours, theirs = topics(before), topics(clause)
    if ours and theirs:
        return not ours & theirs
    return own or (text[low - 1] == "," and len(subject) >= _SUBJECT)


def _is_cause(before: str) -> bool:
    """Whether the only lack so far is a ground (由于人员均为兼职), whose effect is still to come."""
    ground, *others = [before[low:high] for low, high in clauses(before, 0, len(before), ",;")]
    opens = pattern("grounds").match(ground) is not None
    return opens and lacks(ground) and not any(lacks(other) for other in others)


def _first_lack(clause: str) -> int:
    hit = pattern("lacks").search(clause)
    return hit.start() if hit else len(clause)


def measure_parts(text: str, start: int, end: int) -> list[Stretch]:
    """The measures that one sentence names: actions on different objects; an aim stays with its action.

    >>> sentence = "组织业务培训,提升工作水平,做好工作交接,与上级加强沟通。"
    >>> [sentence[a:b] for a, b in measure_parts(sentence, 0, len(sentence))]
    ['组织业务培训,提升工作水平', '做好工作交接', '与上级加强沟通。']
    """
    if end - start > LONGEST_SENTENCE:
        return _trimmed(text, [(start, end)])
    parts: list[Stretch] = []
    for low, high in clauses(text, start, end, ",;"):
        bare = low
        if parts and (hit := _CONNECTIVE.match(text, low)):
            bare = hit.end()
        if parts and not _names_another_action(text, parts[-1], bare, high):
            bare = parts.pop()[0]
        parts.append((bare, high))
    return _trimmed(text, parts)


def _names_another_action(text: str, part: Stretch, low: int, high: int) -> bool:
    clause = text[low:high]
    ours, theirs = topics(text[part[0] : part[1]]), topics(clause)
    if ours & theirs:
        return False
    if text[part[1] - 1] == ";":
        return True
    continued = pattern("continues").match(clause) or pattern("aims").match(clause)
    return bool(ours and theirs) and not continued and acts(clause) and len(clause) > _LEAST_ACTION


def _trimmed(text: str, parts: list[Stretch]) -> list[Stretch]:
    kept = [trim(text, low, high) for low, high in parts]
    return [(low, high) for low, high in kept if low < high]


def after_lead_in(text: str, start: int, end: int) -> int:
    """Where the problem itself begins in a sentence: after praise and 但, after the yardstick, after 存在一些问题,如.

    A sentence that only announces or only finds a gap returns ``end``.
    """
    but = pattern("but").search(text, start, end)
    if but and (not lacks(text[start : but.start()]) or text[start] in "虽尽"):
        start = but.end()
    if (hit := pattern("yardstick").search(text, start, end)) and not lacks(text[start : hit.start()]):
        start = hit.end()
    announced = pattern("announce").search(text, start, end)
    if announced and not topics(text[start : announced.end()]):
        rest = trim(text, announced.end(), end, at_end=" \n,、:。;")
        if rest[0] >= rest[1]:
            return end
        if (
            text[announced.end()] in ",:。;"
            or announced[0][-1] in "是有括"
            or pattern("list_openers").match(text, announced.end())
        ):
            start = rest[0]
    while hit := pattern("list_openers").match(text, start, end):
        start = hit.end()
    there_is = pattern("there_is").search(text, start, end)
    if there_is and not topics(text[start : there_is.start()]) and not lacks(text[start : there_is.start()]):
        start = there_is.end()
    return trim(text, start, end)[0]


def after_opener(text: str, start: int, end: int) -> int:
    """Where the measure itself begins in a sentence: after 针对以上问题,下一步,我局将.

    >>> sentence = "下一步,我局将加强培训。"
    >>> sentence[after_opener(sentence, 0, len(sentence)):]
    '加强培训。'
    """
    first = start
    while hit := pattern("openers").match(text, start, end):
        if hit.end() == start:
            break
        start = hit.end()
    start = trim(text, start, end)[0]
    return start if start < end else first


def is_generic(text: str) -> bool:
    """Whether a promise names no means: no topic, or nothing but new heights."""
    return not topics(text) and (pattern("generic").search(text) is not None or len(text) < 12)
