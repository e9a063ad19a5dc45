"""spaCy docs out of a dataset: the span groups of the pipeline, with the rows behind them."""

from pathlib import Path

import pytest
from spacy.tokens import DocBin

import nlp
from nlp import docbin
from nlp.docbin import docs, write_docbin
from nlp.engine import run

DEMO = Path(__file__).parents[1] / "corpora" / "demo"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    base = tmp_path_factory.mktemp("docbin")
    (base / "in").mkdir()
    for path in sorted(DEMO.rglob("*.txt"))[:3]:
        (base / "in" / path.name).write_bytes(path.read_bytes())
    run(base / "in", base / "out", workers=1, progress=False)
    return nlp.open_dataset(base / "out")


def test_docs_come_back_from_the_file_with_text_spans_and_rows(dataset, tmp_path):
    [path] = write_docbin(dataset, tmp_path)
    read = list(DocBin(store_user_data=True).from_disk(path).get_docs(nlp.pipeline().vocab))
    reports = dataset.table("reports")
    assert [doc.text for doc in read] == list(reports["text"])
    assert [doc.user_data["report"]["organ"] for doc in read] == list(reports["organ"])
    units = dataset.table("units")
    for doc, id in zip(read, reports["report_id"], strict=True):
        mine = units[units["report_id"] == id]
        group = doc.spans["units"]
        assert len(group) == len(mine) > 0
        assert [span.label_ for span in group] == list(mine["kind"])
        assert [record["text"] for record in group.attrs["records"]] == list(mine["text"])
        for span, start, end in zip(group, mine["start"], mine["end"], strict=True):
            assert span.start_char <= start < end <= span.end_char
        assert group[0]._.unit["unit_id"] == mine.iloc[0]["unit_id"]


def test_the_groups_are_those_of_the_pipeline(dataset):
    doc = next(docs(dataset))
    piped = nlp.pipeline()(doc.text)
    assert set(doc.spans) == set(piped.spans)
    for group in ("sections", "units", "platforms", "claims"):
        places = {(span.start_char, span.end_char, span.label_) for span in piped.spans[group]}
        assert {(span.start_char, span.end_char, span.label_) for span in doc.spans[group]} == places


def test_themes_are_of_the_coder_that_speaks(dataset):
    coders = {record["coder"] for doc in docs(dataset) for record in doc.spans["themes"].attrs["records"]}
    speaks = dataset.query("SELECT DISTINCT coder FROM themes WHERE speaks")["coder"]
    assert coders == set(speaks)


def test_a_file_holds_a_thousand_docs_at_most(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(docbin, "REPORTS", 2)
    paths = write_docbin(dataset, tmp_path)
    assert [path.name for path in paths] == ["reports-0001.spacy", "reports-0002.spacy"]
    assert [len(DocBin().from_disk(path)) for path in paths] == [2, 1]


def test_the_same_dataset_gives_the_same_bytes(dataset, tmp_path):
    [one], [other] = write_docbin(dataset, tmp_path / "one"), write_docbin(dataset, tmp_path / "other")
    assert one.read_bytes() == other.read_bytes()
