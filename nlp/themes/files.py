"""Units in, codes out, a JSON object a line: for clauses that were cut by somebody else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol, get_args

from nlp.report import Theme, UnitKind
from nlp.themes.cues import Codable

BATCH = 1000
KINDS = get_args(UnitKind)


class Coder(Protocol):
    """Anything that gives every unit its themes."""

    def code(self, units: Iterable[Codable]) -> Sequence[tuple[Theme, ...]]: ...


class Uncoded(NamedTuple):
    """A unit as a coder sees it."""

    text: str
    kind: str


def code_jsonl(lines: Iterable[str | bytes], coder: Coder, second: Coder | None = None) -> Iterator[dict[str, Any]]:
    """The objects ``{"id", "kind", "text"}`` of the lines, in their order, each with its ``themes``.

    >>> from nlp.themes.cues import CueCoder
    >>> row = next(code_jsonl(['{"id": 1, "kind": "measure", "text": "开展业务培训"}'], CueCoder()))
    >>> row["id"], [theme["code"] for theme in row["themes"]]
    (1, ['training'])

    A theme is ``{"code", "score", "coder", "evidence"}``, evidence being ``[start, end]`` into ``text``; what the
    ``second`` coder says stands in ``second``. Whatever else the object holds is kept. A line that can't be coded gives
    a row with ``line`` (from 1) and ``error``, and the work goes on; empty lines give nothing.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while batch := list(islice(numbered, BATCH)):
        rows = [_read(number, line) for number, line in batch]
        good = [row for row in rows if "error" not in row]
        units = [Uncoded(row["text"], row["kind"]) for row in good]
        for name, who in (("themes", coder), ("second", second)):
            for row, found in zip(good, who.code(units) if who else (), strict=who is not None):
                row[name] = [_plain(theme) for theme in found]
        yield from rows


def code_lines(lines: Iterable[str | bytes], coder: Coder, second: Coder | None = None) -> Iterator[bytes]:
    """The same as ``code_jsonl``, written out: one JSON object a line, in UTF-8."""
    for row in code_jsonl(lines, coder, second):
        yield json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _read(number: int, line: str | bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"line": number, "error": f"not JSON: {error}"}
    if not isinstance(row, dict):
        return {"line": number, "error": "not a JSON object"}
    known = {"id": row["id"]} if "id" in row else {}
    if not isinstance(row.get("text"), str):
        return {**known, "line": number, "error": "no text"}
    if row.get("kind") not in KINDS:
        return {**known, "line": number, "error": f"kind {row.get('kind')!r} is none of {', '.join(KINDS)}"}
    row.pop("error", None)
    return row


def _plain(theme: Theme) -> dict[str, Any]:
    evidence = [list(span) for span in theme.evidence]
    return {"code": theme.code, "score": theme.score, "coder": theme.coder, "evidence": evidence}
