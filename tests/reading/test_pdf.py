"""PDF with a text layer: the quick reading, what it leaves out, and the reasons of files it can't read."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.analyse import analyse
from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
from tests.reading.make_pdf import Sheet, pdf_of

PROSE = "青溪县司法局全年主动公开政府信息二十条，办理申请三件。"


def read(*sheets: Sheet, **options: bool) -> Document:
    return read_document(pdf_of(*sheets, **options), "report.pdf")


def codes(doc: Document) -> list[str]:
    return [warning.code for warning in doc.warnings]


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read_document(data, "report.pdf")
    assert "\n" not in str(error.value)
    return error.value.code


def test_the_text_comes_line_by_line_and_says_where_each_page_begins() -> None:
    doc = read(Sheet().lines(60, 780, [PROSE, "一、总体情况"]), Sheet().text(60, 780, "二、主动公开政府信息情况"))
    assert doc.text == f"{PROSE}\n一、总体情况\n二、主动公开政府信息情况\n"
    assert [doc.text[start : start + 4] for start in doc.pages] == ["青溪县司", "二、主动"]
    assert (doc.source.media_type, doc.source.method, doc.source.pages) == ("application/pdf", "pdf-text", 2)
    assert doc.grids == ()
    assert doc.warnings == ()


def test_letters_stay_as_the_file_has_them_and_are_folded_beside() -> None:
    doc = read(Sheet().text(60, 780, "⻘溪县⺠政局（⼀）公开⽅式，与门户网站及公告栏并用"))
    assert doc.text.startswith("⻘溪县⺠政局（⼀）")
    assert doc.folded.startswith("青溪县民政局(一)公开方式")


def test_a_sentence_runs_on_over_a_page_mark() -> None:
    first, second = PROSE[:16], PROSE[16:]
    doc = read(Sheet().text(60, 780, first).text(280, 40, "- 1 -"), Sheet().text(60, 780, second))
    assert doc.view(0, len(doc.text)).text == PROSE.replace("，", ",")


@pytest.mark.parametrize("last", [True, False])
def test_quotation_marks_drawn_apart_from_their_words_go_back_to_their_place(last: bool) -> None:
    sheet = Sheet()
    marks = [(130, "“"), (180, "”")]
    if not last:
        for x, mark in marks:
            sheet.text(x, 700, mark)
    sheet.text(60, 700, "通过微信公众号").text(140, 700, "青溪普法").text(190, 700, "发布信息五十七条")
    sheet.text(60, 680, "另有公告栏三处供群众查看使用")
    if last:
        for x, mark in marks:
            sheet.text(x, 700, mark)
    assert "通过微信公众号“青溪普法”发布信息" in read(sheet).text


def test_quotation_marks_in_their_place_stay_there() -> None:
    lines = ["落实“三审三校”制度，“一键导办”上线", "”后半句接上页", "‘掌上12348’推送二百余条信息给群众"]
    assert read(Sheet().lines(60, 700, lines)).text == "\n".join(lines) + "\n"


def test_a_line_end_inside_a_printed_line_goes() -> None:
    sheet = (
        Sheet().text(60, 780, PROSE).text(60, 700, "网站专栏（试行", 10).text(130, 700.8, "）更新三次并公布于众", 13)
    )
    assert "试行）更新三次" in read(sheet).text


def test_numbers_of_two_cells_are_never_joined() -> None:
    sheet = Sheet().text(60, 720, PROSE).text(60, 700, "规章 1").text(96, 703.2, "2", 10)
    assert "12" not in read(sheet).text


@pytest.mark.parametrize(
    "hide",
    [
        lambda sheet: sheet.text(60, 660, "藏起来的数字 99", before="3 Tr"),
        lambda sheet: sheet.text(60, -300, "藏起来的数字 99"),
        lambda sheet: sheet.text(900, 660, "藏起来的数字 99"),
        lambda sheet: sheet.text(60, 660, "藏起来的数字 99", size=0.2),
    ],
    ids=["invisible pen", "below the page", "beside the page", "too small"],
)
def test_what_a_page_does_not_show_is_left_out_with_a_word(hide) -> None:  # type: ignore[no-untyped-def]
    sheet = Sheet().lines(60, 780, [PROSE, "一、总体情况"])
    hide(sheet)
    doc = read(sheet)
    assert doc.text == f"{PROSE}\n一、总体情况\n"
    assert codes(doc) == ["hidden_text"]


def test_text_outside_of_the_crop_box_is_not_seen() -> None:
    sheet = Sheet(extra="/CropBox[0 400 595 842]").text(60, 780, PROSE).text(60, 100, "页外文字")
    doc = read(sheet)
    assert doc.text == f"{PROSE}\n"
    assert codes(doc) == ["hidden_text"]


def test_the_layer_that_software_put_under_a_scan_is_read_and_named() -> None:
    doc = read(Sheet().text(60, 780, PROSE, before="3 Tr"))
    assert doc.text == f"{PROSE}\n"
    assert codes(doc) == ["text_layer_by_ocr"]


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    sheet = Sheet().text(60, 700, PROSE).text(60.3, 700, PROSE)
    assert read(sheet).text == f"{PROSE}\n"


def test_heads_and_feet_that_pages_repeat_are_left_out_but_once() -> None:
    head = "青溪县司法局年度报告"
    pages = [
        Sheet().text(60, 820, head).text(60, 780, PROSE[:9] + part).text(60, 30, f"第{number}册共三册")
        for number, part in enumerate("甲乙丙", 1)
    ]
    doc = read(*pages)
    assert doc.text.count(head) == 1
    assert doc.text.count("共三册") == 1
    assert codes(doc) == ["running_lines"]


def test_a_row_of_numbers_at_every_page_end_is_no_running_line() -> None:
    pages = [Sheet().lines(60, 780, [PROSE + part, "0 0 0 0 0 0 0"]) for part in "甲乙丙"]
    assert read(*pages).text.count("0 0 0 0 0 0 0") == 3


def test_a_table_drawn_column_by_column_is_read_by_its_places() -> None:
    rows = [["1", "2", "3", "4", "5", "6", "21"], ["0"] * 7, ["7", "0", "0", "0", "0", "0", "7"]]
    sheet = Sheet().text(60, 780, PROSE).table(60, 700, [40] * 7, rows)
    words = sorted((each for each in sheet.operators if not isinstance(each, str)), key=lambda each: each[0])
    sheet.operators = [*words, *(each for each in sheet.operators if isinstance(each, str))]
    doc = read(sheet)
    assert doc.source.method == "pdf-grid"
    assert "1\t2\t3\t4\t5\t6\t21\n" in doc.text


def test_a_file_that_asks_for_a_password_says_so() -> None:
    encrypt = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>/ID[<00><00>]".encode()
    data = pdf_of(Sheet().text(60, 780, PROSE)).replace(b"/Root 1 0 R", b"/Root 1 0 R" + encrypt)
    assert reason(data) == "encrypted"


def test_noise_behind_the_mark_of_a_pdf_is_damaged() -> None:
    assert reason(b"%PDF-1.7\n" + bytes(range(256)) * 20) == "damaged"


def test_pages_without_a_letter_need_ocr() -> None:
    drawn = Sheet().draw("0 0 595 842 re f")
    assert reason_without_ocr(pdf_of(drawn)) == "needs_ocr"


def test_a_text_layer_without_meaning_needs_ocr() -> None:
    assert reason_without_ocr(pdf_of(Sheet().lines(60, 780, [PROSE] * 3), unicode=False)) == "needs_ocr"
    private = "".join(chr(0xE000 + number) for number in range(60))
    assert reason_without_ocr(pdf_of(Sheet().text(60, 780, private))) == "needs_ocr"


def reason_without_ocr(data: bytes) -> str:
    from nlp.reading.pdf import reader as pdf

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "import_module", _nothing)
        return reason(data)


def _nothing(name: str) -> None:
    raise ModuleNotFoundError(name)


def test_empty_pages_are_empty_and_among_others_no_matter() -> None:
    assert reason(pdf_of(Sheet(), Sheet())) == "empty"
    assert read(Sheet(), Sheet().text(60, 780, PROSE), Sheet()).warnings == ()


def test_a_page_that_only_shows_a_drawing_is_named() -> None:
    drawn = Sheet().draw("0 0 595 842 re f")
    doc = read(Sheet().text(60, 780, PROSE), drawn)
    assert [(warning.code, "2" in warning.message) for warning in doc.warnings] == [("pages_without_text", True)]


def test_too_many_pages_are_refused() -> None:
    assert reason(pdf_of(*[Sheet()] * 201)) == "too_many_pages"


def test_a_flipped_bit_in_a_compressed_part_is_told() -> None:
    data = bytearray(pdf_of(Sheet().lines(60, 780, [PROSE + part for part in "甲乙丙丁"])))
    data[data.index(b"endstream", data.index(b"/ToUnicode")) - 3] ^= 4
    assert codes(read_document(bytes(data), "report.pdf")) == ["damaged_stream"]


def test_a_file_cut_off_at_its_end_is_told() -> None:
    data = pdf_of(Sheet().text(60, 780, PROSE))
    assert "damaged_file" in codes(read_document(data[: data.rindex(b"startxref")], "report.pdf"))


def test_a_compressed_part_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.reading.pdf.streams.MOST_INFLATED", 10_000)
    assert reason(pdf_of(Sheet().lines(60, 780, [PROSE] * 200))) == "too_large"


def test_the_real_report_is_read_whole_on_the_quick_path(shared: Path) -> None:
    report = analyse((shared / "reports" / "hongze_2023.pdf").read_bytes(), "hongze_2023.pdf")
    assert report.source.method == "pdf-text"
    assert sum(cell.value is not None for cell in report.cells) == 186
    failing = [finding.cells[-1] for finding in report.findings if finding.outcome == "fail"]
    assert failing.count("t4.review.total") == 1
    assert report.warnings == ()
