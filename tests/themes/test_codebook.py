"""The codebook: complete, consistent, and clear about a file that is neither."""

from pathlib import Path

import pytest
import yaml

from nlp import knowledge
from nlp.themes.codebook import CodebookError, codebook, load_codebook


def test_there_are_24_problem_and_24_measure_codes_and_three_residual_codes_each():
    book = codebook()
    for kind in ("problem", "measure"):
        assert len(book.kind(kind)) == 24
        assert len(book.kind(kind, residual=True)) == 27
    assert [family.id for family in book.families] == list("ABCDEFGH")


def test_every_code_has_labels_rules_and_two_examples():
    for entry in codebook():
        assert entry.zh
        assert entry.en
        assert entry.definition
        assert entry.include
        assert entry.exclude
        assert len(entry.examples) == 2


def test_every_problem_code_is_answered_by_a_measure_code():
    book = codebook()
    answered = {code for codes in book.answers.values() for code in codes}
    assert answered == {entry.code for entry in book.kind("problem")}


def test_residual_codes_answer_nothing_and_have_no_family():
    book = codebook()
    assert "generic_commitment" not in book.answers
    assert book.family("other_problem") is None
    family = book.family("training")
    assert family is not None
    assert family.zh == "人员与能力"


def test_a_description_can_be_read_by_a_person():
    text = codebook().describe("training")
    pieces = "培训学习、提升能力", "Training and capacity building", "staff_capability", "training_insufficient"
    for piece in (*pieces, "no probability"):
        assert piece in text


def test_an_unknown_code_is_a_key_error_that_names_the_codes():
    with pytest.raises(KeyError, match="channel_breadth"):
        codebook().code("channels")


def test_the_labels_are_those_of_the_shared_codebook(shared: Path):
    import json

    facts = json.loads((shared / "domain" / "codebook.json").read_text("utf-8"))
    book = codebook()
    for fact in facts["problems"] + facts["measures"]:
        entry = book.code(fact["code"])
        assert (entry.zh, entry.en) == (fact["zh"], fact["en"])
        assert list(entry.answers) == fact.get("to", [])


@pytest.fixture
def own(tmp_path: Path):
    def write(change) -> Path:
        raw = yaml.safe_load(yaml.safe_dump(knowledge.load("themes", "codebook"), allow_unicode=True))
        change(raw)
        path = tmp_path / "own.yaml"
        path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
        return path

    return write


def test_a_codebook_of_ones_own_can_add_a_code(own):
    def add(raw):
        raw["version"] = "mine-2"
        raw["codes"]["epidemic"] = {**raw["codes"]["timeliness_update"], "zh": "疫情影响", "en": "Epidemic"}

    book = load_codebook(own(add))
    assert book.version == "mine-2"
    assert book.code("epidemic").zh == "疫情影响"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda raw: raw["codes"]["training"].update(answers=["no_such"]), "training answers 'no_such'"),
        (lambda raw: raw["codes"]["training"].update(answers=["supervise"]), "no problem code"),
        (lambda raw: raw["codes"]["training"].pop("zh"), "training has no zh"),
        (lambda raw: raw["codes"]["training"].update(en="  "), "training has no en"),
        (lambda raw: raw["codes"]["training"].update(kind="theme"), "kind 'theme'"),
        (lambda raw: raw["codes"]["training"].update(family="Z"), "family 'Z'"),
        (lambda raw: raw["codes"].update(training=None), "training has no entry"),
        (lambda raw: raw["families"].update(A={"zh": "甲"}), "family A has no en"),
        (lambda raw: raw.pop("version"), "needs 'version'"),
        (lambda raw: raw["codes"]["timeliness_update"].update(answers=["training"]), "can't answer"),
    ],
)
def test_a_faulty_codebook_is_refused_with_the_place(own, change, complaint):
    with pytest.raises(CodebookError, match=complaint):
        load_codebook(own(change))


def test_a_file_that_is_no_yaml_or_not_there_is_a_codebook_error(tmp_path: Path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("codes: [", "utf-8")
    for path in (broken, tmp_path / "absent.yaml"):
        with pytest.raises(CodebookError, match=path.name):
            load_codebook(path)
