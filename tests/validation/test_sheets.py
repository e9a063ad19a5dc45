"""What is written for coders comes back as it went, and what is wrong with it is said."""

import csv
import json
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from nlp.themes.codebook import codebook
from nlp.validation.ids import unit_ids
from nlp.validation.sheets import read_key, read_sheet, read_sheets, read_weights, write_key, write_sheets

FORMATS = ["csv", "xlsx", "labelstudio", "doccano"]
FILES = {"csv": "units.csv", "xlsx": "units.xlsx", "labelstudio": "tasks.json", "doccano": "units.jsonl"}
BOOK = codebook()
PROBLEMS = [entry.code for entry in BOOK if entry.kind == "problem"]
MEASURES = [entry.code for entry in BOOK if entry.kind == "measure"]
ODD = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from(list("=+-@'\",;\t\r\n\0\x0b_x0041_\u2028😀人员"))
    )
)
FORMULAS = st.sampled_from(
    ["=1+1", "'=1", "@SUM(A1)", "-x", "+8610", "_x000D_", "\r\n", "#N/A", "TRUE", "007", ' "a" ']
)


def sample_of(*units):
    frame = pd.DataFrame(units, columns=["kind", "text"])
    frame.insert(0, "unit_id", unit_ids(("ab" * 32, kind, text) for kind, text in units))
    return frame.assign(
        organ="青溪县司法局", year=2023, before="=前", after="后", weight=0.1 + 0.2, score=0.9, codes="x"
    )


SAMPLE = sample_of(("problem", "人员不足。"), ("measure", "=开展培训，"), ("problem", "渠道偏窄"))


def rows_of(frame):
    return sorted(map(tuple, frame[["unit_id", "code", "coder", "note"]].to_numpy().tolist()), key=lambda row: row[0])


def coded_csv(tmp_path, change, key=SAMPLE):
    """The findings on a CSV sheet in which every unit was coded, after one more change to its rows by unit text."""
    folder = tmp_path / "round"
    write_sheets(SAMPLE, folder, "csv", BOOK)
    path = folder / "coding" / "units.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["code_1"] = "training" if row["kind"] == "measure" else "staffing_shortage"
    rows = change({row["text"].strip("'"): row for row in rows}, rows) or rows
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return read_sheet(path, BOOK, key, coder="anna")


