"""Which organs a government's own totals may already hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.knowledge import load
from nlp.text import fold

if TYPE_CHECKING:
    import pandas as pd


def is_government(organs: pd.Series, functions: pd.Series) -> pd.Series:
    """True where the organ is a government itself, not its office: by its function and the end of its name."""
    endings = tuple(load("analysis", "rates")["government"])
    name = organs.fillna("").map(lambda organ: "".join(fold(organ).split()))
    return (functions == "government_office") & name.str.endswith(endings)


def counted_in(frame: pd.DataFrame) -> pd.Series:
    """The ``organ_id`` of the government of an organ's region, level and year; empty where there is none.

    >>> import pandas as pd
    >>> names, functions = ["青溪县人民政府", "青溪县司法局"], ["government_office", "justice"]
    >>> organs = pd.DataFrame({"organ_id": names, "organ": names, "function": functions, "level": "county"})
    >>> counted_in(organs.assign(region_code="990101", year=2022)).tolist()
    [None, '青溪县人民政府']

    A government's report may count its office, its level or its whole territory and seldom says which (DOMAIN 1.11):
    what is marked may be counted twice, not surely so. Organs that a ministry runs (税务 …) belong to no local
    government. Two governments of a region, level and year are joined with ``; ``. An organ without region, year or
    level is not marked.
    """
    key = ["region_code", "level", "year"]
    whole = frame[key].notna().all(axis=1) & (frame["level"] != "unknown")
    government = is_government(frame["organ"], frame["function"])
    vertical = frame["organ"].fillna("").str.startswith(tuple(load("structure", "levels")["vertical_prefixes"]))
    owners = frame[whole & government].groupby(key)["organ_id"].agg(lambda ids: "; ".join(sorted(set(ids))))
    found = frame[key].join(owners.rename("owner"), on=key)["owner"].astype(object)
    marked = found.where(whole & ~government & ~vertical & found.notna(), None)
    return marked.rename("counted_in")
