"""The line that a page is printing, and the lines it has printed."""

from __future__ import annotations

import re
from typing import Any

from nlp.reading.html_items import Item, Line
from nlp.reading.html_tags import as_shown, resolve

_OWN_NUMERAL = re.compile(
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）.、．]|[①-⑳]|第?[一二三四五六七八九十]{1,2}[是条]"
)


class Lines:
    """Text as it comes, and the lines it makes: blocks and <br> end a line, other tags do not."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._parts: list[str] = []
        self._linked = self._pre = 0
        self._link = self._kept = self._heading = False
        self._numeral = ""

    def _add(self, text: str) -> None:
        if self._link:
            self._linked += len(text) - text.count(" ") - text.count("\n")
        if not self._pre:
            self._parts.append(text)
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self._parts.append(first)
        self._kept = True
        for line in others:
            self._flush()
            self._parts.append(line)
            self._kept = True

    def _line(self) -> str:
        """The line that ends here, as it shows; the next one begins."""
        parts = self._parts
        text = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        if self._kept:
            self._kept = False
            return resolve(text).rstrip()
        return as_shown(text)

    def _flush(self, _: Any = None) -> None:
        """End the line."""
        if not self._parts:
            return
        text = self._line()
        linked, self._linked = self._linked, 0
        if not text:
            return
        if self._numeral:
            if not _OWN_NUMERAL.match(text):
                text = self._numeral + text
            self._numeral = ""
        self.items.append(Line(text, min(linked, len(text)), self._heading))

    def _apart(self, _: Any) -> None:
        """A raised or lowered digit must not run together with the digits beside it."""
        if self._parts and self._parts[-1][-1:].isdigit():
            self._parts.append(" ")

    def _set_link(self, link: bool) -> None:
        self._link = link
