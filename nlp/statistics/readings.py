"""The ways in which a run of values can be read as rows of the form, and the sums that choose between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from nlp.statistics.runs import Piece, Run
from nlp.statistics.values import BLANK, Printed

Line = tuple[Printed, ...]
Reading = tuple[Line, ...]
"""One way to read a run: its rows, each as wide as the form."""

MOST_LINES = 200
"""Numbers one a line among which a page number is looked for."""
SLACK = 0.00005
"""Half of the last decimal that the form prints for money; counts must agree exactly."""


def adds_up(line: Line) -> bool | None:
    """Whether the last number of a row is the sum of the others; None where a number is missing.

    >>> from nlp.statistics.values import read_value
    >>> adds_up(tuple(map(read_value, ["2", "1", "3"]))), adds_up(tuple(map(read_value, ["2", "", "3"])))
    (True, None)
    """
    numbers = [value.value for value in line]
    if None in numbers:
        return None
    known = [number for number in numbers if number is not None]
    return abs(sum(known[:-1]) - known[-1]) < SLACK


def read_runs(
    runs: Sequence[Run], width: int, abreast: int = 1, order: Sequence[int] | None = None
) -> list[list[Reading]]:
    """For every run the readings that remain when its own layout and sums have spoken; none if it has no reading.

    ``width`` is the number of columns, ``abreast`` how many rows of the form one printed row may hold, ``order``
    where each column of the form stands in print, if not in its usual place. A reading that the layout names goes
    first; where two readings with different numbers remain, both are given.
    """
    if abreast > 1 and any(_is_abreast(run, width * abreast) for run in runs):
        wide = read_runs(runs, width * abreast)
        return [[_parted(reading, width) for reading in readings] for readings in wide]
    found = [_whole_row(run, width) for run in runs]
    extra = None
    if not all(found):
        starts = _window_starts(runs, width)
        few = _short_rows(runs, width)
        extra = _extra_columns(runs, width)
        for number, run in enumerate(runs):
            found[number] = found[number] or _readings(run, width, starts, few, extra, abreast)
    if order:
        moved = [[_moved(reading, order) for reading in readings] for readings in found]
        if _sound(moved) >= _sound(found):
            found = moved
    return [readings if len(readings) < 2 else _narrowed(readings, extra) for readings in found]


def _whole_row(run: Run, width: int) -> list[Reading]:
    """The run as one row, where it has a value for every column: in a grid row the blanks beside them don't count."""
    piece = run.pieces[0]
    values = piece.filled if len(run.pieces) == 1 and piece.grid is not None else run.values
    return [(tuple(values),)] if len(values) == width else []


def _moved(reading: Reading, order: Sequence[int]) -> Reading:
    return tuple(tuple(line[at] for at in order) for line in reading)


def _sound(found: list[list[Reading]]) -> int:
    return sum(bool(adds_up(line)) for readings in found for line in (readings[0] if readings else ()))


def unread(run: Run, width: int) -> Line:
    """A row of conflicts that spans what the run prints."""
    values = run.values
    start, end = values[0].start, values[-1].end
    return (Printed("conflict", None, start, end),) * width


def _is_abreast(run: Run, wide: int) -> bool:
    return len(run.pieces) == 1 and run.pieces[0].grid is not None and run.size >= wide


def _parted(reading: Reading, width: int) -> Reading:
    return tuple(line[at : at + width] for line in reading for at in range(0, len(line), width))


def _readings(
    run: Run, width: int, starts: dict[int, int], few: int | None, extra: list[int] | None, abreast: int
) -> list[Reading]:
    values = run.values
    piece = run.pieces[0]
    if len(run.pieces) == 1 and piece.grid is not None:
        values = piece.filled
        if few and len(values) == few and len(piece.values) < width:
            return [(_spread(values, width),)]
        windows = _windows(piece, width, starts)
        if windows:
            return [(window,) for window in windows]
    size = len(values)
    if size and size % width == 0:
        return _matrix(run, values, width, abreast)
    if few and size == few:
        return [(_spread(values, width),)]
    if extra is not None and size == width + 1:
        return [(tuple(values[:drop] + values[drop + 1 :]),) for drop in extra]
    if size == width + 1 and len(run.pieces) == 1:
        return [(tuple(values[:-1]),), (tuple(values[1:]),)]
    if size % width == 1 and 2 < len(run.pieces) < MOST_LINES:
        return _without_stray(run, values, width)
    if size == width + 2:
        return [(tuple(values[start : start + width]),) for start in range(3)]
    return []


