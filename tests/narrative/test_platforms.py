"""Which platforms a report says are used, each once, and whose each number is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.document import Document, Grid, GridCell
from nlp.narrative.claims import find_claims
from nlp.narrative.fee import find_fee
from nlp.narrative.platforms import find_platforms
from nlp.report import Platform, Section, Source

HEAD = "一、总体情况\n"


def document(body: str) -> tuple[Document, list[Section]]:
    text = HEAD + body
    return Document(Source("a.txt", "", "text/plain", 0), text), [Section("s1", HEAD.strip(), 0, len(HEAD), len(text))]


def platforms(body: str) -> tuple[Platform, ...]:
    doc, sections = document(body)
    return find_platforms(doc, sections, "清溪县司法局")


def names(body: str) -> list[tuple[str, str]]:
    return [(p.kind, p.name) for p in platforms(body)]


def test_a_website_under_three_names_is_one() -> None:
    assert names("依托区政府门户网站公开。政府网站运行平稳。加强我局网站维护。") == [("website", "区政府门户网站")]


@pytest.mark.parametrize("opening", ["其中", "通过", "在", "其中在", "其中通过", "其中,"])
def test_the_words_that_open_a_phrase_are_no_part_of_a_name(opening: str) -> None:
    assert names(f"全年公开信息30条,{opening}县政府门户网站发布12条。") == [("website", "县政府门户网站")]


def test_two_websites_of_one_list_are_two() -> None:
    assert names("在县政府网站、局网站公开信息。") == [("website", "县政府网站"), ("website", "局网站")]


def test_a_bare_account_is_the_one_named_elsewhere() -> None:
    (account,) = platforms("通过微信公众号公开信息。开设“清溪普法”微信公众号。公众号关注人数2180人。")
    assert account.name == "清溪普法"
    assert [(c.value, c.what) for c in account.counts] == [(2180, "followers")]


def test_new_media_as_a_class_give_way_to_their_members() -> None:
    assert names("加强政务新媒体管理，“清溪普法”抖音号运行良好。") == [("douyin", "清溪普法")]
    assert names("加强政务新媒体管理。") == [("platform_other", "政务新媒体")]


def test_an_account_of_the_same_name_is_another_platform() -> None:
    found = names("“清溪普法”微信公众号运行良好，开通“清溪普法”同名视频号。")
    assert found == [("wechat", "清溪普法"), ("video_account", "清溪普法")]


def test_a_platform_word_in_the_title_of_a_rule_is_none() -> None:
    assert names("制定《微信公众号信息发布管理办法》。") == []


def test_a_column_in_quotes_is_not_the_name_of_the_site() -> None:
    assert names("优化门户网站“政策解读”专栏。") == [("website", "门户网站")]


def test_what_others_run_or_nobody_runs_yet_is_not_listed() -> None:
    assert names("被省级媒体采用信息12条，拟开通微信公众号，未开设微博。") == []


def test_every_kind_of_count_is_told_apart() -> None:
    (account,) = platforms(
        "“清溪普法”微信公众号发布信息1092篇，其中原创301篇，转发791篇，短视频12个，阅读量3.5万次，粉丝2180人。"
    )
    assert [(c.value, c.unit, c.what) for c in account.counts] == [
        (1092, "篇", "published"),
        (301, "篇", "original"),
        (791, "篇", "reposted"),
        (12, "个", "videos"),
        (35000, "次", "views"),
        (2180, "人", "followers"),
    ]


def test_a_sentence_may_speak_on_about_the_account_named_last() -> None:
    site, account = platforms("门户网站发布信息212条。运营“清溪普法”微信公众号。关注人数2180人，总阅读量3万次。")
    assert [c.value for c in site.counts] == [212]
    assert [(c.value, c.what) for c in account.counts] == [(2180, "followers"), (30000, "views")]


def test_a_difference_to_last_year_is_no_count() -> None:
    (site,) = platforms("门户网站发布信息300条，比上年增加40条。")
    assert [c.value for c in site.counts] == [300]


def test_followers_views_and_accounts_are_not_published_counts() -> None:
    for body in (
        "“清溪普法”微信公众号粉丝1.2万人。",
        "门户网站访问量35万人次。",
        "开设微信公众号3个。",
        "95个新媒体账号。",
    ):
        assert not any(c.what == "published" for p in platforms(body) for c in p.counts)


def test_a_count_stands_where_it_is_printed() -> None:
    body = "2024年，我局安排两名同志轮流值守，稿件先由股室核对再交办公室复核，在“清溪普法”微信公众号发布信息210余条，"
    body += "内容有办事提醒、活动预告和案例问答，各股室每周报送一次，群众留言当日回复，版面每月换新，" * 3
    doc, sections = document("\n".join(body[i : i + 22] for i in range(0, len(body), 22)))
    (account,) = find_platforms(doc, sections, None)
    (count,) = account.counts
    assert account.name == "清溪普法"
    assert doc.text[count.start : count.end].replace(" ", "").replace("\n", "") == "210余条"


def test_cells_of_a_table_name_no_platform() -> None:
    body = "信息渠道 微信公众号 20条"
    doc, sections = document(body)
    start, end = len(HEAD), len(doc.text)
    table = Document(doc.source, doc.text, (Grid(start, end, ((GridCell(start, end),),)),))
    assert find_platforms(table, sections, None) == ()


@pytest.mark.parametrize("id", ["s0", "s5", "s9"])
def test_preamble_problems_and_signature_are_left_out(id: str) -> None:
    doc, _ = document("可从县政府网站下载。")
    assert find_platforms(doc, [Section(id, None, 0, len(HEAD), len(doc.text))], None) == ()


def test_the_gold_is_met(shared: Path) -> None:
    sections_of = pytest.importorskip("nlp.structure.sections").find_sections
    for path in sorted((shared / "seeds").glob("*.txt")):
        gold = json.loads((shared / "gold" / f"{path.stem}.json").read_text("utf-8"))
        text = path.read_text("utf-8")
        doc = Document(Source(path.name, "", "text/plain", len(text)), text)
        sections, _ = sections_of(doc)
        found = find_platforms(doc, sections, gold["organ"])
        published = {c.value for p in found for c in p.counts if c.what == "published"}
        kinds = {p.kind for p in found}
        for wanted in gold["platforms"]:
            assert wanted["kind"] in kinds
            assert wanted["count"] is None or wanted["count"] in published
        stated = {(c.kind, c.value) for c in find_claims(doc, sections, {}, gold["organ"], "county", gold["year"])}
        assert {(c["kind"], c["value"]) for c in gold["claims"]} <= stated
        assert find_fee(doc, sections).status == gold["fee"]["status"]


PIECES = st.sampled_from(
    [
        "通过", "在", "微信公众号", "微信", "微博", "抖音号", "门户网站", "政府网站", "“",
        "”", '"', "《", "》", "清溪", "普法", "发布", "信息", "12",
        "300余", "4.1万", "条", "篇", "个", "人", "粉丝", "阅读量", "、",
        "，", "。", " ", "和", "等", "其中", "分别", "共计", "转发",
        "原创", "同名", "(", ")", "热线", "12345", "公告栏", "电视", "新媒体",
        "政务", "官方", "县政府", "局", "未", "\n", "各", "日报", "|",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=60).map("".join))
def test_any_text_is_read_and_every_count_quotes_it(body: str) -> None:
    doc, sections = document(body)
    for platform in find_platforms(doc, sections, None):
        assert doc.text[platform.start : platform.end].strip()
        for count in platform.counts:
            printed = doc.folded[count.start : count.end]
            assert any(sign in "0123456789零〇一二两三四五六七八九十百千" for sign in printed)
            assert printed.replace(" ", "").replace("\n", "").endswith(count.unit)
