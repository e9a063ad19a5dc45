"""Pairing themes with statistics: the same numbers as scipy and statsmodels, and words that say no more."""

import itertools
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from pairing_corpus import PROCESSED, RECEIVED, report, write
from scipy import stats

from nlp.analysis.pair import pair, pairs
from nlp.analysis.pair_rank import rank_biserial
from nlp.analysis.pair_regression import regress
from nlp.analysis.statistic import statistic, values
from nlp.dataset import open_dataset
from nlp.engine import run

DEMO = Path(__file__).parents[2] / "corpora" / "demo"
THEME, OTHER = "staffing_shortage", "channel_breadth"
DENIED = list(statistic("refusal_share").numerator)


def panel(seed, organs=30, years=5, effect=0.4):
    """Counts with an organ's own size, a trend, more than Poisson's spread and the effect of naming (log scale)."""
    rng = np.random.default_rng(seed)
    organ, year = np.repeat(np.arange(organs), years), np.tile(np.arange(2019, 2019 + years), organs)
    size = rng.normal(0, 1, organs)[organ]
    named = rng.random(len(organ)) < 1 / (1 + np.exp(-0.5 * size))
    mean = np.exp(2 + size + 0.1 * (year - 2019) + effect * named + rng.normal(0, 0.3, len(organ)))
    return organ, year, named, rng.poisson(mean).astype(float)


def dummies(organ, year, within=True):
    columns = {"organ": organ, "year": year} if within else {"year": year}
    return pd.get_dummies(pd.DataFrame(columns).astype(str), drop_first=True, dtype=float).to_numpy()


def reference(y, of, named, organ, year, family, within=True):
    x = np.column_stack([named.astype(float), np.ones(len(y)), dummies(organ, year, within)])
    if family == "linear":
        model = sm.OLS(y, x)
    elif family == "poisson":
        model = sm.GLM(y, x, family=sm.families.Poisson())
    else:
        model = sm.GLM(y / of, x, family=sm.families.Binomial(), var_weights=of)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm.tools.sm_exceptions.SpecificationWarning)
        return model.fit(cov_type="cluster", cov_kwds={"groups": organ}), x


def dataset_of(folder, organ, year, named, cells):
    rows = zip(organ, year, named, cells, strict=True)
    return write(folder, [report(f"机关{o:03d}", int(y), [THEME if n else OTHER], c) for o, y, n, c in rows])


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    organ, year, named, y = panel(1, effect=0.7)
    return dataset_of(tmp_path_factory.mktemp("planted"), organ, year, named, [{RECEIVED: v} for v in y])


# --- the numbers ---


def test_the_rank_effect_is_that_of_scipys_mann_whitney():
    organ, _, named, y = panel(2)
    u = stats.mannwhitneyu(y[named], y[~named]).statistic
    expected = 2 * u / (named.sum() * (~named).sum()) - 1
    assert rank_biserial(y, named, organ, 0, 1).estimate == pytest.approx(expected, abs=1e-12)


def test_the_rank_effect_by_hand_with_a_tie():
    value, named = np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, True, False, True])
    assert rank_biserial(value, named, np.arange(4), 0, 1).estimate == (1 + 0 + 1 + 1) / 4


def test_without_clusters_the_rank_p_is_close_to_mann_whitneys():
    rng = np.random.default_rng(5)
    named, value = rng.random(400) < 0.5, rng.normal(size=400)
    value[named] += 0.25
    p = rank_biserial(value, named, np.arange(400), 0, 1).p
    assert p == pytest.approx(stats.mannwhitneyu(value[named], value[~named]).pvalue, rel=0.25)


