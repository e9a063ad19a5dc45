"""Automatic lists: which numeral stands before which paragraph, as Word counts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from nlp.reading.word.numerals import HIGHEST, numeral

DEEPEST_LEVEL = 8
LONGEST_LABEL = 60

# Bullets set in the symbol fonts stand in the private area; these are the characters a reader sees.
_SYMBOLS = {
    "\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "□",
    "\uf071": "❑", "\uf076": "❖", "\uf0a7": "▪", "\uf0b2": "✧", "\uf0fe": "☑", "\uf052": "☑", "\uf0d6": "√",
    "\uf0de": "⇨",
}  # fmt: skip


def symbol(character: str) -> str:
    """A character of a symbol font as what it shows; one that is not known stays as it is.

    >>> symbol("\\uf06c"), symbol("甲")
    ('●', '甲')
    """
    return _SYMBOLS.get(character, character)


def _bullet(character: str) -> str:
    """A bullet, which some writers give as the letter that has its place in the symbol font."""
    return _SYMBOLS.get(character) or _SYMBOLS.get(chr(0xF000 + min(ord(character), 0xFF)), character)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: ``text`` holds ``%1`` … ``%9`` where the numerals of the levels stand."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class Lists:
    """Counts the paragraphs of every list.

    >>> lists, levels = Lists(), {0: Level(kind="chineseCounting", text="%1、", suffix="")}
    >>> [lists.label("a", 1, 0, levels) for _ in range(3)]
    ['一、', '二、', '三、']
    """

    counts: dict[Hashable, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[Hashable, int]] = field(default_factory=set)

    def label(
        self,
        family: Hashable,
        member: Hashable,
        depth: int,
        levels: Mapping[int, Level],
        starts: Mapping[int, int] | None = None,
    ) -> str:
        """The numeral of the next paragraph, with what follows it; "" for a level that prints none.

        Lists of one ``family`` (Word's abstractNum) go on counting where the last one stopped, unless the
        ``member`` (Word's num) has a start of its own in ``starts``.
        """
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(family, {})
        if starts and depth in starts and (member, depth) not in self._begun:
            counts[depth] = starts[depth]
        elif depth in counts:
            counts[depth] = min(counts[depth] + 1, HIGHEST)
        else:
            counts[depth] = level.start
        self._begun.add((member, depth))
        for deeper in [other for other in counts if other > depth]:
            below = levels.get(deeper, level)
            if below.restart is None or (below.restart and depth < below.restart):
                del counts[deeper]
        if level.kind == "bullet":
            text = "".join(map(_bullet, level.text)) if level.text != "o" else level.text
        else:
            text = _PLACE.sub(lambda place: _numeral(int(place[1]) - 1, level, levels, counts), level.text)
        return (text + level.suffix)[:LONGEST_LABEL] if text else ""


_PLACE = re.compile("%([1-9])")


def _numeral(depth: int, level: Level, levels: Mapping[int, Level], counts: Mapping[int, int]) -> str:
    other = levels.get(depth, level)
    kind = "decimal" if level.legal and other.kind != "none" else other.kind
    return "" if kind == "bullet" else numeral(counts.get(depth, other.start), kind)
