"""A page whose text was pasted from an editor of public-account posts: nested sections and spans, styles in place.

Table 3 is cut in two by a page mark that came along from the printed report, and its group labels stand upright.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from corpora.format_kit.sheet import Part, Sheet, published
from corpora.format_kit.tables import Cell, Table, cut

SITE_CODE = "9903260008"  # no province has the prefix 99
_SITE = Template(Path(__file__).with_name("pasted.html").read_text("utf-8"))
_P = "text-indent:2em;line-height:1.75em"
_TD = "border:1px solid windowtext;padding:0 7px"


def page_pasted(sheet: Sheet) -> bytes:
    """The report as a page of this site."""
    body = "".join(_part(part, sheet) for part in sheet.parts if part.kind != "title")
    heads = "".join(
        f'<p style="text-align:center"><span style="font-size:22px"><strong>{_span(p.text)}</strong></span></p>'
        for p in sheet.parts
        if p.kind == "title"
    )
    index = "".join(f"<li><b>{escape(label)}：</b><span>{escape(value)}</span></li>" for label, value in sheet.index)
    return _SITE.substitute(
        plain=escape(sheet.title),
        title=heads,
        organ=escape(sheet.organ),
        day=published(sheet),
        index=index,
        body=body,
        site_code=SITE_CODE,
    ).encode()


def _part(part: Part, sheet: Sheet) -> str:
    match part.kind:
        case "head":
            return (
                '<section style="margin:10px auto"><section style="display:inline-block"><p style="margin:0"><strong>'
                f'<span style="color:#1f4e79">{_span(part.text)}</span></strong></p></section></section>'
            )
        case "sub":
            return f'<p style="{_P}"><strong>{_span(part.text)}</strong></p>'
        case "sign":
            return f'<p style="text-align:right">{_span(part.text)}</p>'
        case "para":
            return f'<p style="{_P}">{_soup(part.text)}</p>'
        case "t3":
            upper, lower = cut(part.tables[0], 12 + sheet.year % 9)
            return (
                f'{_table(upper)}<p style="text-align:center">- {sheet.year % 3 + 2} -</p><p><br/></p>{_table(lower)}'
            )
    return "".join(map(_table, part.tables))


def _span(text: str) -> str:
    return f'<span style="font-size:16px">{escape(text)}</span>'


def _soup(text: str) -> str:
    """A paragraph in many spans, each ending where the writer changed something: behind every second comma."""
    pieces = text.split("，")
    joined = ["，".join(pieces[n : n + 2]) for n in range(0, len(pieces), 2)]
    spans = [f'<span style="font-size:16px"><span>{escape(piece)}</span></span>' for piece in joined]
    return '<span style="font-size:16px">，</span>'.join(spans)


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table)
    return f'<section style="overflow-x:auto"><table style="width:577px"><tbody>{rows}</tbody></table></section>'


def _cell(cell: Cell) -> str:
    spans = (f' rowspan="{cell.high}"' if cell.high > 1 else "") + (f' colspan="{cell.wide}"' if cell.wide > 1 else "")
    lines = list(cell.text) if cell.kind == "group" else cell.text.split("\n")
    text = "<br/>".join(map(escape, lines)) or "<br/>"
    return f'<td{spans} style="{_TD}"><p><span>{text}</span></p></td>'
