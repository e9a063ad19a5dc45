"""Where a text says that problems, measures or last year's improvements follow: heads, labels and turns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from nlp.knowledge import load
from nlp.narrative.marks import Mark
from nlp.narrative.wording import lacks, pattern

State = Literal["problem", "measure", "past"]


@dataclass(frozen=True, slots=True)
class Head:
    """A head or label at ``start:end`` (its enumerator and colon with it) and the state it opens.

    marked    it has an enumerator of its own: (一)存在问题
    numbered  it counts itself: 问题一:
    combined  it names both, like the section's title (存在的主要问题及改进情况), or runs into its sentence (主要问题是)
    """

    start: int
    end: int
    state: State
    marked: bool = False
    numbered: bool = False
    combined: bool = False


def find_heads(text: str, marks: list[Mark]) -> list[Head]:
    """Sub-headings and inline labels: (一)存在问题, 改进措施:, 【整改情况】, 2023年主要存在问题:.

    >>> [(h.state, h.end) for h in find_heads("存在问题:内容少。改进措施:多公开。", [])]
    [('problem', 5), ('measure', 14)]
    """
    after_mark = {mark.end: mark.start for mark in marks}
    heads: list[Head] = []
    at = 0
    starts = [hit.end() for hit in _MAY_BE_HEAD.finditer(text)]
    starts += [end for end in after_mark if _SHORT_AND_CLOSED.match(text, end)]
    for start in sorted(set(starts)):
        hit = _head().match(text, start) if start >= at else None
        if hit:
            at = hit.end()
            head = Head(after_mark.get(start, start), at, _state(hit), start in after_mark, bool(hit["number"]))
            heads.append(replace(head, combined=bool(hit["combined"]) or hit[0].endswith("是")))
    return heads


_SHORT_AND_CLOSED = re.compile(
    r"[【\[「<]?[^:。\n,;】\]」>]{2,44}(?:[:。\n】\]」>]|\Z)|[^:。\n,;是]{0,12}(?:问题|不足|措施|办法|打算)是"
)
_MAY_BE_HEAD = re.compile(rf"(?:\A|[\n。;:!?])(?={_SHORT_AND_CLOSED.pattern})")


def _state(hit: re.Match[str]) -> State:
    if hit["past"]:
        return "past"
    return "measure" if hit["measure"] else "problem"


@cache
def _head() -> re.Pattern[str]:
    heads = load("narrative", "units")["heads"]
    past, problem, measure = ("|".join(heads[key]) for key in ("past", "problem", "measure"))
    numbered = r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})?"
    return re.compile(
        rf"(?P<bracket>[【\[「<])?(?:(?P<past>{past})|{heads['prefix']}(?:"
        rf"(?P<problem>(?:{problem})(?:{heads['problem_tail']})(?P<combined>{heads['combined']})?)|(?P<measure>(?:{measure})(?:{heads['measure_tail']})))"
        rf"(?P<number>{numbered})(?:{heads['said']})?)"
        r"(?(bracket)[】\]」>]:?|(?:[:。]|(?=\n)|\Z|(?<=..[题施足法点])是(?![^。;,:\n]{0,6}:)))"
    )


def find_turns(text: str) -> list[int]:
    """Where, at the beginning of a sentence, the talk turns to measures (针对以上问题, 下一步, 2024年我局将).

    >>> find_turns("内容少。下一步，多公开。".replace("，", ","))
    [4]
    """
    return [hit.end() for hit in pattern("turns", "sentence", head=r"(?:\A|[\n。;!?])(?=", tail=")").finditer(text)]


def find_list_turns(text: str, marks: list[Mark]) -> list[int]:
    """Where a lead-in that stands alone before a list of measures begins (2024年着力补齐:一是…).

    One without an enumerator behind it must open its line and end in a colon.

    >>> from nlp.narrative.marks import find_marks
    >>> text = "内容少。2024年,我们要办好两件事:一是多公开。"
    >>> find_list_turns(text, find_marks(text))
    [4]
    """
    first = {mark.start for mark in marks if mark.number <= 1}
    starts = []
    for hit in _LEAD_IN.finditer(text):
        opens_line = hit.start() == 0 or text[hit.start() - 1] == "\n"
        before_mark = hit.end() in first or hit.end() + 1 in first
        if (before_mark or (opens_line and hit[0].endswith(":"))) and is_list_turn(hit[0]):
            starts.append(hit.start())
    return starts


_LEAD_IN = re.compile(r"(?:\A|(?<=[\n。;!?]))[^。;:!?\n]{2,60}[:。]")


def is_list_turn(lead_in: str) -> bool:
    """Whether a lead-in with its colon or stop says that measures follow.

    >>> is_list_turn("街道拟采取两项办法:"), is_list_turn("2024年要补的短板是:"), is_list_turn("2024年抓了三件事:")
    (True, False, False)
    """
    if not pattern("turns", "list", tail="[:。]").fullmatch(lead_in) or pattern("turns", "no_list").search(lead_in):
        return False
    return not lacks(lead_in)


def find_announcements(text: str) -> list[int]:
    """Where, at the beginning of a sentence, the talk comes to what is still wrong (当前,仍存在以下问题)."""
    starts = []
    for hit in pattern("still").finditer(text):
        low = max(hit.start() - _LONGEST_OPENING, 0)
        before = list(_SENTENCE_END.finditer(text, low, hit.start()))
        if before or low == 0:
            starts.append(before[-1].end() if before else 0)
    return starts


_LONGEST_OPENING = 60
_SENTENCE_END = re.compile(r"[。!?\n]")


def turns_at(text: str, start: int) -> bool:
    """Whether the words at ``start`` turn to measures."""
    return pattern("turns", "sentence").match(text, start) is not None


def turn_within(text: str) -> int | None:
    """Where one sentence turns from its problem to its measure (…有待提高,下一步将…), or None.

    >>> turn_within("形式还需丰富,下一步将提升质量")
    7
    """
    plan = pattern("turns", "clause", head="(?<=[,;])").search(text)
    deeds = pattern("answers_by_deed", head="(?<=[,;])").finditer(text)
    deed = next((hit for hit in deeds if not lacks(text[hit.start() : hit.start() + _LONGEST_OPENING])), None)
    return min((hit.start() for hit in (plan, deed) if hit), default=None)


def answers(text: str, start: int) -> bool:
    """Whether the plan at ``start`` refers back to what stands before it (为此,将…), which is then its problem."""
    return pattern("answers").match(text, start) is not None
