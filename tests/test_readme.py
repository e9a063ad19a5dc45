"""What the README shows runs."""

from __future__ import annotations

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


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text("utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
