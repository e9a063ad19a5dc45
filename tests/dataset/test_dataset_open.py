"""Asking a dataset: frames, SQL, descriptions, failing findings."""

import json
import shutil

import fake_reports
import pytest

from nlp.dataset import failed, open_dataset
from nlp.dataset.tables import tables


def test_a_table_is_a_frame_with_the_dictionarys_columns(dataset):
    for name in tables():
        assert tuple(dataset.table(name).columns) == tables()[name].names
    assert len(dataset) == len(dataset.table("reports")) == 3


def test_a_report_stands_under_its_first_path(dataset):
    assert list(dataset.table("reports")["path"]) == ["a/one.txt", "a/two.txt", "b/three.txt"]


def test_a_file_that_gave_no_report_stands_in_failures(dataset):
    failures = dataset.table("failures").set_index("path")
    assert failures.loc["b/four.txt", "code"] == "no_report"
    assert failures.loc["c.txt", "code"] == "duplicate"
    assert failures.loc["c.txt", "duplicate_of"] == "a/one.txt"


def test_a_whole_number_stays_whole_beside_a_blank(dataset):
    starts = dataset.table("cells")["start"]
    assert str(starts.dtype) == "Int32"
    assert starts.isna().any()


def test_some_columns_only(dataset):
    assert list(dataset.table("units", ["unit_id", "kind"]).columns) == ["unit_id", "kind"]
    with pytest.raises(ValueError, match="units has no column colour"):
        dataset.table("units", ["colour"])


def test_sql_sees_every_table(dataset):
    for name in tables():
        assert dataset.query(f"SELECT count(*) AS n FROM {name}")["n"][0] == dataset.rows(name)
    found = dataset.query("SELECT path FROM reports JOIN units u USING (report_id) WHERE u.end = 4 AND hedge")
    assert len(found) == 3
    assert dataset.query("SELECT evidence[1].start AS s FROM themes")["s"].tolist() == [0, 0, 0]


def test_sql_that_is_wrong_is_a_value_error(dataset):
    with pytest.raises(ValueError, match="nowhere"):
        dataset.query("SELECT * FROM nowhere")


def test_the_wide_table_has_a_row_a_report_and_a_column_a_cell(dataset):
    wide = dataset.table("cells_wide").set_index("path")
    assert wide.loc["a/one.txt", "t3.new_received.total"] == 12
    assert wide.loc["b/three.txt", "t3.new_received.total"] != wide.loc["b/three.txt", "t3.new_received.total"]
    cells = [column for column in wide.columns if "." in column]
    assert cells[:2] == ["t2.rules.issued", "t2.admin_fee.fee_amount"]
    assert cells[-1] == "s14.req_received"


def test_describe_tells_what_columns_mean(dataset):
    frame = dataset.describe("cells")
    assert tuple(frame["column"]) == tables()["cells"].names
    assert len(dataset.describe()) > len(frame)
    with pytest.raises(ValueError, match="no table 'cell'"):
        dataset.describe("cell")


def test_it_shows_itself_shortly(dataset):
    assert "units 6" in repr(dataset)
    assert dataset._repr_html_().count("<tr>") == len(tables()) + 1
    assert set(dataset.versions) == {"gongkai", "forms", "codebook", "model", "corpus"}


def test_failing_findings_of_a_dataset(dataset):
    frame = failed(dataset)
    assert list(frame["rule"]).count("T2.LE") == 3
    official = failed(dataset, origin="official")
    assert list(official["path"]) == ["a/two.txt"]
    assert list(failed(dataset, severity="error")["rule"]) == ["T3.BALANCE"]
    assert failed(dataset, origin="implied").empty


def test_failing_findings_of_a_report():
    report = fake_reports.analyse(b"report 13", "a.txt")
    assert [f.rule for f in failed(report)] == ["T3.BALANCE", "T2.LE"]
    assert [f.rule for f in failed(report, severity="note")] == ["T2.LE"]
    with pytest.raises(ValueError, match="none of official"):
        failed(report, origin="oficial")


def test_a_folder_that_is_no_dataset_says_so(tmp_path, dataset):
    with pytest.raises(ValueError, match="no such folder"):
        open_dataset(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no dataset"):
        open_dataset(tmp_path)
    (tmp_path / "journal").mkdir()
    with pytest.raises(ValueError, match="begun here and not ended"):
        open_dataset(tmp_path)


def test_a_damaged_dataset_says_so(tmp_path, dataset):
    copy = tmp_path / "copy"
    shutil.copytree(dataset.folder, copy)
    (copy / "cells.parquet").unlink()
    with pytest.raises(ValueError, match=r"cells\.parquet is missing"):
        open_dataset(copy)
    manifest = json.loads((copy / "dataset.json").read_text("utf-8"))
    (copy / "dataset.json").write_text(json.dumps({**manifest, "layout": 99}), "utf-8")
    with pytest.raises(ValueError, match="another version"):
        open_dataset(copy)
    (copy / "dataset.json").write_text("{", "utf-8")
    with pytest.raises(ValueError, match="damaged"):
        open_dataset(copy)
