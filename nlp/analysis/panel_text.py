"""What a report says, as numbers for the panel: length of sections, problems and measures, themes, platforms."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from nlp.analysis.corpus import codes
from nlp.analysis.panel_cells import nullable
from nlp.knowledge import load
from nlp.report import PlatformKind
from nlp.themes.codebook import codebook

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

SECTIONS = ("s1", "s5", "s6")
KINDS: tuple[str, ...] = get_args(PlatformKind)
_BLANKS = r"[\s\x{0085}\x{00A0}\x{1680}\x{2000}-\x{200B}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]"
_LENGTHS = f"""
    SELECT s.report_id, s.section_id,
           length(regexp_replace(substring(r.text, body_start + 1, "end" - body_start), '{_BLANKS}', '', 'g')) AS n
    FROM sections s JOIN reports r USING (report_id)
    WHERE s.section_id IN {SECTIONS} AND s.status <> 'absent'"""
_UNITS = """
    SELECT report_id,
           count(*) FILTER (kind = 'problem') AS problems,
           count(*) FILTER (kind = 'measure') AS measures,
           count(*) FILTER (kind = 'past_measure') AS past_measures,
           count(*) FILTER (kind = 'problem' AND hedge) AS hedged_problems,
           count(*) FILTER (kind = 'problem' AND unit_id IN (SELECT problem_id FROM links)) AS answered_problems,
           avg(specificity) FILTER (kind = 'problem') AS problem_specificity,
           avg(specificity) FILTER (kind = 'measure') AS measure_specificity
    FROM units GROUP BY report_id"""
_NAMED = "SELECT report_id, kind, count(DISTINCT name) AS n FROM platforms GROUP BY report_id, kind"
_PUBLISHED = """
    SELECT c.report_id, p.kind, sum(c.value) AS n, count(*) FILTER (c.approx) AS rounded
    FROM counts c JOIN platforms p USING (platform_id)
    WHERE c.what = 'published' AND c.value IS NOT NULL GROUP BY c.report_id, p.kind"""


@cache
def of_problems() -> dict[str, dict[str, Any]]:
    """The shares of the stated problems in ``rates.yaml``, by name."""
    found: dict[str, dict[str, Any]] = load("analysis", "rates")["of_problems"]
    return found


def texts(dataset: Dataset, report_ids: pd.Series) -> pd.DataFrame:
    """A row a report, in the order given: characters of sections 一, 五, 六, units, hedges, specificity, coverage.

    Without section 五 the numbers of units are empty, not 0; a mean or share of no units is empty.
    """
    import pandas as pd

    lengths = dataset.query(_LENGTHS).drop_duplicates(["report_id", "section_id"])
    wide = lengths.pivot(index="report_id", columns="section_id", values="n").reindex(report_ids)
    frame = pd.DataFrame(index=report_ids)
    for section in SECTIONS:
        frame[f"{section}_characters"] = wide[section].astype("Int64") if section in wide else _none(len(frame))
    units = dataset.query(_UNITS).set_index("report_id").reindex(report_ids)
    spoke = frame["s5_characters"].notna() | units["problems"].notna()
    for name in units:
        if str(name).endswith("_specificity"):
            frame[name] = nullable(units[name].to_numpy(float, na_value=float("nan")))
        else:
            frame[name] = units[name].astype("Int64").fillna(0).where(spoke)
    for name, entry in of_problems().items():
        of = frame[entry["denominator"]]
        frame[name] = (frame[entry["numerator"]] / of.where(of > 0)).astype("Float64")
    return frame


def theme_codes(found: set[str]) -> list[str]:
    """The codes that have a column: the codebook's, if any of them was given or nothing was, then others found."""
    known = list(codebook().codes)
    mine = known if not found or found & set(known) else []
    return [*mine, *sorted(found - set(known))]


def themes(dataset: Dataset, spoke: pd.Series, coder: str | None) -> pd.DataFrame:
    """A row a report (the index of ``spoke``), ``theme_<code>``: how many problems and measures carry the code.

    0 where the coder gave none, empty where ``spoke`` is false: the report has no section 五. A measure already
    taken is not counted. Where the dataset has no code of any coder every cell is empty.
    """
    import numpy as np
    import pandas as pd

    given = codes(dataset, coder)
    coders = ", ".join(sorted(set(given["coder"])))
    kinds = dataset.table("units", ["unit_id", "kind"]).set_index("unit_id")["kind"]
    given = given[given["unit_id"].map(kinds).isin(["problem", "measure"])].drop_duplicates(["unit_id", "code"])
    names = theme_codes(set(given["code"]))
    matrix = np.zeros((len(spoke), len(names)), np.int64)
    rows = spoke.index.get_indexer(pd.Index(given["report_id"]))
    np.add.at(matrix, (rows, pd.Index(names).get_indexer(pd.Index(given["code"]))), 1)
    silent = np.full(len(spoke), True) if not coders else ~spoke.to_numpy(bool)
    columns: dict[str, Any] = {"coder": pd.Series(coders, spoke.index, dtype=object).mask(silent, None)}
    for place, name in enumerate(names):
        columns[f"theme_{name}"] = pd.arrays.IntegerArray(matrix[:, place].copy(), silent.copy())
    return pd.DataFrame(columns, index=spoke.index)


def platforms(dataset: Dataset, report_ids: pd.Series) -> pd.DataFrame:
    """A row a report: ``platforms_<kind>`` named, ``published_<kind>`` items, how many of these are rounded.

    A kind that is not named has 0 platforms; where no number is stated ``published_`` is empty. A report that
    states a whole and its parts is added up as it stands; the finding ``X.TEXT_INTERNAL`` tells of some.
    """
    import pandas as pd

    named = dataset.query(_NAMED).pivot(index="report_id", columns="kind", values="n")
    named = named.reindex(index=report_ids, columns=KINDS)
    stated = dataset.query(_PUBLISHED)
    sums = stated.pivot(index="report_id", columns="kind", values="n").reindex(index=report_ids, columns=KINDS)
    rounded = stated.groupby("report_id")["rounded"].sum().reindex(report_ids)
    columns: dict[str, Any] = {f"platforms_{kind}": named[kind].astype("Int64").fillna(0) for kind in KINDS}
    columns |= {f"published_{kind}": sums[kind].astype("Float64") for kind in KINDS}
    columns["published_rounded"] = rounded.astype("Int64").fillna(0)
    return pd.DataFrame(columns, index=report_ids)


def _none(rows: int) -> pd.arrays.IntegerArray:
    import numpy as np
    import pandas as pd

    return pd.arrays.IntegerArray(np.zeros(rows, np.int64), np.full(rows, True))
