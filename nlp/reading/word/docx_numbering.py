"""The automatic numerals of a Word document: numbering.xml and styles.xml, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from nlp.reading.word.docx_parts import Package, W, child, is_on, number, value
from nlp.reading.word.numbering import DEEPEST_LEVEL, Level, Lists

_ANCESTORS = 20
"""Styles based on styles; a chain that is longer goes in a circle."""
_SUFFIXES = {"nothing": "", "space": " ", "tab": " "}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(slots=True)
class _Num:
    family: str
    levels: dict[int, Level]
    starts: dict[int, int]
    by_style: dict[str, int]


@dataclass(slots=True)
class _Style:
    base: str | None
    num: str | None
    depth: str | None
    hidden: bool | None


@dataclass(slots=True)
class Numbering:
    """Gives every paragraph its numeral as Word prints it; ask for each paragraph once, in order."""

    styles: dict[str, _Style]
    default: str | None
    nums: dict[str, _Num]
    lists: Lists = field(default_factory=Lists)

    def label(self, properties: etree._Element | None) -> str:
        """The numeral of the next paragraph, by its w:pPr (None for a paragraph without); "" without one."""
        style = value(properties, "pStyle") or self.default
        direct = child(properties, "numPr")
        num_id, depth = value(direct, "numId"), value(direct, "ilvl")
        if num_id is None:
            num_id, inherited = self._of_style(style)
            num = self.nums.get(num_id or "")
            if num is not None and depth is None:
                linked = next((num.by_style[each] for each in self._chain(style) if each in num.by_style), None)
                depth = inherited if linked is None else str(linked)
        num = self.nums.get(num_id or "")
        if num is None or num_id is None:
            return ""
        return self.lists.label(num.family, num_id, number(depth, 0, DEEPEST_LEVEL), num.levels, num.starts)

    def hides(self, style: str | None) -> bool:
        """Whether a style hides its text."""
        return next((s.hidden for s in map(self.styles.get, self._chain(style)) if s and s.hidden is not None), False)

    def _of_style(self, style: str | None) -> tuple[str | None, str | None]:
        depth = None
        for each in self._chain(style):
            found = self.styles[each]
            depth = depth or found.depth
            if found.num is not None:
                return found.num, depth
        return None, None

    def _chain(self, style: str | None) -> list[str]:
        chain: list[str] = []
        while style is not None and style in self.styles and len(chain) < _ANCESTORS:
            chain.append(style)
            style = self.styles[style].base
        return chain


def read_numbering(package: Package) -> Numbering:
    """The lists and styles that a document uses; without those parts nothing is numbered."""
    styles, default, list_styles = _styles(package.related("styles"))
    return Numbering(styles, default, _nums(package.related("numbering"), list_styles))


def _styles(root: etree._Element | None) -> tuple[dict[str, _Style], str | None, dict[str, str]]:
    styles: dict[str, _Style] = {}
    default, list_styles = None, {}
    for style in root.iter(W + "style") if root is not None else ():
        name, kind = style.get(W + "styleId", ""), style.get(W + "type")
        numbered = child(style, "pPr", "numPr")
        num = value(numbered, "numId")
        if kind == "numbering" and num:
            list_styles[name] = num
        elif kind in ("paragraph", "character", None):
            hidden = is_on(child(style, "rPr"), "vanish")
            styles[name] = _Style(value(style, "basedOn"), num, value(numbered, "ilvl"), hidden)
        if kind == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
            default = name
    return styles, default, list_styles


def _nums(root: etree._Element | None, list_styles: dict[str, str]) -> dict[str, _Num]:
    if root is None:
        return {}
    families = {family.get(W + "abstractNumId", ""): family for family in root.iter(W + "abstractNum")}
    family_of = {num.get(W + "numId", ""): value(num, "abstractNumId") or "" for num in root.iter(W + "num")}
    levels = {name: _levels(family) for name, family in families.items()}
    linked = {name: value(family, "numStyleLink") for name, family in families.items()}
    nums: dict[str, _Num] = {}
    for num in root.iter(W + "num"):
        num_id = num.get(W + "numId", "")
        family = family_of[num_id]
        link = linked.get(family)
        if link and not levels[family][0]:
            family = family_of.get(list_styles.get(link, ""), family)
        own, by_style = levels.get(family, ({}, {}))
        own, starts = dict(own), {}
        for override in num.iter(W + "lvlOverride"):
            depth = number(override.get(W + "ilvl"), 0, DEEPEST_LEVEL)
            own |= _levels(override)[0]
            start = value(override, "startOverride")
            if start is not None:
                starts[depth] = number(start, 1)
        nums[num_id] = _Num(family, own, starts, by_style)
    return nums


def _levels(family: etree._Element) -> tuple[dict[int, Level], dict[str, int]]:
    levels: dict[int, Level] = {}
    by_style: dict[str, int] = {}
    for lvl in family.iterchildren(W + "lvl"):
        depth = number(lvl.get(W + "ilvl"), 0, DEEPEST_LEVEL)
        restart = value(lvl, "lvlRestart")
        levels[depth] = Level(
            start=number(value(lvl, "start"), 0),
            kind=_kind(lvl),
            text=value(lvl, "lvlText") or "",
            suffix=_SUFFIXES.get(value(lvl, "suff") or "tab", " "),
            restart=None if restart is None else number(restart),
            legal=bool(is_on(lvl, "isLgl")),
        )
        style = value(lvl, "pStyle")
        if style:
            by_style[style] = depth
    return levels, by_style


def _kind(lvl: etree._Element) -> str:
    found = value(lvl, "numFmt")
    if found is None:
        fallback = next(lvl.iter(_FALLBACK), None)
        found = value(fallback, "numFmt")
    return found or "decimal"
