"""Sections are found by their words, in every dress that reports come in."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from nlp.document import Document
from nlp.knowledge import load
from nlp.narrative.prose import LONGEST_PARAGRAPH, paragraphs
from nlp.reading.read import read_document
from nlp.report import Section, Source
from nlp.structure.sections import find_sections

T2 = """第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 1 2 3
行政规范性文件 4 5 6
第二十条第（五）项
行政许可 78"""
T3 = """（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 申请人情况
一、本年新收政府信息公开申请数量 9 0 0 0 0 0 9
二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1
三、本年度办理结果 （一）予以公开 8 0 0 0 0 0 8
（七）总计 8 0 0 0 0 0 8
四、结转下年度继续办理 2 0 0 0 0 0 2"""
T4 = """行政复议 行政诉讼
结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉
1 0 0 0 1 0 0 0 0 0 0 0 0 0 0"""
OVERVIEW = "2023年，青禾县水利局依法公开水情信息318条，群众办事更加方便，各项制度不断完善。"
TROUBLE = "公开的内容不够细致，答复文书的质量有待提高。下一步，我局将组织业务培训，修订答复文书的格式。"
BODIES = {"s1": OVERVIEW, "s2": T2, "s3": T3, "s4": T4, "s5": TROUBLE, "s6": "本年度未收取信息处理费。"}
TITLES = {
    "s1": "一、总体情况",
    "s2": "二、主动公开政府信息情况",
    "s3": "三、收到和处理政府信息公开申请情况",
    "s4": "四、政府信息公开行政复议、行政诉讼情况",
    "s5": "五、存在的主要问题及改进情况",
    "s6": "六、其他需要报告的事项",
}
IDS = list(TITLES)


def document(text: str) -> Document:
    return Document(Source("a.txt", "", "text/plain", len(text)), text)


def report(bodies: dict[str, str] | None = None, **titles: str) -> str:
    """A report of a place that does not exist; a title of "" is left out."""
    printed = TITLES | titles
    parts = [f"{printed[id]}\n{(BODIES | (bodies or {}))[id]}".strip("\n") for id in IDS]
    return "青禾县水利局2023年政府信息公开工作年度报告\n\n" + "\n\n".join(parts) + "\n"


def sections_of(text: str) -> dict[str, Section]:
    return {section.id: section for section in find_sections(document(text))[0]}


def body(text: str, section: Section) -> str:
    return text[section.body_start : section.end].strip()


def codes_of(text: str) -> list[str]:
    return [warning.code for warning in find_sections(document(text))[1]]


def test_a_plain_report_has_six_sections_and_no_warning() -> None:
    text = report()
    found = sections_of(text)
    assert [id for id in found if id in IDS] == IDS
    assert {id: body(text, found[id]) for id in IDS} == BODIES
    assert {id: found[id].title for id in IDS} == TITLES
    assert codes_of(text) == []


VARIANTS = [
    ("s1", "一、总体工作情况"),
    ("s1", "总体情况"),
    ("s1", "政府信息公开工作总体情况"),
    ("s1", "一、2025年政务公开工作总体情况"),
    ("s1", "一、工作开展总体情况"),
    ("s1", "一、总体落实情况"),
    ("s1", "一、政府信息公开工作总体情况"),
    ("s1", "一、基本情况"),
    ("s1", "一、總體情況"),
    ("s1", "一 、总 体 情 况"),
    ("s1", "## 一、总体情况"),
    ("s1", "**一、总体情况**"),
    ("s1", "第一部分 总体情况"),
    ("s2", "二、行政机关主动公开政府信息情况"),
    ("s2", "二、本年度主动公开政府信息情况"),
    ("s2", "二、主动公开政务信息情况"),
    ("s2", "二、主动公开政府信息的情况"),
    ("s2", "一、主动公开政府信息情况"),
    ("s3", "三、行政机关收到和处理信息公开申请情况"),
    ("s3", "三、收到和处理政府信息公开申请情况统计表"),
    ("s3", "三、收到和处理政府信息公开申请情况（数据准确、要素齐全）"),
    ("s3", "### 三、收到和处理政府信息公开申请情况"),
    ("s3", "二、收到和处理政府信息公开申请情况"),
    ("s3", "三、收到和處理政府信息公開申請情況"),
    ("s3", "三、收到和处理政府信息\n公开申请情况"),
    ("s4", "四、因政府信息公开工作被申请行政复议提起行政诉讼情况"),
    ("s4", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    ("s4", "四、政府信息公开工作行政复议、行政诉讼情况"),
    ("s4", "四、被申请行政复议、提起行政诉讼情况"),
    ("s4", "四、政府信息公开行政复议"),
    ("s4", "四、政府信息公开行政复议和行政诉讼情况"),
    ("s4", "#### 四、政府信息公开行政复议、行政诉讼情况"),
    ("s4", "三、政府信息公开行政复议、行政诉讼情况"),
    ("s4", "四、政府信息公开行政复议、\n行政诉讼情况"),
    ("s5", "五、存在的主要问题和改进情况"),
    ("s5", "五、存在问题与改进方向"),
    ("s5", "五、存在的主要问题及改进思路"),
    ("s5", "五、政务信息工作存在主要问题和改进情况"),
    ("s5", "五、信息公开工作存在的主要问题及改进措施"),
    ("s5", "六、存在的问题及改进情况"),
    ("s5", "五、存在的主要问题及\n整改措施"),
    ("s5", "五、政府信息公开工作存在的主要问题及改进情况"),
    ("s5", "五、存在的主要問題及下一步計劃"),
    ("s5", "五、存在的不足及改进措施"),
    ("s5", "五、存在的问题"),
    ("s5", "五、存在问题和下一步工作打算"),
    ("s5", "存在的主要问题及改进情况"),
    ("s6", "其他需要报告的事项"),
    ("s6", "五、其他需要报告的事项"),
    ("s6", "七、其他需报告的事项"),
    ("s6", "l六、其他需要报告的事项"),
    ("s6", "|六、其他需要报告的事项"),
    ("s6", "六、 其他需要报告的事项："),
]


@pytest.mark.parametrize(("id", "title"), VARIANTS)
def test_every_way_to_print_a_title_opens_its_section(id: str, title: str) -> None:
    text = report(**{id: title})
    found = sections_of(text)
    assert [id for id in found if id in IDS] == IDS
    assert {id: body(text, found[id]) for id in IDS} == BODIES
    assert found[id].status == "found"
    printed = found[id].title
    assert printed is not None
    assert printed == title.replace("\n", "").strip("#*| ")


def test_a_body_on_the_line_of_its_title_stays_a_body() -> None:
    text = report({"s5": ""}, s5="五、存在的主要问题及改进情况" + TROUBLE)
    found = sections_of(text)
    assert body(text, found["s5"]) == TROUBLE
    assert found["s5"].title == "五、存在的主要问题及改进情况"
    text = report({"s6": ""}, s6="六、其他需要报告的事项 无。")
    assert body(text, sections_of(text)["s6"]) == "无。"


def test_a_title_fused_with_a_row_of_its_table_opens_the_section() -> None:
    text = report(s4="四、政府信息公开行政复议、行政诉讼情况88 18 28 36 170")
    assert body(text, sections_of(text)["s4"]).startswith("88 18 28 36 170")


def test_a_report_in_one_paragraph_has_its_sections() -> None:
    text = " ".join(f"{TITLES[id]} {BODIES[id]}" for id in IDS if id in ("s1", "s5", "s6"))
    text = "青禾县水利局2023年政府信息公开工作年度报告 " + text.replace("\n", " ")
    found = sections_of(text)
    assert body(text, found["s1"]) == OVERVIEW
    assert body(text, found["s5"]) == TROUBLE
    assert body(text, found["s6"]) == BODIES["s6"]


def test_one_paragraph_with_dropped_tables_keeps_sections_and_parts_apart() -> None:
    one = "一、总体情况 工作有序。(一)主动公开情况 2023年,公开信息30条。(二)依申请公开情况 未收到申请。"
    one += "(三)教育培训 办班。"
    text = " ".join([one, *(TITLES[id] for id in ("s2", "s3", "s4")), TITLES["s5"], TROUBLE, TITLES["s6"], "无"])
    found = sections_of(text)
    assert [id for id in found if id in IDS] == IDS
    assert body(text, found["s1.proactive"]) == "2023年,公开信息30条。"
    assert body(text, found["s1.requests"]) == "未收到申请。"
    assert found["s3"].title == TITLES["s3"]
    assert body(text, found["s5"]) == TROUBLE


def test_all_six_titles_in_one_paragraph_are_found() -> None:
    text = "".join(f"{TITLES[id]} {BODIES[id]}" for id in IDS).replace("\n", " ")
    found = sections_of(text)
    assert [id for id in found if id in IDS] == IDS
    assert body(text, found["s5"]) == TROUBLE


@pytest.mark.parametrize(
    "preface",
    [
        "本报告包括总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况，存在的主要问题及改进情况，"
        "其他需要报告的事项等六个部分。",
        "全文由一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况；四、政府信息公开行政复议、"
        "行政诉讼情况；五、存在的主要问题及改进情况；六、其他需要报告的事项六部分组成，欢迎查阅。",
        "本报告由总体情况、\n主动公开政府信息情况、\n其他需要报告的事项\n、附件等部分组成，供公众查阅。",
    ],
)
def test_a_contents_sentence_opens_no_section(preface: str) -> None:
    text = report().replace("年度报告\n", f"年度报告\n\n{preface}\n", 1)
    found = sections_of(text)
    assert {id: body(text, found[id]) for id in IDS} == BODIES
    assert body(text, found["s0"]).startswith(preface[:10])


@pytest.mark.parametrize("leader", ["", "..........3", "……………… 3"])
def test_a_list_of_contents_opens_no_section(leader: str) -> None:
    contents = "\n".join(title + leader for title in TITLES.values())
    text = report().replace("年度报告\n", f"年度报告\n目录\n{contents}\n", 1)
    assert {id: body(text, section) for id, section in sections_of(text).items() if id in IDS} == BODIES


def test_rows_of_table_3_that_look_like_titles_open_no_section() -> None:
    text = report({"s3": T3.replace("一、本年", "### 一、本年").replace("三、本年", "### 三、本年")})
    found = sections_of(text)
    assert body(text, found["s3"]).endswith("2 0 0 0 0 0 2")


def test_parenthesised_titles_can_be_the_top_level() -> None:
    text = report(
        **{id: title.replace(title[0], f"（{title[0]}）", 1).replace("、", "", 1) for id, title in TITLES.items()}
    )
    found = sections_of(text)
    assert {id: body(text, found[id]) for id in IDS} == BODIES


def test_numerals_that_restart_are_no_hindrance_and_named_in_a_warning() -> None:
    text = report(s2="一、主动公开政府信息情况", s3="二、收到和处理政府信息公开申请情况")
    assert [id for id in sections_of(text) if id in IDS] == IDS
    assert "section_number_repeated" in codes_of(text)


def test_skipped_numerals_are_named_in_a_warning() -> None:
    assert "section_number_order" in codes_of(report(s6="七、其他需要报告的事项"))


@pytest.mark.parametrize("title", [*TITLES.values(), "六、公开咨询与投诉受理情况"])
def test_a_paragraph_too_long_to_be_read_as_prose_is_warned_of(title: str) -> None:
    titles = sorted({*TITLES.values(), title}, key=lambda each: "一二三四五六".index(each[0]))
    long = "甲 " * (LONGEST_PARAGRAPH + 1) + "。"
    text = "\n".join(f"{each}\n{long if each == title else OVERVIEW}" for each in titles)
    doc = document(text)
    sections, warnings = find_sections(doc)
    assert title in [section.title for section in sections]
    assert all(len(paragraph.view.text) < LONGEST_PARAGRAPH for paragraph in paragraphs(doc, sections))
    assert "section_length" in [warning.code for warning in warnings]


def test_empty_table_sections_one_after_another_are_kept_apart() -> None:
    text = report({"s2": "", "s3": "", "s4": ""})
    found = sections_of(text)
    assert [id for id in found if id in IDS] == IDS
    assert [body(text, found[id]) for id in ("s2", "s3", "s4")] == ["", "", ""]
    assert codes_of(text) == ["section_length"] * 3


@pytest.mark.parametrize(
    ("id", "body_start", "why"),
    [
        ("s2", "第二十条第", "table"),
        ("s3", "（本列数据", "table"),
        ("s4", "行政复议", "table"),
        ("s5", "公开的内容", "wording"),
        ("s6", "", ""),
    ],
)
def test_a_section_without_title_is_known_by_what_it_holds(id: str, body_start: str, why: str) -> None:
    bodies = {"s6": "无。"} if id == "s6" else {}
    text = report(bodies, **{id: ""})
    found = sections_of(text)
    if id == "s6":
        assert "s6" not in found
        assert "section_missing" in codes_of(text)
        return
    assert (found[id].status, found[id].why, found[id].title) == ("recovered", why, None)
    assert body(text, found[id]).startswith(body_start)
    assert {other: body(text, found[other]) for other in IDS if other != id} == {
        other: BODIES[other] for other in IDS if other != id
    }
    assert "section_recovered" in codes_of(text)


@pytest.mark.parametrize(
    "opening", ["（一）主要问题\n", "（一）存在问题\n", "1、公开形式的便捷性有待加强\n", "存在的问题："]
)
def test_section_five_without_title_is_known_by_its_sub_headings(opening: str) -> None:
    text = report({"s5": opening + TROUBLE}, s5="")
    section = sections_of(text)["s5"]
    assert (section.status, section.why) == ("recovered", "sub-heading")
    assert body(text, section).startswith(opening.strip())


def test_section_six_without_title_is_known_by_its_sentence() -> None:
    text = report({"s6": "本年度没有其他需要报告的事项。"}, s6="")
    assert body(text, sections_of(text)["s6"]) == "本年度没有其他需要报告的事项。"
    assert sections_of(text)["s6"].status == "recovered"
    assert body(text, sections_of(text)["s5"]) == TROUBLE


def test_section_one_without_title_starts_at_its_first_part() -> None:
    text = report({"s1": "（一）主动公开\n公开水情信息318条。\n（二）依申请公开\n收到申请9件。"}, s1="")
    found = sections_of(text)
    assert (found["s1"].status, found["s1"].why) == ("recovered", "sub-heading")
    assert body(text, found["s1"]).startswith("（一）主动公开")
    assert body(text, found["s1.proactive"]) == "公开水情信息318条。"


def test_section_one_under_another_title_is_recovered() -> None:
    text = report(s1="一、加强组织领导，明确责任部门")
    found = sections_of(text)
    assert (found["s1"].status, found["s1"].why) == ("recovered", "first heading")
    assert body(text, found["s1"]).endswith(OVERVIEW)


PARTS = ["s1.proactive", "s1.requests", "s1.management", "s1.platform", "s1.supervision"]


@pytest.mark.parametrize(
    "headings",
    [
        ["（一）主动公开", "（二）依申请公开", "（三）政府信息管理", "（四）平台建设", "（五）监督保障"],
        [
            "（一）主动公开情况",
            "（二）依申请公开办理情况",
            "（三）信息管理方面",
            "（四）政府信息平台建设情况",
            "（五）监督保障方面",
        ],
        ["### 1. 主动公开", "### 2. 依申请公开", "### 3. 政府信息管理", "### 4. 平台建设", "### 5. 监督保障"],
        [
            "1、政府信息主动公开情况",
            "2、规范依申请公开",
            "3、政府信息资源管理情况",
            "4、政务公开平台建设情况",
            "5、监督保障情况",
        ],
        [
            "一是主动公开情况。",
            "二是依申请公开情况。",
            "三是政府信息管理情况。",
            "四是平台建设情况。",
            "五是监督保障情况。",
        ],
        ["主动公开情况", "依申请公开情况", "政府信息管理情况", "政府信息公开平台建设", "监督保障"],
        [
            "(一)系统化推进主动公开。",
            "(二)提高效率，做好依申请公开工作。",
            "(三)完善制度规范，加强政府信息管理",
            "(四)加强平台建设，扩展公开渠道",
            "(五)及时回应关切，自觉接受监督",
        ],
    ],
)
def test_section_one_has_five_parts_in_every_style_of_heading(headings: list[str]) -> None:
    texts = [f"这里是第{number}段工作。" for number in "甲乙丙丁戊"]
    glue = "" if headings[0].endswith("。") and headings[0][0] == "一" else "\n"
    text = report({"s1": "\n".join(f"{a}{glue}{b}" for a, b in zip(headings, texts, strict=True))})
    found = sections_of(text)
    assert [body(text, found[part]) for part in PARTS] == texts
    assert [found[part].title for part in PARTS] == [heading.strip("# ") for heading in headings]


def test_a_missing_part_is_left_out_and_a_foreign_one_ends_its_neighbour() -> None:
    text = report(
        {"s1": "水情公开318条。\n（二）依申请公开\n收到9件。\n（三）教育培训\n办班2期。\n（四）平台建设\n改版网站。"}
    )
    found = sections_of(text)
    assert [part for part in PARTS if part in found] == ["s1.requests", "s1.platform"]
    assert body(text, found["s1.requests"]) == "收到9件。"


def test_an_enumeration_in_prose_makes_no_parts() -> None:
    text = report(
        {"s1": OVERVIEW + "一是完善依申请公开、培训等制度，明确时限。\n二是依托县政务服务平台，公开各类信息。"}
    )
    assert not [id for id in sections_of(text) if id.startswith("s1.")]


def test_two_sections_on_problems_and_measures_are_one() -> None:
    text = report({"s5": "文书质量不高。\n六、改进措施\n组织培训。"}, s5="五、存在问题", s6="七、其他需要报告的事项")
    found = find_sections(document(text))[0]
    five = [section for section in found if section.id == "s5"]
    assert len(five) == 1
    assert body(text, five[0]) == "文书质量不高。\n六、改进措施\n组织培训。"


def test_a_signature_is_no_part_of_section_six() -> None:
    text = report({"s6": "无。\n\n青禾县水利局\n\n2024 年 1 月 18 日\n\n附件：1.统计表.xlsx"})
    found = sections_of(text)
    assert body(text, found["s6"]) == "无。"
    assert body(text, found["s9"]).startswith("青禾县水利局")


def test_a_signature_behind_the_last_sentence_is_the_sign_off() -> None:
    text = report({"s6": "无其他需要报告的事项。 青禾县水利局 2024年1月18日"})
    found = sections_of(text)
    assert body(text, found["s6"]) == "无其他需要报告的事项。"
    assert body(text, found["s9"]) == "青禾县水利局 2024年1月18日"


def test_page_furniture_behind_the_report_is_left_out_of_section_six() -> None:
    text = report({"s6": "无\n- 5 -\n责任编辑：周禾\n打印本页\n关闭窗口"})
    assert body(text, sections_of(text)["s6"]) == "无"


def test_front_matter_begins_behind_title_index_and_date_lines() -> None:
    front = "索引号：QH-2024-01\n发布时间：2024-01-20 09:30\n青禾县水利局\n（2024年1月20日）\n"
    front += "根据《条例》的规定，编制本报告。\n"
    text = front.replace("根据", "青禾县水利局2023年政府信息公开工作年度报告\n根据") + "一、总体情况\n" + OVERVIEW
    assert body(text, sections_of(text)["s0"]) == "根据《条例》的规定，编制本报告。"


def test_a_title_line_alone_is_no_front_matter() -> None:
    assert "s0" not in sections_of(report())


def test_the_number_of_parts_announced_is_held_against_those_found() -> None:
    preface = "根据条例要求，编制本报告。报告由五个部分组成，供公众查阅。"
    text = report().replace("年度报告\n", f"年度报告\n{preface}\n", 1)
    assert codes_of(text) == ["section_count"]
    assert codes_of(text.replace("五个部分", "六个部分")) == []


def test_a_report_from_before_2019_has_the_nearest_sections_and_parts_of_its_own() -> None:
    parts = {
        "一、概述": "2015年公开信息88条。",
        "二、主动公开政府信息情况": "网站公开60条，公示栏28条。",
        "三、政府信息依申请公开办理情况": "收到申请3件，均已答复。",
        "四、政府信息公开的收费及减免情况": "未收取费用。",
        "五、因政府信息公开申请行政复议、提起行政诉讼的情况": "未发生。",
        "六、政府信息公开机构及经费情况": "专职人员1名。",
        "七、政府信息公开工作存在的主要问题和改进措施": "更新不够及时。今后加强督促。",
        "八、其他需要报告的事项": "无。",
    }
    text = "青禾县水利局2015年政府信息公开工作年度报告\n" + "\n".join(f"{k}\n{v}" for k, v in parts.items())
    found = sections_of(text)
    ids = ["s1", "s2", "s3", "x.fees", "s4", "x.institution", "s5", "s6"]
    assert [id for id in found if "." not in id or id[0] == "x"] == ids
    assert [body(text, found[id]) for id in ids] == list(parts.values())
    assert [found[id].title for id in ids] == list(parts)


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("二、政府信息主动公开情况", "s2"),
        ("二、信息公开情况", "s2"),
        ("二、主动公开政府信息及公开平台建设情况", "s2"),
        ("三、依申请公开政府信息和不予公开政府信息的情况", "s3"),
        ("三、申请公开政府信息办理情况", "s3"),
        ("四、复议、诉讼和申诉情况", "s4"),
        ("四、行政复议拆讼和举报投诉情况", "s4"),
        ("四、因政府信息公开申请行政复议、提起行政诉讼的情况", "s4"),
        ("四、依申请信息公开收费情况", "x.fees"),
        ("四、政府信息公开支出与收费", "x.fees"),
        ("四、咨询和投诉情况", "x.consultation"),
        ("四、重点领域政府信息公开工作推进情况", "x.key_areas"),
        ("四、组织领导和制度建设情况", "x.institution"),
        ("四、政府信息公开保密审查及监督检查情况", "x.supervision"),
        ("五、存在不足及改进办法", "s5"),
        ("五、主要问题和改进措施", "s5"),
        ("五、工作存在的问题及努力方向", "s5"),
        ("五、存在问题及工作打算", "s5"),
        ("六、需要说明的事项与附表", "s6"),
    ],
)
def test_a_title_from_before_2019_finds_its_place(title: str, id: str) -> None:
    old = [
        "一、概述",
        "二、主动公开情况",
        "三、依申请公开情况",
        "四、行政复议和诉讼情况",
        "五、存在问题和改进措施",
        "六、其他有关事项",
    ]
    old[["一", "二", "三", "四", "五", "六"].index(title[0])] = title
    text = "青禾镇2012年政府信息公开年报\n" + "\n".join(
        f"{each}\n这里写第{n}件事情的经过。" for n, each in enumerate(old)
    )
    assert {section.title: section.id for section in find_sections(document(text))[0]}[title] == id


def test_inline_numerals_of_section_five_open_nothing() -> None:
    text = report(
        {"s5": "存在的问题：一、对条例学习不够。\n二、公开方式比较单一。\n改进措施：一、加强学习。二、拓宽渠道。"}
    )
    assert body(text, sections_of(text)["s5"]).endswith("二、拓宽渠道。")


@pytest.mark.parametrize("text", ["", "\n\n", "无", "一、", "#" * 500, "|" * 3000, "一、二、三、" * 500, "\ufffd" * 40])
def test_any_text_has_an_answer(text: str) -> None:
    sections, warnings = find_sections(document(text))
    assert all(0 <= section.start <= section.body_start <= section.end <= len(text) for section in sections)
    assert warnings


def test_a_text_without_sections_says_that_all_are_missing() -> None:
    assert codes_of("今天天气很好，我们去河边散步。") == ["section_missing"] * 6


def test_sections_do_not_overlap_and_titles_stand_where_they_say() -> None:
    text = report({"s6": "无。\n青禾县水利局\n2024年1月18日"}).replace(
        "年度报告\n", "年度报告\n根据条例要求，编制本报告。\n", 1
    )
    sections = [section for section in find_sections(document(text))[0] if not section.id.startswith("s1.")]
    assert [section.id for section in sections] == ["s0", *IDS, "s9"]
    for section, after in pairwise(sections):
        assert section.start <= section.body_start <= section.end <= after.start
    for section in sections[1:7]:
        assert text[section.start : section.body_start].strip() == section.title


def test_narrative_parts_with_numerals_of_their_own_before_the_tables_are_section_one() -> None:
    narrative = "一、强化组织推进\n成立专班。\n二、主动公开情况\n公开水情318条。\n三、依申请公开情况\n收到9件。"
    narrative += "\n四、平台建设情况\n改版网站。"
    tables = f"{TITLES['s2']}\n{T2}\n{TITLES['s3']}\n{T3}\n{TITLES['s4']}\n{T4}"
    tables = tables.replace("二、主动", "一、主动").replace("三、收到", "二、收到").replace("四、政府", "三、政府")
    text = f"青禾县科技局2024年政府信息公开工作年度报告\n{narrative}\n{tables}\n（一）主要问题\n{TROUBLE}"
    text += "\n五、其他需要报告的事项\n无。\n"
    found = sections_of(text)
    assert [id for id in found if id in IDS or id[0] == "x"] == IDS
    assert body(text, found["s1"]).startswith("一、强化组织推进")
    assert body(text, found["s1"]).endswith("改版网站。")
    assert body(text, found["s2"]) == T2
    assert (found["s1"].status, found["s5"].status) == ("recovered", "recovered")


def test_improvements_of_last_year_may_come_first_in_a_lost_section_five() -> None:
    five = f"（一）2023年工作中存在问题的改进情况\n已完善答复文书。\n（二）2024年工作中存在的主要问题\n{TROUBLE}"
    text = report({"s5": five}, s5="")
    assert body(text, sections_of(text)["s5"]) == five


def test_a_report_that_begins_with_a_later_section_says_what_is_missing() -> None:
    text = "\n".join(f"{TITLES[id]}\n{BODIES[id]}" for id in IDS[2:])
    found = sections_of(text)
    assert [id for id in found if id in IDS] == IDS[2:]
    assert codes_of(text).count("section_missing") == 2


def test_five_one_line_parts_under_section_one_open_no_section() -> None:
    ones = "（一）主动公开情况。公开318条。\n（二）依申请公开情况。收到9件。\n（三）收费及减免情况。未收费。"
    ones += "\n（四）行政复议和行政诉讼情况。未发生。"
    text = report({"s1": ones})
    found = sections_of(text)
    assert body(text, found["s1"]) == ones
    assert [id for id in found if id[0] == "x"] == []
    assert body(text, found["s1.requests"]) == "收到9件。"


def test_a_heading_in_the_middle_with_unknown_words_is_a_part_of_its_own() -> None:
    text = report(
        {"s4": T4 + "\n五、青年志愿行动\n组织活动3次。"}, s5="六、存在的主要问题及改进情况", s6="七、其他需要报告的事项"
    )
    found = sections_of(text)
    assert body(text, found["s4"]) == T4
    assert body(text, found["x.other"]) == "组织活动3次。"


def test_every_pattern_of_the_titles_compiles_and_every_canonical_title_is_known() -> None:
    knowledge = load("structure", "sections")
    assert {entry["id"] for entry in knowledge["titles"]} >= set(IDS)
    assert {part["id"] for part in knowledge["parts"]} == set(PARTS)


REPORTS = [
    "seeds/000_ea283cbb07356b34.txt", "seeds/001_d313710ee9afc711.txt", "seeds/002_7cfadf0ad0472a85.txt",
    "seeds/003_4bd4852ed9ecdba1.txt", "seeds/004_15a2a8efa849601b.txt", "reports/shuyang_county_2025.md",
    "reports/dialects/hongze_2023.pdfplumber.txt", "reports/dialects/hongze_2023.pdftotext_layout.txt",
    "reports/dialects/hongze_2023.pdftotext_raw.txt", "reports/dialects/hongze_2023.pymupdf.txt",
    "reports/dialects/hongze_2023.pypdf.txt",
]  # fmt: skip


@pytest.mark.parametrize("path", REPORTS)
def test_the_annotated_reports_have_their_sections(shared: Path, path: str) -> None:
    doc = read_document(shared / path)
    stem = path.rsplit("/", 1)[-1].split(".")[0]
    gold = json.loads((shared / "gold" / f"{stem}.json").read_text("utf-8"))["sections"]
    sections, warnings = find_sections(doc)
    found = {section.id: section for section in sections}

    def bare(text: str) -> str:
        return "".join(text.translate(str.maketrans("，；：（）", ",;:()")).split()).rstrip("。)")

    for id, want in gold.items():
        assert found[id].status == "found"
        if want.get("first"):
            held = bare(doc.text[found[id].body_start : found[id].end])
            assert held.startswith(bare(want["first"]))
            assert held.endswith(bare(want["last"])[-8:])
    assert not warnings
