"""Clauses that people coded -> a model: linear weights, calibrated on phrase moulds that were held out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.themes.classifier import KINDS, Model, Side, candidates, clues, given, probabilities, seen
from nlp.themes.codebook import Codebook, codebook
from nlp.themes.evidence import masses, overlaps
from nlp.themes.features import Floats, Ints, fields, letters_of, runs, touched

LEAST_UNITS = 2
"""A run of characters that stands in fewer training units is not learnt."""
FIELD_WEIGHT = 0.7
SCALE = 30.0
"""About the length of a unit's features: what one is divided by, so that STRENGTH has a usual size."""
STRENGTH = 0.5
FOLDS = 5
SEED = 20190
SURE = 10.0
"""Log odds that settle it."""
CLUES = ("odds", "odds of the first", "over its threshold", "overlap", "always")


class Clause(NamedTuple):
    """A unit that was coded by hand; ``mould`` is the phrase frame it is written in."""

    kind: str
    text: str
    codes: tuple[str, ...]
    mould: str


@dataclass(frozen=True)
class Trained:
    """A model, and what it says of every clause when the clause's mould was held out.

    By kind: the clauses, the ``chances`` (clause x code), and the codes given to each. All of them come from weights,
    slopes and thresholds that the fold had no part in.
    """

    model: Model
    clauses: dict[str, list[Clause]]
    chances: dict[str, Floats]
    held_out: dict[str, list[set[str]]]


def clause_files(data: Iterable[str | Path]) -> list[Path]:
    """The files named, and the JSONL files of the folders named, in order; a folder without any raises ValueError."""
    files: list[Path] = []
    for path in map(Path, data):
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise ValueError(f"{path}: no .jsonl files in it")
        files += found
    return files


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


def train(
    clauses: Sequence[Clause],
    name: str = "own",
    book: Codebook | None = None,
    also: Sequence[Clause] = (),
    fold_of: Callable[[Sequence[Clause]], Ints] | None = None,
) -> Trained:
    """A model of the clauses: the same clauses and library versions give the same numbers.

    A linear support vector machine a code against the rest (Fan et al. 2008, JMLR 9, 1871-1874) over counts of
    ``nlp.themes.features``, weighed by rarity; chances (Platt 1999) and thresholds come from folds whose phrase moulds
    were held out. ``book`` is the codebook of the codes, gongkai's by default; what stands in ``also`` is learnt from
    in every fold and never measured on; ``fold_of`` gives other folds than ``folds``. A kind without clauses gets no
    side; codes that the codebook lacks or has for the other kind, fewer than two codes of a kind, or fewer clauses of
    one than there are folds, raise ``ValueError``.
    """
    book = book or codebook()
    by_kind = {kind: [clause for clause in clauses if clause.kind == kind] for kind in KINDS}
    by_kind = {kind: mine for kind, mine in by_kind.items() if mine}
    _check([*clauses, *also], by_kind, book)
    known, rarity = _rarity([clause.text for clause in [*clauses, *also]])
    model = Model(name, book.version, fingerprint(clauses, also), known, {}, np.zeros(len(CLUES)))
    folded = {
        kind: _folded(model, rarity, mine, book, [c for c in also if c.kind == kind], (fold_of or folds)(mine))
        for kind, mine in by_kind.items()
    }
    model = replace(model, sides={kind: each.side for kind, each in folded.items()}, beside=_beside(folded.values()))
    held_out = {kind: _held_out(each, folded) for kind, each in folded.items()}
    chances = {kind: each.chance for kind, each in folded.items()}
    return Trained(model, by_kind, chances, held_out)


