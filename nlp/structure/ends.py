"""The two ends of a report: its front matter (s0) and its sign-off (s9)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from nlp.document import Document
from nlp.knowledge import load
from nlp.report import Section
from nlp.unwrap import is_page_mark

LONGEST_TITLE = 60
LONGEST_ORGAN = 32
LONGEST_HEAD_LINE = 24
LONGEST_TAIL = 12
MOST_SIGN_OFF_LINES = 40

_DATE = (
    r"[(]?(?:20|19)?[\d ]{2,5}年[ \t]*\d{1,2}[ \t]*月[ \t]*\d{1,2}[ \t]*日?[)]?|20\d\d[-./]\d{1,2}[-./]\d{1,2}"
    r"|[二一][〇○O零一九二三四五六七八]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)


def trimmed(folded: str, start: int, end: int) -> int:
    """Where ``folded[start:end]`` ends when blanks, page marks and empty Markdown marks at its end are left out."""
    while end > start:
        low = folded.rfind("\n", start, end) + 1 or start
        line = folded[low:end].rstrip()
        bare = line.lstrip()
        if bare and not is_page_mark(bare) and bare.strip("#*>|-"):
            return low + len(line)
        end = max(low - 1, start)
    return start


def find_front(doc: Document, sections: Sequence[Section]) -> Section | None:
    """The preamble before the first section, without title, organ, date and index lines; None where there is none.

    >>> from nlp.report import Source
    >>> text = "某县水利局2023年政府信息公开工作年度报告\\n某县水利局\\n根据条例,编制本报告。\\n一、总体情况"
    >>> find_front(Document(Source("a", "", "", 0), text), [Section("s1", "", text.index("一、"), 0, 0)]).start
    29
    """
    stop = sections[0].start if sections else len(doc.folded)
    title = None
    before = ""
    for start, end in doc.lines:
        if start >= stop:
            return None
        end = min(end, stop)
        line = doc.folded[start:end].strip("#*>| \t")
        before, bare = "", before + line.replace(" ", "")
        following = doc.folded[end : end + LONGEST_TITLE].strip(" \t\n").partition("\n")[0]
        if _is_broken_title(bare, following.strip()):
            before = bare
        elif _preface_title().fullmatch(bare):
            title = doc.text[start:end].strip("#*>| \t")
        elif not _is_head_line(bare):
            start += _title_length(doc.folded[start:end])
            last = trimmed(doc.folded, start, stop)
            return Section("s0", title, start, start, last, "found", "place") if last > start else None
    return None


def _is_head_line(bare: str) -> bool:
    if is_page_mark(bare) or _date().fullmatch(bare) or _index().match(bare) or bare.count("|") > 1:
        return True
    if len(bare) <= LONGEST_TITLE and (_title().search(bare) or _organ().fullmatch(bare)):
        return not _OPENS_PREAMBLE.match(bare) or bare.endswith(("报告", "年报"))
    return len(bare) <= LONGEST_HEAD_LINE and not _OPENS_PREAMBLE.match(bare) and not re.search("[,。;]", bare)


def _is_broken_title(bare: str, following: str) -> bool:
    """Whether a title goes on in the next line, cut anywhere by the edge of the page: 年度报 / 告."""
    if not 0 < len(following) <= LONGEST_TAIL or len(bare + following) > LONGEST_TITLE or bare.endswith("报告"):
        return False
    return _BROKEN_TITLE.search(bare + following) is not None and _OPENS_PREAMBLE.match(bare) is None


_BROKEN_TITLE = re.compile("公开[^,。;]{0,6}(?:年度)?(?:工作)?(?:报告|年报)(?:[(][^()]{4,10}[)])?$")
_OPENS_PREAMBLE = re.compile("本|根据|依据|按照|依照|遵照|为|现将|由|我|20[0-9]{2}年,|自|结合|报告|全文")


def _title_length(line: str) -> int:
    """How much of a line is the report's title, where the preamble follows on the same line."""
    found = re.match(r"[^。,]{4,60}?(?:报告|年报)(?:[(][^()]{4,10}[)])?[ \t]+(?=\S)", line)
    return found.end() if found else 0


def find_sign_off(doc: Document, sections: Sequence[Section]) -> Section | None:
    """The organ, date, attachments and page furniture after the last section; None where the report just ends."""
    if not sections:
        return None
    floor = sections[-1].body_start
    lines = doc.lines[bisect_right(doc.lines, floor, key=lambda span: span[1]) :]
    first, signed = None, False
    for i in range(len(lines) - 1, max(len(lines) - MOST_SIGN_OFF_LINES, -1), -1):
        start, end = lines[i]
        if start < floor:
            break
        bare = doc.folded[start:end].strip("#*>| \t").replace(" ", "").replace("\t", "")
        before = doc.folded[lines[i - 1][0] : lines[i - 1][1]] if i else "。"
        if _date().fullmatch(bare) or _furniture().fullmatch(bare):
            signed = True
        elif not (_is_organ(bare, before, signed) or _contact().fullmatch(bare) or is_page_mark(bare)):
            break
        if not is_page_mark(bare):
            first = start
    if first is None or not (signed or _is_organ_line(doc, first)):
        first = _at_the_end_of_a_line(doc, lines, floor)
    if first is None:
        return None
    return Section("s9", None, first, first, trimmed(doc.folded, first, len(doc.folded)), "found", "place")


def _is_organ(bare: str, before: str, signed: bool) -> bool:
    if len(bare) > LONGEST_ORGAN or len(bare) < 3 or not _organ().fullmatch(bare):
        return False
    return signed or before.rstrip()[-1:] in "。!)”"


def _is_organ_line(doc: Document, start: int) -> bool:
    end = doc.folded.find("\n", start)
    return _organ().fullmatch(doc.folded[start : end if end > 0 else None].strip().replace(" ", "")) is not None


def _at_the_end_of_a_line(doc: Document, lines: Sequence[tuple[int, int]], floor: int) -> int | None:
    """A signature behind the last sentence, in a text without line breaks."""
    if not lines:
        return None
    start, end = max(lines[-1][0], floor, lines[-1][1] - 120), lines[-1][1]
    found = re.search(rf"(?:(?<=[。\s])[^。,;:\s]{{3,30}}[ \t]+)?(?:{_DATE})$", doc.folded[start:end])
    if not found or (found.start() and doc.folded[start + found.start() - 1] not in "。 \t"):
        return None
    return start + found.start()


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("structure", "sections")[name])


@cache
def _preface_title() -> re.Pattern[str]:
    return re.compile(f"(?:{_pattern('preface_title').pattern})[:。]?")


@cache
def _title() -> re.Pattern[str]:
    return re.compile(f"(?:{_pattern('title_line').pattern})$")


def _index() -> re.Pattern[str]:
    return _pattern("index_line")


@cache
def _date() -> re.Pattern[str]:
    return re.compile(_DATE)


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile(f"{_pattern('attachment').pattern}|{_pattern('furniture').pattern}")


def _contact() -> re.Pattern[str]:
    return _pattern("contact")


@cache
def _organ() -> re.Pattern[str]:
    return re.compile(f"[^,。;:、()!?0-9]{{2,30}}(?:{_pattern('organ_end').pattern})(?:[(][^()]{{2,12}}[)])?")
