"""The report among the lines of its page: everything else is known by links, labels and words, and left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from nlp.knowledge import load
from nlp.reading.html_index import is_title, never_in_title, pairs_of_line, pairs_of_lines, pairs_of_table
from nlp.reading.html_items import Item, Line, Open, Table
from nlp.report import Metadata
from nlp.text import fold

LONGEST_TITLE = 60
SHORTEST_PROSE = 20
LINKED = 0.5
"""A line or box with a larger share of its characters in links is navigation."""
LOOSE = 0.3
"""A box around the report with a larger share is a box around the page."""
MOST_OF_THE_PROSE = 0.85
LONGEST_PAGE_LINE = 200
LITTLE_PROSE = 80
"""A box with the label of page furniture is furniture unless it holds more prose than this."""
MOST_LOOKED_AT = 500_000
"""Lines looked at in boxes that stand in boxes."""
LEAD_LINES = 3
LONGEST_LEAD = 40
MOST_TITLE_LINES = 4
"""A box with no more lines than this, none of them prose, is a title if one of them is."""


@dataclass(frozen=True, slots=True)
class Body:
    """The report of a page.

    items     its lines and tables in order
    around    the lines and tables of the page that are not part of it
    metadata  what index block and byline say
    evidence  how many lines and tables show that this is a report
    prose     characters of running text
    """

    items: list[Line | Table]
    around: list[Line | Table]
    metadata: list[Metadata]
    evidence: int
    prose: int


@dataclass(slots=True)
class _Page:
    entries: list[Line | Table]
    folded: list[str]
    boxes: list[tuple[str, int, int]]
    strong: list[int]
    prose: list[int]
    linked: list[bool]
    link_sums: list[int]
    size_sums: list[int]
    prose_sums: list[int]
    strong_sums: list[int]

    def share_of_links(self, low: int, high: int) -> float:
        size = self.size_sums[high] - self.size_sums[low]
        return (self.link_sums[high] - self.link_sums[low]) / size if size else 0.0


def find_body(items: Sequence[Item]) -> Body:
    """The report of a page, from the smallest box that holds all its headings and tables.

    >>> page = [Line("首页", 2), Line("某局2023年政府信息公开工作年度报告"), Line("打印"), Line("一、总体情况"),
    ...         Line("全年公开信息12条，办理申请3件。"), Line("主办：某局")]
    >>> [item.text for item in find_body(page).items]
    ['某局2023年政府信息公开工作年度报告', '一、总体情况', '全年公开信息12条，办理申请3件。']

    Between the first and the last heading nothing goes but boxes of links and lines that are buttons; above and
    below, prose stays unless its box is labelled as furniture. A page without headings of a report gives the box
    with most of its prose.
    """
    page = _features(items)
    low, high, first, last = _extent(page)
    dropped = _furniture(page)
    metadata, taken = _metadata(page, first, last)
    dropped |= taken
    kept = [i for i in range(low, high) if i not in dropped]
    kept = _with_title(page, kept, first, dropped)
    kept = _without_rest(page, kept, first, last, high, dropped)
    chosen = set(kept)
    entries = page.entries
    return Body(
        [entries[i] for i in kept],
        [entry for i, entry in enumerate(entries) if i not in chosen],
        metadata,
        len(page.strong),
        page.prose_sums[-1],
    )


def _features(items: Sequence[Item]) -> _Page:
    entries: list[Line | Table] = []
    boxes: list[tuple[str, int, int]] = []
    open_boxes: list[tuple[str, int]] = []
    for item in items:
        if isinstance(item, Line | Table):
            entries.append(item)
        elif isinstance(item, Open):
            open_boxes.append((item.label, len(entries)))
        else:
            label, low = open_boxes.pop()
            if len(entries) > low:
                boxes.append((label, low, len(entries)))
    boxes.append(("", 0, len(entries)))
    folded = _folded(entries)
    linked = [entry.linked > LINKED * len(entry.text) for entry in entries]
    strong, prose = [], []
    section, words = _pattern("section"), _pattern("table")
    for i, text in enumerate(folded):
        size = 0
        if not linked[i]:
            length = len(text)
            if length >= SHORTEST_PROSE and ("," in text or "。" in text or ";" in text):
                size = length
            if length <= LONGEST_TITLE:
                titled = _TITLE_WORDS.search(text) and section.fullmatch(text.replace(" ", ""))
                if titled or words.search(text):
                    strong.append(i)
            elif (not size or entries[i].__class__ is Table) and words.search(text):
                strong.append(i)
        prose.append(size)
    marks = set(strong)
    marked = [i in marks for i in range(len(entries))]
    counts = ([entry.linked for entry in entries], [len(text) for text in folded], prose, marked)
    return _Page(entries, folded, boxes, strong, prose, linked, *[[0, *accumulate(count)] for count in counts])


_TITLE_WORDS = re.compile("情况|概述|收费|问题|不足|措施|事项|申请")


def _folded(entries: Sequence[Line | Table]) -> list[str]:
    whole = fold("\n".join([entry.text for entry in entries]))
    folded, at = [], 0
    for entry in entries:
        end = at + len(entry.text)
        folded.append(whole[at:end])
        at = end + 1
    return folded


def _extent(page: _Page) -> tuple[int, int, int, int]:
    """Begin and end of the box of the report; the first and the last of its entries that are sure."""
    count = len(page.entries)
    if page.strong:
        first, last = page.strong[0], page.strong[-1]
        around = [box for box in page.boxes if box[1] <= first and last < box[2]]
    else:
        least = MOST_OF_THE_PROSE * page.prose_sums[-1]
        around = [box for box in page.boxes if page.prose_sums[box[2]] - page.prose_sums[box[1]] >= least]
    around.sort(key=lambda box: box[2] - box[1])
    _, low, high = around[0] if around else ("", 0, count)
    for label, start, end in around:
        if label and _pattern("content").search(label) and page.share_of_links(start, end) < LOOSE:
            low, high = start, end
            break
    else:
        for _, start, end in around:
            extra = [*range(start, low), *range(high, end)]
            if extra and not all(_is_clean(page, i) for i in extra):
                break
            low, high = start, end
    if not page.strong:
        sure = [i for i in range(low, high) if page.prose[i]]
        first, last = (sure[0], sure[-1]) if sure else (low, max(high - 1, low))
    return low, high, first, last


def _is_clean(page: _Page, i: int) -> bool:
    return not page.linked[i] and not _is_page_line(page.folded[i])


def _is_page_line(folded: str) -> bool:
    """Whether a line belongs to the page: a button, a footer."""
    if len(folded) > LONGEST_PAGE_LINE:
        return False
    return _pattern("page_line").fullmatch("".join(folded.split())) is not None or _closes(folded)


def _closes(folded: str) -> bool:
    return len(folded) <= LONGEST_PAGE_LINE and _pattern("page_words").search(folded) is not None


def _furniture(page: _Page) -> set[int]:
    """Entries in boxes of links, or in boxes labelled as furniture, that hold nothing of a report."""
    dropped: set[int] = set()
    furniture, content = _pattern("furniture"), _pattern("content")
    spent = 0
    for label, low, high in reversed(page.boxes):
        spent += high - low
        if spent > MOST_LOOKED_AT:
            break
        if page.strong_sums[high] - page.strong_sums[low]:
            continue
        if low in dropped and high - 1 in dropped and high - low < 3:
            continue
        prose = page.prose_sums[high] - page.prose_sums[low]
        many = page.share_of_links(low, high)
        labelled = label and prose <= LITTLE_PROSE and furniture.search(label) and not content.search(label)
        if (labelled and not any(is_title(page.folded[i]) for i in range(low, high))) or (
            many > 0.7 and not prose and (high - low > 1 or many > 0.9)
        ):
            dropped.update(range(low, high))
    return dropped


def _metadata(page: _Page, first: int, last: int) -> tuple[list[Metadata], set[int]]:
    """What index block and byline say, above the report and below it, and the entries that say it."""
    found: list[Metadata] = []
    taken: set[int] = set()
    alone: list[tuple[int, str, str]] = []
    for i in (*range(first), *range(last + 1, len(page.entries))):
        entry, folded = page.entries[i], page.folded[i]
        if page.linked[i]:
            continue
        if isinstance(entry, Table):
            pairs = pairs_of_table(entry) if i < first else None
        else:
            pairs = pairs_of_line(folded, entry.text)
            if pairs is None and i < first:
                alone.append((i, folded, entry.text))
            if pairs and len(pairs) == 1 and not pairs[0].value and i < first:
                alone.append((i, folded, entry.text))
                pairs = None
        if pairs:
            found += [pair for pair in pairs if pair.value]
            taken.add(i)
    pairs, used = pairs_of_lines(alone)
    return found + [pair for pair in pairs if pair.value], taken | used


def _with_title(page: _Page, kept: list[int], first: int, dropped: set[int]) -> list[int]:
    """The kept entries from the title on, and the title from above them where they have none."""
    titles = [i for i in range(first) if not page.linked[i] and i not in dropped and is_title(page.folded[i])]
    inside = set(kept)
    title = next((i for i in titles if i in inside), None)
    if title is not None:
        lead = _lead(page, title, dropped, headings=False)
        return [i for i in kept if i >= lead or page.prose[i]]
    if not titles:
        return kept
    title = titles[-1]
    between = [i for i in range(title + 1, first) if page.prose[i] and i not in dropped]
    extra = [*range(_lead(page, title, dropped, headings=True), title + 1), *between]
    return sorted(inside | set(extra))


def _lead(page: _Page, title: int, dropped: set[int], *, headings: bool) -> int:
    """Where a title over several lines begins: the organ may stand on a line above."""
    boxes = [low for _, low, high in page.boxes if low <= title < high and high - low <= MOST_TITLE_LINES]
    own = min([low for low in boxes if not any(page.prose[low:title])], default=title)
    low = title
    while low and title - low < LEAD_LINES:
        above, folded = page.entries[low - 1], page.folded[low - 1]
        if low - 1 in dropped or page.linked[low - 1] or len(folded) > LONGEST_LEAD or _is_page_line(folded):
            break
        if isinstance(above, Table) or never_in_title(folded) or (headings and not above.heading and low <= own):
            break
        low -= 1
    return low


def _without_rest(page: _Page, kept: list[int], first: int, last: int, high: int, dropped: set[int]) -> list[int]:
    """The kept entries without buttons and links around the report, and what follows the report outside its box."""
    result, closed = [], False
    for i in kept:
        folded = page.folded[i]
        if i < first:
            if not (page.linked[i] or _is_page_line(folded)) or (page.prose[i] and not _closes(folded)):
                result.append(i)
        elif i <= last:
            if page.prose[i] or i in page.strong or not _is_page_line(folded):
                result.append(i)
        elif _is_page_line(folded):
            closed = closed or _closes(folded)
        elif not closed or page.prose[i]:
            result.append(i)
    if high == last + 1:
        for i in range(high, len(page.entries)):
            if i in dropped or page.linked[i] or _is_page_line(page.folded[i]):
                break
            result.append(i)
    return result


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("reading", "html")[name])
