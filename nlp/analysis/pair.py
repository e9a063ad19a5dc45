"""Pairing themes with the statistics: do reports that name a theme differ in what their tables say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.analysis import corpus
from nlp.analysis.named import NOTHING_STATED, Named, UnitKind, kind_of_codes, named, naming, note, observations
from nlp.analysis.pair_effects import WITHIN, compare
from nlp.analysis.pair_words import Facts, break_notes, sentence, sentence_zh
from nlp.analysis.statistic import LACKS, Statistic, values
from nlp.analysis.statistic import statistic as find_statistic
from nlp.themes.codebook import Codebook, codebook
from nlp.validation.bootstrap import DRAWS, SEED

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

_WORDS = ["organ_id", "organ", "level", "function", "province"]
MINIMUM = 10
"""A share of fewer things than this is not computed."""
USUAL = ("received", "grant_share", "refusal_share", "unable_share", "not_processed_share", "carry_over_share",
         "remedy_rate", "correction_share")  # fmt: skip
SILENT = {
    "problem": ("no problem stated", "未陈述问题"),
    "measure": ("no measure stated", "未陈述措施"),
    "past_measure": ("no measure already taken stated", "未陈述已采取的措施"),
}
TWICE = ("the organ's other report for that year says the same", "同一机关同年另有内容相同的报告")
_OF_REPORT = ["report_id", "organ_id", "organ", "level", "function", "province", "year", "copies"]


class Theme(NamedTuple):
    """What is named: one code, or any code of a family, in units of a kind."""

    name: str
    en: str
    zh: str
    kind: UnitKind
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """What ``pair`` found; in Jupyter it shows itself.

    groups     a row a group (``names`` 1 or 0): reports, organs, first and last year, zeros, mean, quartiles
    effects    a row a comparison: ``measure`` (rank_biserial, ratio, difference, odds_ratio), ``model``, ``estimate``
               with ``low`` and ``high`` at 95 % and ``p``; ``std_error`` on the scale of the model; ``reports`` and
               ``organs`` behind it; those that carry it: with organ effects the organs that name the theme in some
               years and not in others, else those of the smaller group; Pearson's ``dispersion``; ``note`` and ``why``
               (a key of ``WHY``) where an estimate or interval can't be had
    excluded   reports left out, by reason
    data       what all of it was computed from, a row a report: ``data.to_stata("pair.dta")`` for another tool
    notes      what else to know; sentence, sentence_zh: what the numbers allow to say
    """

    theme: Theme
    statistic: Statistic
    coder: str
    groups: pd.DataFrame
    effects: pd.DataFrame
    excluded: pd.DataFrame
    data: pd.DataFrame
    notes: tuple[str, ...]
    sentence: str
    sentence_zh: str

    def __repr__(self) -> str:
        return f"Pairing({self.theme.name}, {self.statistic.name}): {self.sentence}"

    def _repr_html_(self) -> str:
        from html import escape

        said = "".join(f"<p>{escape(text)}</p>" for text in (self.sentence, self.sentence_zh, *self.notes))
        return said + "".join(frame.to_html(index=False, na_rep="") for frame in (self.groups, self.effects))


def pair(
    dataset: Dataset,
    theme: str,
    statistic: str,
    coder: str | None = None,
    minimum: int = MINIMUM,
    draws: int = DRAWS,
    seed: int = SEED,
    kind: UnitKind | None = None,
    book: Codebook | None = None,
) -> Pairing:
    """Compare the reports that name a theme with those that don't, on a statistic of the tables.

    >>> pair(open_dataset("dataset"), "staffing_shortage", "received").sentence  # doctest: +SKIP

    theme      a code, or a family (``B``: any of its codes)
    statistic  a cell id (``t3.new_received.total``), or a count or rate of ``rates.yaml`` (``refusal_share``)
    coder      whose codes, by default the coder that speaks for the dataset
    minimum    a share whose denominator is smaller is not computed
    draws, seed  of the bootstrap
    kind       ``problem``, ``measure`` or ``past_measure``; by default what the code is of; problems for a family
    book       the codebook, by default gongkai's own

    Reports that state no unit of the kind neither name the theme nor fail to: they are left out and counted, as are
    reports without a value of the statistic. Effects: the rank-biserial effect with a bootstrap over organs; with
    year effects, and with organ and year effects, the ratio of counts (Poisson pseudo-maximum likelihood) or the
    difference of shares (linear, a share of 0 to 1) and their odds ratio (fractional logit weighted by denominators);
    methods and papers: ``nlp.analysis.pair_rank`` and ``pair_regression``. Unknown themes, statistics, kinds and
    coders raise ``ValueError``.
    """
    found, what = find_statistic(statistic), _find_theme(dataset, theme, kind, coder, book or codebook())
    units = named(dataset, what.kind, coder)
    data, excluded = _observe(_rows(dataset, units), units, what, values(dataset, found, minimum))
    groups, effects = compare(data, found.kind, draws, seed)
    notes = (*break_notes(found, data["year"]), *_copies(data))
    facts = Facts(what.name, what.en, what.zh, what.kind, found, groups, effects, excluded)
    said, said_zh = sentence(facts), sentence_zh(facts)
    return Pairing(what, found, units.coder, groups, effects, excluded, data, notes, said, said_zh)


def pairs(
    dataset: Dataset,
    themes: Sequence[str] | None = None,
    statistics: Sequence[str] = USUAL,
    coder: str | None = None,
    minimum: int = MINIMUM,
    draws: int = DRAWS,
    seed: int = SEED,
    kind: UnitKind = "problem",
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Pair many themes with many statistics, a row a pairing, with p values corrected for their number.

    >>> pairs(open_dataset("dataset"), ["B", "on_request_handling"], ["received", "refusal_share"])  # doctest: +SKIP

    ``themes`` are by default the families and codes of ``kind`` that are no residual ones; ``statistics`` and the rest
    as in ``pair``. ``q`` belongs to ``p`` of the rank-biserial effect, ``within_q`` to ``within_p`` of the regression
    with organ and year effects (``measure``: a ratio of counts or a difference): the false discovery rate at which a
    row would be a find (Benjamini & Hochberg 1995, JRSS B 57, 289-300) among the rows that have a p.
    """
    import pandas as pd

    book = book or codebook()
    if themes is None:
        codes = book.kind(kind_of_codes(kind))
        themes = [*(f.id for f in book.families if any(c.family == f.id for c in codes)), *(c.code for c in codes)]
    whats = [_find_theme(dataset, theme, _kind_for(theme, kind, book), coder, book) for theme in themes]
    founds = {found: values(dataset, found, minimum) for found in map(find_statistic, statistics)}
    units = {each: named(dataset, each, coder) for each in {what.kind for what in whats}}
    bases = {each: _rows(dataset, found) for each, found in units.items()}
    rows = []
    for what in whats:
        for found, numbers in founds.items():
            data, _ = _observe(bases[what.kind], units[what.kind], what, numbers)
            rows.append(_row(what, found, *compare(data, found.kind, draws, seed)))
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    for p, q in (("p", "q"), ("within_p", "within_q")):
        frame[q] = _false_discovery(frame[p])
    return frame


