"""The sheet for Label Studio: tasks, and a labelling interface made from the codebook; its JSON export read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from nlp.validation.book import Book, Entry
from nlp.validation.row import Read, Row
from nlp.validation.units import NONE

FILE = "tasks.json"
INTERFACE = "labelling.xml"
CODES = "codes"
NOTE = "note"


def write(rows: Sequence[Row], path: Path, book: Book) -> list[Path]:
    """The tasks, a line each, and beside them ``labelling.xml`` for Settings, Labeling Interface, Code."""
    tasks = [json.dumps(_task(row), ensure_ascii=False) for row in rows]
    path.write_bytes(("[\n" + ",\n".join(tasks) + "\n]\n").encode())
    context = list(rows[0].context) if rows else []
    (path.parent / INTERFACE).write_bytes(_interface(book, context).encode())
    return [path, path.parent / INTERFACE]


def read(tasks: Iterable[Mapping[str, Any]]) -> list[Read]:
    """The annotations of an export (JSON or JSON lines); the annotator is the coder where the file names one."""
    found = []
    for number, task in enumerate(tasks, 1):
        data = task.get("data")
        data = data if isinstance(data, Mapping) else {}
        place = f"task {task.get('id', number)}"
        unit_id, text = str(data.get("unit_id", "")), data.get("text")
        text = None if text is None else str(text)
        annotations = [a for a in task.get("annotations") or task.get("completions") or () if isinstance(a, Mapping)]
        if not annotations:
            found.append(Read(place, unit_id, text, ()))
        for annotation in annotations:
            results = [r for r in annotation.get("result") or () if isinstance(r, Mapping)]
            codes = tuple(code for result in results for code in _strings(result, "choices"))
            note = "\n".join(line for result in results for line in _strings(result, "text"))
            fault = "skipped" if annotation.get("was_cancelled") else ""
            found.append(Read(place, unit_id, text, codes, note, _annotator(annotation.get("completed_by")), fault))
    return found


def _task(row: Row) -> dict[str, Any]:
    task: dict[str, Any] = {"data": {"unit_id": row.unit_id, "kind": row.kind, **row.context, "text": row.text}}
    if row.codes:
        choices = {"from_name": CODES, "to_name": "unit", "type": "choices", "value": {"choices": list(row.codes)}}
        note = {"from_name": NOTE, "to_name": "unit", "type": "textarea", "value": {"text": [row.note]}}
        task["annotations"] = [{"result": [choices, note] if row.note else [choices]}]
    return task


def _interface(book: Book, context: Sequence[str]) -> str:
    lines = ["<View>"]
    lines += [
        f'  <Header value="${name}" size="5"/>' for name in ("kind", "organ", "year") if name in ("kind", *context)
    ]
    for name in ("before", "text", "after"):
        if name == "text":
            lines.append('  <Text name="unit" value="$text"/>')
        elif name in context:
            lines.append(f'  <Text name="{name}" value="${name}"/>')
    lines.append(f'  <Choices name="{CODES}" toName="unit" choice="multiple" required="true" showInline="false">')
    for kind in dict.fromkeys(entry.kind for entry in book):
        lines += [f"    {_choice(entry)}" for entry in book if entry.kind == kind]
    lines.append(f'    <Choice value="{NONE}" alias="{NONE}" hint="looked at, and no code applies"/>')
    lines += ["  </Choices>", f'  <TextArea name="{NOTE}" toName="unit" rows="2" placeholder="note"/>', "</View>", ""]
    return "\n".join(lines)


def _choice(entry: Entry) -> str:
    """A code to tick: its label is read, its name (the alias) is stored, its definition shows on the mouse."""
    label = quoteattr(f"{entry.kind}: {entry.zh} / {entry.en}")
    return f"<Choice value={label} alias={quoteattr(entry.code)} hint={quoteattr(entry.definition)}/>"


def _strings(result: Mapping[str, Any], name: str) -> Iterator[str]:
    value = result.get("value")
    listed = value.get(name, ()) if isinstance(value, Mapping) else ()
    yield from map(str, [listed] if isinstance(listed, str) else listed)


def _annotator(by: Any) -> str:
    if isinstance(by, Mapping):
        return str(by.get("email") or by.get("id") or "")
    return "" if by is None else str(by)
