"""What reading a PDF with a text layer costs beside getting its text with pypdfium2 and nothing else.

    python benchmarks/pdf.py [FILE...]

Both are timed in turn in one process, by the processor time they take; the figure is the ratio of the medians. While
the quick path holds, reading costs at most 1.5 times the bare text. The whole analysis is printed for information.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pypdfium2  # type: ignore[import-untyped]

from nlp.analyse import analyse
from nlp.reading.read import read_document

ROUNDS = 15
MOST = 1.5
HERE = Path(__file__).resolve().parents[1]
FORMATS = HERE / "corpora" / "formats"


def bare_text(data: bytes) -> None:
    """The text of every page, and nothing else."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


def measure(path: Path) -> tuple[float, float, float]:
    """Milliseconds of the bare text; how many times that reading costs, and the whole analysis."""
    data = path.read_bytes()
    ways: tuple[Callable[[], object], ...] = (
        lambda: bare_text(data),
        lambda: read_document(data, path.name),
        lambda: analyse(data, path.name),
    )
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, times in zip(ways, took, strict=True):
            start = time.process_time()
            way()
            times.append(time.process_time() - start)
    bare, read, whole = map(median, took)
    return bare * 1000, read / bare, whole / bare


def main() -> int:
    paths = [Path(name) for name in sys.argv[1:]] or [
        *sorted(FORMATS.glob("pdf_*/*_2022.pdf")),
        *(path for path in [HERE.parent / "shared" / "reports" / "hongze_2023.pdf"] if path.exists()),
    ]
    ratios = []
    for path in paths:
        bare, read, whole = measure(path)
        ratios.append(read)
        print(f"{path.parent.name}/{path.name}: bare text {bare:.1f} ms, reading x{read:.2f}, analysis x{whole:.2f}")
    print(f"reading costs x{median(ratios):.2f} (median), x{max(ratios):.2f} (most); the bar is x{MOST}")
    return int(max(ratios, default=0) > MOST)


if __name__ == "__main__":
    sys.exit(main())
