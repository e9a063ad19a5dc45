"""How much of a report stands in other reports, by how the two are related, beside what unrelated ones share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.analysis.estimates import SMALL, clustered_share, wilson
from nlp.analysis.minhash import Pairs

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

RELATIONS = {
    "own_last_year": "本机关上一年度报告",
    "same_place_and_function": "同省同类机关",
    "same_place": "同省不同类机关",
    "same_function": "外省同类机关",
    "unrelated": "外省不同类机关（基线）",
    "any_other": "任一其他机关",
    "any_unrelated": "任一外省不同类机关",
}
"""One report of another organ for the same year or the year before; any_: any of them up to the same year."""


class Related(NamedTuple):
    """``relations`` a row a relation; ``by_report`` the numbers of every report, in the order of ``known``."""

    relations: pd.DataFrame
    by_report: pd.DataFrame


def relations(own: pd.DataFrame, near: Pairs, known: pd.DataFrame, organs: pd.DataFrame) -> Related:
    """The share of a report's sentences that one other report holds, in whatever order, by their relation.

    A row a relation: ``numerator`` (sentences expected in one such report), ``denominator`` (sentences), ``estimate``,
    ``low``, ``high`` (clustered by organ), ``n`` pairs of reports, ``reports``, ``organs``, ``note``. ``unrelated``
    organs are of another province and another function: what they share is chance and common wording, the baseline to
    hold the other rows against. The last two rows tell of all other organs together, not of one report.
    """
    import numpy as np

    kinds = organs.loc[known["organ_id"], ["place", "function"]].reset_index(drop=True)
    year, organ = known["year"].to_numpy(np.int64), known["organ_id"].astype("category").cat.codes.to_numpy(np.int64)
    place, function = (kinds[kind].astype("category").cat.codes.to_numpy(np.int64) for kind in kinds)
    report = known.reset_index().set_index("report_id")["index"].loc[own["report_id"]].to_numpy(np.int64)
    text = own["text_id"].to_numpy(np.int64)
    holds, count = _holds(report, text, near, len(known))
    one, other, found = count.row, count.col, count.data.astype(float)
    apart = year[one] - year[other]
    by_report = known[["report_id"]].assign(sentences=np.bincount(report, minlength=len(known)))

    mine = (organ[one] == organ[other]) & (apart == 1)
    last = (_reports(organ, year, 1) - _reports(organ, year, 0)) > 0
    by_report["own"] = np.where(last, _largest(one[mine], found[mine], len(known)), np.nan)

    recent = (organ[one] != organ[other]) & ((apart == 0) | (apart == 1))
    both, either = _as_one(place, function), _reports(np.zeros_like(year), year, 1)
    near_by = {"place_and_function": _reports(both, year, 1), "place": _reports(place, year, 1)}
    near_by["function"] = _reports(function, year, 1)
    same = {
        "same_place_and_function": near_by["place_and_function"] - _reports(organ, year, 1),
        "same_place": near_by["place"] - near_by["place_and_function"],
        "same_function": near_by["function"] - near_by["place_and_function"],
        "unrelated": either - near_by["place"] - near_by["function"] + near_by["place_and_function"],
    }
    sides = place[one] == place[other], function[one] == function[other]
    chosen = [sides[0] & sides[1], sides[0] & ~sides[1], ~sides[0] & sides[1], ~sides[0] & ~sides[1]]
    rows = [_row("own_last_year", by_report["own"].to_numpy(), by_report, known, int(last.sum()))]
    for (name, number), those in zip(same.items(), chosen, strict=True):
        total = np.bincount(one[recent & those], found[recent & those], minlength=len(known))
        mean = np.divide(total, number, out=np.full(len(known), np.nan), where=number > 0)
        rows.append(_row(name, mean, by_report, known, int(number.sum())))
        if name == "unrelated":
            by_report["expected"] = mean

    earlier = (organ[one] != organ[other]) & (apart >= 0)
    by_report["nearest"], by_report["nearest_report"] = _nearest(one[earlier], other[earlier], found[earlier], known)
    in_others, in_unrelated = _anywhere(report, text, holds, organ, place, function, year)
    others = _reports(np.zeros_like(year), year) - _reports(organ, year)
    strangers = _reports(np.zeros_like(year), year) - _reports(place, year)
    strangers += _reports(both, year) - _reports(function, year)
    for name, there, number in (("any_other", in_others, others), ("any_unrelated", in_unrelated, strangers)):
        total = np.bincount(report[there], minlength=len(known)).astype(float)
        by_report[name] = np.where(number > 0, total, np.nan)
        rows.append(_row(name, by_report[name].to_numpy(), by_report, known, int(number.sum())))
    import pandas as pd

    return Related(pd.DataFrame(rows), by_report)


def reports(found: pd.DataFrame, related: Related, known: pd.DataFrame) -> pd.DataFrame:
    """A row a report: ``sentences`` compared, ``template`` sentences left out, and the shares of the former that stand

    ``own_*``        in the organ's report of last year (empty where there is none),
    ``others_*``     in any report of another organ for the same or an earlier year,
    ``unrelated_*``  in any such report of an organ of another province and function,
    ``nearest_*``    in the one report of another organ that holds most of them, the earliest of equals.

    ``baseline`` with ``baseline_low`` and ``baseline_high`` is what one report of an unrelated organ holds on average
    in this corpus: hold ``own_share`` and ``nearest_share`` against it (the latter is the largest of many), and
    ``others_share`` against ``unrelated_share``. Shares have ``_numerator``, ``_low``, ``_high`` (Wilson).
    """
    import numpy as np

    by_report = related.by_report
    frame = known[["report_id", "organ_id", "organ", "province", "function", "year"]].copy()
    frame["sentences"] = by_report["sentences"]
    subtracted = found[found["template"] != ""].groupby("report_id").size()
    frame["template"] = frame["report_id"].map(subtracted).fillna(0).astype(int)
    names = {"own": "own", "others": "any_other", "unrelated": "any_unrelated", "nearest": "nearest"}
    for name, column in names.items():
        numerator, denominator = by_report[column].to_numpy(float), frame["sentences"].to_numpy(float)
        some = (denominator > 0) & np.isfinite(numerator)
        frame[f"{name}_numerator"] = numerator
        frame[f"{name}_share"] = np.divide(numerator, denominator, out=np.full(len(frame), np.nan), where=some)
        bounds = [wilson(a, b if ok else 0) for a, b, ok in zip(numerator, denominator, some, strict=True)]
        frame[[f"{name}_low", f"{name}_high"]] = np.array(bounds, float).reshape(-1, 2)
    place = by_report["nearest_report"].to_numpy(np.int64)
    for column in ("report_id", "organ", "year"):
        value = known[column].to_numpy(object)
        frame[f"nearest_{column}"] = [value[at] if at >= 0 else None for at in place]
    frame = frame.astype({"nearest_year": "Int64"})
    base: dict[Any, Any] = related.relations.set_index("relation").loc["unrelated"].to_dict()
    for column, bound in (("baseline", "estimate"), ("baseline_low", "low"), ("baseline_high", "high")):
        frame[column] = float(base[bound])
    frame["note"] = np.where(frame["sentences"] < SMALL, f"fewer than {SMALL} sentences", "")
    return frame


def _holds(report: np.ndarray, text: np.ndarray, near: Pairs, reports: int) -> tuple[Any, Any]:
    """Text x report: whether a near-copy stands there; report x report: how many sentences of one the other holds."""
    import numpy as np
    from scipy.sparse import coo_matrix, identity

    texts = int(max([text.max(initial=-1), near.left.max(initial=-1), near.right.max(initial=-1)])) + 1
    graph = coo_matrix((np.ones(len(near.left), np.int32), (near.left, near.right)), shape=(texts, texts)).tocsr()
    stands = coo_matrix((np.ones(len(text), np.int32), (text, report)), shape=(texts, reports)).tocsr()
    holds = ((graph + graph.T + identity(texts, np.int32, format="csr")) @ stands).tocsr()
    holds.data = np.ones_like(holds.data)
    return holds.tocoo(), (stands.T @ holds).tocoo()


def _as_one(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    pair: np.ndarray = first * (int(second.max(initial=0)) + 1) + second
    return pair


def _reports(key: np.ndarray, year: np.ndarray, back: int | None = None) -> np.ndarray:
    """For every report, how many have its key and a year from ``back`` years before its own up to it."""
    import numpy as np

    if not len(year):
        return np.zeros(0, np.int64)
    at = year - year.min()
    table = np.zeros((int(key.max()) + 1, int(at.max()) + 1), np.int64)
    np.add.at(table, (key, at), 1)
    upto = table.cumsum(axis=1)
    number: np.ndarray = upto[key, at]
    if back is None:
        return number
    before = at - back - 1
    number -= np.where(before >= 0, upto[key, np.maximum(before, 0)], 0)
    return number


def _largest(row: np.ndarray, value: np.ndarray, count: int) -> np.ndarray:
    import numpy as np

    largest: np.ndarray = np.zeros(count)
    np.maximum.at(largest, row, value)
    return largest


def _nearest(
    one: np.ndarray, other: np.ndarray, found: np.ndarray, known: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """The most sentences that one other report holds, and which it is (-1 for none); ``known`` is sorted by year."""
    import numpy as np

    order = np.lexsort((other, -found, one))
    rows, first = np.unique(one[order], return_index=True)
    most, which = np.zeros(len(known)), np.full(len(known), -1, np.int64)
    most[rows], which[rows] = found[order][first], other[order][first]
    return most, which


def _anywhere(
    report: np.ndarray, text: np.ndarray, holds: Any, organ: np.ndarray, place: np.ndarray, function: np.ndarray,
    year: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """For every sentence, whether another organ has it by that year, and whether an unrelated one has."""
    import numpy as np
    import pandas as pd

    there = pd.DataFrame(
        {"text": holds.row, "organ": organ[holds.col], "place": place[holds.col], "function": function[holds.col],
         "since": year[holds.col]}
    )  # fmt: skip
    here = pd.DataFrame({"text": text, "organ": organ[report], "year": year[report]})
    since = there.groupby(["text", "organ"])["since"].min().reset_index().sort_values(["text", "since", "organ"])
    first = since.groupby("text").first()
    second = since[since.groupby("text").cumcount() == 1].set_index("text")["since"]
    foreign = here["text"].map(first["since"]).where(
        here["text"].map(first["organ"]) != here["organ"], here["text"].map(second)
    )  # fmt: skip
    in_others = (foreign <= here["year"]).to_numpy(bool)

    kinds = here.assign(place=place[report], function=function[report])[["text", "place", "function", "year"]]
    kind = there.groupby(["text", "place", "function"])["since"].min().reset_index()
    met = kinds.drop_duplicates().merge(kind, on="text", suffixes=("", "_there"))
    met = met[(met["place"] != met["place_there"]) & (met["function"] != met["function_there"])]
    met = met[met["since"] <= met["year"]][["text", "place", "function", "year"]].drop_duplicates()
    in_unrelated = kinds.merge(met.assign(met=True), how="left")["met"].notna().to_numpy(bool)
    return in_others, np.asarray(in_unrelated)


def _row(name: str, expected: np.ndarray, by_report: pd.DataFrame, known: pd.DataFrame, pairs: int) -> dict[str, Any]:
    import numpy as np

    sentences = by_report["sentences"].to_numpy(float)
    some = np.isfinite(expected) & (sentences > 0)
    organ = known["organ_id"].to_numpy(object)[some]
    share = clustered_share(expected[some], sentences[some], organ)
    note = f"fewer than {SMALL} organs" if len(set(organ)) < SMALL else ""
    return {
        "relation": name, "zh": RELATIONS[name], **share._asdict(), "n": pairs, "reports": int(some.sum()),
        "organs": len(set(organ)), "note": note if len(organ) else "no such reports",
    }  # fmt: skip
