"""The panel: one row an organ and year, with everything that researchers code of a report, numbers first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nlp.analysis.corpus import breaks_between, reports
from nlp.analysis.lateness import lateness
from nlp.analysis.panel_cells import Notes, add, cells_of, counts, divide, joined, nullable, numbers, table_2
from nlp.analysis.panel_pairs import counted_in
from nlp.analysis.panel_text import platforms, texts, themes
from nlp.knowledge import load

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

MINIMUM = 10
"""No rate is given over a smaller denominator."""


def panel(dataset: Dataset, coder: str | None = None, harmonised: bool = False, minimum: int = MINIMUM) -> pd.DataFrame:
    """One row an organ and year: identity, counts and rates of the tables, themes, text, platforms, fee, findings.

    >>> frame = panel(open_dataset("dataset"))  # doctest: +SKIP
    >>> frame.groupby("year")[["received", "processed"]].sum()  # doctest: +SKIP

    coder       whose codes the theme columns count; by default the coder that speaks
    harmonised  table 2 of the forms F2019 and F2021 in joined columns (``crosswalk()`` says how comparable each is);
                otherwise a column a printed cell. The fee is never joined
    minimum     no rate of the tables over a smaller denominator: it is ``<NA>`` and ``note`` says why

    What each column means, with unit, formula and source, is in ``columns()``. Every rate has its numerator and its
    denominator in columns of their own. A cell without a number is ``<NA>`` here and so is every sum over it, never
    0; ``gaps`` counts them. Two reports of an organ for a year have a row each, ``copies`` 2 and a note. Sums over
    organs double what a government counts for its departments: leave out the rows where ``counted_in`` is set, or
    the government. ``attrs["note"]`` tells the breaks that the years of the frame cross.

    An unknown coder or a minimum below 1 raises ``ValueError``. Formulas: DOMAIN 2.2, in ``rates.yaml``.
    """
    import pandas as pd

    if minimum < 1:
        raise ValueError(f"minimum is {minimum}; a denominator of at least 1 is needed")
    about = _identity(dataset)
    ids = about["report_id"]
    cells = numbers(dataset, ids.tolist(), _wanted())
    found = {name: add(entry, cells) for name, entry in counts().items()}
    shares, why = divide(found, minimum)
    tables = found | shares | _table_2(cells, harmonised)
    said = texts(dataset, ids)
    parts = [
        about[list(load("analysis", "rates")["identity"])].set_index("report_id", drop=False),
        pd.DataFrame({name: nullable(values) for name, values in tables.items()}, index=pd.Index(ids)),
        said,
        themes(dataset, said["problems"].notna(), coder),
        platforms(dataset, ids),
        about[["fee_status", "fee_yuan", "findings_error", "findings_warning", "findings_note"]].set_index(ids),
    ]
    frame = pd.concat(parts, axis=1)
    frame["note"] = _notes(about, why)
    frame = frame.reset_index(drop=True)
    years = frame["year"].dropna()
    frame.attrs["note"] = breaks_between(int(years.min()), int(years.max())) if len(years) else ""
    return frame


def gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """How many reports of a panel lack each number: ``column reports given empty too_small``.

    >>> gaps(panel(open_dataset("dataset"))).head()  # doctest: +SKIP

    ``empty`` counts the rows without the number, ``too_small`` those of them whose rate has numerator and
    denominator and was left out, because the denominator is under the minimum or the share would be above 1.
    """
    import pandas as pd

    rates = load("analysis", "rates")["rates"]
    rows = []
    for name in frame.columns[frame.dtypes.map(pd.api.types.is_numeric_dtype)]:
        empty = frame[name].isna()
        entry = rates.get(name)
        both = frame[[entry["numerator"], entry["denominator"]]].notna().all(axis=1) if entry else ~empty
        small = int((empty & both).sum())
        rows.append((name, len(frame), int((~empty).sum()), int(empty.sum()), small))
    return pd.DataFrame(rows, columns=["column", "reports", "given", "empty", "too_small"])


def _identity(dataset: Dataset) -> pd.DataFrame:
    """The reports by organ and year, with what the table ``reports`` says of their fee and findings."""
    more = {"fee_status": "fee_status", "fee_yuan": "fee_yuan", "n_findings_error": "findings_error",
            "n_findings_warning": "findings_warning", "n_findings_note": "findings_note"}  # fmt: skip
    extra = dataset.table("reports", ["report_id", *more]).rename(columns=more).set_index("report_id")
    extra["fee_yuan"] = extra["fee_yuan"].astype("Float64")
    frame = reports(dataset)
    frame["counted_in"] = counted_in(frame)
    frame = frame.join(extra, on="report_id")
    return frame.join(lateness(dataset).set_index("report_id")[["published_on", "days_late"]], on="report_id")


def _wanted() -> Iterable[str]:
    return [*(id for entry in counts().values() for id in cells_of(entry)), *table_2().values()]


def _table_2(cells: dict[str, Any], harmonised: bool) -> dict[str, Any]:
    """The cells of table 2 as they are; harmonised, the joined columns before what stays apart."""
    native = {name: cells[id] for name, id in table_2().items()}
    if not harmonised:
        return native
    used = {id for entry in joined().values() for id in cells_of(entry)}
    apart = {name: values for name, values in native.items() if table_2()[name] not in used}
    return {name: add(entry, cells) for name, entry in joined().items()} | apart


def _notes(about: pd.DataFrame, why: Any) -> list[str]:
    notes = Notes(len(about))
    notes.add("organ unknown", about["organ"].isna().to_numpy())
    notes.add("year unknown", about["year"].isna().to_numpy())
    known = about["organ"].notna() & about["year"].notna()
    for copies in sorted(set(about.loc[known, "copies"]) - {1}):
        notes.add(f"{copies} reports of the organ for this year", (known & (about["copies"] == copies)).to_numpy())
    return ["; ".join(part for part in (mine, rate) if part) for mine, rate in zip(notes.texts, why, strict=True)]
