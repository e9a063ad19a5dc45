"""The transparent coder: a code where the words of ``cues.yaml`` stand in the right place of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from nlp.report import Span, Theme
from nlp.text import fold
from nlp.themes.codebook import Codebook, codebook
from nlp.themes.hits import unbeaten, weigh
from nlp.themes.lexicon import SCORES, Lexicon, lexicon
from nlp.themes.parts import Clause, Hit, read_clauses

CODER = "cues:1"
GENERIC = 0.6  # of the characters, from which on a measure names no means

_TITLE = re.compile(r"《[^《》]{0,80}》")
_AGAINST = re.compile(r"针对[^,。;]{0,60}?(?:问题|不足|短板|弱项|薄弱环节|困难)[^,。;]{0,8}(?=[,:])")
_NOTHING = re.compile(r"[\s(]*(?:暂?无|没有|不存在问题|暂无问题)[\s)。.;]*")
_FILLER = re.compile(
    r"政府信息公开|政务公开|信息公开|政府|政务|信息|公开|工作|我[们局镇街区县市院办委单位]+|今后|下一步|一年|年度|各项|任务"
    r"|水平|质量|成效|要求|精神|上级|有关|相关|问题|不足|存在|针对|以上|上述|将|把|的|更|好|再|新|和|与|对|在|中|以|上|为|到|了|切实|确保|全面|提升到|一个"
)
_IGNORED = re.compile(r"[\s■,。;:、!?.]+")


class Codable(Protocol):
    """Anything with the text of a unit and its kind."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


class CueCoder:
    """Codes units by cues.

    >>> from nlp.report import Unit
    >>> coder = CueCoder()
    >>> [[t.code for t in themes] for themes in coder.code([Unit("u1", "problem", "信息发布渠道偏窄", 0, 8, 1)])]
    [['channel_breadth']]

    ``score`` is the worth of the strongest hit (nlp.themes.lexicon.SCORES), no probability; a hit over a comma
    counts for four fifths. ``evidence`` are offsets into ``unit.text``. A unit gets three codes at most, frames
    and empty texts none; a unit in which nothing is found gets a residual code (DOMAIN 4.4, 4.5).
    """

    def __init__(self, book: Codebook | None = None) -> None:
        self.book = book or codebook()
        self._known = frozenset(entry.code for entry in self.book)

    def code(self, units: Iterable[Codable]) -> list[tuple[Theme, ...]]:
        """The themes of every unit, the best founded first."""
        return [self._themes(unit.text, unit.kind) for unit in units]

    def _themes(self, text: str, kind: str) -> tuple[Theme, ...]:
        if kind == "frame" or not text.strip():
            return ()
        side = "problem" if kind == "problem" else "measure"
        lex = lexicon(side)
        folded = _mask(fold(text), side)
        clauses = read_clauses(lex, folded)
        hits = [h for h in weigh(lex, clauses, side) if h.code in self._known]
        if not hits:
            hits = _residual(lex, folded, side, clauses)
        return tuple(Theme(h.code, h.score, CODER, tuple(h.spans)) for h in hits)


def _mask(folded: str, side: str) -> str:
    """The text with the insides of quoted titles, and in measures the problem recalled, blotted out in place."""
    if "《" in folded:
        folded = _TITLE.sub(lambda m: "《" + "■" * (len(m[0]) - 2) + "》", folded)
    if side == "measure" and "针对" in folded:
        folded = _AGAINST.sub(lambda m: "■" * len(m[0]), folded)
    return folded


def _residual(lex: Lexicon, folded: str, side: str, clauses: list[Clause]) -> list[Hit]:
    """What a unit gets in which nothing is said of any object: a residual code, or the object that it names."""
    start = len(folded) - len(folded.lstrip())
    whole = [(start, len(folded.rstrip()))]
    saying = [clause for clause in clauses if clause.cancelled or any(part.predicates for part in clause.parts)]
    cancelled = bool(saying) and all(clause.cancelled for clause in saying)
    words = [(lex.terms[i], s, e) for i, s, e in lex.find(folded)]
    gaps = [(s, e) for t, s, e in words if t.gap or t.classes & lex.gaps]
    if cancelled or _NOTHING.fullmatch(folded):
        return [Hit(f"no_{side}_stated", SCORES["faint"], whole)]
    said = sum(e - s for s, e in gaps) + sum(len(m) for m in _FILLER.findall(_cut(folded, gaps)))
    if side == "measure" and said > GENERIC * len(_IGNORED.sub("", folded)):
        return [Hit("generic_commitment", SCORES["faint"], gaps or whole)]
    if named := _mentions(lex, clauses):
        return named
    if side == "measure":
        return [Hit("other_measure", SCORES["faint"], whole)]
    return [Hit("generic_gap_only" if gaps else "other_problem", SCORES["faint"], gaps or whole)]


def _mentions(lex: Lexicon, clauses: list[Clause]) -> list[Hit]:
    """The first object with a meaning of its own: a unit is about what it names, if it says nothing clearer."""
    for part in (part for clause in clauses for part in clause.parts):
        words = [word for word in part.objects if not (word[0].vague or word[0].bare)]
        hits = [
            Hit(role.code, SCORES["mention"], [word[1:]])
            for word in words
            for role in word[0].objects
            if role.anywhere or word is words[-1]
        ]
        if kept := unbeaten(lex, hits, set()):
            return kept[:1]
    return []


def _cut(text: str, spans: list[Span]) -> str:
    """The text without these stretches, which rise and don't overlap."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return " ".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
