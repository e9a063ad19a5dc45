"""The bars of the main job on the gold documents, scored by the shared yardstick."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from nlp.analyse import analyse, read

DEMO = Path(__file__).parents[1] / "corpora" / "demo"


def load_tool(shared: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, shared / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(shared: Path, golds: Path, files: list[Path]) -> Any:
    tool = load_tool(shared, "score")
    total = tool.Tally()
    for path in files:
        gold = json.loads((golds / f"{path.name.split('.')[0]}.json").read_text("utf-8"))
        tool.score_document(gold, msgspec.to_builtins(read(path)), total, verbose=False)
    return total


@pytest.fixture(scope="module")
def seeds(shared: Path) -> Any:
    files = [*sorted(shared.glob("seeds/*.txt")), shared / "reports" / "shuyang_county_2025.md"]
    return score(shared, shared / "gold", files)


@pytest.fixture(scope="module")
def dialects(shared: Path) -> Any:
    return score(shared, shared / "gold", sorted(shared.glob("reports/dialects/*.txt")))


@pytest.fixture(scope="module")
def everything(shared: Path, seeds: Any, dialects: Any) -> Any:
    total = load_tool(shared, "score").Tally()
    total.update(seeds)
    total.update(dialects)
    return total


def test_no_cell_is_silently_wrong(everything: Any) -> None:
    assert everything["cells", "all"] > 2000
    assert everything["cells", "wrong"] == 0


def test_every_cell_of_the_seeds_is_right(seeds: Any) -> None:
    assert seeds["cells", "right"] == seeds["cells", "all"]


def test_the_dialects_give_98_percent_of_their_cells(dialects: Any) -> None:
    assert dialects["cells", "right"] >= 0.98 * dialects["cells", "all"]


@pytest.mark.parametrize("what", ["facts", "sections", "counts", "fee"])
def test_all_right(everything: Any, what: str) -> None:
    assert everything[what, "right"] == everything[what, "all"] > 0


@pytest.mark.parametrize(
    ("what", "floor"), [("units", 0.95), ("codes", 0.90), ("links", 0.85), ("platforms", 0.90), ("claims", 0.90)]
)
def test_f_score(everything: Any, what: str, floor: float) -> None:
    assert everything.prf(what)[2] >= floor


@pytest.mark.parametrize("seed", range(5))
def test_a_mutated_seed_gives_every_cell_back(shared: Path, seed: int) -> None:
    mutate = load_tool(shared, "mutate").mutate
    path = sorted(shared.glob("seeds/*.txt"))[seed]
    text = path.read_text("utf-8")
    for filling in range(50):
        changed, truth = mutate(text, filling)
        got = {cell.id: cell.value for cell in analyse(changed.encode(), path.name).cells}
        assert {id: got.get(id) for id in truth} == truth, filling


def test_two_wrong_totals_stand_as_printed_and_as_findings(shared: Path) -> None:
    for path in sorted(shared.glob("reports/dialects/hongze_2023.*")):
        report = read(path)
        for block, parts in (("review", (10, 1, 0, 0, 0)), ("lit_after_review", (5, 0, 0, 0, 0))):
            columns = ("upheld", "corrected", "other_result", "pending", "total")
            cells = tuple(report.cell(f"t4.{block}.{column}") for column in columns)
            assert tuple(cell.value for cell in cells if cell) == parts
            assert any(
                f.rule == "T4.SUM" and f.outcome == "fail" and f"t4.{block}.total" in f.cells for f in report.findings
            )
