"""The whole pipeline against ``jieba.lcut`` over the same texts, in one run: ``make bench``.

Imports and warm-up are left out; rounds of both take turns, and the ratio of their medians is printed. The
texts are the seeds beside the checkout where they are present, else ``corpora/demo``.
"""

from __future__ import annotations

import logging
from pathlib import Path
from statistics import median
from time import perf_counter

import jieba

from nlp.analyse import analyse
from nlp.reading.read import read_document

ROUNDS = 15
HERE = Path(__file__).resolve().parents[1]
FOLDERS = (HERE.parent / "shared" / "seeds", HERE / "corpora" / "demo")


def main() -> None:
    jieba.setLogLevel(logging.WARNING)
    folder = next(folder for folder in FOLDERS if folder.is_dir())
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))}
    texts = [read_document(data, name).text for name, data in files.items()]
    ours, theirs = [], []
    for round_ in range(ROUNDS + 1):
        spent = seconds(lambda: [analyse(data, name) for name, data in files.items()])
        cut = seconds(lambda: [jieba.lcut(text) for text in texts])
        if round_:
            ours.append(spent)
            theirs.append(cut)
    ratio = median(ours) / median(theirs)
    each = 1000 * median(ours) / len(files)
    print(f"{folder.name}: {len(files)} reports, {sum(map(len, texts))} characters, median of {ROUNDS} rounds")
    print(f"pipeline {each:.1f} ms a report; jieba.lcut {1000 * median(theirs) / len(files):.1f} ms a report")
    print(f"ratio pipeline / jieba.lcut = {ratio:.2f} (bar 0.70, aim 0.35)")


def seconds(work: object) -> float:
    start = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - start


if __name__ == "__main__":
    main()
