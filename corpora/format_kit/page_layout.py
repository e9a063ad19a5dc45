"""A page of twenty years ago: GB2312, tables that lay out the page, FONT tags, tables pasted out of Word."""

from __future__ import annotations

import random
import re
from html import escape
from pathlib import Path
from string import Template

from corpora.format_kit.sheet import Part, Sheet, published
from corpora.format_kit.tables import Cell, Table

SITE_CODE = "9902110017"  # no province has the prefix 99
_SITE = Template(Path(__file__).with_name("layout.html").read_text("utf-8"))
_INDENT = "&nbsp;" * 4
_SPLIT = 0.3  # how often a number is spread over two tags


def page_layout(sheet: Sheet) -> bytes:
    """The report as a page of this site."""
    rng = random.Random(sheet.stem)
    title = "<BR>".join(escape(part.text) for part in sheet.parts if part.kind == "title")
    body = "\n".join(_part(part, rng) for part in sheet.parts if part.kind != "title")
    y, m, d = published(sheet).split("-")
    index = "".join(
        f"<TR><TD width=90 bgColor=#e8f0fa><FONT color=#003399>{escape(label)}：</FONT></TD>"
        f"<TD>{escape(value)}</TD></TR>"
        for label, value in sheet.index
    )
    return _SITE.substitute(
        plain=escape(sheet.title),
        title=title,
        organ=escape(sheet.organ),
        y=y,
        m=int(m),
        d=int(d),
        index=index,
        body=body,
        site_code=SITE_CODE,
    ).encode("gb18030")


def _part(part: Part, rng: random.Random) -> str:
    match part.kind:
        case "head":
            return f"<P>{_INDENT}<STRONG><FONT face=黑体>{escape(part.text)}</FONT></STRONG></P>"
        case "sub":
            return f"{_INDENT}<B>{_words(part.text, rng)}</B><BR>"
        case "sign":
            return f"<P align=right>{_words(part.text, rng)}{_INDENT}"
        case "para":
            return f"{_INDENT}{_words(part.text, rng)}<BR>"
    return "\n".join(_table(table, rng) for table in part.tables)


def _words(text: str, rng: random.Random) -> str:
    """Text as it is pasted: Latin digits in tags of their own, some numbers in two of them."""

    def digits(found: re.Match[str]) -> str:
        number = found[0]
        if len(number) > 1 and rng.random() < _SPLIT:
            at = rng.randrange(1, len(number))
            return f"<SPAN lang=EN-US>{number[:at]}</SPAN><SPAN lang=EN-US>{number[at:]}</SPAN>"
        return f"<SPAN lang=EN-US>{number}</SPAN>" if rng.random() < 2 * _SPLIT else number

    return re.sub(r"\d+", digits, escape(text)).replace("\n", "<BR>")


def _table(table: Table, rng: random.Random) -> str:
    rows = "\n".join("<TR>" + "".join(_cell(cell, rng) for cell in row) + "</TR>" for row in table)
    return (
        '<TABLE class=MsoNormalTable style="BORDER-COLLAPSE: collapse; mso-yfti-tbllook: 1184" cellSpacing=0'
        f" cellPadding=0 border=1><TBODY>\n{rows}</TBODY></TABLE>"
    )


def _cell(cell: Cell, rng: random.Random) -> str:
    spans = (f" rowSpan={cell.high}" if cell.high > 1 else "") + (f" colSpan={cell.wide}" if cell.wide > 1 else "")
    text = _words(cell.text, rng) or "<SPAN lang=EN-US>&nbsp;</SPAN>"
    return f"<TD{spans}><P class=MsoNormal align=center>{text}<SPAN lang=EN-US><o:p></o:p></SPAN></P></TD>"
