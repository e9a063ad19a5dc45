"""Quality: what a report lacks, what doesn't add up, what came late, and shares of it with intervals."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from form_reports import finding, form_report, make_dataset
from statsmodels.stats.proportion import proportion_confint

from nlp.analysis.lateness import deadline, lateness, published
from nlp.analysis.quality import quality, quality_by
from nlp.report import Report


def one(tmp_path: Path, report: Report) -> pd.Series:
    frame = quality(make_dataset(tmp_path / "data", report))
    assert len(frame) == 1
    return frame.iloc[0]


def stated(*values: str, key: str = "published_on") -> str:
    import json

    return json.dumps([{"key": key, "label": "发布日期", "value": value} for value in values])


# completeness


def test_nothing_is_missing_from_a_full_report(tmp_path: Path) -> None:
    row = one(tmp_path, form_report())
    assert (row["sections_missing"], row["tables_missing"], row["missing"], row["note"]) == (0, 0, "", "")
    assert (row["cells"], row["cells_zero"], row["cells_blank"]) == (200, 200, 0)


def test_missing_sections_and_tables_are_named(tmp_path: Path) -> None:
    full = form_report()
    absent = [replace(s, status="absent") if s.id == "s6" else s for s in full.sections if s.id != "s3"]
    cells = tuple(
        replace(cell, status="table_missing", value=None) if cell.id.startswith("t4") else cell
        for cell in full.cells
        if not cell.id.startswith("t2")
    )
    row = one(tmp_path, replace(full, sections=tuple(absent), cells=cells))
    assert (row["sections_missing"], row["tables_missing"]) == (2, 2)
    assert row["missing"] == "s3 s6 t2 t4"


def test_a_report_before_the_forms_is_not_held_to_them(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(year=2017, cells=(), sections=()))
    assert row[["sections_missing", "tables_missing"]].isna().all()
    assert row["missing"] == ""
    assert "before form F2019" in row["note"]


def test_cells_are_counted_by_what_is_printed(tmp_path: Path) -> None:
    given = {"t3.granted.total": 5, "t3.partial.total": "blank", "t3.np_repeat.total": "blank"}
    row = one(tmp_path, form_report(given=given | {"t2.rules.issued": "slash", "t4.review.total": "conflict"}))
    assert (row["cells_value"], row["cells_blank"], row["cells_slash"], row["cells_conflict"]) == (1, 2, 1, 1)
    assert row["cells_zero"] == 200 - 5
    assert row["characters"] > 0


# arithmetic


def test_failures_are_told_by_origin_and_severity(tmp_path: Path) -> None:
    findings = (
        finding("official", "error", "fail"),
        finding("official", "error", "pass"),
        finding("text", "warning", "fail", "X.TEXT_T3"),
        finding("text", "note", "fail", "X.FEE"),
        finding("text", "note", "not_assessable", "X.TEXT_T2"),
        finding("implied", "error", "pass", "T4.SUM"),
    )
    row = one(tmp_path, form_report(findings=findings))
    assert (row["failed_official_error"], row["failed_official"], row["checked_official"]) == (1, 1, 2)
    assert (row["failed_text_warning"], row["failed_text_note"], row["failed_text"]) == (1, 1, 2)
    assert (row["failed_implied"], row["checks_not_assessable"]) == (0, 1)


def test_a_check_that_could_not_be_made_has_not_passed(tmp_path: Path) -> None:
    row = one(tmp_path, form_report(findings=(finding("official", "error", "not_assessable"),)))
    assert row["checked_official"] == 0
    assert pd.isna(row["failed_official"])
    assert pd.isna(row["failed_implied"])


# lateness


@pytest.mark.parametrize(
    ("name", "function", "day", "days"),
    [
        ("青溪县司法局", "justice", "2024-01-31", 0),
        ("青溪县司法局", "justice", "2024年2月1日", 1),
        ("青溪县司法局", "justice", "2024/1/5 09:30:00", -26),
        ("青溪县人民政府", "government_office", "2024-02-01", -59),
        ("青溪县人民政府", "government_office", "2024.04.01", 1),
        ("青溪县人民政府办公室", "government_office", "20240201", 1),
    ],
)
def test_a_department_has_until_january_and_a_government_until_march(
    tmp_path: Path, name: str, function: str, day: str, days: int
) -> None:
    row = one(tmp_path, form_report(name, 2023, function=function, published=day))
    assert row["days_late"] == days
    assert bool(row["late"]) is (days > 0)


def test_a_report_without_a_date_is_neither_late_nor_in_time(tmp_path: Path) -> None:
    data = make_dataset(tmp_path, form_report(year=2023), form_report(year=None, published="2024-05-01"))
    row, unknown = (lateness(data).set_index(quality(data)["year"]).loc[[year]].iloc[0] for year in (2023, pd.NA))
    assert row[["published_on", "days_late", "late"]].isna().all()
    assert row["due_on"] == "2024-01-31"
    assert unknown["published_on"] == "2024-05-01"
    assert unknown[["due_on", "days_late", "late"]].isna().all()


def test_under_the_regulation_of_2007_all_had_until_march() -> None:
    assert deadline(2018, government=False) == deadline(2018, government=True) == date(2019, 3, 31)
    assert deadline(2019, government=False) == date(2020, 1, 31)


def test_of_several_dates_the_earliest_after_the_year_is_the_publication() -> None:
    assert published(stated("2024-06-30", "2024-01-20"), 2023) == date(2024, 1, 20)
    assert published(stated("2023-11-02", "2024-02-20"), 2023) == date(2024, 2, 20)
    assert published(stated("2023-11-02"), 2023) is None
    assert published(stated("2024-01-20", key="issued_on"), 2023) is None  # signed is not published


@pytest.mark.parametrize("value", ["", "无", "2024-13-01", "2024年2月31日", "12024-01-02", "2024-01-021", "长期有效"])
def test_what_is_no_date_gives_none(value: str) -> None:
    assert published(stated(value), 2023) is None


def test_a_date_in_full_width_digits_is_read() -> None:
    assert published(stated("２０２４年０１月１２日"), 2023) == date(2024, 1, 12)


# shares


def reports(count: int, bad: int, **more: Any) -> list[Report]:
    """``count`` organs, the first ``bad`` of them with a failing check, a blank cell and a late report."""
    wrong = {"findings": (finding("official", "error", "fail"),), "given": {"t3.granted.total": "blank"}}
    right = {"findings": (finding("official", "error", "pass"),)}
    return [
        form_report(
            f"青溪县第{n}局",
            published="2023-03-01" if n < bad else "2023-01-01",
            **(wrong if n < bad else right),
            **more,
        )
        for n in range(count)
    ]


def test_shares_and_intervals_are_those_of_statsmodels(tmp_path: Path) -> None:
    found = quality_by(make_dataset(tmp_path, *reports(40, 13)), by="year").set_index("measure")
    # forty clusters of one report: their variance, with n - 1, is worth 39 observations
    low, high = proportion_confint(13 * 39 / 40, 39, method="wilson")
    for measure in ("fails_official", "blank_cells", "late"):
        row = found.loc[measure]
        assert (row["numerator"], row["denominator"], row["n"], row["organs"]) == (13, 40, 40, 40)
        assert (row["estimate"], row["low"], row["high"]) == pytest.approx((13 / 40, low, high))
    assert found.loc["section_missing", "numerator"] == 0


def test_nothing_is_found_where_nothing_was_planted(tmp_path: Path) -> None:
    found = quality_by(make_dataset(tmp_path, *reports(12, 0)), by=[]).set_index("measure")
    assert (found.loc[found.index != "cells_with_number", "numerator"] == 0).all()
    assert found.loc["cells_with_number", "estimate"] == 1
    # no check of the text was made: nothing can be said, which is not nothing found
    assert found.loc["fails_text", "n"] == 0
    assert pd.isna(found.loc["fails_text", "estimate"])
    assert "no report" in found.loc["fails_text", "note"]


def test_a_share_of_reports_is_taken_of_those_that_can_tell(tmp_path: Path) -> None:
    undated = [form_report(f"松涛区第{n}局") for n in range(5)]
    found = quality_by(make_dataset(tmp_path, *reports(20, 5), *undated), by="year").set_index("measure")
    assert found.loc["late", ["numerator", "denominator"]].tolist() == [5, 20]
    assert found.loc["fails_official", "denominator"] == 20
    assert found.loc["blank_cells", ["numerator", "denominator"]].tolist() == [5, 25]


def test_a_report_without_tables_tells_nothing_of_blank_cells(tmp_path: Path) -> None:
    bare = form_report("松涛区司法局", cells=())
    found = quality_by(make_dataset(tmp_path, *reports(10, 2), bare), by="year").set_index("measure")
    assert found.loc["blank_cells", "denominator"] == 10
    assert found.loc["table_missing", ["numerator", "denominator"]].tolist() == [1, 11]


def test_reports_of_an_organ_widen_the_interval(tmp_path: Path) -> None:
    wrong, right = ((finding("official", "error", outcome),) for outcome in ("fail", "pass"))
    same = [
        form_report(f"青溪县第{n}局", 2020 + y, findings=wrong if n < 5 else right) for n in range(10) for y in range(4)
    ]
    row = quality_by(make_dataset(tmp_path, *same), by=()).set_index("measure").loc["fails_official"]
    low, high = proportion_confint(20, 40, method="wilson")
    assert (row["estimate"], row["organs"]) == (0.5, 10)
    assert row["low"] < low < high < row["high"]


def test_cells_of_one_report_are_not_worth_two_hundred_observations(tmp_path: Path) -> None:
    row = quality_by(make_dataset(tmp_path, form_report()), by="year").set_index("measure").loc["cells_with_number"]
    assert (row["numerator"], row["denominator"], row["n"]) == (200, 200, 1)
    assert row["low"] == pytest.approx(proportion_confint(1, 1, method="wilson")[0])
    half = form_report(given=dict.fromkeys([cell.id for cell in form_report().cells[:100]], "blank"))
    row = quality_by(make_dataset(tmp_path / "half", half), by="year").set_index("measure").loc["cells_with_number"]
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(0.5, 1, method="wilson"))


def test_small_groups_and_breaks_are_said(tmp_path: Path) -> None:
    old = reports(3, 1, form="F2019", year=2020)
    new = [form_report(f"青溪县第{n}局", 2022) for n in range(12)]
    data = make_dataset(tmp_path, *old, *new)
    by_year, whole = quality_by(data, by="year"), quality_by(data, by="level")
    assert by_year.query("year == 2020 and measure == 'table_missing'")["note"].item() == "fewer than 10 reports"
    assert by_year.query("year == 2022 and measure == 'table_missing'")["note"].item() == ""
    assert "F2021" in whole.query("measure == 'table_missing'")["note"].item()


def test_groups_are_those_asked_for(tmp_path: Path) -> None:
    data = make_dataset(
        tmp_path, *reports(4, 1), form_report(year=None), form_report(level="township", function="township")
    )
    found = quality_by(data)
    groups = found[["year", "level"]].drop_duplicates()
    assert list(found.columns[:3]) == ["year", "level", "measure"]
    assert len(groups) == 3
    assert groups["year"].isna().sum() == 1
    with pytest.raises(ValueError, match="can't group by colour; there are year, level"):
        quality_by(data, by=["year", "colour"])
