"""What the README shows runs."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nlp.cli import app

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "README.zh.md"]


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    report = ROOT / "corpora" / "demo" / "qingxi_justice_2023.txt"
    (tmp_path / "reports").mkdir()
    shutil.copy(report, tmp_path / "report.txt")
    shutil.copy(report, tmp_path / "reports" / "one.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_the_python_runs(page: str, desk: Path) -> None:
    found = blocks(page, "python")
    assert found
    for block in found:
        exec(compile(block, page, "exec"), {})


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_run(page: str, desk: Path) -> None:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("gongkai ")]
    assert lines
    for line in lines:
        words = re.findall(r'"[^"]*"|\S+', line.split("#")[0])[1:]
        words = [word.strip('"') for word in words if word != "*.txt"] + ["report.txt"] * ("*.txt" in words)
        result = CliRunner().invoke(app, words)
        assert result.exit_code in (0, 1), (line, result.output)
        code_as_people_would(desk)


def code_as_people_would(desk: Path) -> None:
    """Fill the sheets that the last command wrote, and decide its conflicts: the part of the loop between commands."""
    for path in desk.glob("round1/coding/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            row["code_1"] = "staff_capability" if row["kind"] == "problem" and path.stem == "anna" else "none"
        rewrite(desk / path.name, rows)
        path.unlink()
    if (desk / "conflicts.csv").exists():
        with (desk / "conflicts.csv").open(encoding="utf-8-sig", newline="") as stream:
            rewrite(desk / "conflicts.csv", [{**row, "decision": "yes"} for row in csv.DictReader(stream)])


def rewrite(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text("utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
