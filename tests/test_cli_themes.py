"""The loop with people, from the command line: sample, code, agreement, adjudicate, evaluate; and the codebook."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from nlp.cli import app
from nlp.cli_themes import themes
from nlp.engine import run
from nlp.themes.codebook import codebook, load_codebook
from nlp.themes.coders import model_file
from nlp.themes.qdc import from_qdc

DEMO = Path(__file__).parents[1] / "corpora" / "demo"
MINE = """
version: m1
families: {A: {zh: 人, en: Staff}}
codes:
  hands: &entry
    {kind: problem, family: A, zh: 缺人, en: No staff, definition: 缺人。, include: 缺人。, exclude: 无。,
     maps_to: [staffing_shortage]}
  weather: {<<: *entry, zh: 天气, en: Weather, maps_to: []}
"""
Change = Callable[[list[dict[str, str]]], None]


def gongkai(*words: object) -> Result:
    return CliRunner().invoke(app, ["themes", *map(str, words)])


def done(*words: object) -> str:
    result = gongkai(*words)
    assert result.exit_code == 0, (words, result.output)
    return result.stdout


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def rewrite(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def fill(folder: Path, name: str, to: Path, change: Change | None = None) -> Path:
    """A sheet of the folder, filled with what the machine said, changed, and saved elsewhere."""
    said = {unit["unit_id"]: unit["codes"] for unit in map(json.loads, (folder / "key.jsonl").open(encoding="utf-8"))}
    rows = sorted(lines(folder / "coding" / f"{name}.csv"), key=lambda row: row["unit_id"])
    for row in rows:
        row["code_1"] = said[row["unit_id"]]
    if change:
        change(rows)
    rewrite(to / f"{name}.csv", rows)
    return to / f"{name}.csv"


def differ(rows: list[dict[str, str]]) -> None:
    """Nothing is found in the first five units that somebody else gave a code."""
    for row in [row for row in rows if row["code_1"] != "none"][:5]:
        row["code_1"] = "none"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "dataset"
    run(DEMO, out, workers=1, progress=False)
    return out


@pytest.fixture
def desk(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the dataset, a sample in ``round1``, and the filled sheets of anna and ben."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(dataset, tmp_path / "dataset")
    done("sample", "dataset", "-n", 60, "--coders", "anna,ben", "-o", "round1")
    fill(tmp_path / "round1", "anna", tmp_path)
    fill(tmp_path / "round1", "ben", tmp_path, differ)
    return tmp_path


def test_the_loop_from_sample_to_evaluation(desk: Path) -> None:
    key = ("--key", "round1/key.jsonl")
    table = done("agreement", "anna.csv", "ben.csv", *key, "--csv", "--conflicts", "differing.csv")
    rows = {(row["scope"], row["name"]): row for row in csv.DictReader(io.StringIO(table))}
    assert float(rows["sets", "all"]["percent"]) == pytest.approx(55 / 60)
    assert rows["mean", "codes"]["kappa_low"] <= rows["mean", "codes"]["kappa"]
    assert all(row["text"] for row in lines(desk / "differing.csv"))

    told = done("adjudicate", "anna.csv", "ben.csv", *key, "--out", "gold.csv", "--conflicts", "open.csv")
    assert "gold.csv: 55 units (agreed 55)" in told
    assert "conflicts open, on 5 units" in told
    assert len({row["unit_id"] for row in lines(desk / "gold.csv")}) == 55
    flattering = gongkai("evaluate", "gold.csv", "dataset", *key).stderr
    assert flattering.startswith("gold.csv: lacks 5 of 60 units of the sample")

    decisions = lines(desk / "open.csv")
    agreed = Counter(row["code"] for row in lines(desk / "gold.csv"))
    denied = next(row for row in decisions if agreed[row["code"]])  # a code that the gold keeps elsewhere
    for row in decisions:
        row["decision"] = "no" if row is denied else "yes"
    rewrite(desk / "open.csv", decisions)
    told = done("adjudicate", "anna.csv", "ben.csv", *key, "-o", "gold.csv", "--decided", "open.csv", "--by", "cem")
    assert "decided 5" in told
    assert "0 conflicts open" in told
    assert "cem" in {row["coder"] for row in lines(desk / "gold.csv")}

    page = done("evaluate", "gold.csv", "dataset", *key)
    assert ": 60 units, weighted\n" in page
    assert "micro" in page
    assert "prevalence" in page
    table = done("evaluate", "gold.csv", "dataset", *key, "--csv")
    rows = {(row["scope"], row["name"]): row for row in csv.DictReader(io.StringIO(table))}
    micro = rows["micro", "codes"]
    assert (float(micro["recall"]), float(micro["precision"]) < 1) == (1.0, True)
    assert float(micro["precision_low"]) <= float(micro["precision"]) <= float(micro["precision_high"])
    wrong = rows["code", denied["code"]]
    assert float(wrong["corrected"]) < float(wrong["apparent"])


def test_a_sheet_is_a_gold_too_and_units_that_are_gone_are_named(desk: Path) -> None:
    assert done("evaluate", "anna.csv", "dataset", "--csv").splitlines()[0].startswith("scope,name,support")
    gold = [{"unit_id": "problem-0-0", "code": "none", "coder": "x", "basis": "agreed", "note": ""}]
    rewrite(desk / "gold.csv", [*gold, {**gold[0], "unit_id": lines(desk / "anna.csv")[0]["unit_id"]}])
    result = gongkai("evaluate", "gold.csv", "dataset")
    assert (result.exit_code, result.stderr) == (0, "problem-0-0: not in the dataset, in no figure\n")
    rewrite(
        desk / "gold.csv", [{**row, "basis": "agreed"} for row in lines(desk / "gold.csv")] + [{**gold[0], "code": "x"}]
    )
    result = gongkai("evaluate", "gold.csv", "dataset")
    assert (result.exit_code, result.stderr) == (0, "gold.csv, row 4, problem-0-0, unknown_code: x, left out\n")


def test_what_is_wrong_with_a_sheet_is_told_and_the_rest_counts(desk: Path) -> None:
    def slip(rows: list[dict[str, str]]) -> None:
        rows[0]["code_1"] = "chanel"
        rows[1]["text"] = "something else"
        del rows[2]

    fill(desk / "round1", "ben", desk, slip)
    result = gongkai("agreement", "anna.csv", "ben.csv", "--key", "round1/key.jsonl")
    assert result.exit_code == 0
    told = result.stderr.splitlines()
    assert [line.split(", ")[0] for line in told] == ["ben.csv"] * 3
    assert [word in line for word, line in zip(("chanel", "something else", "missing"), told, strict=True)] == [
        True
    ] * 3
    assert re.search(r"all +58 ", result.stdout)


def test_the_same_seed_gives_the_same_bytes(dataset: Path, tmp_path: Path) -> None:
    for to in ("csv", "labelstudio", "doccano", "xlsx"):
        made = []
        for seed, place in ((7, "a"), (7, "b"), (8, "c")):
            folder = tmp_path / to / place
            words = ["-n", 30, "--seed", seed, "--to", to, "--coders", "anna,ben", "-o", folder]
            done("sample", dataset, *words)
            made.append({p.relative_to(folder): contents(p) for p in sorted(folder.rglob("*")) if p.is_file()})
        assert made[0] == made[1], to
        assert (Path("coding/labelling.xml") in made[0]) == (to == "labelstudio")
        assert made[0] != made[2], to
        sheets = [made[0][path] for path in made[0] if path.stem in ("anna", "ben")]
        assert len(sheets) == 2, to
        assert sheets[0] != sheets[1], to


def contents(path: Path) -> object:
    """The bytes of a file; of a workbook, which has the time of its making in it, the cells."""
    if path.suffix == ".xlsx":
        return [list(sheet.values) for sheet in load_workbook(path).worksheets]
    return path.read_bytes()


def test_a_sample_says_what_it_is_made_of_and_is_blind(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "s"
    page = done("sample", dataset, "-n", 40, "--by", "year, kind", "-o", out, "--no-context")
    assert [line for line in page.splitlines() if str(out) in line] == [
        str(out / name) for name in ("key.jsonl", "coding/codebook.md", "coding/units.csv")
    ]
    assert re.search(r"kind +problem +\d+ +0\.\d\d +0\.\d\d\n", page)
    assert "doubt" in page
    head = (out / "coding" / "units.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "unit_id,kind,text,code_1,code_2,code_3,note"


def test_a_coder_who_comes_later_gets_the_same_sample(desk: Path) -> None:
    done("sample", "dataset", "-n", 60, "--coders", "dora", "-o", "round1")
    fill(desk / "round1", "dora", desk)
    told = done("adjudicate", "anna.csv", "ben.csv", "dora.csv", "-o", "gold.csv", "--majority")
    assert "majority 5" in told
    assert "0 conflicts open" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sample", "nowhere"), "nowhere: no such folder"),
        (("sample", "dataset", "--by", "weather"), "no stratum weather"),
        (("sample", "dataset", "-n", 0), "at least one unit"),
        (("sample", "dataset", "--coder", "bob"), "no coder 'bob'"),
        (("sample", "dataset", "--seed", -1), "non-negative"),
        (("sample", "dataset", "--coders", "a/b"), "can't be the name of a file"),
        (("sample", "dataset", "-n", 60, "--coders", "anna", "-o", "round1"), "a coder's work"),
        (("sample", "dataset", "-n", 50, "--coders", "dora", "-o", "round1"), "another sample"),
        (("agreement", "anna.csv"), "two coders"),
        (("agreement", "anna.csv", "anna.csv"), "coded another sheet too"),
        (("agreement", "anna.csv", "nowhere.csv"), "nowhere.csv: No such file or directory"),
        (("agreement", "anna.csv", "ben.csv", "--key", "anna.csv"), "no key of a sample"),
        (("agreement", "anna.csv", "ben.csv", "--conflicts", "ben.csv"), "read and written at once"),
        (("adjudicate", "anna.csv", "ben.csv", "-o", "anna.csv"), "read and written at once"),
        (("adjudicate", "anna.csv", "ben.csv", "-o", "g.csv", "--decided", "d.csv"), "a gold says who decided"),
        (("adjudicate", "anna.csv", "ben.csv", "-o", "g.csv", "--conflicts", "d.csv"), "holds decisions"),
        (("adjudicate", "anna.csv", "ben.csv", "-o", "g.csv", "--conflicts", "g.csv"), "read and written at once"),
        (("evaluate", "nowhere.csv", "dataset"), "nowhere.csv: No such file or directory"),
        (("evaluate", "anna.csv", "round1"), "no dataset"),
        (("evaluate", "anna.csv", "dataset", "--coder", "bob"), "no coder 'bob'"),
        (("evaluate", "noise.json", "dataset"), "noise.json: not JSON"),
        (("discover", "dataset", "--topics", 0), "one at least"),
        (("discover", "nowhere"), "nowhere: no such folder"),
        (("codebook", "weather"), "no such code: 'weather'"),
        (("codebook", "training", "--to", "json"), "takes the whole codebook"),
        (("codebook", "--file", "nowhere.yaml"), "nowhere.yaml: No such file or directory"),
        (("codebook", "--file", "tab.yaml"), "tab.yaml: can't be read as YAML"),
        (("codebook", "--file", "noise.json"), "can't be read as YAML"),
        (("codebook", "--file", "faulty.yaml"), "faulty.yaml: hands maps to 'nothing', which is no code"),
        (("codebook", "--file", "faulty.yaml", "--to", "qdc", "-o", "x.qdc"), "which is no code"),
        (("sample", "dataset", "--codebook", "faulty.yaml"), "which is no code"),
        (("codebook", "--file", "mine.yaml", "-o", "mine.yaml"), "read and written at once"),
        (("codebook", "-o", "nowhere/x"), "nowhere/x: No such file or directory"),
    ],
)
def test_a_command_that_cannot_says_why_in_one_line(desk: Path, words: tuple[object, ...], told: str) -> None:
    (desk / "tab.yaml").write_text("codes:\n\t- x\n  - y", "utf-8")
    (desk / "noise.json").write_bytes(b"\xff\xfe\x00\x01{")
    (desk / "mine.yaml").write_text(MINE, "utf-8")
    (desk / "faulty.yaml").write_text(MINE.replace("staffing_shortage", "nothing"), "utf-8")
    unit_id = lines(desk / "ben.csv")[0]["unit_id"]
    rewrite(desk / "d.csv", [{"unit_id": unit_id, "code": "none", "decision": "yes"}])
    before = {path: path.read_bytes() for path in desk.glob("*.csv")}
    result = gongkai(*words)
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
    assert {path: path.read_bytes() for path in desk.glob("*.csv")} == before


def test_force_writes_over_a_sheet(desk: Path) -> None:
    (desk / "round1" / "coding" / "anna.csv").write_text("x", "utf-8")
    done("sample", "dataset", "-n", 60, "--coders", "anna", "-o", "round1", "--force")
    assert len(lines(desk / "round1" / "coding" / "anna.csv")) == 60


def test_the_codebook_in_every_format(tmp_path: Path) -> None:
    book = codebook()
    table = done("codebook", "--to", "table").splitlines()
    assert [line.split()[0] for line in table] == ["code", *book.codes]
    assert list(json.loads(done("codebook", "--to", "json"))["codes"]) == list(book.codes)
    done("codebook", "--to", "json", "-o", tmp_path / "copy.json")
    assert load_codebook(tmp_path / "copy.json") == book
    done("codebook", "--to", "csv", "-o", tmp_path / "book.csv")
    assert [row["code"] for row in lines(tmp_path / "book.csv")] == list(book.codes)
    assert done("codebook", "--to", "markdown").count("\n| ") == len(book.codes) + 2
    done("codebook", "--to", "qdc", "-o", tmp_path / "book.qdc")
    assert from_qdc((tmp_path / "book.qdc").read_bytes()).book == book
    back = done("codebook", "--file", tmp_path / "book.qdc", "--to", "json")
    assert json.loads(back) == json.loads(done("codebook", "--to", "json"))
    assert done("codebook").count("\n\n") == len(book.codes) - 1


def test_a_codebook_of_your_own_is_checked_and_its_mapping_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, "utf-8")
    page = done("codebook", "--file", path)
    assert f"{path}: sound, version m1, 2 codes, 1 families" in page
    assert f"1 of 2 codes map to 1 of the {len(codebook().codes)} codes of gongkai's" in page
    assert "they map to nothing: weather" in page
    assert json.loads(done("codebook", "--file", path, "--to", "json"))["version"] == "m1"


def test_a_gold_in_codes_of_your_own_is_held_against_ours_by_its_mapping(desk: Path) -> None:
    (desk / "mine.yaml").write_text(MINE, "utf-8")
    done("sample", "dataset", "-n", 200, "--coders", "anna,ben", "-o", "own", "--codebook", "mine.yaml")
    assert "hands" in (desk / "own" / "coding" / "codebook.md").read_text("utf-8")

    def translate(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["code_1"] = "hands" if "staffing_shortage" in row["code_1"] else "none"
        next(row for row in rows if row["code_1"] == "none" and row["kind"] == "problem")["code_1"] = "weather"

    fill(desk / "own", "anna", desk, translate)
    fill(desk / "own", "ben", desk, translate)
    mine = ("--codebook", "mine.yaml")
    done("adjudicate", "anna.csv", "ben.csv", "-o", "gold.csv", *mine)
    result = gongkai("evaluate", "gold.csv", "dataset", "--csv", "--key", "own/key.jsonl", *mine)
    assert result.exit_code == 0, result.output
    assert result.stderr == "weather, 1 rows of the gold: maps to nothing\n"
    rows = [row for row in csv.DictReader(io.StringIO(result.stdout)) if row["scope"] == "code"]
    assert [(row["name"], row["f"]) for row in rows] == [("staffing_shortage", "1.0")]
    (desk / "mine.yaml").write_text(MINE.replace("[staffing_shortage]", "[]"), "utf-8")
    result = gongkai("evaluate", "gold.csv", "dataset", *mine)
    assert (result.exit_code, "no code maps" in result.stderr) == (2, True)


def test_the_examples_of_the_help_run(desk: Path) -> None:
    shutil.copytree(desk / "round1", desk / "first")
    shutil.rmtree(desk / "round1")
    (desk / "mine.yaml").write_text(MINE, "utf-8")
    shutil.copy(model_file(), desk / "mine.npz")
    (desk / "units.jsonl").write_text('{"id": 1, "kind": "measure", "text": "组织业务培训"}\n', "utf-8")
    commands = {command.callback.__name__: command.callback.__doc__ for command in themes.registered_commands}
    order = ["code", "codebook", "discover", "sample", "agreement", "adjudicate", "evaluate"]
    assert set(commands) == {*order, "train"}  # training takes its time and has a test of its own
    for name in order:
        examples = re.findall(r"^ +gongkai themes (.+)$", commands[name] or "", re.M)
        assert examples, name
        for example in examples:
            (desk / "conflicts.csv").unlink(missing_ok=True) if "--conflicts" in example else None
            words = example.split(" > ")[0].split()
            assert words[0] == name
            done(*words)
            if name == "sample":
                fill(desk / "round1", "anna", desk)
                fill(desk / "round1", "ben", desk, differ)
