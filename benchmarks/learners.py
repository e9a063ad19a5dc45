"""Learners and features of the theme coder compared on phrase moulds held out: what the model card quotes.

    python benchmarks/learners.py [--spacy] [--out models/themes-1.learners.csv]

Every row is trained, calibrated and cut by thresholds in the same way (nlp.themes.training), on the same folds.
"""

from __future__ import annotations

import argparse
import csv
import logging
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from nlp.text import fold
from nlp.themes import classifier, training
from nlp.themes.classifier import KINDS, Model, probabilities
from nlp.themes.codebook import codebook
from nlp.themes.cues import CueCoder
from nlp.themes.files import Uncoded
from nlp.themes.training import Clause, matrix

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
COLUMNS = ("learner", "features", "micro_f", "macro_f", "lowest_f")
EPOCHS = 3
HALF = 0.5


@dataclass(frozen=True)
class Side:
    """What one kind is learnt from: the clauses measured on, then those beside; gold, folds, features by name."""

    clauses: list[Clause]
    measured: int
    codes: tuple[str, ...]
    truth: Any
    fold: Any
    features: dict[str, Any]

    @property
    def blank(self) -> classifier.Side:
        """Codes and nothing learnt yet."""
        residual = np.array([codebook().code(code).residual for code in self.codes])
        return classifier.Side(self.codes, residual, *[np.zeros(0)] * 5)


Scorer = Callable[[Side, Any, Any], Any]
"""Side, numbers of the clauses to learn from, numbers of those held out -> linear scores of the latter."""


def linear(make: Callable[[], Any], features: str) -> Scorer:
    def score(side: Side, learnt: Any, out: Any) -> Any:
        x = side.features[features]
        fitted = OneVsRestClassifier(make()).fit(x[learnt], side.truth[learnt])
        if hasattr(fitted.estimators_[0], "decision_function"):
            return fitted.decision_function(x[out])
        return log_odds(fitted.predict_proba(x[out]))

    return score


def chain(side: Side, learnt: Any, out: Any) -> Any:
    x = side.features[OURS]
    fitted = ClassifierChain(logistic(), order="random", random_state=training.SEED)
    return log_odds(fitted.fit(x[learnt], side.truth[learnt]).predict_proba(x[out]))


def log_odds(likely: Any) -> Any:
    likely = np.clip(likely, 1e-6, 1 - 1e-6)
    return np.log(likely / (1 - likely))


def spacy_textcat(side: Side, learnt: Any, out: Any) -> Any:
    """spaCy's ensemble of a bag of words and a small network, over characters as tokens."""
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(training.SEED)
    pipe = spacy.blank("zh")
    textcat = pipe.add_pipe("textcat_multilabel")
    for code in side.codes:
        textcat.add_label(code)
    known, held = [side.clauses[i] for i in learnt], [side.clauses[i] for i in out]
    examples = [
        Example.from_dict(pipe.make_doc(fold(c.text)), {"cats": {code: float(code in c.codes) for code in side.codes}})
        for c in known
    ]
    pipe.initialize(lambda: examples[:200])
    shuffler = random.Random(training.SEED)
    for _ in range(EPOCHS):
        shuffler.shuffle(examples)
        for batch in minibatch(examples, 64):
            pipe.update(batch, drop=0.2)
    likely = np.array([[doc.cats[code] for code in side.codes] for doc in pipe.pipe(fold(c.text) for c in held)])
    return log_odds(likely)


def svm() -> Any:
    return LinearSVC(C=training.STRENGTH, random_state=training.SEED)


def logistic() -> Any:
    return LogisticRegression(C=20.0, solver="liblinear", random_state=training.SEED)


OURS = "characters, pairs, fields"
SCORERS: dict[tuple[str, str], Scorer] = {
    ("linear SVM", OURS): linear(svm, OURS),
    ("linear SVM", "characters, pairs"): linear(svm, "characters, pairs"),
    ("linear SVM", "fields"): linear(svm, "fields"),
    ("linear SVM", "jieba words"): linear(svm, "jieba words"),
    ("linear SVM", f"{OURS}, jieba words"): linear(svm, f"{OURS}, jieba words"),
    ("linear SVM", f"{OURS}, cues"): linear(svm, f"{OURS}, cues"),
    ("logistic regression", OURS): linear(logistic, OURS),
    ("complement naive Bayes", OURS): linear(ComplementNB, OURS),
    ("classifier chain of logistic regressions", OURS): chain,
}


