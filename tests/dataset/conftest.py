"""A small dataset made once, for the tests that only read."""

from pathlib import Path

import fake_reports
import pytest

from nlp.dataset import Dataset, open_dataset
from nlp.engine import run

FILES = {
    "a/one.txt": "report 12 3",
    "a/two.txt": "report 13 = odd",
    "b/three.txt": "report 没有数字",
    "b/four.txt": "unreadable",
    "c.txt": "report 12 3",
}


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    base: Path = tmp_path_factory.mktemp("dataset")
    for name, text in FILES.items():
        (base / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / "in" / name).write_text(text, "utf-8")
    run(base / "in", base / "out", workers=1, progress=False, analyse=fake_reports.analyse)
    return open_dataset(base / "out")
