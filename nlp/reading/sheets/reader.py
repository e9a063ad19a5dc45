"""Sheets: workbooks and CSV files whose cells carry the tables, and often the narrative too."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from nlp.document import Document
from nlp.reading.decode import decode
from nlp.reading.draft import MOST_CELLS, Box, Draft
from nlp.reading.errors import Unreadable
from nlp.reading.sheets.workbook import read_workbook
from nlp.reading.sniff import delimiter
from nlp.report import ReportWarning, Source

MOST_COLUMNS = 1_000
PROSE = 60
"""A cell with more characters than this and a full stop is a paragraph, not a cell of a table."""

_NUMERAL = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．,，]|第[一二三四五六七八九十]{1,3}部分)")
_NO_NAME = re.compile(r"\s*(?:sheet|工作表|表|table)\s*\d*\s*", re.I)
_STOP = re.compile("[。；;！!]")


class Line(NamedTuple):
    """A row of a sheet; ``ruled`` tells whether its cells are drawn as cells, None where the file can't tell."""

    boxes: list[Box]
    ruled: bool | None = None


class Sheet(NamedTuple):
    """The name of a sheet and its rows."""

    name: str
    lines: Sequence[Line]


def read_xlsx(data: bytes, source: Source) -> Document:
    """A workbook of Excel or WPS: every sheet with its name, tables as grids, other cells as paragraphs.

    Numbers are written as they are stored (percent and dates as shown); a formula whose result was not saved is
    U+FFFD and never a number. Hidden sheets, rows and columns are left out with a warning. A workbook that is
    damaged, encrypted or too large raises ``Unreadable``.
    """
    draft, book = Draft(), read_workbook(data)
    for name, rows, ruled in book.sheets:
        write_sheet(draft, Sheet(name, [Line(row, drawn) for row, drawn in zip(rows, ruled, strict=True)]))
    return _document(draft, replace(source, method="xlsx"), book.warnings)


def read_xls(data: bytes, source: Source) -> Document:
    """A workbook of Excel 97-2003; numbers are written as the cells show them.

    Hidden sheets are left out with a warning; hidden rows and columns can't be told from others in such a file.
    """
    import office_oxide

    try:
        with office_oxide.Document.from_bytes(data, "xls") as book:
            tree = book.to_ir()
    except Exception as error:  # whatever the library makes of damaged files
        raise Unreadable("damaged", "the workbook is damaged, encrypted, or no Excel file") from error
    draft, hidden = Draft(), [section for section in tree.get("sections", ()) if section.get("hidden")]
    for section in tree.get("sections", ()):
        for element in () if section in hidden else section.get("elements", ()):
            if element.get("type") == "table":
                write_sheet(draft, Sheet(section.get("title") or "", [Line(row) for row in _old_rows(element)]))
    told = f"hidden sheets left out: {', '.join(str(section.get('title')) for section in hidden)}"
    warnings = (ReportWarning("hidden_left_out", told),) if hidden else ()
    return _document(draft, replace(source, method="xls"), warnings)


def read_csv(data: bytes, source: Source) -> Document:
    """Comma-, semicolon- or tab-separated values; cells in quotes may hold line breaks."""
    decoded = decode(data)
    mark = delimiter(decoded.text) or ","
    lines: list[Line] = []
    cells = 0
    csv.field_size_limit(len(data) + 1)
    try:
        for row in csv.reader(io.StringIO(decoded.text, newline=""), delimiter=mark):
            cells += len(row)
            if cells > MOST_CELLS:
                raise Unreadable("too_large", f"more than {MOST_CELLS:,} table cells")
            lines.append(Line([Box(cell) for cell in row]))
    except csv.Error as error:
        raise Unreadable("damaged", f"the rows can't be told apart: {error}") from error
    draft = Draft()
    write_sheet(draft, Sheet("", lines))
    return _document(draft, replace(source, encoding=decoded.encoding, method="csv"), decoded.warnings)


