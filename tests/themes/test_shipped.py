"""The shipped model is the one that the shipped clauses give, and it does what its card says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlp.pages.card import evaluate_held_out
from nlp.themes.classifier import SIDE, Model, TrainedCoder
from nlp.themes.codebook import codebook
from nlp.themes.coders import MODEL, coders, model_file
from nlp.themes.cues import CueCoder
from nlp.themes.files import Coder, Uncoded
from nlp.themes.model_file import load_model
from nlp.themes.training import Clause, Trained, clause_files, read_clauses, train

ROOT = Path(__file__).parents[2]
CLAUSES, PHRASES = (clause_files([ROOT / "corpora" / name]) for name in ("clauses", "phrases"))
CLOSE = 1e-3
"""Processors differ in the last bits of a sum; a model of other data differs by far more."""


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(read_clauses(CLAUSES), MODEL, also=read_clauses(PHRASES))


@pytest.fixture(scope="module")
def shipped() -> Model:
    return load_model(model_file())


def test_it_is_what_the_shipped_clauses_give(trained: Trained, shipped: Model) -> None:
    made = trained.model
    assert (shipped.name, shipped.codebook, shipped.data) == (made.name, made.codebook, made.data)
    assert np.array_equal(shipped.known, made.known)
    for kind, side in made.sides.items():
        assert shipped.sides[kind].codes == side.codes
        for part in SIDE:
            assert np.allclose(getattr(shipped.sides[kind], part), getattr(side, part), atol=CLOSE), (kind, part)


def test_it_knows_every_code_of_the_codebook(shipped: Model) -> None:
    assert {code for side in shipped.sides.values() for code in side.codes} == {entry.code for entry in codebook()}
    assert shipped.codebook == codebook().version


def test_on_moulds_held_out_it_reaches_what_its_card_says(trained: Trained) -> None:
    scores = evaluate_held_out(trained, codebook()).scores.set_index(["scope", "name"])["f"]
    assert scores["micro", "codes"] >= 0.90
    assert scores["macro", "codes"] >= 0.85
    assert scores["code"].min() >= 0.70
    card = (ROOT / "models" / f"{MODEL}.md").read_text("utf-8")
    told = {name: float(f) for name, f in re.findall(r"^\| (micro|macro) \|.*\| (0\.\d+) \[", card, re.M)}
    assert told["micro"] == pytest.approx(scores["micro", "codes"], abs=2e-3)
    assert told["macro"] == pytest.approx(scores["macro", "codes"], abs=2e-3)
    assert trained.model.data in card


def test_an_author_kept_apart_is_coded_well_by_the_model_and_less_so_by_the_cues() -> None:
    rows = map(json.loads, (Path(__file__).parent / "apart.jsonl").read_text("utf-8").splitlines())
    known = {clause.text for clause in read_clauses([*CLAUSES, *PHRASES])}
    apart = [Clause(row["kind"], row["text"], tuple(row["codes"]), "") for row in rows if row["text"] not in known]
    assert len(apart) >= 415  # set phrases of a few characters stand in both
    by_model, by_cues = micro_f(coders("model").first, apart), micro_f(CueCoder(), apart)
    assert by_model > 0.90 > by_cues


def micro_f(coder: Coder, clauses: list[Clause]) -> float:
    given = [{t.code for t in themes} for themes in coder.code(Uncoded(c.text, c.kind) for c in clauses)]
    right = sum(len(codes & set(clause.codes)) for codes, clause in zip(given, clauses, strict=True))
    return 2 * right / sum(len(codes) + len(clause.codes) for codes, clause in zip(given, clauses, strict=True))


def test_coding_needs_no_scikit_learn() -> None:
    program = (
        "import sys; from nlp.themes.coders import coders; from nlp.themes.files import Uncoded;"
        "print(coders('model').first.code([Uncoded('专职人员配备不足', 'problem')])[0][0].code);"
        "sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "staffing_shortage")


def test_the_exchange_file_gives_the_same_scores(shipped: Model, tmp_path: Path) -> None:
    io = pytest.importorskip("skops.io")
    from nlp.themes.classifier import scores, seen
    from nlp.themes.exchange import save_skops
    from nlp.themes.features import letters_of
    from nlp.themes.training import matrix

    save_skops(shipped, tmp_path / "model.skops")
    assert io.get_untrusted_types(file=tmp_path / "model.skops") == []
    loaded = io.load(tmp_path / "model.skops")
    texts = ["专职人员配备不足", "栏目更新不及时，解读形式单一"]
    letters = letters_of(texts)
    ours = scores(shipped.sides["problem"], letters, seen(shipped.known, letters), len(texts))
    theirs = loaded["problem"]["estimator"].decision_function(matrix(shipped, texts))
    assert np.allclose(ours, theirs, atol=1e-9)
    assert len(loaded["features"]) == len(shipped.sides["problem"].weights)


def test_the_coder_tells_its_name() -> None:
    (themes,) = TrainedCoder(load_model(model_file())).code([Uncoded("公众号更新频率低", "problem")])
    assert {theme.coder for theme in themes} == {f"model:{MODEL}"}