def _find_theme(dataset: Dataset, theme: str, kind: UnitKind | None, coder: str | None, book: Codebook) -> Theme:
    if theme in NOTHING_STATED:
        raise ValueError(f"{theme} says that there is nothing to name: it can't be paired")
    if theme in book:
        entry = book.code(theme)
        if kind is not None and kind_of_codes(kind) != entry.kind:
            raise ValueError(f"{theme} is a {entry.kind}, no {kind}")
        return Theme(theme, entry.en, entry.zh, kind or entry.kind, (theme,))
    family = next((family for family in book.families if family.id == theme), None)
    if family is not None:
        kind = kind or "problem"
        codes = tuple(entry.code for entry in book.kind(kind_of_codes(kind)) if entry.family == theme)
        return Theme(theme, family.en, family.zh, kind, codes)
    given = corpus.codes(dataset, coder)
    if theme not in set(given["code"]):
        there = ", ".join([*(family.id for family in book.families), *book.codes])
        raise ValueError(f"no code or family {theme!r}; there are {there}")
    units = corpus.units(dataset)
    kinds = units.loc[units["unit_id"].isin(given.loc[given["code"] == theme, "unit_id"]), "kind"]
    return Theme(theme, theme, theme, kind or ("problem" if (kinds == "problem").any() else "measure"), (theme,))