def sides(clauses: list[Clause], also: list[Clause]) -> list[Side]:
    everything = [*clauses, *also]
    known, rarity = training._rarity([clause.text for clause in everything])
    model, size = Model("compared", "", "", known, {}, np.zeros(0)), len(known)
    words = TfidfVectorizer(analyzer=lambda text: jieba.lcut(fold(text)), min_df=2, norm=None)
    words.fit([clause.text for clause in everything])
    made = []
    for kind in KINDS:
        measured = [clause for clause in clauses if clause.kind == kind]
        mine = [*measured, *(clause for clause in also if clause.kind == kind)]
        codes = tuple(sorted({code for clause in mine for code in clause.codes}))
        texts = [clause.text for clause in mine]
        ours = matrix(model, texts).multiply(rarity).tocsr()
        jiebas = words.transform(texts) / training.SCALE
        features = {
            OURS: ours,
            "characters, pairs": ours[:, :size],
            "fields": ours[:, size:],
            "jieba words": jiebas,
            f"{OURS}, jieba words": hstack([ours, jiebas]).tocsr(),
            f"{OURS}, cues": hstack([ours, cue_matrix(mine, codes)]).tocsr(),
        }
        truth = np.array([[code in clause.codes for code in codes] for clause in mine])
        made.append(Side(mine, len(measured), codes, truth, training.folds(measured), features))
    return made


def cue_matrix(clauses: list[Clause], codes: tuple[str, ...]) -> Any:
    """What the cues say of each clause, as features a tenth as heavy as a score."""
    said = CueCoder().code(Uncoded(clause.text, clause.kind) for clause in clauses)
    rows = [(i, codes.index(t.code), t.score / 10) for i, themes in enumerate(said) for t in themes if t.code in codes]
    unit, code, score = zip(*rows, strict=True)
    return csr_matrix((score, (unit, code)), shape=(len(clauses), len(codes)))


def held_out(side: Side, scorer: Scorer) -> Any:
    """Which codes every clause gets from models that had no part in its mould: clause x code."""
    truth, beside = side.truth[: side.measured], np.arange(side.measured, len(side.clauses))
    score = np.zeros(truth.shape)
    for out in training._parts(side.fold):
        score[out] = scorer(side, np.r_[np.flatnonzero(~out), beside], np.flatnonzero(out))
    given = np.zeros(truth.shape, bool)
    for out in training._parts(side.fold):
        cut = training._calibrated(side.blank, score[~out], truth[~out])
        given[out] = plainly_given(cut, probabilities(cut, score[out]))
    return given


def plainly_given(side: classifier.Side, likely: Any) -> Any:
    """The likeliest code by comparison with its threshold, and any other above it and half as likely as the likeliest.

    The model does better by what further codes lean on; every learner is cut in this simpler way here.
    """
    ratio = likely / side.threshold
    given = (ratio >= 1.0) & (likely >= HALF * likely.max(1, keepdims=True))
    given &= ~side.residual | ~(given & ~side.residual).any(1, keepdims=True)
    bare = ~given.any(1)
    given[bare, ratio[bare].argmax(1)] = True
    return given


def cues_alone(side: Side) -> Any:
    return cue_matrix(side.clauses[: side.measured], side.codes).toarray() > 0


def figures(sides: list[Side], given: list[Any]) -> tuple[float, float, float]:
    """Micro, macro and lowest F over the codes of both kinds."""
    gold = [side.truth[: side.measured] for side in sides]
    right = np.concatenate([(truth & codes).sum(0) for truth, codes in zip(gold, given, strict=True)])
    both = np.concatenate([truth.sum(0) + codes.sum(0) for truth, codes in zip(gold, given, strict=True)])
    f = 2 * right / both
    return 2 * right.sum() / both.sum(), f.mean(), f.min()


def compared(clauses: list[Clause], also: list[Clause], spacy: bool) -> Iterator[tuple[str, ...]]:
    both = sides(clauses, also)
    scorers = dict(SCORERS)
    if spacy:
        scorers[f"spaCy textcat_multilabel, {EPOCHS} passes", "characters"] = spacy_textcat
    for (learner, features), scorer in scorers.items():
        f = figures(both, [held_out(side, scorer) for side in both])
        yield learner, features, *(f"{value:.3f}" for value in f)
    f = figures(both, [cues_alone(side) for side in both])
    yield "cues alone", "", *(f"{value:.3f}" for value in f)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spacy", action="store_true", help="the rival too; it takes half an hour")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    rows = [COLUMNS]
    clauses, also = (training.read_clauses(training.clause_files([CORPORA / name])) for name in ("clauses", "phrases"))
    for row in compared(clauses, also, given.spacy):
        print("  ".join(row), flush=True)
        rows.append(row)
    if given.out:
        with given.out.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
