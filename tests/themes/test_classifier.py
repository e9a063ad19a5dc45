"""The trained coder decides as scikit-learn does, shows what it leaned on, and can't be made to run code."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from nlp.themes import training
from nlp.themes.classifier import BATCH, ModelError, TrainedCoder, decisions, load_model, probabilities, scores, seen
from nlp.themes.features import letters_of, runs, touched
from nlp.themes.files import Uncoded
from nlp.themes.training import Clause, Trained, held_out_scores, matrix, read_clauses, save_model, train

FOLDER = Path(__file__).parents[2] / "corpora" / "clauses"
CODES = {
    "problem": ("staffing_shortage", "timeliness_update", "policy_interpretation"),
    "measure": ("training", "optimize_platform", "supervise"),
}


@pytest.fixture(scope="module")
def clauses() -> list[Clause]:
    """Some hundred clauses of six codes."""
    every = read_clauses([FOLDER / "bureaus.jsonl", FOLDER / "everyday.jsonl"])
    return [clause for clause in every if set(clause.codes) <= set(CODES[clause.kind])]


@pytest.fixture(scope="module")
def trained(clauses: list[Clause]) -> Trained:
    return train(clauses, "small")


def test_runs_are_those_of_scikit_learn() -> None:
    texts = ["信息更新不及时", "公 开渠道", "第3期,共12期", "", "好"]
    plain = ["信息更新不及时", "公开渠道", "第0期,共00期", "", "好"]
    counted = CountVectorizer(analyzer="char", ngram_range=(1, 3), lowercase=False).fit(plain)
    found = runs(letters_of(texts))
    ours = [sorted(np.unique(found.feature[found.unit == i]).tolist()) for i in range(len(texts))]
    theirs = [counted.transform([text]).nnz for text in plain]
    assert [len(row) for row in ours] == theirs


def test_a_run_stands_where_it_says() -> None:
    texts = ["公 開", "２０２３年"]
    found = runs(letters_of(texts))
    stretches = {texts[u][a:b] for u, a, b in zip(found.unit, found.start, found.end, strict=True)}
    assert {"公", "開", "公 開", "２０２", "３年"} <= stretches


def test_a_word_never_reaches_into_the_next_text() -> None:
    both = touched(letters_of(["身兼", "数职"]))
    assert len(touched(letters_of(["身兼数职"])).unit) > 0
    assert set(both.unit.tolist()) <= {0, 1}
    assert all(end <= 2 for end in both.end.tolist())


def test_it_decides_as_scikit_learn_does(trained: Trained, clauses: list[Clause]) -> None:
    for kind, side in trained.model.sides.items():
        mine = [clause for clause in clauses if clause.kind == kind]
        texts = [clause.text for clause in mine]
        truth = np.array([[code in clause.codes for code in side.codes] for clause in mine])
        line = LogisticRegression(C=training.STRENGTH, solver="liblinear", random_state=training.SEED)
        theirs = OneVsRestClassifier(line).fit(matrix(trained.model, texts), truth)
        expected = theirs.decision_function(matrix(trained.model, texts))
        _, values = seen(trained.model, texts)
        got = scores(side, values, len(texts))
        assert np.allclose(got, expected, atol=1e-5)
        assert decisions(side, probabilities(side, got)) == decisions(side, probabilities(side, expected))


def test_the_same_clauses_give_the_same_bytes(trained: Trained, clauses: list[Clause], tmp_path: Path) -> None:
    save_model(trained.model, tmp_path / "one.npz")
    save_model(train(clauses, "small").model, tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_model_from_its_file_codes_as_the_one_in_memory(
    trained: Trained, clauses: list[Clause], tmp_path: Path
) -> None:
    save_model(trained.model, tmp_path / "model.npz")
    units = [Uncoded(clause.text, clause.kind) for clause in clauses]
    assert TrainedCoder(load_model(tmp_path / "model.npz")).code(units) == TrainedCoder(trained.model).code(units)


def test_a_unit_is_coded_alike_wherever_it_stands(trained: Trained, clauses: list[Clause]) -> None:
    coder = TrainedCoder(trained.model)
    units = [Uncoded(clause.text, clause.kind) for clause in clauses[:40]]
    together = coder.code(units * (BATCH // 40 + 2))[: len(units)]
    assert [coder.code([unit])[0] for unit in units] == together


def test_evidence_is_quoted_from_the_unit_and_tells_why(trained: Trained) -> None:
    (themes,) = TrainedCoder(trained.model).code([Uncoded("一是 開展 業務培訓，提升能力。", "measure")])
    assert [theme.code for theme in themes] == ["training"]
    assert themes[0].coder == "model:small"
    assert 0 < themes[0].score <= 1
    quoted = ["一是 開展 業務培訓，提升能力。"[start:end] for start, end in themes[0].evidence]
    assert any("培訓" in quote for quote in quoted)


@pytest.mark.parametrize("text", ["", " \n", "。", "xyz", "\ud800", "𠀀𠀁", "a" * 100_000])
def test_any_text_is_coded_or_left(trained: Trained, text: str) -> None:
    for kind in ("problem", "measure", "frame"):
        (themes,) = TrainedCoder(trained.model).code([Uncoded(text, kind)])
        assert len(themes) <= 3
        assert not themes or (text.strip() and kind != "frame")


def test_what_was_held_out_is_mostly_right(trained: Trained) -> None:
    counts = held_out_scores(trained)
    assert set(counts) == {code for codes in CODES.values() for code in codes}
    right, wrong, missed = (sum(each) for each in zip(*counts.values(), strict=True))
    assert 2 * right / (2 * right + wrong + missed) > 0.85


def test_clauses_of_a_mould_share_a_fold(clauses: list[Clause]) -> None:
    by_mould: dict[str, set[int]] = {}
    for clause, fold in zip(clauses, training.folds(clauses).tolist(), strict=True):
        by_mould.setdefault(clause.mould, set()).add(fold)
    assert all(len(found) == 1 for found in by_mould.values())


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    class Run:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return open, (str(tmp_path / "ran"), "w")  # type: ignore[return-value]

    (tmp_path / "pickled.npz").write_bytes(pickle.dumps(Run()))
    np.savez(tmp_path / "objects.npz", about=np.array([Run()], dtype=object))
    (tmp_path / "noise.npz").write_bytes(b"PK\x03\x04 noise")
    for name in ("pickled.npz", "objects.npz", "noise.npz", "missing.npz"):
        with pytest.raises(ModelError):
            load_model(tmp_path / name)
    assert not (tmp_path / "ran").exists()


def test_faulty_clauses_are_refused_with_the_place(tmp_path: Path, clauses: list[Clause]) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps({"kind": "problem", "text": "甲"}) + "\n", "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        read_clauses([path])
    with pytest.raises(ValueError, match="at least two"):
        train([clause for clause in clauses if clause.kind == "problem"])
    with pytest.raises(ValueError, match="fewer than"):
        train([*clauses, Clause("problem", "乙", ("other_problem",), "m")])
