"""The cue words of one kind of unit, compiled: what every word may be in a clause, and one automaton for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp import knowledge

# How much a hit is worth, by what decided: the order is the one in which codes of a unit are ranked.
SCORES = {"says": 1.0, "named": 0.9, "heads": 0.8, "alone": 0.7, "bare": 0.6, "areas": 0.5, "hints": 0.5, "faint": 0.4, "mention": 0.3}
ANYWHERE = frozenset({"named", "areas", "hints"})  # levels of objects that need not be the head of their clause
YIELDING = frozenset({"areas", "hints", "faint"})  # levels that count only where nothing clearer is found
SAID = "said"  # the class of words that say a problem whole: also said of an object with a name of its own
_SURROGATE = re.compile(r"[\ud800-\udfff]")
BREAKS = {"list": 1, "comma": 2, "sentence": 3}


class CueError(ValueError):
    """A file of cues that can't be used, with the place in it."""


@dataclass(slots=True)
class Term:
    """What one word may be: a break, an object of some codes, a predicate of some classes, a whole statement."""

    word: str
    breaks: int = 0
    says: list[str] = field(default_factory=list)
    objects: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)
    predicate: set[str] = field(default_factory=set)
    negated: str | None = None
    cancels: bool = False
    gap: bool = False
    gathers: bool = False
    purpose: bool = False
    adjunct: bool = False
    bare: bool = False
    vague: bool = False
    leads: bool = False
    positive: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words for one kind of unit: ``terms[i]`` belongs to pattern ``i`` of the automaton."""

    terms: list[Term]
    automaton: AhoCorasick
    index: Mapping[str, int]
    alone: Mapping[str, str]
    beats: Mapping[str, frozenset[str]]
    topics: frozenset[str]
    area: str
    contents: frozenset[str]
    aims: frozenset[str]
    shares: Mapping[str, frozenset[str]]

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
            term = terms.setdefault(word, Term(word))
            if adjective:
                term.negated = adjective
            yield term

    for _ in each(cues["plain"]):
        pass
    for name, rank in BREAKS.items():
        for term in each(cues["breaks"][name]):
            term.breaks = rank
    terms.setdefault("\n", Term("\n")).breaks = BREAKS["sentence"]
    for flag in ("cancel", "gap", "bare", "vague", "gathers", "purpose", "adjunct"):
        for term in each(part.get(flag, "")):
            setattr(term, {"cancel": "cancels"}.get(flag, flag), True)
    attributes = tuple(part["bare"].split())
    classes = part["predicates"]
    for name, words in classes.items():
        for term in each(words):
            term.predicate.add(name)
    alone: dict[str, str] = {}
    for code, entries in part["codes"].items():
        for entry in entries:
            needed = frozenset(entry["with"].split() if "with" in entry else [*classes, SAID])
            if needed - {*classes, SAID}:
                raise CueError(f"cues of {code}: no such class of predicates: {', '.join(needed - set(classes))}")
            if "alone" in entry:
                alone.update(dict.fromkeys(entry["alone"].split(), code))
            for term in each(entry.get("says", "")):
                term.says.append(code)
                term.bare |= term.word.startswith(attributes)
                if kind == "problem":
                    term.predicate.add(SAID)
            for level in ("named", "heads", "bare", "areas", "hints", "faint"):
                for term in each(entry.get(level, "")):
                    term.objects.append((code, level, needed))
                    term.bare |= level == "bare"
    for term in list(terms.values()):
        if term.negated and len(term.negated) > 1:
            terms.setdefault(term.negated, Term(term.negated)).positive = True
    leading = set(part["leading"].split())
    for term in terms.values():
        term.leads = not leading.isdisjoint(term.predicate)
        term.flagged = term.cancels or term.purpose or term.gathers or term.adjunct
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
        alone=alone,
        beats=beats,
        topics=frozenset(part["topics"].split()),
        area=part["area"],
        contents=frozenset(part["contents"].split()),
        aims=frozenset(part["aims"].split()),
        shares={code: frozenset(others.split()) for code, others in part["shares"].items()},
    )


def _expand(words: str, negators: list[str]) -> Iterator[tuple[str, str | None]]:
    for word in words.split():
        if not word.startswith("~"):
            yield word, None
            continue
        for negator in negators:
            yield negator + word[1:], word[1:]
