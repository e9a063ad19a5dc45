"""What an organ is by its name: its function class, its level, and whether the name is one at all (DOMAIN 5.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from nlp.knowledge import load
from nlp.structure.cues import class_of, cue_at, first_cue
from nlp.structure.grammar import Parts, parse
from nlp.structure.places import Place

MOST_AFTER_CUE = 10
LEVELS = {"1": "province", "2": "prefecture", "3": "county"}


def function_of(name: str, parts: Parts | None = None) -> str:
    """The function class of an organ: the end of its name first, then the first cue in it.

    >>> function_of("岳阳市文化旅游广电局"), function_of("城关镇人民政府"), function_of("西工区残疾人联合会")
    ('culture_tourism', 'township', 'other')

    The classes and their cues are ``functions.yaml``; a name with no cue is "other".
    """
    parts = parse(name) if parts is None else parts
    core, words = parts.core, _words()
    if parts.township and core.endswith((parts.township, *words["seats"])):
        return "township"
    if not core and (parts.places or parts.unknown or parts.stale):
        return "government_office"
    if not parts.township and words["government"].search(core):
        return "government_office"
    cue = first_cue(re.sub("^(?:人民)?政府", "", core))
    if cue:
        return class_of()[cue]
    if parts.zone:
        return "zone_committee"
    return "township" if parts.township else str(load("structure", "functions")["other"])


def level_of(name: str, parts: Parts | None = None) -> str:
    """The level of an organ: central, province, prefecture, county, township or unknown.

    >>> level_of("湛河区司法局"), level_of("青山区司法局"), level_of("高新区财政局"), level_of("区司法局")
    ('county', 'county', 'unknown', 'county')

    Of several places that the name may mean the shared level counts; a zone has none of its own.
    """
    parts = parse(name) if parts is None else parts
    levels = load("structure", "levels")
    if parts.township:
        return "township"
    if not parts.places and not parts.unknown and not parts.stale:
        return _level_without_place(name, parts)
    if parts.zone:
        return "unknown"
    if parts.places:
        return shared_level(parts.places, parts.core)
    word = parts.unknown or parts.stale or ""
    return str(levels["by_last_character"].get(word[-1], "unknown"))


def shared_level(found: Iterable[Place], core: str = "") -> str:
    """The level that all these places have, or unknown; of 吉林 + 司法厅 the province remains."""
    levels = {LEVELS[place.level] for place in found}
    if "province" in levels and _is_department_of_province(core):
        return "province"
    return levels.pop() if len(levels) == 1 else "unknown"


def _is_department_of_province(core: str) -> bool:
    return core.endswith("厅") and not core.endswith("办公厅")


def _level_without_place(name: str, parts: Parts) -> str:
    levels = load("structure", "levels")
    for prefix, level in levels["corps"].items():
        if name.startswith(prefix):
            return str(level)
    if name in levels["central_ministries"] or name.startswith(tuple(levels["central"])):
        return "central"
    if name.endswith(tuple(levels["central_endings"])):
        return "central"
    stub = stub_level(name)
    if stub:
        return stub
    return "province" if _is_department_of_province(name) else "unknown"


def stub_level(name: str) -> str | None:
    """The level that 区司法局, 县财政局 or 我县 betray, else None."""
    stubs: dict[str, str] = load("structure", "levels")["stub_levels"]
    for word in sorted(stubs, key=len, reverse=True):
        if name.startswith(word) and not name.startswith(("区域", "县级", "乡村", "乡镇", "镇村")):
            return stubs[word]
    return None


def is_stub(name: str) -> bool:
    """Is it a name that any organ of its kind bears: 我局, 区司法局, 县人民政府, 司法局, 本机关?

    >>> is_stub("区司法局"), is_stub("湛河区司法局"), is_stub("友谊街道办事处"), is_stub("财政部")
    (True, False, False, False)
    """
    if name in load("structure", "levels")["central_ministries"]:
        return False
    return (_words()["ours"].match(name) is not None or _is_bare(name)) and parse(name).place is None


def _is_bare(name: str) -> bool:
    """Is it a level at most, a function at most, and the end of a name: 区司法局, 人民政府, 市文旅体局?"""
    words = _words()
    level = words["level"].match(name)
    at = level.end() if level else 0
    cue = cue_at(name, at)
    if cue is None:
        return name[at:] in words["ends"] or name in words["ends"]
    rest = len(name) - at - len(cue)
    return rest <= MOST_AFTER_CUE and (level is not None or name.endswith(words["endings"]))


def ends_like_an_organ(name: str) -> bool:
    """Does the name end as organs' names do (局, 委员会, 人民政府, 街道办事处 …)?"""
    return len(name) > 1 and name.endswith(_words()["endings"])


@cache
def _words() -> dict[str, Any]:
    functions: dict[str, Any] = load("structure", "functions")
    endings = tuple(load("structure", "levels")["endings"])
    government = "|".join(sorted(functions["government_office"]["endings"], key=len, reverse=True))
    return {
        "government": re.compile(f"(?:{government})(?:\\(本级\\))?$"),
        "seats": ("人民政府", "办事处", "街道办", "筹备处", "党政办公室", "人民政府办公室", "政府", "党政综合办公室"),
        "endings": endings,
        "ends": frozenset(endings),
        "level": re.compile("[省市区县旗州盟镇乡]|街道|自治区"),
        "ours": re.compile(
            "(?:我|本|该|各|其)(?:[省市区县旗州盟镇乡]|街道)?"
            "(?:机关|单位|部门|局|委|办|厅|中心|处|政府|人民政府|办公室|办事处)?$"
        ),
    }
