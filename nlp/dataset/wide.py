"""The wide table: one row a report, one column a cell id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.dataset.cell_ids import cell_ids
from nlp.knowledge import load

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset.open import Dataset

WIDE = "cells_wide"


def wide_identity() -> tuple[str, ...]:
    """The columns of ``reports`` that the wide table opens with."""
    return tuple(load("dataset", "tables")["wide"]["columns"])


def cells_wide(dataset: Dataset) -> pd.DataFrame:
    """One row a report, in the order of ``reports``; one column of numbers a cell id, in the order of the forms.

    Whatever carries no number (a blank, a slash, a row that is missing …) is empty here; which of them it was
    stands in ``cells.status``.
    """
    reports = dataset.table("reports", wide_identity())
    cells = dataset.table("cells", ["report_id", "cell_id", "value"])
    values = cells.drop_duplicates(["report_id", "cell_id"]).pivot(index="report_id", columns="cell_id", values="value")
    wide = reports.join(values.reindex(columns=_by_form(list(dict.fromkeys(cells["cell_id"])))), on="report_id")
    wide.columns.name = None
    return wide


def _by_form(found: list[str]) -> list[str]:
    """Cell ids in the order of the forms; others after them, as they come."""
    order = {id: place for place, id in enumerate(cell_ids())}
    return sorted(found, key=lambda id: order.get(id, len(order)))
