"""The wheel carries everything: built, installed alone, it reads a report away from the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = next(iter(sorted((ROOT / "corpora" / "demo").glob("*.txt"))))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    name = subprocess.run(
        [sys.executable, "-c", build, str(out)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    return out / name


def test_every_knowledge_file_is_in_the_wheel(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    kinds = {".yaml", ".cfg", ".tsv", ".npz", ".json", ".html", ".css", ".js"}
    needed = {str(p.relative_to(ROOT)) for p in (ROOT / "nlp").rglob("*") if p.suffix in kinds}
    assert needed
    assert needed <= carried


def test_the_wheel_alone_reads_a_report(wheel: Path, tmp_path: Path) -> None:
    alone = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(alone)
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); import nlp.cli; print(nlp.__file__); nlp.cli.app()"
    out = subprocess.run(
        [sys.executable, "-P", "-c", code, str(alone), "read", "--json", str(REPORT)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    where, record = out.stdout.splitlines()
    assert where.startswith(str(alone))
    assert json.loads(record)["source"]["name"] == REPORT.name
    assert '"coder":"model:' in record
