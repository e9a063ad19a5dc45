"""The card of a trained coder: what it learnt from, how it does on what was held out, where it errs, its limits."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from nlp.themes.codebook import Codebook
from nlp.themes.training import Clause, Trained, read_clauses, train
from nlp.validation.agreement import agreement
from nlp.validation.book import families, kinds
from nlp.validation.evaluate import Evaluation, evaluate
from nlp.validation.units import NONE

BINS = 10
MOST_CONFUSED = 25


def card(
    trained: Trained, book: Codebook, files: Sequence[Path], also: Sequence[Path] = (), compared: Path | None = None
) -> str:
    """The model card in Markdown; ``also`` are files learnt from beside, ``compared`` a table of learners to quote.

    >>> print(card(train(read_clauses(files)), codebook(), files))  # doctest: +SKIP

    Every figure is of clauses that the models had no part in: of phrase moulds, and of whole files, held out.
    """
    name = trained.model.name
    parts = [
        f"# Model card: {name}",
        f"Codes problems and measures of 政府信息公开工作年度报告 by codebook {book.version}. Made by "
        "`gongkai themes train`; the same data and versions give the same bytes. SHA-256 of the data: "
        f"`{trained.model.data}`.",
        "## Data",
        *_data(files, also),
        *_double_coded(files, book),
        "## Method",
        _METHOD,
        "## Held out by phrase mould",
        *_scores(evaluate_held_out(trained, book)),
        *_authors(files, also, book),
        "## Calibration",
        *_calibration(trained),
        "## Confusion of neighbouring codes",
        *_confusion(trained),
        *_compared(compared),
        "## Limits",
        _LIMITS,
        f"Made with NumPy {version('numpy')}, SciPy {version('scipy')}, scikit-learn {version('scikit-learn')}.",
    ]
    return "\n\n".join(parts) + "\n"


_METHOD = """\
Features: counts of characters, of pairs of characters, and of words of the fields in `nlp/themes/fields.yaml`, in
folded form (width, script, digits as 0), weighed by rarity. Learner: a linear support vector machine a code against the
rest, apart for problems and measures. The chance of a code comes from a logistic curve on scores of held-out moulds,
its threshold from the best F there, drawn half-way to that of all codes. A unit gets the code that is likeliest for its
threshold, and up to two beside it: a logistic regression over four clues (log odds of the code and of the first, its
chance over its threshold, how far both lean on the same characters) says which. The figures below are nested: weights,
curve, thresholds and clues of a fold come from the other folds."""

_LIMITS = """\
- The clauses are invented. On reports of agencies that nobody has looked at expect less than here: draw a sample
  (`gongkai themes sample`) and publish the agreement with people who coded it blind.
- A mould is the phrase frame as its author named it; frames that are alike may carry two names. The figures by file,
  where a whole author was held out, are the harder test.
