"""Runs: values that stand together with no row's label between them, and the labels found around each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from nlp.statistics.forms import TableForm, bare, group_words, head_words
from nlp.statistics.rows import Row
from nlp.statistics.values import Printed

ALIKE = 62
"""How alike (0–100) a damaged label must be to a label of the form to be taken for it."""
AHEAD = 8
"""By how much it must be more alike to that label than to any other."""
LONGEST_KEPT = 200
"""Text between two runs that is longer than this is read anew each time."""


class Piece(NamedTuple):
    """The values of one physical row; ``filled`` are those that are not blank."""

    values: list[Printed]
    filled: list[Printed]
    line: int
    block: int
    grid: int | None
    column: int
    tall: int

    @property
    def is_row(self) -> bool:
        """Whether this is a grid row of several cells, which is a row of its own however many it prints."""
        return self.grid is not None and len(self.values) > 1


@dataclass(slots=True)
class Run:
    """Values in text order, and the row codes whose words stand on the same row, before and after it.

    ``foreign`` is a label in front of the values that names no row of the form.
    """

    pieces: list[Piece]
    here: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    foreign: str = ""

    @property
    def values(self) -> list[Printed]:
        if len(self.pieces) == 1:
            return self.pieces[0].values
        return [value for piece in self.pieces for value in piece.values]

    @property
    def filled(self) -> list[Printed]:
        if len(self.pieces) == 1:
            return self.pieces[0].filled
        return [value for piece in self.pieces for value in piece.filled]

    @property
    def size(self) -> int:
        if len(self.pieces) == 1:
            return len(self.pieces[0].values)
        return sum(len(piece.values) for piece in self.pieces)


def find_runs(rows: Sequence[Row], form: TableForm) -> list[Run]:
    """The runs of a table, with the codes of the labels on their row, in the gap before and in the gap after.

    Values of different lines make one run where no label parts them. Labels that wrap over lines, that lost
    characters or that stand on the line above or below are found in the gaps.
    """
    width = 0 if form.table == "t2" else len(form.rows[0].columns)
    runs: list[Run] = []
    gap: list[str] = []
    for row in rows:
        if not row.cells:
            gap.append(row.label)
            continue
        filled = row.cells if row.grid is None else without_blanks(row.cells)
        piece = Piece(row.cells, filled, row.line, row.block, row.grid, row.column, row.tall)
        if runs and not gap and not row.label and _continues(runs[-1], piece, width):
            runs[-1].pieces.append(piece)
            continue
        before, here = _codes(gap, row.label, form)
        if runs:
            runs[-1].after = before if runs[-1].pieces[-1].line != row.line or before else here
        foreign = "" if here or before else _foreign(row.label or "".join(gap[-1:]), form)
        runs.append(Run([piece], here, before, foreign=foreign))
        gap = []
    if runs:
        runs[-1].after = _codes(gap, "", form)[0]
    runs = [run for run in runs if not _is_stub(run)]
    return _mend(runs, width) if width else runs


def without_blanks(values: Sequence[Printed]) -> list[Printed]:
    return [value for value in values if value.status != "blank"]


def _is_stub(run: Run) -> bool:
    """Whether these are strokes under the heads of a table rather than a row."""
    return not run.here and not run.before and all(value.status == "slash" for value in run.values)


def _continues(run: Run, piece: Piece, width: int) -> bool:
    """Whether values without a label go on with the run rather than begin a row of their own."""
    if piece.is_row or run.pieces[-1].is_row:
        return False
    if not width:
        return True
    return not (len(piece.values) >= width and run.size % width in (0, 1) and run.size >= width)


def _mend(runs: list[Run], width: int) -> list[Run]:
    """Join the parts of a row that a page break or a piece of wrapped label tore apart."""
    mended: list[Run] = []
    at = 0
    while at < len(runs):
        run, end, size = runs[at], at + 1, runs[at].size
        while size % width and end < len(runs) and _soft(runs[end - 1], runs[end]) and size < 3 * width:
            size += runs[end].size
            end += 1
        if end > at + 1 and size % width == 0:
            pieces = [piece for part in runs[at:end] for piece in part.pieces]
            run, at = Run(pieces, run.here, run.before, runs[end - 1].after, run.foreign), end
        else:
            at += 1
        mended.append(run)
    return mended


def _soft(run: Run, following: Run) -> bool:
    if run.pieces[-1].is_row or following.pieces[0].is_row:
        return False
    known = set(run.here) | set(run.before)
    return known.issuperset(following.here) and known.issuperset(following.before)


def _codes(gap: list[str], label: str, form: TableForm) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The row codes in the text before a run, and those on its own row, each in printed order."""
    before = "".join(gap)
    if not before and not label:
        return (), ()
    read = _kept_codes if len(before) + len(label) < LONGEST_KEPT else _read_codes
    return read(before, gap[-1] if gap else "", label, form)


def _read_codes(before: str, nearest: str, label: str, form: TableForm) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same for the gap as one text; ``nearest`` is its last label."""
    text = before + label
    found = form.find_marks(text)
    if form.table == "t3" and found:
        heads = list(head_words("t3").finditer(text))
        if heads:
            last = heads[-1].end() + 2
            found = [f for f in found if f[2] not in ("processed_total", "other_other") or f[0] > last]
    codes = [code for _, end, code in found if end <= len(before)]
    here = [code for _, end, code in found if end > len(before)]
    if form.order.keys().isdisjoint(codes + here):
        known = _alike(label, form) if label else _alike(nearest, form) or _alike(before, form)
        if known:
            (here if label else codes).append(known)
    return tuple(codes), tuple(here)


_kept_codes = lru_cache(maxsize=4096)(_read_codes)
"""The same for short texts, kept: the labels of the form stand in every report."""


def _foreign(label: str, form: TableForm) -> str:
    """A label, if it is long enough to be one and no caption or head of the table."""
    text = bare(group_words().sub("", label))
    return "" if len(text) < 4 or head_words(form.table).search(label) else text


def _alike(label: str, form: TableForm) -> str | None:
    """The row whose label a damaged one is plainly most like."""
    text = bare(group_words().sub("", label))
    if not 2 < len(text) < 60 or head_words(form.table).search(label):
        return None
    names = form.labels
    best = process.extract(text, list(names), scorer=fuzz.ratio, limit=3, score_cutoff=ALIKE)
    if not best:
        return None
    code = names[best[0][0]]
    rival = next((score for name, score, _ in best[1:] if names[name] != code), 0.0)
    return code if best[0][1] - rival >= AHEAD else None
