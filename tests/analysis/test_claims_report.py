"""The prose held against the tables."""

from typing import get_args

import numpy as np
import pytest
from planted_reports import PlantedReports

from nlp.analysis.claims_report import claims_disagreeing, claims_report, sentence
from nlp.analysis.estimates import clustered_share
from nlp.knowledge import load
from nlp.report import ClaimKind, ClaimOutcome

TOTAL = "t3.new_received.total"


def claim(outcome: str, text: str = "收到申请3件", **more: object) -> dict:
    return {"text": text, "outcome": outcome, "value": 3.0, "against": [TOTAL], **more}


@pytest.fixture
def data() -> PlantedReports:
    """Six organs state how many applications came: four agree, one disagrees, one has a blank; suits twice."""
    made = PlantedReports()
    head = "全年共收到申请3\n件，其中网上2件。因信息公开引起行政诉讼1件。"
    received = "收到申请3\n件"
    for organ in range(4):
        made.add(f"第{organ}局", 2022, head=head, claims=[claim("agrees", received)], cells={TOTAL: 3})
    suits = claim("disagrees", "行政诉讼1件", kind="lawsuits", value=1.0,
                  against=["t4.lit_direct.total", "t4.lit_after_review.total"])  # fmt: skip
    cells = {TOTAL: 5, "t4.lit_direct.total": 2, "t4.lit_after_review.total": 1}
    made.add("第4局", 2023, head=head, claims=[claim("disagrees", received), suits], cells=cells, level="township")
    blank = [claim("not_assessable", received, against=[]), claim("other_scope", "行政诉讼1件", kind="lawsuits")]
    made.add("第5局", 2023, head=head, claims=blank, cells={TOTAL: None})
    return made


def test_the_share_disagreeing_is_of_the_claims_that_could_be_held_against_a_number(data: PlantedReports) -> None:
    row = claims_report(data).iloc[0]
    assert (row["kind"], row["zh"]) == ("requests_received", "新收申请")
    assert row[["claims", "agrees", "disagrees", "other_scope", "not_assessable"]].tolist() == [6, 4, 1, 0, 1]
    assert (row["numerator"], row["denominator"]) == (1, 5)
    assert row["estimate"] == pytest.approx(0.2)
    expected = clustered_share([0, 0, 0, 0, 1, 0], [1, 1, 1, 1, 1, 0], list("abcdef"))
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert "small n" in row["note"]


def test_another_scope_is_no_disagreement(data: PlantedReports) -> None:
    row = claims_report(data).set_index("kind").loc["lawsuits"]
    assert row[["claims", "disagrees", "other_scope", "denominator"]].tolist() == [2, 1, 1, 1]


def test_a_blank_cell_makes_a_claim_not_assessable_and_gives_no_share() -> None:
    made = PlantedReports()
    made.add("甲局", 2022, head="收到申请3件。", claims=[claim("not_assessable", against=[])], cells={TOTAL: None})
    row = claims_report(made).iloc[0]
    assert row["denominator"] == 0
    assert np.isnan(row["estimate"])
    assert "none could be held" in row["note"]


def test_groups_and_all_kinds_together(data: PlantedReports) -> None:
    frame = claims_report(data, by=("year", "level"), kinds=False)
    found = {(row.year, row.level): (row.numerator, row.denominator) for row in frame.itertuples()}
    assert found == {(2022, "county"): (0, 4), (2023, "township"): (2, 2), (2023, "county"): (0, 0)}
    assert frame["kind"].unique().tolist() == ["all"]
    assert claims_report(data, by=("scope",))["scope"].unique().tolist() == ["own"]


def test_claims_copied_by_an_organ_every_year_widen_the_interval() -> None:
    made = PlantedReports()
    for organ in range(10):
        for year in range(2019, 2025):
            outcome = "disagrees" if organ < 3 else "agrees"
            made.add(
                f"第{organ}局", year, head="收到申请3件。", claims=[claim(outcome)], cells={TOTAL: 3 + (organ < 3)}
            )
    row = claims_report(made).iloc[0]
    free = clustered_share([1] * 18 + [0] * 42, [1] * 60, range(60))
    assert (row["numerator"], row["denominator"]) == (18, 60)
    assert row["high"] - row["low"] > 2 * (free.high - free.low)


def test_disagreeing_claims_come_with_their_sentence_and_the_printed_numbers(data: PlantedReports) -> None:
    frame = claims_disagreeing(data)
    assert frame["organ"].tolist() == ["第4局", "第4局"]
    received, suits = frame.to_dict("records")
    assert received["sentence"] == "全年共收到申请3\n件，其中网上2件。"
    assert (received["value"], received["table_value"], received["difference"]) == (3, 5, -2)
    assert received["printed"] == "t3.new_received.total=5"
    assert suits["sentence"] == "因信息公开引起行政诉讼1件。"
    assert suits["printed"] == "t4.lit_direct.total=2 + t4.lit_after_review.total=1"
    assert suits["difference"] == -2
    for row in frame.itertuples():
        text = data.text(row.report_id)
        assert text[row.sentence_start : row.sentence_end] == row.sentence
        assert row.sentence_start <= row.start < row.end <= row.sentence_end
        assert text[row.start : row.end] == row.text


def test_nothing_disagrees_where_all_agree() -> None:
    made = PlantedReports()
    made.add("甲局", 2022, head="收到申请3件。", claims=[claim("agrees")], cells={TOTAL: 3})
    assert len(claims_disagreeing(made)) == 0
    assert claims_report(made)["numerator"].tolist() == [0]


def test_a_dataset_without_claims_has_no_rows() -> None:
    made = PlantedReports()
    made.add("甲局", 2022, cells={TOTAL: 3})
    assert len(claims_report(made, by=("year",))) == 0
    assert "sentence" in claims_disagreeing(made)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("一。收到3件。二。", "收到3件", "收到3件。"),
        ("标题\n\n收到3件", "3件", "收到3件"),
        ("标题\n　\n  收到3件\n\n下文", "3件", "收到3件"),
        ("前；收到3件；后", "收到3件", "收到3件；"),
        ("前。收到3件。", "收到3件。", "收到3件。"),
        ("共收到3\n件。", "收到3\n件", "共收到3\n件。"),
    ],
)
def test_a_sentence_ends_at_its_stop_or_at_an_empty_line(text: str, words: str, found: str) -> None:
    start = text.index(words)
    first, last = sentence(text, start, start + len(words))
    assert text[first:last] == found


def test_every_kind_and_outcome_of_the_record_has_a_chinese_label() -> None:
    labels = load("analysis", "claims_report")
    assert tuple(labels["kinds"]) == get_args(ClaimKind)
    assert tuple(labels["outcomes"]) == get_args(ClaimOutcome)


def test_an_unknown_column_is_told_what_there_is(data: PlantedReports) -> None:
    with pytest.raises(ValueError, match="can't group by 'month'; there are year, level"):
        claims_report(data, by=("month",))