def _kind_for(theme: str, kind: UnitKind, book: Codebook) -> UnitKind | None:
    """The kind that ``pairs`` was asked for, where the theme can be of it; a code's own else."""
    return None if theme in book and book.code(theme).kind != kind_of_codes(kind) else kind


def _rows(dataset: Dataset, units: Named) -> pd.DataFrame:
    """Every report, and whether it states a unit of the kind at all; a report without an organ is its own."""
    rows = corpus.reports(dataset)[_OF_REPORT]
    rows["organ_id"] = rows["organ_id"].mask(rows["organ"].fillna("") == "", "report " + rows["report_id"])
    return rows.assign(speaks=rows["report_id"].isin(observations(units, "report")["report_id"]))


def _observe(
    rows: pd.DataFrame, units: Named, theme: Theme, numbers: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The reports to compare, and how many were left out for which reason."""
    import pandas as pd

    every = rows.merge(numbers, on="report_id", how="left", validate="one_to_one")
    every.insert(len(_OF_REPORT), "names", every["report_id"].isin(naming(units, "report", theme.codes)).astype("int8"))
    reason = every["lacks"].astype(object).mask(~every["speaks"], "silent")
    same = every.duplicated(["organ_id", "year", "names", "numerator", "denominator"]) & every["year"].notna()
    reason = reason.mask(reason.isna() & same, "twice")
    said = {**LACKS, "silent": SILENT[theme.kind], "twice": TWICE}
    counted = reason.value_counts()
    left_out = [(*said.get(key, (key, key)), int(counted[key])) for key in sorted(counted.index, key=list(said).index)]
    data = every[reason.isna()].drop(columns=["speaks", "lacks"]).reset_index(drop=True)
    data[_WORDS] = data[_WORDS].fillna("").astype(object)  # a column of nothing but blanks is no text to Stata
    return data, pd.DataFrame(left_out, columns=["reason", "reason_zh", "reports"])


def _copies(data: pd.DataFrame) -> tuple[str, ...]:
    again = int(data.duplicated(["organ_id", "year"], keep=False).where(data["year"].notna(), False).sum())
    return (f"{again} reports share organ and year with another that says otherwise: all are counted",) if again else ()


_COLUMNS = [
    "theme", "zh", "kind", "statistic", "statistic_zh", "reports_named", "reports_other", "organs", "median_named",
    "median_other", "rank_biserial", "low", "high", "p", "q", "measure", "within", "within_low", "within_high",
    "within_p", "within_q", "reports_carrying", "organs_carrying", "note",
]  # fmt: skip


def _row(theme: Theme, what: Statistic, groups: pd.DataFrame, effects: pd.DataFrame) -> dict[str, Any]:
    yes, no = (groups[groups["names"] == names].iloc[0] for names in (1, 0))
    rank, within = effects.iloc[0], effects[effects["model"] == WITHIN].iloc[0]
    return {
        "theme": theme.name, "zh": theme.zh, "kind": theme.kind, "statistic": what.name, "statistic_zh": what.zh,
        "reports_named": yes["reports"], "reports_other": no["reports"], "organs": rank["organs"],
        "median_named": yes["median"], "median_other": no["median"], "rank_biserial": rank["estimate"],
        **{name: rank[name] for name in ("low", "high", "p")},
        "measure": within["measure"], "within": within["estimate"],
        **{f"within_{name}": within[name] for name in ("low", "high", "p")},
        **{name: within[name] for name in ("reports_carrying", "organs_carrying")},
        "note": note(rank["note"], within["note"] and f"within organs: {within['note']}"),
    }  # fmt: skip


def _false_discovery(p: pd.Series[float]) -> pd.Series[float]:
    from scipy.stats import false_discovery_control

    some = p.notna()
    q = p.astype(float).copy()
    if some.any():
        q[some] = false_discovery_control(p[some].astype(float))
    return q
