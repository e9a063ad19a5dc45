"""Sentences of the narrative sections, where they stand, and the form in which copies are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nlp.text import View, fold, fold_name
from nlp.unwrap import squeeze

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

NARRATIVE = ("s0", "s1", "s5", "s6")
SECTIONS = ("s1", "s5", "s6")
LEAST = 10
"""Letters that a sentence must have beside numbers and its organ's name; a shorter one is a heading or says little."""
NUMBER, SELF = "#", "○"

_END = re.compile(r"[。!?;\n]+|(?<=[,:、])(?=[一二三四五六七八九十]是)")
_MARK = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)|[一二三四五六七八九十]{1,2}(?:是|要)"
    r"|第[一二三四五六七八九十]{1,2}[,、]|[①-⑳⑴-⒇㈠-㈩]|[-*•●◆■▪#>]+)+[,、:]?"
)
_DIGIT = "零〇一二三四五六七八九十百千万亿两"
_MEASURE = "年月日个件条次篇期场人名项份部家户批件起例元时天周届位只台类"
_NUMBERS = re.compile(
    rf"(?:[12]\d{{3}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日|百分之[{_DIGIT}点]+|\d[\d,.]*[%{_DIGIT}]*|[{_DIGIT}]{{2,}}|[{_DIGIT}](?=[{_MEASURE}])"
)
_SEVERAL = re.compile(r"#(?:[年月]?#)+")
_WE = re.compile("[我本](?:单位|机关|部门|局|委|厅|办|县|市|区|镇|乡|省|街道|院|所|中心|会)")
_DROPPED = re.compile(rf"[^\w{NUMBER}{SELF}]+|_")
_PLACE = re.compile("[一-鿿]{2,8}?(?:省|自治区|自治州|自治县|市|盟|县|区|旗|镇|乡|街道)")


def sentences(dataset: Dataset, sections: Sequence[str] = SECTIONS) -> pd.DataFrame:
    """A row a sentence of the sections: ``report_id section start end text masked``, in the order of the text.

    >>> sentences(open_dataset("dataset"), ["s5"])  # doctest: +SKIP

    ``report text[start:end]`` is the sentence as printed, without enumerator; ``text`` is that without line breaks
    and blanks, and ``masked`` what copies are found by: numbers and dates are #, the organ's name, its places and
    我局 are ○, punctuation is left out. A sentence ends at 。！？； or its line. Sentences of under 10 letters beside
    those, and headings, are left out. A section that holds no prose raises ``ValueError``.
    """
    import pandas as pd

    wrong = [section for section in sections if section not in NARRATIVE]
    if wrong or isinstance(sections, str) or not sections:
        raise ValueError(f"sections are some of {', '.join(NARRATIVE)}, not {sections!r}")
    found = dataset.table("sections", ["report_id", "section_id", "start", "body_start", "end", "status"])
    found = found[found["status"] != "absent"]
    by_report: dict[str, list[tuple[str, int, int, int]]] = {}
    columns = ["report_id", "section_id", "start", "body_start", "end"]
    for report, *place in found.sort_values(["report_id", "start", "end"])[columns].itertuples(index=False, name=None):
        by_report.setdefault(report, []).append(tuple(place))
    reports = dataset.table("reports", ["report_id", "organ", "province", "prefecture", "county", "text"])
    rows = []
    for report, *names, text in reports.itertuples(index=False, name=None):
        own, folded = own_names(*names), fold(text)
        for section, body in _bodies(folded, by_report.get(report, []), sections):
            for sentence in split(body):
                masked = mask(sentence.text, own)
                if len(masked) - masked.count(NUMBER) - masked.count(SELF) >= LEAST:
                    first, last = sentence.span(0, len(sentence.text))
                    rows.append((report, section, first, last, sentence.quote(text), masked))
    return pd.DataFrame(rows, columns=["report_id", "section", "start", "end", "text", "masked"])


def split(view: View) -> Iterator[View]:
    """The sentences of a view, without enumerators and the mark that ends them.

    >>> [s.text for s in split(View("一是人手不足。(二)改进措施:一是增加人手,二是培训;", range(28)))]
    ['人手不足', '改进措施', '增加人手', '培训']
    """
    begin = 0
    for end, after in [*((stop.start(), stop.end()) for stop in _END.finditer(view.text)), (len(view.text),) * 2]:
        piece = view.slice(begin, end).strip(" \n,:、")
        mark = _MARK.match(piece.text)
        piece = piece.slice(mark.end() if mark else 0, len(piece.text)).strip(" \n,:、")
        if piece.text:
            yield piece
        begin = after


def mask(sentence: str, own: re.Pattern[str] | None = None) -> str:
    """A folded sentence in the form in which copies are alike.

    >>> mask("2022年,青溪县司法局共受理申请1,204件,我局办结率百分之九十八。", own_names("青溪县司法局"))
    '#年○共受理申请#件○办结率#'
    """
    if own is not None:
        sentence = own.sub(SELF, sentence)
    sentence = _NUMBERS.sub(NUMBER, _WE.sub(SELF, sentence))
    sentence = _DROPPED.sub("", sentence)
    return _SEVERAL.sub(NUMBER, sentence).replace(SELF * 2, SELF)


def own_names(organ: object, *places: object) -> re.Pattern[str] | None:
    """What an organ is called in its own report: its name, its name without the place, its places, long ones first.

    >>> own_names("青溪县司法局", "云岭省").pattern
    '青溪县司法局|云岭省|司法局|青溪县|云岭|青溪'
    """
    names: set[str] = set()
    name = "".join(fold_name(organ).split()) if isinstance(organ, str) else ""
    found = [place[0] for place in _leading_places(name)]
    names |= {name, name[sum(map(len, found)) :]}
    for place in [*found, *(fold_name(place) for place in places if isinstance(place, str))]:
        ending = re.search("(?:自治[区州县]|[省市盟县区旗镇乡]|街道)$", place)
        names |= {place, place[: ending.start()] if ending else place}
    long = sorted((each for each in names if len(each) > 1), key=lambda each: (-len(each), each))
    return re.compile("|".join(map(re.escape, long))) if long else None


def place_of(organ: object) -> str | None:
    """The first place in an organ's name, where there is one.

    >>> place_of("青溪县司法局"), place_of("司法局")
    ('青溪县', None)
    """
    found = next(_leading_places("".join(fold_name(organ).split())), None) if isinstance(organ, str) else None
    return found[0] if found else None


def _leading_places(name: str) -> Iterator[re.Match[str]]:
    at = 0
    while found := _PLACE.match(name, at):
        yield found
        at = found.end()


def _bodies(folded: str, found: list[tuple[str, int, int, int]], wanted: Sequence[str]) -> Iterator[tuple[str, View]]:
    """The bodies of the sections unwrapped, without the titles of their parts."""
    for section, _, begin, end in found:
        if section in wanted:
            body = squeeze(folded, begin, end)
            titles = [(low, high) for part, low, high, _ in found if part.startswith(section + ".")]
            for low, high in [*sorted(titles), (end, end)]:
                yield section, body.slice(bisect_left(body.at, begin), bisect_left(body.at, low))
                begin = max(begin, high)
