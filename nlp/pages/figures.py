"""Tables of figures for the terminal: an estimate and its interval in one cell."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

LOW, HIGH = "_low", "_high"
DIGITS = 2


def figures(frame: pd.DataFrame) -> str:
    """A frame as text, figures to two places, ``x``, ``x_low`` and ``x_high`` as ``0.75 [0.60, 0.88]``.

    >>> import pandas as pd
    >>> print(figures(pd.DataFrame({"name": ["人"], "n": [4], "f": [0.75], "f_low": [0.6], "f_high": [0.876]})))
    name  n  f
    人    4  0.75 [0.60, 0.88]

    What is undefined is ``-``; whole numbers and texts stay as they are, Chinese counts two places a letter.
    """
    names = [str(name) for name in frame.columns]
    bounds = {name + end for name in names for end in (LOW, HIGH) if name + LOW in names and name + HIGH in names}
    shown = [name for name in names if name not in bounds]
    rows = [shown]
    for record in frame.to_dict("records"):
        rows.append([_cell({str(key): value for key, value in record.items()}, name) for name in shown])
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _cell(record: dict[str, Any], name: str) -> str:
    value = _number(record[name])
    if name + LOW not in record or name + HIGH not in record or value == "-":
        return value
    low, high = _number(record[name + LOW]), _number(record[name + HIGH])
    return value if "-" in (low, high) else f"{value} [{low}, {high}]"


def _number(value: Any) -> str:
    if isinstance(value, float):
        return "-" if value != value else f"{round(value, DIGITS) + 0.0:.{DIGITS}f}"  # no minus before a zero
    return " ".join(str(value).split())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
