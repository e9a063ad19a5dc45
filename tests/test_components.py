"""The spaCy pipeline says what the record says."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import nlp
from nlp.report import Report

REPORT = next(iter(sorted((Path(__file__).parents[1] / "corpora" / "demo").glob("*.txt"))))


@pytest.fixture(scope="module")
def language() -> Language:
    return nlp.pipeline()


@pytest.fixture(scope="module")
def report() -> Report:
    return nlp.read(REPORT)


@pytest.fixture(scope="module")
def doc(language: Language, report: Report) -> Doc:
    return language(report.text)


def test_the_doc_is_the_text(doc: Doc, report: Report) -> None:
    assert doc.text == report.text


def test_spans_are_those_of_the_record(doc: Doc, report: Report) -> None:
    assert [s.label_ for s in doc.spans["sections"]] == [s.id for s in report.sections]
    assert [(s.label_, s._.unit["text"]) for s in doc.spans["units"]] == [(u.kind, u.text) for u in report.units]
    assert [(s.label_, s._.platform["name"]) for s in doc.spans["platforms"]] == [
        (p.kind, p.name) for p in report.platforms
    ]
    assert [(r["kind"], r["value"]) for r in doc.spans["claims"].attrs["records"]] == [
        (c.kind, c.value) for c in report.claims
    ]
    assert [s.label_ for s in doc.spans["themes"]] == [
        t.code for u in report.units for t in u.themes for _ in t.evidence
    ]


def test_a_span_covers_its_record(doc: Doc, report: Report) -> None:
    for span, unit in zip(doc.spans["units"], report.units, strict=True):
        assert span.start_char <= unit.start
        assert span.end_char >= unit.end


def test_docbin_keeps_the_spans(language: Language, doc: Doc) -> None:
    again = next(iter(DocBin(docs=[doc]).get_docs(language.vocab)))
    assert [s._.unit["id"] for s in again.spans["units"]] == [s._.unit["id"] for s in doc.spans["units"]]


def test_a_component_works_in_a_strangers_pipeline() -> None:
    theirs = spacy.blank("zh")
    theirs.add_pipe("gongkai_sections")
    theirs.add_pipe("gongkai_units")
    doc = theirs("五、存在的主要问题及改进情况\n一是公开渠道较为单一。二是专职人员配备不足。\n")
    assert [s._.unit["text"] for s in doc.spans["units"] if s.label_ == "problem"] == [
        "公开渠道较为单一。",
        "专职人员配备不足。",
    ]


def test_a_text_that_is_no_report_gives_no_findings(language: Language) -> None:
    doc = language("今天天气很好。")
    assert [name for name in ("units", "platforms", "claims", "themes") if len(doc.spans[name])] == []
