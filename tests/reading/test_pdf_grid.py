"""PDF read by where its letters and ruling lines stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.analyse import analyse, analyse_document
from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.pdf import cells as pdf_cells
from nlp.reading.read import read_document
from tests.reading.make_pdf import Sheet, pdf_of

PROSE = "青溪县司法局全年主动公开政府信息二十条，办理申请三件。"
FORMATS = Path(__file__).resolve().parents[2] / "corpora" / "formats"


def closer(*sheets: Sheet) -> Document:
    doc = read_document(pdf_of(*sheets), "report.pdf")
    assert doc.closer is not None
    return doc.closer()


def shown(doc: Document) -> list[list[list[str]]]:
    return [[[doc.text[low:high] for low, high in row] for row in grid.rows] for grid in doc.grids]


def test_ruled_cells_become_a_grid_with_the_text_around_it_in_order() -> None:
    sheet = Sheet().text(280, 30, "- 1 -").text(60, 780, PROSE).text(60, 500, "以上为全部内容。")
    doc = closer(sheet.table(60, 700, [80, 60, 60], [["规章", "0", "12"], ["许可", "3", "4"]]))
    assert shown(doc) == [[["规章", "0", "12"], ["许可", "3", "4"]]]
    assert doc.text.split("\n")[-5:-1] == [PROSE, "规章\t0\t12", "许可\t3\t4", "以上为全部内容。"]
    assert doc.source.method == "pdf-grid"


@pytest.mark.parametrize("blank", range(7))
def test_a_blank_cell_is_blank_and_shifts_no_number(blank: int) -> None:
    row = ["1", "2", "3", "4", "5", "6", "21"]
    row[blank] = ""
    doc = closer(
        Sheet().text(60, 780, PROSE).table(60, 700, [120] + [40] * 7, [["重复申请", *row], ["其他"] + ["0"] * 7])
    )
    assert shown(doc)[0][0] == ["重复申请", *row]
    low, high = doc.grids[0].rows[0][blank + 1]
    assert low == high


def test_a_cell_that_spans_columns_stands_in_each_of_them_and_once_in_the_text() -> None:
    doc = closer(Sheet().text(60, 780, PROSE).table(60, 700, [80, 60, 60], [["合计", "7", "<"], ["许可", "3", "4"]]))
    first = doc.grids[0].rows[0]
    assert shown(doc)[0][0] == ["合计", "7", "7"]
    assert first[1] == first[2]
    assert doc.text.count("7") == 1


def test_a_label_set_one_letter_a_line_is_one_text() -> None:
    sheet = (
        Sheet().text(60, 780, PROSE).table(60, 700, [16, 100, 40], [["三\n、\n办\n理", "予以公开", "5"]] * 2, high=60)
    )
    assert shown(closer(sheet))[0][0] == ["三、办理", "予以公开", "5"]


def test_a_wrapped_number_is_one_number_and_stacked_numbers_are_two() -> None:
    sheet = Sheet().text(60, 780, PROSE).table(60, 700, [80, 22, 80], [["许可", "1139\n8889", "3\n4"]] * 2, high=40)
    assert shown(closer(sheet))[0][0] == ["许可", "11398889", "3 4"]


def test_cells_that_nearly_touch_keep_their_numbers_apart() -> None:
    sheet = Sheet().text(60, 780, PROSE).table(60, 700, [80, 11.3, 20], [["许可", "12", "34"], ["处罚", "56", "78"]])
    assert shown(closer(sheet))[0] == [["许可", "12", "34"], ["处罚", "56", "78"]]


def test_a_row_torn_by_the_page_is_joined() -> None:
    widths = [64, 40, 40]
    first = Sheet().text(60, 780, PROSE).table(60, 120, widths, [["重复申请", "0", "0"], ["属于三类内部事", "3", "4"]])
    second = Sheet().table(60, 800, widths, [["务信息", "", ""], ["其他", "1", "2"]])
    rows = [row for grid in shown(closer(first, second)) for row in grid]
    assert rows == [["重复申请", "0", "0"], ["属于三类内部事务信息", "3", "4"], ["其他", "1", "2"]]


def test_a_blank_row_before_a_page_break_takes_no_numbers_from_the_next_page() -> None:
    widths = [120, 40, 40]
    first = Sheet().text(60, 780, PROSE).table(60, 120, widths, [["行政许可", "1", "2"], ["行政处罚", "", ""]])
    second = Sheet().table(60, 800, widths, [["行政强制", "5", "6"], ["其他", "1", "2"]])
    rows = [row for grid in shown(closer(first, second)) for row in grid]
    assert rows[1:3] == [["行政处罚", "", ""], ["行政强制", "5", "6"]]


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_turned_page_is_read_upright(turns: int) -> None:
    turn = {90: "0 1 -1 0 595 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 842 cm"}[turns]
    sheet = Sheet(extra=f"/Rotate {turns}").draw(turn).text(60, 560, PROSE)
    sheet.table(60, 500, [80, 60, 60], [["规章", "0", ""], ["许可", "", "4"]])
    assert shown(closer(sheet)) == [[["规章", "0", ""], ["许可", "", "4"]]]


def test_a_cropped_page_is_read_by_what_it_shows() -> None:
    sheet = Sheet(extra="/CropBox[40 100 560 842]").text(60, 780, PROSE)
    sheet.table(60, 700, [80, 60, 60], [["规章", "0", ""], ["许可", "", "4"]])
    assert shown(closer(sheet)) == [[["规章", "0", ""], ["许可", "", "4"]]]


def test_without_rulings_the_text_comes_alone() -> None:
    doc = closer(Sheet().lines(60, 780, [PROSE, "规章 0 0 12"]))
    assert doc.grids == ()
    assert doc.text == f"{PROSE}\n规章 0 0 12\n"


def test_the_second_library_is_asked_where_the_first_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        pass

    def fail(*_: object) -> None:
        raise Panic

    monkeypatch.setattr(pdf_cells, "_by_tablers", fail)
    doc = closer(Sheet().text(60, 780, PROSE).table(60, 700, [80, 60, 60], [["规章", "0", ""], ["许可", "", "4"]]))
    assert doc.source.method == "pdf-plumber"
    assert shown(doc) == [[["规章", "0", ""], ["许可", "", "4"]]]


def test_what_breaks_in_the_closer_reading_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no\nmore")

    monkeypatch.setattr(pdf_cells, "_by_tablers", fail)
    monkeypatch.setattr(pdf_cells, "by_pdfplumber", fail)
    with pytest.raises(Unreadable) as error:
        closer(Sheet().text(60, 780, PROSE))
    assert "\n" not in str(error.value)


def _sample(name: str) -> bytes:
    path = FORMATS / name
    if not path.exists():
        pytest.skip("the demo corpus has not been rendered")
    return path.read_bytes()


def test_blank_cells_make_the_analysis_look_closer() -> None:
    report = analyse(_sample("pdf_office/yunlan_education_2021.pdf"), "yunlan_education_2021.pdf")
    assert report.source.method == "pdf-grid"
    assert {cell.status for cell in report.cells} == {"value", "zero", "blank"}


def test_a_printed_error_is_looked_at_closely_and_kept_on_the_quick_path() -> None:
    report = analyse(_sample("pdf_office/yunlan_education_2024.pdf"), "yunlan_education_2024.pdf")
    assert report.source.method == "pdf-text"
    assert any(finding.outcome == "fail" for finding in report.findings)


@pytest.mark.parametrize("kind", ["pdf_browser", "pdf_office"])
def test_both_ways_of_reading_agree_on_every_cell(kind: str) -> None:
    doc = read_document(_sample(f"{kind}/qingxi_justice_2023.pdf"), "qingxi_justice_2023.pdf")
    assert doc.closer is not None
    quick, close = analyse_document(doc), analyse_document(doc.closer())
    assert [(cell.id, cell.value, cell.status) for cell in quick.cells] == [
        (cell.id, cell.value, cell.status) for cell in close.cells
    ]
    assert [unit.themes for unit in quick.units] != []
    assert [unit.kind for unit in quick.units] == [unit.kind for unit in close.units]


def test_a_closer_reading_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = read_document(_sample("pdf_office/yunlan_education_2021.pdf"), "yunlan_education_2021.pdf")

    def fail(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(pdf_cells, "_by_tablers", fail)
    monkeypatch.setattr(pdf_cells, "by_pdfplumber", fail)
    report = analyse_document(doc)
    assert report.source.method == "pdf-text"
    assert "closer_reading_failed" in [warning.code for warning in report.warnings]
