"""Which coder speaks: the model with the cues beside it, or one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nlp.analyse import read
from nlp.dataset import open_dataset
from nlp.engine import run
from nlp.themes.coders import MODEL, coders, model_name

REPORT = Path(__file__).parents[2] / "corpora" / "demo" / "qingxi_justice_2022.md"


def test_by_default_the_model_speaks_and_the_cues_are_kept_beside_it() -> None:
    report = read(REPORT)
    coded = [unit for unit in report.units if unit.kind != "frame"]
    assert report.versions.model == MODEL
    assert {theme.coder for unit in coded for theme in unit.themes} == {f"model:{MODEL}"}
    assert {theme.coder for unit in coded for theme in unit.second} == {"cues:1"}
    for unit in coded:
        for theme in (*unit.themes, *unit.second):
            assert all(unit.start <= start < end <= unit.end for start, end in theme.evidence)


@pytest.mark.parametrize(("choice", "coder", "model"), [("model", f"model:{MODEL}", MODEL), ("cues", "cues:1", None)])
def test_one_alone_leaves_no_second_coder(choice: Any, coder: str, model: str | None) -> None:
    report = read(REPORT, choice)
    assert report.versions.model == model
    assert {theme.coder for unit in report.units for theme in unit.themes} == {coder}
    assert not any(unit.second for unit in report.units)


def test_the_themes_table_has_a_row_a_coder_and_says_who_speaks(tmp_path: Path) -> None:
    run([REPORT], tmp_path / "both", workers=1, progress=False)
    themes = open_dataset(tmp_path / "both").table("themes")
    assert set(themes["coder"]) == {f"model:{MODEL}", "cues:1"}
    assert set(themes.loc[themes["speaks"], "coder"]) == {f"model:{MODEL}"}


def test_another_choice_reads_again(tmp_path: Path) -> None:
    first = run([REPORT], tmp_path / "data", workers=1, progress=False)
    again = run([REPORT], tmp_path / "data", workers=1, progress=False, coder="cues")
    assert (first.read, again.read) == (1, 1)
    assert set(open_dataset(tmp_path / "data").table("themes")["coder"]) == {"cues:1"}


def test_a_choice_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="both, model, cues"):
        coders("oracle")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="both, model, cues"):
        model_name("oracle")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="both, model, cues"):
        run([REPORT], tmp_path / "data", progress=False, coder="oracle")  # type: ignore[arg-type]
