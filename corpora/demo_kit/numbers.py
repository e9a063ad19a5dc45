"""The numbers of a report's three tables: invented from a fixed seed, consistent unless the source says otherwise."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from corpora.demo_kit.forms import APPLICANTS, BLOCKS, RESULTS, outcomes, t2_blocks

Number = int | float
_PEOPLE = [c for c in APPLICANTS if c != "total"]
_WEIGHTS = [70, 12, 4, 3, 6, 5]  # most requests come from natural persons
_RARE = ("denied_state_secret", "other_no_fee")  # only where the plan asks for them
_UNFILLED = {"", "/", "-", "—"}


@dataclass(frozen=True)
class Tables:
    """The tables of one report: the form of each, what a cell prints, and the number a reader takes from it."""

    forms: dict[str, str]
    values: dict[str, Number | None]
    printed: dict[str, str]


def fill(plan: dict[str, Any], carried_in: dict[str, int] | None = None) -> Tables:
    """The tables that a source's plan describes; ``carried_in`` is last year's carried-out row, where there is one."""
    forms = {"t2": plan["forms"][0], "t3": plan["forms"][1], "t4": plan["forms"][0]}
    values: dict[str, Number | None] = {}
    values.update(_t2(plan["t2"], forms["t2"]))
    values.update(_t3(plan["requests"], forms["t3"], random.Random(plan["seed"]), carried_in))
    values.update(_t4(plan["t4"]))
    values.update(plan.get("printed", {}))
    printed = {cell: _print(cell, value, plan) for cell, value in values.items()}
    for cell, shown in plan.get("show", {}).items():
        if shown not in _UNFILLED and _digits(printed[cell]) not in _digits(shown):
            raise ValueError(f"{cell} is {printed[cell]} and can't be shown as {shown}")
        printed[cell] = shown
    values = {cell: None if printed[cell] in _UNFILLED else value for cell, value in values.items()}
    return Tables(forms, values, printed)


def _t2(plan: dict[str, list[Number]], form: str) -> dict[str, Number]:
    cells: dict[str, Number] = {}
    for block in t2_blocks(form):
        for row in block.rows:
            for column, value in zip(block.columns, plan[row], strict=True):
                cells[f"t2.{row}.{column}"] = value
    return cells


def _t3(plan: dict[str, Any], form: str, rng: random.Random, carried_in: dict[str, int] | None) -> dict[str, int]:
    """Rows that balance in every applicant column; outcomes that the plan doesn't name share what is left."""
    total_in = sum(carried_in.values()) if carried_in is not None else plan.get("carried_in", 0)
    if carried_in is not None and plan.get("carried_in", total_in) != total_in:
        raise ValueError(f"{total_in} were carried out the year before, not {plan['carried_in']}")
    to_next = plan.get("carried_out", 0)  # a number, or the row itself where the year after is written already
    out = sum(to_next.values()) if isinstance(to_next, dict) else to_next
    processed = plan["new_received"] + total_in - out
    leaves = {code: plan.get(code, 0) for code in outcomes(form)}
    left = processed - sum(leaves.values())
    if left < 0:
        raise ValueError("the outcomes of the plan exceed what was processed")
    free = [code for code in leaves if code not in plan and code not in _RARE]
    for code in rng.choices(free, k=left) if free else []:
        leaves[code] += 1
    if sum(leaves.values()) != processed:
        raise ValueError("the outcomes of the plan don't add up")
    for _ in range(1000):
        rows = {code: _spread(total, rng) for code, total in leaves.items()}
        rows["carried_out"] = dict.fromkeys(_PEOPLE, 0) | to_next if isinstance(to_next, dict) else _spread(out, rng)
        rows["processed_total"] = {p: sum(rows[code][p] for code in leaves) for p in _PEOPLE}
        rows["carried_in"] = dict(carried_in) if carried_in is not None else _spread(total_in, rng)
        rows["new_received"] = {
            p: rows["processed_total"][p] + rows["carried_out"][p] - rows["carried_in"][p] for p in _PEOPLE
        }
        if min(rows["new_received"].values()) >= 0:
            break
    else:
        raise ValueError("no table 3 fits the plan")
    return {f"t3.{code}.{p}": n for code, row in rows.items() for p, n in (row | {"total": sum(row.values())}).items()}


def _spread(total: int, rng: random.Random) -> dict[str, int]:
    row = dict.fromkeys(_PEOPLE, 0)
    for person in rng.choices(_PEOPLE, _WEIGHTS, k=total):
        row[person] += 1
    return row


def _t4(plan: dict[str, list[int]]) -> dict[str, int]:
    cells = {}
    for block in BLOCKS:
        row = plan.get(block, [0, 0, 0, 0])
        for column, value in zip(RESULTS, [*row, sum(row)], strict=True):
            cells[f"t4.{block}.{column}"] = value
    return cells


def _print(cell: str, value: Number | None, plan: dict[str, Any]) -> str:
    if value is None:
        return ""
    applicant = cell.startswith("t3.") and not cell.endswith(".total")
    if value == 0 and plan.get("blank_zeros") and applicant:
        return ""
    if cell.endswith(".items_change") and value:
        signs = {"zh": ("增", "减"), "plus": ("+", "-"), "plain": ("", "-")}[plan.get("signs", "plain")]
        return f"{signs[value < 0]}{abs(value)}"
    if plan.get("thousands") and abs(value) >= 1000:
        return f"{value:,}"
    return str(value)


def _digits(text: str) -> str:
    return re.sub(r"[^\d.]", "", text)