def _check(every: Sequence[Clause], by_kind: dict[str, list[Clause]], book: Codebook) -> None:
    if odd := sorted({clause.kind for clause in every} - set(KINDS)):
        raise ValueError(f"kind {', '.join(odd)}: clauses to learn from are {' or '.join(KINDS)}")
    if not by_kind:
        raise ValueError("no clauses")
    for kind, mine in by_kind.items():
        count = Counter(code for clause in mine for code in clause.codes)
        given = {code for clause in every if clause.kind == kind for code in clause.codes}
        if unmeasured := sorted(given - {*count}):
            raise ValueError(f"{kind}: only in what is learnt from beside: {', '.join(unmeasured)}")
        if foreign := sorted(code for code in given if code not in book or book.code(code).kind != kind):
            raise ValueError(f"{kind}: no such code in the codebook: {', '.join(foreign)}")
        if len(count) < 2:
            raise ValueError(f"{kind}: {len(count)} codes; at least two are needed")
        if short := sorted(code for code, number in count.items() if number < FOLDS):
            raise ValueError(f"{kind}: fewer than {FOLDS} clauses of {', '.join(short)}")


def fingerprint(clauses: Sequence[Clause], also: Sequence[Clause] = ()) -> str:
    """The SHA-256 of what a model is trained on, clause by clause."""
    return hashlib.sha256(json.dumps([clauses, also], ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def folds(clauses: Sequence[Clause]) -> Ints:
    """The fold of every clause: those of one mould share it. By a hash, so that adding some moves none."""
    digest = (hashlib.sha256(f"{SEED} {clause.mould}".encode()).digest() for clause in clauses)
    return np.array([int.from_bytes(d[:4], "big") % FOLDS for d in digest], np.int64)


def _rarity(texts: Sequence[str]) -> tuple[Ints, Floats]:
    """The runs that stand in enough texts; the weight of each, then of each word field (smoothed idf)."""
    letters = letters_of(texts)
    found = runs(letters)
    pairs = np.unique(np.stack([found.feature, letters.unit[found.first]]), axis=1)
    known, count = np.unique(pairs[0], return_counts=True)
    kept = count >= LEAST_UNITS
    words = touched(letters)
    held = np.unique(np.stack([words.feature, letters.unit[words.first]]), axis=1)[0]
    fielded = np.bincount(held, minlength=len(fields().names))
    rarity = np.r_[_idf(count[kept], len(texts)), FIELD_WEIGHT * _idf(fielded, len(texts))]
    return known[kept], rarity / SCALE


def _idf(count: Ints, total: int) -> Floats:
    idf: Floats = np.log((1 + total) / (1 + count)) + 1.0
    return idf


def matrix(model: Model, texts: Sequence[str]) -> Any:
    """How often each feature of the model stands in each text, as a sparse matrix for scikit-learn."""
    from scipy.sparse import csr_matrix

    letters = letters_of(texts)
    found = seen(model.known, letters)
    shape = (len(texts), len(model.known) + len(fields().names))
    return csr_matrix((np.ones(len(found.feature)), (letters.unit[found.first], found.feature)), shape=shape)


class _Fold(NamedTuple):
    """What a fold was held out for: its clauses (a mask), and the candidates of each with their clues and truth."""

    out: NDArray[np.bool_]
    side: Side
    unit: Ints
    code: Ints
    first: Ints
    clues: Floats
    right: NDArray[np.bool_]


class _Folded(NamedTuple):
    """One kind, learnt: the side from all clauses, and from each fold's others what that fold looks like."""

    side: Side
    chance: Floats
    folds: list[_Fold]


def _folded(
    model: Model, rarity: Floats, clauses: Sequence[Clause], book: Codebook, also: Sequence[Clause], fold: Ints
) -> _Folded:
    codes = tuple(sorted({code for clause in clauses for code in clause.codes}))
    residual = np.array([book.code(code).residual for code in codes])
    none = np.zeros(0)
    blank = Side(codes, residual, none.astype(np.float32), none, none, none, none)
    everything = [*clauses, *also]
    every_truth = np.array([[code in clause.codes for code in codes] for clause in everything])
    features = matrix(model, [clause.text for clause in everything]).multiply(rarity).tocsr()
    truth, parts = every_truth[: len(clauses)], _parts(fold)
    score, weights = np.zeros(truth.shape), []
    for out in parts:
        learnt = np.r_[~out, np.ones(len(also), bool)]
        weight, bias = _fit(features[learnt], every_truth[learnt])
        score[out] = features[: len(clauses)][out] @ weight + bias
        weights.append((weight * rarity[:, None]).astype(np.float32))
    chance, folded = np.zeros(truth.shape), []
    for out, weight_of_others in zip(parts, weights, strict=True):
        side = replace(_calibrated(blank, score[~out], truth[~out]), weights=weight_of_others)
        chance[out] = probabilities(side, score[out])
        texts = [clause.text for clause, held in zip(clauses, out, strict=True) if held]
        folded.append(_fold(model, side, out, texts, chance[out], truth[out]))
    weight, bias = _fit(features, every_truth)
    side = replace(_calibrated(blank, score, truth), bias=_short(bias))
    return _Folded(replace(side, weights=(weight * rarity[:, None]).astype(np.float32)), chance, folded)


def _fold(model: Model, side: Side, out: Any, texts: Sequence[str], chance: Floats, truth: Any) -> _Fold:
    letters = letters_of(texts)
    found = seen(model.known, letters)
    unit, code, first = candidates(side, chance)
    overlap = overlaps(masses(side.weights, letters, found, unit, code), first)
    return _Fold(out, side, unit, code, first, clues(side, chance, unit, code, first, overlap), truth[unit, code])


def _beside(folded: Iterable[_Folded], without: int | None = None) -> Floats:
    """How much each clue speaks for a further code, by logistic regression over the candidates beside the first."""
    from sklearn.linear_model import LogisticRegression

    parts = [fold for each in folded for number, fold in enumerate(each.folds) if number != without]
    further = [fold.first != np.arange(len(fold.first)) for fold in parts]
    rows = np.concatenate([fold.clues[more] for fold, more in zip(parts, further, strict=True)])
    right = np.concatenate([fold.right[more] for fold, more in zip(parts, further, strict=True)])
    if right.all() or not right.any():  # clauses of one code each teach that none stands beside another
        return np.array([0.0] * (len(CLUES) - 1) + [SURE if right.any() else -SURE])
    line = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000, random_state=SEED).fit(rows, right)
    return _short(line.coef_[0])


def _held_out(mine: _Folded, folded: Mapping[str, _Folded]) -> list[set[str]]:
    """The codes of every clause of a kind, as decided by what had no part in its mould."""
    codes: list[set[str]] = [set() for _ in mine.chance]
    for number, fold in enumerate(mine.folds):
        beside = _beside(folded.values(), without=number)
        taken = given(fold.side, fold.unit, fold.code, fold.first, fold.clues @ beside)
        which = np.flatnonzero(fold.out)[fold.unit[taken]]
        for clause, code in zip(which.tolist(), fold.code[taken].tolist(), strict=True):
            codes[clause].add(fold.side.codes[code])
    return codes


def _parts(fold: Ints) -> list[Any]:
    """A mask of the clauses of every fold."""
    return [fold == number for number in np.unique(fold)]


def _short(numbers: Floats) -> Floats:
    """The numbers as the file keeps them, so that a model in memory and one from its file are one."""
    return numbers.astype(np.float32).astype(np.float64)


def _fit(features: Any, truth: Any) -> tuple[Floats, Floats]:
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    fitted = OneVsRestClassifier(LinearSVC(C=STRENGTH, random_state=SEED)).fit(features, truth)
    return (
        np.column_stack([one.coef_[0] for one in fitted.estimators_]),
        np.array([one.intercept_[0] for one in fitted.estimators_]),
    )


def _calibrated(side: Side, score: Floats, truth: Any) -> Side:
    """The side with slope, offset and threshold of each code from the scores of held-out moulds (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    slope, offset = np.ones(len(side.codes)), np.zeros(len(side.codes))
    for code in range(len(side.codes)):
        line = LogisticRegression(C=1.0, random_state=SEED).fit(score[:, [code]], truth[:, code])
        slope[code], offset[code] = line.coef_[0, 0], line.intercept_[0]
    side = replace(side, slope=_short(slope), offset=_short(offset))
    return replace(side, threshold=_short(_thresholds(probabilities(side, score), truth)))


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
