"""Where a text says that problems, measures or last year's improvements follow: heads, labels and turns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from nlp.knowledge import load
from nlp.narrative.marks import Mark
from nlp.narrative.wording import pattern

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
    hit = pattern("turns", "clause", head="(?<=[,;])").search(text)
    return hit.start() if hit else None