def _matrix(run: Run, values: list[Printed], width: int, abreast: int) -> list[Reading]:
    """Several rows in a run: row by row, or, where labels and numbers were torn apart, perhaps column by column."""
    by_rows = tuple(tuple(values[at : at + width]) for at in range(0, len(values), width))
    height = len(values) // width
    by_columns = tuple(tuple(values[at::height]) for at in range(height))
    sizes = {len(piece.values) for piece in run.pieces}
    if len(run.pieces) == 1 and run.pieces[0].tall == height:
        return [by_columns]
    in_grid = run.pieces[0].grid is not None
    if abreast > 1 or (max(sizes) > 1 and not in_grid and not (sizes == {height} and height != width)):
        return [by_rows]
    by_blocks = _by_blocks(run, width)
    if by_blocks is None:
        return _choose([by_rows, by_columns])
    if height == width:
        return _choose([by_blocks, by_rows])
    return [by_blocks] if _evidence(by_rows) <= _evidence(by_blocks) else [by_blocks, by_rows]


def _by_blocks(run: Run, width: int) -> Reading | None:
    """Rows out of blocks between blank lines: as many blocks as columns, all as high, are columns side by side."""
    blocks: list[list[Printed]] = []
    last = None
    for piece in run.pieces:
        if piece.block != last:
            blocks.append([])
            last = piece.block
        blocks[-1].extend(piece.values)
    if len(blocks) < 2:
        return None
    lines: list[Line] = []
    at = 0
    while at < len(blocks):
        height = len(blocks[at])
        columns = blocks[at : at + width]
        if len(columns) == width and all(len(column) == height for column in columns):
            lines += zip(*columns, strict=True)
            at += width
        elif height == width:
            lines.append(tuple(blocks[at]))
            at += 1
        else:
            return None
    return tuple(lines)


def _without_stray(run: Run, values: list[Printed], width: int) -> list[Reading]:
    """One number too many in a dump of one number a line (a page number): the readings whose rows all add up."""
    readings = []
    for drop in range(len(values)):
        kept = values[:drop] + values[drop + 1 :]
        lines = tuple(tuple(kept[at : at + width]) for at in range(0, len(kept), width))
        if all(adds_up(line) for line in lines):
            readings.append(lines)
    return readings


def _spread(values: list[Printed], width: int) -> Line:
    """A row of which only some columns are printed: the first and the total, or all but the total."""
    if len(values) == 2:
        return (values[0], *[BLANK] * (width - 2), values[1])
    return (*values, *[BLANK] * (width - len(values)))


def _short_rows(runs: Sequence[Run], width: int) -> int | None:
    """The number of values that (nearly) every row prints, where that is fewer than the columns and plain.

    Two: the first column and the total. One less than the columns: the total is blank, which the sums must show.
    """
    sizes = Counter(len(run.filled) for run in runs if run.size < width)
    if not sizes:
        return None
    size, often = sizes.most_common(1)[0]
    if often < 0.8 * len(runs) or often < 3:
        return None
    if size == 2:
        return 2
    if size == width - 1:
        lines = [tuple(run.filled) for run in runs]
        sums = [adds_up(line) for line in lines if len(line) == size and any(v.value for v in line)]
        if sums and sums.count(True) * 3 < len(sums):
            return size
    return None


def _extra_columns(runs: Sequence[Run], width: int) -> list[int] | None:
    """Which columns a table with one column too many can do without: a subtotal that some software prints.

    None where the table is not too wide throughout; several, or none, where its sums don't say which.
    """
    wide = [run.filled for run in runs if len(run.filled) == width + 1]
    if width < 7 or len(wide) < 3 or len(wide) < 0.8 * len(runs):
        return None
    telling = [values for values in wide if any(value.value for value in values)]
    last = width - 1
    supports = {
        last: [adds_up(tuple(values[1:width])) for values in telling],
        1: [adds_up((*values[2:width], values[1])) for values in telling],
        width: [adds_up(tuple(values[:width])) for values in telling],
        0: [adds_up(tuple(values[1:])) for values in telling],
    }
    return [drop for drop, sums in supports.items() if sums.count(True) >= 0.8 * len(telling)]


