"""The report as a page for the printer: what the browser makes a PDF of."""

from __future__ import annotations

from html import escape

from corpora.format_kit.sheet import Part, Sheet
from corpora.format_kit.tables import Cell, Table

_CSS = """
@page { size: A4; margin: 26mm 25mm 24mm; @bottom-center { content: "- " counter(page) " -"; font: 10pt "%(font)s" } }
* { font-family: "%(font)s"; font-weight: normal }
body { margin: 0; font-size: 12pt; line-height: 1.8 }
h1 { text-align: center; font-size: 18pt; line-height: 1.4; margin: 0 0 12pt }
h2 { font-size: 14pt; margin: 6pt 0 }
p { margin: 0; text-indent: 2em; text-align: justify }
p.sub { font-size: 12.5pt } p.sign { text-align: right } p.index { text-indent: 0 }
table { border-collapse: collapse; width: 100%%; margin: 4pt 0 8pt; table-layout: fixed }
td { font-size: 9pt; line-height: 1.3 }
tr { break-inside: avoid }
td { border: 0.5pt solid #000; padding: 2pt 1pt; text-align: center; overflow-wrap: anywhere }
table.c10 td.group { width: 1em } td.label { text-align: left }
"""
_FONT = "WenQuanYi Zen Hei"
_WIDTHS = {4: [34, 22, 22, 22], 10: [5, 9, 30] + [8] * 7, 15: [1] * 15}


def page_print(sheet: Sheet) -> bytes:
    """The report as HTML without a site around it."""
    index = "".join(
        f'<p class="index">{escape(label)}：{escape(value)}</p>'
        for label, value in (sheet.index if sheet.own_index else [])
    )
    title = "<br>".join(escape(part.text) for part in sheet.parts if part.kind == "title")
    body = "\n".join(_part(part) for part in sheet.parts if part.kind != "title")
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(sheet.title)}</title>'
        f"<style>{_CSS % {'font': _FONT}}</style></head><body>{index}<h1>{title}</h1>\n{body}</body></html>"
    ).encode()


def _part(part: Part) -> str:
    if part.tables:
        return "\n".join(map(_table, part.tables))
    if part.kind == "head":
        return f"<h2>{escape(part.text)}</h2>"
    return f'<p class="{part.kind}">{escape(part.text)}</p>'


def _table(table: Table) -> str:
    wide = max(sum(cell.wide for cell in row) for row in table)
    shares = _WIDTHS[wide]
    cols = "".join(f'<col style="width:{100 * share / sum(shares):.1f}%">' for share in shares)
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table)
    return f"<table><colgroup>{cols}</colgroup>\n{rows}</table>"


def _cell(cell: Cell) -> str:
    spans = (f' colspan="{cell.wide}"' if cell.wide > 1 else "") + (f' rowspan="{cell.high}"' if cell.high > 1 else "")
    return f'<td class="{cell.kind}"{spans}>{escape(cell.text).replace(chr(10), "<br>")}</td>'
