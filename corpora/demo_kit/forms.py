"""The printed forms: blocks, rows, columns and labels, read from forms.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_FORMS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("forms.yaml").read_text("utf-8"))
NOTE: str = _FORMS["t3"]["note"]
APPLICANTS: dict[str, str] = _FORMS["t3"]["columns"]
BLOCKS: dict[str, str] = _FORMS["t4"]["blocks"]
RESULTS: dict[str, str] = _FORMS["t4"]["columns"]
NOT_OUTCOMES = ("new_received", "carried_in", "processed_total", "carried_out")


@dataclass(frozen=True)
class T2Block:
    caption: str
    columns: dict[str, str]
    rows: dict[str, str]


@dataclass(frozen=True)
class T3Row:
    code: str
    block: str
    group: str
    label: str


def t2_blocks(form: str) -> list[T2Block]:
    """The stacked blocks of table 2 in a form, top to bottom."""
    return [T2Block(**block) for block in _FORMS["t2"][form]]


def t3_rows(form: str) -> list[T3Row]:
    """The rows of table 3 in a form, top to bottom: 23 in F2019, 25 in F2021."""
    return [T3Row(*row[:4]) for row in _FORMS["t3"]["rows"] if row[4] in ("both", form)]


def outcomes(form: str) -> list[str]:
    """The leaf outcomes that （七）总计 adds up: 19 in F2019, 21 in F2021."""
    return [row.code for row in t3_rows(form) if row.code not in NOT_OUTCOMES]


def t4_cells() -> list[str]:
    """The 15 cells of table 4 in printed order."""
    return [f"t4.{block}.{column}" for block in BLOCKS for column in RESULTS]
