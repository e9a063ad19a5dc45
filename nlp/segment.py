"""Cutting Chinese text into words, for whoever needs words.

jieba is the reference; ``rjieba`` (the same cut, many times faster) is used where it is installed. Both
know the words of the field in ``words.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from nlp.knowledge import load

Cut = Callable[[str], list[str]]


@cache
def segmenter() -> Cut:
    """The function that cuts a text into words whose concatenation is the text again.

    >>> "".join(segmenter()("主动公开政府信息"))
    '主动公开政府信息'
    """
    try:
        import rjieba
    except ImportError:
        return reference_segmenter()
    tokenizer = rjieba.Jieba()
    for word in load("", "words")["words"]:
        tokenizer.add_word(word, None, None)
    cut: Cut = tokenizer.cut
    return cut


@cache
def reference_segmenter() -> Cut:
    """jieba's own cut, with the words of the field."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word in load("", "words")["words"]:
        tokenizer.add_word(word)
    cut: Cut = tokenizer.lcut
    return cut
