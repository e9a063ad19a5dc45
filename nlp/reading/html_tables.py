"""The cells of a <table> -> a true grid, or lines where the table only lays out the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from nlp.reading.draft import MOST_CELLS, Box
from nlp.reading.errors import Unreadable
from nlp.reading.html_items import CLOSE, Item, Line, Open, Table

MOST_COLUMNS = 60
"""A cell that claims to span more columns spans as many as the widest row has."""
LONG_PROSE = 200
"""Characters of a cell with full sentences in it that make its table a layout."""
PROSE = 40
_SENTENCE = re.compile("[。；！？]")
_TITLE = re.compile(r"[一二三四五六七八]\s{0,3}、\s{0,3}\S[^\t]{2,40}(?:情况|事项|问题|措施|申请)\S{0,12}$")
_ROW = re.compile("本年|结转|予以|总计")


class Cell(Box):
    """A <td>: a box with its spans, and the items that it holds if they are more than one line."""

    __slots__ = ("colspan", "items", "label", "linked", "rowspan")

    def __init__(self, text: str, colspan: int = 1, rowspan: int = 1, linked: int = 0, label: str = "") -> None:
        self.text = text
        self.place = None
        self.colspan = colspan
        self.rowspan = rowspan
        self.linked = linked
        self.label = label
        self.items: list[Item] | None = None

    def hold(self, items: list[Item]) -> None:
        """Take the items as the cell's content."""
        first = items[0]
        if len(items) == 1 and isinstance(first, Line):
            self.text, self.linked = first.text, first.linked
            return
        self.items = items
        lines = _lines(items)
        self.text = "\n".join([line.text for line in lines])
        self.linked = sum([line.linked for line in lines])


Row = list[Cell]


class Rows:
    """The rows of a <table> as they come, by row group: thead is printed first and tfoot last wherever they stand."""

    __slots__ = ("groups", "label", "rows")

    def __init__(self, label: str = "") -> None:
        self.label = label
        self.groups: list[tuple[int, list[Row]]] = []
        self.rows: list[Row] | None = None

    def open_group(self, order: int) -> None:
        self.rows = []
        self.groups.append((order, self.rows))

    def open_row(self) -> None:
        if self.rows is None:
            self.open_group(1)
        if self.rows is not None:
            self.rows.append([])

    def add(self, cell: Cell) -> None:
        if not self.rows:
            self.open_row()
        if self.rows:
            self.rows[-1].append(cell)


def settle(table: Rows) -> list[Item]:
    """The items that a table is: one ``Table``, or lines and tables where it is a layout or changes to prose.

    >>> rows = Rows()
    >>> rows.add(Cell("行政许可"))
    >>> rows.add(Cell("12"))
    >>> [[box.text for box in row] for row in settle(rows)[0].rows]
    [['行政许可', '12']]

    A table is a layout if it has one cell only, if a cell holds a data table, or if one holds long prose beside
    other cells. A row that is one cell of prose or the title of a section is written as lines, and the table goes
    on behind it. Spans of 0 or beyond the table are cut to its rows and columns (HTML, "forming a table").
    """
    groups = [rows for _, rows in sorted(table.groups, key=lambda group: group[0])]
    rows = [row for group in groups for row in group]
    cells = [cell for row in rows for cell in row]
    if not cells:
        return []
    if len(cells) == len([row for row in rows if row]) or _is_layout(rows, cells):
        return _laid_out(table.label, cells)
    widest = max(sum(map(_width, row)) for row in rows) if any(cell.colspan > MOST_COLUMNS for cell in cells) else 0
    settled: list[Item] = []
    grid: list[Row] = []
    for group in groups:
        for row in _placed(group, widest):
            lines = _as_lines(row)
            if lines is None:
                grid.append(row)
                continue
            settled += _table(grid)
            settled += lines
            grid = []
    return settled + _table(grid)


def _is_layout(rows: list[Row], cells: Row) -> bool:
    large = [cell for cell in cells if cell.items is not None or len(cell.text) >= LONG_PROSE]
    if not large:
        return False
    if any(item.__class__ is Table for cell in large for item in cell.items or ()):
        return True
    alone = {row[0] for row in rows if len(row) == 1}
    return any(cell not in alone and _is_prose(cell, LONG_PROSE) for cell in large)


def _is_prose(cell: Cell, least: int) -> bool:
    if cell.items is not None and any(_is_title(line.text) for line in _lines(cell.items)):
        return True
    return len(cell.text) >= least and _SENTENCE.search(cell.text) is not None


def _is_title(text: str) -> bool:
    return _TITLE.match(text.strip()) is not None and not _ROW.search(text)


def _laid_out(label: str, cells: list[Cell]) -> list[Item]:
    items: list[Item] = [Open("table " + label)]
    for cell in cells:
        inner = cell.items or ([Line(cell.text, cell.linked)] if cell.text else [])
        if inner:
            items += [Open("td " + cell.label), *inner, CLOSE]
    items.append(CLOSE)
    return items


def _lines(items: Iterable[Item]) -> list[Line]:
    return [item for item in items if isinstance(item, Line)]


def _placed(group: list[Row], widest: int) -> list[Row]:
    """Every row of a row group with the cell that stands in each of its columns."""
    placed: list[Row] = []
    places = 0
    hanging: dict[int, tuple[int, Cell]] = {}  # column: rows that a cell from above still reaches
    for number, row in enumerate(group):
        slots: Row = []
        for cell in row:
            if hanging:
                _hang(slots, hanging)
            if cell.colspan == 1 and cell.rowspan == 1:
                slots.append(cell)
                continue
            wide = _width(cell) if cell.colspan <= MOST_COLUMNS else max(1, widest - len(slots))
            if cell.rowspan != 1:
                left = len(group) - number
                reach = min(left, cell.rowspan) if cell.rowspan else left
                hanging.update(dict.fromkeys(range(len(slots), len(slots) + wide), (reach, cell)))
            slots += [cell] * wide
        if hanging:
            _hang(slots, hanging)
            hanging = {column: (left - 1, cell) for column, (left, cell) in hanging.items() if left > 1}
        if slots:
            placed.append(slots)
            places += len(slots)
            check_room(places)
    return placed


def check_room(places: int) -> None:
    """Refuse more places than a report can fill, before they are built."""
    if places > MOST_CELLS:
        raise Unreadable("too_large", f"more than {MOST_CELLS:,} table cells")


def _width(cell: Cell) -> int:
    return cell.colspan if 0 < cell.colspan <= MOST_COLUMNS else 1


def _hang(slots: Row, hanging: dict[int, tuple[int, Cell]]) -> None:
    """Put the cells from above into the columns that come next."""
    while (above := hanging.get(len(slots))) is not None:
        slots.append(above[1])


def _as_lines(row: Row) -> list[Line] | None:
    """The lines of a row that is one cell of prose or the title of a section; None for a row of data."""
    cell = row[0]
    if cell.text and row[-1].text and row[-1] is not cell:
        return None
    filled = {cell for cell in row if cell.text}
    if len(filled) != 1:
        return None
    (cell,) = filled
    if cell.rowspan != 1:
        return None
    if _is_prose(cell, PROSE) or _is_title(cell.text):
        return _lines(cell.items) if cell.items is not None else [Line(cell.text, cell.linked)]
    return None


def _table(rows: list[Row]) -> list[Item]:
    if not rows:
        return []
    cells = dict.fromkeys(chain.from_iterable(rows))
    text = "\t".join([cell.text for cell in cells])
    linked = sum([cell.linked for cell in cells])
    return [Table(rows, text, linked)]
