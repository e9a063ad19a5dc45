"""Words that mark one group against the rest."""

import math

import numpy as np
import pytest
from planted_reports import PlantedReports

from nlp.analysis.keyness import keyness, marking


@pytest.fixture
def marked() -> PlantedReports:
    """Townships speak of 兼职; everybody says the rest; one organ alone says 档案."""
    data = PlantedReports()
    for organ in range(10):
        township = organ >= 5
        said = "人员经常兼职。" if township else "人员缺乏培训。"
        archive = "档案不全。" if organ == 9 else "公开不及时。"
        data.add(f"第{organ}局", 2022 + organ % 2, [(said, ("staffing_shortage",)), ("更新不及时。", ())],
                 [(archive * 2, ())], level="township" if township else "county")  # fmt: skip
    return data


def test_the_planted_word_marks_its_group(marked: PlantedReports) -> None:
    frame = keyness(marked, "level=township")
    top = frame.iloc[0]
    assert (top["word"], top["count"], top["count_rest"], top["units"], top["organs"]) == ("兼职", 5, 0, 5, 5)
    assert top["z"] == frame["z"].max() > 0
    assert set(frame.tail(2)["word"]) == {"缺乏", "培训"}
    assert frame.set_index("word").loc["人员", ["count", "count_rest", "units", "organs"]].tolist() == [5, 5, 5, 5]
    assert frame.set_index("word").loc["人员", "z"] == pytest.approx(0, abs=0.3)


def test_log_odds_and_z_are_those_of_the_formula_worked_by_hand() -> None:
    log_odds, z = marking(np.array([30.0]), np.array([10.0]), 1000.0, 2000.0, prior=300.0)
    # the prior of the word: 300 * 40 / 3000 = 4
    delta = math.log(34 / (1300 - 34)) - math.log(14 / (2300 - 14))
    assert log_odds[0] == pytest.approx(delta)
    assert z[0] == pytest.approx(delta / math.sqrt(1 / 34 + 1 / 14))


def test_log_odds_tend_to_the_plain_odds_ratio_as_the_prior_vanishes() -> None:
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    table = contingency.Table2x2([[30, 970], [10, 1990]])
    log_odds, _ = marking(np.array([30.0]), np.array([10.0]), 1000.0, 2000.0, prior=1e-6)
    assert log_odds[0] == pytest.approx(table.log_oddsratio, abs=1e-6)


def test_a_stronger_prior_ties_words_to_no_difference(marked: PlantedReports) -> None:
    weak, strong = (keyness(marked, "level=township", prior=prior).iloc[0]["log_odds"] for prior in (10, 10_000))
    assert 0 < strong < weak


def test_rates_are_of_all_words_of_a_side(marked: PlantedReports) -> None:
    frame = keyness(marked, "level=township", minimum=1)
    assert frame["count"].sum() > 0
    assert frame["per_10k_words"].sum() == pytest.approx(10_000)
    assert frame["per_10k_words_rest"].sum() == pytest.approx(10_000)


def test_a_word_of_one_organ_is_told(marked: PlantedReports) -> None:
    notes = keyness(marked, "level=township", minimum=2).set_index("word")["note"]
    assert "one organ only" in notes["档案"]
    assert "one organ only" not in notes["兼职"]
    assert "small n" in notes["兼职"]


def test_turning_the_group_round_turns_the_sign() -> None:
    data = PlantedReports()
    for organ in range(6):
        data.add(f"第{organ}局", 2022, [("人员兼职较多。" if organ % 2 else "栏目更新较慢。", ())],
                 level="county" if organ % 2 else "township")  # fmt: skip
    one, other = (keyness(data, f"level={level}").set_index("word")["z"] for level in ("county", "township"))
    assert one.to_dict() == pytest.approx((-other).to_dict())


def test_a_theme_makes_a_group_of_units(marked: PlantedReports) -> None:
    frame = keyness(marked, {"code": "staffing_shortage"}, kind="problem")
    assert frame.iloc[0]["word"] == "人员"
    assert frame.iloc[-1]["word"] in {"更新", "不", "及时"}
    same = keyness(marked, "family=B", kind="problem")
    assert same["z"].tolist() == frame["z"].tolist()


def test_several_conditions_must_all_hold(marked: PlantedReports) -> None:
    frame = keyness(marked, {"level": "township", "year": 2023}).set_index("word")
    assert frame.loc["兼职", "count"] == 3  # organs 5, 7 and 9
    assert frame.loc["兼职", "count_rest"] == 2


def test_pairs_stand_side_by_side_and_do_not_reach_over_punctuation() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, [("人员兼职，栏目更新", ())] * 3)
    data.add("乙局", 2023, [("机制健全", ())] * 3)
    words = set(keyness(data, "year=2022", unit="pair")["word"])
    assert "人员 兼职" in words
    assert "兼职 栏目" not in words


def test_traditional_and_simplified_words_are_one() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, [("財政公開", ()), ("财政公开", ()), ("财政公开", ())])
    data.add("乙局", 2023, [("机制健全", ())] * 3)
    assert keyness(data, "year=2022").set_index("word").loc["财政", "count"] == 3


def test_numbers_and_punctuation_are_no_words() -> None:
    data = PlantedReports()
    data.add("甲局", 2022, [("收到申请12件、办结9.5件（100%）", ())] * 3)
    data.add("乙局", 2023, [("机制健全", ())] * 3)
    assert not keyness(data, "year=2022")["word"].str.contains(r"[\d%、（(.]").any()


def test_no_word_stands_out_where_groups_say_the_same() -> None:
    rng = np.random.default_rng(2)
    words = ["人员", "栏目", "机制", "培训", "解读", "档案", "网站", "申请"]
    data = PlantedReports()
    for organ in range(60):
        said = "、".join(rng.choice(words, 6))
        data.add(f"第{organ}局", 2022 + organ % 2, [(said, ())])
    frame = keyness(data, "year=2022")
    assert len(frame) == len(words)
    assert frame["z"].abs().max() < 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"group": "2023"}, "a group is column=value"),
        ({"group": "colour=red"}, "no column 'colour' to make a group of; there are year, level"),
        ({"group": "year=1999"}, "no unit has year=1999; there are 2022, 2023"),
        ({"group": {}}, "a group needs at least one"),
        ({"group": "function=justice"}, "every unit has function=justice; there is no rest"),
        ({"group": {"level": "county", "organ": "第9局"}}, "no unit has all of level=county, organ=第9局"),
        ({"group": "year=2022", "unit": "letter"}, "no unit 'letter'; there are word, pair"),
        ({"group": "year=2022", "kind": "frame"}, "no kind 'frame'"),
        ({"group": "year=2022", "prior": 0}, "prior must be worth more"),
    ],
)
def test_bad_arguments_are_told_what_there_is(marked: PlantedReports, arguments: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        keyness(marked, **arguments)
