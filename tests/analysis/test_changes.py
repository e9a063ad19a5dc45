"""Themes by growth between two years."""

from itertools import permutations, product

import numpy as np
import pytest
from planted_reports import PlantedReports, naming
from scipy.stats import binomtest, false_discovery_control, fisher_exact

from nlp.analysis.changes import changes, difference

STAFF, CHANNEL, CONTENT = "staffing_shortage", "channel_breadth", "content_insufficient"
GONE = np.nan


@pytest.fixture
def planted() -> PlantedReports:
    """30 organs in both years: staff rises from 3 to 21, channels fall from 25 to 5, content keeps its 15."""
    data = PlantedReports()
    for organ in range(30):
        before = [STAFF] * (organ < 3) + [CHANNEL] * (organ < 25) + [CONTENT] * (organ % 2)
        after = [STAFF] * (organ < 21) + [CHANNEL] * (organ < 5) + [CONTENT] * (1 - organ % 2)
        data.add(f"第{organ}局", 2022, naming(*before))
        data.add(f"第{organ}局", 2023, naming(*after))
    return data


def test_what_rises_stands_on_top_and_what_falls_at_the_end(planted: PlantedReports) -> None:
    frame = changes(planted)
    assert frame["code"].iloc[0] == STAFF
    assert frame["code"].iloc[-1] == CHANNEL
    assert frame.loc[frame["grew"], "code"].tolist() == [STAFF]
    assert frame.loc[frame["fell"], "code"].tolist() == [CHANNEL]
    top = frame.iloc[0]
    assert (top["first"], top["last"]) == (2022, 2023)
    assert (top["numerator_first"], top["denominator_first"]) == (3, 30)
    assert (top["numerator_last"], top["denominator_last"]) == (21, 30)
    assert top["estimate"] == pytest.approx(0.6)
    assert top["organs_both"] == 30


def test_p_of_organs_in_both_years_is_mcnemars_exact_test(planted: PlantedReports) -> None:
    frame = changes(planted).set_index("code")
    assert frame.loc[STAFF, "p"] == pytest.approx(binomtest(18, 18).pvalue)
    assert frame.loc[CONTENT, "p"] == pytest.approx(binomtest(15, 30).pvalue)


def test_q_is_benjamini_hochberg_over_the_themes_that_are_named(planted: PlantedReports) -> None:
    frame = changes(planted)
    tested = frame[frame["p"].notna()]
    assert set(tested["code"]) == {STAFF, CHANNEL, CONTENT}
    assert tested["q"].tolist() == pytest.approx(false_discovery_control(tested["p"]))
    multi = pytest.importorskip("statsmodels.stats.multitest")
    assert tested["q"].tolist() == pytest.approx(multi.multipletests(tested["p"], method="fdr_bh")[1])
    unnamed = frame[frame["p"].isna()]
    assert len(unnamed) == 21
    assert not unnamed["grew"].any()
    assert unnamed["note"].str.startswith("named in neither year").all()


def test_p_of_organs_that_stand_in_one_year_each_is_fishers() -> None:
    before = np.array([1.0] * 2 + [0.0] * 10 + [GONE] * 12)
    after = np.array([GONE] * 12 + [1.0] * 8 + [0.0] * 4)
    assert difference(before, after).p == pytest.approx(fisher_exact([[2, 10], [8, 4]]).pvalue)


def test_p_of_organs_of_both_sorts_is_that_of_all_ways_to_exchange_the_years() -> None:
    before = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 0.0, GONE, GONE])
    after = np.array([1.0, 1.0, 1.0, 1.0, GONE, GONE, 1.0, 1.0])
    counts = []
    for swaps in product([False, True], repeat=4):
        matched = sum(before[i] if swap else after[i] for i, swap in enumerate(swaps))
        for order in permutations([1, 0, 1, 1]):
            counts.append(matched + order[2] + order[3])
    expected = np.mean(counts)
    far = np.abs(np.array(counts) - expected) >= abs(6 - expected) - 1e-9
    assert difference(before, after).p == pytest.approx(far.mean())


def test_the_interval_of_independent_shares_is_newcombes_of_statsmodels() -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    before = np.array([1.0] * 3 + [0.0] * 22 + [GONE] * 30)
    after = np.array([GONE] * 25 + [1.0] * 14 + [0.0] * 16)
    made = difference(before, after)
    low, high = proportion.confint_proportions_2indep(14, 30, 3, 25, method="newcomb", compare="diff")
    assert (made.low, made.high) == pytest.approx((low, high))


