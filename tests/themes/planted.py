"""Invented texts with known topics, for the tests of discovery; every text is put together by a counter."""

from dataclasses import replace
from itertools import product

import fake_reports

from nlp.report import Report, Theme, Unit

SUBJECTS = ("个别科室", "部分乡镇", "有的窗口", "少数站所", "一些村社", "几个二级单位", "不少学校")
TOPICS = {
    "疫情": (
        ("受疫情防控影响", "疫情防控期间人员抽调", "疫情防控任务很重", "因为疫情防控需要"),
        ("现场咨询一度停办", "开放日活动往后推迟", "值守占去全部精力", "封控时活动无法举行", "现场活动推迟到年底"),
    ),
    "档案": (
        ("历史档案没有数字化", "旧文件的历史档案残缺", "历史档案扫描进度缓慢", "早年的历史档案散落各处"),
        ("查找旧文件靠翻柜子", "扫描和数字化无从做起", "旧文件查找困难", "目录同柜子里的对不上", "数字化经费没有着落"),
    ),
    "方言": (
        ("缺少民族语言译本", "民族语言翻译力量薄弱", "没有把公告译成民族语言", "民族语言版的公告迟迟没有印出"),
        (
            "牧区群众看不懂公告",
            "牧区群众反映用词生硬",
            "译本到不了牧区群众手上",
            "牧区群众只好找人翻译",
            "译本同原文对不上",
        ),
    ),
    "收费": (
        ("信息处理费的标准吃不准", "收取信息处理费没有先例", "信息处理费怎么算说法各异", "对信息处理费同财务有分歧"),
        (
            "缴费通知发不出去",
            "缴费账户至今没有开立",
            "开了缴费通知也收不到钱",
            "财务不肯开立缴费账户",
            "申请人收到缴费通知后不缴",
        ),
    ),
}


def planted(topics=tuple(TOPICS)) -> list[tuple[str, str]]:
    """(topic, text) pairs: 20 texts a topic, no text twice."""
    made = [
        (topic, f"{head}，{{}}{tail}。")
        for topic in topics
        for head, tail in product(TOPICS[topic][0], TOPICS[topic][1])
    ]
    return [(topic, text.format(SUBJECTS[i % len(SUBJECTS)])) for i, (topic, text) in enumerate(made)]


def analyse(data: bytes, name: str) -> Report:
    """A report whose every line is a problem, and again a measure, that has a residual code."""
    text = data.decode()
    units, at = [], 0
    for order, line in enumerate(text.splitlines(keepends=True)):
        for kind in ("problem", "measure"):
            theme = Theme(f"other_{kind}", 0.5, "cues:1", ((0, 1),))
            units.append(
                Unit(f"u{len(units)}", kind, line.rstrip(), at, at + len(line.rstrip()), order, None, (theme,))
            )
        at += len(line)
    return replace(fake_reports.make(data, name, text), units=tuple(units), links=())
