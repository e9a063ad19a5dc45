"""A Word file is read as it looks on its pages."""

from __future__ import annotations

import pytest
from word_features import FEATURES, SEEN, WHEN, text_box
from word_files import NAMESPACES, abstract, docx, lvl, num, p, packed, r, tbl, tc, tr

from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document


def text_of(body: str, **parts: str) -> str:
    return read_document(docx(body, **parts)).text


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_document(data, "a.docx")
    assert "\n" not in str(refused.value)
    return refused.value


def grid_texts(body: str) -> list[list[list[str]]]:
    doc = read_document(docx(body))
    return [[[doc.text[low:high] for low, high in row] for row in grid.rows] for grid in doc.grids]


def test_a_file_of_everything_reads_as_its_reader_sees_it() -> None:
    doc = read_document(FEATURES, "a.docx")
    assert doc.text == SEEN
    assert doc.source.method == "docx"
    assert [warning.code for warning in doc.warnings] == ["tracked_changes"]


def test_a_merged_cell_is_one_cell_wherever_it_reaches() -> None:
    body = tbl(
        tr(tc("左", merge="restart"), tc("宽", span=2)),
        tr(tc(merge="continue"), "1", ""),
        tr(tc("全", span=3)),
        widths=(1000, 1000, 1000),
    )
    assert grid_texts(body) == [[["左", "宽", "宽"], ["左", "1", ""], ["全", "全", "全"]]]


def test_edges_drawn_twice_make_no_column_of_their_own() -> None:
    body = tbl(
        tr(tc("甲", span=2), tc("乙", span=2)),
        tr(tc("1"), tc("2", span=3)),
        tr(tc("3", span=3), tc("4")),
        widths=(1000, 40, 30, 1000),
    )
    assert grid_texts(body) == [[["甲", "乙"], ["1", "2"], ["3", "4"]]]


def test_cells_that_are_set_in_columns_before_the_first_leave_a_blank() -> None:
    body = tbl(tr("甲", "乙"), tr("1", properties='<w:gridBefore w:val="1"/>'), widths=(1000, 1000))
    assert grid_texts(body) == [[["甲", "乙"], ["", "1"]]]


def test_cells_merged_in_the_old_way_are_one() -> None:
    body = tbl(
        tr(tc("甲", properties='<w:hMerge w:val="restart"/>'), tc(properties='<w:hMerge w:val="continue"/>'), "乙"),
        tr("1", "2", "3"),
        widths=(1000, 1000, 1000),
    )
    assert grid_texts(body) == [[["甲", "甲", "乙"], ["1", "2", "3"]]]


def test_rows_cells_and_paragraphs_in_content_controls_are_read() -> None:
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    body = control(p("题")) + tbl(control(tr("规章", control(tc("3")))), tr(tc(control(p("甲"))), "4"))
    assert grid_texts(body) == [[["规章", "3"], ["甲", "4"]]]
    assert text_of(body).startswith("题\n")


def test_a_frame_around_text_is_no_table() -> None:
    body = tbl(tr(tc(*(f"第{n}段" + "公开信息若干条。" * 20 for n in range(5)))))
    doc = read_document(docx(body))
    assert doc.grids == ()
    assert doc.text.count("\n") == 5


def test_deleted_rows_and_paragraph_marks_are_gone() -> None:
    body = tbl(tr("甲", "1"), tr("乙", "2", properties=f"<w:del {WHEN}/>"), tr("丙", "3"))
    body += p("前半", mark=f"<w:del {WHEN}/>") + p("后半")
    assert text_of(body) == "甲\t1\n丙\t3\n前半后半\n"


def test_moved_text_stands_where_it_was_moved_to() -> None:
    body = p(f"<w:moveFrom {WHEN}>{r('搬')}</w:moveFrom>", "甲") + p("乙", f"<w:moveTo {WHEN}>{r('搬')}</w:moveTo>")
    assert text_of(body) == "甲\n乙搬\n"


def test_text_boxes_in_a_cell_stand_in_the_cell() -> None:
    assert grid_texts(tbl(tr(tc(p("甲", text_box(p("框")))), "1"), tr("乙", "2"))) == [[["甲 框", "1"], ["乙", "2"]]]


def test_the_instruction_of_a_field_is_not_text_even_over_paragraphs() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = p("甲", mark("begin"), r("指令"), mark("begin"), r("内"), mark("separate"), r("内果"), mark("end"))
    body += p(r("指令二"), mark("separate"), r("结果")) + p("续", mark("end"), "尾")
    assert text_of(body) == "甲\n结果\n续尾\n"


