"""The physical rows of a stretch of a report: grid rows and lines, each a label and the values beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.reading.document import Document, Grid
from nlp.statistics.values import LONGEST, TOKEN, Printed, printed, read_value, whole

LONGEST_LINE = 20_000
"""A line longer than this is not looked at: no table row is."""
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


def read_rows(doc: Document, start: int, end: int, marks: re.Pattern[str], alone: bool) -> list[Row]:
    """The rows between two offsets, in text order; ``marks`` are the words of the rows that are looked for.

    ``alone`` says whether one number in front of a label can be its value (table 2) or enumerates it.

    Page marks and running prose give no values. A line that holds several labels with their values gives a row
    for each; a number in front of a label that enumerates it belongs to the label.
    """
    rows: list[Row] = []
    at = start
    reader = _LineReader(doc.folded, marks, rows, alone)
    grids = doc.grids
    first = bisect_left([grid.end for grid in grids], start)
    for number, grid in enumerate(grids[first:], first):
        if grid.start >= end:
            break
        reader.read(at, max(grid.start, at))
        _grid_rows(doc.folded, grid, number, start, end, marks, rows, reader)
        at = max(at, grid.end)
    reader.read(at, end)
    return rows


def squeeze_label(text: str) -> str:
    """A label without blanks, breaks, pipes, heading marks and quotation marks."""
    return _STRIP.sub("", text)


class _LineReader:
    """Reads lines into rows and keeps count of lines and of the blocks between blank lines."""

    def __init__(self, folded: str, marks: re.Pattern[str], rows: list[Row], alone: bool) -> None:
        self.folded, self.marks, self.rows, self.alone = folded, marks, rows, alone
        self.line = self.block = 0

    def read(self, start: int, end: int) -> None:
        at = start
        for line in self.folded[start:end].split("\n") if end > start else ():
            inner = line.strip()
            if not inner:
                self.block += 1
            elif inner.isdecimal():
                self.line += 1
                value = read_value(inner, at + line.index(inner))
                self.rows.append(Row("", [value], self.line, self.block))
            elif not _PAGE_MARK.fullmatch(inner) and len(line) <= LONGEST_LINE:
                self.line += 1
                self.parts(line, at)
            at += len(line) + 1

    def parts(self, line: str, offset: int) -> None:
        """Adds the rows of one line."""
        groups = list(_groups(line)) if _MAY_HOLD_VALUE.search(line) else []
        at = 0
        for number, (low, high, matches) in enumerate(groups):
            label = line[max(at, low - LONGEST_LABEL) : low]
            after = line[high : groups[number + 1][0] if number + 1 < len(groups) else len(line)]
            if self._belongs(label, matches, after[:LONGEST_LABEL]):
                values = [printed(match, offset) for match in matches]
                self.rows.append(Row(squeeze_label(label), values, self.line, self.block))
                at = high
        rest = squeeze_label(line[at:])
        if rest:
            texts = tuple(line.split()) if not at and len(line) < LONGEST_LABEL else ()
            self.rows.append(Row(rest, [], self.line, self.block, texts=texts))

    def _belongs(self, label: str, matches: list[re.Match[str]], after: str) -> bool:
        """Whether these are values of a table row rather than an enumerator or a number in running prose."""
        after = after.strip(" \t|")
        if not label.strip(" \t|"):
            if not after:
                return True
            strokes = all(match["digits"] is None for match in matches)
            enumerator = len(matches) == 1 and (not self.alone or after[0] in ".、")
            return not strokes and not enumerator and bool(len(matches) > 2 or self.marks.search(squeeze_label(after)))
        if len(matches) > 2:
            return True
        tail = squeeze_label(re.split("[。;!?]", label)[-1])
        if after and not self.marks.search(squeeze_label(after)):
            return False
        return bool(self.marks.search(tail)) or (len(tail) < 30 and not _PROSE.search(label + after))


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
    marks: re.Pattern[str],
    rows: list[Row],
    reader: _LineReader,
) -> None:
    for cells in grid.rows:
        if not cells or cells[0].start < start or cells[-1].end > end:
            continue
        reader.line += 1
        filled = {(cell.start, cell.end) for cell in cells if cell.start < cell.end}
        if not filled:
            continue
        if len(filled) == 1 and len(cells) == 1:
            ((low, high),) = filled
            if not _PAGE_MARK.fullmatch(folded, low, high):
                reader.parts(folded[low:high], low)
            continue
        contents = []
        for cell in cells:
            low, high = cell.start, cell.end
            if low == high:
                contents.append(("", [Printed("blank", None, low, low)]))
            elif (low, high) in filled:
                filled.discard((low, high))
                text = folded[low:high]
                digits = text.isdecimal() and len(text) <= LONGEST
                contents.append(("", [whole(text, low)]) if digits else _content(text, low))
        tall = min((len(values) for _, values in contents if values[0].value is not None), default=1)
        for label, values, column in _segments(contents, marks):
            rows.append(Row(label, values, reader.line, reader.block, number, column, tall))
        if not any(row.cells for row in rows[-1:]):
            rows[-1].texts = tuple(squeeze_label(folded[cell.start : cell.end]) for cell in cells)


def _content(text: str, low: int) -> tuple[str, list[Printed]]:
    """A grid cell as (its words, what it says): several values where a cell holds more than one."""
    if _WORDS.fullmatch(text):
        return text, [Printed("text", None, low, low + len(text))]
    value = read_value(text, low)
    if value.status not in ("text", "unreadable"):
        return "", [value]
    for pieces in (_BREAK.split(text), text.split()):
        if len(pieces) > 1:
            parts, at = [], 0
            for piece in pieces:
                at = text.index(piece, at)
                parts.append(read_value(piece, low + at))
                at += len(piece)
            if all(part.status not in ("text", "unreadable", "blank") for part in parts):
                return "", parts
    return text, [value]


def _segments(
    contents: list[tuple[str, list[Printed]]], marks: re.Pattern[str]
) -> list[tuple[str, list[Printed], int]]:
    """A grid row as (label, cells behind it, column of the first of them), one for each label in the row."""
    segments: list[tuple[str, list[Printed], int]] = []
    label, cells, column, filled = "", list[Printed](), 0, 0
    for number, (text, values) in enumerate(contents):
        words = text and values[0].status == "text" and _CHINESE.search(text)
        if words and filled and marks.search(squeeze_label(text)):
            rest = any(value.value is not None for _, part in contents[number + 1 :] for value in part)
            if label or filled > 1 or not rest:
                segments.append((label, cells, column))
                label = ""
            filled = 0
        if words and not filled:
            label, cells, column = label + squeeze_label(text), [], number + 1
        else:
            cells.extend(values)
            filled += values[0].status not in ("text", "blank")
    segments.append((label, cells if filled else [], column))
    return segments
