"""The panel: what a rate is made of, when it is not given, how forms are joined, who is counted twice."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from form_reports import Link, Platform, form_cells, form_report, make_dataset, problem, total

from nlp.analysis.panel import gaps, panel
from nlp.analysis.panel_cells import cells_of, choices, counts, joined, rates, table_2
from nlp.analysis.panel_columns import COMPARABILITY, columns, crosswalk
from nlp.analysis.panel_pairs import counted_in
from nlp.dataset.cell_ids import cell_ids
from nlp.knowledge import load
from nlp.report import Count, Fee, Report

HANDLED = total(
    new_received=18, carried_in=2, granted=6, partial=2, denied_state_secret=1, denied_admin_query=2,
    unable_not_held=3, unable_needs_creation=1, np_repeat=1, processed_total=16, carried_out=4,
)  # fmt: skip


def one(tmp_path: Path, report: Report, **options: Any) -> pd.Series:
    frame = panel(make_dataset(tmp_path / "data", report), **options)
    assert len(frame) == 1
    return frame.iloc[0]


def test_rates_are_those_computed_by_hand(tmp_path: Path) -> None:
    given = HANDLED | {"t3.new_received.natural_person": 12, "t3.new_received.org_business": 5}
    given |= {"t3.new_received.org_legal": 1, "t4.review.total": 3, "t4.lit_direct.total": 1}
    row = one(tmp_path, form_report(given=given))
    assert row["grant_share"] == 8 / 16
    assert row["strict_grant_share"] == 6 / 16
    assert row["refusal_share"] == 3 / 16
    assert row["not_held_share"] == 3 / 16
    assert row["unable_share"] == 4 / 16
    assert row["not_processed_share"] == 1 / 16
    assert row["other_share"] == 0
    assert row["carry_over_share"] == 4 / 20
    assert (row["natural_person_share"], row["organisation_share"]) == (12 / 18, 6 / 18)
    assert (row["business_share"], row["legal_service_share"], row["welfare_share"]) == (5 / 18, 1 / 18, 0)
    assert row["remedy_rate"] == 4 / 16


def test_the_correction_share_leaves_out_what_is_pending(tmp_path: Path) -> None:
    given = {"t4.review.total": 9, "t4.review.corrected": 2, "t4.review.pending": 1}
    given |= {"t4.lit_direct.total": 4, "t4.lit_direct.pending": 2, "t4.lit_after_review.total": 3}
    given |= {"t4.lit_after_review.corrected": 1}
    row = one(tmp_path, form_report(given=given))
    assert (row["remedies"], row["remedies_decided"], row["remedies_corrected"]) == (16, 13, 3)
    assert row["correction_share"] == 3 / 13
    assert pd.isna(row["review_correction_share"])  # of 8
    assert row["direct_suit_share"] == 4 / 16


def test_every_rate_is_its_numerator_over_its_denominator(tmp_path: Path) -> None:
    given = {id: 20 + 3 * place for place, id in enumerate(cell_ids()) if id.endswith(".total")}
    frame = panel(make_dataset(tmp_path, form_report(given=given | {"t3.processed_total.total": 9000})))
    known = columns().set_index("column")
    for name in rates():
        above, below = known.loc[name, ["numerator", "denominator"]]
        if pd.notna(frame[name][0]):
            assert frame[name][0] == frame[above][0] / frame[below][0], name
    assert frame[["grant_share", "refusal_share", "remedy_rate"]].notna().all(axis=None)


def test_no_rate_under_the_minimum_and_the_note_says_so(tmp_path: Path) -> None:
    data = make_dataset(tmp_path, form_report(given=HANDLED))
    assert pd.isna(panel(data, minimum=17)["grant_share"][0])
    assert "processed under 17" in panel(data, minimum=17)["note"][0]
    assert panel(data, minimum=17)["natural_person_share"][0] == 0  # of 18
    assert panel(data, minimum=16)["grant_share"][0] == 0.5
    assert "processed" not in panel(data, minimum=16)["note"][0]


def test_a_rate_of_nothing_is_not_given_at_any_minimum(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(), minimum=1)
    assert row["processed"] == 0
    assert row[list(rates())].isna().all()
    with pytest.raises(ValueError, match="at least 1"):
        panel(make_dataset(tmp_path / "again", form_report()), minimum=0)


def test_a_blank_is_not_zero(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(given=HANDLED | total(granted="blank", carried_out="slash")))
    assert row[["granted", "granted_or_partial", "carried_out"]].isna().all()
    assert row[["grant_share", "strict_grant_share", "carry_over_share"]].isna().all()
    assert row["refusal_share"] == 3 / 16
    assert row["partial"] == 2
    assert "granted not printed" in row["note"]
    assert "carried_out not printed" in row["note"]


def test_a_sum_over_a_blank_is_empty_though_its_other_cells_have_numbers(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(given=HANDLED | total(denied_process_info="row_missing")))
    assert pd.isna(row["denied"])
    assert pd.isna(row["refusal_share"])
    assert row["denied_state_secret"] == 1


def test_a_share_above_one_is_a_slip_of_print_and_not_given(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(given=HANDLED | total(granted=40) | {"t4.review.total": 40}))
    assert (row["granted"], row["processed"]) == (40, 16)
    assert pd.isna(row["strict_grant_share"])
    assert "granted above processed" in row["note"]
    assert row["remedy_rate"] == 40 / 16  # not bounded: a request of last year may be taken to court in this one


def test_gaps_tell_what_is_not_printed_from_what_is_too_small(tmp_path: Path) -> None:
    reports = [form_report(year=2021, given=HANDLED), form_report(year=2022),
               form_report(year=2023, given=HANDLED | total(granted="blank"))]  # fmt: skip
    found = gaps(panel(make_dataset(tmp_path, *reports))).set_index("column")
    assert found.loc["granted"].tolist() == [3, 2, 1, 0]
    assert found.loc["grant_share"].tolist() == [3, 1, 2, 1]
    assert found.loc["refusal_share"].tolist() == [3, 2, 1, 1]


def test_money_is_in_wan_yuan_whatever_unit_is_printed(tmp_path: Path) -> None:
    fee, bought = "t2.admin_fee.fee_amount", "t2.gov_procurement.proc_amount"
    new = [form_report(year=2021 + n, given={fee: v}) for n, v in enumerate([(125000, "元"), 12.5, (12.5, "万元")])]
    old = [form_report(year=2019, form="F2019", given={bought: (3, "亿元")}),
           form_report(year=2020, form="F2019", given={bought: 3})]  # fmt: skip
    frame = panel(make_dataset(tmp_path, *new, *old)).set_index("year")
    assert frame["t2_admin_fee_fee_amount_wan_yuan"].dropna().to_dict() == {2021: 12.5, 2022: 12.5, 2023: 12.5}
    assert frame["t2_gov_procurement_proc_amount_wan_yuan"].dropna().to_dict() == {2019: 30000}


# two forms


def two_forms(tmp_path: Path, harmonised: bool) -> pd.DataFrame:
    old = {
        "t2.rules.made": 2,
        "t2.normative_docs.made": 7,
        "t2.licensing.decisions": 30,
        "t2.rules.disclosed_total": 50,
    }
    old |= {"t2.admin_fee.items_prev": 4, **total(other_all=5)}
    new = {"t2.rules.issued": 3, "t2.normative_docs.issued": 8, "t2.licensing.decisions": 31, "t2.rules.in_force": 60}
    new |= {"t2.admin_fee.fee_amount": 99.5, **total(other_no_correction=1, other_no_fee=2, other_other=4)}
    reports = [form_report(year=2020, form="F2019", given=old), form_report(year=2021, given=new)]
    return panel(make_dataset(tmp_path, *reports), harmonised=harmonised).set_index("year")


def test_without_harmonising_a_column_holds_one_form(tmp_path: Path) -> None:
    frame = two_forms(tmp_path, harmonised=False)
    assert frame["t2_rules_made"].dropna().to_dict() == {2020: 2}
    assert frame["t2_rules_issued"].dropna().to_dict() == {2021: 3}
    assert "rules_issued" not in frame


def test_harmonised_joins_the_forms_where_the_crosswalk_says_so(tmp_path: Path) -> None:
    frame = two_forms(tmp_path, harmonised=True)
    assert frame["rules_issued"].tolist() == [2, 3]
    assert frame["normative_docs_issued"].tolist() == [7, 8]
    assert frame["licensing_decisions"].tolist() == [30, 31]
    assert frame["other"].tolist() == [5, 7]
    assert frame["other_no_fee"].dropna().to_dict() == {2021: 2}
    assert not {"t2_rules_made", "t2_rules_issued", "t2_licensing_decisions"} & set(frame)


def test_the_fee_and_the_stocks_are_never_joined(tmp_path: Path) -> None:
    frame = two_forms(tmp_path, harmonised=True)
    assert frame["t2_admin_fee_fee_amount_wan_yuan"].dropna().to_dict() == {2021: 99.5}
    assert frame["t2_admin_fee_items_prev"].dropna().to_dict() == {2020: 4}
    assert frame["t2_rules_in_force"].dropna().to_dict() == {2021: 60}
    assert frame["t2_rules_disclosed_total"].dropna().to_dict() == {2020: 50}
    fees = crosswalk().query("column.str.contains('fee') and not column.str.startswith('other')")
    assert set(fees["comparability"]) == {"none"}
    assert fees[["F2019", "F2021"]].isna().any(axis=1).all()


def test_a_2023_report_in_the_old_form_is_joined_by_its_form_not_its_year(tmp_path: Path) -> None:
    old = form_report(year=2023, form="F2019", given={"t2.rules.made": 2, **total(other_all=5)})
    row = one(tmp_path, old, harmonised=True)
    assert (row["rules_issued"], row["other"], row["format_t2"]) == (2, 5, "F2019")


def test_comparability_is_that_of_the_notices() -> None:
    found = crosswalk().set_index("column")["comparability"]
    assert found["rules_issued"] == found["normative_docs_issued"] == "approximate"
    assert found["other"] == found["other_share"] == "derived"
    assert found["licensing_decisions"] == found["granted"] == found["review"] == found["refusal_share"] == "exact"
    assert found["t2_rules_in_force"] == found["t2_rules_disclosed_total"] == found["other_no_fee"] == "none"
    assert set(found) == set(COMPARABILITY)


def test_the_crosswalk_knows_every_number_of_the_harmonised_panel(tmp_path: Path) -> None:
    frame = panel(make_dataset(tmp_path, form_report()), harmonised=True)
    known = crosswalk()["column"]
    first, last = frame.columns.get_loc("received"), frame.columns.get_loc("s1_characters")
    assert sorted(known) == sorted(frame.columns[first:last])
    assert crosswalk()["why"].str.len().gt(20).all()


def test_every_cell_of_table_2_is_joined_or_apart_once() -> None:
    apart = [id for entry in load("analysis", "crosswalk")["apart"] for id in entry["cells"]]
    used = [*(id for entry in joined().values() for id in dict.fromkeys(cells_of(entry))), *apart]
    assert len(used) == len(set(used))
    assert {id for id in used if id.startswith("t2.")} == set(table_2().values())


def test_a_joined_cell_stands_in_the_form_that_it_is_given_for() -> None:
    for entry in [*joined().values(), counts()["other"]["cells"]]:
        for form in ("F2019", "F2021"):
            assert all(form in cell_ids()[id].forms for id in entry[form])
    for entry in load("analysis", "crosswalk")["apart"]:
        assert all(len(cell_ids()[id].forms) == 1 for id in entry["cells"])


def test_exact_means_the_same_cells_in_both_forms() -> None:
    rows = crosswalk()
    exact = rows[rows["comparability"] == "exact"]
    assert (exact["F2019"] == exact["F2021"]).all()
    native = rows[~rows["column"].isin(rates())]
    assert native.loc[native["comparability"] == "none", ["F2019", "F2021"]].isna().any(axis=1).all()


def test_the_outcome_groups_add_up_to_all_leaves() -> None:
    groups = ["granted", "partial", "denied", "unable", "not_processed", "other"]
    leaves = [id for name in groups for id in choices(counts()[name])[0]]
    rows = [id.split(".")[1] for id in leaves]
    assert len(rows) == len(set(rows)) == 21  # the leaf outcomes of F2021
    assert len([id for name in groups for id in choices(counts()[name])[-1]]) == 19


# what the report says


def test_theme_columns_count_the_units_that_the_coder_coded(tmp_path: Path) -> None:
    units = (
        problem("u1", "staffing_shortage", cues=("staff_capability",)),
        problem("u2", "staffing_shortage", "staff_capability"),
        problem("u3", "training", kind="measure"),
        problem("u4", "training", kind="past_measure"),
    )
    data = make_dataset(tmp_path, form_report(units=units))
    model, cues = panel(data).iloc[0], panel(data, coder="cues:1").iloc[0]
    names = ["theme_staffing_shortage", "theme_staff_capability", "theme_training", "theme_policy_interpretation"]
    assert model[names].tolist() == [2, 1, 1, 0]
    assert cues[names].tolist() == [0, 1, 0, 0]
    assert (model["coder"], cues["coder"]) == ("model:themes-1", "cues:1")
    with pytest.raises(ValueError, match="no coder 'nobody' in the dataset; it has cues:1, model:themes-1"):
        panel(data, coder="nobody")


def test_without_section_five_units_and_themes_are_empty_not_zero(tmp_path: Path) -> None:
    full = form_report(year=2022, units=(problem("u1", "staffing_shortage"),))
    quiet = form_report(year=2023)
    gone = form_report(year=2024)
    gone = replace(gone, sections=tuple(section for section in gone.sections if section.id != "s5"))
    absent = form_report(year=2025)
    absent = replace(
        absent, sections=tuple(replace(s, status="absent") if s.id == "s5" else s for s in absent.sections)
    )
    frame = panel(make_dataset(tmp_path, full, quiet, gone, absent)).set_index("year")
    for name in ("theme_staffing_shortage", "problems"):
        assert frame[name].tolist() == [1, 0, pd.NA, pd.NA]
    assert pd.isna(frame.loc[2024, "s5_characters"])
    assert pd.isna(frame.loc[2024, "coder"])
    assert pd.isna(frame.loc[2023, "hedged_share"])  # of no problem


def test_where_nobody_coded_the_theme_columns_are_empty(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(units=(problem("u1"),)))
    assert row["problems"] == 1
    assert row.filter(like="theme_").isna().all()
    assert pd.isna(row["coder"])


def test_codes_of_another_codebook_have_columns_of_their_own(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(units=(problem("u1", "my_code"), problem("u2", "my_code"))))
    assert row.filter(like="theme_").to_dict() == {"theme_my_code": 2}


def test_hedges_specificity_and_coverage_of_the_problems(tmp_path: Path) -> None:
    units = (
        problem("u1", hedge=True, specificity=0),
        problem("u2", specificity=1),
        problem("u3", specificity=2),
        problem("u4", kind="measure", specificity=2),
        problem("u5", kind="measure", specificity=1),
        problem("u6", kind="frame", specificity=2, hedge=True),
    )
    links = (
        Link("u1", "u4", "structural", 0.9),
        Link("u1", "u5", "structural", 0.9),
        Link("u2", "u4", "thematic", 0.5),
    )
    row = one(tmp_path, form_report(units=units, links=links))
    assert (row["problems"], row["measures"], row["hedged_problems"], row["answered_problems"]) == (3, 2, 1, 2)
    assert row["hedged_share"] == pytest.approx(1 / 3)
    assert row["response_coverage"] == pytest.approx(2 / 3)
    assert (row["problem_specificity"], row["measure_specificity"]) == (1, 1.5)


def test_characters_of_a_section_leave_out_title_and_blanks(tmp_path: Path) -> None:
    row = one(tmp_path, form_report())
    assert row["s1_characters"] == len("全年公开信息。")
    assert row["s5_characters"] == len("人手不足。")
    assert row["s6_characters"] == len("无。")


def test_platforms_by_kind(tmp_path: Path) -> None:
    def count(value: float, what: str = "published", approx: bool = False) -> Count:
        return Count(value, approx, "条", what, 0, 1)

    named = (
        Platform("县政府网站", "website", 0, 5, (count(100), count(9000, "views"))),
        Platform("县政府网站", "website", 9, 14, (count(20, approx=True),)),
        Platform("本局网站", "website", 20, 24),
        Platform("青溪发布", "wechat", 30, 34, (count(500, "followers"),)),
    )
    row = one(tmp_path, form_report(platforms=named))
    assert (row["platforms_website"], row["platforms_wechat"], row["platforms_weibo"]) == (2, 1, 0)
    assert (row["published_website"], row["published_rounded"]) == (120, 1)
    assert pd.isna(row["published_wechat"])  # named, no number of items: not 0
    assert pd.isna(row["published_weibo"])


def test_fee_findings_and_dates_come_along(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(fee=Fee("collected", 380), published="2023-02-03", year=2022))
    assert (row["fee_status"], row["fee_yuan"]) == ("collected", 380)
    assert (row["published_on"], row["days_late"]) == ("2023-02-03", 3)
    assert (row["findings_error"], row["findings_warning"], row["findings_note"]) == (0, 0, 0)


# rows


def test_two_reports_of_an_organ_for_a_year_stay_apart_with_a_note(tmp_path: Path) -> None:
    reports = [form_report(copy=n, given=HANDLED | total(granted=n)) for n in (1, 2)] + [form_report(year=2023)]
    frame = panel(make_dataset(tmp_path, *reports))
    twice = frame[frame["year"] == 2022]
    assert sorted(twice["granted"]) == [1, 2]
    assert twice["copies"].tolist() == [2, 2]
    assert twice["note"].str.startswith("2 reports of the organ for this year").all()
    assert frame.loc[frame["year"] == 2023, "copies"].tolist() == [1]


def test_a_row_of_the_panel_holds_its_own_report(tmp_path: Path) -> None:
    reports = [
        form_report(
            f"青溪县第{n}局", 2019 + n % 3, total(new_received=n), units=(problem("u1", *["training"] * (n % 2)),)
        )
        for n in range(12)
    ]
    frame = panel(make_dataset(tmp_path, *reports))
    number = frame["organ"].str.extract(r"第(\d+)局")[0].astype(int)
    assert (frame["received"] == number).all()
    assert (frame["theme_training"] == number % 2).all()
    assert (frame["year"] == 2019 + number % 3).all()
    assert frame["organ_id"].is_monotonic_increasing


def test_a_department_is_marked_with_the_government_that_may_count_it(tmp_path: Path) -> None:
    county = form_report("青溪县人民政府", function="government_office")
    office = form_report("青溪县人民政府办公室", function="government_office")
    bureau, tax = form_report("青溪县司法局"), form_report("国家税务总局青溪县税务局", function="tax")
    town = form_report("白石镇人民政府", level="township", function="township")
    elsewhere = form_report("松涛区司法局", code="990102")
    earlier = form_report("青溪县司法局", year=2021)
    frame = panel(make_dataset(tmp_path, county, office, bureau, tax, town, elsewhere, earlier))
    marked = frame[frame["counted_in"].notna()]
    assert sorted(marked["organ"]) == ["青溪县人民政府办公室", "青溪县司法局"]
    assert set(marked["counted_in"]) == {"990101:青溪县人民政府"}
    assert set(marked["year"]) == {2022}  # no government reports for 2021, so nothing is doubled there


def test_sums_over_the_rows_not_marked_count_nothing_twice(tmp_path: Path) -> None:
    bureaus = [form_report(f"青溪县{name}局", given=total(new_received=n)) for n, name in ((3, "司法"), (4, "财政"))]
    county = form_report("青溪县人民政府", function="government_office", given=total(new_received=7))
    frame = panel(make_dataset(tmp_path, *bureaus, county))
    assert frame["received"].sum() == 14
    assert frame.loc[frame["counted_in"].isna(), "received"].sum() == 7


def test_an_organ_of_unknown_region_or_year_is_not_marked() -> None:
    base = {"organ_id": ["a", "b"], "organ": ["青溪县人民政府", "青溪县司法局"], "level": "county",
            "function": ["government_office", "justice"], "region_code": "990101", "year": 2022}  # fmt: skip
    assert counted_in(pd.DataFrame(base)).tolist() == [None, "a"]
    for unknown in ({"region_code": None}, {"year": None}, {"level": "unknown"}):
        assert counted_in(pd.DataFrame(base | unknown)).isna().all()


def test_reports_without_organ_or_year_are_kept_and_said_so(tmp_path: Path) -> None:
    frame = panel(make_dataset(tmp_path, form_report(None, code=None), form_report(year=None)))
    assert len(frame) == 2
    assert frame["note"].str.contains("organ unknown").sum() == 1
    assert frame["note"].str.contains("year unknown").sum() == 1


def test_a_report_without_tables_has_a_row_of_empty_numbers(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(cells=()))
    assert row[[*counts(), *rates(), *table_2()]].isna().all()
    assert "processed not printed" in row["note"]


def test_breaks_that_the_years_cross_travel_with_the_frame(tmp_path: Path) -> None:
    data = make_dataset(tmp_path, form_report(year=2020, form="F2019"), form_report(year=2022))
    assert "F2021" in panel(data).attrs["note"]
    assert panel(make_dataset(tmp_path / "one", form_report(year=2022))).attrs["note"] == ""


def test_the_same_dataset_gives_the_same_frame(tmp_path: Path) -> None:
    reports = [form_report(f"青溪县第{n}局", given=HANDLED, units=(problem("u1", "training"),)) for n in range(5)]
    one, two = (panel(make_dataset(tmp_path / name, *reports)) for name in "ab")
    pd.testing.assert_frame_equal(one, two)


# the dictionary


def test_columns_describes_every_column_of_either_panel_and_no_other(tmp_path: Path) -> None:
    data = make_dataset(tmp_path, form_report(cells=form_cells("F2021", HANDLED)))
    given = set(panel(data)) | set(panel(data, harmonised=True))
    known = columns()
    assert known["column"].is_unique
    assert set(known["column"]) == given
    assert known[["en", "zh", "source"]].notna().all(axis=None)


def test_numerators_and_denominators_are_columns(tmp_path: Path) -> None:
    frame, known = panel(make_dataset(tmp_path, form_report())), columns()
    shares = known[known["numerator"].notna()]
    assert {*shares["numerator"], *shares["denominator"]} <= set(frame.columns)
    assert set(rates()) | {"hedged_share", "response_coverage"} == set(shares["column"])


def test_every_cell_of_a_formula_is_a_cell_of_the_forms() -> None:
    for name, entry in counts().items():
        assert set(cells_of(entry)) <= set(cell_ids()), name
        assert len(cells_of(entry)) == len(set(cells_of(entry))), name
