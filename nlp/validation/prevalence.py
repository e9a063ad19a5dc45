"""How common a code is in a corpus, once the errors of the coder that counted it are allowed for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SMALL = 10
DRAWS = 10_000
COLUMNS = (
    "code", "units", "apparent", "sensitivity", "specificity", "corrected", "corrected_low", "corrected_high",
    "gold", "positives", "negatives", "note",
)  # fmt: skip


def rogan_gladen(apparent: float, sensitivity: float, specificity: float) -> float:
    """The prevalence that would show itself as ``apparent`` through a coder with these rates; it may leave 0 to 1.

    >>> round(rogan_gladen(0.25, 0.8, 0.9), 4)
    0.2143

    Rogan & Gladen (1978), Estimating prevalence from the results of a screening test, Am. J. Epidemiol. 107, 71-76.
    A coder that is no better than chance (sensitivity + specificity <= 1) gives NaN.
    """
    power = sensitivity + specificity - 1
    return (apparent + specificity - 1) / power if power > 0 else float("nan")


def prevalence_rows(
    codes: Sequence[str],
    table: Mapping[str, np.ndarray],
    coded: np.ndarray,
    units: np.ndarray,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """A row a code: its share of the corpus as coded (``apparent``) and corrected by Rogan and Gladen.

    ``table`` holds, by code, the weighted cells ``tp fn fp tn``, the summed squares of weights ``yes_squared`` and
    ``no_squared``, and the counts ``positives`` and ``negatives`` in the gold; ``coded`` of ``units`` of the corpus
    carry the code. ``gold`` is the weighted share in the gold itself. The interval lets sensitivity and specificity
    vary as the gold leaves them uncertain (Jeffreys' beta, numbers of units cut down to Kish's effective ones); the
    corpus itself was counted whole. ``note`` tells where the correction leaves 0 to 1, rests on fewer than 10 units, or
    can't be made; nothing is cut to fit.
    """
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(seed)
    rows = []
    for place, code in enumerate(codes):
        cell = {name: float(values[place]) for name, values in table.items()}
        yes, no = cell["tp"] + cell["fn"], cell["tn"] + cell["fp"]
        sensitivity = cell["tp"] / yes if yes else np.nan
        specificity = cell["tn"] / no if no else np.nan
        apparent = coded[place] / units[place] if units[place] else np.nan
        corrected = rogan_gladen(apparent, sensitivity, specificity)
        low, high = np.nan, np.nan
        if np.isfinite(corrected):
            se = _likely(sensitivity, yes**2 / cell["yes_squared"], rng)
            sp = _likely(specificity, no**2 / cell["no_squared"], rng)
            power = se + sp - 1
            drawn = np.where(power > 0, (apparent + sp - 1) / np.where(power > 0, power, 1), np.nan)
            low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        row: dict[str, Any] = {
            "code": code,
            "units": int(units[place]),
            "apparent": apparent,
            "sensitivity": sensitivity,
            "specificity": specificity,
            "corrected": corrected,
            "corrected_low": low,
            "corrected_high": high,
            "gold": yes / (yes + no) if yes + no else np.nan,
            "positives": int(cell["positives"]),
            "negatives": int(cell["negatives"]),
        }
        rows.append({**row, "note": _note(row)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _likely(rate: float, count: float, rng: np.random.Generator) -> np.ndarray:
    return rng.beta(rate * count + 0.5, (1 - rate) * count + 0.5, DRAWS)


def _note(row: Mapping[str, Any]) -> str:
    notes = []
    if not row["positives"] or not row["negatives"]:
        notes.append("the gold lacks units with or without the code: no correction")
    elif row["sensitivity"] + row["specificity"] <= 1:
        notes.append("the coder is no better than chance: no correction")
    if 0 < row["positives"] < SMALL or 0 < row["negatives"] < SMALL:
        notes.append(f"rests on {min(row['positives'], row['negatives'])} units: sample too small")
    if row["corrected"] < 0 or row["corrected"] > 1:
        notes.append("out of 0 to 1: the rates of the gold don't hold for this corpus, or chance")
    return "; ".join(notes)
