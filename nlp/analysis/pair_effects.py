"""The two groups of reports in figures, and every effect of naming, a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp.analysis.estimates import SMALL
from nlp.analysis.named import note
from nlp.analysis.pair_rank import FEWEST, rank_biserial
from nlp.analysis.pair_regression import Family, Fit, regress
from nlp.analysis.statistic import Kind

if TYPE_CHECKING:
    import pandas as pd

BETWEEN = "none"
POOLED = "year effects"
WITHIN = "organ and year effects"
MODELS: dict[Kind, tuple[tuple[str, Family], ...]] = {
    "count": (("ratio", "poisson"),),
    "amount": (("ratio", "poisson"),),
    "change": (("difference", "linear"),),
    "ratio": (("difference", "linear"),),
    "share": (("difference", "linear"), ("odds_ratio", "logit")),
}
WHY = {
    "one_group": ("all reports are in one group", "所有报告同属一组"),
    "no_organ_twice": ("no organ has reports for two years", "没有机关有两个年度的报告"),
    "no_change": ("no organ names it in one year and not in another", "没有机关在某年提及而在他年未提及"),
    "nothing_counted": (
        "organs that could tell have nothing but 0, or but full shares",
        "可资比较的机关其数值全为0或全满",
    ),
    "collinear": ("naming can't be told apart from organ and year", "提及与否无法与机关、年度区分"),
    "perfect": (
        "perfect prediction: naming tells which reports have 0, or a full share",
        "完全预测：提及与否即可断定数值为0或全满",
    ),
    "no_convergence": ("the estimate did not converge", "估计未收敛"),
    "too_few": ("no more reports than effects: no interval", "参数不少于报告数，无法给出区间"),
    "few_organs": (f"fewer than {FEWEST} organs in a group", f"有一组不足{FEWEST}个机关"),
    "one_organ": ("one organ alone carries it: no interval", "仅一个机关支撑估计，无法给出区间"),
    "no_spread": ("no spread to make an interval of", "无变异，无法给出区间"),
}
"""Why an effect has no estimate or no interval, in both languages."""
_COLUMNS = ["measure", "model", "estimate", "low", "high", "p", "std_error", "reports", "organs", "reports_carrying",
            "organs_carrying", "dispersion", "why", "note"]  # fmt: skip


def compare(data: pd.DataFrame, kind: Kind, draws: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups and effects of a frame with ``organ_id year names numerator denominator value``, as in ``Pairing``.

    >>> import pandas as pd
    >>> data = pd.DataFrame({"organ_id": list("aabbcc"), "year": [2021, 2022] * 3, "names": [0, 1, 0, 0, 0, 0],
    ...                      "numerator": [4.0, 8.0, 5.0, 5.0, 6.0, 6.0], "denominator": float("nan")})
    >>> data["value"] = data["numerator"]
    >>> _, effects = compare(data, "count", 100, 1)
    >>> within = effects.iloc[2]
    >>> within["measure"], within["model"], round(float(within["estimate"]), 6), within["why"]
    ('ratio', 'organ and year effects', 2.0, 'one_organ')

    Reports without a year take no part in regressions.
    """
    import pandas as pd

    groups = pd.DataFrame([_group(data[data["names"] == names], names) for names in (1, 0)])
    effects = [_rank(data, draws, seed)]
    dated = data[data["year"].notna()]
    for measure, family in MODELS[kind]:
        for model in (POOLED, WITHIN):
            effects.append(_regress(dated, measure, family, model))
    return groups, pd.DataFrame(effects, columns=_COLUMNS)


def _group(rows: pd.DataFrame, names: int) -> dict[str, Any]:
    import pandas as pd

    value = rows["value"].astype(float)
    return {
        "names": names,
        "reports": len(rows),
        "organs": rows["organ_id"].nunique(),
        "first_year": rows["year"].min() if len(rows) else pd.NA,
        "last_year": rows["year"].max() if len(rows) else pd.NA,
        "zeros": int((value == 0).sum()),
        "mean": value.mean(),
        "quartile_1": value.quantile(0.25),
        "median": value.median(),
        "quartile_3": value.quantile(0.75),
        "note": "" if len(rows) >= SMALL else f"fewer than {SMALL} reports",
    }


def _rank(data: pd.DataFrame, draws: int, seed: int) -> dict[str, Any]:
    import numpy as np

    nan = float("nan")
    row = {"measure": "rank_biserial", "model": BETWEEN, "std_error": nan, "dispersion": nan, "reports": len(data)}
    organs, organ = np.unique(data["organ_id"].to_numpy(str), return_inverse=True)
    named = data["names"].to_numpy(bool)
    found = rank_biserial(data["value"].to_numpy(float), named, organ, draws, seed)
    fewer = min(len(np.unique(organ[named])), len(np.unique(organ[~named])))
    why = ""
    if not (named.any() and not named.all()):
        why = "one_group"
    elif found.low != found.low:
        why = "few_organs" if fewer < FEWEST else "no_spread"
    row |= {"organs": len(organs), "reports_carrying": len(data), "organs_carrying": fewer, **found._asdict()}
    return row | {"why": why, "note": _note(why, fewer)}


def _regress(dated: pd.DataFrame, measure: str, family: Family, model: str) -> dict[str, Any]:
    import numpy as np

    of = dated["denominator"].to_numpy(float)
    y = dated["value" if family == "linear" else "numerator"].to_numpy(float)
    _, organ = np.unique(dated["organ_id"].to_numpy(str), return_inverse=True)
    named, year = dated["names"].to_numpy(bool), dated["year"].to_numpy(int)
    fit = regress(y, of, named, organ, year, family, within=model == WITHIN)
    found = _scaled(fit, family)
    return {
        "measure": measure,
        "model": model,
        **found,
        "p": fit.p,
        "std_error": fit.error,
        "reports": fit.n,
        "organs": fit.organs,
        "reports_carrying": fit.carrying_reports,
        "organs_carrying": fit.carrying_organs,
        "dispersion": fit.dispersion,
        "why": fit.why,
        "note": _note(fit.why, fit.carrying_organs),
    }


def _scaled(fit: Fit, family: Family) -> dict[str, float]:
    import numpy as np

    ends = {"estimate": fit.estimate, "low": fit.low, "high": fit.high}
    if family == "linear":
        return ends
    with np.errstate(over="ignore"):
        return {name: float(np.exp(value)) for name, value in ends.items()}


def _note(why: str, organs: int) -> str:
    few = f"fewer than {SMALL} organs carry it" if 0 < organs < SMALL else ""
    return note(WHY[why][0] if why else "", few)
