"""The share of reports and units that name a theme."""

import numpy as np
import pandas as pd
import pytest
from planted_reports import CODER, PlantedReports, naming

from nlp.analysis.estimates import clustered_share, wilson
from nlp.analysis.trends import trends

STAFF, TURNOVER, CHANNEL = "staffing_shortage", "staff_turnover_handover", "channel_breadth"


@pytest.fixture
def rising() -> PlantedReports:
    """20 organs: 4 name a shortage of staff in 2022, 16 in 2024; two state no problem in 2024."""
    data = PlantedReports()
    for organ in range(20):
        level = "county" if organ < 10 else "township"
        data.add(f"第{organ}局", 2022, naming(*[STAFF] * (organ < 4)), level=level)
        silent = organ in (18, 19)
        data.add(f"第{organ}局", 2024, [] if silent else naming(*[STAFF] * (organ < 16)), level=level)
    return data


def test_a_share_is_of_the_reports_that_state_a_problem(rising: PlantedReports) -> None:
    frame = trends(rising, STAFF)
    assert frame["year"].tolist() == [2022, 2024]
    assert frame["numerator"].tolist() == [4, 16]
    assert frame["denominator"].tolist() == [20, 18]
    assert frame["reports_silent"].tolist() == [0, 2]
    assert frame["estimate"].tolist() == pytest.approx([0.2, 16 / 18])
    assert frame[["code", "family", "zh", "kind"]].iloc[0].tolist() == [STAFF, "B", "人员力量不足或兼职", "problem"]


def test_the_interval_is_that_of_the_clustered_share(rising: PlantedReports) -> None:
    row = trends(rising, STAFF, by=(), unit="unit").iloc[0]
    yes, organ = [], []
    for number in range(20):
        for says in [number < 4] + [number < 16] * (number < 18):
            yes += [0, 1] if says else [0]
            organ += [number] * (1 + says)
    expected = clustered_share(yes, [1] * len(yes), organ)
    assert (row["numerator"], row["denominator"]) == (20, 58)
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert row["organs"] == 20
    assert row["reports"] == 38


def test_wilson_agrees_with_statsmodels_where_organs_are_independent(rising: PlantedReports) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    row = trends(rising, STAFF).iloc[0]
    effect = 20 / 19  # one report an organ: the clusters are worth a report less than there are
    low, high = proportion.proportion_confint(4 / effect, 20 / effect, method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_copied_reports_of_an_organ_widen_the_interval() -> None:
    data = PlantedReports()
    for organ in range(12):
        for year in range(2019, 2025):
            data.add(f"第{organ}局", year, naming(*[STAFF] * (organ < 6)))
    row = trends(data, STAFF, by=()).iloc[0]
    assert (row["numerator"], row["denominator"]) == (36, 72)
    plain, twelve = wilson(36, 72), wilson(6, 12)
    assert row["low"] < twelve[0] < plain[0]
    assert row["high"] > twelve[1] > plain[1]


def test_a_theme_that_nobody_names_is_a_zero_where_problems_are_stated(rising: PlantedReports) -> None:
    frame = trends(rising, CHANNEL)
    assert frame["numerator"].tolist() == [0, 0]
    assert frame["estimate"].tolist() == [0, 0]
    assert (frame["high"] > 0).all()


def test_a_group_without_a_stated_problem_has_no_share() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming(STAFF))
    data.add("甲局", 2023, [])
    row = trends(data, STAFF).iloc[1]
    assert (row["numerator"], row["denominator"], row["reports_silent"]) == (0, 0, 1)
    assert np.isnan(row["estimate"])
    assert "no report here states one" in row["note"]


def test_nothing_to_report_is_no_problem_stated() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, [("无。", ("no_problem_stated",))])
    data.add("乙局", 2022, naming(STAFF))
    row = trends(data, STAFF).iloc[0]
    assert (row["numerator"], row["denominator"], row["reports_silent"]) == (1, 1, 1)


def test_groups_cross(rising: PlantedReports) -> None:
    frame = trends(rising, STAFF, by=("year", "level"))
    found = {(row.year, row.level): (row.numerator, row.denominator) for row in frame.itertuples()}
    assert found == {
        (2022, "county"): (4, 10),
        (2022, "township"): (0, 10),
        (2024, "county"): (10, 10),
        (2024, "township"): (6, 8),
    }


