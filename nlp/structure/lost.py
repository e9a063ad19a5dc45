"""Sections whose title is lost: known by their table, their sub-headings or their wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp.document import Document
from nlp.knowledge import load
from nlp.report import Section
from nlp.structure.ends import find_front, trimmed

LEAST_PROSE = 15
LEAST_SECTION_ONE = 60
LAST_LINES = 8
LINES_ABOVE_TABLE_4 = 3
LAST_ROW_OF_TABLE_3 = "结转下年度"

_ENUMERATOR = r"(?:[(][一二三四五六七八九十]{1,2}[)]、?|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、]|[#*]+[ \t]*)"
_TABLE_LINE = re.compile(
    r"[\d\s.|/—-]*$|.*(?:结果维持|结果纠正|尚未审结|复议后起诉|未经复议|行政诉讼$)|(?:结果|维持|纠正|其他|尚未|审结|总\s?计)+$"
)


def recover(doc: Document, sections: Sequence[Section], anchors: dict[str, list[int]]) -> list[Section]:
    """The sections, and those that have no title but can be told by what they hold, with status ``recovered``.

    Section 一 by its first sub-heading, 二 to 四 by their tables, 五 by its sub-headings or its wording, 六 by the
    sentence on the fee or that there is nothing to add. Nothing is recovered from a text without any other section.
    """
    found = list(sections)
    present = {section.id for section in found}
    for id in ("s2", "s3", "s4"):
        if id not in present:
            found = _insert(doc, found, id, _table_start(doc, found, id, anchors), "table")
    if found and "s5" not in present:
        found = _insert(doc, found, "s5", *_problems_start(doc, found))
    if found and "s6" not in present:
        found = _insert(doc, found, "s6", _other_matters_start(doc, found), "wording")
    if found and "s1" not in present:
        found = _insert(doc, found, "s1", *_overview_start(doc, found))
    return found


def _insert(doc: Document, sections: list[Section], id: str, start: int | None, why: str) -> list[Section]:
    if start is None:
        return sections
    before = [section for section in sections if section.start < start]
    after = [section for section in sections if section.start >= start]
    stop = after[0].start if after else len(doc.folded)
    new = Section(id, None, start, start, trimmed(doc.folded, start, stop), "recovered", why)
    if before:
        last = before[-1]
        end = trimmed(doc.folded, last.body_start, max(start, last.body_start))
        before[-1] = Section(last.id, last.title, last.start, last.body_start, end, last.status, last.why)
    return [*before, new, *after]


def _window(doc: Document, sections: Sequence[Section], id: str) -> tuple[int, int]:
    """Where a section can stand: behind the bodies before it, ahead of the titles after it."""
    rank = int(id[1:])
    low = [section.body_start for section in sections if section.id[0] == "s" and int(section.id[1:]) < rank]
    high = [section.start for section in sections if section.id[0] == "s" and int(section.id[1:]) > rank]
    return max(low, default=0), min(high, default=len(doc.folded))


def _table_start(doc: Document, sections: Sequence[Section], id: str, anchors: dict[str, list[int]]) -> int | None:
    low, high = _window(doc, sections, id)
    if id == "s4":
        last_row = doc.folded.rfind(LAST_ROW_OF_TABLE_3, low, high)
        low = last_row if last_row >= 0 else low
    at = next((at for at in anchors[id] if low <= at < high), None)
    if at is None:
        return None
    start = doc.folded.rfind("\n", 0, at) + 1
    if id == "s4":
        for _ in range(LINES_ABOVE_TABLE_4):
            above = doc.folded.rfind("\n", 0, max(start - 1, 0)) + 1
            if above >= low and doc.folded[above:start].strip(" |#\n\t").startswith("行政复议"):
                start = above
                break
    return max(start, low)


def _problems_start(doc: Document, sections: Sequence[Section]) -> tuple[int | None, str]:
    low, high = _window(doc, sections, "s5")
    if not any(section.id in ("s1", "s2", "s3", "s4") for section in sections):
        return None, ""
    lines = [span for span in doc.lines if low <= span[0] < high]
    for start, end in lines:
        if _problem_heading().match(doc.folded[start:end].replace(" ", "")):
            return start, "sub-heading"
    if not any(section.id in ("s3", "s4") for section in sections):
        return None, ""
    prose: int | None = None
    for start, end in lines:
        line = doc.folded[start:end]
        if _TABLE_LINE.match(line) or end - start < LEAST_PROSE or line.count("|") > 1 or "\t" in line:
            prose = None
            continue
        prose = start if prose is None else prose
        if _wording().search(line):
            return prose, "wording"
        if line[-1] in "。;:!":
            prose = None
    return None, ""


def _other_matters_start(doc: Document, sections: Sequence[Section]) -> int | None:
    low, high = _window(doc, sections, "s6")
    lines = [span for span in doc.lines if low <= span[0] < high]
    if not any(section.id == "s5" for section in sections):
        return None
    for start, end in lines[-LAST_LINES:]:
        if start > low and _other_matters().match(doc.folded[start:end].replace(" ", "")):
            return start
    return None


def _overview_start(doc: Document, sections: Sequence[Section]) -> tuple[int | None, str]:
    """The first sub-heading or narrative heading ahead of the other sections; else the prose behind a preamble."""
    high = _window(doc, sections, "s1")[1]
    if not any(section.id in ("s2", "s3", "s4", "s5") for section in sections):
        return None, ""
    lines = [span for span in doc.lines if span[0] < high]
    for start, end in lines:
        bare = doc.folded[start:end].replace(" ", "")
        if _part_heading().match(bare):
            return start, "sub-heading"
    for start, end in lines:
        if re.match(r"[#* \t]*一[ \t]?、", doc.folded[start:end]):
            return start, "first heading"
    front = find_front(doc, [section for section in sections if section.start >= high])
    if front is None:
        return None, ""
    for start, end in lines:
        line = doc.folded[start:end]
        if start >= front.start and not _preamble().search(line) and high - start >= LEAST_SECTION_ONE and "。" in line:
            return start, "place"
    return None, ""


@cache
def _preamble() -> re.Pattern[str]:
    return re.compile(
        r"编制|根据《|依据《|按照《.{0,40}要求|统计期限|联系(?:电话|地址|方式)|电子邮|部分组成|年度报告如下|予以公布"
    )


@cache
def _problem_heading() -> re.Pattern[str]:
    problems = load("structure", "sections")["problems"]
    return re.compile(
        rf"{_ENUMERATOR}(?:{problems['heading']}|{problems['measures']})[。:]?$|存在(?:的)?(?:主要)?问题[:。]"
    )


@cache
def _wording() -> re.Pattern[str]:
    return re.compile(load("structure", "sections")["problems"]["wording"])


@cache
def _other_matters() -> re.Pattern[str]:
    return re.compile(load("structure", "sections")["other_matters"])


@cache
def _part_heading() -> re.Pattern[str]:
    return re.compile(
        r"[#*]*[(]一[)][、.]?[^。]{0,20}主动公开|[#*]*[(]二[)][、.]?[^。]{0,20}依申请|[#*]*(?:1[.、]|一是)[^。]{0,8}主动公开"
    )
