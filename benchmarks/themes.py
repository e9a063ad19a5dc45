"""Coding 100,000 units on one core against cutting the same units with ``jieba.lcut``, in one run: ``make bench``."""

from __future__ import annotations

import json
import logging
import resource
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import jieba

from nlp.themes.coders import coders
from nlp.themes.files import Coder, Uncoded, code_lines
from nlp.themes.training import clause_files, read_clauses

UNITS = 100_000
EARLY = 10_000
CLAUSES = Path(__file__).resolve().parents[1] / "corpora" / "clauses"


def main() -> None:
    jieba.setLogLevel(logging.WARNING)
    clauses = [Uncoded(clause.text, clause.kind) for clause in read_clauses(clause_files([CLAUSES]))]
    units = list(islice(cycle(clauses), UNITS))
    print(f"{UNITS:,} units, {sum(len(unit.text) for unit in units) / UNITS:.1f} characters each")
    jieba.lcut("预热")
    start = perf_counter()
    for unit in units:
        jieba.lcut(unit.text)
    theirs = perf_counter() - start
    print(f"jieba.lcut  {UNITS / theirs:8,.0f} units a second")
    for name in ("model", "cues"):
        ours = seconds(coders(name).first, units)  # type: ignore[arg-type]
        print(f"{name:11} {UNITS / ours:8,.0f} units a second, {ours / theirs:.2f} of jieba's time")
    early, late = memory(coders("model").first, clauses)
    print(f"memory      {early:.0f} MB after {EARLY:,} lines of JSON coded by the model, {late:.0f} MB after {UNITS:,}")


def seconds(coder: Coder, units: list[Uncoded]) -> float:
    coder.code(units[:1000])
    start = perf_counter()
    coder.code(units)
    return perf_counter() - start


def memory(coder: Coder, clauses: list[Uncoded]) -> tuple[float, float]:
    """The peak of the process, in MB, early and late in a stream of lines."""
    lines: Iterator[str] = (json.dumps(unit._asdict()) for unit in cycle(clauses))
    coded = code_lines(lines, coder)
    return drain(coded, EARLY), drain(coded, UNITS - EARLY)


def drain(coded: Iterator[bytes], number: int) -> float:
    for _ in islice(coded, number):
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
