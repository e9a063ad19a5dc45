"""Web pages -> Document: the report out of its page, tables as true grids, the index block as metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from nlp.document import Document
from nlp.reading.draft import Draft
from nlp.reading.errors import Unreadable
from nlp.reading.html_body import Body, find_body
from nlp.reading.html_charset import decode_page
from nlp.reading.html_index import of_footer, of_head
from nlp.reading.html_items import Item, Line
from nlp.reading.html_shell import inner_pages
from nlp.reading.html_walk import Walk
from nlp.report import Metadata, ReportWarning, Source

ENOUGH_EVIDENCE = 2
LEAST_PROSE = 200
"""A page with fewer characters of prose and no heading of a report may be a shell."""
LEAST_TEXT = 40
DEEPEST = 3
"""How deep pages may stand in text fields of pages."""
MOST_INNER = 50
MOST_METADATA = 60


def read_html(data: bytes, source: Source, charset: str | None = None) -> Document:
    """The report in a saved web page.

    >>> page = "<h1>某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><table><tr><td>规章<td>&nbsp;</table>"
    >>> doc = read_html(page.encode(), Source("a.html", "", "text/html", 0))
    >>> doc.text
    '某局2023年政府信息公开工作年度报告\\n一、总体情况\\n规章\\t\\n'
    >>> doc.source.encoding, doc.source.method, len(doc.grids)
    ('utf-8', 'html', 1)

    charset  what came with the page (MHTML), if anything

    Navigation, index block, buttons and footer are left out of the text; index block, byline, meta tags and footer
    are ``Source.metadata``. Hidden and struck-out text is left out, with a warning. A page whose text is held in a
    script, a field or an inner page is read from there; one that loads its text raises ``Unreadable("no_text")``,
    as does one without text. Tables: HTML, "forming a table".
    """
    decoded = decode_page(data, charset)
    seen = _read(decoded.text)
    warnings = [*decoded.warnings, *_warnings(seen)]
    if not any(not line.text.isspace() for line in seen.body.items):
        raise Unreadable("no_text", "the page shows no text")
    draft = Draft()
    for item in seen.body.items:
        if isinstance(item, Line):
            draft.paragraph(item.text)
        else:
            draft.table(item.rows)
    record = replace(source, encoding=decoded.encoding, method="html", metadata=_distinct(seen.metadata))
    return Document(record, draft.text, tuple(draft.grids), warnings=tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Seen:
    body: Body
    metadata: list[Metadata]
    struck: int
    hidden: int
    note: ReportWarning | None = None


def _read(page: str) -> _Seen:
    """What the page shows; if that is no report, what it holds without showing it."""
    shown = _look(page)
    if shown.body.evidence >= ENOUGH_EVIDENCE:
        return shown
    best, where = shown, None
    if shown.hidden:
        best, where = _better(best, where, _look(page, show_hidden=True), "in elements that its styles hide")
    for inner in islice(inner_pages(page), MOST_INNER):
        best, where = _better(best, where, _look(inner), "in its scripts or fields")
    if where is not None:
        note = ReportWarning("text_not_shown", f"the page holds its report {where} and does not show it by itself")
        return replace(best, metadata=[*shown.metadata, *best.metadata], note=note)
    if _LOADS.search(page) and not shown.body.evidence and shown.body.prose < LEAST_PROSE:
        raise Unreadable("no_text", "the page is a shell that loads its text by script or from another page")
    return shown


_LOADS = re.compile(r"<(?:script|iframe|frame)\b", re.I)


def _better(best: _Seen, where: str | None, other: _Seen, place: str) -> tuple[_Seen, str | None]:
    def weight(seen: _Seen) -> tuple[bool, int]:
        return seen.body.evidence > 0 or seen.body.prose >= LEAST_PROSE, seen.body.evidence * 1000 + seen.body.prose

    return (other, place) if weight(other) > weight(best) and weight(other)[0] else (best, where)


def _look(page: str, show_hidden: bool = False) -> _Seen:
    walk = Walk(partial(_inner, 1), show_hidden)
    body = find_body(walk.walk(page))
    around = [entry for entry in body.around if isinstance(entry, Line)]
    metadata = [*body.metadata, *of_head(page), *of_footer(around)]
    return _Seen(body, metadata, walk.struck, walk.hidden)


def _inner(depth: int, text: str) -> list[Item]:
    """The items of a page in a text field of a page."""
    if depth >= DEEPEST:
        return [Line(line.strip()) for line in text.split("\n") if line.strip()]
    return Walk(partial(_inner, depth + 1)).walk(text)


def _warnings(seen: _Seen) -> list[ReportWarning]:
    warnings = [seen.note] if seen.note else []
    if seen.struck:
        warnings.append(ReportWarning("struck_text", f"{seen.struck} characters that are struck out were left out"))
    if seen.hidden:
        warnings.append(ReportWarning("hidden_text", f"{seen.hidden} characters that the page hides were left out"))
    return warnings


def _distinct(metadata: Sequence[Metadata]) -> tuple[Metadata, ...]:
    seen: dict[tuple[str, str], Metadata] = {}
    for entry in metadata:
        seen.setdefault((entry.key, entry.value), entry)
    return tuple(seen.values())[:MOST_METADATA]
