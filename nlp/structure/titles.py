"""Lines that look like section titles, each with what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from nlp.document import Document
from nlp.knowledge import load

LONGEST_TITLE = 48
LONGEST_UNKNOWN = 34
MOST_TITLES = 400
MOST_INLINE = 2000
FEW_TITLES = 4  # fewer sections than this on lines of their own: look inside the paragraphs
NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}


class Title(NamedTuple):
    """A possible title: ``text[start:body]`` is the line as printed, ``id`` is None where its words are unknown.

    style   cn (一、), paren ((一)), digit (1.) or none
    whole   the title is a line (or two) and nothing else
    """

    id: str | None
    start: int
    head: int
    body: int
    numeral: int | None
    style: str
    strong: bool
    whole: bool


_MARKS = r"[ \t]*(?:[#>*|][#>*| \t]*)?[lI!](?=[一二三四五六七八九])|[ \t]*(?:[#>*|][#>*| \t]*)?"
_NUMBER = re.compile(
    rf"(?:{_MARKS})(?:[(](?P<cnp>[一二三四五六七八九十]{{1,3}})[)][ \t]*[、.]"
    r"|(?P<cn>第?[一二三四五六七八九十]{1,3})[ \t]*(?:[、.,:]|部分[、:]?|(?=[ \t])|(?=[^\s是]))"
    r"|[(](?P<paren>[一二三四五六七八九十]{1,3})[)]|(?P<digit>\d{1,2})[.、](?!\d))?[ \t*]*"
)
_INLINE = re.compile(r"(?<![一二三四五六七八九十第])(?P<cn>[一二三四五六七八九])[ \t]?[、.][ \t]?")
_CHINESE_NUMBER = frozenset("一二三四五六七八九十第#*>|lI!")
_CONTENTS_LINE = re.compile(r"[.…·]{3,}\s*\d{1,3}\s*$|[一-鿿]\s{2,}\d{1,2}$")
_GOES_ON = frozenset(",、和及与;:(《包括")
_JOINS = frozenset("及和与、以")
_ENDS_A_LINE = frozenset("。;:!?0123456789")
_DIGITS = frozenset("0123456789")
_DIGIT_NUMBER = re.compile(r"\d{1,2}[.、]")
_STYLES = {"cn": "cn", "cnp": "cn", "paren": "paren"}


def find_titles(doc: Document) -> list[Title]:
    """Every line (or opening of a line) that may be a section title, in order.

    >>> from nlp.report import Source
    >>> doc = Document(Source("a", "", "text/plain", 0), "一、总体情况\\n二 、 主动公开政府\\n信息情况\\n0 0 0")
    >>> [(t.id, t.numeral, doc.text[t.head : t.body].strip()) for t in find_titles(doc)]
    [('s1', 1, '总体情况'), ('s2', 2, '主动公开政府\\n信息情况')]
    """
    titles = list(_on_lines(doc))
    if len({title.id for title in titles if title.strong}) < FEW_TITLES:
        seen = {title.head for title in titles if title.id}
        titles += [title for title in _inside_lines(doc.folded) if title.head not in seen]
        titles.sort(key=lambda title: title.start)
    return titles[:MOST_TITLES]


def _on_lines(doc: Document) -> Iterator[Title]:
    folded, lines = doc.folded, doc.lines
    words, most = _patterns().bare_words, 2 * LONGEST_TITLE
    for i, (start, end) in enumerate(lines):
        if end - start < 2:
            continue
        first = folded[start]
        if first not in _CHINESE_NUMBER:
            if first in _DIGITS:
                if not _DIGIT_NUMBER.match(folded, start):
                    continue
            elif end - start > LONGEST_TITLE and first != "(":
                continue
            if not words.search(folded, start, end if end - start < most else start + most):
                continue
        if folded.count("|", start, end) > 1 or folded.count("\t", start, end) > 1:
            continue
        title = _read_line(folded, lines, i)
        if title:
            yield title


def _read_line(folded: str, lines: Sequence[tuple[int, int]], i: int) -> Title | None:
    start, end = lines[i]
    number = _NUMBER.match(folded, start, end)
    assert number is not None
    head = number.end()
    numeral, style = _numeral(number)
    bare = _unspaced(folded[head : min(end, head + 100)].rstrip("*# \t|"))
    in_contents = folded[end - 1].isdecimal() and end - head < 2 * LONGEST_TITLE
    if _patterns().never.match(bare) or (in_contents and _CONTENTS_LINE.search(folded, head, end)):
        return None
    whole = _whole(bare, style)
    split = _split_title(folded, lines, i, bare, style, whole is not None)
    if split:
        return Title(split, start, head, lines[i + 1][1], numeral, style, True, True)
    if whole:
        if style == "none" and _is_inside_a_sentence(folded, lines, i):
            return None
        return Title(whole[0], start, head, end, numeral, style, whole[1], True)
    if style == "none":
        return None
    fused = _fused(folded, head, end, numeral, style, start)
    if fused or style != "cn" or len(bare) > LONGEST_UNKNOWN or not bare or bare[-1] in "。;:,、":
        return fused
    return Title(None, start, head, end, numeral, style, False, True)


def _split_title(
    folded: str, lines: Sequence[tuple[int, int]], i: int, bare: str, style: str, whole: bool
) -> str | None:
    """The id of a title that runs over this line and the next."""
    if len(bare) > LONGEST_TITLE or i + 1 == len(lines) or lines[i + 1][1] - lines[i + 1][0] > LONGEST_TITLE:
        return None
    start, end = lines[i + 1]
    whole = whole and bare[-1:] not in _JOINS
    if folded[start] not in _JOINS and (whole or style not in ("cn", "none") or bare[-1:] in _ENDS_A_LINE):
        return None
    rest = _unspaced(folded[start:end])
    joined = _whole(bare + rest, style)
    return joined[0] if joined and joined[1] and not _whole(rest, "none") else None


def _unspaced(words: str) -> str:
    return words.replace(" ", "").replace("\t", "")


def _numeral(number: re.Match[str]) -> tuple[int | None, str]:
    kind = number.lastgroup
    if kind is None:
        return None, "none"
    if kind == "digit":
        return int(number[kind]), "digit"
    return NUMERALS.get(number[kind].lstrip("第")), _STYLES[kind]


def _is_inside_a_sentence(folded: str, lines: Sequence[tuple[int, int]], i: int) -> bool:
    before = folded[lines[i - 1][1] - 1] if i else "。"
    after = folded[lines[i + 1][0]] if i + 1 < len(lines) else "。"
    return before in _GOES_ON or after in ",、。;)"


def _fused(folded: str, head: int, end: int, numeral: int | None, style: str, start: int) -> Title | None:
    """A title with its body on the same line; a list of contents has a comma or the next title behind it."""
    raw = folded[head : min(end, head + 160)]
    bare = _unspaced(raw)
    patterns = _patterns()
    if not patterns.words.search(bare, 0, LONGEST_TITLE):
        return None
    strong = patterns.strong_opening.match(bare)
    found = strong or (patterns.weak_opening.match(bare) if style == "cn" else None)
    if not found or not found.lastgroup:
        return None
    body = head + _raw_length(raw, found.end())
    rest = bare[found.end() :]
    if not rest:
        return Title(_id(found), start, head, end, numeral, style, strong is not None, True)
    if rest[0] in ",、;和及与的等)》”" or _NEXT_ITEM.match(rest):
        return None
    if not strong and rest[0] not in "。:" and not folded[body : body + 1].isspace():
        return None
    return Title(_id(found), start, head, body, numeral, style, strong is not None, False)


_NEXT_ITEM = re.compile(r"[。:.][(]?[一二三四五六七]{1,2}[、)]")


def _raw_length(raw: str, count: int) -> int:
    """How much of ``raw`` holds its first ``count`` characters that are no blanks."""
    for i, character in enumerate(raw):
        if character not in " \t":
            count -= 1
            if not count:
                return i + 1
    return len(raw)


def _inside_lines(folded: str) -> Iterator[Title]:
    for number in islice(_INLINE.finditer(folded), MOST_INLINE):
        line_end = folded.find("\n", number.end())
        end = len(folded) if line_end < 0 else line_end
        numeral = NUMERALS[number["cn"]]
        title = _fused(folded, number.end(), end, numeral, "cn", number.start())
        if title and title.id and not title.id.startswith("x."):
            yield title


class _Patterns:
    """The title patterns of sections.yaml, compiled."""

    def __init__(self) -> None:
        knowledge = load("structure", "sections")
        self.ids = [entry["id"] for entry in knowledge["titles"]]
        before, after, any_character = knowledge["before"], knowledge["after"], knowledge["any"]

        def one_of(kinds: tuple[str, ...]) -> str:
            groups = []
            for number, entry in enumerate(knowledge["titles"]):
                forms = [
                    form.replace("{before}", before).replace("{any}", any_character)
                    for kind in kinds
                    for form in entry.get(kind, ())
                ]
                if forms:
                    groups.append(f"(?P<t{number}>{'|'.join(forms)})")
            return "|".join(groups)

        self.strong = re.compile(f"(?:{before})(?:{one_of(('strong',))}){after}")
        self.weak = re.compile(f"(?:{one_of(('strong', 'weak'))}){after}")
        self.strong_opening = re.compile(f"(?:{before})(?:{one_of(('strong',))})")
        self.weak_opening = re.compile(one_of(("weak",)))
        self.never = re.compile("|".join(knowledge["never"]))
        self.words = re.compile(knowledge["words"])
        self.bare_words = re.compile(knowledge["bare_words"])


@lru_cache(maxsize=4096)
def _whole(bare: str, style: str) -> tuple[str, bool] | None:
    """The id of the title that the words make, and whether they make it without a numeral."""
    patterns = _patterns()
    if len(bare) > LONGEST_TITLE or not patterns.words.search(bare):
        return None
    found = patterns.strong.fullmatch(bare)
    if found:
        return _id(found), True
    found = None if style == "none" else patterns.weak.fullmatch(bare)
    return (_id(found), False) if found else None


def _id(found: re.Match[str]) -> str:
    assert found.lastgroup is not None
    return str(_patterns().ids[int(found.lastgroup[1:])])


@cache
def _patterns() -> _Patterns:
    return _Patterns()
