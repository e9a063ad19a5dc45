"""Binary Word files: read as their .docx twins; what can't be read has its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_word_fixtures import FORM
from word_features import SEEN
from word_files import docx, p
from word_forms import random_tables

from nlp.analyse import analyse
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
from nlp.reading.word import doc as reading
from nlp.reading.word import libreoffice

WORD = Path(__file__).parent / "word"
FEATURES = (WORD / "features.doc").read_bytes()
FORM_DOC = (WORD / "form.doc").read_bytes()
BOX = "框内第一段\n框内第二段\n"


@pytest.fixture(autouse=True)
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "_program", lambda: None)


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_document(data, "a.doc")
    assert "\n" not in str(refused.value)
    return refused.value


def test_a_file_of_everything_reads_as_its_reader_sees_it() -> None:
    doc = read_document(FEATURES, "a.doc")
    seen = SEEN.replace(BOX, "").replace("含往年结转\n", BOX + "含往年结转\n")
    assert doc.text == seen
    assert (doc.source.method, doc.source.media_type) == ("doc", "application/msword")
    assert "tracked_changes" in [warning.code for warning in doc.warnings]


def test_merged_cells_reach_where_they_reach() -> None:
    doc = read_document(FEATURES)
    grid = doc.grids[-1]
    texts = [[doc.text[low:high] for low, high in row] for row in grid.rows]
    assert [row[0] for row in texts] == ["左", "左", "全"]
    assert grid.rows[0][0] == grid.rows[1][0]


def test_every_cell_of_the_form_is_right_and_every_blank_is_blank() -> None:
    report = analyse(FORM_DOC, "form.doc")
    truth = random_tables(*FORM).values
    assert {cell.id: cell.value for cell in report.cells} == truth
    assert [section.id for section in report.sections if section.status == "found"][:6]


def test_a_file_cut_short_says_so_and_what_would_help() -> None:
    for share in (0.2, 0.5, 0.8):
        refused = refusal(FORM_DOC[: int(len(FORM_DOC) * share)])
        assert refused.code == "needs_libreoffice"
        assert "apt install libreoffice-writer" in str(refused)


def test_a_lost_cell_mark_is_damage_and_moves_no_number() -> None:
    damaged = bytearray(FORM_DOC)
    damaged[FORM_DOC.index("\x070\x070\x07".encode("utf-16-le"))] = ord("1")
    assert refusal(bytes(damaged)).code == "needs_libreoffice"


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        ("EncryptedPackage", "encrypted"),
        ("Workbook", "empty"),  # the reader of sheets is asked, and finds none
        ("PowerPoint Document", "unsupported_format"),
    ],
)
def test_other_office_files_are_told_by_their_streams(stream: str, code: str) -> None:
    name = "WordDocument".encode("utf-16-le")
    other = stream.encode("utf-16-le")
    data = bytearray(FORM_DOC)
    at = data.index(name)
    data[at : at + 64] = other.ljust(64, b"\0")
    data[at + 64] = len(other) + 2
    assert refusal(bytes(data)).code == code


def test_a_file_protected_by_a_password_says_so() -> None:
    data = bytearray(FORM_DOC)
    at = data.index(b"\xec\xa5")
    data[at + 11] |= 1
    assert refusal(bytes(data)).code == "encrypted"


def test_what_is_not_read_here_goes_through_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "to_docx", lambda data, trouble: docx(p("一、总体情况")))
    doc = read_document(FORM_DOC[:3000], "a.doc")
    assert (doc.text, doc.source.method) == ("一、总体情况\n", "doc-libreoffice")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (docx(p("甲")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (rb"{\rtf1\ansi A}", "application/rtf"),
        ("<html><body><p>一、总体情况</p></body></html>".encode(), "text/html"),
    ],
)
def test_a_doc_that_is_something_else_inside_is_read_as_that(data: bytes, media_type: str) -> None:
    assert read_document(data, "a.doc").source.media_type == media_type
