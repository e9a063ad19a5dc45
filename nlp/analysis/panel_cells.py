"""The numbers of the tables for the panel: cells, sums of cells, rates, and why a rate is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from nlp.dataset.cell_ids import cell_ids
from nlp.knowledge import load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from nlp.dataset import Dataset

Numbers = dict[str, "np.ndarray"]
FORMS = ("F2021", "F2019")


@cache
def counts() -> dict[str, dict[str, Any]]:
    """The sums of cells in ``rates.yaml``, by name; those without labels take them from their one cell."""
    found = {}
    for name, entry in load("analysis", "rates")["counts"].items():
        first = cell_ids()[cells_of(entry)[0]]
        found[name] = {"unit": first.unit, "en": first.en, "zh": first.zh, "source": first.source, **entry}
    return found


@cache
def rates() -> dict[str, dict[str, Any]]:
    """The rates of table 3 and 4 in ``rates.yaml``, by name."""
    found: dict[str, dict[str, Any]] = load("analysis", "rates")["rates"]
    return found


@cache
def table_2() -> dict[str, str]:
    """The columns of table 2 of both forms, by name, with their cells; money says its unit in its name.

    >>> table_2()["t2_admin_fee_fee_amount_wan_yuan"]
    't2.admin_fee.fee_amount'
    """
    return {_column(id): id for id in cell_ids() if id.startswith("t2.")}


@cache
def joined() -> dict[str, dict[str, Any]]:
    """The columns of ``crosswalk.yaml`` that stand for cells of table 2 of either form, by name."""
    found: dict[str, dict[str, Any]] = load("analysis", "crosswalk")["joined"]
    return found


def cells_of(entry: Mapping[str, Any]) -> list[str]:
    """All cells of a count, of whichever form; those taken off come last.

    >>> cells_of({"cells": ["t4.review.total"], "less": ["t4.review.pending"]})
    ['t4.review.total', 't4.review.pending']
    """
    return [id for cells in choices(entry) for id in cells] + list(entry.get("less", ()))


def choices(entry: Mapping[str, Any]) -> list[list[str]]:
    """The cells that a count adds up, a list for each form where the forms differ."""
    cells = entry.get("cells", entry)
    return [cells[form] for form in FORMS] if isinstance(cells, Mapping) else [list(cells)]


def numbers(dataset: Dataset, report_ids: Sequence[str], wanted: Iterable[str]) -> Numbers:
    """An array a cell id, a number a report in the order given; NaN for what carries no number.

    Money is in 万元 by the unit printed in the cell, else by that of the form; without either it is NaN.
    """
    import numpy as np
    import pyarrow.parquet as pq

    ids = list(dict.fromkeys(wanted))
    table = pq.read_table(dataset.path("cells"), columns=["report_id", "cell_id", "value"],
                          read_dictionary=["report_id", "cell_id"]).unify_dictionaries()  # fmt: skip
    rows = _places(table["report_id"], report_ids)
    columns = _places(table["cell_id"], ids)
    values = table["value"].to_numpy()
    taken = (rows >= 0) & (columns >= 0) & ~np.isnan(values)
    rows, columns, values = (array[taken][::-1] for array in (rows, columns, values))  # the first of a cell wins
    matrix = np.full((len(report_ids), len(ids)), np.nan)
    matrix[rows, columns] = values
    found = {id: matrix[:, place] for place, id in enumerate(ids)}
    _to_wan_yuan(dataset, report_ids, found)
    return found


def add(entry: Mapping[str, Any], cells: Numbers) -> np.ndarray:
    """A count out of its cells: the first form whose cells all carry numbers, less what is taken off."""
    import numpy as np

    sums = [np.sum([cells[id] for id in ids], axis=0) for ids in choices(entry)]
    total = sums[0]
    for other in sums[1:]:
        total = np.where(np.isnan(total), other, total)
    for id in entry.get("less", ()):
        total = total - cells[id]
    return np.asarray(total, float)


def divide(found: Numbers, minimum: int) -> tuple[Numbers, np.ndarray]:
    """Every rate whose denominator reaches ``minimum``, and for each report why others are empty."""
    import numpy as np

    shares: Numbers = {}
    why = Notes(len(next(iter(found.values()))))
    for name, entry in rates().items():
        above, below = found[entry["numerator"]], found[entry["denominator"]]
        enough = below >= minimum  # false for NaN
        slip = enough & ~(above <= below) & ~np.isnan(above) & (not entry.get("above_1", False))
        given = enough & ~np.isnan(above) & ~slip
        shares[name] = np.divide(above, below, out=np.full(len(below), np.nan), where=given)
        why.add(f"{entry['denominator']} under {minimum}", ~enough & ~np.isnan(below))
        why.add(f"{entry['denominator']} not printed", np.isnan(below))
        why.add(f"{entry['numerator']} not printed", np.isnan(above))
        why.add(f"{entry['numerator']} above {entry['denominator']}", slip)
    return shares, why.texts


class Notes:
    """Notes of many rows, each phrase once a row, in the order in which they were first met."""

    def __init__(self, rows: int) -> None:
        import numpy as np

        self.texts = np.full(rows, "", dtype=object)
        self._met: set[str] = set()

    def add(self, phrase: str, where: np.ndarray) -> None:
        if phrase in self._met:
            return
        self._met.add(phrase)
        places = where.nonzero()[0]
        self.texts[places] = [f"{text}; {phrase}" if text else phrase for text in self.texts[places]]


def nullable(values: np.ndarray) -> pd.arrays.FloatingArray:
    """Numbers as pandas' ``Float64``: what carries none is ``<NA>``."""
    import numpy as np
    import pandas as pd

    missing = np.isnan(values)
    return pd.arrays.FloatingArray(np.where(missing, 0.0, values), missing)


def _column(id: str) -> str:
    money = id in _money()
    return id.replace(".", "_") + ("_wan_yuan" if money else "")


@cache
def _money() -> tuple[str, ...]:
    columns = load("statistics", "rules")["money"]
    return tuple(id for id in cell_ids() if id.startswith("t2.") and id.split(".")[2] in columns)


def _places(column: Any, wanted: Sequence[str]) -> np.ndarray:
    """Where each value of a dictionary-encoded column stands in a list; -1 for one that isn't there."""
    import numpy as np
    import pyarrow as pa

    array = column.combine_chunks()
    array = array if isinstance(array, pa.Array) else array.chunk(0)
    place = {id: number for number, id in enumerate(wanted)}
    of_word = np.array([place.get(word, -1) for word in array.dictionary.to_pylist()], dtype=np.int64)
    return of_word[array.indices.to_numpy(zero_copy_only=False)] if len(array) else np.empty(0, np.int64)


def _to_wan_yuan(dataset: Dataset, report_ids: Sequence[str], found: Numbers) -> None:
    import numpy as np

    money = [id for id in found if id in _money()]
    if not money:
        return
    ids = ", ".join(f"'{id}'" for id in money)
    printed = dataset.query(f"SELECT report_id, cell_id, unit FROM cells WHERE cell_id IN ({ids}) AND unit IS NOT NULL")
    worth = load("analysis", "rates")["money"]
    row = {id: place for place, id in enumerate(report_ids)}
    for id in money:
        form = cell_ids()[id].unit
        factor = np.full(len(report_ids), worth.get(form, np.nan), dtype=float)
        mine = printed[printed["cell_id"] == id]
        for report, unit in zip(mine["report_id"], mine["unit"], strict=True):
            factor[row[report]] = worth.get(unit, np.nan)
        found[id] = found[id] * factor
