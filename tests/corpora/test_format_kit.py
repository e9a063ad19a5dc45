"""The renderer of the demo reports: tables without holes, packages and PDFs without dates, pages with their site."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corpora.demo_kit.forms import APPLICANTS, t3_rows
from corpora.demo_kit.sources import all_told, rendered_stems
from corpora.format_kit.docx import counted, docx
from corpora.format_kit.pdf import undated
from corpora.format_kit.sheet import Sheet, sheet_of
from corpora.format_kit.tables import Cell, Table, columns, cut

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "corpora" / "formats"

pytest.importorskip("opencc", reason="the build needs OpenCC")

SHEETS = {told.stem: sheet_of(told) for told in all_told() if told.stem in rendered_stems()}
every_sheet = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)


def places(table: Table) -> list[tuple[int, int]]:
    return [
        (r + down, c + right)
        for r, row in enumerate(columns(table))
        for c, cell in row
        for down in range(cell.high)
        for right in range(cell.wide)
    ]


def is_whole(table: Table) -> bool:
    taken = places(table)
    wide = max(c for _, c in taken) + 1
    return sorted(taken) == [(r, c) for r in range(len(table)) for c in range(wide)]


def test_rendering_again_gives_the_same_files() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "corpora.render_formats", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


@every_sheet
def test_merged_cells_leave_no_hole_and_overlap_nowhere(sheet: Sheet) -> None:
    tables = [table for part in sheet.parts for table in part.tables]
    assert len(tables) >= 3
    assert all(map(is_whole, tables))


def test_a_table_cut_in_two_is_two_whole_tables() -> None:
    table = [[Cell("组", high=3), Cell("甲")], [Cell("乙")], [Cell("丙")]]
    upper, lower = cut(table, 1)
    assert [[cell.text for cell in row] for row in upper] == [["组", "甲"]]
    assert [[cell.text for cell in row] for row in lower] == [["", "乙"], ["丙"]]
    assert is_whole(upper)
    assert is_whole(lower)


@every_sheet
def test_every_number_of_the_gold_is_printed_in_the_tables(sheet: Sheet) -> None:
    gold = json.loads((ROOT / "corpora" / "demo" / "gold" / f"{sheet.stem}.json").read_text("utf-8"))
    printed = [
        cell.text for part in sheet.parts for table in part.tables for row in table for cell in row
        if cell.kind == "number"
    ]  # fmt: skip
    in_rows = [f"t3.{row.code}.{person}" for row in t3_rows(gold["formats"]["t3"]) for person in APPLICANTS]
    t2, t4 = ([cell for cell in gold["cells"] if cell.startswith(table)] for table in ("t2.", "t4."))
    for text, cell in zip(printed, [*t2, *in_rows, *t4], strict=True):
        value = gold["cells"][cell]
        number = re.match(r"[增减+-]?[\d,.]+", text)
        assert (number is None) == (value is None), text
        if number:
            assert float(re.sub("[增减+,-]", "", number[0])) == abs(value)


def test_the_same_sheet_gives_the_same_package() -> None:
    sheet = SHEETS["qingxi_justice_2022"]
    assert docx(sheet) == docx(sheet)
    with zipfile.ZipFile(io.BytesIO(docx(sheet))) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in b"".join(map(package.read, package.namelist()))


def test_some_headings_are_numbered_by_word_and_some_by_hand() -> None:
    automatic = {stem for stem, sheet in SHEETS.items() if counted(sheet)}
    assert 6 <= len(automatic) <= 18
    assert "lanchuan_government_2023" not in automatic  # a heading is missing there: Word would count on


def test_a_pdf_loses_its_dates_and_no_byte() -> None:
    pdf = b"<</CreationDate (D:20260102030405+08'00')>> /ID [<0123456789ABCDEF0123456789abcdef> <00AA>] %%EOF"
    bare = undated(pdf)
    assert len(bare) == len(pdf)
    assert b"2026" not in bare
    assert b"0123456789" not in bare


@pytest.mark.parametrize("style", ["portal", "layout", "pasted"])
def test_a_page_names_its_site_by_a_code_of_no_province(style: str) -> None:
    for path in (FORMATS / style).iterdir():
        text = path.read_bytes().decode("gb18030" if style == "layout" else "utf-8")
        code = re.search(r"网站标识码[：\s]*(\d{10})\b", text)
        assert code is not None
        assert code[1].startswith("99")


def test_the_scans_hold_no_text() -> None:
    for path in (FORMATS / "scan").glob("*.pdf"):
        assert b"/Font" not in path.read_bytes()
