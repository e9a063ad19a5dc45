"""What is open at a place of a page: boxes, lists, preformatted text, tables and their cells."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

from nlp.reading.html_items import CLOSE, Item, Open, Table
from nlp.reading.html_lines import Lines
from nlp.reading.html_styles import numeral
from nlp.reading.html_tables import Cell, Rows, check_room, settle

DEEPEST_TABLES = 40
"""Tables in tables beyond this are read as text."""
DEEPEST_SEARCH = 100
"""How many open elements are looked through for the one that an end tag names."""


class Boxes(Lines):
    """Lines with what stands around them: a stack of open elements as (name, kind, what to go back to)."""

    def __init__(self) -> None:
        super().__init__()
        self._stack: list[tuple[str, str, Any]] = []
        self._open: Counter[str] = Counter()
        self._tables: list[Rows] = []
        self._lists: list[list[Any]] = []
        self._places = self._cells = 0

    def _open_block(self, heading: bool) -> None:
        self._flush()
        self._heading = heading
        if self._pre and self._stack[-1][:2] == ("p", "pre"):
            self._close_to(len(self._stack) - 1)

    def _end_block(self, name: str) -> None:
        self._flush()
        self._heading = False
        if self._pre:
            self._close_named(name)

    def _open_box(self, arguments: tuple[str, str]) -> None:
        name, label = arguments
        self._flush()
        self.items.append(Open(label))
        self._stack.append((name, "box", self._link))
        self._open[name] += 1

    def _open_list(self, arguments: tuple[str, int, str, bool]) -> None:
        label, start, kind, numbered = arguments
        self._flush()
        self._lists.append([start, kind, numbered])
        self.items.append(Open(label))
        self._stack.append(("ol", "list", self._link))
        self._open["ol"] += 1

    def _open_pre(self, name: str) -> None:
        self._flush()
        self._pre += 1
        self._stack.append((name, "pre", None))
        self._open[name] += 1

    def _close_named(self, name: str) -> None:
        """Close the innermost open element of this name, and what is open in it; never out of its table cell."""
        self._flush()
        stack = self._stack
        if not self._open[name]:
            return
        for number in range(len(stack) - 1, max(len(stack) - DEEPEST_SEARCH, 0) - 1, -1):
            if stack[number][0] == name:
                self._close_to(number)
                return
            if stack[number][1] in ("cell", "table"):
                return

    def _close_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            name, kind, before = self._stack.pop()
            self._open[name] -= 1
            if kind == "cell":
                self._end_cell(before)
                continue
            self._flush()
            if kind == "pre":
                self._pre -= 1
            elif kind == "table":
                self._take(settle(self._tables.pop()))
                self._link = before
            else:
                self.items.append(CLOSE)
                self._link = before
                if kind == "list":
                    self._lists.pop()

    def _open_item(self, arguments: tuple[int | None, str, bool]) -> None:
        """A <li>, which gets its numeral in an ordered list."""
        value, kind, numbered = arguments
        self._flush()
        self._numeral = ""
        frames = islice(reversed(self._stack), DEEPEST_SEARCH)
        frame = next((frame for frame in frames if frame[0] in ("ol", "ul") or frame[1] == "cell"), None)
        if frame is None or frame[1] != "list":
            return
        entry = self._lists[-1]
        entry[0] = entry[0] if value is None else value
        if entry[2] and numbered:
            self._numeral = numeral(entry[0], kind or entry[1])
        entry[0] += 1

    def _end_item(self, _: Any) -> None:
        self._flush()
        self._numeral = ""

    # --- tables

    def _take(self, settled: list[Item]) -> None:
        self.items += settled
        for item in settled:
            if isinstance(item, Table):
                self._places += sum(map(len, item.rows))
        check_room(self._places)

    def _open_table(self, label: str) -> None:
        if self._stack and self._stack[-1][1] == "table":
            self._close_to(len(self._stack) - 1)
        self._flush()
        if len(self._tables) >= DEEPEST_TABLES:
            return
        self._tables.append(Rows(label))
        self._stack.append(("table", "table", self._link))

    def _close_table(self, _: Any) -> None:
        if self._tables:
            self._back_to_table()
            self._close_to(len(self._stack) - 1)
        else:
            self._flush()

    def _back_to_table(self) -> bool:
        """Close what is open inside the innermost table; False outside of tables."""
        if not self._tables:
            self._flush()
            return False
        stack = self._stack
        depth = len(stack)
        while stack[depth - 1][1] != "table":
            depth -= 1
        if depth < len(stack):
            self._close_to(depth)
        elif self._parts:
            self._flush()
        return True

    def _open_group(self, order: int) -> None:
        if self._back_to_table():
            self._tables[-1].open_group(order)

    def _open_row(self, label: str) -> None:
        if not self._tables:
            self._open_table(label)
        self._back_to_table()
        self._tables[-1].open_row()

    def _close_row(self, _: Any) -> None:
        self._back_to_table()

    def _open_cell(self, arguments: tuple[int, int, str]) -> None:
        if not self._back_to_table():
            return
        self._cells += 1
        check_room(self._cells)
        cell = Cell("", arguments[0], arguments[1], 0, arguments[2])
        self._tables[-1].add(cell)
        self._stack.append(("td", "cell", (cell, self.items, self._numeral, self._link)))
        self.items = []
        self._numeral = ""

    def _close_cell(self, _: Any) -> None:
        stack = self._stack
        for number in range(len(stack) - 1, max(len(stack) - DEEPEST_SEARCH, 0) - 1, -1):
            if stack[number][1] == "cell":
                self._close_to(number)
                return
            if stack[number][1] == "table":
                return
        self._flush()

    def _end_cell(self, before: tuple[Cell, list[Item], str, bool]) -> None:
        cell, outer, numeral, self._link = before
        if self.items or self._numeral:
            self._flush()
            if self.items:
                cell.hold(self.items)
        elif self._parts:
            cell.text = self._line()
            cell.linked, self._linked = self._linked, 0
        self.items = outer
        self._numeral = numeral
