"""Links: printed pairs, parallel lists, shared themes and shared words; equal counts are no evidence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.narrative.links import LEAST_OF_A_BEST_MATCH, find_links
from nlp.report import Theme, Unit, UnitKind

ANSWERS = {
    "training": {"staff_capability", "training_insufficient"},
    "expand_channels": {"channel_breadth"},
    "improve_timeliness": {"timeliness_update"},
    "improve_interpretation": {"policy_interpretation"},
    "build_mechanism": {"institution_mechanism"},
}


def unit(id: str, text: str = "甲", *codes: str) -> Unit:
    kind: UnitKind = "problem" if id.startswith("p") else "measure"
    themes = tuple(Theme(code, 1.0, "test") for code in codes)
    return Unit(id, kind, text, 0, len(text), int(id[1:]), None, themes)


def links(
    *units: Unit, pairs: dict[str, int] | None = None, items: dict[str, int] | None = None
) -> dict[tuple[str, str], str]:
    found = find_links(units, pairs or {}, items or {}, ANSWERS)
    return {(link.problem, link.measure): link.basis for link in found}


def test_a_printed_pair_is_a_link_whatever_it_says() -> None:
    units = [unit("p1"), unit("m1"), unit("p2"), unit("m2")]
    pairs = {"p1": 1, "m1": 1, "p2": 2, "m2": 2}
    assert links(*units, pairs=pairs) == {("p1", "m1"): "structural", ("p2", "m2"): "structural"}


def test_two_measures_in_a_pair_with_one_problem_both_answer_it() -> None:
    pairs = {"p1": 1, "m1": 1, "m2": 1}
    assert set(links(unit("p1"), unit("m1"), unit("m2"), pairs=pairs)) == {("p1", "m1"), ("p1", "m2")}


def test_a_pair_with_many_on_both_sides_needs_a_theme_as_well() -> None:
    units = [
        unit("p1", "渠道不宽", "channel_breadth"),
        unit("p2", "解读少", "policy_interpretation"),
        unit("m1", "加强解读", "improve_interpretation"),
        unit("m2", "拓宽渠道", "expand_channels"),
    ]
    pairs = {"p1": 1, "p2": 1, "m1": 1, "m2": 1}
    assert set(links(*units, pairs=pairs)) == {("p1", "m2"), ("p2", "m1")}


def test_paired_units_are_not_linked_across_pairs() -> None:
    units = [
        unit("p1", "缺乏业务培训", "training_insufficient"),
        unit("m1", "添置设备"),
        unit("p2", "设备老化"),
        unit("m2", "组织业务培训", "training"),
    ]
    pairs = {"p1": 1, "m1": 1, "p2": 2, "m2": 2}
    assert set(links(*units, pairs=pairs)) == {("p1", "m1"), ("p2", "m2")}


def test_a_measure_code_that_answers_a_problem_code_is_a_link() -> None:
    found = links(unit("p1", "甲", "staff_capability"), unit("m1", "乙", "training"))
    assert found == {("p1", "m1"): "thematic"}


def test_many_problems_may_share_a_measure_and_many_measures_a_problem() -> None:
    found = links(
        unit("p1", "甲", "staff_capability"),
        unit("p2", "乙", "channel_breadth"),
        unit("m1", "丙", "training", "expand_channels"),
        unit("m2", "丁", "training"),
    )
    assert set(found) == {("p1", "m1"), ("p1", "m2"), ("p2", "m1")}


def test_equal_counts_are_no_evidence() -> None:
    units = [unit(f"p{i}", text) for i, text in enumerate(("甲", "乙", "丙"), 1)]
    units += [unit(f"m{i}", text) for i, text in enumerate(("丁", "戊", "己"), 1)]
    items = {u.id: int(u.id[1:]) for u in units}
    assert links(*units, items=items) == {}


def test_the_same_item_of_parallel_lists_with_a_shared_theme_is_enumerated() -> None:
    units = [
        unit("p1", "甲", "staff_capability"),
        unit("p2", "乙", "channel_breadth"),
        unit("m1", "丙", "training"),
        unit("m2", "丁", "expand_channels"),
    ]
    items = {"p1": 1, "p2": 2, "m1": 1, "m2": 2}
    assert set(links(*units, items=items).values()) == {"enumerated"}


def test_one_gap_in_lists_that_otherwise_run_parallel_is_closed() -> None:
    units = [
        unit("p1", "甲", "staff_capability"),
        unit("p2", "乙"),
        unit("p3", "丙", "channel_breadth"),
        unit("m1", "丁", "training"),
        unit("m2", "戊"),
        unit("m3", "己", "expand_channels"),
    ]
    assert set(links(*units)) == {("p1", "m1"), ("p2", "m2"), ("p3", "m3")}


def test_one_of_two_items_that_match_lends_the_other_its_order() -> None:
    units = [unit("p1", "甲", "staff_capability"), unit("p2", "乙"), unit("m1", "丙", "training"), unit("m2", "丁")]
    assert links(*units) == {("p1", "m1"): "thematic", ("p2", "m2"): "enumerated"}


def test_lists_that_match_crosswise_lend_nothing() -> None:
    units = [
        *(unit("p1", "甲", "staff_capability"), unit("p2", "乙", "channel_breadth"), unit("p3", "丙")),
        *(unit("m1", "丁", "expand_channels"), unit("m2", "戊", "training"), unit("m3", "己")),
    ]
    assert set(links(*units)) == {("p1", "m2"), ("p2", "m1")}


def test_a_topic_that_a_report_names_everywhere_says_little() -> None:
    apart = [unit("p1", "补贴名单格式不一"), unit("m1", "每年抽检预算两轮")]
    assert links(*apart) == {("p1", "m1"): "thematic"}
    rest = [unit("p2", "财政法规掌握不牢"), unit("m2", "开办财政夜校讲课"), unit("m3", "惠企文件上墙")]
    assert links(*apart, *rest) == {}


def test_an_uncertain_code_is_enough_where_nothing_matches_better() -> None:
    def coded(id: str, code: str, score: float) -> Unit:
        return Unit(id, "problem" if id == "p" else "measure", "甲", 0, 1, 1, None, (Theme(code, score, "test"),))

    problem, unsure = coded("p", "channel_breadth", 1.0), coded("m", "expand_channels", 0.65)
    assert [link.score for link in find_links([problem, unsure], {}, {}, ANSWERS)] == [0.52]
    sure = coded("n", "expand_channels", 1.0)
    assert [link.measure for link in find_links([problem, unsure, sure], {}, {}, ANSWERS)] == ["n"]


def test_a_kindred_code_links_only_with_a_shared_topic() -> None:
    problem = unit("p1", "公众号粉丝少", "channel_breadth")
    assert links(problem, unit("m1", "办好公众号", "integrate_new_media")) == {("p1", "m1"): "thematic"}
    assert links(problem, unit("m1", "办好短剧", "integrate_new_media")) == {}


def test_two_gaps_stay_open() -> None:
    units = [unit("p1", "甲", "staff_capability"), unit("p2", "乙"), unit("p3", "丙")]
    units += [unit("m1", "丁", "training"), unit("m2", "戊"), unit("m3", "己")]
    assert set(links(*units)) == {("p1", "m1")}


@pytest.mark.parametrize(
    ("problem", "measure"),
    [
        ("政策解读的通俗性有待提高", "运用漫画等形式做好政策解读"),
        ("办公设备陈旧，上传缓慢", "购置办公设备，改善上传条件"),
        ("人员变动大，交接不及时", "做好工作交接"),
        ("联系群众不够紧密", "建立联系群众制度"),
        ("保密审查不够严格", "落实保密审查责任"),
    ],
)
def test_the_wording_links_where_no_theme_was_coded(problem: str, measure: str) -> None:
    assert set(links(unit("p1", problem), unit("m1", measure))) == {("p1", "m1")}


@pytest.mark.parametrize(
    ("problem", "measure"),
    [
        ("政府信息公开工作的主动性有待进一步加强", "进一步加强政府信息公开工作，拓宽公开渠道"),
        ("公开内容不够丰富", "做好工作交接"),
        ("工作人员身兼数职", "及时更新政府信息公开栏目"),
        ("保密审查不够严格", "举办业务培训班"),
    ],
)
def test_words_that_every_report_uses_link_nothing(problem: str, measure: str) -> None:
    assert links(unit("p1", problem), unit("m1", measure)) == {}


def test_frames_and_last_years_improvements_are_never_linked() -> None:
    past = Unit("q1", "past_measure", "组织业务培训", 0, 6, 2, None, (Theme("training", 1.0, "test"),))
    assert links(unit("p1", "业务培训不足", "training_insufficient"), past) == {}


def test_without_problems_or_measures_there_is_nothing_to_link() -> None:
    assert find_links([], {}, {}, ANSWERS) == ()
    assert links(unit("p1", "培训不足", "training_insufficient")) == {}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("pm"), st.text("培训渠道解读更新制度交接，。", max_size=12)), max_size=10),
    st.data(),
)
def test_every_link_joins_a_problem_to_a_measure_once(texts: list[tuple[str, str]], data: st.DataObject) -> None:
    units = [unit(f"{side}{i}", text) for i, (side, text) in enumerate(texts)]
    ids = [u.id for u in units]
    pairs = data.draw(st.dictionaries(st.sampled_from(ids), st.integers(1, 3))) if ids else {}
    found = find_links(units, pairs, {}, ANSWERS)
    assert len({(link.problem, link.measure) for link in found}) == len(found)
    for link in found:
        assert link.problem.startswith("p")
        assert link.measure.startswith("m")
        assert LEAST_OF_A_BEST_MATCH <= link.score <= 1
