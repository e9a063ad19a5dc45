"""Reads the tables of a text with a stub for the sections, so that these tests stand alone."""

from __future__ import annotations

import re

from nlp.document import Document
from nlp.reading.grids import find_grids
from nlp.report import Cell, Section, Source
from nlp.statistics.tables import TableReading, read_tables
from nlp.text import fold

TITLE = re.compile(
    r"^[#\s]*([一二三四五六])、(总体情况|主动公开政府信息情况|收到和处理政府信息公开申请情况|政府信息公开行政复议、行政诉讼情况"
    r"|(?:政府信息公开工作)?存在的主要问题及改进情况|其他需要报告的事项)",
    re.M,
)


def document(text: str) -> Document:
    return Document(Source("a.txt", "", "text/plain", len(text)), text, find_grids(fold(text)))


def sections(doc: Document) -> list[Section]:
    found = list(TITLE.finditer(doc.folded))
    ends = [*[match.start() for match in found[1:]], len(doc.text)][: len(found)]
    return [
        Section(f"s{'一二三四五六'.index(match[1]) + 1}", match[0], match.start(), match.end(), end)
        for match, end in zip(found, ends, strict=True)
    ]


def read(text: str, with_sections: bool = True) -> TableReading:
    doc = document(text)
    reading = read_tables(doc, sections(doc) if with_sections else ())
    for cell in reading.cells:
        if cell.start is not None:
            assert text[cell.start : cell.end] == cell.raw
        assert (cell.value is not None) == (cell.status in ("value", "zero"))
    return reading


def by_id(reading: TableReading) -> dict[str, Cell]:
    return {cell.id: cell for cell in reading.cells}


def numbers(reading: TableReading, row: str) -> list[int | float | None]:
    """The values of one row, ``t3.granted``."""
    return [cell.value for cell in reading.cells if cell.id.rsplit(".", 1)[0] == row]


def warned(reading: TableReading) -> set[str]:
    return {cell for warning in reading.warnings for cell in warning.cells}