- The second coder worked from the same codebook and the same notes as the authors; strangers would agree less.
- Residual codes (other, generic) are learnt from few and various examples.
- A unit is judged by its words alone, whatever stands around it. Irony, negation over a distance and sarcasm are lost.
- A chance is calibrated on invented clauses; in a corpus where a code is rarer or commoner it is off
  (`gongkai themes evaluate` corrects the prevalence)."""


def evaluate_held_out(trained: Trained, book: Codebook) -> Evaluation:
    """The model on its clauses, each judged by a model that had no part in its mould; intervals by mould."""
    import pandas as pd

    gold, coded = [], []
    for kind, clauses in trained.clauses.items():
        for number, (clause, codes) in enumerate(zip(clauses, trained.held_out[kind], strict=True)):
            unit = f"{kind}-{hashlib.sha256(clause.mould.encode()).hexdigest()[:16]}-{number}"
            gold += [(unit, code, "gold") for code in clause.codes]
            coded += [(unit, code, "model") for code in codes or (NONE,)]
    columns = ["unit_id", "code", "coder"]
    met = {code for side in trained.model.sides.values() for code in side.codes}
    return evaluate(
        pd.DataFrame(gold, columns=columns),
        pd.DataFrame(coded, columns=columns),
        codes=[entry.code for entry in book if entry.code in met],
        families=families(book),
        kinds=kinds(book),
    )


def _data(files: Sequence[Path], also: Sequence[Path]) -> Iterator[str]:
    rows: list[tuple[Any, ...]] = []
    for path in (*files, *also):
        clauses = read_clauses([path])
        kind = Counter(clause.kind for clause in clauses)
        several = sum(len(clause.codes) > 1 for clause in clauses)
        moulds = len({clause.mould for clause in clauses})
        name = f"{path.name} (beside)" if path in also else path.name
        rows.append((name, len(clauses), kind["problem"], kind["measure"], several, moulds))
    rows.append(("all", *(sum(row[i] for row in rows) for i in range(1, 6))))
    yield _table(("file", "clauses", "problems", "measures", "with 2 or 3 codes", "moulds"), rows)
    if also:
        yield "What stands beside is learnt from in every fold and never measured on."


def _double_coded(files: Sequence[Path], book: Codebook) -> Iterator[str]:
    """How far author and second coder agree, where the clauses tell what each said before it was settled."""
    rows: list[tuple[str, str, str]] = []
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            clause = json.loads(line)
            unit = f"{clause['kind']}-{clause['id']}-0" if "second" in clause else ""
            if unit:
                rows += [(unit, code, "author") for code in clause.get("author", clause["codes"])]
                rows += [(unit, code, "second") for code in clause["second"]]
    if not rows:
        return
    import pandas as pd

    frame = pd.DataFrame(rows, columns=["unit_id", "code", "coder"])
    found = agreement(frame, families=families(book), kinds=kinds(book))
    told = {(str(row["scope"]), str(row["name"])): row for row in found.to_dict("records")}
    mean, sets = told["mean", "codes"], told["sets", "all"]
    lowest = min((row for (scope, _), row in told.items() if scope == "code"), key=lambda row: row["alpha"])
    yield (
        f"{sets['units']:,} clauses were coded by a second coder, blind: the same set of codes in "
        f"{sets['percent']:.0%}; Krippendorff's alpha {sets['alpha']:.2f} on sets (MASI distance), "
        f"{mean['alpha']:.2f} [{mean['alpha_low']:.2f}, {mean['alpha_high']:.2f}] as the mean over codes, "
        f"{lowest['alpha']:.2f} for the lowest ({lowest['name']}). Where they differed, a third reader decided without "
        "knowing whose codes were whose."
    )


def _scores(held: Evaluation) -> Iterator[str]:
    scores = held.scores
    told: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in scores.to_dict("records")]
    overall = [(row["scope"], *_rates(row)) for row in told if row["scope"] in ("micro", "macro")]
    yield _table(("", "precision", "recall", "F"), overall)
    rows = [(f"`{row['name']}`", row["support"], *_rates(row)) for row in told if row["scope"] == "code"]
    yield _table(("code", "clauses", "precision", "recall", "F"), rows)


def _rates(row: dict[str, Any]) -> tuple[str, str, str]:
    f = f"{row['f']:.3f} [{row['f_low']:.3f}, {row['f_high']:.3f}]"
    return f"{row['precision']:.3f}", f"{row['recall']:.3f}", f


def _authors(files: Sequence[Path], also: Sequence[Path], book: Codebook) -> Iterator[str]:
    """Every file coded by models that were trained on the others, where there are several."""
    names = [path.stem for path in files]
    if len(files) < 2:
        return
    by_file = train(
        read_clauses(files),
        "others",
        book,
        read_clauses(also),
        lambda clauses: np.array([names.index(_file(clause)) for clause in clauses]),
    )
    tally = {name: Counter[str]() for name in names}
    for kind, clauses in by_file.clauses.items():
        for clause, codes in zip(clauses, by_file.held_out[kind], strict=True):
            gold = set(clause.codes)
            tally[_file(clause)].update(tp=len(codes & gold), fp=len(codes - gold), fn=len(gold - codes), clauses=1)
    rows = [(name, each["clauses"], *_prf(each)) for name, each in tally.items()]
    yield "## Held out by file"
    yield "Each file is of another author; its clauses coded by models that were trained on the other files."
    yield _table(
        ("file", "clauses", "precision", "recall", "micro F"),
        [*rows, ("all", sum(each["clauses"] for each in tally.values()), *_prf(sum(tally.values(), Counter[str]())))],
    )


def _file(clause: Clause) -> str:
    return clause.mould.partition(":")[0]


def _prf(tally: Counter[str]) -> tuple[str, str, str]:
    tp, fp, fn = tally["tp"], tally["fp"], tally["fn"]
    return f"{tp / (tp + fp):.3f}", f"{tp / (tp + fn):.3f}", f"{2 * tp / (2 * tp + fp + fn):.3f}"


def _calibration(trained: Trained) -> Iterator[str]:
    """The reliability curve: of codes said to be so likely, how many were right; every clause and code alike."""
    chance = np.concatenate([chances.ravel() for chances in trained.chances.values()])
    right = np.concatenate(
        [
            np.array([[code in clause.codes for code in trained.model.sides[kind].codes] for clause in clauses]).ravel()
            for kind, clauses in trained.clauses.items()
        ]
    )
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    rows = [
        (f"{low / BINS:.1f} to {(low + 1) / BINS:.1f}", f"{here.sum():,}", f"{chance[here].mean():.3f}",
         f"{right[here].mean():.3f}")
        for low in range(BINS) if (here := place == low).any()
    ]  # fmt: skip
    error = sum(
        (here := place == low).mean() * abs(chance[here].mean() - right[here].mean())
        for low in range(BINS)
        if (place == low).any()
    )
    yield "What the model says a code's chance is, and how often the code was right, on held-out moulds:"
    yield _table(("chance", "pairs of clause and code", "mean chance", "share right"), rows)
    yield f"Expected calibration error {error:.4f}."


def _confusion(trained: Trained) -> Iterator[str]:
    """The pairs of codes most often taken for each other: the one missed, the other given in its place."""
    missed, support = Counter[tuple[str, str]](), Counter[str]()
    for kind, clauses in trained.clauses.items():
        for clause, codes in zip(clauses, trained.held_out[kind], strict=True):
            support.update(clause.codes)
            missed.update((code, other) for code in set(clause.codes) - codes for other in codes - set(clause.codes))
    rows = [
        (f"`{code}`", f"`{other}`", number, f"{number / support[code]:.1%}")
        for (code, other), number in sorted(missed.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONFUSED]
    ]
    yield _table(("missed", "given instead", "clauses", "of those with the code"), rows)


def _compared(path: Path | None) -> Iterator[str]:
    if path is None:
        return
    import pandas as pd

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    yield "## Learners compared"
    yield "On the same folds, calibrated and cut alike, by thresholds alone (`benchmarks/learners.py`):"
    yield _table(tuple(frame.columns), frame.itertuples(index=False, name=None))


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
