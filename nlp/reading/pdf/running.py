"""Lines that a document repeats at the head or foot of its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from nlp.unwrap import is_page_mark

DEEP = 2
"""How many lines from a page's first or last a running line may stand."""
FEWEST_PAGES = 3
LEAST_SHARE = 0.6
LONGEST = 120

_DIGITS = re.compile(r"\d+")


def running_lines(pages: Sequence[str]) -> list[tuple[int, str]]:
    """Page number (from 0) and line of every running head or foot, its first showing excepted.

    >>> running_lines([f"示例县年度报告\\n正文{word}" for word in "甲乙丙"])
    [(1, '示例县年度报告'), (2, '示例县年度报告')]

    A line runs if it stands among the first or last two of most pages and of three at least, counted digits aside.
    Bare page marks are left in: what follows knows them. So is a row of numbers.
    """
    edges = [_edge_lines(page) for page in pages]
    counts = Counter(key for lines in edges for key in {_key(line) for line in lines})
    least = max(FEWEST_PAGES, LEAST_SHARE * sum(bool(lines) for lines in edges))
    found, shown = [], set[str]()
    for number, lines in enumerate(edges):
        for line in lines:
            if counts[_key(line)] >= least:
                if line in shown or _key(line) in shown:
                    found.append((number, line))
                shown.add(_key(line))
    return found


def _edge_lines(page: str) -> list[str]:
    lines = [line.strip() for line in page.split("\n")]
    lines = [line for line in lines if line]
    edge = lines if len(lines) <= 2 * DEEP else lines[:DEEP] + lines[-DEEP:]
    return [line for line in edge if len(line) <= LONGEST and not is_page_mark(line) and _key(line).strip("# .,/-%")]


def _key(line: str) -> str:
    return _DIGITS.sub("#", "".join(line.split()))
