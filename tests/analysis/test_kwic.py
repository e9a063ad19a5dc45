"""A word in its places."""

import pandas as pd
import pytest
from planted_reports import PlantedReports

from nlp.analysis.kwic import kwic


@pytest.fixture
def data() -> PlantedReports:
    made = PlantedReports()
    made.add("乙局", 2023, [("依申请公开答复不规范", ())], head="本年收到依申请公开事项三件。")
    made.add("甲局", 2022, [("依申\n请公开办理不及时", ())], [("规范依申请公开", ())], head="一般。")
    made.add("丙局", 2022, [("依申請公開辦理不規範", ())], head="收到申请１２件（网上）。")
    return made


def test_every_hit_is_what_stands_at_its_offsets(data: PlantedReports) -> None:
    frame = kwic(data, "依申请公开", within="text")
    assert len(frame) == 5
    for row in frame.itertuples():
        text = data.text(row.report_id)
        assert text[row.start : row.end] == row.hit
        assert text[row.start - len(row.left) : row.start] == row.left
        assert text[row.end : row.end + len(row.right)] == row.right


def test_traditional_script_is_found_by_the_plain_form_and_quoted_as_printed(data: PlantedReports) -> None:
    assert "依申請公開" in kwic(data, "依申请公开")["hit"].tolist()
    pd.testing.assert_frame_equal(kwic(data, "依申請公開"), kwic(data, "依申请公开"))


def test_one_traditional_character_is_enough(data: PlantedReports) -> None:
    data.add("财政局", 2022, head="財政局")
    assert kwic(data, "财政")["hit"].tolist() == ["財政"]
    assert kwic(data, "財政")["hit"].tolist() == ["財政"]


def test_full_width_digits_and_brackets_are_found_by_the_plain_form(data: PlantedReports) -> None:
    assert kwic(data, "12件(网上)")["hit"].tolist() == ["１２件（网上）"]


def test_a_word_is_found_over_a_line_that_ends_inside_it(data: PlantedReports) -> None:
    assert "依申\n请公开" in kwic(data, "依申请公开")["hit"].tolist()


def test_a_word_does_not_reach_over_an_empty_line(data: PlantedReports) -> None:
    data.add("丁局", 2022, head="栏目\n\n更新")
    assert kwic(data, "栏目更新").empty


def test_letters_are_not_pulled_together(data: PlantedReports) -> None:
    data.add("丁局", 2022, head="用 A P P 和APP发布")
    assert kwic(data, "APP")["hit"].tolist() == ["APP"]


def test_a_special_character_of_a_plain_word_is_itself(data: PlantedReports) -> None:
    data.add("丁局", 2022, head="见3.5条和315条")
    assert kwic(data, "3.5条")["hit"].tolist() == ["3.5条"]


def test_rows_come_by_organ_year_and_place(data: PlantedReports) -> None:
    frame = kwic(data, "依申请公开")
    assert frame["organ"].tolist() == ["丙局", "乙局", "乙局", "甲局", "甲局"]
    assert frame["year"].tolist() == [2022, 2023, 2023, 2022, 2022]
    assert frame.loc[frame["organ"] == "乙局", "section"].tolist() == ["s1", "s5"]


def test_titles_are_outside_of_sections_and_inside_of_the_text(data: PlantedReports) -> None:
    assert kwic(data, "总体情况").empty
    frame = kwic(data, "总体情况", within="text")
    assert len(frame) == 3
    assert frame["section"].isna().all()


def test_the_section_is_the_innermost_one_and_its_hits_are_told_once(data: PlantedReports) -> None:
    id = data.add("丁局", 2022, head="（一）主动公开。栏目更新。")
    start = data.text(id).index("栏目")
    data.add_section(id, "s1.proactive", start, start + 5)
    frame = kwic(data, "栏目")
    assert frame["section"].tolist() == ["s1.proactive"]
    assert kwic(data, "主动公开")["section"].tolist() == ["s1"]


def test_within_units_only_units_are_searched_and_context_stays_inside(data: PlantedReports) -> None:
    frame = kwic(data, "申请公开", within="unit", window=100)
    assert len(frame) == 4
    row = frame[frame["organ"] == "乙局"].iloc[0]
    assert (row["left"], row["hit"], row["right"]) == ("依", "申请公开", "答复不规范")
    assert row["unit_id"].endswith(".u1")


def test_context_stays_inside_the_section(data: PlantedReports) -> None:
    row = kwic(data, "一般", window=100).iloc[0]
    assert row["left"] == ""
    assert "五、" not in row["right"]


def test_the_window_counts_characters(data: PlantedReports) -> None:
    row = kwic(data, "事项", window=2).iloc[0]
    assert (row["left"], row["right"]) == ("公开", "三件")
    assert kwic(data, "事项", window=0).iloc[0][["left", "right"]].tolist() == ["", ""]


def test_a_regular_expression_is_matched_in_the_plain_form(data: PlantedReports) -> None:
    assert kwic(data, r"\d+件", regex=True)["hit"].tolist() == ["１２件"]
    assert kwic(data, "（[^）]+）", regex=True)["hit"].tolist() == ["（网上）"]
    assert len(kwic(data, "(?:規|规)范$", within="unit", regex=True)) == 2


def test_an_anchor_is_the_end_of_the_place_searched(data: PlantedReports) -> None:
    assert kwic(data, "^依申", within="unit", regex=True)["organ"].tolist() == ["丙局", "乙局", "甲局"]


def test_what_is_not_there_gives_an_empty_frame_of_the_same_columns(data: PlantedReports) -> None:
    none, some = kwic(data, "不存在的词"), kwic(data, "依申请公开")
    assert len(none) == 0
    assert none.columns.tolist() == some.columns.tolist()


def test_an_empty_match_is_no_hit(data: PlantedReports) -> None:
    assert (kwic(data, "依?申?", regex=True)["hit"].str.len() > 0).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"pattern": "  "}, "the pattern is empty"),
        ({"pattern": "(", "regex": True}, "is no regular expression"),
        ({"pattern": "公开", "window": -1}, "a window can't be negative"),
        ({"pattern": "公开", "within": "page"}, "can't search within 'page'; there are section, unit, text"),
    ],
)
def test_bad_arguments_are_told_what_there_is(data: PlantedReports, arguments: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kwic(data, **arguments)
