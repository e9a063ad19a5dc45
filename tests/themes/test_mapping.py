"""A codebook of one's own in our codes: validated, and honest about what has no counterpart."""

import pandas as pd
import pytest

from nlp.themes.codebook import CodebookError, codebook, load_codebook, make_codebook
from nlp.themes.mapping import mapped

WORDS = {"zh": "标", "en": "Label", "definition": "定义。", "include": "收。", "exclude": "不收。"}


def book(**codes):
    families = {"A": {"zh": "甲", "en": "First"}}
    return make_codebook({"version": "m1", "families": families, "codes": codes}, "mine.yaml")


def entry(*maps_to, kind="problem", **more):
    return {**WORDS, "kind": kind, "family": "A", "maps_to": list(maps_to), **more}


MINE = {
    "hands": entry("staffing_shortage"),
    "turnover": entry("staffing_shortage", "staff_turnover_handover"),
    "epidemic": entry(),
    "teach": entry("training", kind="measure"),
}


def themes(*rows):
    columns = ["unit_id", "report_id", "code", "score", "coder", "evidence"]
    return pd.DataFrame([(u, "r", c, s, w, [{"start": a, "end": a + 2}]) for u, c, s, w, a in rows], columns=columns)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (entry("no_such"), "mine.yaml: hands maps to 'no_such', which is no code"),
        (entry("training"), "mine.yaml: hands is a problem and maps to training, a measure"),
        (entry("staffing_shortage", "staffing_shortage"), "hands maps to staffing_shortage twice"),
        ({**entry(), "maps_to": "staffing_shortage"}, "maps_to of hands must be lists"),
        ({**entry(), "maps_to": {"a": 1}}, "maps_to of hands must be lists"),
    ],
)
def test_a_faulty_mapping_is_refused_with_code_and_fault(body, complaint):
    with pytest.raises(CodebookError, match=complaint):
        book(hands=body)


def test_a_mapping_is_read_from_the_file_and_shown(tmp_path):
    import yaml

    families = {1: {"zh": "甲", "en": "First"}}
    raw = {"version": 1, "families": families, "codes": {"hands": {**entry("staffing_shortage"), "family": 1}}}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    mine = load_codebook(tmp_path / "mine.yaml")
    assert mine.code("hands").maps_to == ("staffing_shortage",)
    assert "maps to: staffing_shortage" in mine.describe("hands")
    family = mine.family("hands")
    assert family is not None
    assert family.zh == "甲"


def test_our_own_codebook_maps_to_nothing():
    assert not any(entry.maps_to for entry in codebook())


def test_your_codes_become_ours():
    answer = mapped(themes(("u1", "hands", 0.9, "ann", 3), ("u2", "teach", 0.5, "ann", 1)), book(**MINE))
    assert answer.themes[["unit_id", "code", "score", "coder"]].values.tolist() == [
        ["u1", "staffing_shortage", 0.9, "ann"],
        ["u2", "training", 0.5, "ann"],
    ]
    assert answer.themes["own_codes"].tolist() == [["hands"], ["teach"]]


def test_two_of_yours_that_are_one_of_ours_give_one_row_a_unit_and_coder():
    rows = ("u1", "hands", 0.4, "ann", 3), ("u1", "turnover", 0.9, "ann", 0), ("u1", "hands", 0.7, "bob", 3)
    frame = mapped(themes(*rows), book(**MINE)).themes
    assert not frame.duplicated(["unit_id", "code", "coder"]).any()
    first = frame.iloc[0]
    assert (first["code"], first["score"], first["own_codes"]) == ("staffing_shortage", 0.9, ["hands", "turnover"])
    assert first["evidence"] == [{"start": 0, "end": 2}, {"start": 3, "end": 5}]
    assert frame["code"].tolist() == ["staffing_shortage", "staff_turnover_handover", "staffing_shortage"]


def test_what_has_no_counterpart_is_told_and_counted():
    rows = ("u1", "epidemic", 0.4, "ann", 3), ("u2", "epidemic", 0.9, "ann", 0), ("u1", "hadns", 0.7, "bob", 3)
    answer = mapped(themes(*rows), book(**MINE))
    assert answer.themes.empty
    assert answer.lost.fillna("").values.tolist() == [
        ["epidemic", "标", "maps to nothing", 2],
        ["hadns", "", "not in the codebook", 1],
    ]


def test_a_code_without_counterpart_is_told_even_where_nobody_used_it():
    answer = mapped(themes(), book(**MINE))
    assert answer.lost["code"].tolist() == ["epidemic"]
    assert answer.lost["rows"].tolist() == [0]
    assert list(answer.themes.columns) == [*themes().columns, "own_codes"]


def test_our_codes_that_nobody_looked_for_are_named():
    unreached = mapped(themes(), book(**MINE)).unreached
    assert "channel_breadth" in unreached
    assert not {"staffing_shortage", "staff_turnover_handover", "training"} & set(unreached)
    assert len(unreached) == 51


def test_unit_and_code_are_enough_and_needed():
    frame = pd.DataFrame({"unit_id": ["u1", "u1"], "code": ["hands", "hands"]})
    assert mapped(frame, book(**MINE)).themes["code"].tolist() == ["staffing_shortage"]
    with pytest.raises(ValueError, match="no column unit_id"):
        mapped(frame.drop(columns="unit_id"), book(**MINE))


def test_a_missing_score_or_evidence_does_no_harm():
    frame = themes(("u1", "hands", float("nan"), "ann", 3), ("u1", "turnover", 0.5, "ann", 3))
    frame.at[0, "evidence"] = None
    row = mapped(frame, book(**MINE)).themes.iloc[0]
    assert row["score"] == 0.5
    assert row["evidence"] == [{"start": 3, "end": 5}]
