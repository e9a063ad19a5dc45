"""Which reports and which units name which theme: the observations that trends, changes and pairs are counted over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from nlp.analysis import corpus
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset
    from nlp.themes.codebook import Kind

UnitKind = Literal["problem", "measure", "past_measure"]
Within = Literal["report", "unit"]
NOTHING_STATED = ("no_problem_stated", "no_measure_stated")
"""Codes of a unit that says that there is nothing to name."""
_OF_REPORT = ["report_id", "organ_id", "organ", "year", "level", "function", "province", "prefecture", "county",
              "copies"]  # fmt: skip


class Named(NamedTuple):
    """``units`` of one kind with their report's organ and place, ``codes`` of them, and the coders that gave these."""

    kind: UnitKind
    units: pd.DataFrame
    codes: pd.DataFrame
    coder: str


class Theme(NamedTuple):
    """A theme as frames show it; a code that the codebook lacks has its own name as label and no family."""

    code: str
    family: str | None
    zh: str


def named(dataset: Dataset, kind: UnitKind = "problem", coder: str | None = None) -> Named:
    """The units of a kind that name something, and the codes that the coder who speaks (or ``coder``) gave them.

    >>> named(open_dataset("dataset"), "measure").codes  # doctest: +SKIP

    A unit all of whose codes say that nothing is stated (``no_problem_stated``) names nothing and is left out; a unit
    without any code stays. ``measure`` are measures promised, ``past_measure`` those already taken. An unknown kind or
    coder raises ``ValueError``.
    """
    if kind not in get_args(UnitKind):
        raise ValueError(f"no kind {kind!r}; there are {', '.join(get_args(UnitKind))}")
    units = corpus.units(dataset)
    units = units[units["kind"] == kind]
    given = corpus.codes(dataset, coder)
    coders = sorted(set(given["coder"]))
    codes = given.loc[given["unit_id"].isin(units["unit_id"]), ["unit_id", "report_id", "code"]].drop_duplicates()
    nothing = codes["code"].isin(NOTHING_STATED)
    silent = set(codes.loc[nothing, "unit_id"]) - set(codes.loc[~nothing, "unit_id"])
    units = units[~units["unit_id"].isin(silent)].drop(columns="kind")
    rows = corpus.reports(dataset)[_OF_REPORT].merge(units, on="report_id")
    return Named(kind, rows, codes[~nothing].reset_index(drop=True), ", ".join(coders) or "none")


def observations(found: Named, within: Within) -> pd.DataFrame:
    """A row a report that names anything, or a row a unit, by the column ``id``, with the report's organ and place."""
    if within not in get_args(Within):
        raise ValueError(f"no unit {within!r}; there are {', '.join(get_args(Within))}")
    key = f"{within}_id"
    rows = found.units.drop_duplicates(key).reset_index(drop=True)
    rows["id"] = rows[key]
    return rows


def naming(found: Named, within: Within, codes: Iterable[str]) -> set[str]:
    """The ids of the observations that name one of the codes."""
    return set(found.codes.loc[found.codes["code"].isin(list(codes)), f"{within}_id"])


def kind_of_codes(kind: UnitKind) -> Kind:
    """The kind of the codes that units of a kind are given."""
    return "problem" if kind == "problem" else "measure"


def themes(book: Codebook | None, kind: UnitKind, seen: Iterable[str] = ()) -> list[Theme]:
    """The themes of a kind in the order of the codebook, then the codes ``seen`` in the data that it lacks.

    >>> themes(None, "problem")[0]
    Theme(code='awareness_commitment', family='A', zh='思想认识与主动性不足')

    Residual codes are no themes.
    """
    book = book or codebook()
    known = [Theme(entry.code, entry.family, entry.zh) for entry in book.kind(kind_of_codes(kind))]
    return known + [Theme(code, None, code) for code in sorted(set(seen) - set(book.codes))]


def theme(book: Codebook | None, code: str) -> Theme:
    """One theme, residual or unknown ones as well."""
    book = book or codebook()
    return Theme(code, book.code(code).family, book.code(code).zh) if code in book else Theme(code, None, code)


def note(*parts: str) -> str:
    """What a reader must know of a row, in one string."""
    return "; ".join(part for part in parts if part)


def group_columns(by: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """The columns to group by, each once; one that is not allowed raises ``ValueError``."""
    columns = [by] if isinstance(by, str) else list(dict.fromkeys(by))
    for column in columns:
        if column not in allowed:
            raise ValueError(f"can't group by {column!r}; there are {', '.join(allowed)}")
    return columns
