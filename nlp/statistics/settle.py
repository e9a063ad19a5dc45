"""One reading for every row, where words, order and sums allow one; else the candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from nlp.statistics.align import MOST, Alignment
from nlp.statistics.forms import FormRow, TableForm
from nlp.statistics.readings import SLACK, Line, Reading
from nlp.statistics.runs import Run

LEAD = 2
"""By how many column sums one reading must beat another to rule it out."""

Filling = dict[str, Line]
"""Row code -> its line."""


@dataclass(slots=True)
class Settled:
    """The rows of a table as read.

    rows      row code -> candidate lines; one where the row is settled
    by_sums   rows for which only the sums could choose, or that print a number too many
    stray     runs that fill no row
    """

    rows: dict[str, list[Line]] = field(default_factory=dict)
    by_sums: set[str] = field(default_factory=set)
    stray: list[Run] = field(default_factory=list)


def settle(
    runs: Sequence[Run],
    rows: Sequence[FormRow],
    form: TableForm,
    alignments: Sequence[Alignment],
    readings: Sequence[list[Reading]],
    spans: Sequence[int],
) -> Settled:
    """The filling that satisfies most column sums of table 3 among those that words and order left open.

    ``rows`` are the rows the alignments count in, with the subtotals that some software adds; ``spans`` how many
    of them each run fills. Where words are missing and the order alone does not decide, only sums that all
    hold are trusted; otherwise every candidate stays.
    """
    settled = Settled()
    fillings = [
        (alignment, filling)
        for alignment in alignments
        for filling in islice(_fillings(rows, alignment, readings, spans), MOST)
    ]
    if not fillings:
        return settled
    kept, sure = fillings, len(fillings) == 1 and _told(runs, rows, alignments[0], spans, len(form.rows))
    if not sure:
        kept, sound = _by_sums(fillings, form)
        sure = sound or _told(runs, rows, kept[0][0], spans, len(form.rows))
    settled.rows = {code: [line] for code, line in kept[0][1].items()}
    if len(fillings) > 1:
        _add_candidates(settled, kept, fillings)
    alignment, width = kept[0][0], len(form.rows[0].columns)
    for run, place, span in zip(runs, alignment, spans, strict=True):
        if place is None:
            settled.stray.append(run)
            continue
        wide = form.adds and len(run.filled) > span * width
        if wide or run.foreign:
            codes = [row.code for row in rows[place : place + span]]
            if wide:
                settled.by_sums.update(code for code in codes if len(settled.rows[code]) == 1)
            if run.foreign and not set(codes).intersection(run.after):
                for code in codes:
                    settled.rows[code].append(())
    if not sure:
        for run, place, span in zip(runs, alignment, spans, strict=True):
            if place is not None and not set(run.here) & {row.code for row in rows[place : place + span]}:
                for row in rows[place : place + span]:
                    settled.rows.setdefault(row.code, []).append(())
    return settled


def _add_candidates(
    settled: Settled, kept: list[tuple[Alignment, Filling]], fillings: list[tuple[Alignment, Filling]]
) -> None:
    """Beside the lines of the first filling kept those of the others, and which rows the sums decided."""
    for _, filling in kept[1:]:
        for code, line in filling.items():
            lines = settled.rows.setdefault(code, [])
            if line not in lines:
                lines.append(line)
    for code, lines in settled.rows.items():
        if len(lines) == 1 and any(filling.get(code) != lines[0] for _, filling in fillings):
            settled.by_sums.add(code)
        if any(code not in filling for _, filling in kept):
            lines.append(())


def _by_sums(
    fillings: list[tuple[Alignment, Filling]], form: TableForm
) -> tuple[list[tuple[Alignment, Filling]], bool]:
    """The fillings that the column sums leave, and whether all the sums of one of them hold."""
    scores = [column_sums(filling, form) for _, filling in fillings]
    top = max(right for right, _ in scores)
    clear = top * 2 > max(checked for _, checked in scores)
    kept = [pair for pair, (right, _) in zip(fillings, scores, strict=True) if right > top - LEAD or not clear]
    return kept, any(right == checked and right > 0 for right, checked in scores)


def _fillings(
    rows: Sequence[FormRow], alignment: Alignment, readings: Sequence[list[Reading]], spans: Sequence[int]
) -> Iterator[Filling]:
    placed = [(number, place) for number, place in enumerate(alignment) if place is not None]
    for choice in product(*(readings[number] for number, _ in placed)):
        filling: Filling = {}
        for (number, place), reading in zip(placed, choice, strict=True):
            for row, line in zip(rows[place : place + spans[number]], reading, strict=False):
                filling[row.code] = line
        yield filling


def column_sums(filling: Filling, form: TableForm) -> tuple[int, int]:
    """How many column identities of table 3 hold, and how many can be checked; blanks count as nothing here.

    This judges readings only: what a blank means is never decided by it.
    """
    if form.table != "t3" or "processed_total" not in filling:
        return 0, 0
    right = checked = 0
    outcomes = [row.code for row in form.rows[2:-2]]
    for column in range(len(form.rows[0].columns)):
        numbers = {code: line[column].value or 0 for code, line in filling.items() if column < len(line)}
        total = numbers["processed_total"]
        checked += 2
        right += abs(sum(numbers.get(code, 0) for code in outcomes) - total) < SLACK
        inflow = numbers.get("new_received", 0) + numbers.get("carried_in", 0)
        right += abs(inflow - total - numbers.get("carried_out", 0)) < SLACK
    return right, checked


def _told(
    runs: Sequence[Run], rows: Sequence[FormRow], alignment: Alignment, spans: Sequence[int], height: int
) -> bool:
    """Whether labels or a full count say which row every run is."""
    if None not in alignment and sum(spans) == len(rows) >= height:
        return True
    before = after = True
    for run, place, span in zip(runs, alignment, spans, strict=True):
        if place is None:
            continue
        codes = {row.code for row in rows[place : place + span]}
        here = bool(codes.intersection(run.here))
        before &= here or bool(codes.intersection(run.before[-1:]))
        after &= here or bool(codes.intersection(run.after[:1]))
    return before or after
