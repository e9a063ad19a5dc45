"""Reports made up for tests of analysis: who names what is said outright, tables stand in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

Unit = tuple[str, Sequence[str]]  # what it says, its codes
CODER, SECOND = "model:1", "cues:1"
PLACE = {"level": "county", "function": "justice", "province": "云岭省", "prefecture": "青溪市", "county": "青溪县"}
WHOLE = {"order": "Int32", "start": "Int32", "end": "Int32", "year": "Int32", "claim": "Int32", "specificity": "Int32",
         "body_start": "Int32", "speaks": bool}  # fmt: skip


class PlantedReports:
    """Asked as a dataset is; ``add`` puts a report into it."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("reports", "sections", "cells", "units", "themes", "links", "claims")
        }

    def add(
        self,
        organ: str,
        year: int,
        problems: Sequence[Unit] = (),
        measures: Sequence[Unit] = (),
        links: Sequence[tuple[int, int, str]] = (),
        past: Sequence[Unit] = (),
        second: Sequence[tuple[int, str]] = (),
        head: str = "",
        claims: Sequence[dict[str, Any]] = (),
        cells: dict[str, float | None] | None = None,
        **place: Any,
    ) -> str:
        """One report; ``links`` are numbers of problem and measure, ``second`` codes that the second coder gives."""
        id = f"{len(self._rows['reports']):016x}"
        opening = f"一、总体情况\n{head}\n"
        text = f"{opening}五、存在的主要问题及改进情况\n"
        body = len(text)
        ids: dict[str, list[str]] = {}
        for kind, said in (("problem", problems), ("measure", measures), ("past_measure", past)):
            for words, codes in said:
                unit = f"{id}.u{sum(map(len, ids.values())) + 1}"
                ids.setdefault(kind, []).append(unit)
                self._put("units", unit_id=unit, report_id=id, kind=kind, order=len(ids[kind]), text=words,
                          start=len(text), end=len(text) + len(words), hedge=False, specificity=0)  # fmt: skip
                text += words + "\n"
                for code in codes:
                    self._theme(unit, id, code, CODER, True)
        for number, code in second:
            self._theme(ids["problem"][number], id, code, SECOND, False)
        for problem, measure, basis in links:
            self._put("links", report_id=id, problem_id=ids["problem"][problem], measure_id=ids["measure"][measure],
                      basis=basis, score=1.0)  # fmt: skip
        for number, claim in enumerate(claims, 1):
            start = text.index(claim["text"])
            self._put("claims", **{"report_id": id, "claim": number, "kind": "requests_received", "scope": "own",
                      "approx": False, "start": start, "end": start + len(claim["text"]), "against": [],
                      "value": 0.0, **claim})  # fmt: skip
        for cell, value in (cells or {}).items():
            status = "blank" if value is None else "value" if value else "zero"
            self._put("cells", report_id=id, cell_id=cell, value=value, status=status)
        for section, start, body_start, end in (("s1", 0, 7, len(opening)), ("s5", len(opening), body, len(text))):
            self.add_section(id, section, body_start, end, start)
        self._put("reports", **{"report_id": id, "organ": organ, "year": year, "region_code": "990101", "text": text,
                  "path": f"{id}.txt", "format_t2": "F2021", "format_t3": "F2021", "format_t4": "F2021",
                  **PLACE, **place})  # fmt: skip
        return id

    def add_section(self, report_id: str, section: str, body_start: int, end: int, start: int | None = None) -> None:
        self._put("sections", report_id=report_id, section_id=section, start=body_start if start is None else start,
                  body_start=body_start, end=end, status="found")  # fmt: skip

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        frame = pd.DataFrame(self._rows[name], columns=None if self._rows[name] else list(columns or COLUMNS[name]))
        frame = frame.astype({column: type for column, type in WHOLE.items() if column in frame})
        return frame if columns is None else frame[list(columns)].copy()

    def text(self, report_id: str) -> str:
        return next(row["text"] for row in self._rows["reports"] if row["report_id"] == report_id)

    def _theme(self, unit: str, report: str, code: str, coder: str, speaks: bool) -> None:
        self._put("themes", unit_id=unit, report_id=report, code=code, score=1.0, coder=coder, speaks=speaks)

    def _put(self, table: str, **row: Any) -> None:
        self._rows[table].append(row)


COLUMNS = {
    "claims": ["report_id", "claim", "kind", "value", "approx", "scope", "text", "start", "end", "against", "outcome"]
}


def naming(*codes: str) -> list[Unit]:
    """A problem for each code, and one without a code, so that the report states something in any case."""
    return [("尚有差距", ()), *((f"存在{code}", (code,)) for code in codes)]
