"""What naming a theme goes with in the same organ, years allowed for: Poisson, linear or logit with organ effects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from nlp.analysis.estimates import LEVEL

if TYPE_CHECKING:
    import numpy as np

Family = Literal["poisson", "linear", "logit"]
ROUNDS = 200
ENOUGH = 1e-10
FLAT = 1e-8  # a column that keeps less of its spread than this share is explained by the effects


@dataclass(frozen=True, slots=True)
class Fit:
    """The coefficient of naming, on the scale of the model, with an interval; NaN and ``why`` where there is none.

    ``carrying_reports`` and ``carrying_organs``: with organ effects, those of organs that name the theme in some years
    and not in others, without which there is no estimate; else all reports, and the organs of the group that has
    fewer. ``error``: the clustered standard error. ``dispersion``: Pearson's chi-square over its degrees of freedom.
    """

    estimate: float
    low: float
    high: float
    p: float
    error: float
    n: int
    organs: int
    carrying_reports: int
    carrying_organs: int
    dispersion: float
    why: str = ""


def regress(
    y: np.ndarray, of: np.ndarray, named: np.ndarray, organ: np.ndarray, year: np.ndarray, family: Family,
    within: bool = True, level: float = LEVEL,
) -> Fit:  # fmt: skip
    """The coefficient of ``named`` in a regression of ``y`` with a dummy a year and, if ``within``, a dummy an organ.

    ``poisson``  counts or amounts, log link: pseudo-maximum likelihood, right whatever the spread (Santos Silva &
                 Tenreyro 2006, Review of Economics and Statistics 88, 641-658)
    ``linear``   least squares
    ``logit``    shares of ``of``, its weight (Papke & Wooldridge 1996, Journal of Applied Econometrics 11, 619-632)

    The organ dummies are partialled out, so that thousands of organs cost nothing (Correia, Guimarães & Zylkin 2020,
    Stata Journal 20, 95-115); the estimate is that of statsmodels' GLM with all the dummies. ``error`` is the standard
    error clustered by organ that statsmodels' WLS, Stata and fixest give (organ effects, nested in the clusters, cost
    no degrees of freedom). It is too small where few organs count much, so interval and p rest on the jackknife over
    organs instead (MacKinnon, Nielsen & Webb 2023, Journal of Econometrics 232, 272-299: CV3), t with as many degrees
    of freedom as organs carry the estimate, less one. Left out, since they can't speak: organs and years with a single
    report, or in which nothing is ever counted, or everything.
    """
    import numpy as np

    nothing = _nothing(named, organ, within)
    if nothing.why:
        return nothing
    keep = _speaking(y, of, organ, year, family, within)
    y, of, named, organ, year = y[keep], of[keep], named[keep], organ[keep], year[keep]
    nothing = _nothing(named, organ, within)
    if nothing.why:
        return replace(nothing, why="nothing_counted")
    organ, year = (np.unique(effect, return_inverse=True)[1] for effect in (organ, year))
    years = [year == one for one in range(1, int(year.max()) + 1)]
    group = organ if within else None
    x = np.column_stack([named, *years] if within else [named, *years, np.ones(len(y))]).astype(float)
    if _flat(x, group):
        return replace(nothing, why="collinear")
    if family != "linear" and _separated(y, of, x, group, family):
        return replace(nothing, why="perfect")
    solved = _solve(y, of, x, group, family)
    if solved is None:
        return replace(nothing, why="no_convergence")
    return _infer(nothing, solved, y, of, organ, nothing.organs if within else 0, family, level)


def _speaking(
    y: np.ndarray, of: np.ndarray, organ: np.ndarray, year: np.ndarray, family: Family, within: bool
) -> np.ndarray:
    """The observations that bear on the estimate: no organ or year alone, none without variation in what is counted."""
    import numpy as np

    keep = np.arange(len(y))
    while True:
        speaks = np.ones(len(keep), bool)
        for effect in (organ, year) if within else (year,):
            _, place = np.unique(effect[keep], return_inverse=True)
            speaks &= (np.bincount(place) > 1)[place]
            if family != "linear":
                speaks &= (np.bincount(place, y[keep]) > 0)[place]
            if family == "logit":
                speaks &= (np.bincount(place, of[keep] - y[keep]) > 0)[place]
        if speaks.all():
            return keep
        keep = keep[speaks]


def _nothing(named: np.ndarray, organ: np.ndarray, within: bool) -> Fit:
    """A fit without an estimate, that says what there is to estimate it from and why that can't be, if it can't."""
    import numpy as np

    _, organ = np.unique(organ, return_inverse=True)
    yes, every = np.bincount(organ[named], minlength=int(organ.max(initial=-1)) + 1), np.bincount(organ)
    changing = (yes > 0) & (yes < every)
    carrying = len(named), min(int((yes > 0).sum()), int((yes < every).sum()))
    if within:
        carrying = int(every[changing].sum()), int(changing.sum())
    why = ""
    if named.all() or not named.any():
        why = "one_group"
    elif within and not (every > 1).any():
        why = "no_organ_twice"
    elif within and not changing.any():
        why = "no_change"
    nan = float("nan")
    return Fit(nan, nan, nan, nan, nan, len(named), len(every), *carrying, nan, why)


def _demean(x: np.ndarray, weights: np.ndarray, group: np.ndarray | None) -> np.ndarray:
    """What the dummies of the groups leave of each column."""
    import numpy as np

    if group is None:
        return x
    sums = np.bincount(group, weights)
    columns = x.reshape(len(x), -1).T
    left = [column - (np.bincount(group, weights * column) / sums)[group] for column in columns]
    return np.asarray(left).T.reshape(x.shape)


def _flat(x: np.ndarray, group: np.ndarray | None) -> bool:
    """Whether the first column is explained by the others and the groups."""
    import numpy as np

    if group is not None:
        _, group = np.unique(group, return_inverse=True)
    x = _demean(x, np.ones(len(x)), group)
    first, others = x[:, 0], x[:, 1:]
    left = first - others @ np.linalg.lstsq(others, first, rcond=None)[0]
    return float((left**2).sum()) < FLAT * len(x)


def _separated(y: np.ndarray, of: np.ndarray, x: np.ndarray, group: np.ndarray | None, family: Family) -> bool:
    """Whether the coefficient runs off to infinity: naming tells, with the effects, where nothing is counted.

    It can only where the first column is flat among the observations inside the bounds; then a linear programme
    looks for a direction that moves the others towards their bounds only (Konis 2007, thesis, Oxford).
    """
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linprog

    bottom, top = y <= 0, (y >= of) if family == "logit" else np.zeros(len(y), bool)
    inside = ~(bottom | top)
    if inside.any() and not _flat(x[inside], None if group is None else group[inside]):
        return False
    columns = sparse.csr_array(x)
    if group is not None:
        dummies = sparse.csr_array((np.ones(len(y)), (np.arange(len(y)), group)))
        columns = sparse.csr_array(sparse.hstack([columns, dummies]))
    down = sparse.vstack([columns[bottom], -columns[top]])
    bounds = [(-1, 1)] + [(None, None)] * (columns.shape[1] - 1)
    for sign in (1, -1):
        aim = np.zeros(columns.shape[1])
        aim[0] = sign
        still = {"A_eq": columns[inside], "b_eq": np.zeros(int(inside.sum()))} if inside.any() else {}
        found = linprog(aim, A_ub=down, b_ub=np.zeros(down.shape[0]), bounds=bounds, **still)
        if found.status == 0 and found.fun < -1e-6:
            return True
    return False


def _solve(
    y: np.ndarray, of: np.ndarray, x: np.ndarray, group: np.ndarray | None, family: Family
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    """Weights, response and columns of the last round of iterated least squares, and what is expected of ``y``."""
    import numpy as np

    if family == "linear":
        ones = np.ones(len(y))
        z, left = _demean(y, ones, group), _demean(x, ones, group)
        return ones, z, left, y - (z - left @ np.linalg.lstsq(left, z, rcond=None)[0])
    share = (y + 0.5) / (of + 1)
    eta = np.log((y + y.mean()) / 2) if family == "poisson" else np.log(share / (1 - share))
    middle = float(np.log(y.mean())) if family == "poisson" else 0.0
    before = np.full(x.shape[1], np.inf)
    for _ in range(ROUNDS):
        mu = np.exp(eta) if family == "poisson" else of / (1 + np.exp(-eta))
        weights = mu if family == "poisson" else mu * (1 - mu / of)
        response = eta + (y - mu) / weights
        z, left = _demean(response, weights, group), _demean(x, weights, group)
        root = np.sqrt(weights)
        b = np.linalg.lstsq(left * root[:, None], z * root, rcond=None)[0]
        eta = np.clip(response - (z - left @ b), middle - 25, middle + 25)
        if np.abs(b - before).max() < ENOUGH:
            return weights, z, left, mu
        before = b
    return None


def _infer(
    nothing: Fit, solved: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], y: np.ndarray, of: np.ndarray,
    organ: np.ndarray, effects: int, family: Family, level: float,
) -> Fit:  # fmt: skip
    """The estimate with its clustered interval; the standard error that statsmodels gives."""
    import numpy as np
    from scipy import stats
    from statsmodels.regression.linear_model import WLS

    weights, response, x, mu = solved
    freedom = len(y) - effects - int(np.linalg.matrix_rank(x))
    plain = WLS(response, x, weights=weights).fit()
    found = replace(nothing, estimate=float(plain.params[0]))
    if freedom < 1:
        return replace(found, why="too_few")
    if family != "linear":
        spread = mu if family == "poisson" else mu * (1 - mu / of)
        found = replace(found, dispersion=float(((y - mu) ** 2 / spread).sum() / freedom))
    if nothing.carrying_organs < 2:
        return replace(found, why="one_organ")
    error = _jackknife(x, response - x @ plain.params, weights, organ)
    clustered = plain.get_robustcov_results("cluster", groups=organ)
    found = replace(found, error=max(0.0, float(clustered.cov_params()[0, 0])) ** 0.5)
    if not error > 1e-9:
        return replace(found, why="no_spread")
    half = float(stats.t.ppf((1 + level) / 2, nothing.carrying_organs - 1)) * error
    p = float(2 * stats.t.sf(abs(found.estimate) / error, nothing.carrying_organs - 1))
    return replace(found, low=found.estimate - half, high=found.estimate + half, p=p)


def _jackknife(x: np.ndarray, left: np.ndarray, weights: np.ndarray, organ: np.ndarray) -> float:
    """How much the first coefficient moves when each organ in turn is left out, as a standard error."""
    import numpy as np

    scored = weights[:, None] * x
    scores = np.column_stack([np.bincount(organ, column * left) for column in scored.T])
    parts = np.array([[np.bincount(organ, one * other) for other in x.T] for one in scored.T]).transpose(2, 0, 1)
    moves = np.einsum("gij,gj->gi", np.linalg.pinv(parts.sum(0) - parts, hermitian=True), scores)[:, 0]
    return float(((1 - 1 / len(moves)) * (moves**2).sum()) ** 0.5)
