"""Section 一 -> its five parts: 主动公开, 依申请公开, 政府信息管理, 平台建设, 监督保障."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.document import Document
from nlp.knowledge import load
from nlp.report import Section
from nlp.structure.ends import trimmed

LONGEST_HEADING = 40
LONGEST_BARE_HEADING = 16
STYLES = ("paren", "digit", "ordinal", "none")


class Heading(NamedTuple):
    id: str | None
    start: int
    body: int
    style: str


_NUMBER = (
    r"(?P<paren>[(][ ]?[一二三四五六七八九十]{1,2}[ ]?[)][、.]?)|(?P<digit>\d{1,2}[.、](?!\d))"
    r"|(?P<ordinal>[一二三四五六七八九]是)"
)
# A line without a numeral is looked at where it opens as a bare heading does.
_LINE = re.compile(
    rf"^[ \t]*(?:[#>*]+[ \t]*)?(?:(?:{_NUMBER})[ \t*]*(?=\S)|[ \t*]*(?=[#|加规做推政信主依平监]))", re.MULTILINE
)
_INLINE = re.compile(rf"(?<=[。;!? \t])(?:{_NUMBER})[ \t]*")
_BLANK = re.compile(r"[ \t]")
_HEADING_END = re.compile(r"[。:\n]|[ \t](?=\d{4}[ \t]?年|[一-鿿]{2,}[,、])")


def find_parts(doc: Document, section: Section) -> list[Section]:
    """The parts of section 一 that have a heading of their own or at the head of a paragraph; any may be missing.

    >>> from nlp.report import Source
    >>> text = "(一)主动公开\\n公开12条。\\n(二)依申请公开情况。收到1件。\\n(三)教育培训\\n办班一期。"
    >>> whole = Section("s1", None, 0, 0, len(text))
    >>> [(p.id, text[p.body_start:p.end].strip()) for p in find_parts(Document(Source("a", "", "", 0), text), whole)]
    [('s1.proactive', '公开12条。'), ('s1.requests', '收到1件。')]

    The headings are those of one style: (一) or, without it, 1. or 一是; a heading of that style with other words
    ends the part before it. Parts: 国办公开办函〔2021〕30号.
    """
    headings = list(_headings(doc.folded, section, _LINE))
    chosen = _one_style(headings)
    if not chosen:
        chosen = _one_style(list(_headings(doc.folded, section, _INLINE)))
    parts: list[Section] = []
    for i, heading in enumerate(chosen):
        end = chosen[i + 1].start if i + 1 < len(chosen) else section.end
        if heading.id and heading.id not in {part.id for part in parts}:
            title = doc.text[heading.start : heading.body].strip().strip("#*> \t").strip()
            stop = trimmed(doc.folded, heading.body, end)
            parts.append(Section(heading.id, title, heading.start, heading.body, stop))
    return parts


def _headings(folded: str, section: Section, pattern: re.Pattern[str]) -> Iterator[Heading]:
    at = section.body_start
    while at < section.end:
        found = pattern.search(folded, at, section.end)
        if not found:
            return
        line_end = folded.find("\n", found.end(), section.end)
        line_end = section.end if line_end < 0 else line_end
        at = (line_end + 1) if pattern is _LINE else max(found.end(), at + 1)
        style = found.lastgroup or "none"
        stop = _HEADING_END.search(folded, found.end(), min(line_end, found.end() + 2 * LONGEST_HEADING))
        body = stop.end() if stop and stop[0] != "\n" else line_end
        raw = folded[found.end() : stop.start() if stop else line_end]
        blank = _BLANK.search(raw)
        if blank and _bare_heading().fullmatch(raw, 0, blank.start()):
            raw, body = raw[: blank.start()], found.end() + blank.start()
        if len(raw) > LONGEST_HEADING:
            raw = raw[: LONGEST_HEADING + 1].partition(",")[0]
            body = found.end() + len(raw)
        words = raw.replace(" ", "").strip("#*|")
        if len(words) <= LONGEST_HEADING and _is_heading(words, style, closed=stop is not None or body == line_end):
            yield Heading(_part(words), found.start(), body, style)


def _is_heading(words: str, style: str, *, closed: bool) -> bool:
    """(一) and 1. make a heading of any words; 一是 and no numeral at all only of the usual ones."""
    if style in ("paren", "digit"):
        return True
    return closed and len(words) <= LONGEST_BARE_HEADING and _bare_heading().fullmatch(words) is not None


def _one_style(headings: list[Heading]) -> list[Heading]:
    def known(style: str) -> int:
        return len({heading.id for heading in headings if heading.style == style and heading.id})

    style = max(STYLES, key=known)
    least = 1 if style == "paren" else 2
    return [heading for heading in headings if heading.style == style] if known(style) >= least else []


def _part(words: str) -> str | None:
    """The part that the first telling word of a heading belongs to."""
    ids, telling = _words()
    found = telling.search(words)
    return ids[found.lastindex - 1] if found and found.lastindex else None


@cache
def _words() -> tuple[list[str], re.Pattern[str]]:
    parts = load("structure", "sections")["parts"]
    return [part["id"] for part in parts], re.compile("|".join(f"({part['words']})" for part in parts))


@cache
def _bare_heading() -> re.Pattern[str]:
    return re.compile(
        r"(?:加强|规范|做好|推进)?(?:政府信息(?:公开)?)?(?:主动公开|依申请公开|(?:政府)?信息(?:资源)?管理|平台建设|监督保障)"
        r"(?:政府信息)?(?:工作)?(?:的)?(?:办理)?(?:情况|方面)?"
    )
