"""A Rich Text file (.rtf) -> a Document: its text as shown, its tables as grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.word.flow import Block, document
from nlp.reading.word.flow_rows import Rows
from nlp.reading.word.numbering import symbol
from nlp.report import ReportWarning, Source

MOST_TOKENS = 1_000_000
MOST_GROUPS = 2_000
"""Groups inside groups; a word processor writes some tens."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_CODE_PAGES = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 204: "cp1251",
    238: "cp1250",
}  # fmt: skip
_EAST_ASIAN = ("cp932", "cp949", "gb18030", "cp950")
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote":
    "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "~": "\u00a0",
    "_": "-",
}  # fmt: skip
_BREAKS = frozenset(("par", "sect", "page", "column", "\n", "\r"))
_SKIPPED = frozenset(
    ("colortbl", "stylesheet", "info", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
     "footerf", "pict", "fldinst", "object", "objdata", "nonshppict", "nonesttables", "shprslt", "xe", "tc",
     "bkmkstart", "bkmkend", "listtable", "listoverridetable", "rxe", "template", "private", "comment", "atnid",
     "atnauthor", "annotation")
)  # fmt: skip
_WANTED_MARKED = frozenset(("shppict", "nesttableprops"))
"""Destinations marked with a star, which a reader may skip, that hold something to read."""
_SHAPES = frozenset(("shpinst", "do"))
"""Drawn shapes: nothing in them is read but the text of a box."""
_ASIDE = frozenset(("shptxt", "dptxbxtext", "footnote"))


def read_rtf(data: bytes, source: Source) -> Document:
    """The text of a Rich Text file as its reader sees it, in any code page; numerals of lists stand as they are kept.

    Headers, footers, comments, hidden and deleted text are left out, notes stand at the end, a text box behind its
    paragraph. What is cut short is read as far as it goes with a warning; no text, groups without end, or table rows
    that lost cells, so that no number has a sure place, raise ``Unreadable``. Markup: Rich Text Format 1.9.1.
    """
    reader = _Reader()
    reader.run(data)
    blocks = reader.finish()
    warnings = []
    if reader.groups:
        warnings.append(ReportWarning("cut_short", "the file ends in the middle of a group; its end is missing"))
    if reader.uneven:
        raise Unreadable("damaged", f"the file is damaged: {reader.uneven} table rows with cells lost")
    if reader.changes:
        message = "tracked deletions in the file; changes are read as accepted"
        warnings.append(ReportWarning("tracked_changes", message))
    return document(blocks, replace(source, encoding=reader.encoding), "rtf", warnings, reader.images)


_FORMATS = ("u", "f", "fcharset", "fonttbl", "ansicpg", "v", "deleted", "plain", "uc", "listtext", "pntext")


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    skipped: bool = False
    shape: bool = False
    star: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int = 0
    fallback: int = 1  # bytes that repeat a \\u character for readers without Unicode
    depth: int = 0  # of the table that the paragraph stands in
    nested: bool = False
    fonts: bool = False
    numeral: bool = False
    aside: str = ""


