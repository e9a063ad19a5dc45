"""What leaves for another tool comes back as it was, and no cell runs as a formula."""

import csv
import json
import re

import pandas as pd
import pytest
from openpyxl import load_workbook

from nlp.dataset import export, exports
from nlp.dataset.dictionary import value_label
from nlp.dataset.exports import quote, unquote
from nlp.dataset.stata import stata_names, write_stata
from nlp.dataset.tables import tables

NAMES = [*tables(), "cells_wide"]


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-", "@x", "\tx", "\rx", "\nx", "'=1", "''-x", "'", "", "1-1", "中文"])
def test_quoting_can_be_undone(text):
    assert unquote(quote(text)) == text
    assert not quote(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_csv_opens_in_excel_and_reads_back(dataset, tmp_path):
    paths = export(dataset, "csv", tmp_path)
    assert [path.name for path in paths] == [*(f"{name}.csv" for name in NAMES), "dictionary.md"]
    assert paths[0].read_bytes().startswith(b"\xef\xbb\xbf")
    for name in tables():
        read = rows_of(tmp_path / f"{name}.csv")
        frame = dataset.table(name)
        assert len(read) == len(frame)
        for column in tables()[name].columns:
            if column.type == "string":
                values = [value if isinstance(value, str) else "" for value in frame[column.name]]
                assert [unquote(row[column.name]) for row in read] == values


def test_csv_numbers_stay_numbers_and_text_is_no_formula(dataset, tmp_path):
    export(dataset, "csv", tmp_path)
    assert {row["value"] for row in rows_of(tmp_path / "cells.csv")} == {"", "0", "12", "13", "1.5"}
    assert {row["message"] for row in rows_of(tmp_path / "findings.csv")} >= {"'=odd, to be looked at"}
    assert {row["text"] for row in rows_of(tmp_path / "units.csv")} >= {"'-配齐人员"}


def test_csv_lists_and_spans_are_json(dataset, tmp_path):
    export(dataset, "csv", tmp_path)
    assert json.loads(rows_of(tmp_path / "claims.csv")[0]["against"]) == ["t3.new_received.total"]
    assert json.loads(rows_of(tmp_path / "themes.csv")[0]["evidence"])[0] == {"start": 0, "end": 2}


def test_json_lines_change_nothing(dataset, tmp_path):
    export(dataset, "jsonl", tmp_path)
    with (tmp_path / "findings.jsonl").open(encoding="utf-8") as stream:
        findings = [json.loads(line) for line in stream]
    assert findings[1]["message"] == "=odd, to be looked at"
    assert findings[0]["cells"] == ["t3.new_received.total", "t3.carried_in.total"]
    with (tmp_path / "reports.jsonl").open(encoding="utf-8") as stream:
        assert [json.loads(line)["text"] for line in stream] == list(dataset.table("reports")["text"])


def test_a_workbook_has_a_sheet_a_table_and_the_dictionary(dataset, tmp_path):
    [path] = export(dataset, "xlsx", tmp_path / "tables.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == [*NAMES, "dictionary"]
    units = list(book["units"].iter_rows(values_only=True))
    assert units[0] == tables()["units"].names
    assert [unquote(row[6]) for row in units[1:]] == list(dataset.table("units")["text"])
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    values = [row[5] for row in book["cells"].iter_rows(min_row=2, values_only=True)]
    assert set(values) == {None, 0, 12, 13, 1.5}


def test_a_workbook_splits_and_cuts_what_excel_cant_hold_and_says_so(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "EXCEL_ROWS", 5)
    monkeypatch.setattr(exports, "EXCEL_CHARACTERS", 30)
    with pytest.warns(UserWarning, match="Excel") as told:
        [path] = export(dataset, "xlsx", tmp_path)
    assert any("cells: more rows" in str(warning.message) for warning in told)
    assert any("findings" in str(warning.message) or "reports" in str(warning.message) for warning in told)
    book = load_workbook(path)
    parts = [list(sheet.iter_rows(values_only=True)) for sheet in book if sheet.title.split()[0] == "cells"]
    assert len(parts) == 4
    assert all(part[0] == tables()["cells"].names and len(part) <= 5 for part in parts)
    assert sum(len(part) - 1 for part in parts) == dataset.rows("cells")


def test_control_characters_do_not_stop_a_workbook():
    assert exports._fit("a\x00b\x0bc") == "a�b�c"


@pytest.mark.filterwarnings("error")
def test_stata_has_labels_and_the_same_values(dataset, tmp_path):
    paths = export(dataset, "dta", tmp_path)
    assert [path.name for path in paths] == [*(f"{name}.dta" for name in NAMES), "dictionary.md"]
    cells = dataset.table("cells")
    with pd.read_stata(tmp_path / "cells.dta", iterator=True) as reader:
        labels = reader.variable_labels()
        read = reader.read()
        assert reader.value_labels()["status"][1] == "zero 印有0"
    assert labels["value"].startswith("数值；空白不是0 | The number printed")
    assert [status.split()[0] for status in read["status"]] == list(cells["status"])
    assert read["value"].isna().tolist() == cells["value"].isna().tolist()
    assert read["value"].dropna().tolist() == cells["value"].dropna().tolist()
    reports = pd.read_stata(tmp_path / "reports.dta")
    assert list(reports["text"]) == list(dataset.table("reports")["text"])
    assert list(reports["organ"]) == ["青溪县司法局"] * 3
    wide = pd.read_stata(tmp_path / "cells_wide.dta")
    assert "t3_denied_security_stability_np" in wide.columns


def test_stata_keeps_long_texts_whole_and_empty_tables(tmp_path):
    frame = pd.DataFrame({"text": ["长" * 5000, "short"], "value": [1.0, None]})
    write_stata(frame, "long", tmp_path / "long.dta")
    assert list(pd.read_stata(tmp_path / "long.dta")["text"]) == ["长" * 5000, "short"]
    write_stata(frame[:0], "none", tmp_path / "none.dta")
    assert len(pd.read_stata(tmp_path / "none.dta")) == 0


def test_stata_names_are_short_and_each_stands_once():
    columns = [column for table in tables().values() for column in table.names]
    wide = ["t3.denied_law_prohibited.org_welfare", "t3.denied_law_prohibited.total", "x" * 40, "x" * 41, "if"]
    names = stata_names([*dict.fromkeys(columns), *wide])
    assert len(set(names.values())) == len(names)
    assert all(len(name) <= 32 and name.isidentifier() for name in names.values())


def test_a_value_that_the_dictionary_lacks_is_not_lost(tmp_path):
    frame = pd.DataFrame({"status": ["value", "new_status"]})
    write_stata(frame, "cells", tmp_path / "cells.dta")
    assert list(pd.read_stata(tmp_path / "cells.dta")["status"].astype(str)) == ["value 非零数字", "new_status"]


def test_every_stata_label_is_in_both_languages(dataset, tmp_path):
    export(dataset, "dta", tmp_path)
    chinese, english = re.compile("[一-鿿]"), re.compile("[A-Za-z]{2}")
    for name in NAMES:
        with pd.read_stata(tmp_path / f"{name}.dta", iterator=True) as reader:
            labels = reader.variable_labels()
            labels.pop("s14_req_received", None)  # a cell that no form of ours prints
            for label in labels.values():
                assert chinese.search(label), (name, label)
                assert english.search(label), (name, label)
                assert len(label) <= 80
    for table in tables().values():
        for column in table.columns:
            for value in column.values:
                assert chinese.search(value_label(column.name, value)), (table.name, column.name, value)


def test_an_unknown_format_says_which_there_are(dataset):
    with pytest.raises(ValueError, match="none of csv, xlsx, dta, jsonl, quanteda, datapackage"):
        export(dataset, "sav")
