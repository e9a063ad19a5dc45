"""Word files of strangers: whatever is wrong with one is a reason in one line."""

from __future__ import annotations

import pytest
from word_files import NAMESPACES, docx, p, packed, tbl, tc, tr

from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
from nlp.reading.word.docx import read_docx
from nlp.report import Source

SOURCE = Source("a.docx", "", "", 0)


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_docx(data, SOURCE)
    assert "\n" not in str(refused.value)
    return refused.value


def with_body(body: str, before: str = "") -> bytes:
    return packed({"word/document.xml": f"{before}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"})


def test_an_external_entity_is_not_fetched() -> None:
    doctype = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert refusal(with_body(p("<w:r><w:t>&x;</w:t></w:r>"), doctype)).code == "damaged"


def test_entities_that_multiply_are_refused() -> None:
    doctype = '<!DOCTYPE d [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    doctype += "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10)) + "]>"
    assert refusal(with_body(p("<w:r><w:t>&a9;</w:t></w:r>"), doctype)).code == "damaged"


def test_a_part_that_unpacks_to_far_too_much_is_refused() -> None:
    assert refusal(with_body(p("哈" * 30_000_000))).code == "too_large"


@pytest.mark.parametrize("size", [3, 30, 200, 600])
def test_a_file_cut_short_is_damaged(size: int) -> None:
    assert refusal(docx(p("甲" * 500))[:size]).code == "damaged"


def test_a_part_whose_bytes_changed_is_damaged() -> None:
    data = bytearray(docx(p("一、总体情况")))
    at = data.index(b"word/document.xml") + 40
    data[at : at + 8] = b"\0" * 8
    assert refusal(bytes(data)).code == "damaged"


@pytest.mark.parametrize("name", ["sdt", "tbl", "x"])
def test_nesting_without_end_is_refused(name: str) -> None:
    deep = f"<w:{name}>" * 100_000 + f"</w:{name}>" * 100_000
    assert refusal(with_body(deep)).code in ("too_deep", "damaged")


def test_tables_in_tables_in_tables_are_refused_beyond_a_depth() -> None:
    body = p("甲")
    for _ in range(60):
        body = tbl(tr(tc(body + p(""))))
    assert refusal(with_body(body)).code == "too_deep"


def test_absurd_spans_stay_within_bounds() -> None:
    doc = read_document(with_body(tbl(tr(tc("甲", span=999_999_999), "1"), tr("乙", "2"))))
    assert sum(len(row) for grid in doc.grids for row in grid.rows) < 5_000
    rows = "".join(tr(tc("甲", span=900 + n % 100), tc("1", span=n + 1)) for n in range(900))
    with pytest.raises(Unreadable, match="cells"):
        read_document(with_body(tbl(rows)))


def test_a_file_without_words_is_empty() -> None:
    assert refusal(with_body(p(""))).code == "empty"


def test_a_style_that_is_based_on_itself_ends_nothing() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="S"><w:basedOn w:val="S"/></w:style>'
    assert read_document(docx(p("甲", style="S"), styles=styles)).text == "甲\n"


def test_numbers_of_the_markup_that_are_none_are_taken_for_the_usual() -> None:
    body = tbl(tr('<w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr><w:p/></w:tc>', "1")) + p("甲", num="99.-3")
    assert read_document(docx(body)).text == "\t1\n甲\n"
