"""A page of a present-day content system: div and css, UTF-8, index block, share buttons, footer with its site code."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from corpora.format_kit.sheet import Part, Sheet, published
from corpora.format_kit.tables import Cell, Table

SITE_CODE = "9901020003"  # no province has the prefix 99
_SITE = Template(Path(__file__).with_name("portal.html").read_text("utf-8"))


def page_portal(sheet: Sheet) -> bytes:
    """The report as a page of this site."""
    day = published(sheet)
    title = "<br>".join(escape(part.text) for part in sheet.parts if part.kind == "title")
    body = "\n".join(_part(part) for part in sheet.parts if part.kind != "title")
    return _SITE.substitute(
        plain=escape(sheet.title),
        title=title,
        organ=escape(sheet.organ),
        day=day,
        stamp=day.replace("-", ""),
        hits=sheet.year % 83 * 7,
        index=_index(sheet, day),
        body=body,
        last=sheet.year - 1,
        older=sheet.year - 2,
        site_code=SITE_CODE,
    ).encode()


def _index(sheet: Sheet, day: str) -> str:
    """Years of even number have a table, the others a list of terms."""
    entries = sheet.index + ([] if sheet.own_index else [("名称", sheet.title), ("发布日期", day)])
    if sheet.year % 2:
        terms = "".join(f"<dt>{escape(label)}：</dt><dd>{escape(value)}</dd>" for label, value in entries)
        return f'<dl class="xxgk">{terms}</dl>'
    cells = [f"<td><b>{escape(label)}：</b></td><td>{escape(value)}</td>" for label, value in entries]
    rows = "".join(f"<tr>{''.join(cells[n : n + 2])}</tr>" for n in range(0, len(cells), 2))
    return f'<div class="xxgk"><table>{rows}</table></div>'


def _part(part: Part) -> str:
    match part.kind:
        case "head":
            return f"<h2>{escape(part.text)}</h2>"
        case "sub":
            return f"<p><strong>{escape(part.text)}</strong></p>"
        case "sign":
            return f'<p style="text-align:right">{escape(part.text)}</p>'
        case "para":
            return f"<p>{escape(part.text)}</p>"
    return "\n".join(map(_table, part.tables))


def _table(table: Table) -> str:
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table)
    return f'<div class="scroll"><table class="bg">\n{rows}\n</table></div>'


def _cell(cell: Cell) -> str:
    tag = "th" if cell.kind == "head" else "td"
    spans = (f' colspan="{cell.wide}"' if cell.wide > 1 else "") + (f' rowspan="{cell.high}"' if cell.high > 1 else "")
    return f"<{tag}{spans}>{escape(cell.text).replace(chr(10), '<br>')}</{tag}>"