def test_reports_of_one_organ_count_for_less_than_reports_of_many():
    rng = np.random.default_rng(6)
    organ = np.repeat(np.arange(20), 10)
    named = organ % 2 == 0
    value = rng.normal(size=20)[organ] + rng.normal(0, 0.1, 200)
    together, apart = rank_biserial(value, named, organ, 500, 1), rank_biserial(value, named, np.arange(200), 500, 1)
    assert together.high - together.low > 2 * (apart.high - apart.low)
    assert together.p > apart.p


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("family", ["poisson", "linear", "logit"])
def test_regressions_agree_with_statsmodels_with_every_dummy(family, within):
    organ, year, named, y = panel(3, years=6)
    keep = np.random.default_rng(3).random(len(y)) < 0.8  # not balanced
    organ, year, named, y = organ[keep], year[keep], named[keep], y[keep]
    of = y + np.random.default_rng(4).poisson(20, len(y)) + 1
    fit = regress(y, of, named, organ, year, family, within)
    found, x = reference(y, of, named, organ, year, family, within)
    n, k = x.shape
    free = len(np.unique(year)) if within else k  # organ dummies are nested in the clusters: they cost nothing
    assert fit.n == n
    assert fit.estimate == pytest.approx(found.params[0], abs=1e-8)
    assert fit.error == pytest.approx(found.bse[0] * ((n - k) / (n - free)) ** 0.5, rel=1e-4)
    if family != "linear":
        assert fit.dispersion == pytest.approx(found.pearson_chi2 / found.df_resid, rel=1e-4)


def test_the_jackknife_is_that_of_leaving_each_organ_out():
    organ, year, named, y = panel(7, organs=12)
    fit = regress(y, y, named, organ, year, "linear")
    left_out = []
    for one in range(12):
        keep = organ != one
        x = np.column_stack([named[keep].astype(float), np.ones(keep.sum()), dummies(organ[keep], year[keep])])
        left_out.append(sm.OLS(y[keep], x).fit().params[0])
    error = (11 / 12 * ((np.array(left_out) - fit.estimate) ** 2).sum()) ** 0.5
    half = stats.t.ppf(0.975, fit.carrying_organs - 1) * error
    assert (fit.high - fit.low) / 2 == pytest.approx(half, rel=1e-8)


def test_the_unit_of_an_amount_does_not_matter():
    organ, year, named, y = panel(8)
    one, other = (regress(y * scale, y, named, organ, year, "poisson") for scale in (1, 1e9))
    assert one.estimate == pytest.approx(other.estimate, abs=1e-8)
    assert one.low == pytest.approx(other.low, abs=1e-8)


# --- what can't be estimated is not ---


def test_organs_that_count_nothing_carry_nothing():
    organ, year, named, y = panel(9)
    y[np.isin(organ, [0, 1, 2])] = 0
    fit = regress(y, y, named, organ, year, "poisson")
    rest = ~np.isin(organ, [0, 1, 2])
    assert fit.n == rest.sum()
    assert fit.estimate == pytest.approx(
        reference(y[rest], y[rest], named[rest], organ[rest], year[rest], "poisson")[0].params[0]
    )
    assert fit.carrying_organs <= 27


def test_perfect_prediction_is_seen_not_estimated():
    organ, year, named, y = panel(10)
    y[named] = 0
    y[~named] += 1
    assert regress(y, y, named, organ, year, "poisson").why == "perfect"
    assert np.isnan(regress(y, y, named, organ, year, "poisson").estimate)
    of = y + 5
    y[~named] = of[~named]
    assert regress(y, of, named, organ, year, "logit").why == "perfect"


def test_zeros_alone_are_no_perfect_prediction():
    """Named reports are above 0 only once, yet that is enough for a finite ratio."""
    organ, year, named, y = panel(11)
    y[named] = 0
    first = np.flatnonzero(named & (np.bincount(organ, ~named)[organ] > 0))[0]
    y[first] = 3
    fit = regress(y, y, named, organ, year, "poisson")
    assert fit.why == ""
    assert fit.estimate < -1


def test_one_year_gives_no_estimate_within_organs(tmp_path):
    reports = [report(f"机关{n}", 2022, [THEME if n % 2 else OTHER], {RECEIVED: n}) for n in range(40)]
    found = pair(write(tmp_path, reports), THEME, "received", draws=200)
    within = found.effects[found.effects["model"] == "organ and year effects"].iloc[0]
    assert within["why"] == "no_organ_twice"
    assert np.isnan(within["estimate"])
    assert "Within organs nothing can be estimated: no organ has reports for two years." in found.sentence
    assert "没有机关有两个年度的报告" in found.sentence_zh


