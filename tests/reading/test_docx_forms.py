"""The statutory tables with random numbers, through Word and Rich Text: every cell right, every blank blank."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from word_forms import form_docx, form_rtf, form_text, random_tables

from corpora.demo_kit.numbers import Tables
from nlp.analyse import analyse
from nlp.report import Report


def by_hand(tables: Tables) -> bytes:
    return form_docx(tables, automatic=False)


def bare(text: str) -> str:
    return "".join(text.split())


def told(report: Report) -> tuple[object, ...]:
    sections = [(section.id, section.status, bare(section.title or "")) for section in report.sections]
    units = [(unit.kind, unit.mark, bare(unit.text)) for unit in report.units]
    return sections, units, report.organ.name, report.year, report.format, [c.value for c in report.claims]


@pytest.mark.parametrize("form", ["F2019", "F2021"])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("write", [form_docx, by_hand, form_rtf])
def test_every_cell_is_right_and_the_rest_as_in_the_text(
    form: str, seed: int, write: Callable[[Tables], bytes]
) -> None:
    tables = random_tables(form, seed)
    report = analyse(write(tables), "a")
    assert {cell.id: cell.value for cell in report.cells} == tables.values
    for cell in report.cells:
        if cell.start is not None and cell.raw:
            assert report.text[cell.start : cell.end] == cell.raw
    assert told(report) == told(analyse(form_text(tables).encode(), "a.txt"))