def write_sheet(draft: Draft, sheet: Sheet) -> None:
    """Write a sheet: its name, then its rows block by block, titles and prose as paragraphs."""
    blocks = list(_blocks(sheet.lines))
    if blocks and sheet.name.strip() and not _NO_NAME.fullmatch(sheet.name):
        draft.paragraph(sheet.name.strip())
    for block in blocks:
        table: list[list[Box]] = []
        for number, line in enumerate(block):
            paragraphs = _paragraphs(line, number in (0, len(block) - 1))
            if not paragraphs:
                table.append(line.boxes)
                continue
            _write_table(draft, table)
            table = []
            for text in paragraphs:
                draft.paragraph(text)
        _write_table(draft, table)
        draft.paragraph("")


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Neighbouring rows that hold something."""
    block: list[Line] = []
    for line in lines:
        if any(box.text.strip() for box in line.boxes):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _paragraphs(line: Line, at_edge: bool) -> list[str]:
    """The texts of a row that is no row of a table: a title, a note, prose beside its title."""
    filled = [box.text.strip() for box in dict.fromkeys(line.boxes) if box.text.strip()]
    prose = any(len(text) > PROSE and _STOP.search(text) for text in filled)
    if prose and len(filled) <= 3 and not any(_is_number(text) for text in filled):
        return filled
    if len(filled) != 1 or line.ruled or _is_number(filled[0]):
        return []
    return filled if line.ruled is False or at_edge or _NUMERAL.match(filled[0]) else []


def _is_number(text: str) -> bool:
    return len(text) < 20 and not re.search("[一-鿿A-Za-z]", text)


def _write_table(draft: Draft, rows: Sequence[Sequence[Box]]) -> None:
    """A table without the columns in which nothing stands; ragged rows are filled up."""
    if not rows:
        return
    width = max(len(row) for row in rows)
    if width > MOST_COLUMNS or width * len(rows) > MOST_CELLS:
        raise Unreadable("too_large", f"a table of {len(rows):,} rows and {width:,} columns")
    used = [any(box.text.strip() for row in rows for box in row[column : column + 1]) for column in range(width)]
    draft.table([[_at(row, column) for column in range(width) if used[column]] for row in rows])


def _at(row: Sequence[Box], column: int) -> Box:
    return row[column] if column < len(row) else Box("")


def _old_rows(table: dict[str, Any]) -> list[list[Box]]:
    """The rows of a table of office-oxide, cells that reach over several places standing in all of them."""
    rows: list[list[Box]] = []
    reaching: dict[int, tuple[int, Box]] = {}
    size = 0
    for row in table.get("rows", ()):
        boxes: list[Box] = []
        waiting = list(row.get("cells", ()))
        while waiting or any(column >= len(boxes) for column in reaching):
            above = reaching.get(len(boxes))
            if above:
                left, box = above
                reaching[len(boxes)] = (left - 1, box)
                boxes.append(box)
            elif waiting:
                cell = waiting.pop(0)
                box = Box(_text_of(cell))
                for _ in range(min(int(cell.get("col_span", 1)), MOST_COLUMNS)):
                    reaching[len(boxes)] = (int(cell.get("row_span", 1)) - 1, box)
                    boxes.append(box)
            else:
                boxes.append(Box(""))
            if len(boxes) > MOST_COLUMNS:
                raise Unreadable("too_large", f"more than {MOST_COLUMNS:,} columns")
        reaching = {column: (left, box) for column, (left, box) in reaching.items() if left > 0}
        size += len(boxes)
        if size > MOST_CELLS:
            raise Unreadable("too_large", f"more than {MOST_CELLS:,} table cells")
        rows.append(boxes)
    return rows


def _text_of(cell: dict[str, Any]) -> str:
    parts = [part for block in cell.get("content", ()) for part in block.get("content", ())]
    return "".join("\n" if part.get("type") == "line_break" else str(part.get("text", "")) for part in parts)


def _document(draft: Draft, source: Source, warnings: Sequence[ReportWarning]) -> Document:
    if not draft.text.strip():
        raise Unreadable("empty", "no cell holds anything")
    return Document(source, draft.text, tuple(draft.grids), warnings=tuple(warnings))
