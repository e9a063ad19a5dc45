"""Reports pass, whatever they lost; guides, budgets, code and prose do not."""

from __future__ import annotations

import pytest

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.report import Source
from nlp.structure.gate import ensure_report, is_report
from nlp.structure.sections import find_sections

TABLES = (
    "第二十条第（一）项\n规章 0 0 0\n勾稽关系\n一、本年新收政府信息公开申请数量 0 0 0 0 0 0 0\n结果维持 结果纠正 0 0"
)
LONG = "本机关公开水情、汛情和工程信息，方便群众查询。" * 12


def passes(text: str) -> bool:
    doc = Document(Source("a.txt", "", "text/plain", len(text)), text)
    return is_report(doc, find_sections(doc)[0])


@pytest.mark.parametrize(
    "text",
    [
        f"青禾县水利局2023年政府信息公开工作年度报告\n一、总体情况\n{LONG}\n二、主动公开政府信息情况\n略",
        f"一、总体情况\n{LONG}\n五、存在的主要问题及改进情况\n政府信息公开的更新不够及时。",
        TABLES + "\n政府信息公开",
        f"青禾镇2012年政府信息公开年报\n一、概述\n{LONG}\n二、主动公开情况\n网站公开60条。\n三、依申请公开情况\n收到1件。",
        f"2023年度青禾街道信息公开工作报告\n一、总体情况\n{LONG}\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况",
        f"青禾縣水利局政府信息公開年度報告\n一、總體情況\n{LONG}\n六、其他需要報告的事項\n無",
    ],
)
def test_a_report_passes(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天天气很好，我们去河边散步。" * 40,
        "The report of the committee was published in March.\n" * 30,
        "def read(path):\n    return open(path).read()\n" * 30,
        f"青禾县水利局2023年部门预算公开报告\n一、部门概况\n{LONG}\n二、收入支出情况\n三、其他需要说明的事项\n无",
        f"青禾县水利局政府信息公开指南\n一、公开内容\n{LONG}\n二、依申请公开\n申请人可以向本机关提出申请。\n三、监督保障",
        f"青禾县水利局政务公开自查报告\n一、基本情况\n{LONG}\n二、存在问题及改进措施\n更新不及时，今后改进。",
        f"青禾县2023年法治政府建设情况报告\n一、总体情况\n{LONG}\n二、存在的主要问题及改进措施\n政务公开不够。",
        "青禾县水利局2023年政府信息公开工作年度报告",
        f"青禾县水利局2023年工作总结\n一、基本情况\n{LONG}\n二、存在的问题和改进措施\n巡查不够。",
    ],
)
def test_another_kind_of_document_does_not(text: str) -> None:
    assert not passes(text)


def test_the_refusal_is_one_line_with_a_code() -> None:
    doc = Document(Source("weather.txt", "", "text/plain", 0), "今天天气很好。")
    with pytest.raises(Unreadable) as refused:
        ensure_report(doc, find_sections(doc)[0])
    assert refused.value.code == "not_a_report"
    assert str(refused.value).startswith("weather.txt: ")
