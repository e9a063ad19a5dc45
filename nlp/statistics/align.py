"""Which rows of the form the runs are: by their words, then by their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from nlp.statistics.forms import FormRow
from nlp.statistics.runs import Run

HERE, BESIDE, NEAR, FAR = 6, 4, 2, 1
"""What a label on the run's own row, another label on it, the next label of a gap and a further one are worth."""
AGAINST, LOST, UNPRINTED, STRAY = -8, -1, 0, -3
"""What a run under a foreign label, a printed row and an unprinted one without numbers, and a left-over run cost."""
MOST = 64
"""Alignments of equal worth that are looked at."""

Alignment = tuple[int | None, ...]
"""For every run the index of the first form row that it fills, None for a run that fills none."""
Fits = Callable[[int, int], int]
"""How many rows run ``i`` fills when it begins at row ``j``; 0 if it can't."""


def align(runs: Sequence[Run], rows: Sequence[FormRow], fits: Fits) -> list[Alignment]:
    """The alignments of runs with form rows, both in order, that the labels speak for most; several if they tie.

    Labels stand before their numbers or behind them: both are tried and the better direction wins.
    """
    order = {row.code: number for number, row in enumerate(rows)}
    plain = _plain(runs, order, fits)
    if plain:
        return [plain]
    spans = [[fits(i, j) for j in range(len(rows))] for i in range(len(runs))]
    worths = [[_evidence(run, *nearness) for run in runs] for nearness in ((NEAR, FAR), (FAR, NEAR))]
    scored = [_best(runs, rows, spans, worth) for worth in (worths if worths[0] != worths[1] else worths[:1])]
    best = max(score for score, _ in scored)
    return list(dict.fromkeys(path for score, paths in scored if score == best for path in paths))[:MOST]


def _plain(runs: Sequence[Run], order: dict[str, int], fits: Fits) -> Alignment | None:
    """The alignment that needs no weighing: one run fills the form, or every run has a label of its own.

    The labels stand on the runs' rows or before them, all in order.
    """
    if len(runs) == 1 and fits(0, 0) == len(order):
        return (0,)
    if not runs or any(code in order for code in runs[-1].after):
        return None
    places = []
    for number, run in enumerate(runs):
        codes = [code for code in (run.here or run.before) if code in order]
        if not codes or fits(number, order[codes[-1]]) != 1:
            return None
        places.append(order[codes[-1]])
    return tuple(places) if all(low < high for low, high in pairwise(places)) else None


def _evidence(run: Run, before: int, after: int) -> dict[str, int]:
    """What the labels around a run say for each row."""
    worth: dict[str, int] = {}
    for codes, nearest, further in (
        (run.after, after, FAR),
        (run.before[::-1], before, FAR),
        (run.here[::-1], HERE, BESIDE),
    ):
        for number, code in enumerate(codes):
            worth[code] = max(worth.get(code, 0), further if number else nearest)
    return worth


def _best(
    runs: Sequence[Run], rows: Sequence[FormRow], spans: list[list[int]], worth: list[dict[str, int]]
) -> tuple[int, list[Alignment]]:
    named = {code for run in runs for code in (*run.here, *run.before, *run.after)}
    skip = [LOST if row.code in named else UNPRINTED for row in rows]
    codes = [row.code for row in rows]
    n, m = len(runs), len(rows)
    best = [[0] * (m + 1) for _ in range(n + 1)]
    for j in range(m - 1, -1, -1):
        best[n][j] = best[n][j + 1] + skip[j]
    gains = [[0] * m for _ in range(n)]
    for i in range(n - 1, -1, -1):
        said = [worth[i].get(code, 0) for code in codes]
        own = set(runs[i].here).intersection(codes)
        against = [AGAINST if own and code not in own else 0 for code in codes]
        here, below = best[i], best[i + 1]
        top = here[m] = below[m] + STRAY
        for j in range(m - 1, -1, -1):
            top += skip[j]
            if below[j] + STRAY > top:
                top = below[j] + STRAY
            span = spans[i][j]
            if span:
                gain = said[j] + against[j] if span == 1 else sum(said[j : j + span]) + max(against[j : j + span])
                gains[i][j] = gain
                if below[j + span] + gain > top:
                    top = below[j + span] + gain
            here[j] = top
    return best[0][0], _paths(best, spans, gains, skip)


def _paths(best: list[list[int]], spans: list[list[int]], gains: list[list[int]], skip: list[int]) -> list[Alignment]:
    """Every way through the table that is worth the most, up to MOST."""
    n, m = len(best) - 1, len(skip)
    found: list[Alignment] = []
    stack: list[tuple[int, int, Alignment]] = [(0, 0, ())]
    while stack and len(found) < MOST:
        i, j, path = stack.pop()
        if i == n:
            found.append(path)
            continue
        if best[i + 1][j] + STRAY == best[i][j]:
            stack.append((i + 1, j, (*path, None)))
        if j == m:
            continue
        if best[i][j + 1] + skip[j] == best[i][j]:
            stack.append((i, j + 1, path))
        span = spans[i][j]
        if span and best[i + 1][j + span] + gains[i][j] == best[i][j]:
            stack.append((i + 1, j + span, (*path, j)))
    return found
