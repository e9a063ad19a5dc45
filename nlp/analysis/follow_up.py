"""What became of a problem and of its promise a year later: repeated, kept, dropped, or new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.analysis import corpus
from nlp.analysis.estimates import SMALL, clustered_share
from nlp.analysis.reuse_sentences import mask
from nlp.text import fold_name
from nlp.themes.codebook import codebook

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

NEAR = 0.7
"""Normalised indel similarity from which two problems of one organ say the same."""
STATUSES = {"repeated": "重复出现", "kept": "有承诺且未再提", "dropped": "无承诺且未再提", "new": "新出现"}
_ORGAN = ["organ_id", "organ", "level", "function", "province"]
_COLUMNS = [
    *_ORGAN, "year", "next_year", "status", "report_id", "unit_id", "text", "start", "end", "codes", "promised",
    "measure_ids", "measures", "next_report_id", "next_unit_id", "next_text", "next_start", "next_end", "basis",
    "shared_codes", "similarity", "done", "done_unit_id", "done_text", "note",
]  # fmt: skip


def follow_up(dataset: Dataset, coder: str | None = None) -> pd.DataFrame:
    """A row a problem of year t, and a row a problem of t + 1 that wasn't there in t, of organs with reports for both.

    >>> follow_up(open_dataset("dataset"))[["organ", "year", "status", "text", "next_text"]]  # doctest: +SKIP

    ``status`` of a problem of t:
    ``repeated``  a problem of t + 1 has a theme in common with it (``basis`` theme; residual codes don't count) or near
                  wording (``basis`` wording: similarity of at least 0.7), or both,
    ``kept``      it isn't back and a measure was linked to it in t: promised, and not heard of again,
    ``dropped``   it isn't back and no measure was linked to it.
    ``new`` is a problem of t + 1 to which no problem of t came back; it stands in the ``next_`` columns.

    ``kept`` says that the report is silent, not that the promise was kept in fact. ``done`` tells what t + 1 says:
    ``past_measure`` (reported as taken: with a code of the promised measures that answers the problem, or any answering
    code where none was promised; or in the words of the promise), ``measure`` (the same of a measure promised again or
    carried on), or empty. ``next_text`` is the nearest of the problems that match: by themes in common, then by words.
    Years that don't follow each other, reports beside another one of the same organ and year, and reports in which no
    section on problems was read are no follow-up: ``follow_up_years`` lists them, with the reason. ``start`` and
    ``end`` are offsets into the reports' texts. A coder that the dataset lacks raises ``ValueError``.
    """
    return _followed(_said(dataset, coder), follow_up_years(dataset))


def follow_up_years(dataset: Dataset) -> pd.DataFrame:
    """A row a report but an organ's last: the report for its next year, whether it can be followed, and if not why.

    ``organ_id organ level function province year report_id next_year next_report_id followed note``.
    """
    import pandas as pd

    known = corpus.reports(dataset).dropna(subset=["year", "organ"])
    sections = dataset.table("sections", ["report_id", "section_id", "status"])
    read = set(sections.loc[(sections["section_id"] == "s5") & (sections["status"] != "absent"), "report_id"])
    units = corpus.units(dataset)
    read |= set(units.loc[units["kind"] == "problem", "report_id"])
    rows: list[dict[str, Any]] = []
    for _, mine in known.groupby("organ_id", sort=True):
        one = mine.drop_duplicates("year")
        records: list[dict[str, Any]] = [
            {str(name): value for name, value in row.items()} for row in one.to_dict("records")
        ]
        for now, after in pairwise(records):
            row = {name: now[name] for name in [*_ORGAN, "year", "report_id"]}
            row |= {"next_year": after["year"], "next_report_id": after["report_id"]}
            row["note"] = _why_not(now, after, read)
            rows.append(row | {"followed": not row["note"]})
    columns = [*_ORGAN, "year", "report_id", "next_year", "next_report_id", "followed", "note"]
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64", "next_year": "Int64", "followed": "bool"})


def follow_up_by_theme(dataset: Dataset, coder: str | None = None) -> pd.DataFrame:
    """The share of each status among the problems of a theme, a row a theme and status; first of all problems.

    >>> follow_up_by_theme(open_dataset("dataset"))  # doctest: +SKIP

    ``code zh en status numerator denominator estimate low high n organs expected note``. Of ``repeated``, ``kept`` and
    ``dropped`` the denominator is the problems of year t with the theme; of ``repeated_of_promised`` those with a
    promise; of ``new`` the problems of t + 1 with it. A problem with two themes counts in both, with its one status.
    Intervals are clustered by organ. ``expected`` stands beside ``repeated``: how often the reports of other organs for
    t + 1 name the theme, which is how often it would seem to come back if a year told nothing of the next. The series
    breaks of the tables don't touch section 五.
    """
    import pandas as pd

    said, years = _said(dataset, coder), follow_up_years(dataset)
    frame = _followed(said, years)
    old = frame[frame["status"] != "new"].assign(codes=lambda f: f["codes"].map(list)).reset_index(drop=True)
    old["expected"] = pd.Series(_named_by_others(dataset, said, old), dtype=object)
    later = _later(said, years, set(frame.loc[frame["status"] == "new", "next_unit_id"]))
    book = codebook()
    order = {code: place for place, code in enumerate(book.codes)}
    rows = _statuses({"code": "all", "zh": "全部问题", "en": "All problems"}, old.assign(expected=float("nan")), later)
    old, later = old.explode("codes"), later.explode("codes")
    for code in sorted({*old["codes"].dropna(), *later["codes"].dropna()}, key=lambda c: (order.get(c, len(order)), c)):
        entry = book.codes.get(code)
        head = {"code": code, "zh": entry.zh if entry else code, "en": entry.en if entry else code}
        mine = old[old["codes"] == code]
        expected = pd.Series([each.get(code, float("nan")) for each in mine["expected"]], index=mine.index, dtype=float)
        rows += _statuses(head, mine.assign(expected=expected), later[later["codes"] == code])
    return pd.DataFrame(rows)


class _Unit(NamedTuple):
    unit_id: str
    text: str
    start: int
    end: int
    codes: tuple[str, ...]
    masked: str


_Units = dict[str, list[_Unit]]


class _Said(NamedTuple):
    """The problems of every report, its measures and past measures, and the measures linked to every problem."""

    problems: _Units
    kinds: dict[str, _Units]
    promises: _Units


def _said(dataset: Dataset, coder: str | None) -> _Said:
    given: dict[str, list[str]] = defaultdict(list)
    codes = corpus.codes(dataset, coder).sort_values(["unit_id", "code"])
    for unit_id, code in zip(codes["unit_id"], codes["code"], strict=True):
        given[unit_id].append(code)
    kinds: dict[str, _Units] = {kind: defaultdict(list) for kind in ("problem", "measure", "past_measure")}
    by_id: dict[str, _Unit] = {}
    units = corpus.units(dataset).sort_values(["report_id", "order"])
    columns = ["report_id", "kind", "unit_id", "text", "start", "end"]
    for report, kind, unit_id, text, start, end in units[columns].itertuples(index=False, name=None):
        unit = _Unit(unit_id, text, start, end, tuple(given[unit_id]), mask(fold_name(text)))
        kinds[kind][report].append(unit)
        by_id[unit_id] = unit
    promises: _Units = defaultdict(list)
    links = dataset.table("links", ["problem_id", "measure_id"])
    for problem, measure in sorted(set(zip(links["problem_id"], links["measure_id"], strict=True))):
        if measure in by_id:
            promises[problem].append(by_id[measure])
    return _Said(kinds.pop("problem"), kinds, promises)


def _followed(said: _Said, years: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    columns = [*_ORGAN, "year", "next_year", "report_id", "next_report_id"]
    for pair in years.loc[years["followed"], columns].itertuples(index=False, name=None):
        rows += _pair(dict(zip(columns, pair, strict=True)), said)
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    whole = ["year", "next_year", "start", "end", "next_start", "next_end"]
    frame[["basis", "done", "note"]] = frame[["basis", "done", "note"]].astype(object).fillna("")
    return frame.astype({**dict.fromkeys(whole, "Int64"), "promised": "boolean", "similarity": "float64"})


class _Match(NamedTuple):
    """How a problem came back in another one; matches are compared by themes in common, then by wording."""

    themes: int
    similarity: float
    shared: tuple[str, ...]
    problem: _Unit

    @property
    def basis(self) -> str:
        near = self.similarity >= NEAR
        return "theme and wording" if self.themes and near else "theme" if self.themes else "wording" if near else ""


def _pair(who: dict[str, Any], said: _Said) -> Iterator[dict[str, Any]]:
    """The rows of an organ and two years that follow each other."""
    after = said.problems.get(who["next_report_id"], [])
    kinds = {kind: units.get(who["next_report_id"], []) for kind, units in said.kinds.items()}
    came: set[str] = set()
    for problem in said.problems.get(who["report_id"], []):
        matches = [match for match in (_match(problem, other) for other in after) if match.basis]
        came |= {match.problem.unit_id for match in matches}
        promised = said.promises.get(problem.unit_id, [])
        row = who | {name: getattr(problem, name) for name in ("unit_id", "text", "start", "end", "codes")}
        row["status"] = "repeated" if matches else "kept" if promised else "dropped"
        row["promised"] = bool(promised)
        row["measure_ids"] = tuple(measure.unit_id for measure in promised)
        row["measures"] = tuple(measure.text for measure in promised)
        if matches:
            best = max(matches, key=lambda match: (match.themes, match.similarity))
            row |= _next(best.problem)
            row |= {"basis": best.basis, "shared_codes": best.shared, "similarity": best.similarity}
        notes = [] if problem.codes else ["no theme: followed by its wording alone"]
        row["note"] = "; ".join(notes + ([] if after else ["the next report states no problem"]))
        yield row | _done(problem, promised, kinds)
    for problem in after:
        if problem.unit_id not in came:
            yield who | {"status": "new", "codes": problem.codes} | _next(problem)


def _next(problem: _Unit) -> dict[str, Any]:
    return {f"next_{name}": getattr(problem, name) for name in ("unit_id", "text", "start", "end")}


def _match(problem: _Unit, other: _Unit) -> _Match:
    shared = tuple(code for code in problem.codes if code in other.codes and code not in _residual())
    return _Match(len(shared), _similarity(problem, other), shared, other)


@cache
def _residual() -> frozenset[str]:
    return frozenset(code.code for code in codebook() if code.residual)


def _similarity(one: _Unit, other: _Unit) -> float:
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one.masked, other.masked)) if one.masked and other.masked else 0.0


def _done(problem: _Unit, promised: list[_Unit], after: dict[str, list[_Unit]]) -> dict[str, Any]:
    """What the next report says of the promise, reported as taken before promised again."""
    answering = {code for code, problems in codebook().answers.items() if set(problems) & set(problem.codes)}
    said = {code for measure in promised for code in measure.codes}
    wanted = (said & answering) or said or answering
    for kind in ("past_measure", "measure"):
        for unit in after[kind]:
            if wanted & set(unit.codes) or any(_similarity(unit, measure) >= NEAR for measure in promised):
                return {"done": kind, "done_unit_id": unit.unit_id, "done_text": unit.text}
    return {"done": ""}


def _why_not(now: dict[str, Any], after: dict[str, Any], read: set[str]) -> str:
    if after["year"] - now["year"] != 1:
        missing = range(now["year"] + 1, after["year"])
        return f"no report for {', '.join(map(str, missing))}: a gap is no follow-up"
    for report in (now, after):
        if report["copies"] > 1:
            return f"{report['copies']} reports for {report['year']}: which one is meant isn't decided"
    unread = [str(report["year"]) for report in (now, after) if report["report_id"] not in read]
    return f"no section on problems was read in {' and '.join(unread)}" if unread else ""


def _later(said: _Said, years: pd.DataFrame, new: set[str]) -> pd.DataFrame:
    """The problems of t + 1, and whether they are new."""
    import pandas as pd

    followed = years[years["followed"]]
    rows = [
        (organ, list(problem.codes), "new" if problem.unit_id in new else "")
        for organ, report in zip(followed["organ_id"], followed["next_report_id"], strict=True)
        for problem in said.problems.get(report, [])
    ]
    return pd.DataFrame(rows, columns=["organ_id", "codes", "status"])


def _named_by_others(dataset: Dataset, said: _Said, old: pd.DataFrame) -> list[dict[str, float]]:
    """For every problem, the share of the other organs with a report for the next year that name each of its themes."""
    reports = corpus.reports(dataset).dropna(subset=["year", "organ"])
    there: dict[int, set[str]] = defaultdict(set)
    naming: dict[tuple[int, str], set[str]] = defaultdict(set)
    for report, organ, year in zip(reports["report_id"], reports["organ_id"], reports["year"], strict=True):
        there[year].add(organ)
        for code in (code for problem in said.problems.get(report, []) for code in problem.codes):
            naming[year, code].add(organ)
    shares = []
    for organ, year, codes in zip(old["organ_id"], old["next_year"], old["codes"], strict=True):
        others = len(there[year] - {organ})
        shares.append({code: len(naming[year, code] - {organ}) / others for code in codes if others})
    return shares


def _statuses(head: dict[str, str], old: pd.DataFrame, later: pd.DataFrame) -> list[dict[str, Any]]:
    promised = old[old["promised"].astype(bool)]
    parts = [(status, status, old) for status in ("repeated", "kept", "dropped")]
    parts += [("repeated_of_promised", "repeated", promised), ("new", "new", later)]
    rows = []
    for name, status, of in parts:
        yes = (of["status"] == status).to_numpy(float)
        share = clustered_share(yes, [1.0] * len(of), of["organ_id"].to_numpy(object))
        expected = float(old["expected"].mean()) if name == "repeated" and len(old) else float("nan")
        note = f"fewer than {SMALL} problems" if len(of) < SMALL else ""
        rows.append(
            head | {"status": name} | share._asdict()
            | {"n": len(of), "organs": of["organ_id"].nunique(), "expected": expected, "note": note}
        )  # fmt: skip
    return rows
