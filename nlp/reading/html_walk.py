"""The tags of a page -> the lines, tables and boxes that a reader sees, in one pass."""

from __future__ import annotations

from collections.abc import Callable

from nlp.reading.html_items import Item
from nlp.reading.html_plain import PlainTable, settle_plain, take_plain_tables
from nlp.reading.html_skips import PATIENCE, Skips
from nlp.reading.html_steps import Step, step_of
from nlp.reading.html_tags import split_tags, with_small_names, with_whole_tags, without_idle_tags, without_scripts


class Walk(Skips):
    """The pass over a page and what it meets on its way: ``items`` in the order of the page."""

    def __init__(self, read_inner: Callable[[str], list[Item]], show_hidden: bool = False) -> None:
        super().__init__(read_inner)
        self._show_hidden = show_hidden
        self._plain: list[PlainTable] = []

    def walk(self, text: str) -> list[Item]:
        """The items of a page.

        >>> items = Walk(lambda text: []).walk("<p>2<b>0</b>23年<br/>一、总体<i>情况</i>")
        >>> [item.text for item in items]
        ['2023年', '一、总体情况']

        Blocks and <br> end a line, other tags don't; white space runs together as in a browser, but a line break of
        the source between two Chinese characters is nothing. End tags that were left out are put in as HTML says.
        """
        text = with_whole_tags(without_scripts(text)).replace("&nbsp;", "\xa0")
        if "<textarea" not in text and "<TEXTAREA" not in text:
            text = with_small_names(text)
            text = without_idle_tags(text, lambda tag: step_of(tag, self._show_hidden) is None)
            text, self._plain = take_plain_tables(text)
        pieces = self._pieces = split_tags(text)
        count = len(pieces)
        self._patience = PATIENCE * count
        known: dict[str, Step | None] = {}
        if pieces[0]:
            self._add(pieces[0])
        self._at = at = 1
        while at < count:
            tag = pieces[at]
            step = known[tag] if tag in known else self._learn(tag, known)
            if step is not None:
                step[0](self, step[1])
                at = self._at
            text = pieces[at + 1]
            if text:
                if self._link or self._pre:
                    self._add(text)
                else:
                    self._parts.append(text)
            self._at = at = at + 2
        self._close_to(0)
        self._flush()
        return self.items

    def _learn(self, tag: str, known: dict[str, Step | None]) -> Step | None:
        if tag[:2] == "x\0":
            return Walk._take_plain, int(tag[2:])
        step = known[tag] = step_of(tag, self._show_hidden)
        return step

    def _take_plain(self, number: int) -> None:
        self._flush()
        self._take(settle_plain(self._plain[number]))
