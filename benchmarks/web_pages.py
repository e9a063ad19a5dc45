"""Reading a web page into a Document against parsing it with lxml, in one run: ``make bench``.

The pages are those of ``corpora/formats`` in their three styles, and reports with three tables that the tests'
generator draws in three dresses. Rounds of all take turns; of every page the ratio of the medians is taken, of every
style the median and the worst ratio are printed. The bar is 3. What lxml's tree costs a Python program that only looks
at every element once (name, text, tail) is printed beside it: no reader in Python that uses the tree can be cheaper.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

HERE = Path(__file__).resolve().parents[1]
sys.path[0] = str(HERE / "tests" / "reading")  # not this folder, where this file would stand for the library's html

import lxml.html  # noqa: E402

from nlp.reading.html_charset import decode_page  # noqa: E402
from nlp.reading.read import read_document  # noqa: E402

ROUNDS = 15
WARM_UP = 3
STYLES = ("portal", "layout", "pasted")
BAR = 3.0
PROSE = 15
"""Paragraphs of section 1, for some 4,000 characters a report."""


def drawn_pages() -> dict[str, bytes]:
    import html_pages as drawn

    first = "".join(drawn.PARAGRAPHS[1])
    drawn.PARAGRAPHS[1] = [first[:1] + first[1:] * 2] * PROSE
    printed = drawn.fill(7)

    def plain() -> str:
        return drawn.page(drawn.report(printed, paragraph=lambda text: f"<p>{text}</p>", title=None))

    def styled() -> str:
        def cell(text: str, **spans: int) -> str:
            inner = f'<p style="text-align:center"><span style="font-size: 14px;">{text}</span></p>'
            return drawn.td(inner, **spans).replace("<td", '<td style="border:1px solid #000; width: 60px"', 1)

        return drawn.page(drawn.report(printed, cell, title=None))

    def word() -> str:
        def cell(text: str, **spans: int) -> str:
            inner = (
                '<p class=MsoNormal align=center style="text-align:center"><span lang=EN-US '
                f'style="font-size:9.0pt;font-family:宋体">{text}<o:p></o:p></span></p>'
            )
            return drawn.td(inner, **spans).replace("<td", '<td width=60 valign=top style="border:solid 1.0pt"', 1)

        return drawn.page(drawn.report(printed, cell, title=None))

    return {
        "plain cells": plain().encode(),
        "styled cells": styled().replace("utf-8", "gb2312", 1).encode("gb18030"),
        "Word": word().encode(),
    }


def corpus_pages(style: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((HERE / "corpora" / "formats" / style).glob("*.html"))}


def main() -> None:
    kinds = {style: corpus_pages(style) for style in STYLES}
    kinds |= {f"drawn, {name}": {name: data} for name, data in drawn_pages().items()}
    for kind, pages in kinds.items():
        times = {name: measure(data) for name, data in pages.items()}
        ratios = {name: ours / theirs for name, (ours, theirs, _) in times.items()}
        worst = max(ratios, key=ratios.__getitem__)
        ours, theirs, looked = (1000 * median(each) for each in zip(*times.values(), strict=True))
        print(f"{kind} ({len(pages)}): read {ours:.2f} ms, lxml alone {theirs:.2f} ms, looked through {looked:.2f} ms")
        print(f"  ratio: median {median(ratios.values()):.2f}, worst {ratios[worst]:.2f} ({worst}); bar {BAR:.0f}")


def measure(data: bytes) -> tuple[float, float, float]:
    """Seconds of ``read_document``, of ``document_fromstring``, and of that with one look at every element: medians."""
    text = decode_page(data).text
    ours, theirs, looked = [], [], []
    for round_ in range(WARM_UP + ROUNDS):
        read = seconds(lambda: read_document(data, "a.html"))
        parsed = seconds(lambda: lxml.html.document_fromstring(text))
        seen = seconds(lambda: look_through(text))
        if round_ >= WARM_UP:
            ours.append(read)
            theirs.append(parsed)
            looked.append(seen)
    return median(ours), median(theirs), median(looked)


def look_through(text: str) -> list[tuple[object, str | None, str | None]]:
    return [(element.tag, element.text, element.tail) for element in lxml.html.document_fromstring(text).iter()]


def seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main()
