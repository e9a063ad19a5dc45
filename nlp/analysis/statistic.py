"""A statistic of the tables, a cell or a named rate, and what every report says of it or why it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from nlp.analysis.panel_cells import choices, counts
from nlp.analysis.panel_cells import rates as shares
from nlp.dataset.cell_ids import cell_ids
from nlp.knowledge import load

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

Kind = Literal["count", "amount", "change", "share", "ratio"]
LACKS = {
    "blank": ("cell blank", "单元格空白"),
    "slash": ("slash or dash in the cell", "填斜杠或横线"),
    "text": ("words in the cell", "单元格填文字"),
    "unreadable": ("cell unreadable", "单元格无法辨认"),
    "conflict": ("two readings of the cell", "单元格读法有冲突"),
    "row_missing": ("row missing", "缺行"),
    "table_missing": ("table missing", "缺表"),
    "not_in_form": ("no such cell in the form used", "所用表式无此单元格"),
    "unit_unknown": ("amount without a unit", "金额未注明单位"),
    "denominator_zero": ("denominator 0", "分母为0"),
    "denominator_small": ("denominator below the minimum", "分母低于下限"),
    "above_1": ("share above 1", "占比大于1"),
}
"""Why a report has no value of a statistic, in both languages."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells added up: the first of the lists (one a form) that is printed in full, without the cells in ``less``."""

    cells: tuple[tuple[str, ...], ...]
    less: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*(cell for form in self.cells for cell in form), *self.less)))


@dataclass(frozen=True, slots=True)
class Statistic:
    """What is compared: a sum of cells, or the share of one sum in another.

    ``kind`` is ``count`` (of things), ``amount`` (of money), ``change`` (may be negative), ``share`` (0 to 1) or
    ``ratio`` (may be above 1).
    """

    name: str
    kind: Kind
    numerator: Sum
    denominator: Sum | None
    en: str
    zh: str
    unit: str
    source: str


@cache
def rates() -> dict[str, Statistic]:
    """The counts and rates that have a name, in the order of ``rates.yaml``.

    >>> rates()["grant_share"].zh
    '公开率（含部分公开）'
    """
    sums = {
        name: Sum(tuple(map(tuple, choices(entry))), tuple(entry.get("less", ()))) for name, entry in counts().items()
    }
    found = {
        name: Statistic(name, "count", sums[name], None, entry["en"], entry["zh"], entry["unit"] or "", entry["source"])
        for name, entry in counts().items()
    }
    for name, entry in shares().items():
        kind: Kind = "ratio" if entry.get("above_1") else "share"
        parts = sums[entry["numerator"]], sums[entry["denominator"]]
        found[name] = Statistic(name, kind, *parts, entry["en"], entry["zh"], kind, entry["source"])
    return found


def statistic(name: str) -> Statistic:
    """The statistic of that name: a cell id, such as ``t3.new_received.total``, or a rate, such as ``grant_share``.

    >>> statistic("t3.new_received.total").kind, statistic("t2.licensing.items_change").kind
    ('count', 'change')

    Anything else raises ``ValueError`` and names what there is.
    """
    if name in rates():
        return rates()[name]
    if name in cell_ids():
        cell = cell_ids()[name]
        kinds: dict[str, Kind] = {"items_change": "change", "fee_amount": "amount", "proc_amount": "amount"}
        kind = kinds.get(name.rpartition(".")[2], "count")
        unit = "万元" if kind == "amount" else cell.unit or ""
        return Statistic(name, kind, Sum(((name,),)), None, cell.en, cell.zh, unit, cell.source)
    from difflib import get_close_matches

    near = get_close_matches(name, [*rates(), *cell_ids()], 3, 0.5)
    hint = f" (perhaps {', '.join(near)})" if near else ""
    raise ValueError(f"no statistic {name!r}{hint}; there are the cell ids and {', '.join(rates())}")


def values(dataset: Dataset, what: Statistic, minimum: int = 0) -> pd.DataFrame:
    """A row a report, by ``report_id``: ``numerator``, ``denominator``, ``value``, and ``lacks``, why it has no value.

    >>> values(open_dataset("dataset"), statistic("refusal_share"), minimum=10)  # doctest: +SKIP

    A sum needs a number in each of its cells: a blank is no 0. ``lacks`` is a key of ``LACKS``: the status of the
    first cell without a number, or what is wrong with the share, which is never made of a denominator that is 0 or
    below ``minimum``. Where there is a value, it is missing. Counts have no denominator; money is in 万元, by the unit
    printed in the cell, else the form's.
    """
    import pandas as pd

    wanted = [*what.numerator, *(what.denominator or ())]
    found = _cells(dataset, wanted, what.kind == "amount")
    frame = dataset.table("reports", ["report_id"]).sort_values("report_id", ignore_index=True)
    frame["numerator"], lacks = _add(found, frame["report_id"], what.numerator)
    frame["denominator"] = float("nan")
    if what.denominator:
        frame["denominator"], why = _add(found, frame["report_id"], what.denominator)
        lacks = lacks.fillna(why)
        for reason, wrong in (
            ("denominator_zero", frame["denominator"] <= 0),
            ("denominator_small", frame["denominator"] < minimum),
            ("above_1", (frame["numerator"] > frame["denominator"]) & (what.kind == "share")),
        ):
            lacks = lacks.mask(lacks.isna() & wrong, reason)
    value = frame["numerator"] / frame["denominator"] if what.denominator else frame["numerator"]
    return frame.assign(value=value.where(lacks.isna()), lacks=lacks.astype(pd.StringDtype()))


def _add(found: pd.DataFrame, report_id: pd.Series[str], what: Sum) -> tuple[pd.Series[float], pd.Series[Any]]:
    """The sum of every report, and the status of the first cell that keeps it from having one."""
    import pandas as pd

    total = pd.Series(float("nan"), report_id.index)
    lacks = pd.Series(None, report_id.index, dtype=object)
    for form in what.cells:
        mine, why = pd.Series(0.0, report_id.index), pd.Series(None, report_id.index, dtype=object)
        for cell in (*form, *what.less):
            rows = found[found["cell_id"] == cell].drop_duplicates("report_id").set_index("report_id")
            number = report_id.map(rows["value"]).astype(float)
            status = report_id.map(rows["status"]).astype(object).fillna("not_in_form")
            why = why.mask(why.isna() & number.isna(), status)
            mine = mine - number if cell in what.less else mine + number
        here = total.isna() & why.isna()
        better = total.isna() & (lacks.isna() | (lacks == "not_in_form"))
        total = total.mask(here, mine)
        lacks = lacks.mask(better, why)
    return total, lacks.mask(total.notna(), None)


def _cells(dataset: Dataset, wanted: list[str], money: bool) -> pd.DataFrame:
    names = ", ".join(f"'{cell}'" for cell in dict.fromkeys(wanted))
    found = dataset.query(f"SELECT report_id, cell_id, value, status, unit FROM cells WHERE cell_id IN ({names})")
    if money:
        unit = found["unit"].astype(object).fillna(found["cell_id"].map(lambda cell: cell_ids()[cell].unit))
        found["value"] *= unit.map(load("analysis", "rates")["money"]).astype(float)
        found["status"] = found["status"].mask(found["value"].isna() & found["status"].eq("value"), "unit_unknown")
        found["value"] = found["value"].mask(found["status"] == "zero", 0.0)
    return found
