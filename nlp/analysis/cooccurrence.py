"""Which themes are named together, and which measures answer which problems."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from nlp.analysis.estimates import LEVEL, SMALL, clustered_share
from nlp.analysis.named import Theme, UnitKind, Within, named, naming, note, observations, theme, themes
from nlp.report import LinkBasis
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

UNCODED = "uncoded"


class OddsRatio(NamedTuple):
    """An odds ratio with its interval and the two-sided p-value of no relation that goes with the interval."""

    estimate: float
    low: float
    high: float
    p: float


def cooccurrence(
    dataset: Dataset,
    kind: UnitKind = "problem",
    within: Within = "report",
    coder: str | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Every pair of themes that are named: how often together, against what chance would make of it.

    >>> cooccurrence(open_dataset("dataset")).query("q < 0.05 and lift > 1")  # doctest: +SKIP

    within  ``report``: among reports that state any unit of the kind; ``unit``: among their units

    ``n`` observations, of them ``count_first`` and ``count_second`` name each and ``both`` name both; ``expected`` =
    count_first * count_second / n, ``lift`` = both / expected, ``jaccard`` = both / those that name either.
    ``odds_ratio`` with ``low`` and ``high`` at 95 %, clustered by organ (see ``odds_ratio``). ``p_fisher`` is Fisher's
    exact test, which takes observations as independent; ``p`` is that or, where an organ has several observations, the
    clustered one if it is larger. ``q`` is Benjamini and Hochberg's (1995) of ``p`` over all pairs. Sorted by ``q``.
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import false_discovery_control, fisher_exact

    found = named(dataset, kind, coder)
    seen = observations(found, within)
    organ = np.unique(seen["organ_id"].to_numpy(str), return_inverse=True)[1]
    n, organs = len(seen), int(seen["organ_id"].nunique())
    told = note(
        f"small n: below {SMALL}" if n < SMALL else "",
        f"{n} {within}s of {organs} organs: p and interval are clustered" if organs < n else "",
        f"coder {found.coder}",
    )
    says = [
        (one, yes)
        for one in themes(book, kind, found.codes["code"])
        if (yes := seen["id"].isin(naming(found, within, [one.code])).to_numpy(bool)).any()
    ]
    rows: list[dict[str, Any]] = []
    for (one, first), (other, second) in combinations(says, 2):
        a, b, c = int((first & second).sum()), int(first.sum()), int(second.sum())
        ratio = odds_ratio(first, second, organ)
        fisher = float(fisher_exact([[a, b - a], [c - a, n - b - c + a]]).pvalue)
        rows.append({
            "first": one.code, "first_zh": one.zh, "second": other.code, "second_zh": other.zh, "both": a,
            "count_first": b, "count_second": c, "n": n, "expected": b * c / n, "lift": a * n / (b * c),
            "jaccard": a / (b + c - a), "odds_ratio": ratio.estimate, "low": ratio.low, "high": ratio.high,
            "p_fisher": fisher, "p": max(fisher, ratio.p) if organs < n else fisher, "organs": organs, "note": told,
        })  # fmt: skip
    columns = ["first", "first_zh", "second", "second_zh", "both", "count_first", "count_second", "n", "expected",
               "lift", "jaccard", "odds_ratio", "low", "high", "p_fisher", "p", "organs", "note"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame.insert(columns.index("p") + 1, "q", false_discovery_control(frame["p"]) if len(frame) else [])
    return frame.sort_values(["q", "p", "both"], ascending=[True, True, False], kind="stable", ignore_index=True)


def odds_ratio(first: np.ndarray, second: np.ndarray, cluster: np.ndarray) -> OddsRatio:
    """The odds ratio of two yes-or-no things over observations that come in clusters (whole numbers from 0).

    >>> import numpy as np
    >>> first, second = np.repeat([True, True, False, False], [8, 2, 3, 7]), np.repeat([True, False] * 2, [8, 2, 3, 7])
    >>> [round(value, 2) for value in odds_ratio(first, second, np.arange(20))]
    [9.33, 1.19, 72.99, 0.03]

    Woolf (1955), with half an observation in each cell where one is empty. Where clusters hold several observations the
    variance is that of the linearised log odds ratio summed by cluster, never below Woolf's, with t at clusters - 1;
    one cluster alone gives the plain interval.
    """
    import numpy as np
    from scipy.stats import norm, t

    cell = 2 * ~first + ~second
    counts = np.bincount(cell, minlength=4).astype(float)
    counts += 0.5 * bool((counts == 0).any())
    log_odds = float(np.log(counts) @ np.array([1, -1, -1, 1]))
    variance = float((1 / counts).sum())
    clusters = int(cluster.max()) + 1
    critical, tail = float(norm.ppf((1 + LEVEL) / 2)), norm.sf
    if 1 < clusters < len(cell):
        pull = (np.array([1, -1, -1, 1]) / counts)[cell]
        by_cluster = np.bincount(cluster, pull)
        variance = max(variance, clusters / (clusters - 1) * float((by_cluster**2).sum()))
        critical, tail = float(t.ppf((1 + LEVEL) / 2, clusters - 1)), t(clusters - 1).sf
    error = variance**0.5
    low, high = np.exp(log_odds - critical * error), np.exp(log_odds + critical * error)
    return OddsRatio(float(np.exp(log_odds)), float(low), float(high), float(2 * tail(abs(log_odds) / error)))


def flow(
    dataset: Dataset, basis: LinkBasis | None = None, coder: str | None = None, book: Codebook | None = None
) -> pd.DataFrame:
    """From stated problems to the measures that answer them: the links, counted by the themes at both ends.

    >>> flow(open_dataset("dataset")).nlargest(10, "links")  # doctest: +SKIP

    basis  only links that rest on ``structural``, ``enumerated`` or ``thematic`` evidence

    ``links`` counts pairs of units; a unit with two themes counts under each. ``estimate`` = ``numerator`` /
    ``denominator``: of the problem units that name ``problem``, the share that a measure naming ``measure`` answers,
    with ``low`` and ``high`` at 95 %, clustered by organ. ``thematic`` links were made because the themes go together:
    they say nothing of which themes do (``note``). Units without a theme stand under ``uncoded``; those that say
    that there is nothing to state are left out. What no measure answers is in ``answered``. An unknown
    basis raises ``ValueError``.
    """
    import pandas as pd

    book = book or codebook()
    links, problems, measures, coder_named = _linked(dataset, basis, coder)
    ends = links.merge(problems[["problem_id", "problem"]], on="problem_id")
    ends = ends.merge(measures[["measure_id", "measure"]], on="measure_id")
    rows: list[dict[str, Any]] = []
    for one in _in_order(book, "problem", ends["problem"]):
        of_problem, stating = ends[ends["problem"] == one.code], problems[problems["problem"] == one.code]
        for other in _in_order(book, "measure", of_problem["measure"]):
            pair = of_problem[of_problem["measure"] == other.code]
            thematic = int((pair["basis"] == "thematic").sum())
            rows.append({
                "problem": one.code, "problem_zh": one.zh, "measure": other.code, "measure_zh": other.zh,
                "links": len(pair), "thematic": thematic, **_share(stating, set(pair["problem_id"])),
                "note": _note(len(stating), coder_named, thematic),
            })  # fmt: skip
    return pd.DataFrame(rows, columns=["problem", "problem_zh", "measure", "measure_zh", "links", "thematic", *_SHARE])


def answered(
    dataset: Dataset, basis: LinkBasis | None = None, coder: str | None = None, book: Codebook | None = None
) -> pd.DataFrame:
    """By theme the share of stated problems that any measure of the same report answers.

    >>> answered(open_dataset("dataset")).sort_values("estimate")  # doctest: +SKIP

    A row a problem theme that is named, ``uncoded`` for units without one; columns and arguments as of ``flow``.
    """
    import pandas as pd

    book = book or codebook()
    links, problems, _, coder_named = _linked(dataset, basis, coder)
    linked = set(links["problem_id"])
    rows: list[dict[str, Any]] = []
    for one in _in_order(book, "problem", problems["problem"]):
        stating = problems[problems["problem"] == one.code]
        share = _share(stating, linked)
        rows.append({"problem": one.code, "family": one.family, "zh": one.zh, **share,
                     "note": _note(len(stating), coder_named, 0)})  # fmt: skip
    return pd.DataFrame(rows, columns=["problem", "family", "zh", *_SHARE])


_SHARE = ["numerator", "denominator", "estimate", "low", "high", "reports", "organs", "note"]


def _linked(
    dataset: Dataset, basis: LinkBasis | None, coder: str | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, str]:
    """Links between stated problems and measures, and a row a theme of each end's units."""
    import pandas as pd

    if basis is not None and basis not in get_args(LinkBasis):
        raise ValueError(f"no basis {basis!r}; there are {', '.join(get_args(LinkBasis))}")
    links = dataset.table("links", ["problem_id", "measure_id", "basis"])
    links = links if basis is None else links[links["basis"] == basis]
    ends = {kind: named(dataset, kind, coder) for kind in get_args(UnitKind)}
    coded = {
        kind: found.units[["unit_id", "report_id", "organ_id"]].merge(
            found.codes[["unit_id", "code"]], "left", "unit_id"
        )
        for kind, found in ends.items()
    }
    problems = coded["problem"].rename(columns={"unit_id": "problem_id", "code": "problem"})
    measures = pd.concat([coded["measure"], coded["past_measure"]], ignore_index=True)
    measures = measures.rename(columns={"unit_id": "measure_id", "code": "measure"})
    problems["problem"] = problems["problem"].fillna(UNCODED)
    measures["measure"] = measures["measure"].fillna(UNCODED)
    kept = links["problem_id"].isin(problems["problem_id"]) & links["measure_id"].isin(measures["measure_id"])
    return links[kept], problems, measures, ends["problem"].coder