@pytest.mark.parametrize("to", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_import_of_export_is_the_same(to, data):
    texts = data.draw(
        st.lists(st.tuples(st.sampled_from(["problem", "measure"]), ODD | FORMULAS), min_size=1, max_size=5)
    )
    sample = sample_of(*texts)
    rows = []
    for unit_id, kind in zip(sample["unit_id"], sample["kind"], strict=True):
        known = PROBLEMS if kind == "problem" else MEASURES
        codes = data.draw(st.just(["none"]) | st.lists(st.sampled_from(known), min_size=1, max_size=5, unique=True))
        note = data.draw(ODD | FORMULAS)
        rows += [(unit_id, code, "anna", note) for code in codes]
    codings = pd.DataFrame(rows, columns=["unit_id", "code", "coder", "note"])
    with tempfile.TemporaryDirectory() as folder:
        write_sheets(sample, folder, to, BOOK, codings=codings)
        back = read_sheet(Path(folder, "coding", FILES[to]), BOOK, Path(folder, "key.jsonl"), coder="anna")
    assert rows_of(back.codings) == rows_of(codings)
    assert back.faults.empty


@pytest.mark.parametrize("to", FORMATS)
def test_a_sheet_is_blind(to, tmp_path):
    write_sheets(SAMPLE.assign(codes="staff_capability", doubt="low score", stratum="2023 | a"), tmp_path, to, BOOK)
    path = tmp_path / "coding" / FILES[to]
    if to == "xlsx":
        written = str([list(row) for row in load_workbook(path)["units"].values])
    else:
        written = path.read_text("utf-8")
    assert "人员不足" in written
    assert "青溪县司法局" in written
    for hidden in ("staff_capability", "low score", "stratum", "0.3000", "0.9"):
        assert hidden not in written


def test_context_can_stay_away(tmp_path):
    write_sheets(SAMPLE, tmp_path, "csv", BOOK, context=False)
    assert "青溪县司法局" not in (tmp_path / "coding" / "units.csv").read_text("utf-8")


def test_the_order_is_shuffled_by_seed(tmp_path):
    sample = sample_of(*(("problem", f"第{n}条") for n in range(30)))

    def order(seed):
        write_sheets(sample, tmp_path, "doccano", BOOK, seed=seed, force=True)
        lines = (tmp_path / "coding" / "units.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line)["text"] for line in lines]

    assert order(1) == order(1) != order(2)
    assert sorted(order(1)) == sorted(sample["text"])
    assert order(1) != list(sample["text"])


@pytest.mark.parametrize("to", FORMATS)
def test_every_coder_gets_a_sheet_in_an_order_of_its_own(to, tmp_path):
    sample = sample_of(*(("problem", f"第{n}条") for n in range(30)))
    write_sheets(sample, tmp_path, to, BOOK, coders=["anna", "安娜"])
    written = write_sheets(sample, tmp_path, to, BOOK, coders=["ben"])
    suffix = Path(FILES[to]).suffix
    assert tmp_path / "coding" / f"ben{suffix}" in written

    def order(name):
        faults = read_sheet(tmp_path / "coding" / f"{name}{suffix}", BOOK, tmp_path / "key.jsonl").faults
        assert set(faults["fault"]) == {"not_coded"}
        return faults["unit_id"].tolist()

    orders = [order(name) for name in ("anna", "安娜", "ben")]
    assert len(set(map(tuple, orders))) == 3
    assert {frozenset(units) for units in orders} == {frozenset(sample["unit_id"])}


def test_the_work_of_a_coder_is_not_written_over(tmp_path):
    write_sheets(SAMPLE, tmp_path, "csv", BOOK, coders=["anna"])
    path = tmp_path / "coding" / "anna.csv"
    path.write_text("coded", "utf-8")
    with pytest.raises(ValueError, match="a coder's work"):
        write_sheets(SAMPLE, tmp_path, "csv", BOOK, coders=["ben", "anna"])
    assert not (tmp_path / "coding" / "ben.csv").exists()
    with pytest.raises(ValueError, match="another sample"):
        write_sheets(SAMPLE.head(2), tmp_path, "csv", BOOK, coders=["ben"])
    write_sheets(SAMPLE, tmp_path, "csv", BOOK, coders=["anna"], force=True)
    assert path.read_text("utf-8") != "coded"


@pytest.mark.parametrize("names", [["a/b"], [".."], [""], ["anna", "Anna"]])
def test_a_coder_who_cannot_have_a_file_is_refused(names, tmp_path):
    with pytest.raises(ValueError, match="coder"):
        write_sheets(SAMPLE, tmp_path, "csv", BOOK, coders=names)


def test_the_key_keeps_weights_exactly(tmp_path):
    sample = SAMPLE.assign(
        year=pd.array([2023, None, 2021], "Int32"), weight=[1 / 3, 2 / 3, 1e-17], text=["a\u2028b", "", "c"]
    )
    write_key(sample, tmp_path / "key.jsonl")
    back = read_key(tmp_path / "key.jsonl")
    assert back["weight"].tolist() == [1 / 3, 2 / 3, 1e-17]
    assert back["text"].tolist() == ["a\u2028b", "", "c"]
    (tmp_path / "bad").write_text('{"a": 1}\n')
    with pytest.raises(ValueError, match="no key"):
        read_key(tmp_path / "bad")


def test_excel_runs_no_formula_and_offers_the_codes_of_the_kind(tmp_path):
    write_sheets(SAMPLE, tmp_path, "xlsx", BOOK)
    workbook = load_workbook(tmp_path / "coding" / "units.xlsx")
    units, codes = workbook["units"], workbook["codebook"]
    assert all(cell.data_type != "f" for row in units.iter_rows() for cell in row)
    assert "'=开展培训，" in {cell.value for row in units.iter_rows() for cell in row}
    (choice,) = units.data_validations.dataValidation
    assert str(choice.sqref) == "H2:J4"
    first = [cell.value for cell in codes["A"]]
    last_problem = len(PROBLEMS) + 2
    assert f'IF($B2="problem",codebook!$A$2:$A${last_problem},' in choice.formula1
    assert first[1:last_problem] == [*PROBLEMS, "none"]
    assert f"$A${last_problem + 1}:$A${last_problem + len(MEASURES) + 1}" in choice.formula1


def test_labelstudio_gets_an_interface_of_the_codebook(tmp_path):
    write_sheets(SAMPLE, tmp_path, "labelstudio", BOOK)
    tree = ElementTree.parse(tmp_path / "coding" / "labelling.xml")
    assert [choice.get("alias") for choice in tree.iter("Choice")] == [*PROBLEMS, *MEASURES, "none"]
    tasks = json.loads((tmp_path / "coding" / "tasks.json").read_text("utf-8"))
    assert set(tasks[0]) == {"data"}


def test_annotators_of_labelstudio_are_coders(tmp_path):
    def said(code, by, **more):
        result = [
            {"type": "choices", "value": {"choices": [code]}},
            {"type": "textarea", "value": {"text": ["a", "b"]}},
        ]
        return {"completed_by": by, "result": result, **more}

    data = {"unit_id": SAMPLE["unit_id"][0], "text": "人员不足。"}
    task = {"id": 7, "data": data}
    task["annotations"] = [
        said("training_insufficient", {"email": "anna@x"}),
        said("no", 3),
        said("x", 4, was_cancelled=True),
    ]
    path = tmp_path / "export.json"
    path.write_text(json.dumps([task]), "utf-8")
    sheet = read_sheet(path, BOOK)
    assert sheet.codings.values.tolist() == [[data["unit_id"], "training_insufficient", "anna@x", "a\nb"]]
    assert sheet.faults[["place", "fault"]].values.tolist() == [["task 7", "unknown_code"], ["task 7", "skipped"]]


def test_doccano_labels_and_its_name_for_everything(tmp_path):
    write_sheets(SAMPLE, tmp_path, "doccano", BOOK)
    labels = json.loads((tmp_path / "coding" / "labels.json").read_text("utf-8"))
    assert [label["text"] for label in labels] == [*PROBLEMS, *MEASURES, "none"]
    path = tmp_path / "admin.jsonl"
    line = {
        "id": 9,
        "data": "人员不足",
        "label": ["staffing_shortage"],
        "unit_id": SAMPLE["unit_id"][0],
        "Comments": ["?"],
    }
    path.write_text(json.dumps(line) + "\n", "utf-8")
    sheet = read_sheet(path, BOOK, SAMPLE)
    assert sheet.codings.values.tolist() == [[SAMPLE["unit_id"][0], "staffing_shortage", "admin", "?"]]
    assert list(sheet.faults["fault"]) == ["missing", "missing"]


def test_an_unknown_code_leaves_the_unit_out_and_is_told(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["code_2"] = "chanel_breadth"

    sheet = coded_csv(tmp_path, change)
    assert len(sheet.codings) == 2
    assert sheet.faults[["fault", "value", "left_out"]].values.tolist() == [["unknown_code", "chanel_breadth", True]]


def test_a_code_of_the_other_kind_is_told(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["code_1"] = "training"

    assert coded_csv(tmp_path, change).faults["fault"].tolist() == ["other_kind"]


def test_an_unknown_unit_an_empty_row_and_a_missing_one_are_told(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["unit_id"] = "problem-0000-0000"
        return [rows[0], dict.fromkeys(rows[0], ""), *rows[1:]]

    faults = coded_csv(tmp_path, change).faults
    assert sorted(faults["fault"]) == ["empty_row", "missing", "unknown_unit"]
    assert set(faults.loc[faults["fault"] == "missing", "unit_id"]) == {SAMPLE["unit_id"][2]}


def test_an_edited_text_is_told_and_counts(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["text"] = "渠道很窄"
        by_text["人员不足。"]["text"] = " 人员不足\n"

    sheet = coded_csv(tmp_path, change)
    assert sheet.faults[["fault", "value", "left_out"]].values.tolist() == [["edited_text", "渠道很窄", False]]
    assert len(sheet.codings) == 3


def test_a_unit_without_code_is_not_a_unit_without_theme(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["code_1"] = ""
        by_text["渠道偏窄"]["note"] = "后面再看"
        by_text["人员不足。"]["code_1"] = "none"

    sheet = coded_csv(tmp_path, change)
    assert "none" in set(sheet.codings["code"])
    assert sheet.faults[["fault", "value"]].values.tolist() == [["not_coded", "后面再看"]]


def test_none_beside_a_code_and_two_decisions_are_told(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["code_2"] = "none"
        return [*rows, {**by_text["人员不足。"], "code_1": "staff_capability"}]

    sheet = coded_csv(tmp_path, change)
    assert sorted(sheet.faults["fault"]) == ["coded_twice", "none_and_codes"]
    assert len(sheet.codings) == 1


def test_a_unit_coded_twice_is_not_also_missing(tmp_path):
    def change(by_text, rows):
        return [*rows, {**rows[0], "code_1": "staff_capability" if rows[0]["kind"] == "problem" else "peer_learning"}]

    assert coded_csv(tmp_path, change).faults["fault"].tolist() == ["coded_twice"]


def test_several_codes_may_stand_in_a_cell(tmp_path):
    def change(by_text, rows):
        by_text["渠道偏窄"]["code_1"] = "channel_breadth， platform_website"

    sheet = coded_csv(tmp_path, change)
    assert sheet.faults.empty
    assert len(sheet.codings) == 4


@pytest.mark.parametrize(("encoding", "comma"), [("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";")])
def test_csv_as_excel_saves_it(tmp_path, encoding, comma):
    lines = [
        ["unit_id", "kind", "text", "code_1", "note"],
        [SAMPLE["unit_id"][0], "problem", "人员不足。", "staffing_shortage", "无"],
    ]
    path = tmp_path / "anna.csv"
    path.write_bytes("\r\n".join(comma.join(line) for line in lines).encode(encoding))
    sheet = read_sheet(path, BOOK, SAMPLE.head(1))
    assert sheet.faults.empty
    assert sheet.codings.values.tolist() == [[SAMPLE["unit_id"][0], "staffing_shortage", "anna", "无"]]


def test_sheets_of_several_coders(tmp_path):
    for name in ("anna", "ben"):
        said = pd.DataFrame({"unit_id": SAMPLE["unit_id"], "code": "none", "coder": name, "note": ""}).iloc[:2]
        write_sheets(SAMPLE, tmp_path / name, "csv", BOOK, codings=said)
        (tmp_path / name / "coding" / "units.csv").rename(tmp_path / f"{name}.csv")
    sheet = read_sheets([tmp_path / "anna.csv", tmp_path / "ben.csv"], BOOK, tmp_path / "anna" / "key.jsonl")
    assert sheet.codings["coder"].tolist() == ["anna", "anna", "ben", "ben"]
    assert list(sheet.faults["fault"]) == ["not_coded", "not_coded"]
    assert [Path(file).name for file in sheet.faults["file"]] == ["anna.csv", "ben.csv"]
    with pytest.raises(ValueError, match="anna coded another"):
        read_sheets([tmp_path / "anna.csv", tmp_path / "anna.csv"], BOOK)


def test_weights_of_a_key(tmp_path):
    write_key(SAMPLE, tmp_path / "key.jsonl")
    assert read_weights(tmp_path / "key.jsonl") == dict.fromkeys(SAMPLE["unit_id"], 0.1 + 0.2)


def test_what_is_no_sheet_is_refused(tmp_path):
    for name, content in {"a.csv": "x,y\n1,2\n", "b.xlsx": "no zip", "c.jsonl": '{"x": 1}\n', "d.json": "[1]"}.items():
        (tmp_path / name).write_text(content)
        with pytest.raises(ValueError, match=name):
            read_sheet(tmp_path / name, BOOK)
    with pytest.raises(ValueError, match="none of csv"):
        write_sheets(SAMPLE, tmp_path, "ods", BOOK)
    with pytest.raises(ValueError, match="no unit"):
        write_sheets(SAMPLE.head(0), tmp_path, "csv", BOOK)
    two = pd.DataFrame({"unit_id": ["a", "a"], "code": "none", "coder": ["x", "y"], "note": ""})
    with pytest.raises(ValueError, match="one coder"):
        write_sheets(SAMPLE, tmp_path, "csv", BOOK, codings=two)
