"""Claims beside the cells of the tables: agreement, scope, and what is no claim."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.document import Document
from nlp.narrative.claims import DENIED, find_claims
from nlp.narrative.numbers import numbers
from nlp.narrative.scope import scope_of
from nlp.report import Cell, Claim, Section, Source

HEAD = "一、总体情况\n"


def document(body: str) -> tuple[Document, list[Section]]:
    text = HEAD + body
    return Document(Source("a.txt", "", "text/plain", 0), text), [Section("s1", HEAD.strip(), 0, len(HEAD), len(text))]


def claims(body: str, organ: str = "清溪县司法局", year: int | None = 2024, **cells: float | None) -> tuple[Claim, ...]:
    doc, sections = document(body)
    known = {
        id.replace("__", "."): Cell(id.replace("__", "."), value, str(value), "blank" if value is None else "value")
        for id, value in cells.items()
    }
    return find_claims(doc, sections, known, organ, "county", year)


def test_a_count_that_the_table_repeats_agrees() -> None:
    (claim,) = claims("我局收到政府信息公开申请12件。", t3__new_received__total=12)
    assert (claim.value, claim.scope, claim.outcome, claim.against) == (12, "own", "agrees", ("t3.new_received.total",))


def test_requests_may_count_those_carried_in() -> None:
    (claim,) = claims("共受理政府信息公开申请15件。", t3__new_received__total=12, t3__carried_in__total=3)
    assert claim.outcome == "agrees"
    assert claim.against == ("t3.new_received.total", "t3.carried_in.total")


def test_another_number_in_the_table_disagrees() -> None:
    (claim,) = claims("我局收到政府信息公开申请12件。", t3__new_received__total=11, t3__carried_in__total=0)
    assert (claim.outcome, claim.against) == ("disagrees", ("t3.new_received.total",))


def test_a_blank_cell_can_not_be_compared() -> None:
    (claim,) = claims("我局收到政府信息公开申请12件。", t3__new_received__total=None)
    assert (claim.outcome, claim.against) == ("not_assessable", ())


def test_a_whole_county_beside_the_table_of_one_office_is_another_scope() -> None:
    (claim,) = claims("全县共收到政府信息公开申请120件。", t3__new_received__total=2)
    assert (claim.scope, claim.outcome) == ("territory", "other_scope")


def test_the_office_of_a_government_beside_the_table_of_the_territory_is_another_scope() -> None:
    (claim,) = claims("县政府办公室收到政府信息公开申请17件。", organ="清溪县人民政府", t3__new_received__total=95)
    assert (claim.scope, claim.outcome) == ("own", "other_scope")


def test_a_territory_that_differs_is_another_scope_where_the_share_of_the_organ_agrees() -> None:
    found = claims("全县收到申请95件，其中县政府收到31件。", "清溪县人民政府", t3__new_received__total=31)
    assert [(c.value, c.scope, c.outcome) for c in found] == [(95, "territory", "other_scope"), (31, "own", "agrees")]


def test_the_field_of_the_organ_is_no_part_of_what_it_publishes() -> None:
    body = "全年主动公开财政信息88条。"
    assert [(c.kind, c.value) for c in claims(body, "清溪县财政局")] == [("items_disclosed", 88)]
    assert claims(body, "清溪县人民政府") == ()


def test_a_notice_without_payment_claims_nought() -> None:
    found = claims("依申请公开发出收费通知2件，金额合计460元，申请人均逾期未缴，实际收取0元。")
    assert [(c.kind, c.value) for c in found] == [("fee_yuan", 0)]


def test_lawsuits_are_held_against_both_kinds_of_lawsuit() -> None:
    (claim,) = claims("因政府信息公开被提起行政诉讼5件。", t4__lit_direct__total=3, t4__lit_after_review__total=2)
    assert (claim.kind, claim.outcome) == ("lawsuits", "agrees")


def test_denials_are_the_sum_of_their_reasons() -> None:
    cells: dict[str, Any] = {f"t3__denied_{reason}__total": 1 for reason in DENIED}
    (claim,) = claims("不予公开申请8件。", **cells)
    assert (claim.kind, claim.outcome, len(claim.against)) == ("requests_denied", "agrees", 8)


def test_an_approximate_count_agrees_with_a_near_one() -> None:
    (claim,) = claims("全年收到政府信息公开申请200余件。", t3__new_received__total=207)
    assert (claim.approx, claim.outcome) == (True, "agrees")


def test_a_claim_is_quoted_unwrapped_and_stands_where_it_is_printed() -> None:
    body = "2024年，我局把好每一条稿件的质量关和时间关，办公室牵头，区司法局主动公开矫正和公证工作信息57条，"
    body += "各股室每周报送一次，分管领导逐篇把关，遇有疑难及时会商，做到件件有人管、篇篇有人看，" * 3
    doc, sections = document("\n".join(body[i : i + 18] for i in range(0, len(body), 18)))
    assert "主动\n公开" in doc.text
    (claim,) = find_claims(doc, sections, {}, None, "county", 2024)
    assert claim.text == "区司法局主动公开矫正和公证工作信息57条"
    assert "".join(doc.text[claim.start : claim.end].split()) == claim.text


def test_one_kind_and_value_is_claimed_once() -> None:
    assert len(claims("全年收到申请3件。依申请公开方面，收到政府信息公开申请3件。")) == 1


def test_figures_of_other_years_are_no_claims() -> None:
    found = claims("2023年收到政府信息公开申请8件，2024年收到政府信息公开申请11件。")
    assert [c.value for c in found] == [11]


def test_a_wrong_year_throughout_does_not_silence_the_report() -> None:
    assert [c.value for c in claims("2023年收到政府信息公开申请8件。")] == [8]


def test_a_frequency_is_no_count() -> None:
    assert claims("每季度组织培训1次。") == ()


def test_tables_claim_nothing() -> None:
    assert claims("| 收到申请 | 12件 |\n|---|---|") == ()


def test_numbers_of_section_five_are_no_claims() -> None:
    doc, _ = document("组织培训3次。")
    assert find_claims(doc, [Section("s5", None, 0, len(HEAD), len(doc.text))], {}, None, "county", 2024) == ()


def test_no_sections_no_claims() -> None:
    doc, _ = document("收到申请3件。")
    assert find_claims(doc, [], {}, None, "county", None) == ()


def test_scope_words() -> None:
    assert scope_of("全区共受理", "清溪区人民政府") == "territory"
    assert scope_of("区本级共受理", "清溪区人民政府") == "level"
    assert scope_of("共受理", "清溪区人民政府") == "unknown"
    assert scope_of("共受理", "清溪区司法局") == "own"
    assert scope_of("共受理", None) == "unknown"


def test_numbers_keep_scale_and_marks() -> None:
    found = list(numbers("4.14万条、14万余条、三百余件、1,016,823人、2024年3月、第5次、20%、(2024)12号、一次性"))
    assert [(n.value, n.approx, n.unit) for n in found] == [
        (41400, False, "条"),
        (140000, True, "条"),
        (300, True, "件"),
        (1016823, False, "人"),
    ]


PIECES = st.sampled_from(
    [
        "收到", "受理", "未收到", "无", "申请", "政府信息公开", "行政复议", "行政诉讼", "12",
        "三", "件", "条", "次", "万", "余", "、", ",", "，",
        "。", ";", "\n", "“", "”", "《", "》", "公开", "信息",
        "办结", "结转", "下年度", "培训", "规范性文件", "解读", "予以公开", "不予公开", "其中",
        "共", "(", ")", "网站", "微信公众号", "收取", "信息处理费", "元", "0",
        "|", "2024年", "全县", " ", ":", "不", "没有", "各",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=60).map("".join))
def test_any_text_is_read_and_every_claim_quotes_it(body: str) -> None:
    doc, sections = document(body)
    for claim in find_claims(doc, sections, {}, "清溪县司法局", "county", 2024):
        printed = doc.text[claim.start : claim.end]
        assert claim.text
        assert claim.text[0] == printed[0]
        assert claim.text[-1] == printed[-1]
        assert claim.outcome == "not_assessable"
