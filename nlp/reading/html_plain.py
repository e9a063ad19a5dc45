"""Tables whose every cell is one line of text, which nearly all are, read row by row at the speed of a pattern.

Any other table is left to the walk; both give the same rows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

from nlp.reading.html_items import Item, Line, Table
from nlp.reading.html_styles import leading_number
from nlp.reading.html_tables import LONG_PROSE, MOST_COLUMNS, Cell, Rows, check_room, settle
from nlp.reading.html_tags import as_shown, read_tag

_INLINE = "p|span|font|b|strong|div|o:p"
_CELL = re.compile(
    rf"<t[dh]\b([^>]*+)>\s*+(?:<(?:{_INLINE})\b[^>]*+>\s*+)*+([^<]*+)(?:<(?:o:p|/(?:{_INLINE}))>\s*+)*+</t[dh]>"
)
_HEAD = re.compile(r"<table\b([^>]*+)>\s*+(?:<(?:/?colgroup|col|tbody)\b[^>]*+>\s*+)*+")
_ROW_HEAD = re.compile(r"[^<>]*+>\s*+")
_UNUSUAL = ("display", "visibility", "hidden", "mso-hide", "mso-element", "white-space", "line-through", "<a ", "\0")
_BREAK = "\1"
_BREAKS = re.compile(r"<br\b[^<>]*+>|</p>\s*+<p\b[^>]*+>")


PlainRow = list[Cell | str]


class PlainTable(NamedTuple):
    """The rows of a plain table, with merged cells (then the row is marked) as cells and all others as their text."""

    label: str
    rows: list[tuple[PlainRow, bool]]


def take_plain_tables(page: str) -> tuple[str, list[PlainTable]]:
    """The page with a mark in place of every plain table, and the rows of each.

    >>> text, tables = take_plain_tables("a<table><tr><td>规章</td><td> 0 </td></tr></table>b")
    >>> text, tables[0].rows
    ('a<x\\x000>b', [(['规章', '0'], False)])
    """
    if "\0" in page or _BREAK in page:
        return page, []
    kept: list[str] = []
    tables: list[PlainTable] = []
    at = searched = 0
    while (end := page.find("</table>", searched)) >= 0:
        start = page.rfind("<table", searched, end)
        searched = end + len("</table>")
        rows = _rows(page[start:end]) if start >= 0 else None
        if rows is not None:
            kept.append(page[at:start])
            kept.append(f"<x\0{len(tables)}>")
            tables.append(rows)
            at = searched
    return ("".join([*kept, page[at:]]) if kept else page), tables


def _rows(source: str) -> PlainTable | None:
    lower = source.lower()
    for unusual in _UNUSUAL:
        if unusual in lower:
            return None
    if "<br" in source or "</p" in source:
        source = _BREAKS.sub(_BREAK, source)
    head, *rows = source.split("<tr")
    opening = _HEAD.fullmatch(head)
    if opening is None or "<TR" in source or "<tR" in source:
        return None
    grid: list[tuple[PlainRow, bool]] = []
    for row in rows:
        inner, closed, rest = row.partition("</tr>")
        if not closed or (rest and rest.strip() not in ("", "</tbody>")):
            return None
        parts = _CELL.split(inner)
        if not _ROW_HEAD.fullmatch(parts[0]) or "".join(parts[3::3]).strip():
            return None
        texts, attributes = parts[2::3], parts[1::3]
        merged = {each: spans for each in set(attributes) if each and (spans := _spans(each))}
        if not merged and _BREAK not in inner:
            grid.append(([text if text.isalnum() else _shown(text) for text in texts], False))
            continue
        cells: PlainRow = []
        for each, text in zip(attributes, texts, strict=True):
            if each in merged or _BREAK in text:
                cells.append(_cell(text, merged.get(each, (1, 1))))
            else:
                cells.append(text if text.isalnum() else _shown(text))
        grid.append((cells, True))
    return PlainTable(_label(opening[1]), grid)


def settle_plain(table: PlainTable) -> list[Item]:
    """The items that a plain table is, as ``settle`` makes them of any table.

    >>> table = PlainTable("", [([Cell("甲", 1, 2), "1"], True), (["2", "3"], False)])
    >>> [[box if isinstance(box, str) else box.text for box in row] for row in settle_plain(table)[0].rows]
    [['甲', '1'], ['甲', '2', '3']]
    """
    rows = table.rows
    if not all(starmap(_is_data, rows)):
        return settle(_as_rows(table))
    placed: list[PlainRow] = []
    texts: list[str] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    places = 0
    for number, (row, merged) in enumerate(rows):
        texts += [cell if isinstance(cell, str) else cell.text for cell in row]
        if not merged and not hanging:
            placed.append(row)
            continue
        slots: PlainRow = []
        for cell in row:
            while (above := hanging.get(len(slots))) is not None:
                slots.append(above[1])
            if isinstance(cell, str):
                slots.append(cell)
                continue
            if cell.rowspan != 1:
                left = len(rows) - number
                reach = min(left, cell.rowspan) if cell.rowspan else left
                hanging.update(dict.fromkeys(range(len(slots), len(slots) + cell.colspan), (reach, cell)))
            slots += [cell] * cell.colspan
        while (above := hanging.get(len(slots))) is not None:
            slots.append(above[1])
        hanging = {column: (left - 1, cell) for column, (left, cell) in hanging.items() if left > 1}
        placed.append(slots)
        places += len(slots)
        check_room(places)
    return [Table(placed, "\t".join(texts))]


def _is_data(row: PlainRow, merged: bool) -> bool:
    """Whether a row is plainly one of data: several cells with something in them, no prose, no absurd span."""
    if len(row) - row.count("") < 2:
        return False
    if not merged:
        return len(max(row, key=len)) < LONG_PROSE  # type: ignore[arg-type]
    for cell in row:
        if isinstance(cell, str):
            if len(cell) >= LONG_PROSE:
                return False
        elif not 0 < cell.colspan <= MOST_COLUMNS or len(cell.text) >= LONG_PROSE:
            return False
    return True


def _as_rows(table: PlainTable) -> Rows:
    rows = Rows(table.label)
    grid = [[Cell(cell) if isinstance(cell, str) else cell for cell in row] for row, _ in table.rows]
    rows.groups.append((1, grid))
    return rows


_shown = lru_cache(maxsize=2048)(as_shown)


@lru_cache(maxsize=2048)
def _lines(text: str) -> tuple[str, ...]:
    """The lines of a cell as a browser shows them."""
    return tuple([line for line in map(_shown, text.split(_BREAK)) if line])


def _cell(text: str, spans: tuple[int, int]) -> Cell:
    cell = Cell("", *spans)
    lines = _lines(text)
    if lines:
        cell.hold([Line(line) for line in lines])
    return cell


@lru_cache(maxsize=2048)
def _spans(attributes: str) -> tuple[int, int] | None:
    """Columns and rows of a merged cell, None for any other."""
    read = read_tag("td" + attributes).attributes
    spans = leading_number(read.get("colspan"), 1), leading_number(read.get("rowspan"), 1)
    return spans if spans != (1, 1) else None


def _label(attributes: str) -> str:
    read = read_tag("td" + attributes).attributes
    return f"{read.get('id', '')} {read.get('class', '')} {read.get('role', '')}"
