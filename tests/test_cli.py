"""The command says and does what the API does, and never shows a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nlp.cli import app
from nlp.dataset import open_dataset
from nlp.workers import READERS

DEMO = Path(__file__).parents[1] / "corpora" / "demo"
REPORTS = sorted(p for p in DEMO.iterdir() if p.suffix in {".txt", ".md"})


def gongkai(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_help_names_every_command() -> None:
    page = gongkai("--help").stdout
    for command in ("read", "run", "check", "query", "export", "themes", "schema", "cite"):
        assert command in page


def test_help_imports_nothing_heavy() -> None:
    heavy = ("pandas", "spacy", "pyarrow", "duckdb", "numpy", "jieba", "rich", "yaml")
    code = f"import sys, nlp.cli; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_read_json_prints_one_record_a_line() -> None:
    result = gongkai("read", "--json", *REPORTS[:2])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [line["source"]["name"] for line in lines] == [p.name for p in REPORTS[:2]]


def test_read_shows_units_with_themes_and_failing_cells() -> None:
    page = gongkai("read", REPORTS[0]).stdout
    for heading in ("Sections", "Problems", "Measures", "Checks:"):
        assert heading in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        (
            "budget.txt",
            "青溪县财政局2023年度部门预算公开报告\n一、部门概况\n（一）主要职能\n收入预算120万元，支出预算120万元。\n".encode(),
        ),
        ("noise.txt", b"\x8f\x3a\xf0\x12" * 250_000),
        ("prose.txt", b"It was a bright cold day in April, and the clocks were striking thirteen. " * 50),
        ("cut.txt", "政府信息公开".encode()[:-1]),
    ],
)
def test_a_bad_file_gets_one_line_and_no_number(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    out = subprocess.run([sys.executable, "-m", "nlp", "read", "--json", path], capture_output=True, text=True)
    assert out.returncode == 2
    assert out.stdout == ""
    assert len(out.stderr.splitlines()) == 1
    assert name in out.stderr
    assert "Traceback" not in out.stderr


def test_a_missing_file_gets_one_line() -> None:
    result = gongkai("read", "no-such-report.txt")
    assert result.exit_code == 2
    assert result.stderr.strip() == "no-such-report.txt: No such file or directory"


def test_check_exits_1_where_an_error_fails() -> None:
    golds = {p.stem: json.loads(p.read_text("utf-8")) for p in (DEMO / "gold").glob("*.json")}
    seen = set()
    for path in REPORTS:
        expected = {
            rule for rule in golds[path.name.split(".")[0]].get("findings", []) if rule.startswith(("T3", "T4"))
        }
        result = gongkai("check", path, "--severity", "error")
        assert result.exit_code == bool(expected), (path.name, result.stdout)
        seen.add(result.exit_code)
    assert seen == {0, 1}


def test_run_query_check_export(tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    ran = gongkai("run", DEMO, "-o", out, "--workers", 1, "--quiet")
    assert ran.exit_code == 0, ran.output
    assert str(len(REPORTS)) in ran.stdout
    counted = gongkai("query", out, "SELECT count(*) AS n FROM reports", "--csv")
    assert counted.stdout.split() == ["n", str(len(REPORTS))]
    assert gongkai("check", out).exit_code == 1
    exported = gongkai("export", out, "--to", "csv", "-o", tmp_path / "csv")
    assert exported.exit_code == 0, exported.output
    assert (tmp_path / "csv" / "cells.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_folder_that_is_no_dataset_gets_one_line(tmp_path: Path) -> None:
    for words in (("query", tmp_path, "SELECT 1"), ("check", tmp_path), ("export", tmp_path, "--to", "csv")):
        result = gongkai(*words)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1


def test_a_bad_query_gets_one_line(tmp_path: Path) -> None:
    gongkai("run", REPORTS[0], "-o", tmp_path / "d", "--workers", 1, "--quiet")
    result = gongkai("query", tmp_path / "d", "SELEC nothing")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert result.stderr


def test_themes_code_keeps_the_lines_and_adds_themes(tmp_path: Path) -> None:
    path = tmp_path / "units.jsonl"
    units = [
        {"id": "a", "kind": "problem", "text": "专职人员配备不足，公开岗位由他人兼任。"},
        {"id": "b", "kind": "measure", "text": "每季度组织一次业务培训。"},
    ]
    path.write_text("\n".join(json.dumps(u, ensure_ascii=False) for u in units) + "\nnot json\n", "utf-8")
    rows = [json.loads(line) for line in gongkai("themes", "code", path).stdout.splitlines()]
    assert [row.get("id") for row in rows[:2]] == ["a", "b"]
    assert [t["code"] for t in rows[0]["themes"]] == ["staffing_shortage"]
    assert [t["code"] for t in rows[1]["themes"]] == ["training"]
    assert "error" in rows[2]


def test_schema_describes_every_table() -> None:
    page = gongkai("schema", "--to", "markdown").stdout
    for table in ("reports", "sections", "cells", "findings", "units", "themes", "links", "platforms", "claims"):
        assert table in page
    assert json.loads(gongkai("schema", "--record").stdout)["$defs"]["Report"]


def test_cite_fills_in_the_numbers_of_a_dataset(tmp_path: Path) -> None:
    assert gongkai("run", *REPORTS[:3], "-o", tmp_path / "data", "--quiet").exit_code == 0
    told = gongkai("cite", tmp_path / "data").stdout
    reports = open_dataset(tmp_path / "data").table("reports")
    assert f"read 3 yearly disclosure reports of {reports['organ'].nunique()} organs" in told
    assert f"for {reports['year'].min()} to {reports['year'].max()}" in told
    assert f"{reports['n_problems'].sum()} problems" in told
    assert "with cues:1 as second coder" in told
    assert "政府信息公开工作年度报告 3 份" in told
    assert gongkai("cite", tmp_path).exit_code == 2


def test_cite_names_the_versions() -> None:
    import nlp

    assert f"Version {nlp.__version__} (forms 1, codebook 1" in gongkai("cite").stdout


def test_read_takes_every_report_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(REPORTS[0], "x/one.txt")
        archive.writestr("../bad.txt", "x")
        archive.writestr("empty.txt", "")
        archive.write(REPORTS[1], "two.txt")
    result = gongkai("read", "--json", path)
    names = [json.loads(line)["source"]["name"] for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert names == ["a.zip/x/one.txt", "a.zip/two.txt"]
    assert result.stderr.splitlines() == [
        "a.zip/../bad.txt: its name leads out of the archive",
        "a.zip/empty.txt: the file is empty",
    ]
    assert gongkai("check", path).exit_code == 2


def test_a_damaged_archive_gets_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(500))
    result = gongkai("read", path)
    assert (result.exit_code, result.stderr.splitlines()) == (2, ["cut.zip: the archive is damaged or cut short"])


@pytest.mark.skipif(os.name != "posix", reason="no such names here")
def test_a_name_with_line_breaks_or_lost_letters_gets_one_line(tmp_path: Path) -> None:
    for name in (b"a\nb.txt", b"a\x1b[2Jb.txt", b"a\xff\xfeb.txt"):
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(b"no report")
        out = subprocess.run([sys.executable, "-m", "nlp", "read", path], capture_output=True, check=False)
        assert out.returncode == 2
        assert len(out.stderr.splitlines()) == 1
        assert b"\x1b" not in out.stderr


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("stuck", "reading took more than 1.5 seconds"),
        ("crash", "the process that read it was ended by signal 9"),
        ("deep", "what it holds is nested too deeply"),
        ("error", "KeyError: 'a slip of the programmer'"),
    ],
)
def test_a_file_that_hangs_or_crashes_its_reader_gets_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, told: str
) -> None:
    monkeypatch.setitem(READERS, "both", "fake_reports:analyse")
    monkeypatch.setattr("nlp.workers.LIMIT_SECONDS", 1.5)
    (tmp_path / "a.txt").write_text(word)
    (tmp_path / "b.txt").write_text("report 1")
    result = gongkai("read", "--json", tmp_path / "a.txt", tmp_path / "b.txt")
    assert (result.exit_code, result.stderr.splitlines()) == (2, [f"a.txt: {told}"])
    assert json.loads(result.stdout)["source"]["name"] == "b.txt"


def test_a_model_is_trained_and_codes(tmp_path: Path) -> None:
    clauses = Path(__file__).parents[1] / "corpora" / "clauses" / "everyday.jsonl"
    codes = {"staffing_shortage", "timeliness_update", "training", "supervise"}
    rows = [row for row in map(json.loads, clauses.read_text("utf-8").splitlines()) if set(row["codes"]) <= codes]
    data, units = tmp_path / "data.jsonl", tmp_path / "units.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    units.write_text(json.dumps({"id": 1, "kind": "measure", "text": "组织业务培训"}) + "\n", "utf-8")
    trained = gongkai("themes", "train", "--data", str(data), "--out", str(tmp_path / "m.npz"), "--name", "small")
    assert trained.exit_code == 0
    assert "staffing_shortage" in trained.output
    coded = json.loads(gongkai("themes", "code", str(units), "--model", str(tmp_path / "m.npz")).stdout)
    assert (coded["themes"][0]["code"], coded["themes"][0]["coder"]) == ("training", "model:small")
    assert "second" not in coded
    refused = gongkai("themes", "code", str(units), "--model", str(units))
    assert refused.exit_code == 2
    assert "no model" in refused.output
