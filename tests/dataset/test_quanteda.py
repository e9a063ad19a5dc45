"""Units and sentences for quanteda: one text a row, its variables beside it, nothing altered."""

import csv

import pytest
from fake_reports import make

from nlp.dataset import export, open_dataset
from nlp.engine import run
from nlp.report import Section


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def analyse_two_sections(data, name):
    """A report whose sections 一 and 五 are known, with a table between them."""
    from dataclasses import replace

    text = data.decode()
    one, two = text.index("一、"), text.index("五、")
    sections = (
        Section("s1", "一、", one, one + 3, text.index("表")),
        Section("s2", "表", text.index("表"), text.index("表") + 2, two),
        Section("s5", "五、", two, two + 3, len(text)),
        Section("s6", None, 0, 0, 0, "absent", "none"),
    )
    return replace(make(data, name, text), sections=sections)


@pytest.fixture
def exported(dataset, tmp_path):
    return export(dataset, "quanteda", tmp_path)


def test_a_row_a_unit_with_its_codes_as_variables(exported, dataset):
    units = rows_of(exported[0])
    assert [path.name for path in exported] == ["units.csv", "sentences.csv", "quanteda.R"]
    assert [row["doc_id"] for row in units] == list(dataset.table("units")["unit_id"])
    first, second = units[:2]
    assert (first["text"], first["kind"], first["hedge"]) == ("人手不足12", "problem", "1")
    assert (first["codes"], first["code.staffing_shortage"]) == ("staffing_shortage", "1")
    assert (second["codes"], second["code.staffing_shortage"]) == ("", "0")
    assert (first["organ"], first["year"], first["level"], first["province"]) == (
        "青溪县司法局", "2022", "county", "云岭省")  # fmt: skip


def test_utf8_without_bom_and_no_apostrophe_before_a_dash(exported):
    assert exported[0].read_bytes().startswith(b"doc_id,text,")
    assert rows_of(exported[0])[1]["text"] == "-配齐人员"


def test_sentences_of_prose_only_each_where_it_stands(tmp_path):
    text = "一、\n收到申请3件。办结3件！\n表 1 2 3\n五、\n一是人手不足；二是制度不全。\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(text, "utf-8")
    run(tmp_path / "in", tmp_path / "out", workers=1, progress=False, analyse=analyse_two_sections)
    sentences = rows_of(export(open_dataset(tmp_path / "out"), "quanteda", tmp_path / "q")[1])
    assert [(row["section"], row["text"]) for row in sentences] == [
        ("s1", "收到申请3件。"),
        ("s1", "办结3件！"),
        ("s5", "一是人手不足；"),
        ("s5", "二是制度不全。"),
    ]
    assert all(text[int(row["start"]) : int(row["end"])] == row["text"] for row in sentences)
    assert [row["doc_id"].split(".")[1] for row in sentences] == ["0001", "0002", "0003", "0004"]


def test_the_same_dataset_gives_the_same_bytes(dataset, exported, tmp_path):
    again = export(dataset, "quanteda", tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in exported]
