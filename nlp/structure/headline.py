"""The title of a report: the line or lines that name the organ and the year and say 政府信息公开工作年度报告."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.knowledge import load
from nlp.structure.grammar import parse
from nlp.structure.office import ends_like_an_organ
from nlp.structure.year import YEAR, as_year
from nlp.text import View

MOST_LINES = 60
MOST_JOINED = 4
HEAD = 5_000
LONGEST = 90


@dataclass(frozen=True, slots=True)
class Title:
    """The organ as the title prints it (None if it prints none) and the years in it, in order."""

    organ: View | None
    years: tuple[int, ...]
    start: int
    end: int
    whole: bool


def find_titles(folded: str, lines: Sequence[tuple[int, int]]) -> list[Title]:
    """The titles in the head of a report, the best first.

    lines    start and end of the lines that hold something, as ``Document.lines``

    A title may run over three lines, stand in a cell or behind 标题:, and be followed by the text in the same line.
    Best is a title with organ and year that fills its lines. A report without a title gives an empty list.
    """
    found: list[Title] = []
    before: list[tuple[int, int]] = []
    for start, end in _pieces(folded, lines):
        before.append((start, min(end, start + 4 * LONGEST)))
        if not _ENDS_A_TITLE.search(folded, start, before[-1][1]):
            continue
        title = _ending_in(folded, before[-MOST_JOINED:])
        if title is not None:
            found.append(title)
            if title.organ and title.years and title.whole:
                break
    return sorted(found, key=lambda t: (t.organ is None, not t.years, not t.whole, t.start))


def _ending_in(folded: str, lines: Sequence[tuple[int, int]]) -> Title | None:
    """The title that ends in the last of these lines and begins in one of them, as late as an organ allows."""
    joined, best = View("", []), None
    for start, end in reversed(lines):
        view = bare_view(folded, start, end)
        if joined.text and len(view.text) + len(joined.text) > LONGEST:
            break
        joined = View(view.text + joined.text, [*view.at, *joined.at])
        title = _read(joined)
        if title is None or title.end <= lines[-1][0]:
            continue
        if best is not None and best.organ is not None:
            same = title.organ is not None and title.organ.text == best.organ.text
            return title if same and title.years else best
        if title.organ and _plausible(title.organ.text):
            if title.years:
                return title
            best = title
        best = best or title
    return best


def _plausible(organ: str) -> bool:
    return ends_like_an_organ(organ) or parse(organ).place is not None


def read_title(text: str) -> Title | None:
    """The title in a line of its own, such as the name of a file."""
    return _read(bare_view(text, 0, len(text)))


def bare_view(folded: str, start: int, end: int) -> View:
    """``folded[start:end]`` without blanks, line breaks, the marks of Markdown and pinyin glosses."""
    stretch = folded[start:end]
    if "(" in stretch:
        stretch = _GLOSS.sub(lambda gloss: " " * len(gloss[0]), stretch)
    text: list[str] = []
    at: list[int] = []
    for word in _WORD.finditer(stretch):
        text.append(word[0])
        at.extend(range(start + word.start(), start + word.end()))
    return View("".join(text), at)


_GLOSS = re.compile(r"(?<=[一-鿿])\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜń]{1,6}\)")
_WORD = re.compile(r"[^\s#*|`_]+")


def _pieces(folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in lines[:MOST_LINES]:
        if start > HEAD:
            return
        line = folded[start : min(end, start + 600)]
        if "|" not in line and "\t" not in line and ">" not in line and "»" not in line:
            yield start, end
            continue
        for cell in re.finditer(r"[^|\t>»]*[^|\t>»\s][^|\t>»]*", line):
            yield start + cell.start(), start + cell.end()


def _read(view: View) -> Title | None:
    text = view.text[:LONGEST]
    if "公开" not in text or ("报" not in text and "总结" not in text):
        return None
    found = _core().search(text)
    if found is None:
        return None
    shared = text.startswith("政府", found.start()) and text.endswith(_CUT_SHORT, 0, found.start())
    head = view.slice(0, found.start() + 2 * shared)
    if _SENTENCE.search(head.text):
        return None
    organ, years = _organ_and_years(head)
    inner = [as_year(year) for year in _YEAR_INSIDE.findall(found[0])]
    rest = text[found.end() :]
    after = _AFTER.match(rest)
    outer = [as_year(after["year"])] if after and after["year"] else []
    years = tuple(year for year in (*years, *inner, *outer) if year is not None)
    if organ is None and not years and (rest or len(head.text) > 12):
        return None
    whole = len(view.text) <= LONGEST and (not rest or after is not None)
    if not whole and (organ is None or not years):
        return None
    at = view.at
    return Title(organ, years, at[0], at[found.end() - 1] + 1, whole)


def _organ_and_years(head: View) -> tuple[View | None, tuple[int, ...]]:
    before, after = _trims()
    years: list[int | None] = []
    while head.text:
        opening = before.match(head.text) or _YEAR_OPENS.match(head.text)
        closing = after.search(head.text) or _YEAR_CLOSES.search(head.text)
        cut = opening or closing
        if cut is None:
            break
        if "year" in cut.re.groupindex and cut["year"]:
            years.append(as_year(cut["year"]))
        low, high = (cut.end(), len(head.text)) if cut is opening else (0, cut.start())
        head = head.slice(low, high)
    middle = _YEAR_BETWEEN.search(head.text)
    if middle:
        years.append(as_year(middle[1]))
        head = head.slice(0, middle.start()) if middle.start() else head.slice(middle.end(), len(head.text))
    return (head if head.text else None), tuple(year for year in years if year is not None)


_ENDS_A_TITLE = re.compile("报|告|总结")
_CUT_SHORT = ("县人民", "区人民", "市人民", "乡人民", "镇人民", "省人民", "州人民", "旗人民", "盟人民")
_SENTENCE = re.compile("[。;!?]|,.*,|依据|根据|按照|编制")
_YEAR_INSIDE = re.compile(f"({YEAR})年?度?")
_YEAR_BETWEEN = re.compile(f"({YEAR})(?:年度|年|度)")
_YEAR_OPENS = re.compile(f"(?P<year>{YEAR})(?:年度|年|度)?")
_YEAR_CLOSES = re.compile(f"(?P<year>{YEAR})(?:年度|年|度)?$")
_AFTER = re.compile(
    rf"[》】\]>”\"]*(?:\(?(?P<year>{YEAR})年?度?\)?)?(?:\((?:公开|全文|正式|送审)?稿?\)|的报告|\.(?:pdf|docx?|html?|txt|md))?[。]?$"
)


@cache
def _core() -> re.Pattern[str]:
    year = f"(?:\\(?{YEAR}(?:年度|年|度)?\\)?)?"
    return re.compile("|".join(pattern.replace("{year}", year) for pattern in load("structure", "names")["title"]))


@cache
def _trims() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("structure", "names")
    return re.compile("|".join(words["title_before"])), re.compile(f"(?:{'|'.join(words['title_after'])})$")
