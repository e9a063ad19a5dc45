"""The characters of a page are those that another parser finds in it: none lost, none invented, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reading.html_charset import decode_page
from nlp.reading.html_items import Item, Line, Table
from nlp.reading.html_walk import Walk

PAGES = sorted((Path(__file__).parents[2] / "corpora" / "formats").glob("*/*.html"))
NOT_SHOWN = (
    "//comment() | //script | //style | //template | //noscript | //select | //del | //s"
    " | //*[@hidden] | //*[contains(translate(@style, ' ', ''), 'display:none')]"
)


def walked(page: str) -> str:
    return "".join("".join(printed(Walk(lambda inner: []).walk(page))).split())


def printed(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Line):
            yield item.text
        elif isinstance(item, Table):
            seen: set[int] = set()
            for box in [box for row in item.rows for box in row]:
                if isinstance(box, str):
                    yield box
                elif id(box) not in seen:
                    seen.add(id(box))
                    yield box.text


def parsed(page: str) -> str:
    tree = lxml.html.document_fromstring(page)
    for left_out in tree.xpath(NOT_SHOWN):
        if left_out.getparent() is not None:
            left_out.drop_tree()
    return "".join(tree.find("body").text_content().split())


NAMES = {
    name: st.sampled_from([name, name.upper()])
    for name in ["div", "p", "span", "b", "font", "section", "table", "tbody", "tr", "ul", "li"]
}
ATTRIBUTES = st.sampled_from(
    [
        "",
        "",
        ' class="a"',
        " title='a>b'",
        ' title="a > <p> c"',
        " width=90",
        '\n style="color: red"',
        " hidden",
        " a-b",
    ]
)
SPANS = st.sampled_from(["", "", ' rowspan="2"', " colspan=3", " rowspan=0", ' COLSPAN="2" style="width:1px"'])
REFERENCES = st.sampled_from(["&amp;", "&lt;", "&nbsp;", "&#20844;", "&#x5f00;", "&mdash;", "&quot;b", "&copy;"])
VOIDS = st.sampled_from(["<br>", "<BR/>", '<img alt="a>b" src=x>', "<input value='<td>'>", "<wbr>"])
UNSEEN = st.sampled_from(["<!-- <p>a</p> -->", "<script>if (a < b) '</p>'</script>", "<style>td > p {}</style>"])
LETTERS = st.text("公开信息12 a，。\n\t", max_size=12)


def many(inside: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[str]:
    return st.lists(inside, min_size=least, max_size=4).map("".join)


def nested(name: str, inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(NAMES[name], ATTRIBUTES, inside).map(lambda made: f"<{made[0]}{made[1]}>{made[2]}</{made[0]}>")


INLINE = st.recursive(
    st.one_of(LETTERS, LETTERS, REFERENCES, VOIDS, UNSEEN),
    lambda inner: st.one_of(*[nested(name, many(inner)) for name in ("span", "b", "font")]),
    max_leaves=6,
)


def table(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    content = st.one_of(INLINE, nested("p", many(INLINE)), many(nested("p", INLINE)), inside)
    cell = st.tuples(st.sampled_from(["td", "td", "TD", "th"]), SPANS, content).map(
        lambda made: f"<{made[0]}{made[1]}>{made[2]}</{made[0]}>"
    )
    row = nested("tr", many(cell, 1))
    return nested("table", st.one_of(many(row, 1), nested("tbody", many(row, 1))))


BODY = st.recursive(
    st.one_of(INLINE, nested("p", many(INLINE))),
    lambda inner: st.one_of(
        nested("div", many(inner)),
        nested("section", many(inner)),
        nested("ul", many(nested("li", inner))),
        table(inner),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(many(BODY))
def test_no_character_of_a_page_is_lost_or_invented(body: str) -> None:
    page = f"<html><body><p>开始</p>{body}<p>结束</p></body></html>"
    assert walked(page) == parsed(page)


@settings(max_examples=100, deadline=None)
@given(st.lists(table(INLINE), min_size=1, max_size=2).map("".join))
def test_no_character_of_a_table_is_lost_or_invented(tables: str) -> None:
    page = f"<html><body><p>开始</p>{tables}<p>结束</p></body></html>"
    assert walked(page) == parsed(page)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_page_of_the_corpus_has_the_characters_another_parser_finds(path: Path) -> None:
    page = decode_page(path.read_bytes()).text
    assert walked(page) == parsed(page)
