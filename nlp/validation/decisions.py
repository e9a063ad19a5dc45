"""Codings as yes and no: who said of which unit that a code applies, and who looked at it at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.validation.ids import kind_of
from nlp.validation.units import NONE

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NEEDED = ("unit_id", "code", "coder")


@dataclass(frozen=True, slots=True)
class Decisions:
    """``given[coder, unit, code]``, ``seen[coder, unit]``, and ``fits[unit, code]``: the code is for that kind."""

    units: list[str]
    coders: list[str]
    codes: list[str]
    given: np.ndarray
    seen: np.ndarray
    fits: np.ndarray


def decisions(
    codings: pd.DataFrame, codes: Sequence[str] | None = None, kinds: Mapping[str, str] | None = None
) -> Decisions:
    """The decisions in a frame ``unit_id code coder``, for these codes (by default for all that stand in it).

    >>> import pandas as pd
    >>> rows = [("x", "training", "anna"), ("x", "none", "ben")]
    >>> decisions(pd.DataFrame(rows, columns=["unit_id", "code", "coder"])).given[:, 0, 0]
    array([ True, False])

    A coder who has a row for a unit has looked at it: every code without a row is a no. A coder without a row is
    missing there. Where ``kinds`` (code -> kind) is given, a code is asked of units of its kind only. A missing
    column, a blank in one, and ``none`` beside a code raise ``ValueError``.
    """
    import numpy as np
    import pandas as pd

    if lacking := [name for name in NEEDED if name not in codings]:
        raise ValueError(f"codings need the columns {', '.join(NEEDED)}; there is no {', '.join(lacking)}")
    if codings[list(NEEDED)].isna().any(axis=None):
        raise ValueError(f"codings with a blank in {', '.join(NEEDED)}; write {NONE} where no code applies")
    unit, units = pd.factorize(codings["unit_id"], sort=True)
    coder, coders = pd.factorize(codings["coder"], sort=True)
    code_names = codings["code"].to_numpy(str)
    listed = sorted(set(code_names) - {NONE}) if codes is None else [code for code in codes if code != NONE]
    place = {code: number for number, code in enumerate(listed)}
    column = np.array([place.get(code, -1) for code in code_names], int)
    seen = np.zeros((len(coders), len(units)), bool)
    seen[coder, unit] = True
    said_none = np.zeros_like(seen)
    said_none[coder[code_names == NONE], unit[code_names == NONE]] = True
    said_code = np.zeros_like(seen)
    said_code[coder[code_names != NONE], unit[code_names != NONE]] = True
    if (said_none & said_code).any():
        first = units[np.argwhere(said_none & said_code)[0][1]]
        raise ValueError(f"{first}: {NONE} stands beside a code of the same coder")
    given = np.zeros((len(coders), len(units), len(listed)), bool)
    known = column >= 0
    given[coder[known], unit[known], column[known]] = True
    names = [str(name) for name in units]
    return Decisions(names, [str(name) for name in coders], listed, given, seen, _fits(names, listed, kinds))


def _fits(units: Sequence[str], codes: Sequence[str], kinds: Mapping[str, str] | None) -> np.ndarray:
    import numpy as np

    if kinds is None:
        return np.ones((len(units), len(codes)), bool)
    for_code = [kinds.get(code) for code in codes]
    of_unit = ["measure" if kind == "past_measure" else kind for kind in map(kind_of, units)]
    rows = {}
    for kind in dict.fromkeys(of_unit):
        rows[kind] = [wanted is None or kind is None or wanted == kind for wanted in for_code]
    return np.array([rows[kind] for kind in of_unit], bool).reshape(len(units), len(codes))
