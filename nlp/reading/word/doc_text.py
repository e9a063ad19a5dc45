"""The text of a binary Word file, paragraph by paragraph, cell by cell."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.word.compound import Compound
from nlp.reading.word.doc_format import Run, WordFile
from nlp.reading.word.doc_lists import DocNumbering, numbered, read_lists
from nlp.reading.word.fields import Fields
from nlp.reading.word.flow import Block, document
from nlp.reading.word.flow_rows import Rows, Shape
from nlp.reading.word.numbering import symbol
from nlp.report import ReportWarning, Source

DEEPEST_TABLE = 60
_C_DELETED, _C_HIDDEN, _C_SPECIAL, _C_SYMBOL = 0x0800, 0x083C, 0x0855, 0x6A09
_P_IN_TABLE, _P_ROW_END, _P_DEPTH, _P_INNER_CELL, _P_INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_T_DEFINITION, _T_VERTICAL_MERGE, _T_MERGE = 0xD608, 0xD62B, 0x5624
_MERGED, _CONTINUES, _RESTARTS = 0x02, 0x20, 0x40
_END = re.compile("[\r\x07\x0c]")
_ODD = re.compile("[\0-\x08\x0b-\x1f]")
_SHOWN = {"\0": "\ufffd", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-"}
_PICTURES = "\x01\x08"
_NOTES, _END_NOTES, _BOXES = 1, 5, 6


def read_word(compound: Compound, source: Source) -> Document:
    """The document in a compound file that holds a Word file."""
    word = WordFile(compound)
    story = _Story(word, read_lists(word))
    blocks = story.blocks(0, word.ends[0])
    for number in (_BOXES, _NOTES, _END_NOTES):
        blocks += [
            b for b in story.blocks(word.ends[number - 1], word.ends[number]) if not isinstance(b, str) or b.strip()
        ]
    warnings = []
    if story.changes:
        message = f"{story.changes} tracked deletions in the file; changes are read as accepted"
        warnings.append(ReportWarning("tracked_changes", message))
    lost = word.text.count("\0")
    if lost:
        message = f"{lost} characters of the file are overwritten; U+FFFD stands in their place"
        warnings.append(ReportWarning("bytes_lost", message))
    return document(blocks, source, "doc", warnings, story.images)


@dataclass(slots=True)
class _Story:
    word: WordFile
    lists: DocNumbering
    changes: int = 0
    images: int = 0
    _fields: Fields = field(default_factory=Fields)
    _run: int = 0
    _paragraph: int = 0

    def blocks(self, start: int, end: int) -> list[Block]:
        """The paragraphs and tables between two positions."""
        text, at = self.word.text, start
        self._run = self._paragraph = 0
        self._fields = Fields()
        rows = Rows()
        runs_on = False
        for mark in _END.finditer(text, start, end):
            properties = self._properties(mark.start())
            if mark[0] == "\x0c" and self._goes_on(mark.end()):
                continue
            inner = bool(properties.get(_P_ROW_END, b"\0")[0] or properties.get(_P_INNER_ROW_END, b"\0")[0])
            if not inner and not runs_on:
                rows.text(self.lists.label(properties))
            removed = False
            for piece, gone in self._shown(at, mark.end()):
                rows.text(piece)
                removed = gone
            at = mark.end()
            runs_on = removed and mark[0] == "\r" and not properties.get(_P_IN_TABLE, b"\0")[0]
            if not runs_on:
                self._close(rows, mark[0], properties)
        for piece, _ in self._shown(at, end):
            rows.text(piece)
        blocks = rows.finish()
        if rows.uneven:
            raise Unreadable("damaged", f"the Word file is damaged: {rows.uneven} table rows with cells lost")
        return blocks

    def _close(self, rows: Rows, mark: str, properties: dict[int, bytes]) -> None:
        """End the paragraph, cell or row that a mark ends."""
        within = properties.get(_P_IN_TABLE, b"\0")[0]
        depth = min(int.from_bytes(properties.get(_P_DEPTH, b""), "little"), DEEPEST_TABLE) or within
        if properties.get(_P_INNER_ROW_END, b"\0")[0] and depth > 1:
            _shape(rows.shape(True), properties)
            rows.end_row(True)
        elif properties.get(_P_ROW_END, b"\0")[0]:
            _shape(rows.shape(False), properties)
            rows.end_row(False)
        elif properties.get(_P_INNER_CELL, b"\0")[0] and depth > 1:
            rows.end_cell(depth, ())
        elif mark == "\x07":
            rows.end_cell(1, ())
        else:
            rows.end_paragraph(depth)

    def _properties(self, at: int) -> dict[int, bytes]:
        runs = self.word.paragraph_runs
        self._paragraph = _reach(runs, self._paragraph, at)
        if self._paragraph < len(runs) and runs[self._paragraph].start <= at:
            return numbered(self.word, self.lists, runs[self._paragraph].properties)
        raise Unreadable("damaged", "the Word file is damaged: what its paragraphs are is lost")

    def _goes_on(self, at: int) -> bool:
        """Whether the paragraph just looked up goes on: a page broken by hand ends none."""
        runs = self.word.paragraph_runs
        return self._paragraph < len(runs) and runs[self._paragraph].end > at

    def _shown(self, start: int, end: int) -> Iterator[tuple[str, bool]]:
        """What is seen of the characters up to a mark, in pieces, and whether the piece's end is deleted."""
        runs = self.word.character_runs
        at = start
        while at < end:
            self._run = _reach(runs, self._run, at)
            run = runs[self._run] if self._run < len(runs) else Run(end, end, b"")
            if run.start > at:
                stop, properties = min(run.start, end), dict[int, bytes]()
            else:
                stop, properties = min(run.end, end), dict(self.word.properties(run.properties))
            deleted = properties.get(_C_DELETED, b"\0")[:1] == b"\1"
            self.changes += deleted
            hidden = properties.get(_C_HIDDEN, b"\0")[:1] in (b"\1", b"\x81")
            yield self._text(self.word.text[at:stop], properties, deleted or hidden), deleted
            at = stop

    def _text(self, text: str, properties: dict[int, bytes], unseen: bool) -> str:
        text = text.rstrip("\r\x07\x0c")
        special = properties.get(_C_SPECIAL, b"\0")[:1] == b"\1"
        if special and "(" in text and len(properties.get(_C_SYMBOL, b"")) == 4:
            text = text.replace("(", symbol(chr(struct.unpack_from("<H", properties[_C_SYMBOL], 2)[0])))
        if not unseen and self._fields.shown and not _ODD.search(text):
            return text
        shown: list[str] = []
        for character in text:
            if character == "\x13":
                self._fields.begin()
            elif character == "\x14":
                self._fields.separate()
            elif character == "\x15":
                self._fields.end()
            elif not unseen and self._fields.shown:
                self.images += special and character in _PICTURES
                shown.append(_SHOWN.get(character, "" if character < " " and character != "\t" else character))
        return "".join(shown)


