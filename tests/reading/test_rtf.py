"""Rich Text files, in any code page and from any writer."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_forms import rtf

from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document

FEATURES = (Path(__file__).parent / "word" / "features.rtf").read_bytes()
HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}{\info{\title T}}"


def text_of(body: str, head: str = HEAD) -> str:
    return read_document((head + body + "}").encode("latin-1"), "a.rtf").text


def grid_texts(body: str) -> list[list[list[str]]]:
    doc = read_document((HEAD + body + "}").encode("latin-1"))
    return [[[doc.text[low:high] for low, high in row] for row in grid.rows] for grid in doc.grids]


def test_a_file_of_everything_reads_as_its_reader_sees_it() -> None:
    lines = [line.strip() for line in read_document(FEATURES).text.split("\n") if line.strip()]
    assert lines[0].replace(" ", "") == "一、总体情况"
    assert lines[-1] == "含往年结转"
    assert {"公开新增12条", "看得见。", "见公报全文", "框内第一段", "内一\t内二", "外二\t外三", "完🀄"} <= set(lines)
    assert "框内第一段" not in lines[lines.index("框内第一段") + 1 :]


def test_bytes_are_read_in_the_code_page_of_their_font() -> None:
    assert text_of(r"\f0 " + rtf("政府") + r"\f1 A\par") == "政府A\n"
    big5 = r"{\rtf1\ansi\ansicpg950 " + "".join(f"\\'{byte:02x}" for byte in "報告".encode("cp950"))
    assert text_of("", big5) == "報告\n"


def test_chinese_in_a_font_that_calls_itself_western_is_chinese() -> None:
    assert text_of(r"\f1 " + rtf("政府信息")) == "政府信息\n"


def test_the_second_byte_of_a_character_may_be_a_letter_or_a_brace() -> None:
    letter, brace = (bytes([0xA0, second]).decode("gb18030") for second in b"A{")
    assert text_of(r"\f0 \'a0A\'a0\{") == letter + brace + "\n"


def test_what_stands_in_for_a_unicode_character_is_skipped() -> None:
    assert text_of(r"\uc1\u19968\'d2\u12289 ?A") == "一、A\n"
    assert text_of(r"\uc2\u19968\'d2\'bb\uc0\u19971 B") == "一七B\n"
    assert text_of(r"\uc1\u-10180?\u-9216?") == "🀀\n"


def test_the_numeral_of_a_list_stands_before_its_paragraph() -> None:
    assert text_of(r"{\listtext\f0 " + rtf("一、") + r"\tab}\f0 " + rtf("总体") + r"\par") == "一、 总体\n"


def test_what_no_reader_sees_is_left_out() -> None:
    hidden = r"{\header H\par}{\footer{\field{\fldrslt 3}}}{\*\generator G;}{\pict\pngblip 89504e}{\v V}{\deleted D}"
    assert text_of(hidden + r"A{\field{\*\fldinst HYPERLINK x}{\fldrslt B}}\bin3 {{{C") == "AB" + "C\n"


def test_merged_cells_reach_where_they_reach() -> None:
    body = (
        r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\pard\intbl L\cell 1\cell\cell\row"
        r"\trowd\clvmrg\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl\cell 2\cell\cell\row\pard after\par"
    )
    assert grid_texts(body) == [[["L", "1", ""], ["L", "2", "2"]]]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    body = (
        r"\trowd\cellx2000\cellx4000\pard\intbl A\cell\pard\intbl\itap2 1\nestcell 2\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}\pard\intbl end\cell\row\pard after\par"
    )
    assert grid_texts(body) == [[["1", "2"]]]
    assert text_of(body) == "A\n1\t2\nend\nafter\n"


def test_a_file_cut_short_is_read_as_far_as_it_goes() -> None:
    doc = read_document((HEAD + r"A\par B").encode())
    assert doc.text == "A\nB\n"
    assert [warning.code for warning in doc.warnings] == ["cut_short"]


def test_a_row_with_a_cell_too_few_is_damage_since_no_number_has_a_sure_place() -> None:
    with pytest.raises(Unreadable, match="1 table rows with cells lost"):
        read_document((HEAD + r"\trowd\cellx10\cellx20\intbl A\cell\row\pard x\par}").encode())


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"{\\rtf1" + b"{" * 100_000, "too_deep"), (b"{\\rtf1 }", "empty"), (b"{\\rtf1\\bin99999999 x}", "empty")],
)
def test_files_without_sense_have_their_reason(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(data)
    assert refused.value.code == code
