"""What the report says of the information-processing fee (信息处理费)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from nlp.document import Document
from nlp.knowledge import load
from nlp.narrative.numbers import Number, numbers
from nlp.narrative.prose import paragraphs
from nlp.report import Fee, FeeStatus, Section
from nlp.text import View

LEFT_OUT = ("s0", "s5", "s9")
HOME = ("s6", "x.fees", "s1.requests", "s3")
FEE = "费"
# What decides where several sentences speak of the fee: money taken, a notice, an amount of nought, a denial.
RANK_COLLECTED, RANK_NOTICED, RANK_NOUGHT, RANK_DENIED = range(4)
_CLAUSE_ENDS = re.compile(r"[,。;!?:]")
_SENTENCE_ENDS = re.compile(r"[。!?]")
_LAST_CLAUSE = re.compile(r"[,、;:]")


def find_fee(doc: Document, sections: Sequence[Section]) -> Fee:
    """Whether a fee was collected for handling requests, and how much.

    >>> from nlp.report import Source
    >>> text = "六、其他需要报告的事项\\n本年度收取信息处理费0.12万元。"
    >>> fee = find_fee(Document(Source("a.txt", "", "text/plain", 0), text), [Section("s6", None, 0, 12, len(text))])
    >>> fee.status, fee.yuan, text[fee.start:fee.end]
    ('collected', 1200, '本年度收取信息处理费0.12万元')

    ``yuan`` is in yuan: an amount printed in 万元 is multiplied by 10,000. ``none_stated`` has 0, where the report says
    so; ``not_mentioned`` has None, and so has ``noticed_not_collected`` unless 实际收取0元 is printed. Read in
    section 六, section 一 and old sections on fees; a rule that is only quoted (what could be charged) says nothing.
    Source: 国办函〔2020〕109号.
    """
    fee, _ = fee_and_words(doc, sections)
    return fee


def fee_and_words(doc: Document, sections: Sequence[Section]) -> tuple[Fee, View | None]:
    """The fee and the clause that states it."""
    best: tuple[_Said, View] | None = None
    for paragraph in paragraphs(doc, sections, LEFT_OUT):
        if FEE not in paragraph.view.text:
            continue
        text = paragraph.untitled
        for start, end in _sentences(text):
            said = _said(text, start, end, paragraph.section in HOME)
            if said and (best is None or said.rank < best[0].rank):
                best = said, paragraph.view
    if best is None:
        return Fee(), None
    said, view = best
    words = view.slice(said.start, said.end).strip(" ,。;:!?")
    return Fee(said.status, said.yuan, *words.span(0, len(words.text))), words


class _Said(NamedTuple):
    rank: int
    status: FeeStatus
    yuan: int | float | None
    start: int
    end: int


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(load("narrative", "fee")[name])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _SENTENCE_ENDS.finditer(text):
        yield start, stop.end()
        start = stop.end()
    yield start, len(text)


def _said(text: str, start: int, end: int, home: bool) -> _Said | None:
    """What the sentence ``text[start:end]`` says of the fee, if it speaks of it."""
    sentence = text[start:end]
    if FEE not in sentence or not _cue("about").search(sentence):
        return None
    for_requests = home or _cue("request_context").search(sentence)
    if "处理费" not in sentence and (_cue("other_fee").search(sentence) or not for_requests):
        return None
    denied = None if _cue("rule_only").search(sentence) else _cue("none").search(sentence)
    noticed = _cue("notice").search(sentence)
    amount = _amount(text, start, end)
    if amount is not None:
        place = _clause(text, start, end, amount.start, amount.end)
        if not amount.value and _cue("notices_sent").search(sentence):
            return _Said(RANK_NOTICED, "noticed_not_collected", 0, *place)
        if not amount.value:
            return _Said(RANK_NOUGHT, "none_stated", 0, *place)
        if noticed and denied and not _cue("paid").search(sentence):
            return _Said(RANK_NOTICED, "noticed_not_collected", None, *place)
        return _Said(RANK_COLLECTED, "collected", _yuan(amount), *place)
    if denied is None:
        return None
    place = _clause(text, start, end, start + denied.start(), start + denied.end())
    if _cue("notices_sent").search(sentence):
        return _Said(RANK_NOTICED, "noticed_not_collected", None, *place)
    return _Said(RANK_DENIED, "none_stated", 0, *place)


def _amount(text: str, start: int, end: int) -> Number | None:
    """The amount in fact collected, where it is told apart; else the first, which is the total."""
    money = [n for n in numbers(text, start, end) if n.unit in ("元", "万元") or (not n.unit and not n.value)]
    sums = [n for n in money if _is_collected(text, start, n)]
    paid = (n for n in sums if _cue("paid").search(_LAST_CLAUSE.split(text[start : n.start])[-1]))
    return next(paid, None) or next(iter(sums), None)


def _is_collected(text: str, start: int, number: Number) -> bool:
    told = _cue("amount").search(text, start, number.start)
    return told is not None and not _cue("rule_only").search(text, start, number.start)


def _yuan(number: Number) -> int | float:
    if number.unit == "元":
        return number.value
    yuan = round(number.value * 10_000, 2)
    return int(yuan) if yuan == int(yuan) else yuan


def _clause(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The clauses of the sentence that hold ``text[low:high]``."""
    before = max((m.end() for m in _CLAUSE_ENDS.finditer(text, start, low)), default=start)
    after = _CLAUSE_ENDS.search(text, high, end)
    return before, after.start() if after else end