def _reach(runs: list[Run], number: int, at: int) -> int:
    while number < len(runs) and runs[number].end <= at:
        number += 1
    return number


def _shape(shape: Shape, properties: dict[int, bytes]) -> None:
    """How the row is cut into cells, from its table definition and what was changed later."""
    shape.clear()
    definition = properties.get(_T_DEFINITION, b"")
    count = definition[0] if definition else 0
    if len(definition) < 1 + 2 * (count + 1):
        return
    edges = struct.unpack_from(f"<{count + 1}h", definition, 1)
    flags = [
        int.from_bytes(definition[at : at + 2], "little")
        for at in range(1 + 2 * (count + 1), 1 + 2 * (count + 1) + 20 * count, 20)
    ]
    for number, kind in _pairs(properties.get(_T_VERTICAL_MERGE, b"")):
        if number < count:
            flags[number] = flags[number] & ~(_CONTINUES | _RESTARTS) | {1: _CONTINUES, 3: _RESTARTS}.get(kind, 0)
    for first, limit in _pairs(properties.get(_T_MERGE, b"")):
        for number in range(first + 1, min(limit, count)):
            flags[number] |= _MERGED
    shape.begin(edges[0])
    for right, flag in zip(edges[1:], flags, strict=True):
        shape.marks |= {"clmrg"} if flag & _MERGED else set()
        shape.marks |= {"clvmrg"} if flag & _CONTINUES and not flag & _RESTARTS else set()
        shape.edge(right)


def _pairs(operands: bytes) -> Iterator[tuple[int, int]]:
    return zip(operands[::2], operands[1::2], strict=False)
