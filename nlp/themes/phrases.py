"""The words that tell one group of texts from the others: whole strings that recur, not pieces of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from nlp.segment import reference_segmenter
from nlp.text import fold

SHORTEST, LONGEST = 2, 10  # characters of a phrase
OFTEN = 0.1  # of the texts of a group must hold it, and two at least
SWALLOWED = 0.75  # a phrase yields to a longer one that stands in so many of its texts
MOST = 6

_RUN = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
# Characters that begin or end no phrase: particles, prepositions, negations, officialese adverbs (own list).
_NO_END = frozenset(
    "的了着和与及或等在对把将被于以为由从向到至是有也都更还又再就而且并但之其各该此这那所个些们不未没较很够需要能可"
)


def runs(text: str) -> list[tuple[int, str]]:
    """The stretches of a text between punctuation, spaces and years, folded, with their offsets.

    >>> runs("2023年，疫情防控（线上）")
    [(6, '疫情防控'), (11, '线上')]
    """
    folded = _YEAR.sub(lambda year: " " * len(year[0]), fold(text))
    return [(run.start(), run[0]) for run in _RUN.finditer(folded)]


def telling(texts: Sequence[str], others: Sequence[str], most: int = MOST) -> tuple[str, ...]:
    """The phrases that stand in many of the texts and in few of the others, the most telling first, as printed.

    >>> telling(["受疫情防控影响", "疫情防控任务重", "因疫情防控推迟"], ["人手不足", "更新较慢", "任务重"])
    ('疫情防控',)

    A phrase is a run of whole words, 2 to 10 characters long, and no piece of a longer one that stands in most of
    its texts. Where nothing recurs there are none.
    """
    held = _counts(texts)
    least = max(2, math.ceil(OFTEN * len(texts)))
    often = {phrase: count for phrase, count in held.items() if count >= least}
    whole = _whole(often)
    elsewhere = _occurring(whole, others)
    worth = {
        phrase: often[phrase] * math.log((often[phrase] / len(texts)) / ((elsewhere[phrase] + 0.5) / (len(others) + 1)))
        * math.sqrt(len(phrase))
        for phrase in whole
    }  # fmt: skip
    chosen: list[str] = []
    for phrase in sorted(whole, key=lambda p: (-worth[p], p)):
        if len(chosen) == most or worth[phrase] <= 0:
            break
        if not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
    return tuple(_as_printed(phrase, texts) for phrase in chosen)


def _counts(texts: Sequence[str]) -> Counter[str]:
    """In how many texts every string stands."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_held(text))
    return counts


@lru_cache(maxsize=1 << 12)
def _held(text: str) -> frozenset[str]:
    return frozenset(piece for _, run in runs(text) for piece in _pieces(run))


def _pieces(run: str) -> Iterator[str]:
    """The strings of one or more whole words; jieba's own cut, so that the answer is the same everywhere."""
    edges = [0, *accumulate(map(len, reference_segmenter()(run)))]
    for start in edges:
        yield from (run[start:end] for end in edges if SHORTEST <= end - start <= LONGEST)


def _whole(often: dict[str, int]) -> list[str]:
    """The strings that are no piece of a longer one that is nearly as frequent, and don't begin or end badly."""
    good = {p: n for p, n in often.items() if p[0] not in _NO_END and p[-1] not in _NO_END and not p.isdecimal()}
    swallowed = {
        phrase[start:end]
        for phrase, count in good.items()
        for start in range(len(phrase))
        for end in range(start + SHORTEST, len(phrase) + 1)
        if end - start < len(phrase) and count >= SWALLOWED * good.get(phrase[start:end], math.inf)
    }
    return [phrase for phrase in good if phrase not in swallowed]


def _occurring(phrases: Sequence[str], texts: Sequence[str]) -> Counter[str]:
    wanted = set(phrases)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(wanted & _held(text))
    return counts


def _overlap(phrase: str, other: str) -> bool:
    """Whether two phrases share so much that one of them says nothing new."""
    if phrase in other or other in phrase:
        return True
    pairs = {phrase[i : i + 2] for i in range(len(phrase) - 1)}
    return 2 * len(pairs & {other[i : i + 2] for i in range(len(other) - 1)}) >= len(pairs)


def _as_printed(phrase: str, texts: Sequence[str]) -> str:
    """The form in which most of the texts print it."""
    forms: Counter[str] = Counter()
    for text in texts:
        places = (start + at for start, run in runs(text) if (at := run.find(phrase)) >= 0)
        forms.update({text[place : place + len(phrase)] for place in places})
    return min(forms, key=lambda form: (-forms[form], form))
