"""The notebooks run on the demonstration corpus, find what was planted in it, and say what their figures don't show."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

jupytext = pytest.importorskip("jupytext", reason="jupytext is not installed")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")
nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NAMES = [path.stem for path in sorted(FOLDER.glob("*.ipynb"))]
PLANTED = yaml.safe_load((ROOT / "corpora" / "planted.yaml").read_text("utf-8"))
CELLS = range(8, 16)
SECONDS_A_NOTEBOOK = 60

# What the prose of a notebook says of its numbers, held against them in a cell more.
CLAIMS = {
    "01": """
printed = [(f.expected, f.actual) for f in report.findings if f.rule == "T3.SUM_OUTCOMES" and f.outcome == "fail"]
assert (104, 102) in printed
assert "办结104件" in report.text
assert set(links["problem"]) == {u.id for u in report.units if u.kind == "problem"}
assert set(links["basis"]) == {"thematic"}
weakest = links.loc[links["score"].idxmin(), "measure"]
assert "考察交流" in units[weakest].text
""",
    "02": """
assert len(data.table("failures")) == 0
assert checked["name"].nunique() == 12
assert 0 < (checked["without_number"] > 0).sum() < 6
assert 0 < (checked["sums_failing"] > 0).sum() < 8
assert data.query("SELECT count(DISTINCT value) AS n FROM cells WHERE status = 'blank'")["n"].item() == 0
""",
    "03": f"""
assert ranked.loc[0, "code"] == "{PLANTED["rises"]["code"]}"
assert mine.p < 0.05 < mine.q
assert theme["estimate"].is_monotonic_increasing
flat = both[1]["estimate"]
assert flat.max() - flat.min() < 0.1
""",
    "04": f"""
within = found.effects.iloc[-1]
assert found.theme.name == "{PLANTED["goes_with_requests"]["code"]}"
assert within["low"] > 1 and within["organs_carrying"] < 10
assert not (grid["within_q"] < 0.05).any() and (grid["within_p"] < 0.05).sum() > 1 and (grid["q"] < 0.05).any()
medians = seen.groupby(["name", "names"])["value"].median().unstack().dropna()
assert len(medians) == len({PLANTED["goes_with_requests"]["named"]!r}) and (medians[1] > medians[0]).all()
""",
    "05": f"""
last = town.set_index("year")["status"].to_dict()
assert last == {{2021: "repeated", 2022: "repeated", {PLANTED["repeated"]["years"][-1]}: "kept"}}
assert 0 < len(told) < 10 < (old["status"] == "kept").sum()
assert (shares[shares["code"] == "all"]["n"] > 100).all()
beyond = back[back["low"] > back["expected"]]["code"].tolist()
assert beyond in ([], ["on_request_handling"]), beyond
""",
    "06": f"""
assert len(sentences) >= {len(PLANTED["copied"]["sentences"])}
assert top["year"] == 2022 and top["nearest_year"] == 2021
assert top["organ"].startswith("宁汐") and top["nearest_organ"].startswith("沧屿")
assert set(sentences.loc[sentences["similarity"] < 1, "text_2"].str.contains("费")) <= {{True}}
much = tiles[tiles["share"] > 0.5]
assert len(much) == 1 + {len(PLANTED["copies_of_itself"])}
""",
    "07": """
assert codings["unit_id"].nunique() > 100
assert set(codings["coder"]) == {"anna", "ben"}
own = scores[scores["scope"] == "code"]
assert len(own) == 6 and own["f"].between(0.5, 1).all()
assert (own.loc[own["support"] < 10, "note"] != "").all()
assert first.conflicts.shape[0] > 0 and set(gold["basis"]) >= {"agreed", "decided"}
""",
}


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like ``notebooks`` beside the corpora: nothing is written to the checkout."""
    place = tmp_path_factory.mktemp("clone")
    (place / "corpora").symlink_to(ROOT / "corpora", target_is_directory=True)
    (place / "notebooks").mkdir()
    return place / "notebooks"


def execute(notebook: Any, folder: Path) -> Any:
    where = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=SECONDS_A_NOTEBOOK, kernel_name="python3", resources=where).execute()
    return notebook


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def pictures(notebook: Any) -> list[int]:
    """The places of the cells that show a chart."""
    return [
        place
        for place, cell in enumerate(notebook.cells)
        if any("image/svg+xml" in output.get("data", {}) for output in cell.get("outputs", []))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_what_it_says_of_its_numbers_is_so(name: str, workplace: Path) -> None:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(CLAIMS[name[:2]]))
    began = time.monotonic()
    execute(notebook, workplace)
    assert time.monotonic() - began < SECONDS_A_NOTEBOOK
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []
    assert pictures(notebook) == [len(notebook.cells) - 3], "one figure, before the last words"
    figure = notebook.cells[-3].outputs[-1].data["image/svg+xml"]
    assert "Noto Sans CJK SC" in figure
    assert not {"http://", "https://"} & set(figure.replace("http://www.w3.org/", "").split('"'))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_asks_one_question_and_says_how_to_read_its_figure(name: str) -> None:
    cells = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells
    assert len(cells) in CELLS
    assert cells[0].source.startswith(f"# {name[:2]} ")
    asked = [line for line in cells[0].source.replace("\n", " ").split("**")[1::2] if line.endswith("?")]
    assert len(asked) == 1
    assert "**What this figure may be read as.**" in cells[-1].source
    assert "**What it may not be read as.**" in cells[-1].source


@pytest.mark.parametrize("name", NAMES)
def test_pairs_say_the_same_and_outputs_are_stripped(name: str) -> None:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    script = jupytext.read(FOLDER / f"{name}.py")
    said = [[(cell.cell_type, cell.source) for cell in one.cells] for one in (notebook, script)]
    assert said[0] == said[1], "make notebooks brings them together"
    assert notebook.metadata["jupytext"]["formats"] == "ipynb,py:percent"
    for cell in notebook.cells:
        assert cell.get("outputs", []) == [], f"jupytext --to ipynb notebooks/{name}.py strips them"
        assert cell.get("execution_count") is None


def test_there_are_seven_and_the_page_about_them_names_each() -> None:
    assert [name[:2] for name in NAMES] == [f"0{number}" for number in range(1, 8)]
    page = (FOLDER / "README.md").read_text("utf-8")
    assert all(f"({name}.ipynb)" in page for name in NAMES)


def test_a_report_shows_itself_in_a_frame_and_a_long_run_shows_one_bar(workplace: Path) -> None:
    cells = [
        "import time, nlp\nfrom nlp.progress import progress\n"
        "report = nlp.read('../corpora/demo/lanchuan_government_2022.md')\nreport",
        "with progress('reading', 80) as step:\n    for _ in range(80):\n        time.sleep(0.02)\n        step()",
        "with progress('looking', 80) as step:\n    for _ in range(80):\n        step()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    shown, slow, fast = execute(notebook, workplace).cells
    page = shown.outputs[0].data["text/html"]
    assert '<iframe title="澜川县人民政府 2022" sandbox="allow-scripts" srcdoc="' in page
    assert "<html" not in page, "the page of the report stays inside its frame"
    assert shown.outputs[0].data["text/plain"].startswith("Report(澜川县人民政府 2022: 3 problems, 4 measures, ")
    assert len(slow.outputs) == 1
    assert '<progress value="80" max="80">' in slow.outputs[0].data["text/html"]
    assert fast.outputs == []
