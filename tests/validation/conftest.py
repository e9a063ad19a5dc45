"""A dataset of 24 made-up reports, and one of many units with codes as they come."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nlp.dataset import Dataset, open_dataset
from nlp.engine import run

DEMO = Path(__file__).parents[2] / "corpora" / "demo"
CODES = ["common", "usual", "rare"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("demo") / "dataset"
    run(DEMO, out, workers=1, progress=False)
    return open_dataset(out)


class FakeDataset:
    """Tables in memory, asked as a dataset is."""

    def __init__(self, seed: int = 0, reports: int = 60, units: int = 10) -> None:
        rng = np.random.default_rng(seed)
        ids = [f"{n:016x}" for n in range(reports)]
        self.tables = {
            "reports": pd.DataFrame(
                {
                    "report_id": ids,
                    "sha256": [id * 4 for id in ids],
                    "organ": "机关",
                    "level": rng.choice(["county", "township"], reports),
                    "year": pd.array(rng.choice([2021, 2022, 2023], reports), "Int32"),
                    "function": "other",
                    "province": None,
                    "text": "前文" * 200,
                }
            ),
        }
        count = reports * units
        self.tables["units"] = pd.DataFrame(
            {
                "unit_id": [f"{ids[n // units]}.u{n % units + 1}" for n in range(count)],
                "report_id": [ids[n // units] for n in range(count)],
                "kind": rng.choice(["problem", "measure", "frame"], count, p=[0.5, 0.45, 0.05]),
                "order": [n % units + 1 for n in range(count)],
                "section": "s5",
                "text": [f"第{n}条" for n in range(count)],
                "start": 0,
                "end": 2,
            }
        )
        model = rng.choice(CODES, count, p=[0.8, 0.17, 0.03])
        cues = np.where(rng.random(count) < 0.8, model, rng.choice(CODES, count))
        said = [(self.tables["units"]["unit_id"], model, "model:1"), (self.tables["units"]["unit_id"], cues, "cues:1")]
        self.tables["themes"] = pd.concat(
            pd.DataFrame({"unit_id": unit, "code": code, "score": rng.random(count), "coder": coder})
            for unit, code, coder in said
        )

    def table(self, name, columns=None):
        return self.tables[name][list(columns)].copy()

    def query(self, sql):
        if "coder" in sql:
            return self.tables["themes"][["coder"]].drop_duplicates()
        return self.tables["reports"][["report_id", "text"]]


@pytest.fixture
def fake() -> FakeDataset:
    return FakeDataset()
