"""Whole parts of section 一, written for these tests, read as a researcher would list what they report."""

# ruff: noqa: E501 - a row is a sentence
from __future__ import annotations

import pytest

from nlp.document import Document
from nlp.narrative.claims import find_claims
from nlp.narrative.fee import find_fee
from nlp.narrative.platforms import find_platforms
from nlp.report import Section, Source

TEXTS: list[tuple[str, str, dict[tuple[str, str], float | None], set[tuple[str, float]], str]] = [
    (
        "township",
        "2024年，白石镇认真落实公开要求，依托县人民政府网站、“大美白石”微信公众号、村（社区）公开栏等载体公开信息。\n"
        "（一）主动公开。全年在县政府网站发布信息143条，其中政府文件6条、财政预决算4条、重点领域信息58条；"
        "微信公众号发布图文信息392篇，单篇最高阅读量1.6万次。\n"
        "（二）依申请公开。全年未收到政府信息公开申请，没有发生行政复议、行政诉讼。\n"
        "（三）政府信息管理。严格落实“三审三校”，全年开展信息自查12次，整改错敏词36处。\n"
        "（四）平台建设。安排专人维护县政府网站白石镇专栏，规范运维政务新媒体，更新栏目信息143条。\n"
        "（五）监督保障。召开专题会议2次，组织业务培训1场。\n",
        {("website", "县人民政府网站"): 143, ("wechat", "大美白石"): 392, ("bulletin_board", "公开栏"): None},
        {
            ("items_disclosed", 143), ("requests_received", 0), ("reconsiderations", 0), ("lawsuits", 0), ("trainings", 1),
        },
        "not_mentioned",
    ),
    (
        "city bureau",
        "2024年，市住房城乡建设局共主动公开政府信息2186条。其中，通过局门户网站公开1204条，通过“石城住建”微信公众号公开876条，"
        "通过《石城日报》等新闻媒体公开106条。全年制定行政规范性文件3件，发布政策解读稿件9篇，其中图文解读5篇。"
        "参加市政府新闻发布会2场。\n"
        "全年共收到依申请公开政府信息申请64件，上年结转5件，全部为自然人申请。办结66件，其中予以公开23件，部分公开4件，不予公开7件，"
        "无法提供25件，不予处理2件，其他处理5件；结转下年度3件。因政府信息公开引发行政复议案件5件，行政诉讼案件2件。\n"
        "全年未收取信息处理费。\n",
        {("website", "局门户网站"): 1204, ("wechat", "石城住建"): 876, ("press", "石城日报"): None, ("press", "新闻媒体"): 106},
        {
            ("items_disclosed", 2186), ("normative_docs_issued", 3), ("interpretations", 9), ("press_conferences", 2),
            ("requests_received", 64), ("requests_closed", 66), ("requests_granted", 23), ("requests_partial", 4),
            ("requests_denied", 7), ("requests_carried_out", 3), ("reconsiderations", 5), ("lawsuits", 2), ("fee_yuan", 0),
        },
        "none_stated",
    ),
    (
        "old form",
        "一年来，我局通过政府网站、公示栏、广播电视、报刊等多种形式公开政府信息，累计公开信息268条，其中机构职能类12条，工作动态类256条。"
        "2024年度我局没有收到公民、法人和其他组织政府信息公开申请，没有因政府信息公开被申请行政复议或提起行政诉讼的情况，"
        "没有收取政府信息公开相关费用。\n",
        {
            ("website", "政府网站"): None, ("bulletin_board", "公示栏"): None, ("tv_radio", "广播电视"): None,
            ("press", "报刊"): None,
        },
        {("items_disclosed", 268), ("requests_received", 0), ("reconsiderations", 0), ("lawsuits", 0), ("fee_yuan", 0)},
        "none_stated",
    ),
    (
        "county government",
        "2024年，全县通过政府门户网站主动公开信息1.2万条，县政府公报出版6期，发行3000册。全县开设政务新媒体账号28个，"
        "“云溪发布”微信公众号推送信息1653条，总阅读量达210万人次，粉丝8.6万人；“云溪发布”抖音号发布短视频312条。"
        "县政府及各部门共收到政府信息公开申请187件，较上年下降6.5%，办结181件。"
        "打造县级政务公开专区1个、乡镇级专区14个，12345政务服务便民热线受理诉求2.3万件。"
        "举办新闻发布会8场，在线访谈6期。县政府办组织全县政务公开业务培训3期，培训410人次。"
        "全县行政机关共收取信息处理费1260元。\n",
        {
            ("website", "政府门户网站"): 12000, ("gazette", "县政府公报"): 6, ("wechat", "云溪发布"): 1653,
            ("douyin", "云溪发布"): 312, ("open_zone", "县级政务公开专区"): None,
            ("hotline", "12345政务服务便民热线"): None,
        },
        {
            ("items_disclosed", 12000), ("requests_received", 187), ("requests_closed", 181), ("press_conferences", 8),
            ("trainings", 3), ("fee_yuan", 1260),
        },
        "collected",
    ),
    (
        "district health office",
        "（一）主动公开情况\n我委坚持以公开为常态，2024年在区政府网站公开信息85条，在“健康云岭”公众号发布科普文章、工作动态等423篇，"
        "视频号发布视频35个，今日头条发布信息120条。\n（二）依申请公开情况\n2024年，共受理公众通过网上平台提交的信息公开申请4件，"
        "均已答复，其中：予以公开1件、部分公开1件、本机关不掌握相关政府信息2件。\n（三）平台建设\n持续推进政府网站集约化建设，"
        "加强“健康云岭”公众号等政务新媒体管理，按季度开展检查4次。\n（五）监督保障\n全年举办信息公开和保密培训两次，参训90余人。"
        "未发生因政府信息公开引发的行政复议和行政诉讼案件。\n",
        {
            ("website", "区政府网站"): 85, ("wechat", "健康云岭"): 423, ("video_account", "视频号"): 35,
            ("platform_other", "今日头条"): 120,
        },
        {
            ("items_disclosed", 85), ("requests_received", 4), ("requests_granted", 1), ("requests_partial", 1),
            ("trainings", 2), ("reconsiderations", 0), ("lawsuits", 0),
        },
        "not_mentioned",
    ),
    (
        "justice office",
        "2024年，清溪县司法局充分发挥政府网站、“清溪普法”微信公众号、抖音号“清溪普法”等平台作用，全年发布各类信息560余条。"
        "办理行政复议案件76件、行政应诉案件31件，审查行政规范性文件12件，办理法律援助案件430件，开展普法讲座120场。"
        "我局收到依申请公开2件，已按期答复2件。组织政务公开工作培训1次。\n",
        {("website", "政府网站"): None, ("wechat", "清溪普法"): None, ("douyin", "清溪普法"): None},
        {("items_disclosed", 560), ("requests_received", 2), ("requests_closed", 2), ("trainings", 1)},
        "not_mentioned",
    ),
    (
        "tax office",
        "一是主动公开方面。全年通过税务网站公开信息326条，通过办税服务厅公告栏、电子显示屏公开信息180条，"
        "通过“云岭税务”微信公众号推送信息240条。二是依申请公开方面。收到政府信息公开申请3件，同意公开2件，申请人撤回1件，"
        "收到量较上年增加1件。三是解读回应方面。发布政策解读32条，回复“局长信箱”来信15件，12366纳税缴费服务热线接听来电8600通。\n",
        {
            ("website", "网站"): 326, ("bulletin_board", "办税服务厅公告栏"): None, ("bulletin_board", "电子显示屏"): None,
            ("wechat", "云岭税务"): 240, ("platform_other", "局长信箱"): None, ("hotline", "12366纳税缴费服务热线"): None,
        },
        {("items_disclosed", 326), ("requests_received", 3), ("requests_granted", 2), ("interpretations", 32)},
        "not_mentioned",
    ),
    (
        "sub-district",
        "2024年，青桥街道主动公开信息共计97条，其中概况信息1条、计划总结2条、规划计划1条、人事信息2条、财政信息4条。"
        "通过“青桥先锋”微信公众号发布各类信息1105条，制作视频26部，获区级以上媒体转载48篇。"
        "受理依申请公开1件（邮寄申请），已办结。无被申请行政复议、提起行政诉讼情况。\n",
        {("wechat", "青桥先锋"): 1105},
        {("items_disclosed", 97), ("requests_received", 1), ("reconsiderations", 0), ("lawsuits", 0)},
        "not_mentioned",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "platforms", "claims", "fee"), TEXTS, ids=[t[0] for t in TEXTS])
def test_a_part_is_read_as_a_researcher_would(
    name: str, body: str, platforms: dict[tuple[str, str], float | None], claims: set[tuple[str, float]], fee: str
) -> None:
    text = "一、总体情况\n" + body
    doc = Document(Source("a.txt", "", "text/plain", 0), text)
    sections = [Section("s1", "一、总体情况", 0, 7, len(text))]
    found = find_platforms(doc, sections, None)
    published = {(p.kind, p.name): next((c.value for c in p.counts if c.what == "published"), None) for p in found}
    stated = {(c.kind, c.value) for c in find_claims(doc, sections, {}, "清溪县司法局", "county", 2024)}
    assert (published, stated, find_fee(doc, sections).status) == (platforms, claims, fee)
