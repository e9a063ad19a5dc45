"""A stretch of text as it would read unwrapped: without page marks, hard wraps and inner spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise

from nlp.text import View

FULL_LINE = 0.85  # of the width a page is set in: a line that reaches it was broken by the page, not by the writer
FULL_HEADING = 0.92
LONG_LINE, LONG_HEADING = 26, 40  # the same, where too few lines stand around to tell the width
WIDEST_PAGE = 60
LEAST_TORN_LINE = 4


def squeeze(folded: str, start: int = 0, end: int | None = None) -> View:
    """``folded[start:end]`` as it would read unwrapped: one line a paragraph, no page marks, no inner spaces.

    >>> squeeze("有限的时间,\\n\\n- 3 -\\n精力给工作 带来困难。\\n(二)  改进").text
    '有限的时间,精力给工作带来困难。\\n(二)改进'

    A line runs on into the next one where it ends in no sentence mark and fills the width of the page, and the
    next opens with no enumerator. Headings, items, table rows, signatures and dates keep their own line.
    Markdown marks and the pinyin that script converters leave behind go too.
    """
    start = max(start, 0)
    end = len(folded) if end is None else min(end, len(folded))
    text = folded[start:end]
    inked = _hide_blanks(text)
    kept: list[str] = []
    at: list[int] = []
    low = 0
    for cut, after in [*sorted([*_inner_noise(text), *_line_noise(text, folded)]), (len(text), len(text))]:
        if cut > low:
            kept.append(inked[low:cut])
            at.extend(range(start + low, start + cut))
        if after > low:
            low = after
    view = "".join(kept)
    if HIDDEN in view:
        seen = [run.span() for run in _INKED.finditer(view)]
        at = list(chain.from_iterable([at[low:high] for low, high in seen]))
    return View(view.replace(HIDDEN, ""), at)


Cut = tuple[int, int]
HIDDEN = "\0"
_INKED = re.compile("[^\0]+")

_WORD_GAP = re.compile(r"[ \t](?<=[0-9A-Za-z].)(?=[0-9A-Za-z \t])")


def _hide_blanks(text: str) -> str:
    """The text with every blank hidden but one between two Latin words or numbers."""
    inked = text.replace(" ", HIDDEN).replace("\t", HIDDEN)
    gaps = [gap.start() for gap in _WORD_GAP.finditer(text)] if HIDDEN in inked else []
    if not gaps:
        return inked
    characters = list(inked)
    for gap in gaps:
        if _latin(text[gap:].lstrip(" \t")[:1] if text[gap + 1] in " \t" else text[gap + 1]):
            characters[gap] = " "
    return "".join(characters)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


_GLOSS = re.compile(r"(?<=[一-鿿])\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}\)")
_TAG = re.compile(r"<br ?/?>|&(?:nbsp|ensp|emsp|#160|#12288);", re.IGNORECASE)
# 发布**条 hides a number: such stars are print, not markup.
_BOLD = re.compile(r"(?<!\*)\*\*(?![*条件年月日次个篇份项人元万%])([^*\n]{1,200})(\*\*)(?!\*)")
_ESCAPE = re.compile(r"\\(?=[-.*_#()\[\]~>|])")
_INLINE_PAGE = re.compile(r"[-—–] {1,3}\d{1,3} {1,3}[-—–](?![-\d—–])")


def _inner_noise(text: str) -> Iterator[Cut]:
    if "(" in text:
        yield from (gloss.span() for gloss in _GLOSS.finditer(text))
    if "<" in text or "&" in text:
        yield from (tag.span() for tag in _TAG.finditer(text))
    if "**" in text:
        for bold in _BOLD.finditer(text):
            yield bold.start(), bold.start(1)
            yield bold.span(2)
    if "\\" in text:
        yield from (escape.span() for escape in _ESCAPE.finditer(text))
    if "- " in text or "— " in text or "– " in text:
        yield from (mark.span() for mark in _INLINE_PAGE.finditer(text))


_LINE = re.compile(r"\S[^\n]*")
_MARKUP = re.compile(r"(?:#{1,6}(?!\d)|>)[ \t]*")
_PAGE_MARK = re.compile(
    r"[-—–·~][ \t]{0,3}\d{1,3}[ \t]{0,3}[-—–·~]"
    r"|第[ \t]?\d{1,3}[ \t]?页(?:[ \t]?[,/共(]?[ \t]?共?[ \t]?\d{1,3}[ \t]?页?\)?)?"
    r"|[Pp](?:[Aa][Gg][Ee]|\.)?[ \t]?\d{1,3}(?:[ \t]*(?:-|of \d{1,3}|/[ \t]?\d{1,3}))?"
    r"|\d{1,3}[ \t]?/[ \t]?\d{1,3}"
)
_PAGE_MARK_WIDTH = 24
_CHINESE = re.compile("[一-鿿]")


def _line_noise(text: str, folded: str) -> Iterator[Cut]:
    """The breaks and page marks to leave out, so that one break is left between paragraphs."""
    lines = _content_lines(text)
    if not lines:
        yield 0, len(text)
        return
    yield 0, lines[0][0]
    for (first, last, marked), (low, high, also_marked) in pairwise(lines):
        before, after = text[first:last], text[low:high]
        joined = None if marked or also_marked else _runs_on(before, after)
        if joined == "if full":
            torn = low - last > 2 and not text[last:low].isspace()
            joined = (_is_torn if torn else _is_full)(before, _page_width(folded))
        if joined and not (_latin(before[-1]) and _latin(after[0])):
            yield last, low
        elif low - last > 1:
            kept = text.index("\n", last)
            yield last, kept
            yield kept + 1, low
    yield lines[-1][1], len(text)


def _content_lines(text: str) -> list[tuple[int, int, bool]]:
    """Start and end of every line that is no page mark, its Markdown mark left out, and whether it had one."""
    lines = []
    for line in _LINE.finditer(text):
        low, high = line.start(), line.start() + len(line[0].rstrip())
        mark = _MARKUP.match(text, low, high) if text[low] in "#>" else None
        low = mark.end() if mark else low
        if high - low <= _PAGE_MARK_WIDTH and (low == high or _PAGE_MARK.fullmatch(text, low, high)):
            continue
        lines.append((low, high, mark is not None))
    return [line for i, line in enumerate(lines) if not _is_page_number(text, lines, i)]


def is_page_mark(line: str) -> bool:
    """Whether a line is a page mark and nothing else: - 3 -, 第3页, Page 3."""
    return len(line) <= _PAGE_MARK_WIDTH and _PAGE_MARK.fullmatch(line) is not None


def _is_page_number(text: str, lines: list[tuple[int, int, bool]], i: int) -> bool:
    """A lone number of one or two digits is a page number between lines of prose, and a cell in a table."""
    low, high, _ = lines[i]
    if high - low > 2 or not text[low:high].isdecimal():
        return False
    before = text[lines[i - 1][0] : lines[i - 1][1]] if i else ""
    after = text[lines[i + 1][0] : lines[i + 1][1]] if i + 1 < len(lines) else ""
    if not before or not after:
        return len(_CHINESE.findall(before or after)) >= 10
    return len(_CHINESE.findall(before)) >= 10 and len(_CHINESE.findall(after)) >= 6


_OPENS = re.compile(
    r"#|\||>|[-*•●◆■▪][ \t]|[(]?[一二三四五六七八九十]{1,3}(?:[)、.]|是)|[(]?\d{1,2}[)、.](?!\d)|[①-⑳⑴-⒇㈠-㈩]"
    r"|第[一二三四五六七八九十]{1,3}(?:条|、|,|是|部分)|[(]?附[件表:]"
)
_DATE = re.compile(
    r"[(]?[12][\d ]{3,4}[ \t]?年[ \t]?\d{1,2}[ \t]?月[ \t]?\d{1,2}[ \t]?日[)]?|[二〇○零一九]{4}年.{1,3}月.{1,3}日"
)
_HANGING = frozenset(",、(“‘《〈〔[·")
_CLOSING = frozenset(",。、;:)”’》〉〕]!?%")
_SENTENCE_END = frozenset("。!?;:…")
_QUOTE_END = frozenset("”’》】)")
_TITLE_END = re.compile(r"(?:报告|年报)(?:[(].{4,8}[)])?$")


def _runs_on(before: str, after: str) -> bool | str:
    if "\t" in before or "\t" in after or "|" in before or "|" in after or _OPENS.match(after):
        return False
    if before[-1] in _HANGING or after[0] in _CLOSING:
        return True
    if before[-1] in _SENTENCE_END or _DATE.fullmatch(after):
        return False
    return "if full"


_RUNS_IN = re.compile(r"第?[一二三四五六七八九十]{1,3}(?:是|要)")


def _is_torn(line: str, width: float) -> bool:
    """Whether a line with a page mark behind it was broken by the page: it is no title, and no heading unless full."""
    if len(line) < LEAST_TORN_LINE or _TITLE_END.search(line):
        return False
    return not _OPENS.match(line) or _RUNS_IN.match(line) is not None or _is_full(line, width)


def _is_full(line: str, width: float) -> bool:
    heading = _OPENS.match(line) is not None and "。" not in line and ":" not in line
    if width:
        return _width(line) >= width * (FULL_HEADING if heading else FULL_LINE)
    if line[-1] in _QUOTE_END or _TITLE_END.search(line):
        return False
    return _width(line) >= (LONG_HEADING if heading else LONG_LINE)


_NARROW = re.compile(r"[0-9A-Za-z. \t]")
_SHORTEST_PROSE = 15
_SAMPLE = 100_000
_LEAST_FULL_LINES, _LEAST_FULL_SHARE = 3, 0.3


@lru_cache(maxsize=2)
def _page_width(folded: str) -> float:
    """The width in full characters that a text is set in, or 0 where its lines are not wrapped."""
    widths = sorted(
        (_width(line) for line in map(str.strip, folded[:_SAMPLE].split("\n")) if _is_prose(line)), reverse=True
    )
    if not widths:
        return 0
    width = widths[len(widths) // 8]
    full = sum(1 for each in widths if each >= width * FULL_LINE)
    wrapped = width <= WIDEST_PAGE and full >= max(_LEAST_FULL_LINES, _LEAST_FULL_SHARE * len(widths))
    return width if wrapped else 0


def _is_prose(line: str) -> bool:
    return len(line) >= _SHORTEST_PROSE and not line[-1].isdigit() and "|" not in line and "\t" not in line


def _width(line: str) -> float:
    return len(line) - len(_NARROW.findall(line)) / 2