def test_organs_that_never_change_give_no_estimate_within(tmp_path):
    years = itertools.product(range(30), (2021, 2022, 2023))
    reports = [report(f"机关{n}", year, [THEME if n % 2 else OTHER], {RECEIVED: n + year % 3}) for n, year in years]
    found = pair(write(tmp_path, reports), THEME, "received", draws=200)
    assert "no organ names it in one year and not in another" in found.sentence
    pooled = found.effects[found.effects["model"] == "year effects"].iloc[0]
    assert pooled["estimate"] == pytest.approx(16 / 15, rel=0.1)


# --- what is compared ---


def test_a_blank_is_no_zero_and_is_counted(tmp_path):
    reports = [report(f"机关{n}", 2021 + n % 2, [THEME if n % 3 else OTHER], {RECEIVED: n + 1}) for n in range(30)]
    reports += [
        report(f"机关{n}", 2023, [THEME], {RECEIVED: status}) for n, status in enumerate(["blank", "blank", "slash"])
    ]
    reports += [report("机关0", 2024, [THEME])]
    found = pair(write(tmp_path, reports), THEME, RECEIVED, draws=50)
    assert dict(zip(found.excluded["reason"], found.excluded["reports"], strict=True)) == {
        "cell blank": 2,
        "slash or dash in the cell": 1,
        "no such cell in the form used": 1,
    }
    assert (found.data["value"] > 0).all()
    assert found.groups["reports"].sum() == 30
    assert "Left out: 4 reports (cell blank: 2" in found.sentence


def test_groups_by_hand(tmp_path):
    named = [report("甲", 2020 + n, [THEME], {RECEIVED: value}) for n, value in enumerate([1, 2, 3, 10])]
    other = [report("乙", 2020 + n, [OTHER], {RECEIVED: value}) for n, value in enumerate([0, 0, 4])]
    found = pair(write(tmp_path, named + other), THEME, RECEIVED, draws=50)
    yes, no = found.groups.iloc[0], found.groups.iloc[1]
    assert (yes["reports"], yes["organs"], yes["median"], yes["quartile_1"], yes["quartile_3"]) == (
        4,
        1,
        2.5,
        1.75,
        4.75,
    )
    assert (no["reports"], no["zeros"], no["median"], no["mean"]) == (3, 2, 0, pytest.approx(4 / 3))
    assert (yes["first_year"], yes["last_year"]) == (2020, 2023)
    rank = found.effects.iloc[0]
    assert rank["estimate"] == pytest.approx(2 * (4 * 2 + 1) / 12 - 1)
    assert np.isnan(rank["low"])
    assert "fewer than 4 organs in a group" in found.sentence
    assert "can't be told" in found.sentence


def test_a_share_is_never_made_of_fewer_than_the_minimum(tmp_path):
    cells = dict.fromkeys(DENIED, 0)
    reports = [
        report(f"机关{n}", 2022, [THEME if n % 2 else OTHER], {**cells, DENIED[0]: 2, PROCESSED: n}) for n in range(30)
    ]
    data = write(tmp_path, reports)
    found = pair(data, THEME, "refusal_share", minimum=10, draws=50)
    assert dict(zip(found.excluded["reason"], found.excluded["reports"], strict=True)) == {
        "denominator 0": 1,
        "denominator below the minimum": 9,
    }
    assert found.data["value"].tolist() == [2 / n for n in range(10, 30)]
    assert len(pair(data, THEME, "refusal_share", minimum=20, draws=50).data) == 10


def test_a_share_above_1_is_not_given_and_a_sum_needs_every_cell(tmp_path):
    cells = dict.fromkeys(DENIED, 0)
    rows = [
        {**cells, DENIED[0]: 30, PROCESSED: 20},
        {**cells, DENIED[3]: "blank", PROCESSED: 20},
        {**cells, PROCESSED: 20},
    ]
    data = write(tmp_path, [report("甲", 2020 + n, [THEME], row) for n, row in enumerate(rows)])
    found = values(data, statistic("refusal_share"))
    assert found["lacks"].tolist()[:2] == ["above_1", "blank"]
    assert found["value"].tolist()[2] == 0


