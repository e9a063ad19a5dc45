"""The cue coder: objects and predicates within a clause, scope, negation, precedence, residual codes."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import knowledge
from nlp.themes.codebook import codebook
from nlp.themes.cues import CODER, CueCoder
from nlp.themes.lexicon import SCORES, CueError, compile_cues, lexicon

CLAUSES = [json.loads(line) for line in Path(__file__).with_name("clauses.jsonl").read_text("utf-8").splitlines()]


@dataclass(frozen=True)
class Clause:
    text: str
    kind: str


def code(text: str, kind: str = "problem") -> list[str]:
    return [theme.code for theme in CueCoder().code([Clause(text, kind)])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开渠道较为单一", ["channel_breadth"]),
        ("获取信息来源渠道单一", ["information_sourcing"]),
        ("互动渠道单一", ["interaction_response"]),
        ("政策解读形式单一", ["policy_interpretation"]),
        ("公开形式单一", ["form_innovation"]),
        ("依申请公开答复不规范", ["on_request_handling"]),
        ("公开流程不规范", ["standardization_procedure"]),
        ("重点领域信息公开不全面", ["key_area_disclosure"]),
        ("公开内容不全面", ["content_insufficient"]),
        ("保密意识不强", ["review_secrecy_accuracy"]),
        ("主动公开意识不强", ["awareness_commitment"]),
        ("审核制度不健全", ["review_secrecy_accuracy"]),
        ("考核机制不健全", ["supervision_assessment"]),
        ("工作机制不健全", ["institution_mechanism"]),
        ("栏目设置不合理", ["platform_website"]),
        ("栏目更新不及时", ["timeliness_update"]),
        ("网站与政务新媒体协同不足", ["new_media_operation"]),
    ],
)
def test_the_named_object_beats_the_general_one(text, expected):
    assert code(text) == expected


def test_an_attribute_after_a_comma_belongs_to_the_object_named_before():
    assert code("政策解读不够深入,形式比较单一") == ["policy_interpretation"]
    assert code("政策解读方面,形式有待丰富") == ["policy_interpretation"]
    assert code("政策解读不够深入。公开形式比较单一。") == ["policy_interpretation", "form_innovation"]


def test_one_predicate_is_said_of_every_object_of_a_list():
    assert set(code("信息数量、质量亟待提高")) == {"content_insufficient", "content_depth_quality"}
    assert set(code("缺乏培训、经费保障")) == {"training_insufficient", "technical_infrastructure"}


def test_a_negator_reaches_over_a_list_of_qualities():
    assert set(code("信息发布不够及时、全面")) == {"timeliness_update", "content_insufficient"}


def test_cause_and_effect_get_both_codes():
    assert set(code("由于专职人员不足,导致信息更新不及时")) == {"staffing_shortage", "timeliness_update"}


@pytest.mark.parametrize(
    "negated",
    ["未出现审核不严、泄密等现象", "不存在更新不及时的情况", "没有发生答复超期问题", "渠道单一的情况得到改善"],
)
def test_what_did_not_happen_is_no_problem(negated):
    assert code(negated + ",但政策解读较少") == ["policy_interpretation"]
    assert code(negated) == ["no_problem_stated"]


def test_praise_before_the_turn_is_not_coded():
    assert code("虽然公开渠道不断拓宽,但专业人员配备不足") == ["staffing_shortage"]


def test_words_within_a_quoted_title_count_for_nothing():
    assert code("贯彻《关于加强政策解读和业务培训工作的意见》的主动性不够") == ["awareness_commitment"]
    assert code("落实《政务新媒体管理办法》,及时更新信息", "measure") == ["improve_timeliness"]


def test_cues_of_the_other_kind_do_not_count():
    problems = {entry.code for entry in codebook().kind("problem", residual=True)}
    measures = {entry.code for entry in codebook().kind("measure", residual=True)}
    for clause in CLAUSES:
        assert set(code(clause["text"], "problem")) <= problems
        assert set(code(clause["text"], "measure")) <= measures


def test_a_measure_that_recalls_the_problem_is_coded_by_what_it_does():
    assert code("针对培训不足、更新不及时等问题,拓宽公开渠道", "measure") == ["expand_channels"]


def test_members_of_a_list_of_workflow_stages_are_no_themes():
    text = "加强培训,优化信息采集、内容审核、政策解读、意见征集等工作流程"
    assert code(text, "measure") == ["training", "standardize"]


def test_a_workflow_of_a_named_object_is_that_object():
    assert code("优化依申请公开受理、办理、答复等流程", "measure") == ["regulate_requests"]


def test_learning_from_others_is_not_training():
    assert code("虚心向兄弟县区学习", "measure") == ["peer_learning"]
    assert code("加强业务学习", "measure") == ["training"]


def test_a_purpose_counts_only_where_no_means_is_named():
    assert code("开展业务培训,确保公开质量", "measure") == ["training"]
    assert code("确保公开质量", "measure") == ["improve_quality"]


def test_a_short_title_speaks_for_the_sentences_under_it():
    text = "丰富解读形式。运用图解、短视频等方式,讲清政策要点,完善工作制度,让群众看得懂"
    assert code(text, "measure") == ["improve_interpretation"]
    text = "加强业务培训。邀请专家授课,明确专人负责,及时更新课件"
    assert code(text, "measure") == ["training"]


def test_short_sentences_side_by_side_are_no_title():
    assert code("加强业务培训。完善工作制度。", "measure") == ["training", "build_mechanism"]
    assert code("一要加强业务培训;二要完善工作制度,明确分工", "measure")[:2] == ["training", "build_mechanism"]


def test_a_field_of_work_is_a_key_area_only_where_its_disclosure_is_spoken_of():
    assert code("财政资金公开内容不够全面") == ["key_area_disclosure"]
    assert code("财政法规掌握不牢") == ["staff_capability"]
    assert code("企业对惠企资金查询渠道知晓度低") == ["publicity_public_awareness"]
    assert code("开展预算公开业务培训", "measure") == ["training"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在门户网站专栏和公示栏公开,加强政策解读", "improve_interpretation"),
        ("赴先进县区考察学习专区建设经验", "peer_learning"),
        ("用大喇叭、明白纸加大宣传力度", "public_outreach"),
        ("将检查结果纳入公开清单,扩大公开范围", "expand_content"),
    ],
)
def test_a_place_or_a_means_yields_to_what_is_done(text, expected):
    assert expected in code(text, "measure")
    assert not {"optimize_platform", "expand_channels", "supervise"} & set(code(text, "measure"))


def test_a_place_alone_is_still_a_theme():
    assert code("在便民服务中心设置公开专区", "measure") == ["expand_channels"]
    assert code("利用村村响广播发布信息", "measure") == ["expand_channels"]


def test_a_list_of_means_tells_only_with_what_something_is_done():
    text = "通过微信公众号、政府网站、座谈会等渠道征求意见"
    assert code(text, "measure") == ["engage_public"]


def test_better_quality_after_the_means_is_what_they_are_good_for():
    assert code("健全工作制度,提高公开质量", "measure") == ["build_mechanism"]
    assert code("围绕群众需求,提高公开质量", "measure") == ["improve_quality"]


@pytest.mark.parametrize(
    "text",
    [
        "不断提升政府信息公开工作水平",
        "我局将认真整改,推动政务公开工作再上新台阶",
        "在今后的工作中,进一步加大工作力度,狠抓落实",
        "严格按照《条例》要求,扎实做好政府信息公开工作",
    ],
)
def test_a_promise_that_names_nothing_is_a_generic_commitment(text):
    assert code(text, "measure") == ["generic_commitment"]
    assert code(text + ",组织业务培训", "measure") == ["training"]


def test_a_gap_after_praise_is_a_gap():
    assert code("工作虽取得一定成效,但与群众期望相比仍有差距") == ["generic_gap_only"]


def test_three_codes_at_most():
    text = "完善制度,充实人员,加强培训,严格考核,拓宽渠道,优化栏目,强化政策解读"
    assert code(text, "measure") == ["build_mechanism", "add_staff", "training"]


def test_past_measures_are_coded_like_measures_and_frames_not_at_all():
    assert code("全年开展业务培训两次", "past_measure") == ["training"]
    assert code("虽然开展了培训,但仍存在不足", "frame") == []
    assert code("", "problem") == []


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("与上级要求相比还有差距", "problem", "generic_gap_only"),
        ("办公楼外墙漏水", "problem", "other_problem"),
        ("无。", "problem", "no_problem_stated"),
        ("进一步做好政府信息公开工作", "measure", "generic_commitment"),
        ("为来访群众撑伞", "measure", "other_measure"),
        ("无", "measure", "no_measure_stated"),
    ],
)
def test_a_unit_without_a_theme_gets_a_residual_code(text, kind, expected):
    assert code(text, kind) == [expected]


def test_full_width_and_traditional_print_is_read_alike():
    assert code("公開渠道單一，政策解讀不夠，信息更新不及時，問題較多") == code(
        "公开渠道单一,政策解读不够,信息更新不及时,问题较多"
    )


def test_the_evidence_is_the_words_that_decided():
    (theme,) = CueCoder().code([Clause("目前公开渠道还比较单一。", "problem")])[0]
    text = "目前公开渠道还比较单一。"
    assert [text[start:end] for start, end in theme.evidence] == ["公开渠道", "比较单一"]
    assert theme.coder == CODER
    assert theme.score == SCORES["heads"]


def test_a_plain_statement_scores_higher_than_an_inference():
    (plain,) = CueCoder().code([Clause("经办人员身兼数职", "problem")])[0]
    (inferred,) = CueCoder().code([Clause("更新迟缓", "problem")])[0]
    assert plain.score > inferred.score


def test_a_codebook_without_a_code_gets_no_hits_for_it(tmp_path):
    import yaml

    from nlp.themes.codebook import load_codebook

    raw = yaml.safe_load(yaml.safe_dump(knowledge.load("themes", "codebook"), allow_unicode=True))
    del raw["codes"]["innovate_form"]
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    themes = CueCoder(load_codebook(path)).code([Clause("创新公开方式", "measure")])[0]
    assert "innovate_form" not in [theme.code for theme in themes]


ALPHABET = "".join(sorted({c for clause in CLAUSES for c in clause["text"]})) + "《》()□ \n\r\t，。；、１a𠀀"


@given(st.text(ALPHABET, max_size=80), st.sampled_from(["problem", "measure", "past_measure", "frame"]))
def test_evidence_lies_within_the_text_and_is_never_empty(text, kind):
    for theme in CueCoder().code([Clause(text, kind)])[0]:
        assert theme.evidence
        assert 0 < theme.score <= 1
        for start, end in theme.evidence:
            assert 0 <= start < end <= len(text)


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text):
    assert len(CueCoder().code([Clause(text, "problem"), Clause(text, "measure")])) == 2


def test_every_code_of_the_cues_is_in_the_codebook():
    book, cues = codebook(), knowledge.load("themes", "cues")
    for kind in ("problem", "measure"):
        codes = set(cues[kind]["codes"])
        assert {entry.code for entry in book.kind(kind)} <= codes
        assert all(book.code(name).kind == kind for name in codes)
        assert set(lexicon(kind).beats) <= codes
        assert lexicon(kind).topics <= codes


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda part: part["codes"].update(x=[{"heads": "渠道", "with": "sluggish"}]), "sluggish"),
        (lambda part: part["beats"].update(a="b", b="a"), "beat each other"),
    ],
)
def test_faulty_cues_are_refused_with_the_place(change, complaint):
    cues = json.loads(json.dumps(knowledge.load("themes", "cues")))
    change(cues["problem"])
    with pytest.raises(CueError, match=complaint):
        compile_cues(cues, "problem")


def f_score(rows) -> float:
    both = extra = missed = 0
    for row, themes in zip(rows, CueCoder().code([Clause(r["text"], r["kind"]) for r in rows]), strict=True):
        got, must, may = {theme.code for theme in themes}, set(row["codes"]), set(row.get("ok", []))
        both, extra, missed = both + len(got & must), extra + len(got - must - may), missed + len(must - got)
    return 2 * both / (2 * both + extra + missed)


def test_the_clauses_hold_every_code_five_times():
    counted = [c for clause in CLAUSES for c in clause["codes"]]
    for entry in codebook():
        if not entry.residual:
            assert counted.count(entry.code) >= 5


def test_the_tuned_half_stays_above_its_floor():
    assert f_score([row for row in CLAUSES if row["id"].startswith("tuned")]) >= 0.93


def test_the_half_that_nobody_tuned_on_stays_above_its_floor():
    assert f_score([row for row in CLAUSES if row["id"].startswith("blind")]) >= 0.76


def test_new_clauses_in_the_register_of_offices_stay_above_their_floor():
    """120 clauses written after the cues were done; at their first run F was 0.887 (P 0.824, R 0.962)."""
    assert f_score([row for row in CLAUSES if row["id"].startswith("fresh")]) >= 0.86


def test_real_units_stay_above_the_bar(shared: Path):
    rows = []
    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        for kind in ("problem", "measure"):
            rows += [{**u, "text": u.get("text_clean") or u["text"], "kind": kind} for u in gold[kind + "s"]]
    assert f_score(rows) >= 0.95
