"""The year that a report is about: its statistical period first, then its title, then its body.

The year of signature is the year after and counts only where nothing else speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.report import ReportWarning, Section

EARLIEST, LATEST = 2003, 2049
HEAD, TAIL = 40_000, 600
REACH = 80
MOST_SEEN = 1_000
LAST_DAYS = ("31", "三十一")
DIGITS = str.maketrans("〇○零OoΟ一二三四五六七八九", "000000123456789")

YEAR = r"(?:(?:19|20)\d\d|[12二一][〇○零O0oΟ九][〇○零O0oΟ一二三四五六七八九\d]{2})"
"""A year in digits or in Chinese numerals, as a pattern without groups."""


@dataclass(frozen=True, slots=True)
class Year:
    value: int | None
    warnings: tuple[ReportWarning, ...] = ()


@lru_cache(maxsize=256)
def as_year(printed: str) -> int | None:
    """The number of a printed year, None if no report can be about it.

    >>> as_year("2023"), as_year("二〇一二"), as_year("1949")
    (2023, 2012, None)
    """
    digits = printed.translate(DIGITS)
    value = int(digits) if digits.isdecimal() else 0
    return value if EARLIEST <= value <= LATEST else None


def find_year(
    folded: str, title_years: Sequence[int] = (), sections: Sequence[Section] = (), outside: Sequence[str] = ()
) -> Year:
    """The year of the report with a warning where the places that print it disagree or are weak.

    >>> find_year("数据统计期限自2023年1月1日起至2023年12月31日止").value
    2023

    ``title_years`` are the years in the title. Damaged periods (20181月1日起至201812月31日止) and Chinese numerals are
    read; a year that is nowhere is None. ``outside`` are the title of the page and the name of the file, asked last.
    """
    period = period_year(folded)
    title = title_years[0] if title_years else None
    narrative = _narrative(folded, sections)
    body = _most_named(narrative)
    if period is not None or title is not None:
        value = period if period is not None else title
        stated = body != value and str(body) in _STATED.findall(narrative)
        others = {"title": title, "body": body if stated else None}
        apart = {where: year for where, year in others.items() if year is not None and year != value}
        text = ", ".join(f"{where} {year}" for where, year in apart.items())
        source = "statistical period" if period is not None else "title"
        notes = (ReportWarning("year_disagrees", f"{source} {value}, {text}"),) if apart else ()
        return Year(value, notes)
    if body is not None:
        return Year(body, (ReportWarning("year_from_body", f"no period and no year in the title; body {body}"),))
    signed = signed_year(folded)
    if signed is not None:
        return Year(signed - 1, (ReportWarning("year_from_signature", f"signed in {signed}, so about {signed - 1}"),))
    for name in outside:
        named = re.search(r"(?<!\d)20\d\d(?!\d)", name)
        year = as_year(named[0]) if named else None
        if year is not None:
            return Year(year, (ReportWarning("year_from_outside", f"the text prints no year; it is named {name}"),))
    return Year(None, (ReportWarning("year_not_found", "the text prints no year of report"),))


def period_year(folded: str) -> int | None:
    """The year of the statistical period (2023年1月1日至12月31日), read over lost 年, 月, 日 and Chinese numerals."""
    for start, end in _last_days(folded[:HEAD]):
        window = folded[max(0, start - REACH) : end + 1]
        if not _PERIOD_SIGN.search(window):
            continue
        period = _PERIOD.search("".join(window.split()))
        if period is None:
            continue
        whole = _month_day(period["month"], period["day"]) == (1, 1)
        if whole or re.search(_PERIOD_CUE, window):
            year = as_year(period["year_after"] or period["year"])
            if year is not None:
                return year
    return None


def _last_days(head: str) -> list[tuple[int, int]]:
    """Where 31 and 三十一 stand."""
    found: list[tuple[int, int]] = []
    for word in LAST_DAYS:
        at = head.find(word)
        while at >= 0 and len(found) < MOST_SEEN:
            found.append((at, at + len(word)))
            at = head.find(word, at + len(word))
    return sorted(found)


def signed_year(folded: str) -> int | None:
    """The year of the date in the last lines."""
    tail = "".join(folded[-TAIL:].split(" "))
    dates = re.findall(rf"({YEAR})[年.-][\d一二三四五六七八九十]{{1,2}}[月.-][\d一二三四五六七八九十]{{1,3}}日?", tail)
    years = [year for printed in dates if (year := as_year(printed)) is not None]
    return years[-1] if years else None


_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_PERIOD_SIGN = re.compile("[至到—–~～-]")
_PERIOD = re.compile(
    rf"(?P<year>{YEAR})[年.]?(?P<month>0?1|{_NUMBER})[月.]?(?P<day>0?1|{_NUMBER})日?(?:起|开始)?(?:[至到—–~～-]{{1,3}})"
    rf"(?:当年|同年|本年度?)?(?P<year_after>{YEAR})?[年.]?(?:12|十二)[月.]?(?:31|三十一)"
)
_PERIOD_CUE = "统计|期限|时限|周期|时间段|数据"


def _month_day(month: str, day: str) -> tuple[int, ...]:
    return tuple(int(word) if word.isdecimal() else int(word == "一") for word in (month, day))


def _narrative(folded: str, sections: Sequence[Section]) -> str:
    """The head of section 一, or of the whole text where there is none."""
    first = next((s for s in sections if s.id == "s1" and s.status != "absent"), None)
    text = folded[first.body_start : first.end] if first else folded[:3000]
    if first and len(text) < 100:
        text = folded[:3000]
    return text[:HEAD]


_NAMED = re.compile(r"20(?<![〔\[(【0-9]20)\d\d(?=\s{0,2}年)")
# The year of a report opens a sentence (2023年,我局…); 2015年以来, 2024年1月 and 结转2024年 are other years' matters.
_STATED = re.compile(r"(?:^|[。;!?\n)])[^\S\n]*(20\d\d)\s{0,2}年(?!\s{0,2}(?:以[来前后]|[\d。;初底末前后至到起第]))")


def _most_named(text: str) -> int | None:
    """The year that a text names most; the first where it names two as often."""
    years = [as_year(year) for year in _NAMED.findall(text)]
    counts = Counter(year for year in years if year is not None).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return years[0] if counts else None
    return counts[0][0]