def test_other_handling_is_one_row_in_one_form_and_three_in_the_other(tmp_path):
    old = {"t3.other_all.total": 4}
    new = {"t3.other_no_correction.total": 1, "t3.other_no_fee.total": 0, "t3.other_other.total": 2}
    data = write(
        tmp_path,
        [
            report("甲", 2020, [], old),
            report("甲", 2021, [], new),
            report("甲", 2022, [], {**new, "t3.other_no_fee.total": "blank"}),
        ],
    )
    found = values(data, statistic("other"))
    assert found["value"].tolist()[:2] == [4, 3]
    assert found["lacks"].tolist()[2] == "blank"


def test_money_is_counted_in_the_unit_that_is_printed(tmp_path):
    fee, bought = "t2.admin_fee.fee_amount", "t2.gov_procurement.proc_amount"
    rows = [{fee: (3, None)}, {fee: (20000, "元")}, {bought: (7, None)}, {bought: (0, None)}, {bought: (1, "亿元")}]
    data = write(tmp_path, [report("甲", 2019 + n, [], row) for n, row in enumerate(rows)])
    assert values(data, statistic(fee))["value"].tolist()[:2] == [3, 2]
    found = values(data, statistic(bought))
    assert found["lacks"].tolist()[2] == "unit_unknown"
    assert found["value"].tolist()[3:] == [0, 10000]


def test_reports_that_state_nothing_neither_name_nor_fail_to(tmp_path):
    reports = [report(f"机关{n}", 2022, [THEME if n % 2 else OTHER], {RECEIVED: n}) for n in range(20)]
    reports += [
        report("无部分五", 2022, [], {RECEIVED: 1000}, unit=False),
        report("没有问题", 2022, ["no_problem_stated"], {RECEIVED: 1000}),
    ]
    found = pair(write(tmp_path, reports), THEME, RECEIVED, draws=50)
    assert dict(zip(found.excluded["reason"], found.excluded["reports"], strict=True)) == {"no problem stated": 2}
    assert found.data["value"].max() == 19


def test_the_same_report_twice_counts_once_and_one_that_differs_is_told(tmp_path):
    reports = [report(f"机关{n}", 2022, [THEME if n % 2 else OTHER], {RECEIVED: n}) for n in range(20)]
    found = pair(
        write(tmp_path, [*reports, reports[3], report("机关4", 2022, [OTHER], {RECEIVED: 99})]), THEME, RECEIVED
    )
    assert found.groups["reports"].sum() == 21
    assert "the organ's other report for that year says the same" in set(found.excluded["reason"])
    assert found.notes == ("2 reports share organ and year with another that says otherwise: all are counted",)


def test_a_report_without_year_is_compared_but_not_regressed(tmp_path):
    rows = itertools.product(range(15), (2021, 2022, None))
    reports = [
        report(f"机关{n}", year, [THEME if (n + (year or 0)) % 2 else OTHER], {RECEIVED: n + 1}) for n, year in rows
    ]
    found = pair(write(tmp_path, reports), THEME, RECEIVED, draws=50)
    assert found.effects["reports"].tolist() == [45, 30, 30]


def test_reports_without_an_organ_are_no_cluster_of_their_own(tmp_path):
    reports = [report("", 2022, [THEME if n % 2 else OTHER], {RECEIVED: n}) for n in range(12)]
    assert pair(write(tmp_path, reports), THEME, RECEIVED, draws=50).data["organ_id"].nunique() == 12


def test_a_family_is_named_where_any_of_its_codes_is(tmp_path):
    codes = [["staffing_shortage"], ["training_insufficient"], ["channel_breadth"], []]
    data = write(tmp_path, [report(f"机关{n}", 2022, c, {RECEIVED: n}) for n, c in enumerate(codes)])
    found = pair(data, "B", RECEIVED, draws=50)
    assert found.data["names"].tolist() == [1, 1, 0, 0]
    assert found.theme.en == "Staff and capability"


# --- what is found, and what is not ---


