"""Whose number a sentence states: the organ's own, its level's, or the whole territory's."""

from __future__ import annotations

import re
from functools import cache

from nlp.knowledge import load
from nlp.report import ClaimScope


def scope_of(sentence: str, organ_name: str | None) -> ClaimScope:
    """The scope that the words of a sentence give its number (DOMAIN 1.11).

    >>> scope_of("全县共受理申请12件", "清溪县人民政府"), scope_of("我局收到申请2件", "清溪县司法局")
    ('territory', 'own')

    The scope word nearest to the number wins. Without one, an organ speaks of itself, a government of
    no one can say whom: ``unknown``.
    """
    cues = _cues()
    government = is_government(organ_name)
    own = cues["own_government" if government else "own"]
    last: dict[ClaimScope, int] = {
        "territory": _last(cues["territory"], sentence),
        "level": _last(cues["level"], sentence),
        "own": _last(own, sentence),
    }
    if not government and organ_name:
        last["own"] = max(last["own"], sentence.rfind(organ_name), sentence.rfind(organ_name[-4:]))
    scope = max(last, key=lambda name: last[name])
    if last[scope] >= 0:
        return scope
    return "unknown" if government or not organ_name else "own"


def is_government(organ_name: str | None) -> bool:
    """Whether the organ is a government, whose report may count a whole territory."""
    return bool(organ_name and _cues()["government"].search(organ_name))


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    data = load("narrative", "claims")
    return {name: re.compile(data[name]) for name in ("territory", "level", "own", "own_government", "government")}


def _last(cue: re.Pattern[str], sentence: str) -> int:
    return max((m.start() for m in cue.finditer(sentence)), default=-1)
