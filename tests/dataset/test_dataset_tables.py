"""What is written is what the dictionary says, column by column."""

import json
from dataclasses import fields, replace
from typing import get_args

import fake_reports
import msgspec
import pyarrow.parquet as pq
import pytest

import nlp.report
from nlp.dataset import record_schema, schema
from nlp.dataset.cell_ids import cell_ids
from nlp.dataset.rows import report_id, rows
from nlp.dataset.tables import arrow_schema, tables
from nlp.report import CellStatus, Metadata, Report

DATA = "report 12 3 青溪".encode()


@pytest.fixture
def report() -> Report:
    return fake_reports.analyse(DATA, "a.txt")


def named(table, row):
    return dict(zip(tables()[table].names, row, strict=True))


def test_a_report_gives_rows_for_every_table_but_failures(report):
    made = rows(report)
    assert set(made) == set(tables()) - {"failures"}
    assert all(made[name] for name in made)


def test_every_column_written_is_described_and_every_column_described_is_written(dataset):
    for name, table in tables().items():
        written = pq.read_schema(dataset.path(name))
        assert tuple(written.names) == table.names
        assert written.types == arrow_schema(name).types


def test_every_row_has_a_value_for_every_column(report):
    for name, table in rows(report).items():
        assert {len(row) for row in table} == {len(tables()[name].names)}


def test_rows_carry_what_the_record_says(report):
    made = rows(report, "folder/a.txt")
    id = report_id(report.source.sha256)
    row = named("reports", made["reports"][0])
    assert (row["report_id"], row["path"], row["name"]) == (id, "folder/a.txt", "a.txt")
    assert row["text"] == report.text
    assert (row["n_cells_value"], row["n_cells_zero"], row["n_cells_slash"]) == (2, 1, 1)
    assert (row["n_findings_error"], row["n_findings_note"]) == (0, 1)
    assert json.loads(row["region_candidates"])[0]["code"] == "990101"
    assert json.loads(row["warnings"])[0]["code"] == "section_number_repeated"
    cell = named("cells", made["cells"][0])
    assert cell == {
        "report_id": id, "cell_id": "t3.new_received.total", "cell_table": "t3", "cell_row": "new_received",
        "cell_column": "total", "value": 12.0, "status": "value", "raw": "12", "unit": None, "note": None,
        "start": 0, "end": 1, "confidence": None,
    }  # fmt: skip
    unit = named("units", made["units"][0])
    assert (unit["unit_id"], unit["kind"], unit["mark"], unit["hedge"]) == (f"{id}.u1", "problem", "一是", True)
    theme = named("themes", made["themes"][0])
    assert (theme["unit_id"], theme["evidence"]) == (unit["unit_id"], [{"start": 0, "end": 2}, {"start": 3, "end": 4}])
    link = named("links", made["links"][0])
    assert (link["problem_id"], link["measure_id"]) == (f"{id}.u1", f"{id}.u2")
    count = named("counts", made["counts"][0])
    assert (count["platform_id"], count["value"], count["approx"]) == (f"{id}.p1", 200.0, True)
    claim = named("claims", made["claims"][0])
    assert (claim["kind"], claim["against"], claim["outcome"]) == (
        "requests_received",
        ["t3.new_received.total"],
        "agrees",
    )
    finding = named("findings", made["findings"][0])
    assert (finding["finding"], finding["outcome"], finding["expected"]) == (1, "pass", 12.0)
    section = named("sections", made["sections"][1])
    assert (section["section_id"], section["title"], section["status"]) == ("s5", None, "absent")


def test_a_blank_cell_has_no_number():
    made = rows(fake_reports.analyse(b"report", "a.txt"))
    cell = named("cells", made["cells"][0])
    assert (cell["status"], cell["value"], cell["raw"]) == ("blank", None, "")


