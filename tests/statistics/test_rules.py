from reading_of import by_id

from nlp.knowledge import load
from nlp.report import Cell, Claim, Count, Fee, Platform
from nlp.statistics.forms import table_form
from nlp.statistics.rules import check, check_claims, check_fee, check_format, check_platforms
from nlp.statistics.tables import Forms

ALL = Forms("F2021", "F2021", "F2021")


def cells(changes=None, form="F2021", default=0):
    values = {cell: default for table in ("t2", "t3", "t4") for cell in table_form(table, form).cell_ids}
    values |= changes or {}
    status = {None: "blank", 0: "zero"}
    return tuple(Cell(id, value, None, status.get(value, "value")) for id, value in values.items())


def failed(found):
    return [
        (finding.rule, finding.cells[-1] if finding.cells else None) for finding in found if finding.outcome == "fail"
    ]


def test_zeros_pass_every_rule():
    findings = check(cells(), ALL)
    assert {finding.outcome for finding in findings} == {"pass"}
    assert sum(finding.rule == "T3.BALANCE" for finding in findings) == 7
    assert sum(finding.rule == "T3.SUM_APPLICANTS" for finding in findings) == 25


def test_the_official_rule_is_told_from_the_implied_ones():
    origins = {rule: entry["origin"] for rule, entry in load("statistics", "rules")["rules"].items()}
    assert [rule for rule, origin in origins.items() if origin == "official"] == ["T3.BALANCE"]
    assert origins["T3.SUM_OUTCOMES"] == "implied"


def test_a_wrong_balance_names_its_cells_and_both_sides():
    found = check(cells({"t3.new_received.natural_person": 5, "t3.new_received.total": 5}), ALL)
    balance = [f for f in found if f.rule == "T3.BALANCE" and f.outcome == "fail"]
    assert [(f.expected, f.actual, f.severity) for f in balance] == [(5, 0, "error"), (5, 0, "error")]
    assert balance[0].cells == tuple(
        f"t3.{row}.natural_person" for row in ("new_received", "carried_in", "processed_total", "carried_out")
    )


def test_outcomes_are_added_over_the_rows_of_the_form():
    changed = {"t3.other_all.org_other": 2, "t3.processed_total.org_other": 3}
    found = check(cells(changed, "F2019"), Forms("F2019", "F2019", "F2019"))
    (finding,) = [f for f in found if f.rule == "T3.SUM_OUTCOMES" and f.outcome == "fail"]
    assert (finding.expected, finding.actual) == (2, 3)


def test_blanks_make_a_sum_not_assessable_and_no_error():
    found = check(cells({"t3.granted.org_legal": None}), ALL)
    open_rules = {f.rule for f in found if f.outcome == "not_assessable"}
    assert open_rules == {"T3.SUM_OUTCOMES", "T3.SUM_APPLICANTS"}
    assert failed(found) == []


def test_counts_are_whole_and_not_negative_but_changes_and_money_may_be_else():
    found = check(cells({"t2.licensing.decisions": 2.5, "t2.admin_fee.fee_amount": 1.25, "t4.review.upheld": -1}), ALL)
    rules = failed(found)
    assert ("T2.NONNEG", "t2.licensing.decisions") in rules
    assert ("T4.NONNEG", "t4.review.upheld") in rules
    assert ("T2.NONNEG", "t2.admin_fee.fee_amount") not in rules
    old = check(cells({"t2.penalty.items_change": -3}, "F2019"), Forms("F2019", None, None))
    assert failed(old) == []


def test_more_made_public_than_is_public_is_a_note():
    found = check(cells({"t2.rules.newly_disclosed": 2}, "F2019"), Forms("F2019", None, None))
    (finding,) = [f for f in found if f.outcome == "fail"]
    assert (finding.rule, finding.severity, finding.origin) == ("T2.LE", "note", "plausibility")


def test_a_table_that_is_not_there_is_not_checked():
    assert {f.rule[:2] for f in check(cells(), Forms(None, None, "F2021"))} == {"T4"}


def test_messages_are_in_english_with_the_label_of_the_form():
    found = check(cells({"t4.review.total": 3}), ALL)
    (finding,) = [f for f in found if f.outcome == "fail"]
    assert finding.message == "总计等于四类结果之和: 行政复议 / 总计: expected 0, printed 3"


def claim(kind, against, outcome):
    return Claim(kind, 3, "own", "3件", 0, 2, against, outcome)


def test_claims_of_the_text_answer_to_their_table():
    found = check_claims(
        [
            claim("requests_received", ("t3.new_received.total",), "disagrees"),
            claim("lawsuits", ("t4.lit_direct.total", "t4.lit_after_review.total"), "agrees"),
            claim("normative_docs_issued", ("t2.normative_docs.issued",), "other_scope"),
            claim("trainings", (), "not_assessable"),
        ]
    )
    assert [(f.rule, f.severity, f.outcome) for f in found] == [
        ("X.TEXT_T3", "warning", "fail"),
        ("X.TEXT_T4", "warning", "pass"),
        ("X.TEXT_T2", "note", "not_assessable"),
    ]
    assert found[0].cells == ("t3.new_received.total",)


def test_a_collected_fee_must_fit_into_all_fees():
    paid = cells({"t2.admin_fee.fee_amount": 0.02})
    assert [f.outcome for f in check_fee(Fee("collected", 380), paid)] == ["fail"]
    assert [f.outcome for f in check_fee(Fee("collected", 200), paid)] == ["pass"]
    assert [f.outcome for f in check_fee(Fee("none_stated", 0), paid)] == ["not_assessable"]
    assert [f.outcome for f in check_fee(Fee("none_stated", 0), cells())] == ["pass"]
    assert check_fee(Fee("not_mentioned"), paid) == ()


def test_a_declared_form_is_held_against_the_printed_ones():
    assert failed(check_format("F2021", ALL)) == []
    assert failed(check_format("F2021", Forms("F2019", "F2019", None))) == [("X.FORMAT", None)]
    assert check_format(None, ALL) == ()
    assert [f.outcome for f in check_format("F2021", Forms(None, None, None))] == ["not_assessable"]


def test_sums_are_told_as_they_are_printed_whatever_was_checked_before():
    for number in (3, 3.0, 3):
        found = check(cells({"t4.review.total": number}), ALL)
        (finding,) = [f for f in found if f.rule == "T4.SUM" and f.outcome == "fail"]
        assert repr(finding.actual) == repr(number)
        assert finding.message.endswith(f"printed {number}")


def test_findings_do_not_change_cells():
    before = cells({"t4.review.total": 3})
    check(before, ALL)
    assert by_id(type("R", (), {"cells": before})())["t4.review.total"].value == 3


def account(**counts: int) -> Platform:
    return Platform("青溪普法", "wechat", 0, 1, tuple(Count(n, False, "篇", what, 0, 1) for what, n in counts.items()))  # type: ignore[arg-type]


def test_parts_that_do_not_add_up_to_the_whole_are_a_note() -> None:
    (finding,) = check_platforms([account(published=90, original=60, reposted=31)])
    assert (finding.rule, finding.severity, finding.outcome) == ("X.TEXT_INTERNAL", "note", "fail")
    assert (finding.expected, finding.actual) == (91, 90)


def test_a_whole_without_both_parts_is_not_checked() -> None:
    assert check_platforms([account(published=90, original=60)]) == ()
    assert [f.outcome for f in check_platforms([account(published=91, original=60, reposted=31)])] == ["pass"]
