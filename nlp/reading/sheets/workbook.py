"""What the XML of an .xlsx workbook says of its sheets: cells in their places, merged ones shared, hidden ones out."""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from nlp.packed import Refused, member_bytes, open_zip
from nlp.reading.draft import MOST_CELLS, MOST_CHARACTERS, Box
from nlp.reading.errors import Unreadable
from nlp.reading.sheets.number_format import Formats, read_formats
from nlp.report import ReportWarning

MOST_PART_BYTES = 40_000_000
MOST_SHEETS = 200
MOST_PLACES = 1_000_000
"""Rows with something in them times columns with something in them, of all sheets."""
LOST = "\ufffd"
_TOLD = 5


class Workbook(NamedTuple):
    """Name, rows, and for every row whether it is ruled into cells, of each visible sheet."""

    sheets: list[tuple[str, list[list[Box]], list[bool | None]]]
    warnings: list[ReportWarning]


def read_workbook(data: bytes) -> Workbook:
    """The visible sheets of a workbook; rows in which nothing stands are kept as one empty row between others.

    A file that is damaged, protected or too large raises ``Unreadable``.
    """
    try:
        return _read(open_zip(io.BytesIO(data)))
    except Refused as refused:
        raise Unreadable(refused.code, f"the workbook can't be read: {refused}") from None
    except (etree.XMLSyntaxError, ValueError, KeyError, OverflowError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("damaged", "the workbook is damaged") from error


@dataclass(slots=True)
class _Doubts:
    """What the warnings will tell."""

    hidden_sheets: list[str] = field(default_factory=list)
    hidden_lines: int = 0
    not_computed: list[str] = field(default_factory=list)
    shown_otherwise: list[str] = field(default_factory=list)

    def warnings(self) -> list[ReportWarning]:
        found = []
        if self.hidden_sheets:
            found.append(ReportWarning("hidden_left_out", f"hidden sheets left out: {', '.join(self.hidden_sheets)}"))
        if self.hidden_lines:
            found.append(ReportWarning("hidden_left_out", f"{self.hidden_lines} hidden rows and columns left out"))
        for cells, code, message in (
            (self.not_computed, "not_computed", "formulas whose result was not saved"),
            (
                self.shown_otherwise,
                "shown_otherwise",
                "numbers written as stored, which the sheet shows in other words",
            ),
        ):
            if cells:
                told = ", ".join(cells[:_TOLD]) + (" …" if len(cells) > _TOLD else "")
                found.append(ReportWarning(code, f"{len(cells)} {message}: {told}"))
        return found


def _read(archive: zipfile.ZipFile) -> Workbook:
    parts = {info.filename.lstrip("/").lower(): info for info in archive.filelist}

    def part(name: str) -> bytes:
        info = parts.get(name.lower())
        return member_bytes(archive, info, MOST_PART_BYTES) if info else b""

    book = part("xl/workbook.xml")
    targets = _targets(part("xl/_rels/workbook.xml.rels"))
    strings = list(_strings(part("xl/sharedStrings.xml")))
    doubts = _Doubts()
    since_1904 = any(el.get("date1904") in ("1", "true") for _, el in _elements(book, "workbookPr"))
    formats = read_formats((element for _, element in _elements(part("xl/styles.xml"), "styleSheet")), since_1904)
    sheets: list[tuple[str, list[list[Box]], list[bool | None]]] = []
    places = 0
    for _, element in _elements(book, "sheet"):
        name = element.get("name") or ""
        relation = next((value for key, value in element.items() if key.endswith("}id")), "")
        if relation not in targets:
            continue
        if element.get("state", "visible") != "visible":
            doubts.hidden_sheets.append(name)
            continue
        if len(sheets) == MOST_SHEETS:
            raise Unreadable("too_large", f"more than {MOST_SHEETS} sheets")
        grid = _Grid(strings, formats, doubts, name)
        grid.read(part(targets[relation]))
        places += len(grid.rows()) * len(grid.columns())
        if places > MOST_PLACES:
            raise Unreadable("too_large", "the cells are strewn over too large a sheet")
        sheets.append((name, *grid.lines()))
    return Workbook(sheets, doubts.warnings())


def _elements(xml: bytes, *names: str, starts: bool = False) -> Iterator[tuple[str, etree._Element]]:
    """The elements of these names, whatever their namespace, each forgotten once it has been seen."""
    if not xml:
        return
    if b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml[:2000]:
        raise Unreadable("damaged", "the workbook defines entities, which no workbook does")
    events = ("start", "end") if starts else ("end",)
    for event, element in etree.iterparse(
        io.BytesIO(xml),
        events,
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    ):
        yield event, element
        if event == "end":
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _targets(xml: bytes) -> dict[str, str]:
    """The worksheets inside the file by their relation; links to elsewhere are no sheets."""
    found = {}
    for _, element in _elements(xml, "Relationship"):
        if (element.get("Type") or "").endswith("/worksheet") and element.get("TargetMode") != "External":
            target = element.get("Target") or ""
            found[element.get("Id") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _strings(xml: bytes) -> Iterator[str]:
    left = MOST_CHARACTERS
    for _, element in _elements(xml, "si"):
        text = _text(element)
        left -= len(text)
        if left < 0:
            raise Unreadable("too_large", f"more than {MOST_CHARACTERS:,} characters of text")
        yield text


def _text(element: etree._Element) -> str:
    """The text of a string and its runs, without the reading aids (phonetic runs) above it."""
    return "".join(t.text or "" for t in element.iter("{*}t") if _name(t.getparent()) != "rPh")


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class _Grid:
    """One sheet while it is read: only cells with something in them are kept."""

    def __init__(self, strings: list[str], formats: Formats, doubts: _Doubts, name: str) -> None:
        self._strings, self._formats, self._doubts, self._name = strings, formats, doubts, name
        self._texts: dict[tuple[int, int], str] = {}
        self._ruled: set[int] = set()
        self._merged: list[tuple[int, int, int, int]] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._hidden_rows: set[int] = set()

    def read(self, xml: bytes) -> None:
        row = column = 0
        for event, element in _elements(xml, "col", "row", "c", "mergeCell", starts=True):
            kind = _name(element)
            if event == "start":
                if kind == "row":
                    row, column = int(element.get("r") or row + 1), 0
                    if element.get("hidden") in ("1", "true"):
                        self._hidden_rows.add(row)
            elif kind == "c":
                place = _REFERENCE.fullmatch(element.get("r") or "")
                column = _column(place[1]) if place else column + 1
                self._cell(element, row, column)
            elif kind == "mergeCell":
                corners = [_REFERENCE.fullmatch(corner) for corner in (element.get("ref") or "").split(":")]
                if len(corners) == 2 and corners[0] and corners[1]:
                    (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
                    self._merged.append((int(top), _column(left), int(bottom), _column(right)))
            elif kind == "col" and element.get("hidden") in ("1", "true"):
                self._hidden_columns.append((int(element.get("min") or 0), int(element.get("max") or 0)))

    def _cell(self, element: etree._Element, row: int, column: int) -> None:
        style = int(element.get("s") or 0)
        if style in self._formats.ruled:
            self._ruled.add(row)
        text = self._shown(element, style, f"{element.get('r') or ''}")
        if text.strip():
            self._texts[row, column] = text
            if len(self._texts) > MOST_CELLS:
                raise Unreadable("too_large", f"more than {MOST_CELLS:,} table cells")

    def _shown(self, element: etree._Element, style: int, place: str) -> str:
        kind = element.get("t") or "n"
        if kind == "inlineStr":
            return _text(element)
        value = next((child.text or "" for child in element if _name(child) == "v"), "")
        if kind == "s":
            return self._strings[int(value)] if value.isdecimal() and int(value) < len(self._strings) else LOST
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in ("str", "e", "d"):
            return value
        if not value:
            if not any(_name(child) == "f" for child in element):
                return ""
            self._doubts.not_computed.append(f"{self._name}!{place}")
            return LOST
        shown = self._formats.write(value, style)
        if shown.otherwise:
            self._doubts.shown_otherwise.append(f"{self._name}!{place} {shown.text} ({shown.otherwise})")
        return shown.text

    def rows(self) -> list[int]:
        """The rows in which something stands and that are shown."""
        return sorted({row for row, column in self._texts} - self._hidden_rows)

    def columns(self) -> list[int]:
        """The columns in which something stands and that are shown."""
        used = sorted({column for _, column in self._texts})
        return [c for c in used if not any(low <= c <= high for low, high in self._hidden_columns)]

    def lines(self) -> tuple[list[list[Box]], list[bool | None]]:
        """The rows, one empty row wherever some are missing, and whether each is ruled."""
        rows, columns = self.rows(), self.columns()
        boxes = {place: Box(text) for place, text in self._texts.items()}
        self._share(boxes, rows, columns)
        lines: list[list[Box]] = []
        ruled: list[bool | None] = []
        for number, row in enumerate(rows):
            if number and set(range(rows[number - 1] + 1, min(row, rows[number - 1] + 1000))) - self._hidden_rows:
                lines.append([])
                ruled.append(False)
            lines.append([boxes.get((row, column)) or Box("") for column in columns])
            ruled.append(row in self._ruled if self._ruled else None)
        filled = {row for row, _ in self._texts} & self._hidden_rows
        self._doubts.hidden_lines += len(filled) + len({c for _, c in self._texts}) - len(columns)
        return lines, ruled

    def _share(self, boxes: dict[tuple[int, int], Box], rows: list[int], columns: list[int]) -> None:
        """Let a merged cell stand in all its places."""
        left = MOST_PLACES
        for top, first, bottom, last in self._merged:
            box = boxes.get((top, first)) or Box("")
            across = columns[bisect_left(columns, first) : bisect_right(columns, last)]
            down = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            left -= len(across) * len(down) + 1
            if left < 0:
                raise Unreadable("too_large", "the merged cells of the sheet are too many")
            for row in down:
                for column in across:
                    boxes[row, column] = box


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
