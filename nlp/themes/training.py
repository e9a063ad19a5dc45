"""Clauses that people coded -> a model: linear weights, calibrated on phrase moulds that were held out."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nlp.themes.classifier import KINDS, Model, Side, decisions, seen
from nlp.themes.features import Floats, Ints, fields, letters_of, runs, touched

LEAST_UNITS = 2
"""A run of characters that stands in fewer training units is not learnt."""
FIELD_WEIGHT = 0.7
STRENGTH = 10.0
FOLDS = 5
SEED = 20190


class Clause(NamedTuple):
    """A unit that was coded by hand; ``mould`` is the phrase frame it is written in."""

    kind: str
    text: str
    codes: tuple[str, ...]
    mould: str


@dataclass(frozen=True)
class Trained:
    """A model, and what it says of every clause when its mould was held out: codes decided, chances (clause x code)."""

    model: Model
    clauses: dict[str, list[Clause]]
    held_out: dict[str, Floats]


def read_clauses(paths: Iterable[str | Path]) -> list[Clause]:
    """The clauses of JSONL files (kind, text, codes, mould), in order; a line that lacks one raises ``ValueError``."""
    clauses = []
    for path in paths:
        for number, line in enumerate(Path(path).read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                mould = f"{Path(path).stem}:{row['mould']}"
                clauses.append(Clause(row["kind"], row["text"], tuple(row["codes"]), mould))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: {error!r}") from error
    return clauses


def train(clauses: Sequence[Clause], name: str = "own") -> Trained:
    """A model of the clauses: the same clauses and library versions give the same numbers.

    Linear weights over ``nlp.themes.features`` by logistic regression, one code against the rest; chances and
    thresholds come from folds whose phrase moulds were held out. Fewer than two codes of a kind, or fewer clauses of
    one than there are folds, raise ``ValueError``.
    """
    _check(clauses)
    known, run_idf, field_idf = _rarity([clause.text for clause in clauses])
    model = Model(name, known, run_idf, field_idf, FIELD_WEIGHT, {})
    by_kind: dict[str, list[Clause]] = {kind: [c for c in clauses if c.kind == kind] for kind in KINDS}
    held_out = {}
    for kind in KINDS:
        model.sides[kind], held_out[kind] = _side(model, by_kind[kind])
    return Trained(model, by_kind, held_out)


def _check(clauses: Sequence[Clause]) -> None:
    for kind in KINDS:
        mine = [clause for clause in clauses if clause.kind == kind]
        codes = {code for clause in mine for code in clause.codes}
        short = sorted(code for code in codes if sum(code in clause.codes for clause in mine) < FOLDS)
        if len(codes) < 2:
            raise ValueError(f"{kind}: {len(codes)} codes; at least two are needed")
        if short:
            raise ValueError(f"{kind}: fewer than {FOLDS} clauses of {', '.join(short)}")


def folds(clauses: Sequence[Clause]) -> Ints:
    """The fold of every clause: those of one mould share it. By a hash, so that adding some moves none."""
    digest = (hashlib.sha256(f"{SEED} {clause.mould}".encode()).digest() for clause in clauses)
    return np.array([int.from_bytes(d[:4], "big") % FOLDS for d in digest], np.int64)


def _rarity(texts: Sequence[str]) -> tuple[Ints, Floats, Floats]:
    """The runs that stand in enough texts, and the rarity of each and of each word field (smoothed idf)."""
    letters = letters_of(texts)
    found = runs(letters)
    pairs = np.unique(np.stack([found.feature, found.unit]), axis=1)
    known, count = np.unique(pairs[0], return_counts=True)
    kept = count >= LEAST_UNITS
    words = touched(letters)
    held = np.unique(np.stack([words.feature, words.unit]), axis=1)[0]
    fielded = np.bincount(held, minlength=len(fields().names))
    return known[kept], _idf(count[kept], len(texts)), _idf(fielded, len(texts))


def _idf(count: Ints, total: int) -> Floats:
    idf: Floats = np.log((1 + total) / (1 + count)) + 1.0
    return idf.astype(np.float32).astype(np.float64)


def matrix(model: Model, texts: Sequence[str]) -> Any:
    """The features of the texts as a sparse matrix, as scikit-learn takes it."""
    from scipy.sparse import csr_matrix

    _, values = seen(model, texts)
    shape = (len(texts), len(model.known) + len(model.field_idf))
    return csr_matrix((values.value, (values.unit, values.feature)), shape=shape)


def _side(model: Model, clauses: Sequence[Clause]) -> tuple[Side, Floats]:
    codes = tuple(sorted({code for clause in clauses for code in clause.codes}))
    truth = np.array([[code in clause.codes for code in codes] for clause in clauses])
    features, fold = matrix(model, [clause.text for clause in clauses]), folds(clauses)
    score = np.zeros(truth.shape)
    for number in range(FOLDS):
        out = fold == number
        if out.any():
            weights, bias = _fit(features[~out], truth[~out])
            score[out] = features[out] @ weights + bias
    slope, offset = _calibrated(score, truth)
    chance: Floats = 1.0 / (1.0 + np.exp(-(score * slope + offset)))
    weights, bias = _fit(features, truth)
    side = Side(codes, _short(weights), _short(bias), _short(slope), _short(offset), _short(_thresholds(chance, truth)))
    return side, chance


def _short(numbers: Floats) -> Floats:
    """The numbers as the file keeps them, so that a model in memory and one from its file are one."""
    return numbers.astype(np.float32).astype(np.float64)


def _fit(features: Any, truth: Any) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    line = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED)
    fitted = OneVsRestClassifier(line).fit(features, truth)
    return (
        np.column_stack([one.coef_[0] for one in fitted.estimators_]),
        np.array([one.intercept_[0] for one in fitted.estimators_]),
    )


def _calibrated(score: Floats, truth: Any) -> tuple[Floats, Floats]:
    """Slope and offset of each code on the scores of held-out moulds (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    slope, offset = np.ones(truth.shape[1]), np.zeros(truth.shape[1])
    for code in range(truth.shape[1]):
        line = LogisticRegression(C=1.0, random_state=SEED).fit(score[:, [code]], truth[:, code])
        slope[code], offset[code] = line.coef_[0, 0], line.intercept_[0]
    return slope, offset


def held_out_scores(trained: Trained) -> dict[str, tuple[int, int, int]]:
    """For every code, on clauses whose mould was held out: how often given rightly, given wrongly, and missed."""
    result = {}
    for kind, clauses in trained.clauses.items():
        side = trained.model.sides[kind]
        given = [{side.codes[i] for i in row} for row in decisions(side, trained.held_out[kind])]
        for code in side.codes:
            pairs = [(code in row, code in clause.codes) for row, clause in zip(given, clauses, strict=True)]
            result[code] = (pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)))
    return result


