"""Report tables filled at random, drawn as the <table>s of the official forms, and pages around them.

Places and agencies are invented; labels are those of the forms. A table set is {cell id: what is printed}.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from nlp.statistics.forms import table_form

Printed = dict[str, str]
Cell = Callable[..., str]

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
GROUPS = {"denied": "（三）不予公开", "unable": "（四）无法提供", "np": "（五）不予处理", "other": "（六）其他处理"}
T2_BLOCKS = {
    "F2021": [
        ("一", ["本年制发件数", "本年废止件数", "现行有效件数"], ["rules", "normative_docs"]),
        ("五", ["本年处理决定数量"], ["licensing"]),
        ("六", ["本年处理决定数量"], ["penalty", "coercion"]),
        ("八", ["本年收费金额（单位：万元）"], ["admin_fee"]),
    ],
    "F2019": [
        ("一", ["本年新制作数量", "本年新公开数量", "对外公开总数量"], ["rules", "normative_docs"]),
        ("五", ["上一年项目数量", "本年增/减", "处理决定数量"], ["licensing", "other_services"]),
        ("六", ["上一年项目数量", "本年增/减", "处理决定数量"], ["penalty", "coercion"]),
        ("八", ["上一年项目数量", "本年增/减"], ["admin_fee"]),
        ("九", ["采购项目数量", "采购总金额"], ["gov_procurement"]),
    ],
}
SECTIONS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}
ORGAN, YEAR = "青禾县水利局", 2023
TITLE = f"{ORGAN}{YEAR}年政府信息公开工作年度报告"
PARAGRAPHS = {
    0: ["根据《中华人民共和国政府信息公开条例》，现公布本局年度报告，欢迎来电垂询。"],
    1: [
        "（一）主动公开。全年通过县政府门户网站公开水情、工程、资金三类信息318条，比上年多26条。",
        "（二）依申请公开。申请均按时答复，答复文书经法规股审核后寄出。",
    ],
    5: [
        "存在的问题：一是河道工程的公开内容偏专业，村民看不明白。二是乡镇水管站的信息更新不及时。",
        "改进措施：一是为每份工程公示配一页说明图。二是每季度抽查各站更新情况并通报。",
    ],
    6: ["本年度未收取信息处理费，没有其他需要报告的事项。"],
}


def fill(seed: int, t2: str = "F2021", t3: str = "F2021", scale: int = 9) -> Printed:
    """Tables without a zero, every sum of the form holding."""
    rng = random.Random(seed)
    cells: dict[str, float] = {}
    for cell in table_form("t2", t2).cell_ids:
        money = cell.endswith(("fee_amount", "proc_amount"))
        cells[cell] = rng.randrange(101, 99999) / 100 if money else rng.randrange(1, 400)
    form = table_form("t3", t3)
    people = form.rows[0].columns[:-1]
    outcomes = [row.code for row in form.rows[2:-2]]
    for person in people:
        for code in outcomes:
            cells[f"t3.{code}.{person}"] = rng.randrange(1, scale)
        total = sum(cells[f"t3.{code}.{person}"] for code in outcomes)
        carried_in, carried_out = rng.randrange(1, scale), rng.randrange(1, scale)
        cells[f"t3.processed_total.{person}"] = total
        cells[f"t3.carried_in.{person}"], cells[f"t3.carried_out.{person}"] = carried_in, carried_out
        cells[f"t3.new_received.{person}"] = total + carried_out - carried_in
    for row in form.rows:
        cells[f"t3.{row.code}.total"] = sum(cells[f"t3.{row.code}.{person}"] for person in people)
    for row in table_form("t4", t2).rows:
        for column in row.columns[:-1]:
            cells[f"t4.{row.code}.{column}"] = rng.randrange(1, scale)
        cells[f"t4.{row.code}.total"] = sum(cells[f"t4.{row.code}.{column}"] for column in row.columns[:-1])
    return {cell: str(value) for cell, value in cells.items()}


def forms_of(printed: Printed) -> tuple[str, str]:
    t2 = "F2019" if "t2.gov_procurement.proc_items" in printed else "F2021"
    return t2, "F2019" if "t3.other_all.total" in printed else "F2021"


def td(text: str, **spans: int) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in spans.items())
    return f"<td{attributes}>{text}</td>"


Rows = list[list[str]]


def t2_rows(printed: Printed, cell: Cell = td) -> Rows:
    t2, _ = forms_of(printed)
    labels = {row.code: (row.label, row.columns) for row in table_form("t2", t2).rows}
    rows: Rows = []
    for numeral, heads, codes in T2_BLOCKS[t2]:
        rows.append([cell(f"第二十条第（{numeral}）项", colspan=4)])
        wide = {"colspan": 4 - len(heads)} if len(heads) < 3 else {}
        rows.append([cell("信息内容"), *map(cell, heads[:-1]), cell(heads[-1], **wide)])
        for code in codes:
            label, columns = labels[code]
            numbers = [printed[f"t2.{code}.{column}"] for column in columns]
            rows.append([cell(label), *map(cell, numbers[:-1]), cell(numbers[-1], **wide)])
    return rows


def t3_rows(printed: Printed, cell: Cell = td) -> Rows:
    _, t3 = forms_of(printed)
    rows: Rows = [
        [cell(NOTE, colspan=3, rowspan=3), cell("申请人情况", colspan=7)],
        [cell("自然人", rowspan=2), cell("法人或其他组织", colspan=5), cell("总计", rowspan=2)],
        list(map(cell, APPLICANTS[1:-1])),
    ]
    form = table_form("t3", t3)
    results = len(form.rows) - 3
    groups = [row.group for row in form.rows]
    before = None
    for row in form.rows:
        numbers = [cell(printed[f"t3.{row.code}.{column}"]) for column in row.columns]
        head: list[str] = []
        if row.code == "granted":
            head.append(cell("三、本年度办理结果", rowspan=results))
        grouped = row.group if row.code != "other_all" else None
        if grouped and grouped != before:
            head.append(cell(GROUPS[grouped], rowspan=groups.count(grouped)))
        before = grouped
        if row.code in ("new_received", "carried_in", "carried_out"):
            head.append(cell(row.label, colspan=3))
        else:
            head.append(cell(row.label) if grouped else cell(row.label, colspan=2))
        rows.append([*head, *numbers])
    return rows


def t4_rows(printed: Printed, cell: Cell = td) -> Rows:
    t2, _ = forms_of(printed)
    ids = table_form("t4", t2).cell_ids
    return [
        [cell("行政复议", colspan=5), cell("行政诉讼", colspan=10)],
        [
            *[cell(head, rowspan=2) for head in RESULTS],
            cell("未经复议直接起诉", colspan=5),
            cell("复议后起诉", colspan=5),
        ],
        list(map(cell, RESULTS * 2)),
        [cell(printed[id]) for id in ids],
    ]


def table(rows: Sequence[Sequence[str]], attributes: str = ' border="1" cellspacing="0"') -> str:
    return f"<table{attributes}><tbody>" + "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</tbody></table>"


def paragraph(text: str) -> str:
    return f'<p style="text-indent: 2em;"><span style="font-family: 仿宋_GB2312; font-size: 16pt;">{text}</span></p>\n'


def report(
    printed: Printed,
    cell: Cell = td,
    paragraph: Callable[[str], str] = paragraph,
    draw: Callable[[Rows], str] = table,
    title: str | None = TITLE,
) -> str:
    """The body of a report, its tables drawn by ``draw`` from rows of drawn cells."""
    drawn = {2: draw(t2_rows(printed, cell)), 3: draw(t3_rows(printed, cell)), 4: draw(t4_rows(printed, cell))}
    parts = [paragraph(title)] if title else []
    for number in range(7):
        parts += [paragraph(SECTIONS[number])] if number else []
        parts += [drawn[number]] if number in drawn else [paragraph(text) for text in PARAGRAPHS[number]]
    return "\n".join(parts)


NAVIGATION = (
    '<div class="header"><a href="/">首页</a></div><div class="w1200 menu-box"><ul>'
    + "".join(
        f'<li><a href="/c{i}/">{name}</a></li>'
        for i, name in enumerate(["县情", "政务公开", "办事服务", "互动交流", "数据"])
    )
    + '</ul></div><div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; '
    "<span>年报</span></div>"
)
INDEX = (
    '<table class="xxgk-index" width="100%"><tr><td>索 引 号：</td><td>QH014/2024-00007</td>'
    "<td>信息分类：</td><td>年度报告</td></tr>"
    f"<tr><td>发布机构：</td><td>{ORGAN}</td><td>发文日期：</td><td>2024-01-23</td></tr>"
    "<tr><td>文　　号：</td><td>&nbsp;</td><td>有 效 性：</td><td>有效</td></tr></table>"
)
FOOTER = (
    '<div class="xgwj"><h3>相关文件</h3><ul><li><a href="1.html">青禾县水利局2022年政府信息公开工作年度报告</a></li>'
    '<li><a href="2.html">青禾县水利局2021年政府信息公开工作年度报告</a></li></ul></div>'
    '<div class="footer"><p>主办单位：青禾县人民政府办公室　承办单位：青禾县大数据中心</p>'
    "<p>网站标识码：4107250001　豫ICP备05000001号</p></div>"
)
BUTTONS = (
    '<div class="tools">【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】 <a href="#">打印</a></div>'
)


def page(body: str, title: str = TITLE, head: str = "") -> str:
    """A page of a content system: navigation, index block, heading, buttons, body, related links, footer."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_青禾县人民政府</title>{head}'
        f"<script>var siteId = 1; if (siteId < 2) {{ document.title; }}</script></head><body>{NAVIGATION}"
        f'<div class="content-box">{INDEX}<h1>{title}</h1>{BUTTONS}<div id="zoom" class="TRS_Editor">{body}</div>'
        f"</div>{FOOTER}</body></html>"
    )
