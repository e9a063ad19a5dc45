"""The words by which organs' names say what the organ does (``functions.yaml``)."""

from __future__ import annotations

from functools import cache

from nlp.knowledge import load


def cue_at(text: str, at: int = 0) -> str | None:
    """The longest cue that starts there, None if none does.

    >>> cue_at("市场监督管理局"), cue_at("某某局")
    ('市场监督', None)
    """
    cues, longest = class_of(), _longest()
    ends = range(min(len(text), at + longest), at + 1, -1)
    return next((text[at:end] for end in ends if text[at:end] in cues), None)


def first_cue(text: str) -> str | None:
    """The first cue in a name; of those that start together the longest."""
    return next((cue for at in range(len(text)) if (cue := cue_at(text, at))), None)


@cache
def class_of() -> dict[str, str]:
    """The function class of every cue."""
    functions = load("structure", "functions")["functions"]
    return {cue: name for name, entry in functions.items() for cue in entry["cues"]}


@cache
def _longest() -> int:
    return max(map(len, class_of()))
