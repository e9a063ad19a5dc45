"""A dataset in a dozen lines: what to look at first after a run."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.analysis.corpus import reports
from nlp.dataset import Dataset
from nlp.themes.codebook import codebook

MOST_THEMES = 5


def overview(dataset: Dataset) -> str:
    """How many reports, cells by status, checks that fail, problems, answers and leading themes.

    >>> print(overview(nlp.open_dataset("dataset")))  # doctest: +SKIP
    24 reports of 6 organs, 2019 to 2024; 0 files failed

    Shares are of problems; a problem is answered when a measure is linked to it.
    """
    return "\n".join(_lines(dataset))


def _lines(dataset: Dataset) -> Iterator[str]:
    frame = reports(dataset)
    n, organs, first, last = len(frame), frame["organ_id"].nunique(), frame["year"].min(), frame["year"].max()
    failed = dataset.query("SELECT count(*) n FROM failures WHERE code <> 'duplicate'")["n"][0]
    yield f"{n:,} reports of {organs:,} organs, {first} to {last}; {failed:,} files failed"
    cells = dataset.query("SELECT status, count(*) n FROM cells GROUP BY status ORDER BY n DESC, status")
    yield "cells: " + ", ".join(f"{number:,} {status}" for status, number in cells.itertuples(index=False))
    checks = dataset.query(
        "SELECT rule, count(*) n FROM findings WHERE outcome = 'fail' GROUP BY rule ORDER BY n DESC, rule"
    )
    told = ", ".join(f"{rule} {number:,}" for rule, number in checks.itertuples(index=False))
    yield f"checks that fail: {told or 'none'}"
    units = dataset.query(
        "SELECT count(*) FILTER (kind = 'problem') problems, count(*) FILTER (kind = 'measure') measures FROM units"
    )
    problems, measures = units.iloc[0]
    answered = dataset.query("SELECT count(DISTINCT problem_id) n FROM links")["n"][0]
    yield f"units: {problems:,} problems ({answered:,} answered by a measure), {measures:,} measures"
    themes = dataset.query(
        "SELECT code, count(*) n FROM themes JOIN units USING (unit_id) WHERE speaks AND kind = 'problem' "
        f"GROUP BY code ORDER BY n DESC, code LIMIT {MOST_THEMES}"
    )
    for code, number in themes.itertuples(index=False):
        yield f"  {code:<28}{codebook().code(code).zh}  {number:,}"
