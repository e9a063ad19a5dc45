"""How long does the panel of 20,000 reports take?

    python benchmarks/panel.py 20000

Reads a few synthetic reports, writes a dataset of N reports made of them (new ids, organs, years and requests; as
many cells, findings, units and codes as the real ones have), and prints the seconds of ``panel`` and ``quality``
beside those of DuckDB's own PIVOT over the same cells.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # not this folder, where html.py would stand for the library's html

from benchmarks.memory import report  # noqa: E402
from nlp.analyse import analyse  # noqa: E402
from nlp.analysis.panel import panel  # noqa: E402
from nlp.analysis.quality import quality, quality_by  # noqa: E402
from nlp.dataset import Dataset, open_dataset  # noqa: E402
from nlp.dataset.rows import rows  # noqa: E402
from nlp.dataset.store import Columns  # noqa: E402
from nlp.dataset.writing import write_tables  # noqa: E402
from nlp.report import Report  # noqa: E402

LIMIT_SECONDS = 10.0
YEARS = 5
PIVOT = "SELECT count(*) FROM (PIVOT (SELECT report_id, cell_id, value FROM cells) ON cell_id USING first(value))"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int, nargs="?", default=20_000)
    count = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), count)
        data = open_dataset(folder)
        print(f"{len(data):,} reports, {data.rows('cells'):,} cells, {data.rows('themes'):,} codes")
        seconds = timed("panel()", lambda: panel(data))
        timed("panel(harmonised=True)", lambda: panel(open_dataset(folder), harmonised=True))
        timed("quality()", lambda: quality(data))
        timed("quality_by()", lambda: quality_by(data))
        timed("cells_wide (pandas)", lambda: data.table("cells_wide"))
        timed("DuckDB's PIVOT of the cells alone", lambda: pivot(data))
    print(f"panel(): {'within' if seconds < LIMIT_SECONDS else 'OVER'} the {LIMIT_SECONDS:.0f} s allowed")


def timed(name: str, call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    answer = call()
    seconds = time.perf_counter() - began
    print(f"{seconds:6.2f} s  {name}: {' x '.join(map(str, answer.shape))}", flush=True)
    return seconds


def pivot(data: Dataset) -> Any:
    return data.query(PIVOT)


def write(folder: Path, count: int) -> None:
    """A dataset of ``count`` reports made of eight that were read."""
    read = [analyse(report(number).encode(), f"{number}.md") for number in range(0, 64 * 8, 67)]
    manifest = {"versions": {"gongkai": "benchmark"}, "corpus": hashlib.sha256(str(count).encode()).hexdigest()}
    write_tables(folder, folder / "work", _copies(read, count), [], manifest)


def _copies(read: list[Report], count: int) -> Iterator[tuple[str, Columns]]:
    for number in range(count):
        model = read[number % len(read)]
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        organ = replace(model.organ, name=f"{model.organ.name}{number // YEARS}")
        copy = replace(model, source=replace(model.source, sha256=sha256), organ=organ, year=2019 + number % YEARS)
        columns = {name: [list(each) for each in zip(*table, strict=True)] for name, table in rows(copy).items()}
        yield f"{number:06}.md", columns


if __name__ == "__main__":
    main()
