"""The cue words of one kind of unit, compiled: what every word may be in a clause, and one automaton for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp import knowledge

# How much a hit is worth, by what decided: the order is the one in which codes of a unit are ranked.
SCORES = {
    "says": 1.0,
    "named": 0.9,
    "heads": 0.8,
    "alone": 0.7,
    "bare": 0.6,
    "areas": 0.5,
    "hints": 0.5,
    "faint": 0.4,
    "mention": 0.3,
}
LEVELS = ("named", "heads", "bare", "areas", "hints", "faint")
ANYWHERE = frozenset({"named", "areas", "hints"})  # levels of objects that need not be the head of their clause
YIELDING = frozenset({"areas", "hints", "faint"})  # levels that count only where nothing clearer is found
NONE: frozenset[str] = frozenset()
GAPS = ("need", "weak")  # classes of predicates that alone tell no more than that there is a gap
SAID = "said"  # the class of words that say a problem whole: also said of an object with a name of its own
TITLING = "。:"  # after one of these a short first sentence is a title
OWN = ("公开", "信息", "政务", "政府", "工作", "网站", "主动")  # what so begins is no detail of the object before it
_SURROGATE = re.compile(r"[\ud800-\udfff]")
BREAKS = {"list": 1, "comma": 2, "sentence": 3}


class CueError(ValueError):
    """A file of cues that can't be used, with the place in it."""


class Role(NamedTuple):
    """What a word is to a code: an object for predicates of the classes ``needed`` (bits)."""

    code: str
    needed: int
    anywhere: bool
    score: float
    detail: bool
    faint: bool


