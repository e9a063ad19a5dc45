"""Whether a document is a yearly disclosure report at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from nlp.document import Document
from nlp.knowledge import load
from nlp.reading.errors import Unreadable
from nlp.report import Section

HEAD = 600
LEAST_SECTIONS = 2


def is_report(doc: Document, sections: Sequence[Section]) -> bool:
    """Whether the title, the sections or the tables show a report (政府信息公开工作年度报告).

    >>> from nlp.report import Source
    >>> is_report(Document(Source("a", "", "text/plain", 0), "某局2023年政府信息公开工作年度报告\\n一、概述\\n略"), [])
    False

    A title alone is not enough, nor one section of a report under another document's title; two statutory
    sections or tables are, with or without the title.
    """
    head = doc.folded[:HEAD].replace(" ", "")
    knowledge = _knowledge()
    if re.search(knowledge["other_kinds"], head) and not re.search(knowledge["yearly"], head):
        return _tables(doc) >= LEAST_SECTIONS
    if not re.search(knowledge["topic"], doc.folded):
        return False
    evidence = len({section.id for section in sections if section.id in _STATUTORY and section.status == "found"})
    evidence += _tables(doc) if evidence < LEAST_SECTIONS else 0
    titled = evidence == 1 and re.search(knowledge["title"], head) is not None
    return evidence >= LEAST_SECTIONS or (titled and len(doc.folded) > HEAD // 3)


def _tables(doc: Document) -> int:
    """How many of the statutory tables the text prints."""
    return sum(1 for words in _knowledge()["tables"] if re.search(words, doc.folded))


_STATUTORY = ("s1", "s2", "s3", "s4", "s5", "s6")


@cache
def _knowledge() -> dict[str, Any]:
    knowledge: dict[str, Any] = load("structure", "sections")["gate"]
    return knowledge


def ensure_report(doc: Document, sections: Sequence[Section]) -> None:
    """Nothing for a report; ``Unreadable("not_a_report")`` for a budget report, a guide, code or a novel."""
    if not is_report(doc, sections):
        raise Unreadable("not_a_report", f"{doc.source.name}: not a yearly report on government information disclosure")
