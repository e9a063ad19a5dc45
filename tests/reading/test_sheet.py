"""Workbooks and CSV files: the tables cell by cell, the narrative line by line, no number that is not there."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from nlp.analyse import analyse, analyse_document
from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
from nlp.reading.sheets.reader import read_xls
from nlp.reading.sniff import XLSX, sniff
from nlp.report import Report, Source

DEMO = Path(__file__).parents[2] / "corpora" / "demo"
REPORTS = sorted(p for p in DEMO.iterdir() if p.suffix in {".txt", ".md"})
WITH_GRIDS = [path for path in REPORTS if read_document(path).grids]
THIN = Side(style="thin")
RULED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def rows_of(path: Path) -> list[list[str]]:
    """The report as rows of cells: its tables in columns, every other line in the first one."""
    doc = read_document(path)
    rows: list[list[str]] = []
    at = 0
    for grid in doc.grids:
        rows += [[line] for line in doc.text[at : grid.start].splitlines()]
        width = max(map(len, grid.rows))
        for row in grid.rows:
            cells = [doc.text[low:high].replace("<br>", "\n") for low, high in row]
            rows.append([""] * (2 if len(cells) == width - 2 else 0) + cells)  # labels merged downwards stand once
        at = grid.end
    return [*rows, *([line] for line in doc.text[at:].splitlines())]


def as_number(text: str) -> Any:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else text


def book(fill: Callable[[Any], None], title: str = "Sheet1") -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    fill(workbook.active)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def as_xlsx(rows: list[list[str]], ruled: bool = False) -> bytes:
    def fill(sheet: Any) -> None:
        width = max(map(len, rows))
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column, as_number(text.lstrip("=")))
                if ruled and len(row) > 1:
                    cell.border = RULED
            if ruled and len(row) == 1 and row[0]:
                sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)

    return book(fill)


def as_csv(rows: list[list[str]], mark: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    width = max(map(len, rows))
    csv.writer(out, delimiter=mark).writerows([row + [""] * (width - len(row)) for row in rows])
    return out.getvalue().encode(encoding)


def values(report: Report) -> dict[str, tuple[Any, str]]:
    return {cell.id: (cell.value, cell.status) for cell in report.cells}


def lines(doc: Document) -> list[str]:
    return [line for line in doc.text.split("\n") if line.strip()]


def grid_of(doc: Document) -> list[list[str]]:
    (grid,) = doc.grids
    return [[doc.text[low:high] for low, high in row] for row in grid.rows]


@pytest.mark.parametrize("path", WITH_GRIDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("save", ["plain", "ruled", "csv", "semicolons in GBK"])
def test_a_report_in_a_sheet_gives_the_record_of_its_text(path: Path, save: str) -> None:
    rows = rows_of(path)
    data = {
        "plain": lambda: as_xlsx(rows),
        "ruled": lambda: as_xlsx(rows, ruled=True),
        "csv": lambda: as_csv(rows),
        "semicolons in GBK": lambda: as_csv(rows, ";", "gb18030"),
    }[save]()
    expected, report = analyse(path.read_bytes(), path.name), analyse(data, "a.xlsx")
    assert values(report) == values(expected)
    assert report.format == expected.format
    assert [(s.id, s.title, s.status) for s in report.sections] == [
        (s.id, s.title, s.status) for s in expected.sections
    ]
    assert [(u.kind, u.text) for u in report.units] == [(u.kind, u.text) for u in expected.units]
    assert (report.organ.name, report.year) == (expected.organ.name, expected.year)
    for cell in report.cells:
        assert cell.start is None or report.text[cell.start : cell.end] == cell.raw


def test_a_sheet_a_table_with_its_name_as_a_line() -> None:
    workbook = openpyxl.Workbook()
    for number, name in enumerate(["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]):
        sheet = workbook.active if number == 0 else workbook.create_sheet()
        sheet.title = name
        sheet.append(["规章", number, 7])
    out = io.BytesIO()
    workbook.save(out)
    doc = read_document(out.getvalue(), "a.xlsx")
    assert doc.source.media_type == XLSX
    assert lines(doc) == ["二、主动公开政府信息情况", "规章\t0\t7", "三、收到和处理政府信息公开申请情况", "规章\t1\t7"]
    assert len(doc.grids) == 2


def test_numbers_are_those_that_are_stored() -> None:
    def fill(sheet: Any) -> None:
        formats = ["General", "#,##0.00", "0%", 'yyyy"年"m"月"d"日"', '0"件"', "0", '#,##0;-#,##0;"-"', "0.00"]
        stored = [0.1 + 0.2, 1234.5, 0.125, date(2024, 1, 20), 12, 12.6, 0, 7]
        for column, (code, number) in enumerate(zip(formats, stored, strict=True), 1):
            sheet.cell(1, column, number).number_format = code

    doc = read_document(book(fill), "a.xlsx")
    assert grid_of(doc) == [["0.3", "1234.5", "12.5%", "2024年1月20日", "12件", "12.6", "0", "7"]]
    (warning,) = doc.warnings
    assert warning.code == "shown_otherwise"
    assert "Sheet1!F1 12.6 (0)" in warning.message
    assert "Sheet1!G1 0" in warning.message


def test_a_formula_without_its_result_is_no_number() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["规章", 3, "=B1+1"])

    doc = read_document(book(fill), "a.xlsx")
    assert grid_of(doc) == [["规章", "3", "\ufffd"]]
    assert [warning.code for warning in doc.warnings] == ["not_computed"]


def test_a_merged_cell_stands_in_every_place_it_covers() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["申请人情况", None, 1])
        sheet.append([None, None, 2])
        sheet.append(["甲", "乙", 3])
        sheet.merge_cells("A1:B2")

    doc = read_document(book(fill), "a.xlsx")
    assert grid_of(doc) == [["申请人情况", "申请人情况", "1"], ["申请人情况", "申请人情况", "2"], ["甲", "乙", "3"]]
    assert doc.text.count("申请人情况") == 1


def test_blank_cells_stay_blank_and_columns_of_nothing_go() -> None:
    def fill(sheet: Any) -> None:
        sheet["C3"], sheet["E3"], sheet["F3"] = "信息内容", "制发件数", "废止件数"
        sheet["C4"], sheet["F4"] = "规章", 0

    assert grid_of(read_document(book(fill), "a.xlsx")) == [["信息内容", "制发件数", "废止件数"], ["规章", "", "0"]]


def test_what_is_hidden_is_left_out_with_a_warning() -> None:
    def fill(sheet: Any) -> None:
        for row in (["规章", 1, 11], ["旧数", 2, 12], ["许可", 3, 13]):
            sheet.append(row)
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = sheet.parent.create_sheet("草稿")
        other.append(["旧", 99])
        other.sheet_state = "hidden"

    doc = read_document(book(fill), "a.xlsx")
    assert grid_of(doc) == [["规章", "11"], ["许可", "13"]]
    assert [warning.message for warning in doc.warnings] == [
        "hidden sheets left out: 草稿",
        "2 hidden rows and columns left out",
    ]


def test_prose_in_cells_is_paragraphs() -> None:
    prose = "全年主动公开信息318条，其中政策解读12条。\n（一）依申请公开。" + "收到申请3件，均按期答复。" * 5

    def fill(sheet: Any) -> None:
        sheet.append(["一、总体情况", prose])
        sheet.append(["规章", 1, 2])
        sheet.append(["许可", 3, 4])

    doc = read_document(book(fill), "a.xlsx")
    assert lines(doc) == ["一、总体情况", *prose.split("\n"), "规章\t1\t2", "许可\t3\t4"]


def test_quoted_cells_of_a_csv_file_hold_commas_and_line_breaks() -> None:
    body = 'a,b,c,d\n"规章,\n修订",1,2,3\n' + "行政许可,4,5,6\n行政处罚,7,8,9\n" * 6
    doc = read_document(body.encode("gb18030"), "a.csv")
    assert (doc.source.media_type, doc.source.method, doc.source.encoding) == ("text/csv", "csv", "gb18030")
    assert grid_of(doc)[1] == ["规章, 修订", "1", "2", "3"]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_in_plain_text_is_no_csv(path: Path) -> None:
    text = read_document(path).text
    for changed in (text, text.replace("，", ","), text.replace("，", ",").replace("。", ";")):
        assert sniff(changed.encode()) in ("text/plain", "text/markdown")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice writes the old format here")
def test_an_old_workbook_gives_the_record_of_its_text(tmp_path: Path) -> None:
    path = next(path for path in WITH_GRIDS if "yunlan_education_2024" in path.name)
    (tmp_path / "a.xlsx").write_bytes(as_xlsx(rows_of(path), ruled=True))
    words = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/home", "--convert-to", "xls"]
    subprocess.run([*words, "--outdir", tmp_path, tmp_path / "a.xlsx"], capture_output=True, check=True, timeout=120)
    data = (tmp_path / "a.xls").read_bytes()
    doc = read_xls(data, Source("a.xls", "", "application/vnd.ms-excel", len(data)))
    assert values(analyse_document(doc)) == values(analyse(path.read_bytes(), path.name))


def test_cells_of_an_old_workbook_that_reach_over_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def cell(text: str, across: int = 1, down: int = 1) -> dict[str, Any]:
        words = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
        return {"content": [words], "col_span": across, "row_span": down}

    rows = [[cell("甲", 2, 2), cell("1")], [cell("2")], [cell("乙"), cell("丙"), cell("")]]
    table = {"type": "table", "rows": [{"cells": row} for row in rows]}
    sheets = [{"title": "Sheet1", "elements": [table]}, {"title": "草稿", "elements": [table], "hidden": True}]
    book = SimpleNamespace(to_ir=lambda: {"sections": sheets})
    opened = SimpleNamespace(from_bytes=lambda *_: contextlib.nullcontext(book))
    monkeypatch.setattr("office_oxide.Document", opened)
    doc = read_xls(b"", Source("a.xls", "", "application/vnd.ms-excel", 0))
    assert grid_of(doc) == [["甲", "甲", "1"], ["甲", "甲", "2"], ["乙", "丙", ""]]
    assert [warning.message for warning in doc.warnings] == ["hidden sheets left out: 草稿"]


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short_says_so(kept: float) -> None:
    whole = as_xlsx([["规章", "1", "2"]] * 20)
    with pytest.raises(Unreadable) as refused:
        read_document(whole[: int(kept * len(whole))], "a.xlsx")
    assert refused.value.code in ("damaged", "unsupported_format")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData><row r='x'/></sheetData>",
        "<sheetData><row><c t='s'><v>99</v></c></row></sheetData>",
        "<sheetData><row><c r='ZZZ9999999'><v>1</v></c></row></sheetData>",
        "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>",
        "<sheetData><row><c s='-5'><v>1E+999999</v></c><c s='999'><v>nan</v></c></row></sheetData>",
        "<sheetData>",
    ],
)
def test_odd_sheets_raise_nothing_but_their_reason(sheet: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx([["规章", "1"]]))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            body = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                body = f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{sheet}".encode()
                body += b"</worksheet>"
            new.writestr(info.filename, body)
    try:
        assert read_document(out.getvalue(), "a.xlsx").text.strip()
    except Unreadable as refused:
        assert refused.code in ("damaged", "empty", "too_large")  # noqa: PT017
