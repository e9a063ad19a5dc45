"""The name of the organ as the report prints it, and where.

The title is asked first, then the signature, the index block, the preface, the first sentences and any sentence
in which an organ speaks of itself; then the page around the report, and the name of the file last. What spam has
overwritten (VARIETY 3) and names that every organ bears (我局, 区司法局) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from nlp.knowledge import load
from nlp.report import Section
from nlp.structure.grammar import parse
from nlp.structure.headline import Title, bare_view, read_title
from nlp.structure.office import ends_like_an_organ, function_of, is_stub
from nlp.structure.year import YEAR
from nlp.text import View

PREFACE, BODY, TAIL = 1_500, 8_000, 1_500
SIGNATURE_LINES, INDEX_LINES = 25, 40
LONGEST, SHORTEST = 40, 3


@dataclass(frozen=True, slots=True)
class Named:
    """A name that the report gives its organ.

    view     the name and where each character stands; no positions when it stands beside the report only
    source   title, signature, index, preface, body, page or file_name
    """

    view: View
    source: str


@dataclass(frozen=True, slots=True)
class Names:
    """The name chosen (or None), the others in the order of their weight, the stub (区司法局) and spam if met."""

    chosen: Named | None
    others: tuple[Named, ...] = ()
    stub: str | None = None
    spam: str | None = None


def find_names(
    folded: str,
    lines: Sequence[tuple[int, int]],
    titles: Sequence[Title],
    sections: Sequence[Section] = (),
    file_name: str = "",
    beside: Mapping[str, str] = MappingProxyType({}),
) -> Names:
    """The organ's name by every source that the report offers.

    lines      start and end of the lines that hold something, as ``Document.lines``
    titles     as ``nlp.structure.headline.find_titles`` gives them
    sections   may be empty
    beside     what the page says outside the report: publisher, title; asked only where the report names nobody

    A bare region in the title (沭阳县2023年…) gives way to its government where the report names that.
    """
    sources = _Sources()
    for title in titles:
        if title.organ is not None:
            sources.add(title.organ, "title", lenient=title.whole and bool(title.years))
    for view in _signatures(folded, lines):
        sources.add(view, "signature")
    for view in _index_block(folded, lines):
        sources.add(view, "index")
    if not sources.found:
        for view in _speaking(folded, 0, min(len(folded), PREFACE)):
            sources.add(view, "preface")
        sources.keep_fitting()
    if not sources.found:
        for view in _speaking(folded, _body_start(sections), min(len(folded), BODY)):
            sources.add(view, "body")
        sources.keep_fitting()
    if not sources.found:
        for view in _of_page(beside):
            sources.add(view, "page")
        sources.keep_fitting()
    if not sources.found and file_name:
        in_file_name = _of_file_name(file_name)
        if in_file_name is not None:
            sources.add(in_file_name, "file_name")
    chosen = sources.found[0] if sources.found else None
    if chosen is not None and chosen.source == "title":
        chosen = _office_of(chosen, sources.found[1:], folded)
    return Names(chosen, tuple(sources.found[1:]), sources.stub, sources.spam)


class _Sources:
    """The names met so far; knows a name from a stub and from spam."""

    def __init__(self) -> None:
        self.found: list[Named] = []
        self.stub: str | None = None
        self.spam: str | None = None

    def add(self, view: View, source: str, lenient: bool = False) -> None:
        name = view.text
        if _words()["spam"].search(name):
            self.spam = self.spam or name
        elif is_stub(name):
            self.stub = self.stub if self.stub and len(self.stub) >= len(name) else name
        elif is_name(name, lenient) and (source == "title" or not name.startswith(_words()["superiors"])):
            self.found.append(Named(view, source))

    def keep_fitting(self) -> None:
        """Drop those that cannot be what the report calls 我局 or 县司法局: a superior that it cites."""
        if self.stub:
            stub = self.stub
            self.found = [named for named in self.found if _fits(stub, named.view.text)]


def _fits(stub: str, name: str) -> bool:
    if stub.endswith(("镇", "乡", "街道")):
        return parse(name).township is not None
    if not stub.endswith(("局", "厅", "委", "委员会")):
        return True
    cue = function_of(stub)
    return name.endswith(("局", "厅") if stub[-1] in "局厅" else ("委", "会")) and cue in ("other", function_of(name))


def is_name(name: str, lenient: bool = False) -> bool:
    """Is it the name of one organ: Chinese characters that open with a place or end as organs' names end?

    >>> is_name("湛河区司法局"), is_name("认真学习上级文件精神"), is_name("字体大中小")
    (True, False, False)

    ``lenient`` takes what stands in the place of an organ in a title although its end is not known.
    """
    if not SHORTEST <= len(name) <= LONGEST or not _CHINESE.fullmatch(name) or _SENTENCE.search(name):
        return False
    return ends_like_an_organ(name) or (parse(name).place is not None and (lenient or not parse(name).core))


_CHINESE = re.compile(r"[㐀-鿿×xX()·、]*[㐀-鿿×)]")
_SENTENCE = re.compile(
    r"我们|以及|已经|进行|做好|情况|年度|信息公开|按照|根据|认真|各级|各部门|上级|有关|领导下|工作$|^各|^全[省市区县镇乡]|^[的与及]"
)


def _signatures(folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[View]:
    """Lines near the end that hold an organ's name, with or without the date."""
    words = _words()
    tail = [span for span in lines[-SIGNATURE_LINES:] if span[1] - span[0] <= 120 and span[0] > len(folded) // 3]
    for start, end in reversed(tail):
        line = folded[start:end]
        if line[-1] not in words["last"] or line[0].isdecimal() or "\t" in line or "|" in line:
            continue
        view = bare_view(folded, start, end)
        if words["footers"].search(view.text):
            continue
        found = _SIGNED.match(view.text)
        if found and ends_like_an_organ(found[1]):
            yield view.slice(*found.span(1))


_DATE = rf"(?:\(?{YEAR}[年./-]?[\d一二三四五六七八九十]{{1,3}}[月./-]?[\d一二三四五六七八九十]{{0,3}}日?\)?)"
_SIGNED = re.compile(rf"(?:落款:|单位:|\(盖章\)|\(公章\))?([㐀-鿿()·]{{3,40}}?)(?:\((?:盖章|公章|印章|章)\))?{_DATE}?$")


def _index_block(folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[View]:
    """The organ in «发布机构: …» lines before the text."""
    first = lines[:INDEX_LINES]
    head = folded[first[0][0] : first[-1][1]] if first else ""
    if not any(key in head for key in load("structure", "names")["key_lines"]):
        return
    pattern = _words()["key_lines"]
    for start, end in first:
        if end - start > 400:
            continue
        line = folded[start:end]
        if ":" not in line and "|" not in line and "\t" not in line:
            continue
        for found in pattern.finditer(line):
            yield bare_view(folded, start + found.start(1), start + found.end(1))


def _speaking(folded: str, start: int, end: int) -> Iterator[View]:
    """Organs that open a clause and are followed by what organs say of themselves (X认真贯彻…, 由X编制)."""
    view = bare_view(folded, start, end)
    text = re.sub("《[^》]{0,80}》", lambda title: "《" * len(title[0]), view.text)
    words = _words()
    breaks = (i for i in range(1, len(text)) if "\n" in folded[view.at[i - 1] : view.at[i]])
    clauses = (clause.start() for clause in re.finditer(r"(?<![^,。;!?:、《》“”\"()])[^,。;!?:、《》“”\"()]{3}", text))
    for start_of_clause in sorted({0, *breaks, *clauses}):
        opening = words["before"].match(text, start_of_clause)
        found = words["speaks"].match(text, opening.end() if opening else start_of_clause)
        if found and (is_stub(found[1]) or _is_somebody(found[1])):
            yield view.slice(*found.span(1))


def _is_somebody(name: str) -> bool:
    """Does the name tell one organ from its like, by a place, a township or a zone?"""
    parts = parse(name)
    return bool(parts.places) or parts.township is not None or parts.zone


def _body_start(sections: Sequence[Section]) -> int:
    first = next((s for s in sections if s.id == "s1" and s.status != "absent"), None)
    return first.body_start if first else 0


def _of_page(beside: Mapping[str, str]) -> Iterator[View]:
    title = read_title(beside.get("title", ""))
    if title is not None and title.organ is not None:
        yield View(title.organ.text, [])
    if "publisher" in beside:
        yield View("".join(beside["publisher"].split()), [])


def _of_file_name(file_name: str) -> View | None:
    stem = re.sub(r"\.\w{1,5}$", "", file_name.rsplit("/", 1)[-1])
    title = read_title(stem)
    if title is not None and title.organ is not None:
        return View(title.organ.text, [])
    found = re.search(r"[㐀-鿿]{3,40}", re.sub(YEAR + "(?:年度|年|度)?", " ", stem))
    return View(found[0], []) if found else None


def _office_of(chosen: Named, others: Sequence[Named], folded: str) -> Named:
    """安溪县 in a title is its government, 某某街道 its office, where the report names that anywhere."""
    name = chosen.view.text
    parts = parse(name)
    if parts.core not in ("", parts.township) or parts.zone or not (parts.place or parts.township):
        return chosen
    for other in others:
        if other.view.text.startswith(name):
            return other
    full = name + ("办事处" if name.endswith("街道") else "人民政府")
    at = folded.find(full)
    return Named(View(full, range(at, at + len(full))), "body") if at >= 0 else chosen


@cache
def _words() -> dict[str, Any]:
    words = load("structure", "names")
    endings = "|".join(sorted(load("structure", "levels")["endings"], key=len, reverse=True))
    after = "|".join(words["clause_after"])
    keys = "|".join(words["key_lines"])
    before = "|".join(sorted(words["clause_before"], key=len, reverse=True))
    return {
        "spam": re.compile(f"{words['spam']}|\\d{{3}}"),
        "footers": re.compile("|".join(words["footers"])),
        "last": frozenset(ending[-1] for ending in load("structure", "levels")["endings"]) | set("日)0123456789"),
        "superiors": tuple(words["superiors"]),
        "key_lines": re.compile(rf"(?:{keys})\s*[:|\t]\s*([㐀-鿿()·][㐀-鿿()· ]{{2,40}})"),
        "before": re.compile(rf"(?:{YEAR}年?度?|{before})+"),
        "speaks": re.compile(rf"([㐀-鿿·]{{1,30}}?(?:{endings})|我[省市区县])(?={YEAR}|{after})"),
    }
