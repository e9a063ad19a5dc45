"""What a sentence says there was none of: requests, cases, documents, conferences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.narrative.place import CLAUSE_STOPS, Stated, cue
from nlp.report import ClaimKind

_NOUN = re.compile("申请|复议|诉讼|应诉|官司|起诉|告上|公堂|结转|规范性文件|发布会|不予公开")
_NEGATES = re.compile(r"[未没无零为不]")
_DIGIT = re.compile(r"\d")


def may_deny(text: str) -> bool:
    """Whether a text has a noun that can be denied and a word that denies: a cheap look before the close one."""
    return _NOUN.search(text) is not None and _NEGATES.search(text) is not None


def none_stated(text: str, start: int, end: int) -> Iterator[Stated]:
    """The claims of the sentence ``text[start:end]`` that a number was nought.

    >>> [(s.kind, s.value) for s in none_stated("未收到申请,行政复议、行政诉讼均未发生", 0, 20)]
    [('requests_received', 0), ('reconsiderations', 0), ('lawsuits', 0)]
    """
    if not _NOUN.search(text, start, end) or not _NEGATES.search(text, start, end):
        return
    at = start
    while at < end:
        stop = CLAUSE_STOPS.search(text, at, end)
        if stop and stop[0] == ":" and cue("none_after_colon").match(text, stop.end()):
            stop = CLAUSE_STOPS.search(text, stop.end(), end)
        close = stop.end() if stop else end
        clause = text[at:close].rstrip(",。;!?\n")
        if _NOUN.search(clause):
            yield from (Stated(kind, 0, False, at, at + len(clause)) for kind in _none_in(clause))
        at = close


def _none_in(clause: str) -> Iterator[ClaimKind]:
    behind = cue("none_behind").search(clause)
    negation = None if behind else _negation(clause)
    if (not behind and not negation) or cue("before_year").search(clause):
        return
    words = clause[negation.end() :] if negation else clause
    if negation and _DIGIT.search(words):
        return
    review, suit = "复议" in words, cue("suit").search(words) is not None
    yield from _no_requests(clause, words, negation, review or suit)
    if not cue("none_cases_lost").search(words):
        if review:
            yield "reconsiderations"
        if suit:
            yield "lawsuits"
    if negation and cue("no_documents").match(words):
        yield "normative_docs_issued"
    if negation and cue("no_conferences").match(words):
        yield "press_conferences"


def _negation(clause: str) -> re.Match[str] | None:
    """The first 未, 没有, 无 … that denies that something came or happened."""
    for found in cue("none").finditer(clause):
        if cue("none_alone").fullmatch(found[0]) or cue("none_verb").match(clause, found.end()):
            return found
    return None


def _no_requests(clause: str, words: str, negation: re.Match[str] | None, cases: bool) -> Iterator[ClaimKind]:
    if cue("none_stops").search(words):
        return
    plain = cue("caused").sub("", words) if cases else words
    if "不予公开" in words:
        if negation and len(words) < 24:
            yield "requests_denied"
    elif "结转" in words:
        if negation and not cue("carried_in").search(words):
            yield "requests_carried_out"
    elif cue("no_requests").search(plain) and not (cases and not cue("listed").search(words)):
        verb = clause[negation.start() : negation.end() + 12] if negation else ""
        if not cue("only_closed").match(words):
            yield "requests_received"
        if cue("only_closed").match(words) or cue("and_closed").search(verb):
            yield "requests_closed"
