"""A Word document written by hand: paragraphs, headings with automatic numerals, merged cells, a page number below."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from corpora.format_kit.sheet import Sheet
from corpora.format_kit.tables import Cell, Table, columns

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NUMERALS = "一二三四五六七八九十"
_WIDTHS = {4: [3000, 1948, 1948, 1948], 10: [620, 760, 2300] + [738] * 7, 15: [590] * 15}
_WHEN = (1980, 1, 1, 0, 0, 0)


def docx(sheet: Sheet) -> bytes:
    """The report as a .docx; the same sheet gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members(sheet).items():
            package.writestr(zipfile.ZipInfo(name, _WHEN), text.encode(), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def members(sheet: Sheet) -> dict[str, str]:
    """The parts of the package by name."""
    body = "".join(_index(sheet)) + "".join(_parts(sheet))
    document = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>{body}<w:sectPr>'
        '<w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1531" w:bottom="1440" w:left="1531" w:header="851"'
        ' w:footer="992" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )
    return {"[Content_Types].xml": _TYPES, "_rels/.rels": _ROOT, "word/document.xml": document} | _FIXED


def counted(sheet: Sheet) -> bool:
    """Whether the numerals of headings are automatic: in even years, where they run 一、二、三 … unbroken."""
    heads = [part.text for part in sheet.parts if part.kind == "head"]
    return not sheet.year % 2 and all(h.startswith(f"{n}、") for h, n in zip(heads, _NUMERALS, strict=False))


def _index(sheet: Sheet) -> Iterator[str]:
    for label, value in sheet.index if sheet.own_index else []:
        yield _paragraph(f"{label}：{value}", "Normal")


def _parts(sheet: Sheet) -> Iterator[str]:
    automatic = counted(sheet)
    for part in sheet.parts:
        if part.tables:
            for table in part.tables:
                yield _table(table) + _paragraph("", "Cell")
        elif part.kind == "head" and automatic:
            yield _paragraph(part.text[2:], "Head", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        else:
            yield _paragraph(part.text, _STYLE[part.kind])


_STYLE = {"title": "Title", "head": "Head", "sub": "Sub", "para": "Body", "sign": "Sign"}


def _paragraph(text: str, style: str, numbering: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{numbering}</w:pPr>{"".join(_runs(text))}</w:p>'


def _runs(text: str) -> Iterator[str]:
    """Word begins a new run where the script changes: digits stand in runs of their own."""
    for piece in re.findall(r"[0-9.,]+|\n|[^0-9.,\n]+", text):
        yield "<w:r><w:br/></w:r>" if piece == "\n" else f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'


def _table(table: Table) -> str:
    widths = _WIDTHS[max(sum(cell.wide for cell in row) for row in table)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(row, widths) for row in _filled(table))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _filled(table: Table) -> list[list[tuple[int, Cell, str]]]:
    """Rows as Word has them: a cell that is reached from above is there, empty, and says that it goes on."""
    rows: list[list[tuple[int, Cell, str]]] = [[] for _ in table]
    for r, row in enumerate(columns(table)):
        for c, cell in row:
            rows[r].append((c, cell, "restart" if cell.high > 1 else ""))
            for below in range(r + 1, r + cell.high):
                rows[below].append((c, Cell("", cell.wide), "continue"))
    return [sorted(row, key=lambda place: place[0]) for row in rows]


def _row(row: list[tuple[int, Cell, str]], widths: list[int]) -> str:
    cells = []
    for c, cell, merge in row:
        span = f'<w:gridSpan w:val="{cell.wide}"/>' if cell.wide > 1 else ""
        merged = f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>" if merge else ""
        width = sum(widths[c : c + cell.wide])
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merged}<w:vAlign w:val="center"/></w:tcPr>'
            f"{_paragraph(cell.text, 'Cell')}</w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _style(name: str, size: int, layout: str, look: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{layout}</w:pPr><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


_FONT = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}" w:cs="{0}"/>'.format("WenQuanYi Zen Hei")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_INDENT = '<w:spacing w:after="{1}" w:line="440" w:lineRule="exact"/><w:ind w:firstLine="{0}" w:firstLineChars="200"/>'
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="24"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + _style("Title", 36, '<w:jc w:val="center"/>', "<w:b/>")
    + _style("Head", 28, _INDENT.format(560, 160), "<w:b/>")
    + _style("Sub", 24, _INDENT.format(480, 0), "<w:b/>")
    + _style("Body", 24, _INDENT.format(480, 0) + '<w:jc w:val="both"/>')
    + _style("Sign", 24, '<w:jc w:val="right"/>')
    + _style("Cell", 21, '<w:jc w:val="center"/>')
    + '<w:style w:type="table" w:customStyle="1" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr><w:tblBorders>'
    f"{_BORDERS}</w:tblBorders><w:tblCellMar>"
    '<w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
)
_NUMBERING = (
    f'{_HEAD}<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_FOOTER = (
    f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">- </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p></w:ftr>'
)
_PARTS = {"styles": "styles", "numbering": "numbering", "footer": "footer1"}
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PKG}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WML}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{file}.xml" ContentType="{_WML}.{kind}+xml"/>' for kind, file in _PARTS.items()
    )
    + "</Types>"
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PKG}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_PKG}/relationships">'
    + "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{file}.xml"/>'
        for n, (kind, file) in enumerate(_PARTS.items(), 1)
    )
    + "</Relationships>"
)
_FIXED = {
    "word/styles.xml": _STYLES,
    "word/numbering.xml": _NUMBERING,
    "word/footer1.xml": _FOOTER,
    "word/_rels/document.xml.rels": _LINKS,
}
