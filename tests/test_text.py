"""Folding keeps the length; squeezing joins what the page tore and keeps what the writer parted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text import View, fold
from nlp.unwrap import is_page_mark, squeeze

MARKS = "一二三（）()、。，,；：:“”《》#*|>-—–·&<br>nbsp; \t\r\n\x0b\x0c\u3000\u00a0\u200b\ufeff"
ODD = "\0０1２3年月日第页Pp.開報關務ＡａAzà【】〔﹝⻅⼀\\/"
NOISE = st.text(st.sampled_from(MARKS + ODD) | st.characters(), max_size=120)


@given(NOISE)
@settings(max_examples=300, deadline=None)
def test_fold_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(NOISE)
@settings(max_examples=300, deadline=None)
def test_fold_folds_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(NOISE, st.integers(0, 130), st.integers(0, 130))
@settings(max_examples=300, deadline=None)
def test_every_squeezed_character_stands_in_the_text_in_rising_order(text: str, start: int, end: int) -> None:
    folded = fold(text)
    view = squeeze(folded, start, end)
    assert len(view.text) == len(view.at)
    assert all(folded[at] == character for at, character in zip(view.at, view.text, strict=True))
    assert all(low < high for low, high in pairwise(view.at))
    assert all(start <= at < min(end, len(text)) for at in view.at)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("（一）２０２３　年，共１２．５万元；", "(一)2023 年,共12.5万元;"),
        ("国办〔2021〕30号﹝2011﹞6号", "国办〔2021〕30号〔2011〕6号"),
        ("２０２４－２０２７", "2024-2027"),
        ("⼀、⻅面⽉", "一、见面月"),
        ("一、總體情況和處理申請", "一、总体情况和处理申请"),
        ("依據(jù)條例開(kāi)展", "依据(jù)条例开(kāi)展"),
        ("甲\r\n乙\u2028丙\x0c丁", "甲 \n乙\n丙\n丁"),
        ("甲\r乙", "甲\n乙"),
        ("“公开”、《条例》。", "“公开”、《条例》。"),
    ],
)
def test_fold_gives_one_form(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def squeezed(text: str) -> str:
    return squeeze(fold(text)).text


WRAPPED = (
    "青禾县水利局坚持把信息公开作为改进作风的重要抓手，不断完\n善各项制度，规范公开的流程，明确各科室的责任，由专人负责审\n"
    "核与发布，做到及时准确，方便群众查询，在各类事项的办理中，"
)


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        (WRAPPED + "并把办理的结果及时告诉大\n家。", "并把办理的结果及时告诉大家。"),
        (WRAPPED.replace("\n", "\n\n") + "\n\n着力发挥作用。", "不断完善各项制度"),
        ("全年组织培训，推动了基层的政务\n- 1 -\n公开，" + WRAPPED, "政务公开,"),
        ("规范公开、\n督促更新", "公开、督促更新"),
        ("（地址：青禾县长堤路\n）。", "长堤路)。"),
    ],
)
def test_hard_wraps_are_joined(printed: str, joined: str) -> None:
    assert joined in squeezed(printed)


@pytest.mark.parametrize(
    "mark",
    [
        "- 1 -",
        "-1-",
        "— 2 —",
        "—2—",
        "– 3 –",
        "第3页",
        "第 3 页 共 9 页",
        "第3页/共9页",
        "Page 8",
        "Page 8 -",
        "P. 8",
        "P.8",
        "7",
        "12",
        "3/9",
        "\x0c",
        "- 4 -\n\n\x0c",
    ],
)
def test_page_marks_inside_a_sentence_go(mark: str) -> None:
    text = WRAPPED[:-1] + f"着力发挥\n\n{mark}\n\n政务公开对基层治理的促进和落实作用。"
    assert "发挥政务公开对基层治理" in squeezed(text)


@pytest.mark.parametrize(
    "item",
    [
        "一是公开的内容还不够",
        "1.公开的内容还不够全面。各科室报送信息不够主动，需要反复催",
        "（三）公开形式还不够丰富：以文字为主，图表和视频较少，群众看",
    ],
)
def test_an_item_torn_by_a_page_mark_is_joined(item: str) -> None:
    assert squeezed(WRAPPED + f"\n{item}\n- 3 -\n促整改。").endswith(fold(item) + "促整改。")


def test_a_short_heading_before_a_page_mark_keeps_its_line() -> None:
    assert squeezed(WRAPPED + "\n（一）存在问题\n- 3 -\n公开意识不强。").endswith("(一)存在问题\n公开意识不强。")


@pytest.mark.parametrize("mark", ["- 1 -", "— 2 —"])
def test_page_marks_left_inside_a_line_go(mark: str) -> None:
    assert squeezed(f"着力发挥 {mark} 政务公开的作用。") == "着力发挥政务公开的作用。"


@pytest.mark.parametrize(
    "kept",
    [
        "一、总体情况\n2023年,我局公开信息。",
        "(三)健全信息管理制度,理顺目录\n我局制定制度三项。",
        "1.公开之前先过保密关,逐件登记\n结合实际,加深学习。",
        "主动公开情况\n全年公开信息三条。",
        "我局将做好以下工作:\n一是加强培训。\n二是更新栏目。",
        "青禾县水利局2023年政府信息公开工作年度报告\n根据条例,编制本报告。",
        "没有其他事项\n青禾县水利局\n2024年1月18日",
        "内蒙古自治区某某市青禾区水利局\n2024年1月18日",
        "不足之处是更新不及时。\n今后加强督促。",
        "行政许可\n550\n行政处罚\n41",
        "培训2\n13人参加。",
    ],
)
def test_headings_items_signatures_and_cells_keep_their_own_line(kept: str) -> None:
    assert squeezed(kept) == kept
    assert kept in squeezed(kept + "\n" + WRAPPED)


def test_a_whole_page_of_wrapped_text_reads_as_its_paragraphs() -> None:
    paragraphs = [
        "（一）主动公开情况。青禾县水利局通过县政府门户网站公开水情、汛情、工程招标和资金使用等各类信息，并安排专人每日检查。",
        "（二）依申请公开情况。全年收到申请9件，均在法定期限之内答复，没有因答复引起的行政复议和行政诉讼，群众反映良好。",
        "（三）政府信息管理",
        "我局修订了信息发布的审核办法，凡是对外发布的内容都要经过科室、办公室和分管领导三道审核，未经审核的内容一律不得发布。",
    ]
    lines = [paragraph[i : i + 28] for paragraph in paragraphs for i in range(0, len(paragraph), 28)]
    assert squeezed("\n\n".join(lines)).split("\n") == [fold(paragraph) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("2023 年 1 月 1 日 起", "2023年1月1日起"),
        ("通过“青禾发布”微信 公众号  发布 467 条", "通过“青禾发布”微信公众号发布467条"),
        ("抖音 APP 12 个 open data", "抖音APP 12个open data"),
        ("0 0 0", "0 0 0"),
        ("　　规范管理", "规范管理"),
        ("### 三是提高效能。", "三是提高效能。"),
        ("**一是**加强&nbsp;培训", "一是加强培训"),
        ("结果<br>维持", "结果维持"),
        ("依据(jù)条例开(kāi)展", "依据条例开展"),
        ("发布**条，推送**条", "发布**条,推送**条"),
        ("主动***息的数量", "主动***息的数量"),
        ("1\\. 培训", "1.培训"),
        ("电话：0578—2090823", "电话:0578—2090823"),
    ],
)
def test_blanks_and_markup_go_and_print_stays(printed: str, clean: str) -> None:
    assert squeezed(printed) == clean


def test_two_numbers_are_never_joined_into_one() -> None:
    assert "2023" not in squeezed("共有20\n23条")


def test_a_span_of_the_view_is_what_stands_in_the_source() -> None:
    source = "加强 基层\n- 3 -\n培训，" + WRAPPED
    view = squeeze(fold(source))
    start = view.text.index("培训")
    low, high = view.span(start, start + 2)
    assert source[low:high] == "培训"
    assert view.slice(start, start + 3).quote(source) == "培训，"


def test_an_empty_span_has_no_place() -> None:
    with pytest.raises(ValueError, match="no such stretch"):
        View("甲", [0]).span(1, 1)


@pytest.mark.parametrize("line", ["5", "第3季度", "2023 - 2024", "12条", "——"])
def test_a_lone_number_or_a_word_is_no_page_mark(line: str) -> None:
    assert not is_page_mark(line)
