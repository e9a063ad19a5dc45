"""What every reader hands on: one text, and grids and lines that point into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from nlp.report import ReportWarning, Source
from nlp.text import View, fold
from nlp.unwrap import squeeze

_LINE = re.compile(r"\S(?:[^\n]*\S)?")


class GridCell(NamedTuple):
    """One cell of a printed table: where its content stands in the text (``start == end`` when it is blank)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table: rows of cells in reading order; rows may be ragged."""

    start: int
    end: int
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True)
class Document:
    """A report as text.

    text     the whole text; every offset of the record points into it
    grids    the printed tables, in order, not overlapping
    pages    where each page begins, for formats that have pages
    seen     for text read by OCR: start, end and confidence of every stretch, in order
    closer   a slower and closer reading of the same file, for when this one leaves a table in doubt
    """

    source: Source
    text: str
    grids: tuple[Grid, ...] = ()
    pages: tuple[int, ...] = ()
    warnings: tuple[ReportWarning, ...] = field(default=())
    seen: tuple[tuple[int, int, float], ...] = ()
    closer: Callable[[], Document] | None = None

    @cached_property
    def folded(self) -> str:
        """``text`` in one form, character for character (see ``nlp.text.fold``)."""
        return fold(self.text)

    @cached_property
    def lines(self) -> Sequence[tuple[int, int]]:
        """Start and end of every line that holds something, blanks at its ends left out."""
        return [line.span() for line in _LINE.finditer(self.folded)]

    def view(self, start: int, end: int) -> View:
        """``text[start:end]`` without hard wraps, page marks and inner spaces; one line a paragraph."""
        return squeeze(self.folded, start, end)

    @cached_property
    def notes(self) -> dict[object, Any]:
        """What a later stage has read from the document and may be asked for again, by a key of that stage."""
        return {}
