"""A file is known by its content; what can't be read is refused in one line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from nlp.reading import read as reading
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
from nlp.reading.sniff import MAGIC, sniff

TEXT = "青禾县水利局2023年政府信息公开工作年度报告\n一、总体情况\n公开信息318条。\n"


def refusal(data: bytes | Path) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_document(data, "a.txt")
    return refused.value


def test_the_source_record_tells_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "qinghe.txt"
    path.write_bytes(TEXT.encode("gbk"))
    doc = read_document(path)
    assert doc.text == TEXT
    assert doc.source.name == "qinghe.txt"
    assert doc.source.bytes == len(TEXT.encode("gbk"))
    assert doc.source.sha256 == hashlib.sha256(TEXT.encode("gbk")).hexdigest()
    assert (doc.source.media_type, doc.source.encoding) == ("text/plain", "gb18030")
    assert read_document(str(path), "other").source.name == "other"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (TEXT.encode(), "text/plain"),
        (b"# " + TEXT.encode(), "text/markdown"),
        ("甲\n| 信息内容 | 数量 |\n|---|---|\n| 规章 | 0 |".encode(), "text/markdown"),
        ("结果<br>维持\n".encode() + TEXT.encode(), "text/plain"),
        (b"<!DOCTYPE html><html><body></body></html>", "text/html"),
        (b"\xef\xbb\xbf\n<html lang='zh'>", "text/html"),
        ("<html><body>一、总体情况".encode("utf-16"), "text/html"),
        ("<div><p>一</p><p>二</p></div>".encode(), "text/html"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04\x14\0", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "application/msword"),
        (b"{\\rtf1", "application/rtf"),
        (b"\x89PNG\r\n", "image/png"),
    ],
)
def test_the_kind_is_told_by_the_content(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


@pytest.mark.parametrize("data", [b"PK\x03\x04....", b"\x1f\x8b\x08"])
def test_kinds_without_a_reader_say_what_to_do(data: bytes) -> None:
    refused = refusal(data)
    assert refused.code == "unsupported_format"
    assert "\n" not in str(refused)


def test_every_kind_that_can_be_sniffed_has_an_entry() -> None:
    assert set(MAGIC.values()) <= set(reading.READERS)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", "\u3000\n".encode()])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data).code == "empty"


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    assert refusal(TEXT.encode() * 2).code == "too_large"
    (tmp_path / "a.txt").write_bytes(TEXT.encode() * 2)
    assert refusal(tmp_path / "a.txt").code == "too_large"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.txt").code == "no_file"
    assert refusal(tmp_path).code == "no_file"


def test_noise_is_refused_with_the_name_of_the_file() -> None:
    refused = refusal(bytes(range(1, 256)) * 50)
    assert refused.code == "binary"
    assert str(refused).startswith("a.txt: ")


def test_what_decoding_lost_stands_among_the_warnings() -> None:
    assert [warning.code for warning in read_document(TEXT.encode() + b"\xe5").warnings] == ["bytes_lost"]


def test_the_folded_text_has_the_length_of_the_text() -> None:
    doc = read_document(("總體情況（一）２０２３\r\n" + TEXT).encode())
    assert len(doc.folded) == len(doc.text)
    assert doc.folded.startswith("总体情况(一)2023")