def _thresholds(chance: Floats, truth: Any) -> Floats:
    """The chance from which a code is given: the best F of the code on held-out moulds, drawn towards that of all."""
    own = [_best(chance[:, code], truth[:, code]) for code in range(truth.shape[1])]
    result: Floats = (np.array(own) + _best(chance, truth)) / 2
    return result


def _best(chance: Floats, truth: Any) -> float:
    grid: list[float] = np.arange(0.1, 0.71, 0.02).tolist()
    return grid[int(np.argmax([_f(chance >= least, truth) for least in grid]))]


def _f(given: Any, truth: Any) -> float:
    right = float(np.sum(given & truth))
    return 2 * right / float(np.sum(given) + np.sum(truth)) if right else 0.0


def save_model(model: Model, path: str | Path) -> None:
    """Write a model; the same model gives the same bytes."""
    about = {
        "name": model.name,
        "codes": {kind: list(side.codes) for kind, side in model.sides.items()},
        "field_weight": model.field_weight,
        "fields": list(fields().names),
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about, ensure_ascii=False, sort_keys=True).encode(), np.uint8),
        "known": model.known,
        "run_idf": model.run_idf.astype(np.float32),
        "field_idf": model.field_idf.astype(np.float32),
    }
    for kind, side in model.sides.items():
        for name in ("weights", "bias", "slope", "offset", "threshold"):
            arrays[f"{kind}.{name}"] = getattr(side, name).astype(np.float32)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in sorted(arrays.items()):
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy"), stream.getvalue(), zipfile.ZIP_DEFLATED, 9)
