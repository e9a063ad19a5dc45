"""Whole pages of many makes: every cell is as printed or flagged, none silently wrong."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

import html_pages as drawn
import pytest
from html_pages import Printed, fill, page, paragraph, report, table, td

from nlp.analyse import analyse
from nlp.report import Report

Page = tuple[bytes, Printed]
PAGES: dict[str, Callable[[], Page]] = {}
STATUS = {"": "blank", "&nbsp;": "blank", "-": "slash", "/": "slash", "—": "slash"}


def stress(make: Callable[[], Page]) -> Callable[[], Page]:
    PAGES[make.__name__] = make
    return make


def number(shown: str) -> float:
    return float(re.sub(r"<[^>]*>|（.*?）|[,，\s]", "", shown))


def wrong(found: Report, printed: Printed) -> list[tuple[str, str, object, str]]:
    cells = {cell.id: cell for cell in found.cells}
    assert set(cells) == set(printed)
    bad = []
    for id, shown in printed.items():
        cell = cells[id]
        expected = STATUS.get(shown)
        right = cell.status == expected if expected else cell.value is not None and float(cell.value) == number(shown)
        if not right:
            bad.append((id, shown, cell.value, cell.status))
        if cell.start is not None and cell.end is not None:
            assert found.text[cell.start : cell.end] == cell.raw
    return bad


@stress
def form_of_2021() -> Page:
    printed = fill(1)
    return page(report(printed, title=None)).encode(), printed


@stress
def form_of_2019() -> Page:
    printed = fill(2, "F2019", "F2019")
    return page(report(printed, title=None)).encode(), printed


@stress
def hybrid() -> Page:
    printed = fill(3, "F2021", "F2019")
    return page(report(printed)).encode(), printed


@stress
def thousands_separators() -> Page:
    printed = {cell: f"{float(v):,.2f}" if "." in v else f"{int(v):,}" for cell, v in fill(4, scale=4000).items()}
    return page(report(printed)).encode(), printed


def with_zeros(seed: int, zero: str, share: float = 0.5) -> Printed:
    """A set in which some outcomes nobody chose are not filled in; totals stay."""
    rng = random.Random(seed)
    printed = fill(seed)
    form = drawn.table_form("t3", "F2021")
    for row in form.rows[2:-2]:
        for person in row.columns[:-1]:
            if rng.random() < share:
                value = int(printed[f"t3.{row.code}.{person}"])
                for other in (f"t3.{row.code}.total", f"t3.processed_total.{person}", "t3.processed_total.total"):
                    printed[other] = str(int(printed[other]) - value)
                for other in (f"t3.new_received.{person}", "t3.new_received.total"):
                    printed[other] = str(int(printed[other]) - value)
                printed[f"t3.{row.code}.{person}"] = zero
    return printed


@stress
def zeros_left_blank() -> Page:
    printed = with_zeros(5, "&nbsp;")
    return page(report(printed)).encode(), printed


@stress
def zeros_as_empty_cells() -> Page:
    printed = with_zeros(6, "")
    return page(report(printed)).encode(), printed


@stress
def zeros_as_strokes() -> Page:
    printed = with_zeros(7, "-")
    return page(report(printed)).encode(), printed


@stress
def zeros_as_slashes() -> Page:
    printed = with_zeros(8, "/")
    return page(report(printed)).encode(), printed


@stress
def a_blank_total_column() -> Page:
    printed = {c: "" if c.startswith("t3.") and c.endswith(".total") else v for c, v in fill(9).items()}
    return page(report(printed)).encode(), printed


@stress
def table_cut_by_a_page_mark() -> Page:
    printed = fill(10)

    def draw(rows: drawn.Rows) -> str:
        if len(rows) < 20:
            return table(rows)
        rows = [[cell.replace('rowspan="22"', 'rowspan="11"') for cell in row] for row in rows]
        first = next(i for i, row in enumerate(rows) if "（四）无法提供" in row[0])
        return (
            table(rows[:first])
            + '<p align="center">- 4 -</p>'
            + table([["<td></td>" + rows[first][0], *rows[first][1:]], *rows[first + 1 :]])
        )

    return page(report(printed, draw=draw)).encode(), printed


@stress
def half_width_brackets() -> Page:
    printed = fill(11)
    body = report(printed).translate(str.maketrans("（）：，", "():,"))
    return page(body).encode(), printed


@stress
def old_titles() -> Page:
    printed = fill(12, "F2019", "F2019")
    body = report(printed)
    for old, new in (("一、总体情况", "一、概述"), ("五、存在的主要问题及改进情况", "五、存在的问题和改进措施")):
        body = body.replace(old, new)
    return page(body).encode(), printed


@stress
def nested_layout_tables() -> Page:
    printed = fill(13)
    inner = f"<table width=100%><tr><td class=t1>{report(printed)}</td></tr></table>"
    links = "".join(f'<tr><td><a href="{i}.htm">栏目{i}</a></td></tr>' for i in range(9))
    text = (
        "<html><head><title>青禾县水利局</title></head><body><table width=980><tr><td colspan=2>"
        '<a href="/">首页</a> | <a href="/zw">政务</a></td></tr><tr><td width=180><table>' + links + "</table></td>"
        f"<td><table><tr><td>您现在的位置：首页 &gt; 年报</td></tr><tr><td>{inner}</td></tr></table></td></tr>"
        "<tr><td colspan=2>版权所有：青禾县水利局 网站标识码：4107250001</td></tr></table></body></html>"
    )
    return text.encode(), printed


@stress
def notes_in_cells() -> Page:
    printed = fill(14)
    printed["t2.rules.in_force"] += "<br>（含自然失效29件）"
    printed["t2.normative_docs.issued"] += "<p>（其中修订 16 件）</p>"
    return page(report(printed)).encode(), printed


@stress
def digits_over_tags() -> Page:
    printed = fill(15, scale=300)

    def cell(text: str, **spans: int) -> str:
        if text.isdigit() and len(text) > 1:
            text = f"<font face=Arial>{text[:1]}</font><b><span lang=EN-US>{text[1:]}</span></b>"
        return td(text, **spans)

    body = report(printed, cell)
    return page(body.replace("318条", "<span>3</span><font>18</font>条")).encode(), printed


@stress
def no_title() -> Page:
    printed = fill(17)
    text = (
        f"<html><head><title>{drawn.TITLE}</title></head><body><div>{report(printed, title=None)}</div></body></html>"
    )
    return text.encode(), printed


@stress
def gb2312_with_characters_of_gbk() -> Page:
    printed = fill(18)
    text = page(report(printed).replace("法规股", "法规股长朱镕、喆、堃")).replace("utf-8", "gb2312")
    return text.encode("gbk"), printed


@stress
def shell_with_json() -> Page:
    printed = fill(19)
    held = json.dumps({"title": drawn.TITLE, "content": report(printed)}, ensure_ascii=True)
    script = f"window.__DATA__ = {json.dumps({'page': json.loads(held)})};".replace("</", "<\\/")
    return f"<html><body><div id=app></div><script>{script}</script></body></html>".encode(), printed


@stress
def shell_with_json_in_a_string() -> Page:
    printed = fill(20)
    held = json.dumps(json.dumps({"content": report(printed)})).replace("</", "<\\/")
    return f"<html><body><div id=app></div><script>var d = JSON.parse({held});</script></body></html>".encode(), printed


@stress
def shell_with_an_escaped_field() -> Page:
    printed = fill(21)
    escaped = report(printed).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'<html><body><div id=a></div><input type=hidden value="{escaped}"></body></html>'.encode(), printed


@stress
def text_area() -> Page:
    printed = fill(22)
    escaped = report(printed).replace("&", "&amp;").replace("<", "&lt;")
    return f"<html><body><textarea style='width:100%'>{escaped}</textarea></body></html>".encode(), printed


@stress
def css_site_with_a_list_as_index() -> Page:
    printed = fill(23)
    index = "".join(
        f"<dl><dt>{k}</dt><dd>{v}</dd></dl>"
        for k, v in (
            ("索 引 号", "QH/2024-7"),
            ("发布机构", drawn.ORGAN),
            ("公开日期", "2024-01-23"),
            ("有效性", "有效"),
        )
    )
    text = page(report(printed, title=None)).replace(drawn.INDEX, f'<div class="head-info">{index}</div>')
    return text.encode(), printed


@stress
def word_page() -> Page:
    printed = fill(24)

    def cell(text: str, **spans: int) -> str:
        inner = (
            "<p class=MsoNormal align=center style='text-align:center;mso-pagination:widow-orphan'><span\nlang=EN-US "
            f"style='font-size:9.0pt;font-family:宋体'>{text or '&nbsp;'}<o:p></o:p></span></p>"
        )
        return td(inner, **spans).replace("<td", "<td width=60 valign=top style='border:solid windowtext 1.0pt'", 1)

    def word_paragraph(text: str) -> str:
        space = "<span style='mso-spacerun:yes'>&nbsp;&nbsp; </span>"
        return f"<p class=MsoNormal>{space}<span>{text}<o:p></o:p></span></p>\n"

    head = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
    body = report(printed, cell, word_paragraph)
    text = (
        f"<html xmlns:o='urn:x'><head><meta charset=gb2312>{head}<style>p.MsoNormal{{margin:0}}</style></head>"
        f"<body lang=ZH-CN><div class=Section1>{body}</div></body></html>"
    )
    return text.encode("gb18030"), printed


@stress
def frameset_remains() -> Page:
    printed = fill(25)
    text = f"<html><frameset rows='80,*'><frame src=top.htm></frameset><body>{report(printed)}</body></html>"
    return text.encode(), printed


@stress
def unclosed_upper_case_tags() -> Page:
    printed = fill(26)

    def cell(text: str, **spans: int) -> str:
        attributes = "".join(f" {name.upper()}={value}" for name, value in spans.items())
        return f"<TD{attributes}><P>{text}"

    def draw(rows: drawn.Rows) -> str:
        return "<TABLE BORDER=1>" + "".join(f"<TR>{''.join(row)}" for row in rows) + "</TABLE>"

    body = report(printed, cell, lambda text: f"<P>{text}", draw)
    return f"<HTML><BODY><DIV>{body}</DIV></BODY></HTML>".encode(), printed


@stress
def wechat_page() -> Page:
    printed = fill(27)

    def section(text: str) -> str:
        spans = f'<span style="letter-spacing:1px"><span>{text[:3]}</span><span>{text[3:]}</span></span>'
        return f'<section style="margin: 0 16px"><section>{spans}</section></section>'

    body = report(printed, paragraph=section, title=None)
    text = (
        f'<html><body id="activity-detail"><h1 class="rich_media_title">{drawn.TITLE}</h1><a href="#">青禾水利</a>'
        f'<div class="rich_media_content" id="js_content" style="visibility: hidden;">{body}</div>'
        '<div class="tool">喜欢此内容的人还喜欢</div></body></html>'
    )
    return text.encode(), printed


@stress
def vertical_labels() -> Page:
    printed = fill(28)

    def cell(text: str, **spans: int) -> str:
        if "rowspan" in spans and spans["rowspan"] > 3:
            text = "<br>".join(text)
        return td(text, **spans)

    return page(report(printed, cell)).encode(), printed


@stress
def absurd_spans() -> Page:
    printed = fill(29)
    body = report(printed).replace('rowspan="22"', 'rowspan="65535"').replace('colspan="10"', 'colspan="1000000000"')
    return page(body).encode(), printed


@stress
def hidden_rows_and_struck_numbers() -> Page:
    printed = fill(30)
    decoy = "<tr style='DISPLAY: none'>" + td("行政许可") + td("777", colspan=3) + "</tr>"
    body = report(printed).replace("<tr><td>行政许可", decoy + "<tr><td>行政许可")
    old = f">{printed['t2.penalty.decisions']}<"
    body = body.replace(old, f"><s>99</s>{printed['t2.penalty.decisions']}<", 1)
    return page(body).encode(), printed


@stress
def whole_report_in_one_table() -> Page:
    printed = fill(31)

    def draw(rows: drawn.Rows) -> str:
        return "".join(f"<tr>{''.join(row)}</tr>" for row in rows)

    def row(text: str) -> str:
        return f"<tr>{td(text, colspan=15)}</tr>"

    return page(f"<table>{report(printed, paragraph=row, draw=draw)}</table>").encode(), printed


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_every_cell_is_as_printed(make: Callable[[], Page]) -> None:
    data, printed = make()
    found = analyse(data, "page.html")
    assert wrong(found, printed) == []
    assert {section.id for section in found.sections} >= {"s1", "s2", "s3", "s4", "s5", "s6"}
    assert (found.organ.name, found.year) == (drawn.ORGAN, drawn.YEAR)
    squeezed = "".join(found.text.split()).translate(str.maketrans("():,", "（）：，"))
    for paragraphs in drawn.PARAGRAPHS.values():
        for text in paragraphs:
            assert text.split("，", 1)[0] in squeezed
    for furniture in ("首页", "打印", "相关文件", "网站标识码", "ICP备", "索引号", "2022年政府"):
        assert furniture not in squeezed


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_sums_that_hold_give_no_finding(make: Callable[[], Page]) -> None:
    data, _ = make()
    failed = [finding.rule for finding in analyse(data, "page.html").findings if finding.outcome == "fail"]
    assert [rule for rule in failed if rule.startswith(("T3", "T4"))] == []


def test_sums_that_do_not_hold_are_findings_and_stay_as_printed() -> None:
    printed = fill(16)
    printed["t3.granted.natural_person"] = "77"
    printed["t4.review.total"] = "3"
    found = analyse(page(report(printed)).encode(), "page.html")
    assert wrong(found, printed) == []
    failed = {finding.rule for finding in found.findings if finding.outcome == "fail"}
    assert {"T3.SUM_OUTCOMES", "T3.SUM_APPLICANTS", "T4.SUM"} <= failed


def test_prose_keeps_digits_that_stand_in_several_tags() -> None:
    data, _ = digits_over_tags()
    assert "信息318条" in analyse(data, "page.html").text
    assert paragraph("x").startswith("<p")