def test_a_planted_effect_is_found_within_organs(planted):
    found = pair(planted, THEME, "received", draws=400)
    within = found.effects[found.effects["model"] == "organ and year effects"].iloc[0]
    assert within["low"] < np.exp(0.7) < within["high"]
    assert within["low"] > 1
    assert within["dispersion"] > 1.5
    assert "tend to have higher values" in found.sentence
    assert "higher where it is named" in found.sentence
    assert "提及时较高" in found.sentence_zh
    assert "does not show that one causes the other" in found.sentence
    assert "不说明因果" in found.sentence_zh


def test_nothing_is_found_where_nothing_was_planted(tmp_path):
    organ, year, named, y = panel(21, organs=40, effect=0)
    named = np.random.default_rng(22).permutation(named)
    found = pair(dataset_of(tmp_path, organ, year, named, [{RECEIVED: v} for v in y]), THEME, "received", draws=400)
    assert found.sentence.count("the interval includes no difference") == 2
    assert found.sentence_zh.count("区间包含无差异") == 2


def test_large_organs_that_name_it_more_are_no_effect_within(tmp_path):
    """Between organs the groups differ, within them they don't: the sentence says both."""
    rng = np.random.default_rng(23)
    organ, year = np.repeat(np.arange(60), 5), np.tile(np.arange(2019, 2024), 60)
    size = rng.normal(0, 1, 60)[organ]
    named = rng.random(300) < 1 / (1 + np.exp(-2 * size))
    y = rng.poisson(np.exp(3 + size))
    found = pair(dataset_of(tmp_path, organ, year, named, [{RECEIVED: v} for v in y]), THEME, "received", draws=400)
    assert "tend to have higher values" in found.sentence
    assert "the interval includes no difference" in found.sentence.split("Within organs")[1]


def test_shares_give_points_and_an_odds_ratio(tmp_path):
    rng = np.random.default_rng(24)
    organ, year = np.repeat(np.arange(40), 5), np.tile(np.arange(2019, 2024), 40)
    named, of = rng.random(200) < 0.5, rng.integers(15, 60, 200)
    denied = rng.binomial(of, 0.2 + 0.1 * named + rng.uniform(0, 0.1, 40)[organ])
    cells = [{**dict.fromkeys(DENIED, 0), DENIED[1]: d, PROCESSED: n} for d, n in zip(denied, of, strict=True)]
    found = pair(dataset_of(tmp_path, organ, year, named, cells), THEME, "refusal_share", draws=200)
    within = found.effects[found.effects["model"] == "organ and year effects"].set_index("measure")
    assert list(within.index) == ["difference", "odds_ratio"]
    assert within.loc["difference", "low"] < 0.1 < within.loc["difference", "high"]
    expected = reference(denied / of, of, named, organ, year, "linear")[0].params[0]
    assert within.loc["difference", "estimate"] == pytest.approx(expected)
    odds = reference(denied, of, named, organ, year, "logit")[0].params[0]
    assert within.loc["odds_ratio", "estimate"] == pytest.approx(np.exp(odds))
    assert "percentage points" in found.sentence
    assert "个百分点" in found.sentence_zh


def test_the_break_of_2024_is_told_for_lawsuits_alone(tmp_path):
    cells = {RECEIVED: 1, "t4.lit_direct.total": 1, "t2.licensing.decisions": 1}
    data = write(tmp_path, [report("甲", 2019 + n, [THEME], cells) for n in range(6)])
    assert pair(data, THEME, RECEIVED, draws=1).notes == ()
    assert pair(data, THEME, "direct_suits", draws=1).notes[0].startswith("from 2024")
    assert pair(data, THEME, "t2.licensing.decisions", draws=1).notes[0].startswith("form F2021")


