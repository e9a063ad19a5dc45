"""A reader at the terminal sees that a report was read by OCR."""

import io
from dataclasses import replace

import fake_reports
from rich.console import Console

from nlp.pages.terminal import show


def shown(report) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(show(report))
    return out.getvalue()


def test_a_scan_is_said_to_be_one_and_how_unsure_its_numbers_are():
    report = fake_reports.analyse("report 12 3 青溪".encode(), "a.txt")
    report = replace(report, cells=report.cells[:1])
    assert "OCR" not in shown(report)
    cells = (replace(report.cells[0], confidence=0.87),)
    scan = replace(report, source=replace(report.source, method="ocr", pages=3), cells=cells)
    assert "a scan, 3 pages, read by OCR: quotes may hold wrong characters; least sure number 0.87" in shown(scan)
