"""Small PDFs written by hand, so that a test says itself what is printed where.

Letters are plain boxes (a Type 3 font), one em wide, digits and Latin half of that; ``ToUnicode`` says which letter a
code is. That is all that a program which reads text needs, and a few hundred bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

Words = tuple[float, float, str, float, str]
A4 = (0, 0, 595, 842)


class Sheet:
    """One page in the making; places in points from the left and from the *bottom*, as in the PDF itself."""

    def __init__(self, media: tuple[int, int, int, int] = A4, extra: str = "") -> None:
        self.media, self.extra = media, extra
        self.operators: list[str | Words] = []

    def text(self, x: float, y: float, words: str, size: float = 10, before: str = "") -> Sheet:
        """Words that begin at a place; ``before`` are operators set in front of them (``3 Tr`` hides them)."""
        self.operators.append((x, y, words, size, before))
        return self

    def draw(self, operators: str) -> Sheet:
        """Any other operators."""
        self.operators.append(operators)
        return self

    def lines(self, x: float, y: float, rows: Iterable[str], size: float = 10, lead: float = 18) -> Sheet:
        """Lines one below the other, the first one at a place."""
        for number, row in enumerate(rows):
            self.text(x, y - number * lead, row, size)
        return self

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> Sheet:
        """A ruling line."""
        return self.draw(f"0.7 w {x1} {y1} m {x2} {y2} l S")

    def table(
        self, left: float, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]], high: float = 20
    ) -> Sheet:
        """A ruled table; a cell whose words begin with ``<`` is one with the cell to its left."""
        edges = [left]
        for width in widths:
            edges.append(edges[-1] + width)
        for number in range(len(rows) + 1):
            self.rule(edges[0], top - number * high, edges[-1], top - number * high)
        for number, row in enumerate(rows):
            bottom = top - (number + 1) * high
            for column, words in enumerate(row):
                if not words.startswith("<"):
                    self.rule(edges[column], bottom, edges[column], bottom + high)
                    for line, part in enumerate(words.split("\n")):
                        self.text(edges[column] + 3, bottom + high - 11 - 9 * line, part, 8)
            self.rule(edges[-1], bottom, edges[-1], bottom + high)
        return self


def pdf_of(*sheets: Sheet, packed: bool = True, unicode: bool = True) -> bytes:
    """The file; ``packed`` compresses the pages, without ``unicode`` no letter has a meaning."""
    letters = sorted({letter for sheet in sheets for each in sheet.operators for letter in _words(each)})
    fonts = [letters[at : at + FONT] for at in range(0, len(letters), FONT)] or [[" "]]
    codes = {letter: divmod(number, FONT) for number, letter in enumerate(letters)}
    first = 5 + 2 * len(fonts)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(sheets)))
    bodies: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>".encode(),
        _stream(b"1000 0 0 -120 1000 880 d1 60 -60 880 880 re f", False),
        _stream(b"500 0 0 -120 500 880 d1 30 -60 440 880 re f", False),
    ]
    for number, font in enumerate(fonts):
        shapes = " ".join("/h" if letter.isascii() else "/w" for letter in font)
        widths = " ".join("500" if letter.isascii() else "1000" for letter in font)
        meaning = f"/ToUnicode {6 + 2 * number} 0 R" if unicode else ""
        bodies.append(
            f"<</Type/Font/Subtype/Type3/FontBBox[0 -120 1000 880]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar "
            f"{len(font)}/Widths[{widths}]/CharProcs<</w 3 0 R/h 4 0 R>>/Encoding<</Differences[1 {shapes}]>>"
            f"/Resources<<>>{meaning}>>".encode()
        )
        lines = "\n".join(f"<{code:02x}> <{ord(letter):04x}>" for code, letter in enumerate(font, 1))
        bodies.append(_stream(_TO_UNICODE.format(len(font), lines).encode(), True))
    named = "".join(f"/F{number} {5 + 2 * number} 0 R" for number in range(len(fonts)))
    for sheet in sheets:
        media = " ".join(map(str, sheet.media))
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{media}]/Resources<</Font<<{named}>>>>"
            f"/Contents {len(bodies) + 2} 0 R {sheet.extra}>>".encode()
        )
        drawn = [each if isinstance(each, str) else _shown(each, codes) for each in sheet.operators]
        bodies.append(_stream("\n".join(drawn).encode("ascii"), packed))
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n"
    return out + tail.encode() + b"%%EOF\n"


FONT = 250
"""Letters of one font."""


def _words(each: str | Words) -> str:
    return "" if isinstance(each, str) else each[2]


def _shown(words: Words, codes: dict[str, tuple[int, int]]) -> str:
    x, y, text, size, before = words
    parts = [f"q BT {before} {x} {y} Td"]
    for letter in text:
        font, code = codes[letter]
        parts.append(f"/F{font} {size} Tf <{code + 1:02x}> Tj")
    return " ".join([*parts, "ET Q"])


def _stream(body: bytes, packed: bool) -> bytes:
    if packed:
        body = zlib.compress(body)
    kind = "/Filter/FlateDecode" if packed else ""
    return f"<<{kind}/Length {len(body)}>>\nstream\n".encode() + body + b"\nendstream"


_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
{} beginbfchar
{}
endbfchar
endcmap end end"""
