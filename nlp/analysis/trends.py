"""How often a theme is named, by year and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from nlp.analysis import corpus
from nlp.analysis.estimates import SMALL, clustered_share
from nlp.analysis.named import (
    Named,
    UnitKind,
    Within,
    group_columns,
    kind_of_codes,
    named,
    naming,
    note,
    observations,
    themes,
)
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

GROUPS = ("year", "level", "function", "province", "family")


class Series(NamedTuple):
    """What is followed: one code, or all codes of a family, among units of a kind."""

    name: str
    family: str | None
    zh: str
    kind: UnitKind
    codes: tuple[str, ...]


def trends(
    dataset: Dataset,
    code: str | None = None,
    by: Sequence[str] = ("year",),
    unit: Within = "report",
    kind: UnitKind | None = None,
    coder: str | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """The share of reports, or of units, that name a theme, a row a theme and group.

    >>> trends(open_dataset("dataset"), "staffing_shortage", by=("year", "level"))  # doctest: +SKIP

    code   a code, or a family (``B``: any of its codes); None for every code that is not residual
    by     of ``year level function province``; with ``family`` the families are counted in place of the codes
    unit   ``report``: of the reports that state any unit of the kind, those that name the theme. ``unit``: of their
           units. Reports that state none are no zeros: they are left out and counted in ``reports_silent``
    kind   ``problem``, ``measure`` (promised) or ``past_measure``; by default what the code is a code of, problems
           and measures where it may be either
    coder  whose codes, by default the coder that speaks for the dataset
    book   the codebook of labels and families, by default gongkai's own

    ``estimate`` = numerator / denominator (0 to 1) with ``low`` and ``high`` at 95 %, Wilson's for the observations
    that the organs are worth (``estimates.clustered_share``). ``reports`` and ``organs`` stand in the denominator. A
    group in which no report states a unit has no estimate. Unknown codes, kinds, groups and coders raise
    ``ValueError``.
    """
    import pandas as pd

    columns = group_columns(by, GROUPS)
    every = corpus.reports(dataset)
    book = book or codebook()
    groups = [column for column in columns if column != "family"]
    followed = False
    rows: list[dict[str, Any]] = []
    for each in _kinds(book, code, kind):
        found = named(dataset, each, coder)
        series = _series(book, found, code, "family" in columns, each)
        followed = followed or bool(series)
        rows += _rows(series, found, unit, every, groups)
    if not followed:
        raise ValueError(f"no code or family {code!r}; there are {', '.join([*_families(book), *book.codes])}")
    head = ["code", "family", "zh", "kind", *groups, "numerator", "denominator", "estimate", "low", "high"]
    frame = pd.DataFrame(rows, columns=[*head, "reports", "organs", "reports_silent", "note"])
    return frame.astype({column: every[column].dtype for column in groups})


def _kinds(book: Codebook, code: str | None, kind: UnitKind | None) -> tuple[UnitKind, ...]:
    if kind is not None:
        if code in book and kind in get_args(UnitKind) and book.code(str(code)).kind != kind_of_codes(kind):
            raise ValueError(f"{code} is a {book.code(str(code)).kind}, no {kind}")
        return (kind,)
    return (book.code(code).kind,) if code is not None and code in book else ("problem", "measure")


def _series(book: Codebook, found: Named, code: str | None, families: bool, kind: UnitKind) -> list[Series]:
    """What to follow, in the order of the codebook; none where the code is of another kind or unknown."""
    seen = set(found.codes["code"])
    every = themes(book, kind, seen)
    whole = [
        Series(family.id, family.id, family.zh, kind, tuple(t.code for t in every if t.family == family.id))
        for family in book.families
        if code in (None, family.id)
    ]
    if families or (whole and code is not None):
        if code is not None and not whole:
            raise ValueError(f"family counts whole families; {code!r} is none of {', '.join(_families(book))}")
        return [series for series in whole if series.codes]
    if code is not None and code in book and book.code(code).residual:
        return [Series(code, None, book.code(code).zh, kind, (code,))]
    return [Series(t.code, t.family, t.zh, kind, (t.code,)) for t in every if code in (None, t.code)]


class _Group(NamedTuple):
    """A group of reports: its values, which observations fall in it, and what a row tells beside the share."""

    values: dict[str, Any]
    place: np.ndarray
    told: dict[str, Any]
    notes: tuple[str, ...]


def _rows(
    series: Sequence[Series], found: Named, unit: Within, every: pd.DataFrame, columns: list[str]
) -> Iterator[dict[str, Any]]:
    import numpy as np

    seen = observations(found, unit)
    organ = np.unique(seen["organ_id"].to_numpy(str), return_inverse=True)[1]
    groups = list(_groups(seen, every, columns))
    for one in series:
        yes = seen["id"].isin(naming(found, unit, one.codes)).to_numpy(float)
        for group in groups:
            here = group.place
            share = clustered_share(yes[here], np.ones(len(here)), organ[here])
            yield {
                "code": one.name, "family": one.family, "zh": one.zh, "kind": one.kind, **group.values,
                "numerator": int(share.numerator), "denominator": int(share.denominator),
                "estimate": share.estimate, "low": share.low, "high": share.high, **group.told,
                "note": note(*group.notes, f"coder {found.coder}"),
            }  # fmt: skip


def _groups(seen: pd.DataFrame, every: pd.DataFrame, columns: list[str]) -> Iterator[_Group]:
    """Every group that has a report, in order, those of an unknown value last."""
    import numpy as np
    import pandas as pd

    years = every["year"].dropna()
    cells = every[columns].drop_duplicates().sort_values(columns, ignore_index=True) if columns else [None]
    for number in range(len(cells)):
        values: dict[str, Any] = {}
        if isinstance(cells, pd.DataFrame):
            values = {name: cells.at[number, name] for name in columns}
        place = np.flatnonzero(_inside(seen, values))
        inside, reports = seen.iloc[place], int(_inside(every, values).sum())
        stating = inside["report_id"].nunique()
        organs = inside["organ_id"].nunique()
        last = values.get("year", years.max() if len(years) else pd.NA)
        several = inside.drop_duplicates("report_id")["copies"].gt(1).sum() if "year" in columns else 0
        notes = (
            "" if len(place) else "no report here states one",
            f"small n: below {SMALL}" if 0 < len(place) < SMALL else "",
            "one organ only: the interval knows no other" if organs == 1 < len(place) else "",
            f"{several} of the reports are of organs with more than one for the year" if several else "",
            "" if pd.isna(last) else corpus.breaks_between(int(years.min()), int(last)),
        )
        told = {"reports": stating, "organs": organs, "reports_silent": reports - stating}
        yield _Group(values, place, told, notes)


def _inside(rows: pd.DataFrame, values: dict[str, Any]) -> np.ndarray:
    import numpy as np
    import pandas as pd

    here = np.ones(len(rows), bool)
    for name, value in values.items():
        same = rows[name].isna() if pd.isna(value) else rows[name].eq(value).fillna(False)
        here &= same.to_numpy(bool)
    return here


def _families(book: Codebook) -> list[str]:
    return [family.id for family in book.families]
