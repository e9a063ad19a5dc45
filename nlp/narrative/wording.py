"""What the words of a clause say: a lack, an action, what they speak about, how carefully and how exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from nlp.knowledge import load


@cache
def pattern(*path: str, head: str = "", tail: str = "") -> re.Pattern[str]:
    """The alternatives that stand under a key of ``units.yaml``, compiled as one expression.

    ``{we}`` in an alternative stands for those of the key ``we`` or of ``parts.we``.
    """
    entry = load("narrative", "units")
    for key in path:
        entry = entry[key]
    return re.compile(f"{head}(?:{_alternatives(entry)}){tail}")


def _alternatives(entry: str | Sequence[str]) -> str:
    words = load("narrative", "units")
    joined = entry if isinstance(entry, str) else "|".join(entry)
    return _PART.sub(lambda part: _alternatives(words["parts"].get(part[1]) or words[part[1]]), joined)


_PART = re.compile(r"\{([a-z_]+)\}")


def lacks(text: str) -> bool:
    """Whether a clause states a lack; a lack that is cured, denied or praised away is none.

    >>> lacks("解读形式不够丰富"), lacks("着力解决更新不及时的问题"), lacks("不断提高时效")
    (True, False, False)
    """
    return any(hit.lastgroup for hit in _lack().finditer(text))


@cache
def _lack() -> re.Pattern[str]:
    words = load("narrative", "units")
    return re.compile(f"(?:{'|'.join(words['cured'])})|(?P<lack>{'|'.join(words['lacks'])})")


def acts(text: str) -> bool:
    """Whether a clause opens with the word of an action, as measures do.

    >>> acts("进一步拓宽公开渠道"), acts("公开渠道有待拓宽")
    (True, False)
    """
    return pattern("acts").match(text) is not None


def topics(text: str) -> frozenset[str]:
    """What a text speaks about, as the topic names of ``units.yaml``.

    >>> sorted(topics("加强业务培训，拓宽公开渠道"))
    ['capability', 'channel']
    """
    words, of_word = _topic_words()
    return frozenset(topic for hit in words.finditer(text) for topic in of_word[hit[0]])


@cache
def _topic_words() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    of_word: dict[str, tuple[str, ...]] = {}
    for topic, words in load("narrative", "units")["topics"].items():
        for word in words:
            of_word[word] = (*of_word.get(word, ()), topic)
    longest_first = sorted(of_word, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), of_word


def hedge(text: str) -> bool:
    """Whether a unit speaks of its problem with care (有待, 还需, 不够 …).

    Source: the attribute ``hedge`` of the recording unit.

    >>> hedge("政策解读的水平有待提升。"), hedge("人员缺乏培训。")
    (True, False)
    """
    return pattern("hedges").search(text) is not None


def specificity(text: str) -> Literal[0, 1, 2]:
    """How exactly a unit speaks: 0 generic, 1 names an object, 2 gives a number, a date or a named unit.

    Source: the attribute ``specificity`` of the recording unit.

    >>> specificity("推动工作再上新台阶"), specificity("加强业务培训"), specificity("每季度培训两次")
    (0, 1, 2)
    """
    if pattern("numbers").search(text) or pattern("named").search(text):
        return 2
    return 1 if topics(text) else 0
