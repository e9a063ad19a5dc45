"""Coefficients of agreement equal those of others to 1e-9, and say when there is nothing to measure."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from nlp.themes.codebook import codebook
from nlp.validation.adjudicate import conflicts
from nlp.validation.agreement import COLUMNS, agreement
from nlp.validation.book import families, kinds
from nlp.validation.bootstrap import bootstrap
from nlp.validation.code_sets import masi


def codings_of(matrix, code="x"):
    """Coder x unit of 1, 0 and NaN as a frame."""
    rows = [
        (f"u{unit:03}", code if value else "none", f"c{coder}")
        for coder, line in enumerate(matrix)
        for unit, value in enumerate(line)
        if not np.isnan(value)
    ]
    return pd.DataFrame(rows, columns=["unit_id", "code", "coder"])


def table_of(yes_yes, yes_no, no_yes, no_no):
    first = [1] * (yes_yes + yes_no) + [0] * (no_yes + no_no)
    second = [1] * yes_yes + [0] * yes_no + [1] * no_yes + [0] * no_no
    return codings_of(np.array([first, second], float))


def row_of(codings, scope="code", **more):
    frame = agreement(codings, **{"draws": 0, **more})
    return frame[frame["scope"] == scope].iloc[0]


def random_matrix(seed, missing):
    rng = np.random.default_rng(seed)
    truth = rng.random(40) < rng.uniform(0.1, 0.9)
    matrix = np.where(rng.random((rng.integers(2, 6), 40)) < 0.8, truth, ~truth).astype(float)
    matrix[rng.random(matrix.shape) < missing] = np.nan
    return matrix


@pytest.mark.parametrize("missing", [0, 0.3])
@pytest.mark.parametrize("seed", range(20))
def test_alpha_is_that_of_krippendorff(seed, missing):
    matrix = random_matrix(seed, missing)
    expected = krippendorff.alpha(matrix, level_of_measurement="nominal")
    assert row_of(codings_of(matrix))["alpha"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_kappa_is_that_of_scikit_learn_and_the_mean_of_pairs(seed):
    matrix = random_matrix(seed, 0.2)
    values = []
    for first in range(len(matrix)):
        for second in range(first + 1, len(matrix)):
            both = ~np.isnan(matrix[[first, second]]).any(0)
            values.append(cohen_kappa_score(matrix[first, both], matrix[second, both]))
    assert row_of(codings_of(matrix))["kappa"] == pytest.approx(np.mean(values), abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_alpha_of_sets_is_that_of_krippendorff_with_masi(seed):
    rng = np.random.default_rng(seed)
    given = rng.random((3, 30, 4)) < 0.35
    seen = rng.random((3, 30)) < 0.9
    rows, values, counts = [], [], {}
    for unit in range(30):
        for coder in range(3):
            if seen[coder, unit]:
                chosen = frozenset(f"k{k}" for k in range(4) if given[coder, unit, k])
                rows += [(f"u{unit:02}", code, f"c{coder}") for code in chosen or ["none"]]
                values.append(chosen)
                counts[unit, chosen] = counts.get((unit, chosen), 0) + 1
    domain = sorted(set(values), key=sorted)
    table = np.array([[counts.get((unit, value), 0) for value in domain] for unit in range(30)])

    def distance(v1, v2, i1, i2, n_v, dtype=float):
        return np.vectorize(lambda a, b: masi(domain[a], domain[b]), otypes=[float])(i1, i2)

    expected = krippendorff.alpha(value_counts=table, level_of_measurement=distance)
    found = row_of(pd.DataFrame(rows, columns=["unit_id", "code", "coder"]), "sets")
    assert found["alpha"] == pytest.approx(expected, abs=1e-9)


def test_ac1_worked_by_hand():
    """Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48: AC1 = (pa - pe) / (1 - pe), pe = 2 q (1 - q).

    125 subjects, 118 yes by both, 5 by the first alone, 2 by the second alone, 0 by neither (the kappa paradox):
    pa = 118/125 = 0.944; q = (123/125 + 120/125) / 2 = 0.972; pe = 2 * 0.972 * 0.028 = 0.054432;
    AC1 = 0.889568 / 0.945568 = 0.940776. Kappa: pe = (123 * 120 + 2 * 5) / 125^2 = 0.94528, so -0.023392.
    """
    row = row_of(table_of(118, 5, 2, 0))
    assert row["percent"] == pytest.approx(0.944)
    assert row["ac1"] == pytest.approx(0.889568 / 0.945568, abs=1e-12)
    assert row["kappa"] == pytest.approx((0.944 - 0.94528) / (1 - 0.94528), abs=1e-12)
    assert row["prevalence"] == pytest.approx(0.972)


def test_one_category_only_is_undefined_never_one():
    for codings in (table_of(0, 0, 0, 9), table_of(9, 0, 0, 0)):
        row = row_of(codings, codes=["x"], draws=100)
        assert row["percent"] == 1
        assert row[["kappa", "alpha", "ac1", "alpha_low", "ac1_high"]].isna().all()
        assert row["note"] == "one category only: kappa, alpha and AC1 are undefined"
        assert np.isnan(row_of(codings, "sets", codes=["x"])["alpha"])


def test_a_code_that_no_two_coded_says_so():
    row = row_of(pd.DataFrame([("u1", "x", "a"), ("u2", "x", "b")], columns=["unit_id", "code", "coder"]))
    assert row["units"] == 0
    assert row["note"] == "no unit coded by two"
    assert np.isnan(row["percent"])


def test_a_pair_without_kappa_is_told():
    matrix = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [np.nan, np.nan, 0, 0]])
    row = row_of(codings_of(matrix))
    assert row["kappa"] == pytest.approx(0.5)
    assert "kappa undefined for 2 of 3 pairs" in row["note"]


def test_intervals_hold_the_value_and_come_from_the_seed():
    codings = table_of(40, 6, 5, 60)
    row, again, other = (row_of(codings, draws=500, seed=seed) for seed in (1, 1, 2))
    for figure in ("percent", "kappa", "alpha", "ac1"):
        assert row[f"{figure}_low"] < row[figure] < row[f"{figure}_high"]
    assert row.equals(again)
    assert row["alpha_low"] != other["alpha_low"]


def test_the_interval_of_percent_is_that_of_a_share():
    row = row_of(table_of(50, 10, 10, 30), draws=4000)
    half = 1.96 * np.sqrt(0.8 * 0.2 / 100)
    assert row["percent_low"] == pytest.approx(0.8 - half, abs=0.015)
    assert row["percent_high"] == pytest.approx(0.8 + half, abs=0.015)


def test_draws_without_a_figure_are_counted():
    row = row_of(table_of(1, 0, 0, 30), draws=500)
    assert "of 500 draws" in row["note"]


def test_blocks_of_draws_do_not_change_the_bounds(monkeypatch):
    def figures(times):
        return times @ np.arange(50.0)[:, None]

    whole = bootstrap(50, figures, 200)
    monkeypatch.setattr("nlp.validation.bootstrap._AT_ONCE", 333)
    assert [part.tolist() for part in bootstrap(50, figures, 200)] == [part.tolist() for part in whole]


def test_codes_families_kinds_and_sets():
    book = codebook()
    said = [("problem", "anna", "staffing_shortage"), ("problem", "ben", "staff_capability"),
            ("measure", "anna", "training"), ("measure", "ben", "training")]  # fmt: skip
    rows = [(f"{kind}-r{n}-0", code, coder) for n in range(9) for kind, coder, code in said]
    codings = pd.DataFrame(rows, columns=["unit_id", "code", "coder"])
    frame = agreement(codings, None, families(book), kinds(book), draws=50).set_index(["scope", "name"])
    assert list(frame.reset_index().columns) == list(COLUMNS)
    assert frame.loc[("code", "staffing_shortage"), "percent"] == 0
    assert frame.loc[("code", "staffing_shortage"), "units"] == 9
    assert frame.loc[("family", "B"), "percent"] == 1
    assert frame.loc[("family", "B"), "units"] == 18
    assert frame.loc[("sets", "measure"), "percent"] == 1
    assert frame.loc[("sets", "problem"), "percent"] == 0
    assert frame.loc[("sets", "all"), "percent"] == 0.5
    assert frame.loc[("mean", "codes"), "percent"] == pytest.approx(1 / 3)


def test_conflicts_name_who_said_what():
    rows = [("u1", "a", "anna"), ("u1", "none", "ben"), ("u1", "a", "cem"), ("u2", "b", "anna"), ("u2", "b", "ben")]
    found = conflicts(pd.DataFrame(rows, columns=["unit_id", "code", "coder"]))
    assert found[["unit_id", "code", "yes", "no"]].values.tolist() == [["u1", "a", "anna, cem", "ben"]]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("u1", "a", "anna")], "two coders"),
        ([("u1", "a", "anna"), ("u1", "none", "anna"), ("u1", "a", "ben")], "none stands beside"),
        ([("u1", None, "anna"), ("u1", "a", "ben")], "blank"),
    ],
)
def test_what_is_no_coding_is_refused(rows, why):
    with pytest.raises(ValueError, match=why):
        agreement(pd.DataFrame(rows, columns=["unit_id", "code", "coder"]))
    with pytest.raises(ValueError, match="no coder"):
        agreement(pd.DataFrame(rows, columns=["unit_id", "code", "by"]))
