"""A text in one form that keeps every position.

``fold`` gives a text of the *same length* in which full-width letters, digits and brackets, odd spaces,
radicals and traditional characters have one form: an offset into it is an offset into the source. A ``View``
is a stretch of it with characters left out, that knows for every one it keeps where it stands in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

# Radicals that PDF readers print for the character itself and that NFKC leaves alone (U+2E80 to U+2EFF).
RADICALS = (
    "⺟母⺠民⺫目⺮竹⺼肉⻁虎⻄西⻅见⻆角⻉贝⻊足⻋车⻑长⻒长⻓长⻔门⻗雨⻘青⻙韦"
    "⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
SPACES = "\r\u00a0\u00ad\u1680\u180e\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
COMPATIBLE = ((0xFF01, 0xFF5E), (0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFE30, 0xFE6F))
COMMON = "，：；（）！？％\u3000\u00a0\r"  # replaced one by one, which is far cheaper than by a pattern
MANY_TRADITIONAL = 2


def fold(text: str) -> str:
    """The same text, character for character, in one form: NFKC where that keeps the length, simplified script.

    >>> fold("（一）２０２３　年")
    '(一)2023 年'

    Full-width ，：；（）！？％ become , : ; ( ) ! ? %; 。、“”《》〔〕 stay. Any text will do, noise included.
    """
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    plain, odd, special = _one_for_one()
    for common in COMMON:
        text = text.replace(common, plain[common])
    if not special.search(text):
        return text
    folded = odd.sub(lambda match: plain[match[0]], text)
    seen = _TRADITIONAL.finditer(folded)
    if sum(1 for _ in zip(range(MANY_TRADITIONAL), seen, strict=False)) == MANY_TRADITIONAL:
        folded = folded.translate(_simplified(frozenset(folded)))
    return folded


def fold_name(text: str) -> str:
    """``fold`` for a name or a word to look for, too short to show its script: one traditional character is enough.

    >>> fold("財政局"), fold_name("財政局")
    ('財政局', '财政局')
    """
    script = "開報"
    return fold(text + script)[: len(text)]


_TRADITIONAL = re.compile(
    "[開報請處關務業與國會學發對於總體機構錄問題進這個說應變門網據條項辦還時間書級員財計劃權監議訴訟數準單環無為來們過實]"
)


@cache
def _one_for_one() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """The form of every odd character, a pattern for one of them, and one for those and traditional characters."""
    table = dict(zip(RADICALS[::2], RADICALS[1::2], strict=True))
    for low, high in COMPATIBLE:
        for odd in map(chr, range(low, high + 1)):
            plain = unicodedata.normalize("NFKC", odd)
            if len(plain) == 1 and plain != odd:
                table[odd] = plain
    table.update(dict.fromkeys(SPACES, " ") | dict.fromkeys(BREAKS, "\n"))
    table.update({"−": "-", "‐": "-", "‑": "-", "‒": "-", "﹝": "〔", "﹞": "〕", "∶": ":"})
    odd = re.escape("".join(table))
    return table, re.compile(f"[{odd}]"), re.compile(f"[{odd}{_TRADITIONAL.pattern[1:-1]}]")


@lru_cache(maxsize=8)
def _simplified(characters: frozenset[str]) -> dict[int, int]:
    chinese = [c for c in characters if c > "\u3fff"]
    pairs = zip(chinese, _converter()("\n".join(chinese)).split("\n"), strict=True)  # a line each: no phrases
    return {ord(c): ord(plain) for c, plain in pairs if len(plain) == 1 and plain != c}


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@dataclass(frozen=True, slots=True)
class View:
    """A cleaned stretch of text; ``at[i]`` is where character ``i`` stands in the source, strictly rising."""

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of ``text[start:end]``; a stretch that is empty has no place and is refused."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such stretch in a view of {len(self.text)} characters: {start}:{end}")
        return self.at[start], self.at[end - 1] + 1

    def slice(self, start: int, end: int) -> View:
        return View(self.text[start:end], self.at[start:end])

    def strip(self, characters: str = " \n") -> View:
        """The view without these characters at its ends."""
        start, end = 0, len(self.text)
        while start < end and self.text[start] in characters:
            start += 1
        while end > start and self.text[end - 1] in characters:
            end -= 1
        return self.slice(start, end)

    def quote(self, source: str) -> str:
        """The characters of the source that the view kept, as printed."""
        return "".join(map(source.__getitem__, self.at))