def test_text_hidden_by_a_style_is_not_seen() -> None:
    styles = '<w:style w:type="character" w:styleId="X"><w:rPr><w:vanish/></w:rPr></w:style>'
    assert text_of(p("甲", r("乙", '<w:rStyle w:val="X"/>')), styles=styles) == "甲\n"


def test_ruby_symbols_and_equations() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('zhen')}</w:rt><w:rubyBase>{r('圳')}</w:rubyBase></w:ruby></w:r>"
    sym = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    assert text_of(p("深", ruby, sym)) == "深圳☑\n"


def test_tables_that_paragraphs_print_with_tabs_are_grids() -> None:
    tab = "<w:r><w:tab/></w:r>"
    body = "".join(p(label, tab, "1", tab, "2", tab, "3") for label in ("规章", "行政规范性文件", "行政许可"))
    assert grid_texts(body)[0][1] == ["行政规范性文件", "1", "2", "3"]


def test_a_strict_document_is_read_like_any_other() -> None:
    members = {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{p('甲')}</w:body></w:document>".replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    }
    assert read_document(packed(members)).text == "甲\n"


def test_a_picture_where_tables_should_be_is_a_warning() -> None:
    picture = "<w:r><w:drawing><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></w:drawing></w:r>"
    doc = read_document(docx(p("二、主动公开政府信息情况") + p(picture)))
    assert [warning.code for warning in doc.warnings] == ["images"]
    assert refusal(docx(p(picture))).code == "needs_ocr"


def test_a_document_that_only_packs_a_page_in_is_read_from_the_page() -> None:
    page = "<html><head><meta charset='utf-8'></head><body><p>一、总体情况</p><p>公开信息12条。</p></body></html>"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    members: dict[str, str | bytes] = {
        "word/document.xml": f'<w:document {NAMESPACES}><w:body><w:altChunk r:id="h"/></w:body></w:document>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="h" Type="{link}" Target="chunk.html"/></Relationships>',
        "word/chunk.html": page,
    }
    assert "公开信息12条。" in read_document(packed(members)).text
    members["word/document.xml"] = (
        f'<w:document {NAMESPACES}><w:body>{p("甲")}<w:altChunk r:id="h"/></w:body></w:document>'
    )
    assert [warning.code for warning in read_document(packed(members)).warnings] == ["embedded_files"]


def test_numerals_go_on_start_anew_and_skip_deleted_paragraphs() -> None:
    numbering = abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "decimal", "%1.%2", more="<w:isLgl/>")) + num(
        1, 0
    )
    numbering += num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>')
    body = (
        p("甲", num="1") + p("", num="0") + p("乙", num="1") + p("丙", num="2") + p("丁", num="2") + p("戊", num="2.1")
    )
    assert text_of(body, numbering=numbering) == "一、甲\n\n二、乙\n三、丙\n四、丁\n4.1戊\n"


def test_a_level_that_a_list_redefines_prints_its_own_numeral() -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(
        1, 0, f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimalEnclosedParen", "%1", suffix="space")}</w:lvlOverride>'
    )
    assert text_of(p("甲", num="1"), numbering=numbering) == "⑴ 甲\n"


def test_headings_numbered_by_the_style_they_are_linked_to() -> None:
    level = lvl(0, "japaneseCounting", "%1、", more='<w:pStyle w:val="One"/>')
    level += lvl(1, "japaneseCounting", "（%2）", more='<w:pStyle w:val="Two"/>')
    numbering = abstract(0, level) + num(9, 0)
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}">'
        '<w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>'
        for name in ("One", "Two")
    )
    body = p("甲", style="One") + p("乙", style="Two") + p("丙", style="Two") + p("丁", style="One")
    assert text_of(body, numbering=numbering, styles=styles) == "一、甲\n（一）乙\n（二）丙\n二、丁\n"


def test_lists_of_a_list_style_are_found_through_it() -> None:
    numbering = abstract(0, lvl(0, "upperLetter", "%1)"), more='<w:styleLink w:val="L"/>')
    numbering += abstract(1, more='<w:numStyleLink w:val="L"/>') + num(1, 0) + num(2, 1)
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert text_of(p("甲", num="2"), numbering=numbering, styles=styles) == "A)甲\n"
