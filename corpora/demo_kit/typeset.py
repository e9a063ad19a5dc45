"""Lines on pages: printed width, hard wraps, page marks."""

from __future__ import annotations

from collections.abc import Iterable

_NEVER_FIRST = "，。、；：？！）》”〕,.;:)"


def width(text: str) -> int:
    """How many half-width columns a text takes in print."""
    return sum(2 if ord(c) > 0x2000 else 1 for c in text)


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of so many half-width columns; no line begins with a closing mark."""
    lines, line = [], ""
    for c in text:
        if width(line) + width(c) > columns and c not in _NEVER_FIRST:
            lines.append(line)
            line = ""
        line += c
    return [*lines, line]


def pad(text: str, columns: int, right: bool = False) -> str:
    """The text filled with spaces to so many half-width columns."""
    space = " " * max(columns - width(text), 0)
    return space + text if right else text + space


def paginate(lines: Iterable[str], every: int, mark: str, feed: bool = False, columns: int = 0) -> list[str]:
    """The lines with a page mark after every so many; ``mark`` holds ``{}`` for the number."""
    out: list[str] = []
    page = 1
    for n, line in enumerate(lines, 1):
        out.append(line)
        if n % every == 0:
            out += ["", pad(mark.format(page), columns, right=True), "\f" if feed else ""]
            page += 1
    return out
