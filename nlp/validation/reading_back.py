"""What is wrong with a sheet that came back; nothing on it is dropped without a line that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from nlp.validation.book import Book, codes_for
from nlp.validation.ids import kind_of, squeezed
from nlp.validation.row import Read
from nlp.validation.units import NONE

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("place", "unit_id", "fault", "value", "left_out")
_BETWEEN = re.compile(r"[\s,;|，；、]+")


class Faults:
    """The faults of one sheet, in the order in which they were met."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, str, bool]] = []

    def add(self, place: str, unit_id: str, fault: str, value: str, left_out: bool) -> None:
        self._rows.append((place, unit_id, fault, value, left_out))

    def units(self) -> set[str]:
        """The units that something was said of."""
        return {unit_id for _, unit_id, *_ in self._rows}

    def frame(self) -> pd.DataFrame:
        import pandas as pd

        texts = dict.fromkeys(COLUMNS[:-1], "str")
        return pd.DataFrame(self._rows, columns=list(COLUMNS)).astype({**texts, "left_out": bool})


def told_apart(reads: Iterable[Read], coder: str, faults: Faults) -> list[Read]:
    """The rows with their coder; a unit that one coder coded twice, and not alike, is left out."""
    met: dict[tuple[str, str], Read] = {}
    clashing = set()
    for read in reads:
        read = read._replace(coder=read.coder or coder)
        key = (read.unit_id, read.coder)
        first = met.get(key)
        if not read.unit_id or first is None:
            met[key if read.unit_id else ("", read.place)] = read
        elif not (read.cells or read.note):
            faults.add(read.place, read.unit_id, "repeated", f"stands at {first.place} too", False)
        elif not (first.cells or first.note):
            faults.add(first.place, read.unit_id, "repeated", f"stands at {read.place} too", False)
            met[key] = read
        elif (set(first.cells), first.note) == (set(read.cells), read.note):
            faults.add(read.place, read.unit_id, "repeated", f"the same as at {first.place}", False)
        else:
            faults.add(read.place, read.unit_id, "coded_twice", " ".join([*first.cells, "/", *read.cells]), True)
            clashing.add(key)
    return [read for key, read in met.items() if key not in clashing]


def checked(
    reads: Iterable[Read], texts: Mapping[str, str] | None, book: Book, faults: Faults
) -> Iterator[tuple[Read, list[str]]]:
    """Every row that is coded soundly, with its codes; ``texts`` are the texts of the sample by unit."""
    known = {entry.code for entry in book} | {NONE}
    allowed = {kind: {*codes_for(kind, book), NONE} for kind in (None, "problem", "measure", "past_measure")}
    met = faults.units()
    for read in reads:
        where = (read.place, read.unit_id)
        written = " ".join(read.cells)
        if not read.unit_id:
            empty = not (written or read.note or read.text)
            faults.add(*where, "empty_row" if empty else "unknown_unit", written or read.note, True)
            continue
        if texts is not None and read.unit_id not in texts:
            faults.add(*where, "unknown_unit", written or read.note, True)
            continue
        met.add(read.unit_id)
        if texts is not None and read.text is not None and squeezed(read.text) != squeezed(texts[read.unit_id]):
            faults.add(*where, "edited_text", read.text, False)
        codes = list(dict.fromkeys(code for cell in read.cells for code in _split(cell, known)))
        kind = kind_of(read.unit_id)
        if read.fault:
            faults.add(*where, read.fault, written or read.note, True)
        elif not codes:
            faults.add(*where, "not_coded", read.note, True)
        elif unknown := [code for code in codes if code not in known]:
            faults.add(*where, "unknown_code", " ".join(unknown), True)
        elif NONE in codes and len(codes) > 1:
            faults.add(*where, "none_and_codes", " ".join(codes), True)
        elif other := [code for code in codes if code not in allowed.get(kind, known)]:
            faults.add(*where, "other_kind", " ".join(other), True)
        else:
            yield read, codes
    for unit_id in texts or ():
        if unit_id not in met:
            faults.add("", unit_id, "missing", "", True)


def _split(cell: str, known: set[str]) -> list[str]:
    """The codes in a cell; several may stand in one, parted by commas, blanks or the like."""
    if cell in known or not cell.strip():
        return [cell] if cell.strip() else []
    return [part for part in _BETWEEN.split(cell) if part]