def test_the_interval_of_many_organs_is_the_clustered_one_of_a_regression() -> None:
    linear = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(3)
    before = (rng.random(4000) < 0.4).astype(float)
    after = np.where(rng.random(4000) < 0.6, before, rng.random(4000) < 0.6).astype(float)
    before[:500], after[3500:] = GONE, GONE
    organ = np.tile(np.arange(4000), 2)
    y, x = np.concatenate([before, after]), np.repeat([0.0, 1.0], 4000)
    here = ~np.isnan(y)
    fit = linear.OLS(y[here], linear.add_constant(x[here])).fit(cov_type="cluster", cov_kwds={"groups": organ[here]})
    made = difference(before, after)
    assert made.estimate == pytest.approx(fit.params[1])
    assert (made.low, made.high) == pytest.approx(tuple(fit.conf_int()[1]), abs=0.001)
    independent = np.concatenate([before, np.full(4000, GONE)]), np.concatenate([np.full(4000, GONE), after])
    apart = difference(*independent)
    assert made.high - made.low < 0.9 * (apart.high - apart.low)


def test_the_interval_covers_a_planted_difference() -> None:
    rng = np.random.default_rng(11)
    inside = 0
    for _ in range(400):
        before = (rng.random(40) < 0.1).astype(float)
        after = np.where(rng.random(40) < 0.5, np.maximum(before, rng.random(40) < 0.2), rng.random(40) < 0.5)
        truth = 0.5 * (1 - 0.9 * 0.8) + 0.5 * 0.5 - 0.1
        made = difference(before, after.astype(float))
        inside += made.low <= truth <= made.high
    assert 0.92 <= inside / 400 <= 0.99


def test_nothing_grows_where_nothing_was_planted() -> None:
    rng = np.random.default_rng(5)
    themes = [STAFF, CHANNEL, CONTENT, "training_insufficient", "form_innovation", "policy_interpretation"]
    found = 0
    for _ in range(8):
        data = PlantedReports()
        for organ in range(25):
            for year in (2022, 2023):
                data.add(f"第{organ}局", year, naming(*[theme for theme in themes if rng.random() < 0.3]))
        found += int(changes(data)[["grew", "fell"]].any(axis=None))
    assert found == 0


def test_a_change_of_organs_alone_is_no_growth() -> None:
    data = PlantedReports()
    for organ in range(20):
        data.add(f"第{organ}局", 2022, naming(*[STAFF] * (organ >= 10)))
        if organ >= 10:
            data.add(f"第{organ}局", 2023, naming(STAFF))
    top = changes(data).iloc[0]
    assert (top["code"], top["estimate"]) == (STAFF, 0.5)
    assert top["p"] == 1
    assert not top["grew"]


def test_a_share_that_rises_only_because_organs_left_while_those_that_stay_fall_is_no_growth() -> None:
    data = PlantedReports()
    for organ in range(80):
        data.add(f"第{organ}局", 2022, naming(*[STAFF] * (organ < 20)))
        if organ < 20:
            data.add(f"第{organ}局", 2023, naming(*[STAFF] * (organ < 8)))
    row = changes(data).set_index("code").loc[STAFF]
    assert row["estimate"] == pytest.approx(8 / 20 - 20 / 80)
    assert row["q"] == pytest.approx(2 / 2**12)
    assert not row["grew"]
    assert not row["fell"]


def test_a_theme_that_all_name_at_once_has_a_finite_interval_and_a_p() -> None:
    made = difference(np.zeros(12), np.ones(12))
    assert made.estimate == 1
    assert 0.5 < made.low < 1
    assert made.high == pytest.approx(1)
    assert made.p == pytest.approx(2 / 2**12)


def test_an_organ_with_two_reports_for_a_year_counts_once(planted: PlantedReports) -> None:
    planted.add("第0局", 2023, naming(CONTENT))
    frame = changes(planted).set_index("code")
    assert frame.loc[STAFF, ["numerator_last", "denominator_last"]].tolist() == [21, 30]
    assert frame.loc[CONTENT, "numerator_last"] == 15
    assert "1 reports of organs with more than one" in frame.loc[STAFF, "note"]


def test_notes_tell_of_breaks_between_the_years_and_of_small_numbers() -> None:
    data = PlantedReports()
    for organ in range(5):
        data.add(f"第{organ}局", 2020, naming(STAFF))
        data.add(f"第{organ}局", 2024, naming())
    told = changes(data)["note"].iloc[-1]
    assert "small n" in told
    assert "F2021" in told
    assert "reconsideration" in told


def test_measures_change_as_problems_do() -> None:
    data = PlantedReports()
    for organ in range(12):
        data.add(f"第{organ}局", 2022, [], [("加强宣传", ())])
        data.add(f"第{organ}局", 2023, [], [("开展培训", ("training",))])
    frame = changes(data, kind="measure")
    assert frame.loc[frame["grew"], "code"].tolist() == ["training"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"first": 2019}, "no report for 2019 states a problem; there are reports for 2022, 2023"),
        ({"first": 2023, "last": 2022}, "the first year must stand before the last"),
        ({"kind": "measure"}, "needs two years with reports that state a measure; there are none"),
        ({"coder": "anna"}, "no coder 'anna'"),
    ],
)
def test_bad_arguments_are_told_what_there_is(planted: PlantedReports, arguments: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        changes(planted, **arguments)
