"""From conflicts to gold, and a coder held against it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from nlp.validation.adjudicate import adjudicate
from nlp.validation.codings_file import read_codings, write_codings
from nlp.validation.evaluate import evaluate
from nlp.validation.prevalence import rogan_gladen

NAMES = ["unit_id", "code", "coder"]
ROWS = [
    ("u1", "a", "anna"), ("u1", "b", "anna"), ("u1", "a", "ben"),
    ("u2", "a", "anna"), ("u2", "a", "ben"),
    ("u3", "none", "anna"), ("u3", "none", "ben"),
    ("u4", "a", "anna"),
]  # fmt: skip
TWO = pd.DataFrame(ROWS, columns=NAMES)


def brief(frame):
    return frame[["unit_id", "code", "coder", "basis"]].to_numpy().tolist()


def decided(*rows):
    return pd.DataFrame(rows, columns=["unit_id", "code", "decision", "note"])


def random_codings(seed, units=80, codes=4):
    rng = np.random.default_rng(seed)
    truth = rng.random((units, codes)) < 0.3
    coded = np.where(rng.random(truth.shape) < 0.85, truth, ~truth)
    return truth, coded


def frame_of(matrix, coder="x"):
    rows = []
    for unit, line in enumerate(matrix):
        rows += [(f"u{unit}", f"k{k}", coder) for k in np.flatnonzero(line)] or [(f"u{unit}", "none", coder)]
    return pd.DataFrame(rows, columns=NAMES)


def test_agreed_units_pass_and_conflicts_wait():
    first = adjudicate(TWO)
    assert brief(first.gold) == [["u2", "a", "anna, ben", "agreed"], ["u3", "none", "anna, ben", "agreed"]]
    assert first.conflicts[["unit_id", "code", "yes", "no"]].values.tolist() == [
        ["u1", "b", "anna", "ben"],
        ["u4", "a", "anna", ""],
    ]


def test_decisions_come_into_the_gold_with_the_name_of_who_decided():
    done = adjudicate(TWO, decided=decided(("u1", "b", "no", ""), ("u4", "a", "是", "看了原文")), by="cem")
    assert done.conflicts.empty
    assert done.faults.empty
    assert brief(done.gold) == [
        ["u1", "a", "anna, ben", "agreed"],
        ["u2", "a", "anna, ben", "agreed"],
        ["u3", "none", "anna, ben", "agreed"],
        ["u4", "a", "cem", "decided"],
    ]
    assert done.gold["note"].tolist() == ["", "", "", "看了原文"]


def test_a_unit_that_loses_its_last_code_has_none():
    done = adjudicate(TWO, decided=decided(("u4", "a", "no", "")), by="cem")
    assert ["u4", "none", "cem", "decided"] in brief(done.gold)


def test_a_row_more_adds_a_code():
    more = decided(("u2", "b", "yes", ""), ("u3", "c", "yes", ""))
    done = adjudicate(TWO, codes=["a", "b", "c"], decided=more, by="cem")
    assert ["u2", "b", "cem", "added"] in brief(done.gold)
    assert ["u3", "c", "cem", "added"] in brief(done.gold)
    assert ["u3", "none", "anna, ben", "agreed"] not in brief(done.gold)


def test_nothing_is_decided_by_majority_unless_asked():
    three = pd.DataFrame([*ROWS, ("u1", "b", "cem"), ("u1", "a", "cem"), ("u2", "b", "cem")], columns=NAMES)
    assert set(adjudicate(three).conflicts["unit_id"]) == {"u1", "u2", "u4"}
    done = adjudicate(three, majority=True)
    assert set(done.conflicts["unit_id"]) == {"u4"}
    assert ["u1", "b", "anna, cem", "majority"] in brief(done.gold)
    assert ["u2", "a", "anna, ben", "majority"] in brief(done.gold)
    assert "b" not in set(done.gold.loc[done.gold["unit_id"] == "u2", "code"])


def test_a_tie_stays_open():
    assert len(adjudicate(TWO, majority=True).conflicts) == 2


def test_one_coder_is_taken_only_if_asked():
    assert ["u4", "a", "anna", "single"] in brief(adjudicate(TWO, single=True).gold)
    alone = adjudicate(pd.DataFrame([("u1", "none", "anna"), ("u2", "none", "ben")], columns=NAMES))
    assert alone.conflicts[["unit_id", "code", "yes"]].values.tolist() == [
        ["u1", "none", "anna"],
        ["u2", "none", "ben"],
    ]
    rows = decided(("u1", "none", "yes", ""))
    alone = adjudicate(pd.DataFrame([("u1", "none", "anna")], columns=NAMES), decided=rows, by="cem")
    assert brief(alone.gold) == [["u1", "none", "cem", "decided"]]


def test_decisions_that_cannot_be_followed_are_told():
    rows = decided(
        ("u9", "a", "yes", ""),
        ("u1", "z", "yes", ""),
        ("u1", "b", "vielleicht", ""),
        ("u4", "a", "yes", ""),
        ("u4", "a", "no", ""),
    )
    done = adjudicate(TWO, decided=rows, by="cem")
    assert done.faults["fault"].tolist() == ["unknown_unit", "unknown_code", "neither_yes_nor_no", "decided_both_ways"]
    assert set(done.conflicts["unit_id"]) == {"u1", "u4"}
    with pytest.raises(ValueError, match="who decided"):
        adjudicate(TWO, decided=decided(("u1", "b", "no", "")))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3), max_size=6))
def test_codings_in_a_file_come_back(rows):
    import tempfile

    frame = pd.DataFrame(rows, columns=NAMES, dtype="object").astype("str")
    frame = frame[(frame != "").any(axis=1)].reset_index(drop=True)
    with tempfile.TemporaryDirectory() as folder:
        write_codings(frame, f"{folder}/gold.csv")
        pd.testing.assert_frame_equal(read_codings(f"{folder}/gold.csv"), frame)


def test_a_file_without_the_columns_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="no column unit_id"):
        read_codings(tmp_path / "x.csv")


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_precision_recall_and_f_are_those_of_scikit_learn(seed, weighted):
    truth, coded = random_codings(seed)
    weights = np.random.default_rng(seed).uniform(1, 9, len(truth)) if weighted else np.ones(len(truth))
    by_unit = {f"u{n}": weight for n, weight in enumerate(weights)} if weighted else None
    scores = evaluate(frame_of(truth), frame_of(coded), by_unit, draws=0).scores.set_index(["scope", "name"])
    for average, scope in ((None, "code"), ("micro", "micro"), ("macro", "macro")):
        expected = precision_recall_fscore_support(truth, coded, average=average, sample_weight=weights)[:3]
        found = scores.loc[[scope], ["precision", "recall", "f"]].to_numpy().T
        assert found == pytest.approx(np.array(expected).reshape(3, -1), abs=1e-9)


def test_intervals_are_by_report():
    """A code right or wrong by whole reports is far less sure than one that varies by unit."""
    truth = np.ones((200, 1), bool)
    by_unit = np.arange(200)[:, None] % 2 == 0
    by_report = np.arange(200)[:, None] % 40 < 20
    ids = [f"problem-r{n // 20}-{n}" for n in range(200)]

    def width(coded):
        gold, other = (frame_of(m).assign(unit_id=ids) for m in (truth, coded))
        row = evaluate(gold, other, codes=["k0"]).scores.iloc[0]
        assert row["recall"] == pytest.approx(0.5)
        return row["recall_high"] - row["recall_low"]

    assert width(by_unit) < 0.02
    assert width(by_report) > 0.4


def test_families_and_kinds():
    gold = pd.DataFrame([("problem-r-1", "p1", "g"), ("measure-r-2", "m1", "g")], columns=NAMES)
    coded = pd.DataFrame([("problem-r-1", "p2", "c"), ("measure-r-2", "m1", "c")], columns=NAMES)
    kinds = {"p1": "problem", "p2": "problem", "m1": "measure"}
    held = evaluate(gold, coded, families=dict.fromkeys(kinds, "A"), kinds=kinds, draws=0)
    scores = held.scores.set_index(["scope", "name"])
    assert scores.loc[("family", "A"), "f"] == 1
    assert scores.loc[("micro", "codes"), "f"] == 0.5
    assert np.isnan(scores.loc[("code", "p2"), "recall"])
    assert scores.loc[("code", "p2"), "note"].startswith("not in the gold")
    assert held.prevalence.set_index("code").loc["m1", "units"] == 1


def test_units_that_are_no_more_are_named_and_not_counted():
    truth, coded = random_codings(1)
    held = evaluate(frame_of(truth), frame_of(coded).query("unit_id != 'u3'"), draws=0)
    assert held.missing == ["u3"]
    with pytest.raises(ValueError, match="no unit in common"):
        evaluate(frame_of(truth), frame_of(coded).assign(unit_id=lambda frame: "z" + frame["unit_id"]))


def test_a_gold_of_two_minds_is_refused_and_an_adjudicated_one_is_not():
    with pytest.raises(ValueError, match="two decisions"):
        evaluate(TWO, TWO[TWO["coder"] == "anna"])
    gold = adjudicate(TWO, decided=decided(("u1", "b", "yes", ""), ("u4", "a", "no", "")), by="cem").gold
    assert evaluate(gold, TWO[TWO["coder"] == "anna"], draws=0).scores.loc[0, "support"] == 2
    with pytest.raises(ValueError, match="no weight"):
        evaluate(gold, TWO[TWO["coder"] == "anna"], {"u1": 1.0})


def test_the_correction_of_rogan_and_gladen():
    assert rogan_gladen(0.4 * 0.8 + 0.6 * 0.1, 0.8, 0.9) == pytest.approx(0.4)
    assert np.isnan(rogan_gladen(0.3, 0.4, 0.6))
    assert rogan_gladen(0.05, 0.9, 0.9) < 0


def corpus(rng, size=1500, share=0.1, sensitivity=0.7, specificity=0.9):
    truth = rng.random(size) < share
    coded = np.where(truth, rng.random(size) < sensitivity, rng.random(size) > specificity)
    return truth, coded


def test_corrected_prevalence_covers_the_truth_from_a_weighted_sample():
    """In 19 of 20 samples drawn with favour for what the coder says yes to; what it counts is off throughout."""
    rng = np.random.default_rng(5)
    covered, biased = 0, []
    for _ in range(60):
        truth, coded = corpus(rng)
        chance = np.where(coded, 0.5, 0.2)
        drawn = rng.random(len(truth)) < chance
        gold = frame_of(truth[:, None])[drawn]
        weights = {f"u{n}": 1 / chance[n] for n in np.flatnonzero(drawn)}
        row = evaluate(gold, frame_of(coded[:, None]), weights, codes=["k0"], draws=0).prevalence.iloc[0]
        covered += row["corrected_low"] <= truth.mean() <= row["corrected_high"]
        biased.append(row["apparent"] - truth.mean())
    assert 53 <= covered <= 60
    assert np.mean(biased) > 0.05


def test_a_correction_out_of_bounds_or_on_few_units_says_so():
    gold = pd.DataFrame([(f"u{n}", "a" if n < 5 else "none", "g") for n in range(60)], columns=NAMES)
    coded = pd.DataFrame([(f"u{n}", "a" if n < 4 or n > 50 else "none", "c") for n in range(600)], columns=NAMES)
    row = evaluate(gold, coded, draws=0).prevalence.iloc[0]
    assert row["corrected"] > 1
    assert "out of 0 to 1" in row["note"]
    assert "rests on 5 units" in row["note"]
    nothing = evaluate(gold.assign(code="none"), coded, codes=["a"], draws=0).prevalence.iloc[0]
    assert np.isnan(nothing["corrected"])
    assert "lacks units" in nothing["note"]
