"""Themes named together, and measures that answer problems."""

import numpy as np
import pytest
from planted_reports import PlantedReports, naming
from scipy.stats import false_discovery_control, fisher_exact

from nlp.analysis.cooccurrence import answered, cooccurrence, flow, odds_ratio
from nlp.analysis.estimates import wilson

STAFF, TRAIN, CHANNEL = "staffing_shortage", "training_insufficient", "channel_breadth"


@pytest.fixture
def planted() -> PlantedReports:
    """40 organs with a report each: 12 name staff and training, 4 staff alone, 3 training alone; channels by turns."""
    data = PlantedReports()
    for organ in range(40):
        said = [STAFF] * (organ < 16) + [TRAIN] * (organ < 12 or organ >= 37) + [CHANNEL] * (organ % 2)
        data.add(f"第{organ}局", 2022, naming(*said))
    return data


def test_a_pair_is_counted_against_chance(planted: PlantedReports) -> None:
    top = cooccurrence(planted).iloc[0]
    assert (top["first"], top["second"]) == (STAFF, TRAIN)
    assert (top["both"], top["count_first"], top["count_second"], top["n"]) == (12, 16, 15, 40)
    assert top["expected"] == pytest.approx(6.0)
    assert top["lift"] == pytest.approx(2.0)
    assert top["jaccard"] == pytest.approx(12 / 19)
    assert top["odds_ratio"] == pytest.approx(12 * 21 / (4 * 3))


def test_the_odds_ratio_of_independent_reports_is_that_of_statsmodels(planted: PlantedReports) -> None:
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    top = cooccurrence(planted).iloc[0]
    table = contingency.Table2x2([[12, 4], [3, 21]])
    assert top["odds_ratio"] == pytest.approx(table.oddsratio)
    assert (top["low"], top["high"]) == pytest.approx(table.oddsratio_confint())


def test_p_is_fishers_and_q_benjamini_hochbergs(planted: PlantedReports) -> None:
    frame = cooccurrence(planted)
    assert frame["p"].iloc[0] == pytest.approx(fisher_exact([[12, 4], [3, 21]]).pvalue)
    assert frame["q"].tolist() == pytest.approx(false_discovery_control(frame["p"]))
    assert (frame["q"] < 0.05).tolist() == [True, False, False]


def test_the_same_reports_every_year_are_no_more_evidence(planted: PlantedReports) -> None:
    again = PlantedReports()
    for year in range(2019, 2025):
        for organ in range(40):
            said = [STAFF] * (organ < 16) + [TRAIN] * (organ < 12 or organ >= 37)
            again.add(f"第{organ}局", year, naming(*said))
    once, six = cooccurrence(planted).iloc[0], cooccurrence(again).iloc[0]
    assert six["odds_ratio"] == pytest.approx(once["odds_ratio"])
    assert np.log(six["high"] / six["low"]) == pytest.approx(np.log(once["high"] / once["low"]), rel=0.06)
    assert six["p"] > 1000 * six["p_fisher"]
    assert "clustered" in six["note"]
    assert "clustered" not in once["note"]


def test_the_clustered_interval_is_that_of_a_clustered_logit() -> None:
    models = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(4)
    organ = np.repeat(np.arange(200), 5)
    often = rng.random(200)[organ]
    first = rng.random(1000) < often
    second = rng.random(1000) < 0.3 * often + 0.3 * first
    fit = models.GLM(second.astype(float), models.add_constant(first.astype(float)), models.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": organ, "use_correction": False}
    )
    made = odds_ratio(first, second, organ)
    low, high = np.exp(fit.conf_int()[1])
    assert made.estimate == pytest.approx(np.exp(fit.params[1]), rel=1e-6)
    assert (made.low, made.high) == pytest.approx((low, high), rel=0.02)


def test_an_empty_cell_gets_half_an_observation() -> None:
    first = np.array([True] * 6 + [False] * 14)
    made = odds_ratio(first, first, np.arange(20))
    assert made.estimate == pytest.approx(6.5 * 14.5 / 0.25)
    assert np.isfinite([made.low, made.high]).all()


def test_within_a_unit_both_themes_stand_in_one_problem() -> None:
    data = PlantedReports()
    for organ in range(10):
        data.add(f"第{organ}局", 2022, [("人少且不培训", (STAFF, TRAIN)), ("渠道少", (CHANNEL,))])
    frame = cooccurrence(data, within="unit").set_index(["first", "second"])
    assert frame.loc[(STAFF, TRAIN), ["both", "n"]].tolist() == [10, 20]
    assert frame.loc[(STAFF, CHANNEL), "both"] == 0
    assert cooccurrence(data)["both"].tolist() == [10, 10, 10]


