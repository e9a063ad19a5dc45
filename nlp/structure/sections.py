"""Document -> its sections: by the words of their titles, never by their numerals alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from nlp.document import Document
from nlp.knowledge import load
from nlp.report import ReportWarning, Section
from nlp.structure.ends import find_front, find_sign_off, trimmed
from nlp.structure.lost import recover
from nlp.structure.parts import find_parts
from nlp.structure.titles import NUMERALS, Title, find_titles

STATUTORY = ("s1", "s2", "s3", "s4", "s5", "s6")
NAMES = {
    "s1": "总体情况",
    "s2": "主动公开政府信息情况",
    "s3": "收到和处理政府信息公开申请情况",
    "s4": "政府信息公开行政复议、行政诉讼情况",
    "s5": "存在的主要问题及改进情况",
    "s6": "其他需要报告的事项",
}
NEAR_TABLE = 600  # characters between a title and the first words of its table
MANY_PARTS = 3
MOST_ANCHORS = 60
AT_A_GLANCE = 100


def find_sections(doc: Document) -> tuple[tuple[Section, ...], tuple[ReportWarning, ...]]:
    """The front matter s0, the sections s1 to s6, the parts of s1 and the sign-off s9, in order, and warnings.

    >>> from nlp.report import Source
    >>> text = "一、总体情况\\n今年公开信息三条。\\n五、存在问题及改进情况\\n人手不足。下一步加强培训。"
    >>> sections, warnings = find_sections(Document(Source("a", "", "text/plain", 0), text))
    >>> [(s.id, s.title, text[s.body_start : s.end].strip()) for s in sections if s.id == "s1"]
    [('s1', '一、总体情况', '今年公开信息三条。')]
    >>> warnings[0].code, warnings[0].message
    ('section_missing', 'no section 主动公开政府信息情况 (s2)')

    Parts of reports before 2019 that have no place among the six are ``x.fees``, ``x.institution``,
    ``x.consultation``, ``x.key_areas``, ``x.interaction``, ``x.proposals``, ``x.supervision`` or ``x.other``.
    A section whose title is lost is known by its sub-headings, table or wording: status ``recovered``, ``why``
    says by what, and a warning stands beside it. A text with no section at all gives no section and six warnings.
    Titles: 国办公开办函〔2021〕30号 and 〔2019〕60号, Art. 32 of the regulation of 2007, and what is printed for them.
    """
    folded = doc.folded
    anchors = _anchors(folded)
    titles = _top_level(find_titles(doc))
    chosen = _choose(titles, anchors)
    chosen = _with_other_parts(chosen, titles, tables=bool(anchors["s3"]))
    sections = _extents(doc, chosen, len(folded))
    sections = recover(doc, sections, anchors)
    sign_off = find_sign_off(doc, sections)
    if sign_off:
        sections = [*sections[:-1], *_cut(folded, sections[-1], sign_off.start), sign_off]
    front = find_front(doc, sections)
    parts = [part for section in sections if section.id == "s1" for part in find_parts(doc, section)]
    every = sorted([*([front] if front else []), *sections, *parts], key=lambda section: (section.start, -section.end))
    return tuple(every), tuple(_warnings(doc, sections, chosen))


def _anchors(folded: str) -> dict[str, list[int]]:
    """Where the words of each statutory table stand."""
    places: dict[str, list[int]] = {}
    for id, words in _knowledge()["anchors"].items():
        places[id] = []
        for word in words:
            at = folded.find(word)
            while at >= 0 and len(places[id]) < MOST_ANCHORS:
                places[id].append(at)
                at = folded.find(word, at + 1)
        places[id].sort()
    return places


@cache
def _knowledge() -> Any:
    return load("structure", "sections")


def _top_level(titles: list[Title]) -> list[Title]:
    """The titles in the style of the top level: 一、 as a rule, (一) or 1. where that is all there is."""

    def known(*styles: str) -> set[str]:
        return {title.id for title in titles if title.style in styles and title.id in STATUTORY}

    if len(known("cn", "none")) >= 2:
        return [title for title in titles if title.style in ("cn", "none")]
    for style in ("paren", "digit"):
        if len(known(style)) >= MANY_PARTS and len(known(style)) > len(known("cn", "none")):
            return [title for title in titles if title.style in (style, "none")]
    return [title for title in titles if title.style in ("cn", "none")]


def _choose(titles: list[Title], anchors: dict[str, list[int]]) -> list[Title]:
    """The titles that together make the best report: ids rise, each once, 五 and 六 on problems may both be s5."""
    known = [title for title in titles if title.id in STATUTORY]
    scores, ranks = _scores(known, anchors), [_rank(title) for title in known]
    best: list[float] = []  # the score of the chain that ends here
    previous: list[int | None] = []
    for i, title in enumerate(known):
        before = [
            j
            for j in range(i)
            if ranks[j] < ranks[i] or (title.id == known[j].id == "s5" and _goes_on(known[j], title))
        ]
        last = max(before, key=best.__getitem__, default=None)
        best.append(scores[i] + (0.0 if last is None else best[last]))
        previous.append(last)
    chain: list[Title] = []
    at = max(range(len(known)), key=best.__getitem__, default=None)
    while at is not None:
        chain.append(known[at])
        at = previous[at]
    return chain[::-1]


def _scores(known: list[Title], anchors: dict[str, list[int]]) -> list[float]:
    scores = []
    for i, title in enumerate(known):
        score = 3.0 if title.strong else 1.5
        score += 1.0 if title.whole else -0.5
        score += 0.5 if title.numeral else 0.0
        score += 0.5 if title.numeral == _rank(title) else 0.0
        near = any(0 <= at - title.body < NEAR_TABLE for at in anchors.get(title.id or "", ()))
        score += 3.0 if near else 0.0
        empty = i + 1 < len(known) and known[i + 1].start - title.body <= 2
        again = empty and any(other.id == title.id for other in known[i + 1 :])
        scores.append(score - (3.0 if again else 0.0))
    return scores


def _rank(title: Title) -> int:
    return int((title.id or "s0")[1:])


def _goes_on(first: Title, second: Title) -> bool:
    """五、存在问题 and 六、改进措施: two sections on problems and measures, each with its numeral."""
    return first.numeral is not None and second.numeral in (first.numeral + 1, 1, 2) and not second.start < first.body


def _with_other_parts(chosen: list[Title], titles: list[Title], *, tables: bool) -> list[Title]:
    """The chosen titles and, between them, those of parts that only older reports have."""
    if not chosen:
        return []
    first = next((title.start for title in chosen if title.id != "s1"), chosen[0].start)
    every = list(chosen)
    taken = {title.start for title in chosen}
    for title in titles:
        if title.start in taken or not title.whole or title.style != "cn" or title.numeral is None:
            continue
        if title.id in STATUTORY or (tables and title.start < first):
            continue
        before = max((each for each in every if each.start < title.start), key=lambda each: each.start, default=None)
        expected = (before.numeral or 0) + 1 if before else 1
        slack = 1 if title.id else 0
        placed = title.id or (before and before.id != "s1")
        if placed and expected - slack <= title.numeral <= expected + slack:
            every.append(title)
    return sorted(every, key=lambda title: title.start)


def _extents(doc: Document, chosen: list[Title], end: int) -> list[Section]:
    sections: list[Section] = []
    for i, title in enumerate(chosen):
        stop = chosen[i + 1].start if i + 1 < len(chosen) else end
        if sections and sections[-1].id == title.id == "s5":
            last = sections.pop()
            sections.append(
                Section("s5", last.title, last.start, last.body_start, trimmed(doc.folded, title.start, stop))
            )
            continue
        printed = doc.text[title.start : title.body].replace("\n", "").strip().strip("#*>| \t").strip()
        sections.append(
            Section(title.id or "x.other", printed, title.start, title.body, trimmed(doc.folded, title.body, stop))
        )
    return sections


def _cut(folded: str, section: Section, at: int) -> list[Section]:
    end = trimmed(folded, section.body_start, max(at, section.body_start))
    return [Section(section.id, section.title, section.start, section.body_start, end, section.status, section.why)]


def _warnings(doc: Document, sections: Sequence[Section], chosen: Sequence[Title]) -> list[ReportWarning]:
    present = {section.id for section in sections}
    warnings = [
        ReportWarning("section_missing", f"no section {NAMES[id]} ({id})") for id in STATUTORY if id not in present
    ]
    warnings += [
        ReportWarning("section_recovered", f"the title of section {section.id} is lost; known by its {section.why}")
        for section in sections
        if section.status == "recovered"
    ]
    warnings += _numeral_warnings(chosen)
    for section in sections:
        usual = _knowledge()["length"]
        low, high = usual.get(section.id, usual["other"])
        if section.end - section.body_start <= high and _inked(doc, section, AT_A_GLANCE) >= low:
            continue
        length = _inked(doc, section)
        if not low <= length <= high:
            message = f"section {section.id} has {length} characters, where {low} to {high} are usual"
            warnings.append(ReportWarning("section_length", message))
    announced = _announced_pattern().search(doc.folded, 0, sections[0].start) if sections else None
    if announced:
        count = _number(announced[1])
        parts = len([section for section in sections if section.id != "s9"])
        if count != parts:
            message = f"the report announces {count} parts and has {parts}"
            warnings.append(ReportWarning("section_count", message))
    return warnings


def _inked(doc: Document, section: Section, most: int | None = None) -> int:
    """How many characters of the body are no blanks, of its first ``most``."""
    end = section.end if most is None else min(section.end, section.body_start + most)
    return len("".join(doc.text[section.body_start : end].split()))


def _numeral_warnings(chosen: Sequence[Title]) -> list[ReportWarning]:
    numerals = [title.numeral for title in chosen if title.numeral is not None]
    names = {value: numeral for numeral, value in NUMERALS.items()}
    repeated = sorted({numeral for numeral in numerals if numerals.count(numeral) > 1})
    warnings = [
        ReportWarning("section_number_repeated", f"{numerals.count(n)} sections are numbered {names.get(n, n)}")
        for n in repeated
    ]
    if not repeated and numerals != list(range(1, len(numerals) + 1)):
        printed = "、".join(str(names.get(n, n)) for n in numerals)
        warnings.append(ReportWarning("section_number_order", f"the sections are numbered {printed}"))
    return warnings


def _number(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    return (NUMERALS.get(tens, 1) * 10 if ten else 0) + NUMERALS.get(ones, 0)


@cache
def _announced_pattern() -> re.Pattern[str]:
    return re.compile(_knowledge()["announced"])
