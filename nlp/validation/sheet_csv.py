"""The sheet as CSV that Excel opens and saves: UTF-8 with BOM, text that looks like a formula made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from nlp.dataset.exports import quote, unquote
from nlp.validation.book import Book
from nlp.validation.row import Read, Row, code_columns

FILE = "units.csv"
_FIELD = 10_000_000  # characters that a field may have; Python's own bound of 131,072 is no bound of a note


def write(rows: Sequence[Row], path: Path, book: Book) -> list[Path]:
    """The sheet itself."""
    codes = code_columns(tuple(rows))
    context = list(rows[0].context) if rows else []
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["unit_id", "kind", *context, "text", *codes, "note"])
        for row in rows:
            given = [*row.codes, *[""] * (len(codes) - len(row.codes))]
            line = [row.unit_id, row.kind, *row.context.values(), row.text, *given, row.note]
            writer.writerow([quote(value) for value in line])
    return [path]


def read(path: Path) -> list[Read]:
    """The rows of a sheet."""
    return from_lines(path, lines(path))


def lines(path: Path) -> list[list[str]]:
    """The lines of a CSV file as Excel or a text editor saved it: UTF-8, GB18030 or UTF-16; comma, semicolon or tab."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030", "replace")
    head = text.split("\n", 1)[0]
    parted = max(",;\t", key=head.count)
    csv.field_size_limit(_FIELD)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=parted))
    except csv.Error as error:
        raise ValueError(f"{path}: no CSV: {error}") from None


def from_lines(path: Path, lines: Iterable[Sequence[str]]) -> list[Read]:
    """Rows of strings, the first naming the columns, as they were before ``quote``."""
    numbered = iter(enumerate(lines, 1))
    head = [name.strip() for name in next(numbered, (0, []))[1]]
    if "unit_id" not in head or not any(name.startswith("code") for name in head):
        raise ValueError(f"{path}: no sheet of ours: it needs the columns unit_id and code_1")
    found = []
    for number, line in numbered:
        cells = dict(zip(head, map(unquote, line), strict=False))
        codes = tuple(cell.strip() for name, cell in cells.items() if name.startswith("code") and cell.strip())
        text = cells.get("text")
        found.append(Read(f"row {number}", cells.get("unit_id", "").strip(), text, codes, cells.get("note", "")))
    while found and not (found[-1].unit_id or found[-1].text or found[-1].cells or found[-1].note):
        found.pop()
    return found
