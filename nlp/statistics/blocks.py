"""Table 2: four or five blocks, each with columns of its own."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.statistics.align import align
from nlp.statistics.forms import TableForm
from nlp.statistics.readings import Reading, unread
from nlp.statistics.runs import Run, without_blanks
from nlp.statistics.settle import Settled, settle


def settle_blocks(runs: Sequence[Run], form: TableForm) -> Settled:
    """The rows of table 2, whose blocks have rows of different widths and no sums."""
    order = form.order
    widths = [len(row.columns) for row in form.rows]
    sizes, limits = [], []
    for run in runs:
        codes = [code for code in run.here if code in order]
        if run.pieces[0].grid is not None and len(run.pieces) == 1:
            _trim(run, widths[order[codes[-1]]] if codes else None)
        sizes.append(run.size)
        limits.append(len(set(codes)) if codes and len(run.pieces) == 1 else len(widths))

    def fits(i: int, j: int) -> int:
        size = 0
        for span, width in enumerate(widths[j : j + limits[i]], 1):
            size += width
            if size == sizes[i]:
                return span
        return int(form.rows[j].code in runs[i].here[-1:])

    found = []
    for alignment in align(runs, form.rows, fits):
        spans = [1 if place is None else fits(i, place) for i, place in enumerate(alignment)]
        readings: list[list[Reading]] = [
            [()] if place is None else _block_readings(run, widths[place : place + span])
            for run, place, span in zip(runs, alignment, spans, strict=True)
        ]
        found.append(settle(runs, form.rows, form, [alignment], readings, spans))
    return _joined(found)


def _joined(found: Sequence[Settled]) -> Settled:
    """What several alignments of equal worth leave: a row that they fill differently keeps every candidate."""
    joined = Settled(stray=found[0].stray)
    for code in dict.fromkeys(code for settled in found for code in settled.rows):
        lines = [line for settled in found for line in settled.rows.get(code, [()])]
        joined.rows[code] = list(dict.fromkeys(lines))
    return joined


def _trim(run: Run, width: int | None) -> None:
    """Leave out the layout's blank cells beside a row's values."""
    piece = run.pieces[0]
    keep = piece.filled if width is None or len(piece.filled) >= width else piece.values[:width]
    if len(keep) < len(piece.values):
        run.pieces[0] = piece._replace(values=keep, filled=without_blanks(keep))


def _block_readings(run: Run, widths: Sequence[int]) -> list[Reading]:
    """The run cut into rows of these widths; where numbers stand one a line, perhaps column by column."""
    values = run.values
    if len(values) != sum(widths):
        return [tuple(unread(run, width) for width in widths)]
    at, by_rows = 0, []
    for width in widths:
        by_rows.append(tuple(values[at : at + width]))
        at += width
    if len(widths) < 2 or len(set(widths)) > 1 or widths[0] == 1 or max(len(p.values) for p in run.pieces) > 1:
        return [tuple(by_rows)]
    by_columns = tuple(tuple(values[start :: len(widths)]) for start in range(len(widths)))
    blocks = [
        sum(len(p.values) for p in run.pieces if p.block == block) for block in sorted({p.block for p in run.pieces})
    ]
    if len(blocks) > 1 and set(blocks) == {len(widths)} and widths[0] != len(widths):
        return [by_columns]
    if len(blocks) > 1 and set(blocks) == {widths[0]} and widths[0] != len(widths):
        return [tuple(by_rows)]
    return [tuple(by_rows), by_columns]
