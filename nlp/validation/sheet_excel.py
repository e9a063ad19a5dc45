"""The sheet as an Excel workbook: codes chosen from a list, the codebook beside the units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.dataset.exports import EXCEL_CHARACTERS, quote
from nlp.validation.book import Book, codes_for
from nlp.validation.row import Read, Row, code_columns
from nlp.validation.sheet_csv import from_lines
from nlp.validation.units import NONE

FILE = "units.xlsx"
WIDTHS = {"unit_id": 14, "kind": 9, "organ": 20, "year": 6, "before": 30, "text": 60, "after": 30, "note": 30}
_CODE_WIDTH = 24
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def write(rows: Sequence[Row], path: Path, book: Book) -> list[Path]:
    """The workbook, with the sheets ``units`` and ``codebook``.

    What XML can't hold is written as Office does (``_x000B_``). A text or note beyond the 32,767 characters of a cell
    raises ``ValueError``.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    codes = code_columns(tuple(rows))
    context = list(rows[0].context) if rows else []
    head = ["unit_id", "kind", *context, "text", *codes, "note"]
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "units"
    sheet.append(head)
    for number, row in enumerate(rows, 2):
        given = [*row.codes, *[""] * (len(codes) - len(row.codes))]
        for column, value in enumerate([row.unit_id, row.kind, *row.context.values(), row.text, *given, row.note], 1):
            if value:
                _put(sheet.cell(number, column), value, row.unit_id).alignment = Alignment(
                    wrap_text=True, vertical="top"
                )
    for column, name in enumerate(head, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, _CODE_WIDTH)
    sheet.freeze_panes = "A2"
    lists = _codebook(workbook.create_sheet("codebook"), book)
    if rows and lists:
        first, last = head.index(codes[0]) + 1, head.index(codes[-1]) + 1
        area = f"{get_column_letter(first)}2:{get_column_letter(last)}{len(rows) + 1}"
        sheet.add_data_validation(_choice(lists, area))
    workbook.save(path)
    return [path]


def read(path: Path) -> list[Read]:
    """The rows of the sheet ``units``, or of the first sheet where none has that name."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ValueError(f"{path}: no Excel workbook: {error}") from None
    try:
        sheet = workbook["units"] if "units" in workbook.sheetnames else workbook.worksheets[0]
        lines = [[_written(value) for value in line] for line in sheet.iter_rows(values_only=True)]
    finally:
        workbook.close()
    return from_lines(path, lines)


def _put(cell: Any, value: str, unit_id: str) -> Any:
    """A string as text, whatever it looks like."""
    text = _NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", quote(value))
    if len(text) > EXCEL_CHARACTERS:
        raise ValueError(f"{unit_id}: a text of {len(text):,} characters; a cell of Excel holds {EXCEL_CHARACTERS:,}")
    cell.value = text
    cell.data_type = "s"
    return cell


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))


def _codebook(sheet: Any, book: Book) -> dict[str, tuple[int, int]]:
    """The codes with their rules, ``none`` after those of each kind; the rows of every kind."""
    head = ["code", "kind", "family", "zh", "en", "definition", "include", "exclude", "examples"]
    sheet.append(head)
    lists = {}
    entries = {entry.code: entry for entry in book}
    for kind in dict.fromkeys(entry.kind for entry in entries.values()):
        first = sheet.max_row + 1
        for code in codes_for(kind, book):
            e = entries[code]
            line = [e.code, e.kind, e.family or "", e.zh, e.en, e.definition, e.include, e.exclude]
            number = sheet.max_row + 1
            for column, value in enumerate([*line, "\n".join(e.examples)], 1):
                _put(sheet.cell(number, column), value, code)
        _put(sheet.cell(sheet.max_row + 1, 1), NONE, NONE)
        sheet.cell(sheet.max_row, 6).value = "looked at, and no code applies"
        lists[kind] = (first, sheet.max_row)
    for letter, width in zip("ABCDEFGHI", (28, 9, 7, 28, 34, 50, 50, 50, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    return lists


def _choice(lists: dict[str, tuple[int, int]], area: str) -> Any:
    """The list that a cell for a code offers: the codes for the kind that stands in column B."""
    from openpyxl.worksheet.datavalidation import DataValidation

    ranges = {kind: f"codebook!$A${first}:$A${last}" for kind, (first, last) in lists.items()}
    *named, other = ranges
    formula = ranges[other]
    for kind in reversed(named):
        formula = f'IF($B2="{kind}",{ranges[kind]},{formula})'
    choice = DataValidation(type="list", formula1=formula, allow_blank=True, sqref=area)
    choice.showErrorMessage = True
    choice.errorTitle, choice.error = "codebook", "no code for this kind of unit; see the sheet codebook"
    return choice
