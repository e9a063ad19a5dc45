"""Units: marks, heads, turns, kinds, frames, sections, attributes, and what must hold for any text."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.document import Document
from nlp.knowledge import load
from nlp.narrative.clauses import measure_parts, problem_parts
from nlp.narrative.heads import find_heads
from nlp.narrative.marks import find_marks
from nlp.narrative.piece import Piece
from nlp.narrative.units import find_units, hedge, specificity
from nlp.narrative.wording import lacks, pattern, topics
from nlp.report import ReportWarning, Section, Source
from nlp.text import fold


def document(text: str) -> Document:
    return Document(Source("a.txt", "", "text/plain", 0), text)


def find(text: str) -> tuple[tuple[Piece, ...], tuple[ReportWarning, ...]]:
    return find_units(document(text), [Section("s5", None, 0, 0, len(text))])


def units(text: str) -> list[tuple[str, str]]:
    return [(p.kind, p.view.text) for p in find(text)[0] if p.kind != "frame"]


def test_the_unit_is_quoted_without_mark_opener_and_wrap() -> None:
    text = "一是公开意识\n不强。下一步，我局将加强培训。"
    assert units(text) == [("problem", "公开意识\n不强。".replace("\n", "")), ("measure", "加强培训。")]


def test_the_mark_is_kept_as_printed() -> None:
    pieces, _ = find("存在问题：\n（一）公开意识不强。\n（二）更新不及时。")
    assert [p.mark for p in pieces] == ["（一）", "（二）"]
    assert [p.item for p in pieces] == [1, 2]


def test_lead_ins_and_closings_are_frames() -> None:
    pieces, _ = find(
        "虽然取得了一定成绩，但还存在一些不足：一是意识不强。针对以上问题，我局将做好以下工作：一是加强培训。\n"
        "通过以上措施，推动工作再上新台阶。"
    )
    assert [p.kind for p in pieces] == ["frame", "problem", "frame", "measure", "frame"]


@pytest.mark.parametrize("text", ["无", "无。", "（一）存在问题\n无\n（二）改进情况\n无。", "不存在问题。", "", "\n\n"])
def test_a_section_that_says_nothing_has_no_units(text: str) -> None:
    assert units(text) == []


def test_a_cured_lack_is_no_problem() -> None:
    assert not lacks("着力解决群众反映的答复不规范问题")
    assert not lacks("未出现超期答复的情况")
    assert lacks("针对群众关心的热点回应不够")


def test_an_enumerated_item_is_never_split() -> None:
    text = "存在问题：一是制度不健全，监督检查薄弱；渠道也不宽。二是更新较慢。"
    assert [unit for _, unit in units(text)] == ["制度不健全,监督检查薄弱;渠道也不宽。", "更新较慢。"]


def test_one_object_is_one_problem() -> None:
    sentence = "信息发布不够及时、更新较慢。"
    assert problem_parts(sentence, 0, len(sentence)) == [(0, len(sentence))]


def test_an_aim_stays_with_its_action() -> None:
    sentence = "完善公开制度,不断提升公开质量。"
    assert measure_parts(sentence, 0, len(sentence)) == [(0, len(sentence))]


def test_a_lone_gap_is_the_problem_and_beside_a_named_one_it_is_not() -> None:
    assert units("我局工作与上级要求还有一定差距。") == [("problem", "我局工作与上级要求还有一定差距。")]
    assert units("我局工作与上级要求还有一定差距。一是公开意识不强。") == [("problem", "公开意识不强。")]


def test_two_sections_five_are_problems_and_then_measures() -> None:
    text = "五、存在问题\n内容不全面。\n六、今后改进方向\n进一步丰富公开内容。"
    second = text.index("六、")
    sections = [
        Section("s5", "五、存在问题", 0, text.index("内容"), second),
        Section("s5", "六、今后改进方向", second, text.index("进一步"), len(text)),
    ]
    pieces, warnings = find_units(document(text), sections)
    assert [(p.kind, p.view.text) for p in pieces] == [("problem", "内容不全面。"), ("measure", "进一步丰富公开内容。")]
    assert warnings == ()


def test_without_section_five_an_announced_paragraph_is_taken_with_a_warning() -> None:
    text = "一、概述\n工作有序。\n存在的主要问题：公开内容不全面。\n二、附件\n无"
    sections = [Section("s1", None, 0, 5, text.index("二、"))]
    pieces, warnings = find_units(document(text), sections)
    assert [(p.kind, p.view.text, p.section) for p in pieces] == [("problem", "公开内容不全面。", "s1")]
    assert [w.code for w in warnings] == ["problems_outside_section_five"]


def test_without_any_problems_section_nothing_is_invented() -> None:
    assert find_units(document("一、概述\n工作有序。"), [Section("s1", None, 0, 5, 10)]) == ((), ())


def test_last_years_improvements_are_not_this_years_measures() -> None:
    text = (
        "（一）上年问题整改情况\n一是已补录目录。\n（二）今年存在的问题\n一是意识不强。\n（三）改进措施\n一是加强教育。"
    )
    assert [kind for kind, _ in units(text)] == ["past_measure", "problem", "measure"]


def test_the_improvements_of_a_year_after_its_problems_are_measures() -> None:
    text = "2023年存在的问题：一是意识不强。2023年问题整改情况：一是加强教育。"
    assert [kind for kind, _ in units(text)] == ["problem", "measure"]


def test_an_explained_heading_is_one_unit_with_its_sub_items() -> None:
    text = "（一）存在问题\n1.公开形式较为单一。一是以文字为主；二是以网站为主。\n2.力量薄弱。"
    assert next(unit for _, unit in units(text)).startswith("公开形式较为单一")
    assert len(units(text)) == 2


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("2023年，1.5万条，第二十条第（一）项，统一是要求", []),
        ("不足：一是甲；二是乙", ["shi", "shi"]),
        ("（一）甲\n（二）乙", ["paren", "paren"]),
        ("问题:1、甲;2、乙", ["number", "number"]),
        ("首先，甲。其次，乙。最后，丙。", ["first", "first", "first"]),
        ("首先是甲", []),
        ("①甲②乙", ["circled"]),
        ("其一，甲；其二，乙", ["qi", "qi"]),
    ],
)
def test_marks_count_and_other_numerals_do_not(text: str, families: list[str]) -> None:
    assert [mark.family for mark in find_marks(fold(text))] == families


def test_the_last_of_first_and_second_has_its_number() -> None:
    assert [m.number for m in find_marks(fold("首先，甲。其次，乙。最后，丙。"))] == [1, 2, 3]


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("存在的主要问题", "problem"),
        ("目前存在问题和不足:", "problem"),
        ("2023年主要存在问题:", "problem"),
        ("政府信息公开工作存在的问题:", "problem"),
        ("改进情况", "measure"),
        ("整改措施。", "measure"),
        ("解决办法和改进措施:", "measure"),
        ("今后改进措施。", "measure"),
        ("下一步工作打算", "measure"),
        ("努力方向:", "measure"),
        ("2024年工作中存在问题的改进情况", "past"),
    ],
)
def test_heads_are_known_by_their_words(line: str, state: str) -> None:
    assert [head.state for head in find_heads(line, [])] == [state]


@pytest.mark.parametrize(
    "line", ["存在问题较多的部门有三个。", "下一步,我局将加强培训。", "改进工作方法。", "问题很多,"]
)
def test_a_sentence_is_no_head(line: str) -> None:
    assert find_heads(line, []) == []


@pytest.mark.parametrize(
    ("text", "degree"), [("做好工作", 0), ("加强业务培训", 1), ("开展业务培训3次", 2), ("开设“公开讲堂”", 2)]
)
def test_specificity_has_three_degrees(text: str, degree: int) -> None:
    assert specificity(text) == degree


def test_hedges_are_heard() -> None:
    assert hedge("公开形式还需丰富")
    assert hedge("有待提升")
    assert not hedge("公开形式单一")


def test_the_word_lists_are_sound() -> None:
    words = load("narrative", "units")
    for key in ("lacks", "acts", "aims", "cured", "hedges", "numbers", "named", "announce", "openers"):
        assert pattern(key).match("") is None, key
    assert len(topics("加强培训,拓宽渠道,做好交接")) == 3
    assert all(words["topics"].values())


@pytest.mark.parametrize(
    "name",
    [
        "000_ea283cbb07356b34.txt",
        "001_d313710ee9afc711.txt",
        "002_7cfadf0ad0472a85.txt",
        "003_4bd4852ed9ecdba1.txt",
        "004_15a2a8efa849601b.txt",
        "shuyang_county_2025.md",
        "hongze_2023.pdfplumber.txt",
        "hongze_2023.pdftotext_layout.txt",
        "hongze_2023.pdftotext_raw.txt",
        "hongze_2023.pymupdf.txt",
        "hongze_2023.pypdf.txt",
    ],
)
def test_the_coded_reports_come_out_as_coded(shared: Path, name: str) -> None:
    path = next(p for p in (shared / d / name for d in ("seeds", "reports", "reports/dialects")) if p.exists())
    gold = json.loads((shared / "gold" / f"{name.split('.')[0]}.json").read_text("utf-8"))
    doc = document(path.read_text("utf-8"))
    heading = max(start for start, end in doc.lines if "五、" in doc.folded[start : start + 8])
    body = doc.folded.index("\n", heading)
    end = doc.folded.index("六、", body)
    pieces, _ = find_units(doc, [Section("s5", None, heading, body, end)])
    for kind, key in (("problem", "problems"), ("measure", "measures")):
        wanted = [bare(unit.get("text_clean", unit["text"])) for unit in gold[key]]
        got = [bare(piece.view.text) for piece in pieces if piece.kind == kind]
        assert len(got) == len(wanted)
        for a, b in zip(wanted, got, strict=True):
            blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
            assert sum(block.size for block in blocks) / max(len(a), len(b)) >= 0.75


def bare(text: str) -> str:
    return "".join(fold(text).split()).strip("。;,")


WORDS = st.sampled_from(
    [
        *"一二三、。；：，！？（）()1.2①②是\n 　“”《》将|#*-\t",
        *(
            "一是",
            "二是",
            "（一）",
            "（二）",
            "1.",
            "2、",
            "存在问题：",
            "改进措施：",
            "下一步，",
            "针对以上问题，",
            "首先，",
        ),
        *(
            "公开意识不强",
            "内容不全面",
            "更新不及时",
            "加强培训",
            "完善制度",
            "拓宽渠道",
            "但仍存在以下不足",
            "有待提高",
        ),
        *("2023年", "我局将", "无", "等问题", "- 3 -", "方面", "整改情况", "上年度存在问题整改情况\n", "同时"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_pieces_quote_the_source_and_never_overlap(text: str) -> None:
    doc = document(text)
    pieces, _ = find_units(doc, [Section("s5", None, 0, 0, len(text))])
    taken: set[int] = set()
    for piece in pieces:
        assert piece.view.text
        assert piece.view.text.strip()
        assert "\n" not in piece.view.text
        assert fold(piece.view.quote(text)) == piece.view.text
        assert not taken & set(piece.view.at)
        taken |= set(piece.view.at)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    find(text)
    find_units(document(text), [])


@pytest.mark.parametrize(
    "noise", ["不", "一是", "存在", "、", "下一步,", "还有", "“", "(一)", "\n一是不强", "问题:", "针对", "a\n"]
)
def test_a_long_run_of_noise_is_survived(noise: str) -> None:
    find(noise * 20_000)