@dataclass(slots=True)
class _Reader:
    rows: Rows = field(default_factory=Rows)
    notes: list[Block] = field(default_factory=list)
    groups: list[tuple[_State, bool]] = field(default_factory=list)
    images: int = 0
    uneven: int = 0
    changes: bool = False
    encoding: str = "cp1252"
    _state: _State = _State()
    _pending: bytearray = field(default_factory=bytearray)
    _charsets: dict[int, str] = field(default_factory=dict)
    _outer: list[tuple[Rows, list[Block]]] = field(default_factory=list)
    _boxes: list[Block] = field(default_factory=list)
    _skip: int = 0

    def run(self, data: bytes) -> None:
        at, tokens = 0, 0
        scan = _TOKEN.scanner(data)  # type: ignore[attr-defined]
        while True:
            token = scan.match()
            if token is None:
                break
            tokens += 1
            if tokens > MOST_TOKENS:
                raise Unreadable("too_large", f"more than {MOST_TOKENS:,} pieces of markup")
            word, parameter, code, sign, brace, text = token.groups()
            at = token.end()
            if text is not None:
                self._bytes(text)
            elif code is not None:
                self._bytes(bytes([int(code, 16)]))
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self.groups:
                    break
            elif word == b"bin":
                scan = _TOKEN.scanner(data, at + max(int(parameter or 0), 0))  # type: ignore[attr-defined]
            elif word in _KNOWN or sign is not None or (word is not None and (self._skip or self._state.star)):
                self._control(*_named(word, parameter, sign))
        self._flush()
        if self.rows.pending or self._boxes:
            self._end_paragraph()
        while self._outer:
            self._put_aside("shptxt")

    def finish(self) -> list[Block]:
        """Everything read, the notes last."""
        blocks = self.rows.finish()
        self.uneven += self.rows.uneven
        return blocks + self.notes

    def _open(self) -> None:
        self._flush()
        self._skip = 0
        if len(self.groups) >= MOST_GROUPS:
            raise Unreadable("too_deep", f"groups nested more than {MOST_GROUPS:,} deep")
        self.groups.append((self._state, False))
        self._state = replace(self._state, star=False, aside="")

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        if self._state.aside and self._outer:
            self._end_paragraph()
            self._put_aside(self._state.aside)
        if self.groups:
            self._state, _ = self.groups.pop()

    def _put_aside(self, kind: str) -> None:
        """End a note or a text box and go on with the text around it."""
        blocks = self.rows.finish()
        self.uneven += self.rows.uneven
        self.rows, self._boxes = self._outer.pop()
        if kind == "footnote":
            self.notes += blocks
        else:
            self._boxes = [*self._boxes, *blocks]

    def _bytes(self, text: bytes) -> None:
        if self._skip:
            used = min(self._skip, len(text))
            self._skip -= used
            text = text[used:]
        if text and not self._unseen:
            self._pending += text

    @property
    def _unseen(self) -> bool:
        state = self._state
        return state.skipped or state.hidden or state.deleted or state.fonts

    def _flush(self) -> None:
        """The bytes since the last markup as text, in the code page of their font."""
        if self._pending:
            self.rows.text(_decoded(bytes(self._pending), self._charsets.get(self._state.font), self.encoding))
            self._pending.clear()

    def _say(self, text: str) -> None:
        self._flush()
        if not self._unseen:
            self.rows.text(text)

    def _end_paragraph(self) -> None:
        self.rows.end_paragraph(self._state.depth)
        if self._boxes:
            self.rows.add(self._boxes, self._state.depth)
            self._boxes = []

    def _control(self, word: str, parameter: int | None) -> None:
        state = self._state
        if word in ("\\", "{", "}"):
            self._bytes(word.encode())
            return
        if word == "u" and parameter is not None:
            self._say(symbol(chr(parameter % 65536)))
            self._skip = state.fallback
            return
        if self._skip:
            self._skip -= 1
            return
        if state.skipped:
            if word in _ASIDE and state.shape:
                self._state = replace(state, skipped=False, shape=False)
                self._begin_aside(word)
            return
        if word == "*":
            self._state = replace(state, star=True)
        elif word in _ASIDE:
            self._state = replace(state, star=False)
            self._begin_aside(word)
        elif state.star:
            wanted = word in _WANTED_MARKED
            self._state = replace(
                state, star=False, skipped=not wanted, shape=word in _SHAPES, nested=word == "nesttableprops"
            )
        elif word in _SKIPPED:
            self._flush()
            self.images += word == "pict"
            self._state = replace(state, skipped=True)
        elif word in _BREAKS:
            self._flush()
            if not (state.hidden or state.deleted):
                self._end_paragraph()
        elif word in _CHARACTERS:
            self._say(" " if state.numeral and word == "tab" else _CHARACTERS[word])
        else:
            self._format(word, parameter)

    def _begin_aside(self, word: str) -> None:
        self._flush()
        self._outer.append((self.rows, self._boxes))
        self.rows, self._boxes = Rows(), []
        self._state = replace(self._state, aside=word, depth=0)

    def _format(self, word: str, parameter: int | None) -> None:
        state, on = self._state, parameter != 0
        if word in _ROW_WORDS:
            self._flush()
            _ROW_WORDS[word](self, parameter)
        elif word == "f":
            self._flush()
            self._state = replace(state, font=parameter or 0)
        elif word == "fcharset" and state.fonts:
            self._charsets[state.font] = _CODE_PAGES.get(parameter or 0, "" if parameter == 1 else "cp1252")
        elif word == "fonttbl":
            self._state = replace(state, fonts=True)
        elif word == "ansicpg":
            self.encoding = _code_page(parameter)
        elif word in ("v", "deleted"):
            self._flush()
            self.changes |= word == "deleted" and on
            self._state = replace(state, hidden=on) if word == "v" else replace(state, deleted=on)
        elif word == "plain":
            self._flush()
            self._state = replace(state, hidden=False, deleted=False)
        elif word == "uc":
            self._state = replace(state, fallback=min(max(parameter or 0, 0), 100))
        elif word in ("listtext", "pntext"):
            self._state = replace(state, numeral=True)

    def _set_depth(self, depth: int) -> None:
        self._state = replace(self._state, depth=depth)

    def _end_cell(self, nested: bool) -> None:
        self.rows.end_cell(max(self._state.depth, 2) if nested else 1, self._boxes)
        self._boxes = []