def test_a_family_counts_a_report_once_whatever_of_it_is_named() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming(STAFF, TURNOVER))
    data.add("乙局", 2022, naming(CHANNEL))
    one = trends(data, "B", kind="problem")
    assert one[["code", "numerator", "denominator"]].to_numpy().tolist() == [["B", 1, 2]]
    every = trends(data, by=("year", "family"), kind="problem")
    assert every["code"].tolist() == list("ABCDEFGH")
    assert dict(zip(every["code"], every["numerator"], strict=True))["G"] == 1


def test_a_family_without_a_kind_is_of_problems_and_of_measures() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming(STAFF), [("配齐人员", ("add_staff",)), ("加强宣传", ())])
    frame = trends(data, "B", unit="unit")
    assert frame[["kind", "numerator", "denominator"]].to_numpy().tolist() == [["problem", 1, 2], ["measure", 1, 2]]


def test_measures_taken_are_counted_apart_from_measures_promised() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, [], [("将开展培训", ("training",))], past=[("已配齐人员", ("add_staff",))])
    assert trends(data, "training")["numerator"].tolist() == [1]
    assert trends(data, "add_staff")["numerator"].tolist() == [0]
    assert trends(data, "add_staff", kind="past_measure")["numerator"].tolist() == [1]


def test_without_a_code_every_theme_has_its_rows_in_the_order_of_the_codebook(rising: PlantedReports) -> None:
    frame = trends(rising)
    assert len(frame) == 48 * 2
    assert frame["code"].iloc[0] == "awareness_commitment"
    assert frame["code"].nunique() == 48
    assert not frame["code"].str.contains("no_problem").any()


def test_only_the_coder_that_speaks_is_counted_unless_another_is_asked() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming(STAFF), second=[(0, CHANNEL)])
    assert trends(data, CHANNEL)["numerator"].tolist() == [0]
    other = trends(data, CHANNEL, coder="cues:1")
    assert other["numerator"].tolist() == [1]
    assert "coder cues:1" in other["note"].iloc[0]
    assert f"coder {CODER}" in trends(data, STAFF)["note"].iloc[0]


def test_notes_tell_of_small_numbers_and_of_breaks_in_the_series(rising: PlantedReports) -> None:
    rising.add("第0局", 2020, naming())
    first, second, third = trends(rising, STAFF)["note"]
    assert "small n" in first
    assert "F2021" not in first
    assert "F2021" in second
    assert "small n" not in second
    assert "reconsideration" in third
    assert "reconsideration" in trends(rising, STAFF, by=())["note"].iloc[0]


def test_a_share_of_one_organ_is_told() -> None:
    data = PlantedReports()
    for year in (2022, 2023):
        data.add("甲局", year, naming(STAFF))
    assert "one organ only" in trends(data, STAFF, by=())["note"].iloc[0]
    data.add("乙局", 2022, naming(STAFF))
    assert "one organ only" not in trends(data, STAFF, by=())["note"].iloc[0]


def test_an_unknown_place_is_a_group_of_its_own() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming(STAFF), province=None)
    data.add("乙局", 2022, naming())
    frame = trends(data, STAFF, by=("province",))
    assert frame["province"].isna().tolist() == [False, True]
    assert frame["numerator"].tolist() == [0, 1]


def test_a_code_of_a_codebook_of_ones_own_is_followed_by_its_name() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming("my_own"))
    frame = trends(data, "my_own", kind="problem")
    assert frame[["code", "zh", "numerator"]].to_numpy().tolist() == [["my_own", "my_own", 1]]
    assert frame["family"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"code": "weather"}, "no code or family 'weather'; there are A, B"),
        ({"by": ("month",)}, "can't group by 'month'; there are year"),
        ({"unit": "page"}, "no unit 'page'; there are report, unit"),
        ({"kind": "frame"}, "no kind 'frame'; there are problem"),
        ({"code": STAFF, "kind": "measure"}, "staffing_shortage is a problem, no measure"),
        ({"coder": "anna"}, "no coder 'anna' in the dataset; it has model:1"),
        ({"code": STAFF, "by": ("family",)}, "family counts whole families"),
    ],
)
def test_bad_arguments_are_told_what_there_is(rising: PlantedReports, arguments: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        trends(rising, **arguments)


def test_the_same_dataset_gives_the_same_frame(rising: PlantedReports) -> None:
    pd.testing.assert_frame_equal(trends(rising), trends(rising))
