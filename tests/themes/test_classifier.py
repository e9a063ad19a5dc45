"""The trained coder decides as scikit-learn does, shows what it leaned on, and can't be made to run code."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from nlp.themes import training
from nlp.themes.classifier import (
    BATCH,
    Side,
    TrainedCoder,
    decided,
    given,
    probabilities,
    scores,
    seen,
)
from nlp.themes.evidence import masses, overlaps
from nlp.themes.features import PAIR, fields, letters_of, runs, touched
from nlp.themes.files import Uncoded
from nlp.themes.model_file import ModelError, load_model, save_model
from nlp.themes.training import Clause, Trained, matrix, read_clauses, train

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
    theirs = CountVectorizer(analyzer="char", ngram_range=(1, 2), lowercase=False)
    counted = theirs.fit_transform(plain).toarray()
    letters = letters_of(texts)
    found = runs(letters)
    for unit in range(len(texts)):
        ours = Counter(found.feature[letters.unit[found.first] == unit].tolist())
        named = {number(run): int(counted[unit, place]) for run, place in theirs.vocabulary_.items()}
        assert ours == {run: count for run, count in named.items() if count}


def number(run: str) -> int:
    return ord(run) if len(run) == 1 else ord(run[0]) * PAIR + ord(run[1])


def test_a_run_stands_where_it_says() -> None:
    texts = ["公 開", "２０２３年"]
    letters = letters_of(texts)
    found = runs(letters)
    edges = zip(letters.unit[found.first], letters.place[found.first], letters.place[found.last], strict=True)
    assert {texts[unit][start : end + 1] for unit, start, end in edges} >= {"公", "開", "公 開", "２０", "３年"}


def test_a_word_never_reaches_into_the_next_text() -> None:
    letters = letters_of(["捉襟", "见肘"])
    both = touched(letters)
    assert len(touched(letters_of(["捉襟见肘"])).first) > len(both.first)
    assert (letters.unit[both.first] == letters.unit[both.last]).all()


def test_it_decides_as_scikit_learn_does(trained: Trained, clauses: list[Clause]) -> None:
    _, rarity = training._rarity([clause.text for clause in clauses])
    for kind, side in trained.model.sides.items():
        mine = [clause for clause in clauses if clause.kind == kind]
        texts = [clause.text for clause in mine]
        truth = np.array([[code in clause.codes for code in side.codes] for clause in mine])
        features = matrix(trained.model, texts).multiply(rarity).tocsr()
        line = LinearSVC(C=training.STRENGTH, random_state=training.SEED)
        expected = OneVsRestClassifier(line).fit(features, truth).decision_function(features)
        letters = letters_of(texts)
        found = seen(trained.model.known, letters)
        got = scores(side, letters, found, len(texts))
        assert np.allclose(got, expected, atol=1e-5)
        ours, theirs = (
            decided(side, trained.model.beside, letters, found, probabilities(side, score)) for score in (got, expected)
        )
        assert [each.tolist() for each in ours[:2]] == [each.tolist() for each in theirs[:2]]
        assert ours[2] == theirs[2]


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


def test_a_further_code_needs_characters_of_its_own() -> None:
    """Two codes that lean on the same characters overlap wholly, two on different ones not at all."""
    letters = letters_of(["培训少更新慢"])
    found = seen(np.sort(runs(letters).feature), letters)
    weights = np.zeros((len(runs(letters).feature) + len(fields().names), 3), np.float32)
    for code, characters in enumerate(("培训", "培训", "更新")):
        for character in characters:
            place = int(np.searchsorted(np.sort(runs(letters).feature), ord(character)))
            weights[place, code] = 1.0
    unit, code = np.zeros(3, np.int64), np.arange(3)
    overlap = overlaps(masses(weights, letters, found, unit, code), np.zeros(3, np.int64))
    assert overlap[:2].tolist() == pytest.approx([1.0, 1.0])
    assert overlap[2] < 0.5


def test_a_residual_code_stands_alone(trained: Trained) -> None:
    side = Side(("a", "other"), np.array([False, True]), np.zeros((0, 2), np.float32), *[np.ones(2)] * 4)
    unit, code, first = np.array([0, 0, 1]), np.array([1, 0, 1]), np.array([0, 0, 2])
    assert given(side, unit, code, first, np.array([9.0, 9.0, 9.0])).tolist() == [False, True, True]
    assert given(side, unit, code, first, np.array([9.0, -9.0, 9.0])).tolist() == [True, False, True]


@pytest.mark.parametrize("text", ["", " \n", "。", "xyz", "\ud800", "𠀀𠀁", "a" * 100_000])
def test_any_text_is_coded_or_left(trained: Trained, text: str) -> None:
    for kind in ("problem", "measure", "frame"):
        (themes,) = TrainedCoder(trained.model).code([Uncoded(text, kind)])
        assert len(themes) <= 3
        assert not themes or (text.strip() and kind != "frame")


def test_what_was_held_out_is_mostly_right(trained: Trained) -> None:
    given = [codes for kind in trained.clauses for codes in trained.held_out[kind]]
    gold = [set(clause.codes) for clauses in trained.clauses.values() for clause in clauses]
    right = sum(len(codes & truth) for codes, truth in zip(given, gold, strict=True))
    assert 2 * right / sum(len(codes) + len(truth) for codes, truth in zip(given, gold, strict=True)) > 0.85


def test_clauses_of_a_mould_share_a_fold(clauses: list[Clause]) -> None:
    by_mould: dict[str, set[int]] = {}
    for clause, fold in zip(clauses, training.folds(clauses).tolist(), strict=True):
        by_mould.setdefault(clause.mould, set()).add(fold)
    assert all(len(found) == 1 for found in by_mould.values())


def test_clauses_that_are_told_apart_without_fail_make_a_coder_too() -> None:
    """Nothing is left from which to learn when a code stands beside another: then none does."""
    words = {"training": "开展业务培训", "supervise": "加强督查考核"}
    clauses = [
        Clause("measure", f"{word}{'甲乙丙丁戊己庚辛'[i]}", (code,), f"{i}")
        for code, word in words.items()
        for i in range(8)
    ]
    coder = TrainedCoder(train(clauses).model)
    assert [
        [t.code for t in themes] for themes in coder.code([Uncoded("业务培训", "measure"), Uncoded("督查", "measure")])
    ] == [["training"], ["supervise"]]


def test_clauses_of_one_kind_make_a_model_that_leaves_the_other_alone(clauses: list[Clause], tmp_path: Path) -> None:
    problems = [clause for clause in clauses if clause.kind == "problem"]
    save_model(train(problems).model, tmp_path / "problems.npz")
    coder = TrainedCoder(load_model(tmp_path / "problems.npz"))
    themes = coder.code([Uncoded("人手不足", "problem"), Uncoded("开展培训", "measure")])
    assert [bool(each) for each in themes] == [True, False]


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
        train([clause for clause in clauses if clause.codes == ("staffing_shortage",)])
    with pytest.raises(ValueError, match="no clauses"):
        train([])
    with pytest.raises(ValueError, match="fewer than"):
        train([*clauses, Clause("problem", "乙", ("other_problem",), "m")])
    with pytest.raises(ValueError, match="no such code"):
        train([*clauses, Clause("measure", "乙", ("other_problem",), "m")])
