"""A unit on its way to a coder, and on its way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MOST = 3
"""Codes that a unit may have (DOMAIN 4.2); a sheet gets more columns only where codings that are there need them."""


class Row(NamedTuple):
    """What a sheet shows of a unit; ``context`` maps column to text."""

    unit_id: str
    kind: str
    text: str
    context: Mapping[str, str]
    codes: tuple[str, ...] = ()
    note: str = ""


class Read(NamedTuple):
    """What stood on a sheet: ``cells`` hold codes as they were written, ``text`` is None where none came back.

    ``fault`` says what the file itself tells against the row, such as ``skipped``.
    """

    place: str
    unit_id: str
    text: str | None
    cells: tuple[str, ...]
    note: str = ""
    coder: str = ""
    fault: str = ""


def code_columns(rows: list[Row] | tuple[Row, ...]) -> list[str]:
    """The names of the columns for codes: three, or as many as a unit has codes."""
    most = max([MOST, *(len(row.codes) for row in rows)])
    return [f"code_{number}" for number in range(1, most + 1)]
