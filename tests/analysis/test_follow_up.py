"""A promise is followed into the next year's report and no further, and silence is told apart from repetition."""

from __future__ import annotations

import pandas as pd
import pytest

from nlp.analysis.estimates import wilson
from nlp.analysis.follow_up import follow_up, follow_up_by_theme, follow_up_years

STAFF = ("人手不足，公开工作由一人兼任", ["staffing_shortage"])
LATE = ("栏目更新不及时，信息上网偏慢", ["timeliness_update"])
PLAIN = ("政策解读材料照抄条文，群众看不懂", ["policy_interpretation"])
HIRE = ("增配两名专职人员", ["add_staff"])
HURRY = ("按月检查栏目，限时更新", ["improve_timeliness"])


class Corpus:
    """Units with codes and links in memory, asked as a dataset is."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {
            name: [] for name in ("reports", "sections", "units", "themes", "links")
        }

    def add(self, organ: str, year: int, *said: tuple[str, str, list[str]], links: str = "", s5: str = "found") -> str:
        """A report with units (kind, text, codes); ``links`` such as "0-1" joins its first unit to the second."""
        id = f"{len(self.rows['reports']):016x}"
        self.rows["reports"].append(
            {"report_id": id, "organ": organ, "level": "county", "function": "justice", "region_code": "410303",
             "province": "云岭省", "prefecture": None, "county": None, "year": year, "format_t2": None,
             "format_t3": None, "format_t4": None, "path": id}
        )  # fmt: skip
        self.rows["sections"].append({"report_id": id, "section_id": "s5", "status": s5})
        for order, (kind, text, codes) in enumerate(said):
            unit = f"{id}.u{order}"
            self.rows["units"].append(
                {"unit_id": unit, "report_id": id, "kind": kind, "order": order, "text": text, "start": order * 100,
                 "end": order * 100 + len(text), "hedge": False, "specificity": 0}
            )  # fmt: skip
            self.rows["themes"] += [
                {"unit_id": unit, "report_id": id, "code": code, "score": 1.0, "coder": "cues:1", "speaks": True}
                for code in codes
            ]
        for problem, measure in (link.split("-") for link in links.split()):
            self.rows["links"].append({"problem_id": f"{id}.u{problem}", "measure_id": f"{id}.u{measure}"})
        return id

    def table(self, name: str, columns: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame(self.rows[name], columns=list(columns))
        kinds = {"year": "Int32", "speaks": "bool", "score": "float64"}
        return frame.astype({column: kind for column, kind in kinds.items() if column in columns})


def problem(said: tuple[str, list[str]]) -> tuple[str, str, list[str]]:
    return "problem", *said


def measure(said: tuple[str, list[str]]) -> tuple[str, str, list[str]]:
    return "measure", *said


@pytest.fixture
def planted() -> Corpus:
    """One promise repeated as a problem, one kept, one problem dropped, one new."""
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(STAFF), problem(LATE), problem(PLAIN), measure(HIRE), measure(HURRY),
               links="0-3 1-4")  # fmt: skip
    corpus.add("青溪县司法局", 2022, problem(("办公室人员仍然偏少", ["staffing_shortage"])),
               problem(("公众号留言无人回复", ["interaction_response"])),
               ("past_measure", "去年以来实行按月检查，逾期更新的栏目清零", ["improve_timeliness"]))  # fmt: skip
    return corpus


def by_status(frame: pd.DataFrame) -> dict[str, pd.Series]:
    assert frame["status"].is_unique
    return {row["status"]: row for _, row in frame.iterrows()}


def test_a_promise_is_repeated_kept_or_was_none(planted: Corpus) -> None:
    rows = by_status(follow_up(planted))
    assert {status: row["text"] for status, row in rows.items() if status != "new"} == {
        "repeated": STAFF[0], "kept": LATE[0], "dropped": PLAIN[0],
    }  # fmt: skip
    assert rows["new"]["next_text"] == "公众号留言无人回复"
    assert rows["new"]["codes"] == ("interaction_response",)


def test_a_repeated_problem_has_both_texts_and_the_promise(planted: Corpus) -> None:
    row = by_status(follow_up(planted))["repeated"]
    assert (row["year"], row["next_year"]) == (2021, 2022)
    assert (row["next_text"], row["basis"], row["shared_codes"]) == (
        "办公室人员仍然偏少",
        "theme",
        ("staffing_shortage",),
    )
    assert (row["promised"], row["measures"]) == (True, (HIRE[0],))
    assert (row["start"], row["end"], row["next_start"]) == (0, len(STAFF[0]), 0)


def test_what_is_reported_as_done_answers_the_promise(planted: Corpus) -> None:
    rows = by_status(follow_up(planted))
    assert (rows["kept"]["done"], rows["kept"]["done_text"]) == (
        "past_measure", "去年以来实行按月检查，逾期更新的栏目清零",
    )  # fmt: skip
    assert rows["repeated"]["done"] == rows["dropped"]["done"] == rows["new"]["done"] == ""


def test_a_measure_promised_again_is_not_reported_as_taken() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(STAFF), measure(HIRE), links="0-1")
    corpus.add("青溪县司法局", 2022, problem(STAFF), measure(HIRE), links="0-1")
    row = by_status(follow_up(corpus))["repeated"]
    assert (row["done"], row["basis"], row["similarity"]) == ("measure", "theme and wording", 1.0)


def test_near_wording_brings_a_problem_back_without_a_theme() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(("档案柜里的旧文件还没有逐件甄别", [])))
    corpus.add("青溪县司法局", 2022, problem(("档案柜里的旧文件仍没有逐件甄别", [])))
    row = by_status(follow_up(corpus))["repeated"]
    assert row["basis"] == "wording"
    assert row["note"] == "no theme: followed by its wording alone"


def test_a_residual_code_in_common_is_no_repetition() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(("电梯常停运", ["other_problem"])))
    corpus.add("青溪县司法局", 2022, problem(("院墙渗水严重", ["other_problem"])))
    assert follow_up(corpus)["status"].tolist() == ["dropped", "new"]


def test_a_gap_of_a_year_is_no_follow_up() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2019, problem(STAFF))
    corpus.add("青溪县司法局", 2021, problem(STAFF))
    assert follow_up(corpus).empty
    years = follow_up_years(corpus)
    assert years["note"].tolist() == ["no report for 2020: a gap is no follow-up"]
    assert not years["followed"].any()


def test_a_report_whose_section_five_was_not_read_is_no_silence() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(STAFF))
    corpus.add("青溪县司法局", 2022, s5="absent")
    corpus.add("石桥县司法局", 2021, problem(STAFF))
    corpus.add("石桥县司法局", 2022)
    assert follow_up_years(corpus)["note"].tolist() == ["", "no section on problems was read in 2022"]
    frame = follow_up(corpus)
    assert frame[["organ", "status", "note"]].to_numpy().tolist() == [
        ["石桥县司法局", "dropped", "the next report states no problem"]
    ]


def test_two_reports_for_a_year_are_not_decided_between() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(STAFF))
    corpus.add("青溪县司法局", 2022, problem(STAFF))
    corpus.add("青溪县司法局", 2022, problem(LATE))
    assert follow_up(corpus).empty
    assert follow_up_years(corpus)["note"].tolist() == ["2 reports for 2022: which one is meant isn't decided"]


def test_an_unknown_coder_is_told_which_there_are(planted: Corpus) -> None:
    with pytest.raises(ValueError, match="it has cues:1"):
        follow_up(planted, coder="anna")


def test_shares_by_theme_are_counted_by_hand() -> None:
    corpus = Corpus()
    for number in range(12):  # 9 organs repeat the staff problem, 3 are silent on it and had promised
        organ = f"{'甲乙丙丁戊己庚辛壬癸子丑'[number]}县司法局"
        corpus.add(organ, 2021, problem(STAFF), measure(HIRE), links="0-1" if number % 2 or number > 8 else "")
        corpus.add(organ, 2022, problem(STAFF if number < 9 else LATE))
    frame = follow_up_by_theme(corpus)
    staff = frame[frame["code"] == "staffing_shortage"].set_index("status")
    assert staff.loc["repeated", ["numerator", "denominator", "organs"]].tolist() == [9, 12, 12]
    assert tuple(staff.loc["repeated", ["low", "high"]]) == pytest.approx(wilson(9 * 11 / 12, 11)), "12 clusters"
    assert staff.loc["kept", "numerator"] == 3
    assert staff.loc["dropped", "numerator"] == 0
    assert staff.loc["repeated_of_promised", ["numerator", "denominator"]].tolist() == [4, 7]
    assert staff.loc["new", ["numerator", "denominator"]].tolist() == [0, 9]
    assert staff.loc["repeated", "expected"] == pytest.approx((9 * 8 / 11 + 3 * 9 / 11) / 12)
    late = frame[frame["code"] == "timeliness_update"].set_index("status")
    assert late.loc["new", ["numerator", "denominator", "note"]].tolist() == [3, 3, "fewer than 10 problems"]
    every = frame[frame["code"] == "all"].set_index("status")
    assert every.loc["new", ["numerator", "denominator"]].tolist() == [3, 12]


def test_nothing_followed_gives_an_empty_frame_with_its_columns() -> None:
    corpus = Corpus()
    corpus.add("青溪县司法局", 2021, problem(STAFF))
    assert follow_up(corpus).empty
    assert follow_up_years(corpus).empty
    frame = follow_up_by_theme(corpus)
    assert set(frame["code"]) == {"all"}
    assert frame["estimate"].isna().all()
