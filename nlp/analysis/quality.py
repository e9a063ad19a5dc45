"""How good the reports themselves are: completeness, arithmetic, blanks, lateness, length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, get_args

from nlp.analysis.corpus import breaks_between, reports
from nlp.analysis.estimates import SMALL, clustered_share, wilson
from nlp.analysis.lateness import lateness
from nlp.analysis.panel_cells import Notes
from nlp.knowledge import load
from nlp.report import CellStatus, Origin

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

SECTIONS = ("s1", "s2", "s3", "s4", "s5", "s6")
TABLES = ("t2", "t3", "t4")
STATUSES: tuple[str, ...] = get_args(CellStatus)
ORIGINS: tuple[str, ...] = get_args(Origin)
FIRST_YEAR = 2019
"""The six sections and the three tables are asked for from the reports for this year on (form F2019)."""
_IDENTITY = ["organ_id", "organ", "level", "function", "region_code", "province", "prefecture", "county", "year",
             "report_id", "path", "copies", "format_t2", "format_t3", "format_t4"]  # fmt: skip
_PRESENT = f"""SELECT DISTINCT report_id, section_id AS part FROM sections
               WHERE status <> 'absent' AND section_id IN {SECTIONS}"""
_PRINTED = f"""SELECT DISTINCT report_id, cell_table AS part FROM cells
               WHERE status <> 'table_missing' AND cell_table IN {TABLES}"""
_CHECKS = """
    SELECT report_id, origin, severity, count(*) FILTER (outcome = 'fail') AS failed,
           count(*) FILTER (outcome <> 'not_assessable') AS checked,
           count(*) FILTER (outcome = 'not_assessable') AS not_checked
    FROM findings GROUP BY report_id, origin, severity"""


def quality(dataset: Dataset) -> pd.DataFrame:
    """A row a report: what is missing, blank or doubtful in it, what doesn't add up, how late it came, its length.

    >>> quality(open_dataset("dataset"))[["organ", "year", "tables_missing", "failed_official"]]  # doctest: +SKIP

    sections_missing, tables_missing   numbers, and their ids in ``missing``; empty for years before 2019, whose
                                       reports followed other forms
    cells, cells_<status>              cells of the tables, by what is printed in them
    checked_<origin>                   checks that could be made: official (the form's footnote), implied (its layout),
                                       plausibility, text (prose against tables)
    failed_<origin>_<severity>         those that fail; empty, not 0, where none of that origin could be made
    failed_<origin>                    their sum
    checks_not_assessable              checks that blanks or missing rows forbade
    published_on, due_on, days_late, late   see ``lateness``; empty where the page states no date
    characters                         length of the text

    ``note`` says what to know of the row. Rules: 条例 Art. 49 and 50; nlp/statistics/rules.yaml; DOMAIN 2.2.
    """
    import pandas as pd

    known = ["report_id", "n_characters", *(f"n_cells_{status}" for status in STATUSES)]
    counted = dataset.table("reports", known).set_index("report_id")
    counted.columns = pd.Index(["characters", *(f"cells_{status}" for status in STATUSES)])
    frame = reports(dataset)[_IDENTITY]
    ids = pd.Index(frame["report_id"])
    old = (frame["year"] < FIRST_YEAR).fillna(False).to_numpy(bool)
    sections, tables = _absent(dataset, _PRESENT, SECTIONS, ids), _absent(dataset, _PRINTED, TABLES, ids)
    frame["sections_missing"] = sections.sum(axis=1).astype("Int64").mask(old).array
    frame["tables_missing"] = tables.sum(axis=1).astype("Int64").mask(old).array
    gone = pd.concat([sections, tables], axis=1)
    parts = (*SECTIONS, *TABLES)
    names = [" ".join(part for part, missing in zip(parts, row, strict=True) if missing) for row in gone.to_numpy()]
    frame["missing"] = ["" if before else lacks for before, lacks in zip(old, names, strict=True)]
    cells = counted.reindex(ids)
    frame["cells"] = cells[[f"cells_{status}" for status in STATUSES]].sum(axis=1).astype("Int64").array
    for name in cells.columns.drop("characters"):
        frame[name] = cells[name].astype("Int64").array
    frame = frame.join(_checks(dataset, ids), on="report_id")
    frame = frame.join(lateness(dataset).set_index("report_id"), on="report_id")
    frame["characters"] = cells["characters"].astype("Int64").array
    frame["note"] = _notes(frame, old)
    return frame


def quality_by(dataset: Dataset, by: str | Sequence[str] = ("year", "level")) -> pd.DataFrame:
    """Shares of reports with each fault in every group, with intervals, clustered by organ.

    >>> quality_by(open_dataset("dataset"), by="year")  # doctest: +SKIP

    A row a group and ``measure``: ``numerator denominator estimate low high n organs note``. ``n`` are the reports
    of the group that the measure can be told of: those with a date for ``late``, those in which a check of the kind
    could be made for ``fails_…``. ``cells_with_number`` is a share of cells, all others are of reports. A report
    without organ is a cluster of its own. Intervals: ``estimates.clustered_share``; cells that are of one organ, all
    have numbers or none has, are worth no more than their reports. ``by`` may name year, level, function, province,
    prefecture, county, format_t2, format_t3, format_t4, or be empty for all reports together; another name raises
    ``ValueError``.
    """
    import pandas as pd

    keys = [by] if isinstance(by, str) else list(by)
    allowed = ["year", "level", "function", "province", "prefecture", "county", "format_t2", "format_t3", "format_t4"]
    if unknown := [key for key in keys if key not in allowed]:
        raise ValueError(f"can't group by {', '.join(unknown)}; there are {', '.join(allowed)}")
    frame = quality(dataset)
    unnamed = frame["organ"].isna()
    frame["cluster"] = frame["organ_id"].where(~unnamed, frame["report_id"])
    groups = frame.groupby(keys, dropna=False, sort=True) if keys else [((), frame)]
    rows = [(*group, *row) for group, part in groups for row in _shares(part)]
    return pd.DataFrame(rows, columns=[*keys, "measure", "label_zh", "numerator", "denominator", "estimate", "low",
                                       "high", "n", "organs", "note"])  # fmt: skip


Fault = Callable[["pd.DataFrame"], "pd.Series"]


@cache
def _faults() -> dict[str, tuple[str, Fault]]:
    """Measure -> its Chinese label and what of a report is a fault; empty where that can't be told."""
    return {
        "section_missing": ("缺少法定部分", lambda frame: frame["sections_missing"] > 0),
        "table_missing": ("缺少统计表", lambda frame: frame["tables_missing"] > 0),
        "blank_cells": ("有空白单元格", lambda frame: _of_tables(frame, frame["cells_blank"] > 0)),
        "conflicting_cells": ("有读法冲突的单元格", lambda frame: _of_tables(frame, frame["cells_conflict"] > 0)),
        "fails_official": ("勾稽关系不成立", lambda frame: frame["failed_official"] > 0),
        "fails_implied": ("合计不符", lambda frame: frame["failed_implied"] > 0),
        "fails_text": ("正文与统计表不一致", lambda frame: frame["failed_text"] > 0),
        "late": ("逾期公开", lambda frame: frame["late"]),
    }


def _shares(part: pd.DataFrame) -> list[tuple[object, ...]]:
    import numpy as np

    years = part["year"].dropna()
    span = breaks_between(int(years.min()), int(years.max())) if len(years) else ""
    rows: list[tuple[object, ...]] = []
    for name, (zh, fault) in _faults().items():
        told = fault(part)
        given = told.notna().to_numpy(bool)
        yes = told[given].to_numpy(bool).astype(float)
        rows.append((name, zh, *_row(part[given], yes, np.ones(len(yes)), span)))
    printed = part[part["cells"] > 0]
    yes = (printed["cells_value"] + printed["cells_zero"]).to_numpy(float)
    rows.append(("cells_with_number", "有数字的单元格", *_row(printed, yes, printed["cells"].to_numpy(float), span)))
    return rows


def _row(part: pd.DataFrame, yes: np.ndarray, of: np.ndarray, span: str) -> tuple[object, ...]:
    share = clustered_share(yes, of, part["cluster"].to_numpy())
    organs = part["cluster"].nunique()
    if share.denominator > len(part) and (organs == 1 or share.estimate in (0, 1)):
        low, high = wilson(share.estimate * len(part), len(part))
        share = share._replace(low=low, high=high)
    few = f"fewer than {SMALL} reports" if len(part) else "no report that this can be told of"
    note = "; ".join(text for text in (few if len(part) < SMALL else "", span if len(part) else "") if text)
    return (*share, len(part), organs, note)


def _of_tables(frame: pd.DataFrame, told: pd.Series) -> pd.Series:
    """What is told of the cells of a report that has tables; without any there is nothing to tell."""
    return told.where(frame["cells"] > frame["cells_table_missing"])


def _absent(dataset: Dataset, sql: str, parts: Sequence[str], ids: pd.Index) -> pd.DataFrame:
    """True where a report (row) lacks a part (column)."""
    import numpy as np
    import pandas as pd

    present = dataset.query(sql)
    absent = np.ones((len(ids), len(parts)), bool)
    rows, columns = (
        ids.get_indexer(pd.Index(present["report_id"])),
        pd.Index(parts).get_indexer(pd.Index(present["part"])),
    )
    absent[rows, columns] = False
    return pd.DataFrame(absent, index=ids, columns=list(parts))


def _checks(dataset: Dataset, ids: pd.Index) -> pd.DataFrame:
    """Failing checks by origin and severity, and how many could be made."""
    import pandas as pd

    found = dataset.query(_CHECKS)
    rules = load("statistics", "rules")["rules"].values()
    kinds = {(rule["origin"], rule["severity"]) for rule in rules}
    kinds |= set(zip(found["origin"], found["severity"], strict=True))
    checked = found.pivot_table(index="report_id", columns="origin", values="checked", aggfunc="sum")
    checked = checked.reindex(index=ids, columns=ORIGINS).fillna(0).astype("Int64")
    failed = found.set_index(["report_id", "origin", "severity"])["failed"]
    columns = {}
    for origin in ORIGINS:
        columns[f"checked_{origin}"] = checked[origin]
        each = {}
        for severity in sorted(severity for mine, severity in kinds if mine == origin):
            one = failed[(failed.index.get_level_values(1) == origin) & (failed.index.get_level_values(2) == severity)]
            number = one.droplevel([1, 2]).reindex(ids).astype("Int64").fillna(0)
            each[f"failed_{origin}_{severity}"] = number.where(checked[origin] > 0)
        columns |= each
        columns[f"failed_{origin}"] = pd.DataFrame(each, index=ids).sum(axis=1, min_count=1).astype("Int64")
    not_checked = found.groupby("report_id")["not_checked"].sum().reindex(ids).astype("Int64").fillna(0)
    return pd.DataFrame({**columns, "checks_not_assessable": not_checked}, index=ids)


def _notes(frame: pd.DataFrame, old: np.ndarray) -> list[str]:
    notes = Notes(len(frame))
    notes.add("before form F2019: no sections and tables are asked for", old)
    notes.add("year unknown", frame["year"].isna().to_numpy())
    notes.add("organ unknown", frame["organ"].isna().to_numpy())
    several = frame["organ"].notna() & frame["year"].notna() & (frame["copies"] > 1)
    notes.add("more than one report of the organ for this year", several.to_numpy())
    return list(notes.texts)
