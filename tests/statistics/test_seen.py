"""A cell read by OCR carries how surely it was read; a cell in print carries nothing."""

from nlp.document import Document
from nlp.report import Source
from nlp.statistics.tables import read_tables

TEXT = "第二十条第(五)项\n信息内容 本年处理决定数量\n行政许可 12\n行政处罚 0\n"


def read(seen):
    reading = read_tables(Document(Source("a.png", "", "image/png", len(TEXT)), TEXT, seen=seen), ())
    return {cell.id: cell for cell in reading.cells}, reading.warnings


def stretch(words: str, sure: float):
    at = TEXT.index(words)
    return at, at + len(words), sure


def test_print_has_no_confidence():
    cells, warnings = read(())
    assert {cell.confidence for cell in cells.values()} == {None}
    assert "ocr_low_confidence" not in {warning.code for warning in warnings}


def test_a_cell_has_the_lowest_confidence_of_the_stretches_it_stands_in():
    cells, _ = read((stretch("行政许可", 0.3), stretch("1", 0.99), stretch("2\n", 0.95), stretch("行政处罚 0", 0.91)))
    assert cells["t2.licensing.decisions"].confidence == 0.95
    assert cells["t2.penalty.decisions"].confidence == 0.91
    assert cells["t2.rules.issued"].confidence is None


def test_numbers_read_with_little_confidence_stand_in_a_warning():
    cells, warnings = read((stretch("12", 0.62), stretch("行政处罚 0", 0.99)))
    (warning,) = [warning for warning in warnings if warning.code == "ocr_low_confidence"]
    assert warning.cells == ("t2.licensing.decisions",)
    assert "12 (0.62)" in warning.message
    assert cells["t2.licensing.decisions"].value == 12
