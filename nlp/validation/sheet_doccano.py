"""The sheet for doccano (text classification): lines and labels; its JSONL export read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.validation.book import Book
from nlp.validation.row import Read, Row
from nlp.validation.units import NONE

FILE = "units.jsonl"
LABELS = "labels.json"
_COLOURS = ("#1f6f8b", "#7a5195", "#b5475b", "#8a6d1d", "#3f7d4e", "#5c5c8a", "#a0522d", "#2f6690", "#6b6b6b")


def write(rows: Sequence[Row], path: Path, book: Book) -> list[Path]:
    """The sheet (text, label, and the unit's id and context as metadata) and, beside it, ``labels.json``."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            line = {"text": row.text, "label": list(row.codes), "unit_id": row.unit_id, "kind": row.kind}
            stream.write(json.dumps({**line, **row.context, "note": row.note}, ensure_ascii=False) + "\n")
    families = {family: place for place, family in enumerate(dict.fromkeys(entry.family for entry in book))}
    colours = {entry.code: _COLOURS[families[entry.family] % len(_COLOURS)] for entry in book}
    labels = [
        {"text": code, "suffix_key": None, "background_color": colour, "text_color": "#ffffff"}
        for code, colour in {**colours, NONE: _COLOURS[-1]}.items()
    ]
    (path.parent / LABELS).write_bytes(json.dumps(labels, ensure_ascii=False, indent=1).encode() + b"\n")
    return [path, path.parent / LABELS]


def read(records: Iterable[Mapping[str, Any]]) -> list[Read]:
    """The lines of an export; comments made in doccano stand under the note."""
    found = []
    for number, record in enumerate(records, 1):
        meta = record.get("meta")
        known = {**(meta if isinstance(meta, Mapping) else {}), **record}
        labels = known.get("label", known.get("labels")) or ()
        comments = [str(comment) for comment in known.get("Comments") or known.get("comments") or ()]
        note = "\n".join([*filter(None, [str(known.get("note") or "")]), *comments])
        text = known.get("text", known.get("data"))
        cells = tuple(map(str, [labels] if isinstance(labels, str) else labels))
        text = None if text is None else str(text)
        found.append(Read(f"line {number}", str(known.get("unit_id", "")), text, cells, note))
    return found