def _fitting(piece: Piece, width: int) -> list[int]:
    """Where a window as wide as the form may begin so that it holds all that the grid row prints."""
    filled = [at for at, value in enumerate(piece.values) if value.status != "blank"]
    if not filled or filled[-1] - filled[0] >= width:
        return []
    low, high = max(0, filled[-1] - width + 1), min(filled[0], len(piece.values) - width)
    return list(range(low, high + 1))


def _window_starts(runs: Sequence[Run], width: int) -> dict[int, int]:
    """For the grid rows whose blanks leave open where their values begin, the column where they do.

    By what their total says, if totals are printed (the last number is the sum) or plainly are not; else by the
    rows of the same grid and label depth that leave no choice, if there are three and they agree.
    """
    open_rows: list[Piece] = []
    seen: dict[tuple[int | None, int], list[int]] = {}
    for run in runs:
        piece = run.pieces[0]
        if len(run.pieces) == 1 and piece.grid is not None:
            fits = _fitting(piece, width)
            if len(fits) > 1 or (piece.filled and len(piece.values) < width):
                open_rows.append(piece)
            elif fits:
                seen.setdefault((piece.grid, piece.column), []).append(piece.column + fits[0])
    sums = [adds_up(tuple(piece.filled)) for piece in open_rows if any(value.value for value in piece.filled[1:])]
    with_total = sums.count(True) > 2 and sums.count(False) * 5 < len(sums)
    without = sums.count(False) > 2 and sums.count(True) * 5 < len(sums)
    starts = {}
    for piece in open_rows:
        filled = [at for at, value in enumerate(piece.values) if value.status != "blank"]
        agreed = seen.get((piece.grid, piece.column), [])
        if with_total and len(filled) > 1 and adds_up(tuple(piece.filled)) and piece.filled[-1].value:
            starts[id(piece)] = filled[-1] - width + 1
        elif without and len(filled) == width - 1:
            starts[id(piece)] = filled[0]
        elif len(agreed) > 2 and len(set(agreed)) == 1 and not with_total and not without:
            starts[id(piece)] = agreed[0] - piece.column
    return starts


def _windows(piece: Piece, width: int, starts: dict[int, int]) -> list[Line]:
    values = piece.values
    if 1 < len(values) < width:
        return [(*values, *[BLANK] * (width - len(values)))] if starts.get(id(piece)) == 0 else []
    fits = _fitting(piece, width)
    if starts.get(id(piece)) in fits:
        fits = [starts[id(piece)]]
    return [tuple(values[at : at + width]) for at in fits]


def _narrowed(readings: list[Reading], extra: list[int] | None) -> list[Reading]:
    unlike = _unlike(readings)
    return _choose(unlike) if extra is None and all(len(reading) == 1 for reading in readings) else unlike


def _choose(readings: list[Reading]) -> list[Reading]:
    """The readings that the row sums speak for, if they speak clearly enough; else all of them."""
    if len(readings) < 2:
        return readings
    ranked = sorted(readings, key=_evidence, reverse=True)
    clear = _evidence(ranked[0]) - _evidence(ranked[1]) > 1
    return ranked[:1] if clear else readings


def _evidence(reading: Reading) -> int:
    """Rows that add up, less those that don't; a row of zeros says nothing."""
    sums = [adds_up(line) for line in reading if any(value.value for value in line)]
    return sum(1 if right else -1 for right in sums if right is not None)


def _unlike(readings: Iterable[Reading]) -> list[Reading]:
    """Readings that say different things; the first of those that say the same."""
    kept: dict[tuple[object, ...], Reading] = {}
    for reading in readings:
        kept.setdefault(tuple((v.status, v.value) for line in reading for v in line), reading)
    return list(kept.values())
