"""Bytes become text whatever they were saved as, and a loss is named."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reading.decode import LOST, decode
from nlp.reading.errors import Unreadable

TEXT = "青禾县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息318条，收到申请9件。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.warnings) == (TEXT, encoding, ())


@pytest.mark.parametrize("cut", [1, 2])
def test_a_cut_last_character_is_named_and_stands_as_a_replacement_mark(cut: int) -> None:
    decoded = decode((TEXT + "完").encode()[:-cut])
    assert decoded.text == TEXT + LOST
    assert [warning.code for warning in decoded.warnings] == ["bytes_lost"]
    assert decoded.warnings[0].message.startswith(f"{3 - cut} bytes")


def test_a_few_bad_bytes_lose_no_other_character() -> None:
    data = TEXT.encode()
    at = data.index("总体".encode())
    decoded = decode(data[:at] + b"\xff\xfe" + data[at:])
    assert decoded.text.replace(LOST, "") == TEXT
    assert "2 bytes" in decoded.warnings[0].message


def test_a_broken_character_never_becomes_a_digit() -> None:
    data = TEXT.encode().replace("总".encode(), bytes([0xE6, 0x38, 0xBB]))
    decoded = decode(data)
    assert [c for c in decoded.text if c.isdigit()] == [c for c in TEXT if c.isdigit()]
    assert decoded.warnings


def test_a_cut_gbk_file_is_read_with_a_warning() -> None:
    decoded = decode((TEXT + "完").encode("gbk")[:-1])
    assert decoded.text.startswith(TEXT)
    assert decoded.warnings[0].code == "bytes_lost"


def misread(text: str) -> bytes:
    """The text as it is saved after a program took its UTF-8 for GBK: € for the byte 80, ? for half a character."""

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return "€" if error.object[error.start] == 0x80 else "?", error.start + 1

    codecs.register_error("as_a_browser_does", replace)
    return text.encode().decode("gb18030", "as_a_browser_does").encode()


def test_utf8_misread_as_gbk_is_read_back_where_nothing_was_lost() -> None:
    text = "政府信息公开年度报告主要问题\n" * 4
    assert misread(text).decode().startswith("鏀垮簻淇℃伅")
    decoded = decode(misread(text))
    assert decoded.text == text
    assert [warning.code for warning in decoded.warnings] == ["mojibake_recovered"]


def test_misread_lines_that_lost_characters_stay_and_are_counted() -> None:
    lossy = "政府信息公开年度报告的2023年数字\n"
    whole = "政府信息公开年度报告主要问题\n"
    decoded = decode(misread(whole * 3) + misread(lossy))
    assert decoded.text.startswith(whole * 3)
    assert "2023" in decoded.text
    assert [warning.code for warning in decoded.warnings] == ["mojibake_recovered", "mojibake"]


def test_proper_text_that_uses_rare_characters_is_left_alone() -> None:
    text = TEXT + "锛是化学元素的旧译名，淇河在河南，涓涓细流，€100。"
    assert decode(text.encode()).text == text
    assert decode(text.encode()).warnings == ()


def test_zero_bytes_at_the_end_are_left_out_with_a_warning() -> None:
    decoded = decode(TEXT.encode() + b"\0" * 40)
    assert decoded.text == TEXT
    assert decoded.warnings[0].code == "nul_bytes"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\0" * 100, b"\x7fELF\0\0\1" * 50, TEXT.encode()[:50] + b"\0" + TEXT.encode()]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(data)
    assert refused.value.code == "binary"
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Unreadable:
        return
    assert LOST not in decoded.text or decoded.warnings or LOST.encode() in data


@given(st.text(alphabet="政府信息公开工作年度报告一二三，。；（）0123456789\n", min_size=4))
@settings(max_examples=200, deadline=None)
def test_what_was_written_in_utf8_or_utf16_is_what_is_read(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text
    assert decode(text.encode("utf-16")).text == text