def test_the_same_seed_gives_the_same_pairing(planted):
    one, two, other = (pair(planted, THEME, "received", draws=100, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.effects, two.effects)
    assert one.effects.loc[0, "low"] != other.effects.loc[0, "low"]


def test_the_data_can_be_taken_to_stata_and_recomputed(planted, tmp_path):
    found = pair(planted, THEME, "received", draws=50)
    found.data.rename(columns={"function": "field"}).to_stata(tmp_path / "pair.dta", write_index=False, version=118)
    back = pd.read_stata(tmp_path / "pair.dta")
    u = stats.mannwhitneyu(back.loc[back["names"] == 1, "value"], back.loc[back["names"] == 0, "value"]).statistic
    n = back["names"].value_counts()
    assert 2 * u / (n[0] * n[1]) - 1 == pytest.approx(found.effects.loc[0, "estimate"])


def test_in_jupyter_a_pairing_shows_itself_escaped(tmp_path):
    html = pair(write(tmp_path, [report("甲", 2022, [THEME], {RECEIVED: 1})]), THEME, RECEIVED)._repr_html_()
    assert "<table" in html
    assert "Every report names" in html


def test_everybody_naming_it_is_nothing_to_compare(tmp_path):
    found = pair(
        write(tmp_path, [report(f"机关{n}", 2022, [THEME], {RECEIVED: n}) for n in range(12)]), THEME, RECEIVED
    )
    assert found.sentence.startswith("Every report names “Staff shortage or part-time staff” (staffing_shortage)")
    assert "全部报告均提及" in found.sentence_zh
    assert found.effects["estimate"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense", RECEIVED), "no code or family 'nonsense'; there are A, B"),
        ((THEME, "t9.nothing"), "no statistic 't9.nothing'"),
        ((THEME, "grant_shar"), "perhaps grant_share"),
        (("no_problem_stated", RECEIVED), "nothing to name"),
        ((THEME, RECEIVED, "nobody"), "no coder 'nobody'"),
    ],
)
def test_what_is_not_there_is_said(planted, arguments, message):
    with pytest.raises(ValueError, match=message):
        pair(planted, *arguments)


def test_a_problem_is_no_measure(planted):
    with pytest.raises(ValueError, match="staffing_shortage is a problem, no measure"):
        pair(planted, THEME, RECEIVED, kind="measure")


# --- many at once ---


def test_many_pairings_carry_the_false_discovery_rate(planted):
    frame = pairs(planted, [THEME, "B", "timeliness_update"], ["received", "refusal_share"], draws=100)
    assert frame[["theme", "statistic"]].to_numpy().tolist()[:2] == [[THEME, "received"], [THEME, "refusal_share"]]
    some = frame["within_p"].notna()
    expected = stats.false_discovery_control(frame.loc[some, "within_p"])
    assert frame.loc[some, "within_q"].tolist() == pytest.approx(list(expected))
    one = pair(planted, THEME, "received", draws=100).effects
    assert frame.loc[0, ["rank_biserial", "low", "within"]].tolist() == pytest.approx(
        [*one.loc[0, ["estimate", "low"]], one.loc[2, "estimate"]]
    )
    assert frame.loc[1, "reports_named"] == 0
    assert np.isnan(frame.loc[1, "q"])


def test_of_many_empty_pairings_few_are_finds(tmp_path):
    rng = np.random.default_rng(31)
    organ, year, _, y = panel(31, organs=40, effect=0)
    codes = ["staffing_shortage", "channel_breadth", "timeliness_update", "policy_interpretation", "form_innovation"]
    rows = zip(organ, year, y, strict=True)
    reports = [
        report(f"机关{o}", int(t), [c for c in codes if rng.random() < 0.4] or ["staff_capability"], {RECEIVED: v})
        for o, t, v in rows
    ]
    frame = pairs(write(tmp_path, reports), codes, ["received"], draws=50)
    assert (frame["q"] > 0.05).all()
    assert (frame["within_q"] > 0.05).all()


# --- the demonstration corpus ---


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("pair_demo") / "dataset"
    run(DEMO, out, workers=1, progress=False)
    return open_dataset(out)


def test_the_theme_planted_beside_requests_is_found_in_the_demo(demo):
    found = pair(demo, "on_request_handling", "received")
    rank, within = found.effects.iloc[0], found.effects[found.effects["model"] == "organ and year effects"].iloc[0]
    assert rank["low"] > 0
    assert within["low"] > 1
    assert within["organs_carrying"] == 8


@pytest.mark.parametrize("statistic", ["refusal_share", "carry_over_share", "correction_share"])
def test_beside_other_statistics_nothing_was_planted_and_nothing_is_found(demo, statistic):
    within = pair(demo, "on_request_handling", statistic).effects.iloc[2]
    assert not within["high"] < 0
    assert not within["low"] > 0