def _in_order(book: Codebook, kind: UnitKind, seen: pd.Series[str]) -> list[Theme]:
    """The themes that are seen, in the order of the codebook; residual ones, unknown ones and ``uncoded`` last."""
    codes = set(seen)
    known = [one for one in themes(book, kind) if one.code in codes]
    rest = codes - {one.code for one in known} - {UNCODED}
    return [
        *known,
        *(theme(book, code) for code in sorted(rest)),
        *[Theme(UNCODED, None, "未编码")] * (UNCODED in codes),
    ]


def _share(stating: pd.DataFrame, yes: set[str]) -> dict[str, Any]:
    share = clustered_share(
        stating["problem_id"].isin(yes).to_numpy(float), [1] * len(stating), stating["organ_id"].to_numpy(str)
    )
    return {
        "numerator": int(share.numerator), "denominator": int(share.denominator), "estimate": share.estimate,
        "low": share.low, "high": share.high, "reports": stating["report_id"].nunique(),
        "organs": stating["organ_id"].nunique(),
    }  # fmt: skip


def _note(denominator: int, coder: str, thematic: int) -> str:
    return note(
        f"small n: below {SMALL}" if denominator < SMALL else "",
        f"{thematic} of the links rest on the themes themselves" if thematic else "",
        f"coder {coder}",
    )
