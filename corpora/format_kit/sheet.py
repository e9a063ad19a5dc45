"""A report as a list of printed parts, whatever the file it will stand in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from corpora.demo_kit.encode import traditional
from corpora.demo_kit.sources import Told, blocks_of
from corpora.format_kit.tables import Cell, Table, table_2, table_3, table_4


class Part(NamedTuple):
    """A title, head, sub, para or sign with its text; or a table, t2 t3 t4, with its pieces."""

    kind: str
    text: str = ""
    tables: tuple[Table, ...] = ()


class Sheet(NamedTuple):
    """What is printed of one report, in its own script; ``index`` is the block of 索引号, 发布机构 …"""

    stem: str
    organ: str
    year: int
    title: str
    index: list[tuple[str, str]]
    own_index: bool
    parts: list[Part]
    script: str


def sheet_of(told: Told) -> Sheet:
    """The printed report; the damage of text extraction (wraps, page marks, lost cells) isn't part of it."""
    source = told.source
    script: Callable[[str], str] = traditional if source.get("script") == "traditional" else str
    own = [re.split("[：:]", line, maxsplit=1) for line in source.get("index", [])]
    blocks = blocks_of(source, told.agency, told.texts)[len(own) :]
    parts = [_part(kind, text, told) for kind, text in blocks]
    parts = [Part(p.kind, script(p.text), tuple(_worded(t, told, script) for t in p.tables)) for p in parts]
    index = [(label, value) for label, value in own] or _index(told)
    return Sheet(
        told.stem,
        script(told.agency["organ"]),
        source["year"],
        "".join(part.text for part in parts if part.kind == "title"),
        [(script(label), script(value)) for label, value in index],
        bool(own),
        parts,
        "traditional" if script is traditional else "simplified",
    )


def published(sheet: Sheet) -> str:
    """The invented day on which the report was put on the net, in January of the year after."""
    return f"{sheet.year + 1}-01-{10 + len(sheet.organ) + sheet.year % 7}"


def _part(kind: str, text: str, told: Told) -> Part:
    match kind:
        case "t2":
            return Part("t2", "", tuple(table_2(told.tables, told.source["look"].get("t2_apart", False))))
        case "t3":
            return Part("t3", "", (table_3(told.tables),))
        case "t4":
            return Part("t4", "", (table_4(told.tables),))
    if told.source["look"].get("spaced") and kind == "para":
        text = re.sub(r"(?<=[一-鿿])(?=\d)|(?<=\d)(?=[一-鿿])", " ", text)
    return Part(kind, text)


def _worded(table: Table, told: Told, script: Callable[[str], str]) -> Table:
    """The table with the labels that this report words in its own way."""
    own = told.source["look"].get("rename", {})
    return [[cell._replace(text=script(_renamed(cell, own))) for cell in row] for row in table]


def _renamed(cell: Cell, own: dict[str, str]) -> str:
    text = cell.text
    for official, other in own.items():
        text = text.replace(official, other)
    return text


def _index(told: Told) -> list[tuple[str, str]]:
    number = sum(map(ord, told.stem)) % 9000 + 1000
    return [
        ("索引号", f"9900{number}-{told.source['year'] + 1}-00{number % 90 + 10}"),
        ("发布机构", told.agency["organ"]),
        ("主题分类", "政务公开"),
        ("公开方式", "主动公开"),
    ]
