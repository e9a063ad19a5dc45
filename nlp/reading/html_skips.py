"""What a page holds and does not show, or shows as it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nlp.reading.html_boxes import Boxes
from nlp.reading.html_items import Item, Line
from nlp.reading.html_tags import read_tag, resolve

PATIENCE = 20
"""How many times the length of a page may be spent in looking for ends of hidden elements that have none."""
# What ends a hidden element whose own end tag was left out.
_ROW_ENDS = frozenset(("tr", "/tr", "tbody", "/tbody", "thead", "/thead", "tfoot", "/tfoot"))
_ENDS_UNCLOSED = {
    "td": _ROW_ENDS | {"td", "th"},
    "th": _ROW_ENDS | {"td", "th"},
    "tr": _ROW_ENDS,
    "li": frozenset(("li", "/ul", "/ol")),
    "p": frozenset(("p", "div", "table", "ul", "ol", "h1", "h2", "h3", "/div", "/td", "/li", "section", "/section")),
}
_NESTS = {"td": "table", "th": "table", "tr": "table", "li": "ul"}


class Skips(Boxes):
    """Boxes that can pass over an element.

    struck   characters of text that is struck out, which were left out
    hidden   characters that the page's own styles hide, which were left out unless ``show_hidden``
    """

    def __init__(self, read_inner: Callable[[str], list[Item]]) -> None:
        super().__init__()
        self.struck = self.hidden = 0
        self._read_inner = read_inner
        self._pieces: list[str] = []
        self._names: dict[str, str] = {}
        self._at = self._patience = 0

    def _skip(self, name: str) -> None:
        """Leave an element out with everything in it."""
        self._at = self._end_of(name)

    def _hide(self, name: str) -> None:
        end = self._end_of(name)
        self.hidden += self._size(end)
        self._at = end

    def _strike(self, name: str) -> None:
        end = self._end_of(name)
        self.struck += self._size(end)
        self._at = end

    def _end_of(self, name: str) -> int:
        """The number of the tag that ends the element that begins here; this tag's own where none is found."""
        pieces, nests, ends = self._pieces, _NESTS.get(name, name), _ENDS_UNCLOSED.get(name, frozenset[str]())
        depth = 1 if nests == name else 0
        names = self._names
        if self._patience < 0:
            return self._at
        for at in range(self._at + 2, len(pieces), 2):
            tag = pieces[at]
            if tag in names:
                inner = names[tag]
            else:
                inner = names[tag] = read_tag(tag).name
            if nests == name:
                depth += (inner == name) - (inner == "/" + name)
                if not depth:
                    return at
                if depth == 1 + (inner == name) and inner in ends:
                    return at - 2
            elif depth == 0 and inner == "/" + name:
                return at
            elif depth == 0 and (inner in ends or inner == "/" + nests):
                return at - 2
            else:
                depth += (inner == nests) - (inner == "/" + nests)
        self._patience -= len(pieces) - self._at
        return self._at

    def _size(self, end: int) -> int:
        return sum([len("".join(text.split())) for text in self._pieces[self._at + 1 : end : 2]])

    def _text_field(self, _: Any) -> None:
        """A <textarea>, which shows its content as it is; where that is a page, as the page."""
        self._flush()
        end = self._end_of("textarea")
        held = "".join(
            [piece if number % 2 else f"<{piece}>" for number, piece in enumerate(self._pieces[self._at + 1 : end], 1)]
        )
        text = resolve(held)
        if "<" in text:
            self.items += self._read_inner(text)
        else:
            self.items += [Line(line.strip()) for line in text.split("\n") if line.strip()]
        self._at = end