def test_no_pair_is_found_where_themes_are_independent() -> None:
    rng = np.random.default_rng(8)
    themes = [STAFF, TRAIN, CHANNEL, "content_insufficient", "form_innovation", "policy_interpretation"]
    often = dict(zip(themes, (0.5, 0.4, 0.3, 0.5, 0.3, 0.4), strict=True))
    found = 0
    for _ in range(5):
        data = PlantedReports()
        for organ in range(60):
            data.add(f"第{organ}局", 2022, naming(*[theme for theme in themes if rng.random() < often[theme]]))
        found += int((cooccurrence(data)["q"] < 0.05).any())
    assert found == 0


def test_measures_stand_together_as_problems_do() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, [], [("培训", ("training",)), ("配人", ("add_staff",))])
    frame = cooccurrence(data, kind="measure")
    assert frame[["first", "second"]].to_numpy().tolist() == [["add_staff", "training"]]


def test_a_dataset_of_one_theme_has_no_pair() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, naming(STAFF))
    frame = cooccurrence(data)
    assert len(frame) == 0
    assert "q" in frame


@pytest.fixture
def linked() -> PlantedReports:
    """Ten organs short of staff: eight add staff, four of these by shared theme only; two answer nothing."""
    data = PlantedReports()
    for organ in range(10):
        links = [(0, 0, "structural" if organ < 4 else "thematic")] if organ < 8 else []
        data.add(f"第{organ}局", 2022, [("人员不足", (STAFF,))], [("配齐人员", ("add_staff",)), ("多办班", ())], links)
    data.add("第0局", 2023, [("存在不足", ())], [("多办班", ())], [(0, 0, "enumerated")])
    return data


def test_links_are_counted_by_the_themes_at_both_ends(linked: PlantedReports) -> None:
    frame = flow(linked)
    assert frame[["problem", "measure", "links", "thematic"]].to_numpy().tolist() == [
        [STAFF, "add_staff", 8, 4],
        ["uncoded", "uncoded", 1, 0],
    ]
    assert frame["measure_zh"].tolist() == ["充实人员、专人负责", "未编码"]
    assert frame.loc[0, ["numerator", "denominator", "reports", "organs"]].tolist() == [8, 10, 10, 10]
    assert "4 of the links rest on the themes themselves" in frame.loc[0, "note"]


def test_links_of_one_basis_are_counted_alone(linked: PlantedReports) -> None:
    frame = flow(linked, basis="structural")
    assert frame["links"].tolist() == [4]
    assert frame["estimate"].tolist() == pytest.approx([0.4])


def test_the_share_answered_is_of_all_problems_stated(linked: PlantedReports) -> None:
    row = answered(linked).iloc[0]
    assert (row["problem"], row["numerator"], row["denominator"]) == (STAFF, 8, 10)
    assert row["estimate"] == pytest.approx(0.8)
    effect = 10 / 9  # ten organs with a unit each
    assert (row["low"], row["high"]) == pytest.approx(wilson(8 / effect, 10 / effect))
    assert answered(linked, basis="structural").iloc[0]["numerator"] == 4


def test_a_problem_answered_twice_is_answered_once() -> None:
    data = PlantedReports()
    links = [(0, 0, "structural"), (0, 1, "structural")]
    data.add("甲局", 2022, [("人员不足", (STAFF,))], [("配人", ("add_staff",)), ("再配人", ("add_staff",))], links)
    row = flow(data).iloc[0]
    assert (row["links"], row["numerator"], row["denominator"]) == (2, 1, 1)
    assert answered(data).iloc[0]["numerator"] == 1


def test_units_with_two_themes_count_under_each() -> None:
    data = PlantedReports()
    data.add(
        "甲局", 2022, [("人少不训", (STAFF, TRAIN))], [("配人培训", ("add_staff", "training"))], [(0, 0, "structural")]
    )
    assert flow(data)["links"].tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda data: cooccurrence(data, within="page"), "no unit 'page'; there are report, unit"),
        (lambda data: cooccurrence(data, kind="frame"), "no kind 'frame'"),
        (lambda data: flow(data, basis="guess"), "no basis 'guess'; there are structural"),
        (lambda data: answered(data, coder="anna"), "no coder 'anna'"),
    ],
)
def test_bad_arguments_are_told_what_there_is(linked: PlantedReports, call, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call(linked)