def test_a_scan_says_how_it_was_read_and_how_surely(report):
    index = (Metadata("identifier", "索引号", "000014349/2024-1"),)
    source = replace(report.source, method="ocr", metadata=index)
    cells = (replace(report.cells[0], confidence=0.87), *report.cells[1:])
    made = rows(replace(report, source=source, cells=cells))
    row = named("reports", made["reports"][0])
    assert row["method"] == "ocr"
    assert json.loads(row["metadata"]) == [{"key": "identifier", "label": "索引号", "value": "000014349/2024-1"}]
    assert [named("cells", cell)["confidence"] for cell in made["cells"]][:2] == [0.87, None]


def test_a_cell_id_of_two_parts_has_a_row_and_no_column(report):
    cell = named("cells", rows(report)["cells"][-1])
    assert (cell["cell_table"], cell["cell_row"], cell["cell_column"]) == ("s14", "req_received", None)


def test_offsets_are_int32():
    offsets = {"start", "end", "body_start", "organ_start", "organ_end", "fee_start", "fee_end"}
    found = [c for table in tables().values() for c in table.columns if c.name in offsets]
    assert len(found) >= 17
    assert all(column.type == "int32" and column.unit == "characters" for column in found)


def test_every_column_has_both_languages_and_a_source():
    for table in tables().values():
        assert table.en
        assert table.zh
        assert set(table.key) <= set(table.names)
        assert all(column.en and column.zh and column.source for column in table.columns)
        assert len(set(table.names)) == len(table.names)


def test_values_come_from_the_record():
    status = next(c for c in tables()["cells"].columns if c.name == "status")
    assert status.values == get_args(CellStatus)


def test_every_field_of_the_record_has_a_place():
    """A field added to the record must be written, or named here with the reason."""
    renamed = {
        "Report": {"source", "organ", "format", "cells", "findings", "units", "links", "platforms", "claims", "fee",
                   "sections", "versions"},
        "Source": set(), "Cell": {"id"}, "Finding": set(), "Unit": {"id", "themes", "second"}, "Theme": set(),
        "Link": {"problem", "measure"}, "Platform": {"counts"}, "Count": set(), "Claim": set(), "Section": {"id"},
    }  # fmt: skip
    homes = {
        "Report": "reports", "Source": "reports", "Cell": "cells", "Finding": "findings", "Unit": "units",
        "Theme": "themes", "Link": "links", "Platform": "platforms", "Count": "counts", "Claim": "claims",
        "Section": "sections",
    }  # fmt: skip
    for record, table in homes.items():
        names = {field.name for field in fields(getattr(nlp.report, record))}
        assert names - renamed[record] <= set(tables()[table].names), record
    report_columns = set(tables()["reports"].names)
    for record, prefix in (("Fee", "fee"), ("Format", "format"), ("Versions", "version")):
        assert {f"{prefix}_{f.name}" for f in fields(getattr(nlp.report, record))} <= report_columns


def test_the_dictionary_comes_as_a_frame_json_and_markdown():
    frame = schema()
    assert set(frame["table"]) == {*tables(), "cells_wide"}
    assert json.loads(schema("json"))[0]["column"] == "report_id"
    text = schema("markdown")
    assert all(f"## {name}" in text for name in tables())
    with pytest.raises(ValueError, match="none of json, markdown"):
        schema("xml")


def test_the_dictionary_names_every_cell_of_both_forms():
    cells = cell_ids().values()
    assert sum("F2021" in cell.forms for cell in cells) == 200
    assert sum("F2019" in cell.forms for cell in cells) == 198
    assert all(cell.en and cell.zh and cell.source for cell in cells)
    assert cell_ids()["t3.other_all.total"].forms == ("F2019",)
    assert cell_ids()["t3.granted.total"].forms == ("F2019", "F2021")


def test_the_json_schema_of_the_record_knows_every_field():
    made = record_schema()
    assert set(made["$defs"]["Report"]["properties"]) == {field.name for field in fields(Report)}


def test_a_record_reads_back_from_its_json(report):
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
