"""What stands in front of a unit in its sentence: praise, yardsticks and announcements, turns and empty promises."""

from __future__ import annotations

import re

from nlp.narrative.clauses import trim
from nlp.narrative.heads import is_list_turn
from nlp.narrative.wording import acts, lacks, pattern, topics

_QUOTED = re.compile(r"“[^”\n]{0,80}”|《[^》\n]{0,80}》")
_LONGEST_FRAME = 120
_STOPS = ",:。"
_SHORTEST_PROMISE = 12


def after_lead_in(text: str, start: int, end: int) -> int:
    """Where the problem itself begins in a sentence: after praise and 但, after the yardstick, after 存在一些问题,如.

    A sentence that only announces or only finds a gap returns ``end``.

    >>> sentence = "工作有序开展,但仍有短板:培训较少。"
    >>> sentence[after_lead_in(sentence, 0, len(sentence)):]
    '培训较少。'
    """
    but = pattern("but").search(text, start, end)
    if but and (not lacks(text[start : but.start()]) or text[start] in "虽尽"):
        start = but.end()
    hit = pattern("yardstick").search(text, start, end)
    if hit and not lacks(text[start : hit.start()]) and (not lacks(hit[0]) or announces(hit[0])):
        start = hit.end()
    start = _after_list_opener(text, _after_colon(text, start, end), end)
    announced = pattern("announce").search(text, start, end)
    if announced and not topics(_plain(text[start : announced.end()])):
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
    if hit := pattern("observers").match(text, start, end):
        start = hit.end()
    return trim(text, start, end)[0]


def _plain(text: str) -> str:
    return _QUOTED.sub("", text)


def _after_colon(text: str, start: int, end: int) -> int:
    """After the colon that ends a lead-in; a colon behind a named lack opens its explanation and is left."""
    colon = text.find(":", start, min(end, start + _LONGEST_FRAME))
    if colon <= start or colon + 1 >= end:
        return start
    before = _plain(text[start:colon])
    if ";" in before or (_names_a_lack(before) and not pattern("ends_announcing").search(before)):
        return start
    return colon + 1


def _names_a_lack(text: str) -> bool:
    return lacks(text) and bool(topics(text))


def _after_list_opener(text: str, start: int, end: int) -> int:
    hit = pattern("inner_list_openers").search(text, start, min(end, start + _LONGEST_FRAME))
    if hit and hit.end() < end and not _names_a_lack(_plain(text[start : hit.start()])):
        return hit.end()
    return start


def after_opener(text: str, start: int, end: int) -> int:
    """Where the measure itself begins in a sentence: after 针对以上问题,下一步,我局将.

    >>> sentence = "下一步,我局将加强培训。"
    >>> sentence[after_opener(sentence, 0, len(sentence)):]
    '加强培训。'
    """
    first = start
    if (stop := text.find(":", start, min(end, start + _LONGEST_FRAME))) > 0 and is_list_turn(text[start : stop + 1]):
        start = stop + 1
    while hit := pattern("openers").match(text, start, end):
        if hit.end() == start:
            break
        start = hit.end()
    start = trim(text, start, end)[0]
    return start if start < end else first


def is_generic(text: str) -> bool:
    """Whether a promise names no means: no topic, or nothing but new heights.

    >>> is_generic("继续努力,推动工作再上新台阶。"), is_generic("加强业务培训。")
    (True, False)
    """
    if topics(text):
        return False
    return pattern("generic").search(text) is not None or (len(text) < _SHORTEST_PROMISE and not acts(text))


def announces(text: str) -> bool:
    """Whether a stretch says that there are problems.

    >>> announces("工作中仍有薄弱环节"), announces("加强培训")
    (True, False)
    """
    return (
        pattern("announce").search(text) is not None
        or pattern("ends_announcing").search(text.rstrip(_STOPS)) is not None
    )
