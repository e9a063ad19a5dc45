"""Whether a document is a yearly disclosure report at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from nlp.knowledge import load
from nlp.reading.document import Document
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
    strong = {section.id for section in sections if section.id in _STATUTORY and section.status == "found"}
    tables = sum(1 for words in knowledge["tables"] if re.search(words, doc.folded))
    titled = re.search(knowledge["title"], head) is not None
    if re.search(knowledge["other_kinds"], head) and not re.search(knowledge["yearly"], head):
        return tables >= LEAST_SECTIONS
    topic = len(re.findall(knowledge["topic"], doc.folded)) > 0
    evidence = len(strong) + tables
    return topic and (evidence >= LEAST_SECTIONS or (titled and evidence >= 1 and len(doc.folded) > HEAD // 3))


_STATUTORY = ("s1", "s2", "s3", "s4", "s5", "s6")


@cache
def _knowledge() -> dict[str, Any]:
    knowledge: dict[str, Any] = load("structure", "sections")["gate"]
    return knowledge


def ensure_report(doc: Document, sections: Sequence[Section]) -> None:
    """Nothing for a report; ``Unreadable("not_a_report")`` for a budget report, a guide, code or a novel."""
    if not is_report(doc, sections):
        raise Unreadable("not_a_report", f"{doc.source.name}: not a yearly report on government information disclosure")