@dataclass(slots=True)
class Term:
    """What one word may be: a break, an object of some codes, a predicate of some ``classes``, a whole statement."""

    word: str
    breaks: int = 0
    says: tuple[str, ...] = ()
    objects: tuple[Role, ...] = ()
    classes: int = 0
    alone: tuple[tuple[str, frozenset[str]], ...] = ()
    negated: str | None = None
    cancels: bool = False
    gap: bool = False
    gathers: bool = False
    sums: bool = False
    purpose: bool = False
    bare: bool = False
    vague: bool = False
    leads: bool = False
    titles: bool = False
    positive: bool = False
    flagged: bool = False
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words for one kind of unit: ``terms[i]`` belongs to pattern ``i`` of the automaton."""

    terms: list[Term]
    automaton: AhoCorasick
    index: Mapping[str, int]
    beats: Mapping[str, frozenset[str]]
    gaps: int
    topics: frozenset[str]
    area: str
    contents: frozenset[str]
    aims: frozenset[str]

    def beaten_by(self, codes: set[str]) -> frozenset[str]:
        """The codes that yield to one of these where both are found."""
        if len(codes) == 1:
            (code,) = codes
            return self.beats.get(code, NONE)
        return NONE.union(*[self.beats.get(code, NONE) for code in codes])

    def find(self, folded: str) -> list[tuple[int, int, int]]:
        """The words of a folded text as ``(term, start, end)``, leftmost first, the longest of each place."""
        try:
            found: list[tuple[int, int, int]] = self.automaton.find_matches_as_indexes(folded)
        except UnicodeEncodeError:
            found = self.automaton.find_matches_as_indexes(_SURROGATE.sub("□", folded))
        return found


@cache
def lexicon(kind: str) -> Lexicon:
    """The compiled cues for ``"problem"`` or ``"measure"``.

    >>> cues = lexicon("problem")
    >>> [cues.terms[t].word for t, _, _ in cues.find("信息来源渠道单一")]
    ['信息来源渠道', '单一']
    """
    return compile_cues(knowledge.load("themes", "cues"), kind)


def compile_cues(cues: Mapping[str, Any], kind: str) -> Lexicon:
    """Compile one kind of a file shaped like ``cues.yaml``; raises CueError at a class that nobody defines."""
    part = cues[kind]
    negators = cues["not"].split()
    terms: dict[str, Term] = {}

    def each(words: str) -> Iterator[Term]:
        for word, adjective in _expand(words or "", negators):
            term = terms.get(word) or terms.setdefault(word, Term(word))
            if adjective:
                term.negated = adjective
            yield term

    for _ in each(cues["plain"]):
        pass
    for name, rank in BREAKS.items():
        for term in each(cues["breaks"][name]):
            term.breaks = rank
    for word in TITLING:
        terms[word].titles = True
    terms.setdefault("\n", Term("\n")).breaks = BREAKS["sentence"]
    for flag in ("cancel", "gap", "bare", "vague", "gathers", "sums", "purpose"):
        for term in each(part.get(flag, "")):
            setattr(term, {"cancel": "cancels"}.get(flag, flag), True)
    attributes = tuple(part["bare"].split())
    classes = part["predicates"]
    bits = {name: 1 << place for place, name in enumerate([*classes, SAID])}
    for name, words in classes.items():
        for term in each(words):
            term.classes |= bits[name]
    alone: dict[str, str] = {}
    objects: list[tuple[Term, str, str, int]] = []
    for code, entries in part["codes"].items():
        for entry in entries:
            names = entry["with"].split() if "with" in entry else list(bits)
            if unknown := [name for name in names if name not in bits]:
                raise CueError(f"cues of {code}: no such class of predicates: {', '.join(unknown)}")
            needed = sum(bits[name] for name in set(names))
            alone.update(dict.fromkeys(entry.get("alone", "").split(), code))
            for term in each(entry.get("says", "")):
                term.says += (code,)
                term.bare |= term.word.startswith(attributes)
                if kind == "problem":
                    term.classes |= bits[SAID]
            for level in LEVELS:
                for term in each(entry.get(level, "")):
                    objects.append((term, code, level, needed))
                    term.bare |= level == "bare"
    for term in list(terms.values()):
        if term.negated and len(term.negated) > 1:
            terms.setdefault(term.negated, Term(term.negated)).positive = True
    for term, code, level, needed in objects:
        term.objects += (_role(term, code, level, needed),)
    leading = sum(bits[name] for name in part["leading"].split())
    shares = {code: frozenset(others.split()) for code, others in part["shares"].items()}
    alone_of = [(bits[name], (code, shares.get(code, NONE))) for name, code in alone.items()]
    for term in terms.values():
        if term.classes:
            term.leads = bool(term.classes & leading)
            term.alone = tuple([pair for bit, pair in alone_of if term.classes & bit])
        term.flagged = term.cancels or term.purpose or term.gathers or term.sums
        term.idle = not (term.says or term.objects or term.classes or term.flagged or term.positive)
    listed = list(terms.values())
    beats = {code: frozenset(beaten.split()) for code, beaten in part["beats"].items()}
    for code, beaten in beats.items():
        if mutual := [other for other in beaten if code in beats.get(other, ())]:
            raise CueError(f"cues: {code} and {mutual[0]} beat each other")
    automaton = AhoCorasick([t.word for t in listed], matchkind=MatchKind.LeftmostLongest)
    return Lexicon(
        terms=listed,
        automaton=automaton,
        index={t.word: i for i, t in enumerate(listed)},
        beats=beats,
        gaps=sum(bits.get(name, 0) for name in GAPS),
        topics=frozenset(part["topics"].split()),
        area=part["area"],
        contents=frozenset(part["contents"].split()),
        aims=frozenset(part["aims"].split()),
    )


def _role(term: Term, code: str, level: str, needed: int) -> Role:
    heads = level == "heads"
    return Role(
        code=code,
        needed=needed,
        anywhere=level in ANYWHERE,
        score=SCORES["bare" if heads and term.bare else level],
        detail=term.bare or (heads and not term.word.startswith(OWN)),
        faint=level in YIELDING,
    )


def _expand(words: str, negators: list[str]) -> Iterator[tuple[str, str | None]]:
    for word in words.split():
        if not word.startswith("~"):
            yield word, None
            continue
        for negator in negators:
            yield negator + word[1:], word[1:]
