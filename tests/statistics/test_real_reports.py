"""The real reports beside the checkout: every cell of the gold, and the seeds filled with distinct numbers."""

from __future__ import annotations

import importlib.util
import json

import pytest
from reading_of import by_id, read

from nlp.statistics.rules import check


def gold(shared, name):
    return json.loads((shared / "gold" / f"{name}.json").read_text("utf-8"))


def test_every_cell_of_every_real_report_is_as_in_the_gold(shared):
    files = [*(shared / "seeds").glob("*.txt"), *(shared / "reports" / "dialects").glob("*.txt")]
    files.append(shared / "reports" / "shuyang_county_2025.md")
    for path in files:
        truth = gold(shared, path.name.split(".")[0])
        for with_sections in (True, False):
            reading = read(path.read_text("utf-8"), with_sections)
            assert reading.format._asdict() == truth["formats"], path.name
            values = {cell.id: cell.value for cell in reading.cells}
            assert values == truth["cells"], path.name


def test_filled_seeds_are_read_without_a_mistake(shared):
    spec = importlib.util.spec_from_file_location("mutate", shared / "tools" / "mutate.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = path.read_text("utf-8")
        for seed in range(10):
            filled, truth = tool.mutate(text, seed)
            cells = by_id(read(filled))
            assert {cell: cells[cell].value for cell in truth} == truth, (path.name, seed)


@pytest.mark.parametrize("extractor", ["pdfplumber", "pdftotext_layout", "pdftotext_raw", "pymupdf", "pypdf"])
def test_wrong_totals_of_table_four_stay_as_printed_and_give_findings(shared, extractor):
    text = (shared / "reports" / "dialects" / f"hongze_2023.{extractor}.txt").read_text("utf-8")
    reading = read(text)
    cells = by_id(reading)
    assert cells["t4.review.total"].value == 0
    assert cells["t4.lit_after_review.total"].value == 0
    failed = [f for f in check(reading.cells, reading.format) if f.outcome == "fail"]
    assert [(f.rule, f.cells[-1], f.expected, f.actual) for f in failed] == [
        ("T4.SUM", "t4.review.total", 11, 0),
        ("T4.SUM", "t4.lit_after_review.total", 5, 0),
    ]


def test_eight_numbers_in_a_row_of_seven_are_spoken_of(shared):
    path = next((shared / "seeds").glob("002_*.txt"))
    warnings = read(path.read_text("utf-8")).warnings
    assert [warning.code for warning in warnings] == ["read_by_sums"]
    assert {cell.split(".")[1] for cell in warnings[0].cells} == {"other_all", "processed_total"}
