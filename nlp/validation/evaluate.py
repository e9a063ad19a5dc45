"""A coder held against a gold: precision, recall and F, per code, family, micro and macro, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.validation.agreement import mean
from nlp.validation.bootstrap import DRAWS, LEVEL, SEED, bootstrap
from nlp.validation.coefficients import ratio
from nlp.validation.decisions import decisions
from nlp.validation.ids import report_of
from nlp.validation.prevalence import prevalence_rows
from nlp.validation.units import NONE

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SMALL = 10
SCORES = (
    "scope", "name", "support", "coded", "tp", "fp", "fn", "precision", "precision_low", "precision_high",
    "recall", "recall_low", "recall_high", "f", "f_low", "f_high", "note",
)  # fmt: skip


class Evaluation(NamedTuple):
    """``scores`` (a row a code, a family, micro and macro), ``prevalence`` (a row a code), ``missing`` unit ids.

    ``missing`` are units of the gold that the coder did not code, such as those a re-read report no longer has; they
    are in no figure.
    """

    scores: pd.DataFrame
    prevalence: pd.DataFrame
    missing: list[str]

    def frame(self) -> pd.DataFrame:
        """Scores and prevalence as one table: the rows of codes have the columns of ``prevalence``, the others blanks.

        ``note`` of the prevalence is ``prevalence_note``.
        """
        named = self.prevalence.rename(columns={"code": "name", "note": "prevalence_note"})
        frame = self.scores.merge(named.assign(scope="code"), on=["scope", "name"], how="left")
        return frame.astype(dict.fromkeys(("units", "positives", "negatives"), "Int64"))


@dataclass(frozen=True, slots=True)
class Held:
    """Gold and coder on the same units: unit x code, with each unit's weight and report; the coder's whole corpus."""

    units: list[str]
    codes: list[str]
    gold: np.ndarray
    coded: np.ndarray
    fits: np.ndarray
    weights: np.ndarray
    corpus_coded: np.ndarray
    corpus_units: np.ndarray
    missing: list[str]


def evaluate(
    gold: pd.DataFrame,
    coded: pd.DataFrame,
    weights: Mapping[str, float] | None = None,
    codes: Sequence[str] | None = None,
    families: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> Evaluation:
    """How well a coder finds the codes of a gold, and how common each code is once its errors are allowed for.

    >>> import pandas as pd
    >>> columns = ["unit_id", "code", "coder"]
    >>> gold = pd.DataFrame([("u1", "a", "gold"), ("u2", "a", "gold"), ("u3", "none", "gold")], columns=columns)
    >>> coded = pd.DataFrame([("u1", "a", "cues"), ("u2", "none", "cues"), ("u3", "a", "cues")], columns=columns)
    >>> evaluate(gold, coded).scores[["name", "support", "tp", "fp", "fn", "f"]].values[0].tolist()
    ['a', 2, 1.0, 1.0, 1.0, 0.5]

    gold      ``unit_id code coder``, one decision a unit; what several coders said must be adjudicated first
    coded     the same of the coder to be judged, on those units or on its whole corpus
    weights   unit -> weight of the sample (nlp.validation.sample); without them every unit counts alike
    kinds     code -> kind: a code is asked only of units of its kind

    ``support`` and ``coded`` count units; ``tp fp fn`` are sums of weights. Macro is the mean over codes with support.
    Intervals: percentile bootstrap by report (units of one report are not independent), seeded. A precision without a
    unit coded and a recall without a unit in the gold are NaN. Two decisions for a unit, a unit without a weight, and
    no unit in common raise ``ValueError``.
    """
    import pandas as pd

    held = _held(gold, coded, weights, codes, kinds)
    return Evaluation(
        pd.DataFrame(_scores(held, families or {}, draws, seed, level), columns=list(SCORES)),
        prevalence_rows(
            held.codes,
            _table(held),
            held.corpus_coded,
            held.corpus_units,
            level,
            seed,
        ),
        held.missing,
    )


def _held(
    gold: pd.DataFrame,
    coded: pd.DataFrame,
    weights: Mapping[str, float] | None,
    codes: Sequence[str] | None,
    kinds: Mapping[str, str] | None,
) -> Held:
    import numpy as np

    if codes is None:
        codes = sorted({*gold["code"], *coded["code"]} - {NONE})
    one = decisions(_as_one(gold, "the gold"), codes, kinds)
    other = decisions(_as_one(coded, "the coder"), codes, kinds)
    place = {unit: number for number, unit in enumerate(other.units)}
    here = [number for number, unit in enumerate(one.units) if unit in place]
    units = [one.units[number] for number in here]
    if not units:
        raise ValueError("the gold and the coder have no unit in common")
    if weights is not None and (lacking := [unit for unit in units if unit not in weights]):
        raise ValueError(f"{len(lacking)} units of the gold have no weight, such as {lacking[0]}")
    return Held(
        units,
        list(codes),
        one.given[0, here] & one.fits[here],
        other.given[0, [place[unit] for unit in units]] & one.fits[here],
        one.fits[here],
        np.array([1.0 if weights is None else float(weights[unit]) for unit in units]),
        (other.given[0] & other.fits).sum(0),
        other.fits.sum(0),
        [unit for unit in one.units if unit not in place],
    )


def _as_one(codings: pd.DataFrame, whose: str) -> pd.DataFrame:
    """The codings as those of one coder; an adjudicated gold (column ``basis``) may name several deciders a unit."""
    if "basis" not in codings and {"unit_id", "coder"} <= set(codings.columns):
        several = codings.groupby("unit_id")["coder"].nunique() > 1
        if several.any():
            raise ValueError(f"{whose} has two decisions for {several.idxmax()}: adjudicate, or take one coder")
    return codings.assign(coder="")


def _table(held: Held) -> dict[str, np.ndarray]:
    """Per code: weighted cells of gold against coder, squared weights of both rows, and plain counts."""
    weights = held.weights[:, None]
    yes, no = held.gold & held.fits, ~held.gold & held.fits
    return {
        "tp": (weights * (yes & held.coded)).sum(0),
        "fn": (weights * (yes & ~held.coded)).sum(0),
        "fp": (weights * (no & held.coded)).sum(0),
        "tn": (weights * (no & ~held.coded)).sum(0),
        "yes_squared": (weights**2 * yes).sum(0),
        "no_squared": (weights**2 * no).sum(0),
        "positives": yes.sum(0),
        "negatives": no.sum(0),
    }


def _scores(held: Held, families: Mapping[str, str], draws: int, seed: int, level: float) -> list[dict[str, Any]]:
    import numpy as np
    import pandas as pd

    names = sorted({families[code] for code in held.codes if code in families})
    masks = [[families.get(code) == name for code in held.codes] for name in names]
    gold = np.concatenate([held.gold, *(held.gold[:, mask].any(1, keepdims=True) for mask in masks)], 1)
    coded = np.concatenate([held.coded, *(held.coded[:, mask].any(1, keepdims=True) for mask in masks)], 1)
    report, reports = pd.factorize(np.array([report_of(unit) for unit in held.units], dtype=object))
    cells = np.stack([gold & coded, ~gold & coded, gold & ~coded], 2) * held.weights[:, None, None]
    by_report = np.zeros((len(reports), *cells.shape[1:]))
    np.add.at(by_report, report, cells)
    count = len(held.codes)
    labels = [*(("code", code) for code in held.codes), *(("family", name) for name in names)]
    labels += [("micro", "codes"), ("macro", "codes")]
    supported = held.gold.any(0)

    def figures(times: np.ndarray) -> np.ndarray:
        sums = np.tensordot(times, by_report, 1)
        sums = np.concatenate([sums, sums[:, :count].sum(1)[:, None]], 1)
        tp, fp, fn = sums[..., 0], sums[..., 1], sums[..., 2]
        rates = np.stack([ratio(tp, tp + fp), ratio(tp, tp + fn), ratio(2 * tp, 2 * tp + fp + fn)], 2)
        return np.concatenate([rates, mean(rates[:, :count][:, supported], 1)[:, None]], 1)

    value, low, high, _ = bootstrap(len(reports), figures, draws, seed, level)
    totals = by_report.sum(0)
    totals = np.concatenate([totals, totals[:count].sum(0)[None], np.full((1, 3), np.nan)])
    support, found = ([*every.sum(0), *[own.sum()] * 2] for every, own in ((gold, held.gold), (coded, held.coded)))
    rows = []
    for place, (scope, name) in enumerate(labels):
        row: dict[str, Any] = {"scope": scope, "name": name, "support": int(support[place]), "coded": int(found[place])}
        row |= dict(zip(("tp", "fp", "fn"), totals[place], strict=True))
        for number, figure in enumerate(("precision", "recall", "f")):
            row |= {figure: value[place, number], f"{figure}_low": low[place, number]}
            row |= {f"{figure}_high": high[place, number]}
        row["note"] = _note(scope, row, int(supported.sum()), count, len(reports))
        rows.append({column: row[column] for column in SCORES})
    return rows


def _note(scope: str, row: Mapping[str, Any], supported: int, codes: int, reports: int) -> str:
    notes = []
    if scope == "macro":
        notes.append(f"mean over the {supported} of {codes} codes with support")
    elif not row["support"]:
        notes.append("not in the gold")
    elif row["support"] < SMALL:
        notes.append(f"only {row['support']} in the gold: the figures say little")
    if reports < 2:
        notes.append("one report: no interval")
    return "; ".join(notes)
