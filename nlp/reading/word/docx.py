"""A Word document (.docx) -> a Document: the text that stands on its pages, changes accepted, tables as grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.sniff import sniff
from nlp.reading.word.docx_numbering import Numbering, read_numbering
from nlp.reading.word.docx_parts import Package, W, child, is_on, number, value
from nlp.reading.word.fields import Fields
from nlp.reading.word.flow import Block, FlowCell, FlowTable, document
from nlp.reading.word.numbering import symbol
from nlp.report import ReportWarning, Source

MOST_SPAN = 1000
COLUMN = 1000
"""The width of a column whose width the file does not tell."""

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_GONE = frozenset(W + name for name in ("del", "moveFrom"))
_UNSEEN = _GONE | frozenset(
    W + name
    for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "instrText",
                 "delText", "delInstrText", "rt", "footnoteReference", "endnoteReference", "commentReference")
)  # fmt: skip
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_SPACES = str.maketrans("\r\n\t", "   ")


def read_docx(data: bytes, source: Source) -> Document:
    """The text of a .docx as its reader sees it: numerals of automatic lists, text boxes behind their paragraph.

    Tracked changes are taken as accepted (warning ``tracked_changes``); hidden text, comments, headers and footers
    are left out, the notes of the foot stand at the end. A merged cell is one cell wherever it reaches. A file that
    is damaged, protected, too large or nested too deep raises ``Unreadable``. Markup: ECMA-376 part 1, 17.
    """
    package = Package(data)
    body = child(package.main, "body")
    if body is None:
        raise Unreadable("damaged", "the Word file holds no document")
    story = _Story(read_numbering(package))
    try:
        blocks = story.blocks(body)
        for kind in ("footnotes", "endnotes"):
            blocks += story.notes(package, kind)
    except RecursionError:
        raise Unreadable("too_deep", "the Word file is nested too deep") from None
    warnings = []
    if story.changes:
        message = f"{story.changes} tracked deletions in the file; changes are read as accepted"
        warnings.append(ReportWarning("tracked_changes", message))
    if story.chunks:
        if not any(not isinstance(block, str) or block.strip() for block in blocks):
            return _read_chunk(package, story.chunks[0], source)
        message = f"{len(story.chunks)} files embedded in the document are not read"
        warnings.append(ReportWarning("embedded_files", message))
    return document(blocks, source, "docx", warnings, story.images)


def _read_chunk(package: Package, chunk: str, source: Source) -> Document:
    """A document that is nothing but another file packed in (w:altChunk), as converters of web pages write it."""
    from nlp.reading.read import READERS

    name = package.relations(package.main_name).get(chunk, ("", ""))[1]
    data = package.bytes(name) or b""
    media_type = sniff(data)
    if media_type not in ("text/html", "text/plain", "application/rtf"):
        raise Unreadable("unsupported_format", "the Word file only holds another file, which is not read")
    return replace(READERS[media_type](data, source))


@dataclass(slots=True)
class _Story:
    """Walks the markup; what it met on the way is counted."""

    numbering: Numbering
    changes: int = 0
    images: int = 0
    chunks: list[str] = field(default_factory=list)
    _fields: Fields = field(default_factory=Fields)
    _boxes: list[Block] = field(default_factory=list)

    def blocks(self, parent: etree._Element) -> list[Block]:
        """The paragraphs and tables in an element, through whatever is wrapped around them."""
        found: list[Block] = []
        joined: list[str] = []
        for element in self._content(parent):
            if element.tag == W + "tbl":
                table = self._table(element)
                if table:
                    found.append(table)
            elif element.tag == W + "p":
                properties = child(element, "pPr")
                joined.append(self._paragraph(element, properties, bool(joined)))
                mark = child(properties, "rPr")
                if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
                    self.changes += 1
                    continue
                found.append("".join(joined))
                joined = []
                found += self._boxes
                self._boxes = []
            elif element.tag == W + "altChunk":
                self.chunks.append(element.get(_ID, ""))
        return found + (["".join(joined)] if "".join(joined) else [])

    def notes(self, package: Package, kind: str) -> list[Block]:
        """The notes at the foot, without the separators that Word keeps beside them."""
        root = package.related(kind)
        if root is None:
            return []
        return [
            block
            for note in root
            if note.tag in (W + "footnote", W + "endnote") and note.get(W + "type", "normal") == "normal"
            for block in self.blocks(note)
        ]

    def _content(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs, tables, rows and cells below an element; deleted ones left out, wrappers opened."""
        for element in parent:
            tag = element.tag
            if tag in _GONE:
                self.changes += 1
            elif tag in _BLOCKS:
                yield element
            elif tag == _MC + "AlternateContent":
                yield from self._content(_alternative(element))
            elif tag not in _UNSEEN and isinstance(tag, str):
                yield from self._content(element)

    def _paragraph(self, element: etree._Element, properties: etree._Element | None, runs_on: bool) -> str:
        style_hides = self.numbering.hides(value(properties, "pStyle"))
        text = "".join(self._text(element, style_hides))
        return text if runs_on else self.numbering.label(properties) + text

    def _text(self, parent: etree._Element, hidden: bool) -> Iterator[str]:
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str) or tag in _UNSEEN:
                self.changes += tag in _GONE
            elif tag == W + "r":
                properties = child(element, "rPr")
                vanish = is_on(properties, "vanish")
                if vanish is None and (style := value(properties, "rStyle")):
                    vanish = self.numbering.hides(style) or None
                yield from self._text(element, hidden if vanish is None else vanish)
            elif tag in (W + "t", _MATH):
                if not hidden and self._fields.shown:
                    yield (element.text or "").translate(_SPACES)
            elif tag == W + "fldChar":
                self._field(element.get(W + "fldCharType"))
            elif tag == _MC + "AlternateContent":
                yield from self._text(_alternative(element), hidden)
            elif tag == W + "txbxContent":
                self._box(element, hidden)
            elif tag == W + "sym":
                code = element.get(W + "char", "")
                if not hidden and self._fields.shown:
                    yield _symbol(code, element.get(W + "font", ""))
            elif tag.startswith(W) and tag[len(W) :] in _CHARACTERS:
                if not hidden and self._fields.shown:
                    yield _CHARACTERS[tag[len(W) :]]
            else:
                self.images += tag in (_IMAGE, _PICTURE)
                yield from self._text(element, hidden)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.begin()
        elif kind == "separate":
            self._fields.separate()
        elif kind == "end":
            self._fields.end()

    def _box(self, element: etree._Element, hidden: bool) -> None:
        """A text box stands behind the paragraph that it hangs on."""
        fields, outer = self._fields, self._boxes
        self._fields, self._boxes = Fields(), []
        inner = self.blocks(element)
        self._fields, self._boxes = fields, outer
        if not hidden:
            self._boxes += inner

    def _table(self, element: etree._Element) -> FlowTable:
        widths = [number(column.get(W + "w"), 0) for column in element.iterfind(f"{W}tblGrid/{W}gridCol")]
        edges = _edges(widths)
        table = []
        for row in self._content(element):
            if row.tag == W + "tr":
                properties = child(row, "trPr")
                if child(properties, "del") is not None:
                    self.changes += 1
                elif not is_on(properties, "hidden"):
                    table.append(self._row(row, properties, edges))
        return [row for row in table if row]

    def _row(self, row: etree._Element, properties: etree._Element | None, edges: list[int]) -> list[FlowCell]:
        cells: list[FlowCell] = []
        column = number(value(properties, "gridBefore"), 0, MOST_SPAN)
        for cell in self._content(row):
            if cell.tag != W + "tc":
                continue
            properties = child(cell, "tcPr")
            span = max(number(value(properties, "gridSpan"), 1, MOST_SPAN), 1)
            left, right = _edge(edges, column), _edge(edges, column + span)
            column += span
            if child(properties, "cellDel") is not None:
                self.changes += 1
                continue
            blocks = self.blocks(cell)
            if cells and value(properties, "hMerge") == "continue":
                cells[-1] = FlowCell([*cells[-1].blocks, *blocks], cells[-1].left, right, cells[-1].continued)
                continue
            merge = child(properties, "vMerge")
            continued = merge is not None and merge.get(W + "val", "continue") != "restart"
            cells.append(FlowCell(blocks, left, right, continued))
        return cells


_BLOCKS = frozenset(W + name for name in ("p", "tbl", "tr", "tc", "altChunk"))


def _alternative(element: etree._Element) -> etree._Element:
    """What Word shows of several ways to write the same: the first choice that holds words, else the fallback."""
    for choice in element:
        if isinstance(choice.tag, str) and next(choice.iter(W + "t", _PICTURE), None) is not None:
            return choice
    return element[0] if len(element) else element


def _symbol(code: str, font: str) -> str:
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    if "\ud800" <= character <= "\udfff" or character < " ":
        return "\ufffd"
    if font.lower() == "symbol" and "\uf020" <= character <= "\uf040":
        return chr(ord(character) - 0xF000)
    return symbol(character)


def _edges(widths: list[int]) -> list[int]:
    if not widths or min(widths) <= 0:
        return [0]
    edges = [0]
    for width in widths[:MOST_SPAN]:
        edges.append(edges[-1] + width)
    return edges


def _edge(edges: list[int], column: int) -> int:
    """Where a column begins; columns beyond the grid are as wide as any."""
    beyond = column - len(edges) + 1
    return edges[column] if beyond <= 0 else edges[-1] + beyond * COLUMN
