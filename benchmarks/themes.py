"""Coding units by cues against cutting the same units with ``jieba.lcut``, in one run: ``make bench``."""

from __future__ import annotations

import logging
from pathlib import Path
from time import perf_counter

import jieba

from nlp.analyse import coder, read
from nlp.report import Unit

UNITS = 20_000
DEMO = Path(__file__).resolve().parents[1] / "corpora" / "demo"


def main() -> None:
    jieba.setLogLevel(logging.WARNING)
    found = [unit for path in sorted(DEMO.glob("*.*")) if path.is_file() for unit in read(path).units]
    units: list[Unit] = (found * (UNITS // len(found) + 1))[:UNITS]
    jieba.lcut("预热")
    coder().code(units[:100])
    start = perf_counter()
    coder().code(units)
    ours = perf_counter() - start
    start = perf_counter()
    for unit in units:
        jieba.lcut(unit.text)
    theirs = perf_counter() - start
    print(f"{UNITS} units: cues {UNITS / ours:,.0f} units a second, jieba.lcut {UNITS / theirs:,.0f}")
    print(f"ratio cues / jieba.lcut = {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
