"""A sample from which totals of the corpus can be told without bias."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from nlp.validation.ids import kind_of, report_of, unit_ids
from nlp.validation.sample import COLUMNS, draw, drawable, inclusion, pick, systematic
from nlp.validation.units import coded, coders, units


def test_a_unit_read_anew_keeps_its_id():
    old, new = (
        unit_ids([("ab" * 32, "problem", "人员不足,占１０％。")]),
        unit_ids([("ab" * 32, "problem", " 人员\n不足，占10%")]),
    )
    assert old == new
    assert kind_of(old[0]) == "problem"
    assert report_of(old[0]) == "ab" * 8


def test_another_text_kind_or_report_is_another_unit():
    same = ("ab" * 32, "problem", "人员不足")
    ids = unit_ids(
        [same, ("ab" * 32, "measure", "人员不足"), ("cd" * 32, "problem", "人员不足"), ("ab" * 32, "problem", "人不足")]
    )
    assert len(set(ids)) == 4


def test_what_a_report_says_twice_is_numbered():
    same = ("ab" * 32, "problem", "人员不足")
    first, second, third = unit_ids([same, same, ("ab" * 32, "problem", "人员，不足。")])
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert kind_of(second) == "problem"
    assert report_of(second) == "ab" * 8


def test_an_id_of_another_make_stands_for_itself():
    assert (kind_of("u1"), report_of("u1")) == (None, "u1")


def test_units_of_a_dataset_have_one_id_each(demo):
    frame = units(demo)
    assert len(frame) > 100
    assert frame["unit_id"].is_unique
    assert set(frame["kind"]) == {"problem", "measure"}
    assert set(coded(demo)["unit_id"]) == set(frame["unit_id"])


def test_a_sample_of_a_dataset(demo):
    sample = draw(demo, 30)
    assert tuple(sample.columns) == COLUMNS
    assert len(sample) == 30
    assert sample["unit_id"].is_unique
    assert np.allclose(sample["weight"] * sample["inclusion"], 1)
    text = dict(demo.table("reports", ["report_id", "text"]).to_numpy().tolist())
    for row in sample.itertuples():
        assert row.before in text[row.report_id]
        assert len(row.before) <= 60


def test_the_seed_decides_and_the_order_of_rows_does_not(fake):
    first, again, other = draw(fake, 50), draw(fake, 50), draw(fake, 50, seed=2)
    pd.testing.assert_frame_equal(first, again)
    assert list(first["unit_id"]) != list(other["unit_id"])
    fake.tables = {name: table.iloc[::-1].reset_index(drop=True) for name, table in fake.tables.items()}
    pd.testing.assert_frame_equal(first, draw(fake, 50))


def test_weighted_totals_are_unbiased(fake):
    """Within 5 standard errors of 300 samples; unweighted, the rare units that are favoured would be far too many."""
    frame = drawable(fake)
    everything = units(fake)
    truth = {"units": len(everything), "county": (everything["level"] == "county").sum()}
    said = coded(fake, "model:1")
    truth |= {code: (said["code"] == code).sum() for code in ("common", "usual", "rare")}
    drawn = {name: [] for name in truth}
    unweighted = []
    for seed in range(300):
        sample = pick(frame, 60, ("year", "level", "code"), seed)
        assert len(sample) == 60
        drawn["units"].append(sample["weight"].sum())
        drawn["county"].append(sample["weight"][sample["level"] == "county"].sum())
        for code in ("common", "usual", "rare"):
            drawn[code].append(sample["weight"][sample["codes"] == code].sum())
        unweighted.append((sample["codes"] == "rare").mean() * truth["units"])
    for name, totals in drawn.items():
        error = np.std(totals) / np.sqrt(len(totals))
        assert abs(np.mean(totals) - truth[name]) < 5 * error + 1e-9, name
    assert np.mean(unweighted) > 2 * truth["rare"]


def test_every_unit_is_drawn_as_often_as_stated():
    rng = np.random.default_rng(3)
    shares = inclusion(rng.random(40) ** 3, 11)
    drawn = np.array([systematic(shares, rng) for _ in range(20_000)])
    assert set(drawn.sum(1)) == {11}
    assert np.abs(drawn.mean(0) - shares).max() < 0.02


def test_probabilities_sum_to_the_sample_and_none_is_above_one():
    shares = inclusion(np.array([1.0, 2.0, 50.0, 100.0]), 3)
    assert shares.sum() == pytest.approx(3)
    assert shares.tolist() == pytest.approx([1 / 3, 2 / 3, 1, 1])
    assert inclusion(np.ones(3), 9).tolist() == [1, 1, 1]


def test_doubtful_units_are_drawn_more_often_by_the_stated_factor(fake):
    sample = draw(fake, 60, by=("year",), doubt=3.0, low=0.1)
    assert set(sample["doubt"]) == {"", "disagreement", "low score"}
    for _, stratum in sample.groupby("stratum"):
        plain = stratum.loc[stratum["doubt"] == "", "inclusion"].unique()
        doubted = stratum.loc[stratum["doubt"] != "", "inclusion"].unique()
        assert doubted == pytest.approx(3 * plain)


def test_a_unit_with_several_codes_stands_in_its_rarest(fake):
    themes = fake.tables["themes"]
    themes = themes[themes["coder"] == "model:1"]
    fake.tables["themes"] = pd.concat([themes, themes.assign(code="aaa_everywhere")])
    sample = draw(fake, 100, by=("code",))
    assert set(sample["stratum"]) == {"common", "usual", "rare"}
    assert sample["codes"].str.startswith("aaa_everywhere ").all()


def test_a_unit_without_code_is_a_stratum_too(fake):
    fake.tables["themes"] = fake.tables["themes"].query("code != 'common' and coder == 'model:1'")
    assert "none" in set(draw(fake, 60, by=("code",))["stratum"])


def test_proportional_and_equal_strata(fake):
    one = draw(fake, 60, by=("code",), power=1, doubt=1)
    assert one["inclusion"].nunique() == 1
    even = draw(fake, 30, by=("code",), power=0, doubt=1)
    assert even["stratum"].value_counts().max() <= 11


def test_more_than_there_is_takes_all(fake):
    sample = draw(fake, 10_000)
    assert len(sample) == len(units(fake))
    assert set(sample["weight"]) == {1.0}


def test_the_model_speaks_before_the_cues(fake):
    assert coders(fake) == ["model:1", "cues:1"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"n": 0}, "at least one"),
        ({"n": 5, "by": ("colour",)}, "no stratum colour"),
        ({"n": 5, "coder": "ben"}, "no coder 'ben'"),
        ({"n": 5, "doubt": 0}, "above 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(fake, arguments, why):
    with pytest.raises(ValueError, match=why):
        draw(fake, **arguments)


def test_reading_a_report_anew_loses_no_decision(demo):
    """The same files read by a parser that cuts and counts otherwise: offsets, blanks and marks differ."""
    before = units(demo)

    @dataclasses.dataclass
    class Reread:
        inner: object

        def table(self, name, columns=None):
            frame = self.inner.table(name, columns)
            if name == "units":
                frame = frame.assign(start=frame["start"] + 7, text=" " + frame["text"].str.rstrip("。；") + "\n")
                frame["unit_id"] = frame["unit_id"] + "9"
            return frame

    assert set(units(Reread(demo))["unit_id"]) == set(before["unit_id"])
