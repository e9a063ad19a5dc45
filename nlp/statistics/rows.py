"""The physical rows of a stretch of a report: grid rows and lines, each a label and the values beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from nlp.document import Document, Grid, GridCell
from nlp.statistics.forms import TableForm
from nlp.statistics.values import TOKEN, Placed, Printed, placed, printed, read_value

LONGEST_LINE = 20_000
"""A line longer than this is not looked at: no table row is."""
LONGEST_KEPT = 300
"""A line or grid row longer than this is read anew each time."""
LONGEST_LABEL = 400
"""How many characters in front of a value can be its label, in a line that holds a whole table."""


@dataclass(slots=True)
class Row:
    """A label with the values that stand on its line or in its grid row; either may be empty.

    label   the label's characters without blanks, pipes, heading marks and quotes
    cells   for a grid row everything behind the label, blanks too; for a line its values
    line    number of the line or grid row; two rows may share a line
    block   rises where a blank line parts the lines
    grid    number of the grid, None for a line
    column  for a grid row: where in the row its first cell behind the label stands
    tall    for a grid row: how many values each of its cells holds, one above the other
    texts   for a row of words its cells one by one, as a table's head needs them
    """

    label: str
    cells: list[Printed]
    line: int
    block: int
    grid: int | None = None
    column: int = 0
    tall: int = 1
    texts: tuple[str, ...] = ()


_STRIP = re.compile(r"<br\s*/?>|[\s|#*“”\"'‘’_]+")
_CHINESE = re.compile("[一-鿿]")
_WORDS = re.compile(r"(?:\d[.、] ?)?[一-鿿][^\d<\n]{3,}")
_BREAK = re.compile(r"<br\s*/?>|\n")
_PAGE_MARK = re.compile(
    r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.{0,12}|[Pp](?:age|\.)\s*\d{1,3}.{0,8}|\d{1,3}\s*/\s*\d{1,3}"
)
_MAY_HOLD_VALUE = re.compile(r"[\d/\\—–\-无?□〇*OQ]")
_PROSE = re.compile("[。;!?]")
_printed = Printed._make


def read_rows(doc: Document, start: int, end: int, form: TableForm) -> list[Row]:
    """The rows between two offsets, in text order; ``form`` is the table that is looked for.

    Page marks and running prose give no values. A line that holds several labels with their values gives a row
    for each; a number in front of a label that enumerates it belongs to the label.
    """
    rows: list[Row] = []
    at = start
    reader = _LineReader(doc.folded, form, rows)
    grids = doc.grids
    first = bisect_left([grid.end for grid in grids], start)
    for number, grid in enumerate(grids[first:], first):
        if grid.start >= end:
            break
        reader.read(at, max(grid.start, at))
        _grid_rows(doc.folded, grid, number, start, end, form, rows, reader)
        at = max(at, grid.end)
    reader.read(at, end)
    return rows


def squeeze_label(text: str) -> str:
    """A label without blanks, breaks, pipes, heading marks and quotation marks."""
    return _STRIP.sub("", text)


class _LineReader:
    """Reads lines into rows and keeps count of lines and of the blocks between blank lines."""

    def __init__(self, folded: str, form: TableForm, rows: list[Row]) -> None:
        self.folded, self.form, self.rows = folded, form, rows
        self.line = self.block = 0

    def read(self, start: int, end: int) -> None:
        at = start
        for line in self.folded[start:end].split("\n") if end > start else ():
            if not line or line.isspace():
                self.block += 1
            elif len(line) <= LONGEST_LINE and self.parts(line, at, self.line + 1):
                self.line += 1
            at += len(line) + 1

    def parts(self, line: str, offset: int, number: int) -> bool:
        """Adds the rows of one line; False if it is a page mark, which has none."""
        read = _kept_line if len(line) < LONGEST_KEPT else _read_line
        parts = read(line, self.form)
        for label, values, texts in parts or ():
            here = [_printed((s, value, offset + low, offset + high, u, n)) for s, value, low, high, u, n in values]
            self.rows.append(Row(label, here, number, self.block, texts=texts))
        return parts is not None


_Part = tuple[str, tuple[Placed, ...], tuple[str, ...]]
"""A label, the values beside it, and the words of a line without values."""


def _read_line(line: str, form: TableForm) -> tuple[_Part, ...] | None:
    """The rows of one line, places counted from its start; None for a page mark."""
    inner = line.strip()
    if inner.isdecimal():
        return (("", placed([read_value(inner, line.index(inner))]), ()),)
    if _PAGE_MARK.fullmatch(inner):
        return None
    parts: list[_Part] = []
    groups = list(_groups(line)) if _MAY_HOLD_VALUE.search(line) else []
    at = 0
    for number, (low, high, matches) in enumerate(groups):
        label = line[max(at, low - LONGEST_LABEL) : low]
        after = line[high : groups[number + 1][0] if number + 1 < len(groups) else len(line)]
        if _belongs(label, matches, after[:LONGEST_LABEL], form):
            parts.append((squeeze_label(label), placed([printed(match, 0) for match in matches]), ()))
            at = high
    rest = squeeze_label(line[at:])
    if rest:
        texts = tuple(line.split()) if not at and len(line) < LONGEST_LABEL else ()
        parts.append((rest, (), texts))
    return tuple(parts)


_kept_line = lru_cache(maxsize=2048)(_read_line)
"""The same, kept: labels, heads and rows of zeros stand in every report."""


def _belongs(label: str, matches: list[re.Match[str]], after: str, form: TableForm) -> bool:
    """Whether these are values of a table row rather than an enumerator or a number in running prose.

    One number in front of a label can be its value in table 2; in the others it enumerates it.
    """
    after = after.strip(" \t|")
    if not label.strip(" \t|"):
        if not after:
            return True
        strokes = all(match["digits"] is None for match in matches)
        enumerator = len(matches) == 1 and (form.table != "t2" or after[0] in ".、")
        return not strokes and not enumerator and bool(len(matches) > 2 or form.marks.search(squeeze_label(after)))
    if len(matches) > 2:
        return True
    tail = squeeze_label(re.split("[。;!?]", label)[-1])
    if after and not form.marks.search(squeeze_label(after)):
        return False
    return bool(form.marks.search(tail)) or (len(tail) < 30 and not _PROSE.search(label + after))


def _groups(line: str) -> Iterator[tuple[int, int, list[re.Match[str]]]]:
    """Values that follow each other with nothing but blanks between them."""
    group: list[re.Match[str]] = []
    for match in TOKEN.finditer(line):
        if group and line[group[-1].end() : match.start()].strip(" \t|"):
            yield group[0].start(), group[-1].end(), group
            group = []
        group.append(match)
    if group:
        yield group[0].start(), group[-1].end(), group


def _grid_rows(
    folded: str,
    grid: Grid,
    number: int,
    start: int,
    end: int,
    form: TableForm,
    rows: list[Row],
    reader: _LineReader,
) -> None:
    for cells in grid.rows:
        if not cells or cells[0].start < start or cells[-1].end > end:
            continue
        reader.line += 1
        if len(cells) == 1:
            low, high = cells[0]
            if low < high:
                reader.parts(folded[low:high], low, reader.line)
        else:
            once = _once(cells)
            read = _kept_row if cells[-1].end - cells[0].start < LONGEST_KEPT else _read_row
            segments, tall, words = read(_texts(folded, once), form)
            for label, values, column in segments:
                here = [
                    _printed((status, value, once[at][0] + low, once[at][0] + high, unit, note))
                    for at, (status, value, low, high, unit, note) in values
                ]
                rows.append(Row(label, here, reader.line, reader.block, number, column, tall))
            if words:
                rows[-1].texts = words if once is cells else tuple(map(squeeze_label, _texts(folded, cells)))


def _texts(folded: str, cells: Sequence[GridCell]) -> tuple[str, ...]:
    return tuple([folded[low:high] for low, high in cells])


def _once(cells: Sequence[GridCell]) -> Sequence[GridCell]:
    """The cells without the copies that fill the place of a merged one."""
    if len(set(cells)) == len(cells):
        return cells
    first = {cell: at for at, cell in reversed(list(enumerate(cells)))}
    return [cell for at, cell in enumerate(cells) if cell.start == cell.end or first[cell] == at]


_Segment = tuple[str, tuple[tuple[int, Placed], ...], int]
"""A label, the number of a cell with what it says for every cell behind the label, the number of the first of them."""


def _read_row(texts: tuple[str, ...], form: TableForm) -> tuple[tuple[_Segment, ...], int, tuple[str, ...]]:
    """The labels of a grid row with the cells behind them; how many values each cell holds, one above the other.

    Then, for a row that ends with words, all its cells as words. Places are counted from the cell's start. A row of
    blank cells gives nothing.
    """
    if not any(texts):
        return (), 1, ()
    segments: list[_Segment] = []
    label, values, column, filled, heights = "", list[tuple[int, Placed]](), 0, 0, []
    contents = [_content(text) for text in texts]
    for at, (label_here, said) in enumerate(contents):
        if label_here and filled and form.marks.search(label_here):
            rest = any(one[1] is not None for content in contents[at + 1 :] for one in content.values)
            if label or filled > 1 or not rest:
                segments.append((label, tuple(values), column))
                label = ""
            filled = 0
        if label_here and not filled:
            label, values, column = label + label_here, [], at + 1
            continue
        values += [(at, one) for one in said]
        filled += said[0][0] not in ("text", "blank")
        if said[0][1] is not None:
            heights.append(len(said))
    segments.append((label, tuple(values) if filled else (), column))
    words = () if filled else tuple([squeeze_label(text) for text in texts])
    return tuple(segments), min(heights, default=1), words


_kept_row = lru_cache(maxsize=2048)(_read_row)


class _Content(NamedTuple):
    """What a grid cell says: its characters as a label has them, if it holds Chinese words and no value; its values."""

    words: str
    values: tuple[Placed, ...]


def _content(text: str) -> _Content:
    return _kept_content(text) if len(text) < LONGEST_KEPT else _read_content(text)


def _read_content(text: str) -> _Content:
    values = _read_values(text)
    words = squeeze_label(text) if values[0].status == "text" and _CHINESE.search(text) else ""
    return _Content(words, placed(values))


_kept_content = lru_cache(maxsize=2048)(_read_content)


def _read_values(text: str) -> list[Printed]:
    if _WORDS.fullmatch(text):
        return [Printed("text", None, 0, len(text))]
    value = read_value(text)
    if value.status not in ("text", "unreadable"):
        return [value]
    for pieces in (_BREAK.split(text), text.split()):
        if len(pieces) > 1:
            parts, at = [], 0
            for piece in pieces:
                at = text.index(piece, at)
                parts.append(read_value(piece, at))
                at += len(piece)
            if all(part.status not in ("text", "unreadable", "blank") for part in parts):
                return parts
    return [value]
