"""Where in a report each of the three tables stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp.report import Section
from nlp.statistics.forms import LATEST, TABLES, Table, head_words, table_form

_GAP = r"(?:\s|<br\s*/?>|\|){0,12}"
_HEADS: tuple[tuple[Table, str], ...] = (
    ("t2", r"第二十条\s{0,9}第?\s{0,9}\(\s{0,9}一\s{0,9}\)\s{0,9}项"),
    ("t2", r"信息内容(?=\s{0,9}[|\n]|\s{1,9}\S)"),
    ("t3", rf"勾{_GAP}稽{_GAP}关{_GAP}系"),
    ("t3", rf"申{_GAP}请{_GAP}人{_GAP}情{_GAP}况"),
    ("t3", rf"本年新收{_GAP}政府信息公开{_GAP}申请数量"),
    ("t4", rf"结{_GAP}果{_GAP}(?:维{_GAP}持|结{_GAP}果)"),
    ("t4", rf"未经复议{_GAP}直接{_GAP}起诉"),
)
"""Words that open a table and that prose hardly uses."""
_ANY_HEAD = re.compile("|".join(f"{words}()" for _, words in _HEADS))
"""All of them in one search; the group that matched is the number of the head."""
LONGEST_REGION = 200_000
"""No table is longer, however it is padded."""
_LONGEST_HEAD = 120
_FIRST_ROWS = 400
"""How far behind its head the words of a table's rows must begin."""
_CAPTION = 160
"""How far above its first head a caption of table 4 (行政复议) may stand."""

Region = tuple[int, int]


def find_regions(folded: str, sections: Sequence[Section]) -> dict[Table, list[Region]]:
    """For every table the stretches of text in which to look for it, the likeliest first.

    The statutory section comes first, up to the next section or the head of another table (sections may be
    merged); then, for a section that is absent or empty, the place where the table's own head words stand.
    """
    found = [section for section in sections if section.status != "absent" and section.id[1:] in "1234569"]
    bodies = {section.id: section.body_start for section in found}
    tops = sorted(section.start for section in found)
    heads = [_Head(_HEADS[(match.lastindex or 1) - 1][0], *match.span()) for match in _ANY_HEAD.finditer(folded)]
    regions: dict[Table, list[Region]] = {table: [] for table in TABLES}
    for table in TABLES:
        own = bodies.get(f"s{table[1]}")
        if own is not None:
            regions[table].append((own, _stop(folded, table, own, tops, heads)))
        head = _first_head(folded, table, regions[table], heads)
        if head is not None:
            regions[table].append((head, _stop(folded, table, head, tops, heads)))
    return regions


class _Head(NamedTuple):
    table: Table
    start: int
    end: int


def _stop(folded: str, table: Table, start: int, tops: Sequence[int], heads: Sequence[_Head]) -> int:
    """The next section or the first head of another table after ``start``."""
    stop = min(next((top for top in tops if top > start), len(folded)), start + LONGEST_REGION)
    for other in TABLES:
        if other != table:
            at = next(
                (head.start for head in heads if head.table == other and start <= head.start < head.end <= stop), None
            )
            if at is not None:
                stop = _with_caption(folded, at, start) if other == "t4" else at
    return stop


def _with_caption(folded: str, head: int, start: int) -> int:
    caption = folded.find("行政复议", max(start, head - _CAPTION), head)
    return head if caption < 0 else max(folded.rfind("\n", start, caption) + 1, start)


def _first_head(folded: str, table: Table, known: list[Region], heads: Sequence[_Head]) -> int | None:
    """The first place outside the known regions where a head of the table is followed by its rows."""
    marks = table_form(table, LATEST).marks
    for at in [head.start for head in heads if head.table == table]:
        if any(start <= at < end for start, end in known):
            return None
        line = max(folded.rfind("\n", 0, at) + 1, at - _LONGEST_HEAD)
        if "。" in folded[line:at]:
            line = at
        near = re.sub(r"\s|<br\s*/?>", "", folded[at : at + _FIRST_ROWS])
        if head_words("t4").search(near) if table == "t4" else len({mark[0] for mark in marks.finditer(near)}) > 1:
            return _with_caption(folded, line, 0) if table == "t4" else line
    return None
