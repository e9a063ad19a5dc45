"""A web page is read as its reader sees it: lines, true grids, metadata beside the text."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import html_pages as drawn
import pytest

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.html import read_html
from nlp.reading.html_charset import decode_page
from nlp.reading.html_plain import take_plain_tables
from nlp.reading.html_shell import inner_pages
from nlp.reading.html_walk import Walk
from nlp.reading.read import read_document
from nlp.report import Source

REPORT = drawn.report(drawn.fill(3))


def read(page: str | bytes) -> Document:
    data = page.encode() if isinstance(page, str) else page
    return read_html(data, Source("a.html", "", "text/html", len(data)))


def body(inner: str) -> Document:
    """The document of a small report with something between its paragraphs."""
    return read(f"<html><body><p>一、总体情况</p>{inner}<p>六、其他需要报告的事项</p><p>无。</p></body></html>")


def lines(inner: str) -> list[str]:
    return body(inner).text.split("\n")[1:-3]


def cells(doc: Document, number: int = 0) -> list[list[str]]:
    return [[doc.text[low:high] for low, high in row] for row in doc.grids[number].rows]


def codes(doc: Document) -> set[str]:
    return {warning.code for warning in doc.warnings}


# --- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>甲<br>乙</p>", ["甲", "乙"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<p>公开<span>3</span><font>18</font>\n<b>条</b></p>", ["公开318 条"]),
        ("<p>信息\n   公开</p>", ["信息公开"]),
        ("<p>WPS  \n Office</p>", ["WPS Office"]),
        ("<p>&#20844;&#x5f00;&mdash;&amp;</p>", ["公开—&"]),
        ("<p>3 < 5 且 7 > 2</p>", ["3 < 5 且 7 > 2"]),
        ('<p title="a>b">甲</p>', ["甲"]),
        ("<p>甲<!-- <p>乙</p> --><script>'<p>丙</p>'</script></p>", ["甲"]),
        ("<pre>甲\n  乙</pre>", ["甲", "  乙"]),
        ("<ol><li>加强培训</li><li>完善制度</li></ol>", ["1.加强培训", "2.完善制度"]),
        ('<ol start="3"><li><p>加强</p></li></ol>', ["3.加强"]),
        ("<ol><li>一是加强培训</li></ol>", ["一是加强培训"]),
        ("<ul><li>加强培训</li></ul>", ["加强培训"]),
        ("<p>12<sup>1</sup>件</p>", ["12 1 件"]),
    ],
)
def test_lines_are_as_a_browser_shows_them(inner: str, expected: list[str]) -> None:
    assert lines(inner) == expected


def test_hidden_text_is_left_out_and_told() -> None:
    doc = body('<p style="DISPLAY:none">甲甲</p><div hidden>乙</div><p>丙</p>')
    assert "甲" not in doc.text
    assert "乙" not in doc.text
    assert "hidden_text" in codes(doc)


def test_struck_text_is_left_out_and_told() -> None:
    doc = body("<p>公开<del>12</del><s>13</s>14条</p>")
    assert "公开14条" in doc.text
    assert "struck_text" in codes(doc)


def test_a_hidden_element_that_never_ends_hides_nothing() -> None:
    assert "丙" in lines('<p>甲</p><b style="display:none">乙<p>丙</p>')


def test_tags_nested_without_end_lose_nothing() -> None:
    doc = read("<p>一、总体情况</p>" + "<div><span><font>" * 3000 + "深处" + "<p>六、其他需要报告的事项</p>")
    assert "深处" in doc.text
    assert "六、其他需要报告的事项" in doc.text


# --- tables ------------------------------------------------------------------------------------------------------


def test_merged_cells_stand_wherever_they_reach() -> None:
    doc = body("<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>&nbsp;</table>")
    assert cells(doc) == [["甲", "乙", "乙"], ["甲", "1", ""]]
    first, second = doc.grids[0].rows
    assert first[0] == second[0]
    assert doc.text.count("甲") == 1


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("<tr><td rowspan=65535>甲<td>1<tr><td>2", [["甲", "1"], ["甲", "2"]]),
        ("<tr><td colspan=1000000000>甲<tr><td>1<td>2", [["甲", "甲"], ["1", "2"]]),
        ("<tr><td rowspan=0>甲<td>1<tr><td>2", [["甲", "1"], ["甲", "2"]]),
        ("<tr><td colspan=0>甲<td>1", [["甲", "1"]]),
        ("<tfoot><tr><td>末<td>3<tbody><tr><td>中<td>2<thead><tr><td>头<td>1", [["头", "1"], ["中", "2"], ["末", "3"]]),
        ("<tr><td>甲<td>1<tr><tr style='display:none'><td>乙<td>2<tr><td>丙<td>3", [["甲", "1"], ["丙", "3"]]),
        ("<tr><td>55<br>（含自然失效29件）<td>1", [["55 （含自然失效29件）", "1"]]),
        ("<tr><td><p>结果</p><p>维持</p><td>1", [["结果 维持", "1"]]),
        ("<tr><td><b>1</b><font>2</font><td>&emsp;", [["12", ""]]),
        ("<tr><td>甲<td><table><tr><td>7</table>", [["甲", "7"]]),
        ("<tr><td>1<sup>2</sup><td>3", [["1 2", "3"]]),
    ],
)
def test_a_table_is_a_true_grid(table: str, expected: list[list[str]]) -> None:
    assert cells(body(f"<table>{table}</table>")) == expected


def test_plain_tables_and_walked_tables_give_the_same_rows() -> None:
    printed = drawn.fill(5)
    for rows in (drawn.t2_rows(printed), drawn.t3_rows(printed), drawn.t4_rows(printed)):
        quick = drawn.table(rows)
        assert len(take_plain_tables(quick)[1]) == 1
        slow = quick.replace("<tr>", "<tR>")
        assert not take_plain_tables(slow)[1]
        assert cells(body(quick)) == cells(body(slow))


def test_tables_of_a_layout_become_lines_and_their_inner_tables_grids() -> None:
    inner = "<table><tr><td>行政许可<td>12</table>"
    doc = body(f"<table><tr><td><p>本年情况如下：</p>{inner}<td>&nbsp;</table>")
    assert "本年情况如下：\n行政许可\t12\n" in doc.text
    assert cells(doc) == [["行政许可", "12"]]


def test_deeply_nested_tables_do_no_harm() -> None:
    doc = body("<table><tr><td>" * 2000 + "甲" + "</table>" * 2000)
    assert "甲" in doc.text


# --- the report in its page ----------------------------------------------------------------------------------------


def test_the_index_block_is_metadata_and_not_text() -> None:
    doc = read(drawn.page(REPORT))
    found = {entry.key: entry.value for entry in reversed(doc.source.metadata)}
    assert found["index_number"] == "QH014/2024-00007"
    assert found["publisher"] == drawn.ORGAN
    assert found["issued_on"] == "2024-01-23"
    assert found["site_code"] == "4107250001"
    assert found["host"] == "青禾县人民政府办公室"
    assert "QH014" not in doc.text
    assert doc.text.startswith(drawn.TITLE)
    assert doc.text.endswith(drawn.PARAGRAPHS[6][0] + "\n")


@pytest.mark.parametrize(
    "index",
    [
        "<ul><li>索引号：QH-7</li><li>发布机构：青禾县水利局</li></ul>",
        "<dl><dt>索 引 号</dt><dd>QH-7</dd><dt>发布机构</dt><dd>青禾县水利局</dd></dl>",
        "<div><span>索引号：</span><span>QH-7</span></div><div><span>发布机构：</span><span>青禾县水利局</span></div>",
        "<p>索引号：QH-7　发布机构：青禾县水利局</p>",
        "<table><tr><td>索引号<td>QH-7<td>发布机构<td>青禾县水利局</table>",
    ],
)
def test_index_blocks_of_any_make_are_known(index: str) -> None:
    doc = read(f"<html><body>{index}{REPORT}</body></html>")
    found = {(entry.key, entry.value) for entry in doc.source.metadata}
    assert {("index_number", "QH-7"), ("publisher", "青禾县水利局")} <= found
    assert "QH-7" not in doc.text


def test_meta_tags_are_metadata() -> None:
    doc = read(
        drawn.page(
            REPORT, head='<META NAME="PubDate" CONTENT="2024-01-23 10:00"><meta name=SiteIDCode content=4107250001>'
        )
    )
    found = {(entry.key, entry.value) for entry in doc.source.metadata}
    assert {("published_on", "2024-01-23 10:00"), ("site_code", "4107250001")} <= found


def test_a_heading_above_the_body_is_its_title() -> None:
    doc = read(drawn.page(drawn.report(drawn.fill(3), title=None)))
    assert doc.text.startswith(f"{drawn.TITLE}\n{drawn.PARAGRAPHS[0][0]}\n一、总体情况\n")


@pytest.mark.parametrize(
    "head",
    [
        "<table><tr><td>首页 > 正文</td></tr><tr><td><b>青禾县水利局<br>{}</b></td></tr><tr><td>{}</td></tr></table>",
        "<div>首页 > 正文</div><div class=tit><p>青禾县水利局</p><p>{}</p></div><div>{}</div>",
        "<div>首页 > 正文</div><h2>青禾县水利局<br>{}</h2><div>{}</div>",
    ],
)
def test_a_title_over_two_lines_keeps_the_organ_on_its_first_line(head: str) -> None:
    page = head.format("2023年政府信息公开工作年度报告", drawn.report(drawn.fill(3), title=None))
    assert read(page).text.startswith("青禾县水利局\n2023年政府信息公开工作年度报告\n")


def test_a_count_that_a_script_prints_has_no_value() -> None:
    byline = "<p>发布日期：2024年1月23日&nbsp; 点击数：<script></script>&nbsp; 【字号 <a href=#>大</a> 小】</p>"
    doc = read(byline + REPORT)
    assert [(entry.key, entry.value) for entry in doc.source.metadata] == [("published_on", "2024年1月23日")]


def test_a_title_that_the_page_does_not_print_is_metadata_only() -> None:
    doc = read(f"<title>{drawn.TITLE}</title>{drawn.report(drawn.fill(3), title=None)}")
    assert drawn.TITLE not in doc.text
    assert ("title", drawn.TITLE) in {(entry.key, entry.value) for entry in doc.source.metadata}


def test_a_report_of_the_old_form_without_tables_keeps_all_its_paragraphs() -> None:
    paragraphs = [f"第{n}项工作，本局按时办理，没有收到投诉。" for n in range(30)]
    inner = "".join(f"<p>{text}</p>" for text in paragraphs)
    doc = read(drawn.page(inner))
    for text in paragraphs:
        assert text in doc.text
    assert "首页" not in doc.text


# --- encodings, shells, wrappings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "encoding", "expected"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gb2312", "gbk", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "gb18030", "gb18030"),
        ("utf-8", "utf-8-sig", "utf-8-sig"),
        ("unicode", "utf-16", "utf-16-le"),
        ("big5", "big5", "big5"),
    ],
)
def test_the_bytes_decide_the_encoding(declared: str, encoding: str, expected: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>公文</p></body></html>'
    decoded = decode_page(page.encode(encoding))
    assert (decoded.text, decoded.encoding) == (page, expected)


def test_a_few_nul_bytes_go_with_a_warning() -> None:
    doc = read(drawn.page(REPORT).encode().replace(b"<p", b"\0<p", 2))
    assert "nul_bytes" in codes(doc)
    assert "\0" not in doc.text


def test_a_page_misread_as_gbk_is_read_back() -> None:
    broken = drawn.page(REPORT).encode().decode("gb18030", "replace").encode()
    doc = read(broken)
    assert codes(doc) & {"mojibake_recovered", "mojibake", "bytes_lost"}


def test_an_xml_declaration_does_no_harm() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html><body>' + REPORT + "</body></html>"
    assert "一、总体情况" in read(page.encode("gbk")).text


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div id=app></div><script src=app.js></script></body></html>",
        "<html><frameset cols=2><frame src=a.htm></frameset></html>",
        "<html><body><script>var a = 1</script><p>加载中</p></body></html>",
        "<html><body></body></html>",
    ],
)
def test_a_shell_that_loads_its_text_says_so(page: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(page.encode(), "a.html")
    assert refused.value.code == "no_text"


def test_what_a_page_holds_without_showing_is_told() -> None:
    data = b"<html><body><iframe srcdoc='" + REPORT.replace("'", "&#39;").encode() + b"'></iframe></body></html>"
    assert "text_not_shown" in codes(read(data))


def test_a_page_saved_as_one_file_is_read() -> None:
    message = MIMEMultipart("related", type="text/html")
    message["Subject"] = "report"
    message.attach(MIMEText(drawn.page(REPORT).replace("utf-8", "gb2312", 1), "html", "gb2312"))
    doc = read_document(message.as_bytes(), "a.mht")
    assert (doc.source.media_type, doc.source.method) == ("multipart/related", "mhtml")
    assert doc.text == read(drawn.page(REPORT)).text


@pytest.mark.parametrize(
    "table",
    [
        "<tr>" + "<td>1" * 1000 + "</tr>",
        "<tr><td rowspan=60000 colspan=60>1</td><td>2</td></tr>",
        "<tr><td rowspan=60000 colspan=60>1<td>2</tr>",
    ],
)
def test_more_cells_than_a_report_has_are_refused_before_they_are_built(table: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(f"<table>{table * 1000}</table>")
    assert refused.value.code == "too_large"


def test_a_character_number_beyond_all_characters_is_an_unknown_character() -> None:
    assert lines(f"<p>甲&#{'9' * 5000};乙</p>") == ["甲\ufffd乙"]


@pytest.mark.parametrize("script", ['"\\', "`\\", "\"'`", "'a' + ", '"a\n', "\\"])
def test_a_script_of_open_quotes_is_read_in_one_pass(script: str) -> None:
    assert list(inner_pages(f"<script>公开{script * 100_000}</script>")) == []


def test_a_template_that_is_never_closed_holds_nothing() -> None:
    assert list(inner_pages("<template>公开" * 50_000)) == []


@pytest.mark.parametrize("noise", ["<", "<a", "<!--", "<script", '<p a="', "&", "<td>", "<b hidden>", "<div></ul>"])
def test_noise_is_read_in_one_pass(noise: str) -> None:
    doc = read(REPORT + noise * 30_000)
    assert "六、其他需要报告的事项" in doc.text


def test_walks_over_any_text_end() -> None:
    for text in ("", "<", "</", "</td></table></div>", "<table><table><tr><tr><td><table>", "<ol><li></ol></ol><li>"):
        Walk(lambda inner: []).walk(text)