_ROW_WORDS: dict[str, Callable[[_Reader, int | None], None]] = {
    "pard": lambda reader, _: reader._set_depth(0),
    "intbl": lambda reader, _: reader._set_depth(max(reader._state.depth, 1)),
    "itap": lambda reader, depth: reader._set_depth(min(max(depth or 0, 0), 60)),
    "cell": lambda reader, _: reader._end_cell(False),
    "nestcell": lambda reader, _: reader._end_cell(True),
    "row": lambda reader, _: reader.rows.end_row(False),
    "nestrow": lambda reader, _: reader.rows.end_row(True),
    "trowd": lambda reader, _: reader.rows.shape(reader._state.nested).clear(),
    "trleft": lambda reader, left: reader.rows.shape(reader._state.nested).begin(left or 0),
    "cellx": lambda reader, right: reader.rows.shape(reader._state.nested).edge(right or 0),
    **{
        mark: lambda reader, _, mark=mark: reader.rows.shape(reader._state.nested).marks.add(mark)  # type: ignore[misc]
        for mark in ("clvmrg", "clmrg")
    },
}


_KNOWN = frozenset(
    word.encode()
    for word in (*_CHARACTERS, *_BREAKS, *_SKIPPED, *_WANTED_MARKED, *_SHAPES, *_ASIDE, *_ROW_WORDS, *_FORMATS)
)
"""The words that are read; of the hundreds of others nothing is asked."""


def _named(word: bytes | None, parameter: bytes | None, sign: bytes | None) -> tuple[str, int | None]:
    if word is None:
        return (sign or b"").decode("latin-1"), None
    return word.decode("ascii"), None if parameter is None else int(parameter)


def _decoded(text: bytes, charset: str | None, encoding: str) -> str:
    """Bytes in the code page of their font; a font that tells of none, or a Western one, leaves it to the file's."""
    if text.isascii():
        return text.decode("ascii")
    for code_page in _likely(charset, encoding):
        try:
            return text.decode(code_page)
        except UnicodeDecodeError:
            continue
    return text.decode(charset or encoding, "replace")


def _likely(charset: str | None, encoding: str) -> Iterator[str]:
    if charset in _EAST_ASIAN:
        yield charset
    if encoding in _EAST_ASIAN or encoding == "utf-8":
        yield encoding
    yield charset or encoding


def _code_page(number: int | None) -> str:
    name = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 0: "cp1252"}.get(number or 0, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
