"""What the words of a unit say of each other: parts between breaks, objects bound to predicates, hits weighed.

A clause of a report says of an object that something is wrong with it (渠道 … 单一) or that something will be
done with it (拓宽 … 渠道). So a word decides alone only where it says all; else an object and a predicate meet
within a clause: the predicate is said of the nearest object (the head), or of one with a name of its own
(政策解读, 依申请公开 …), which also takes the general attributes that follow (形式单一). DOMAIN 4.3 to 4.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.report import Span
from nlp.themes.lexicon import ANYWHERE, SCORES, YIELDING, Lexicon, Term

AT_MOST = 3
BORROWED = 0.8  # of the score, for a predicate after the comma
COMMA, SENTENCE = 2, 3
CROWDED = 40  # words, after which a clause without a comma is cut all the same
REACH = 40  # characters to the right that a predicate may lead
RANKED = 0.6  # below this score a hit yields its place to any other

Word = tuple[Term, int, int]


@dataclass(slots=True)
class Hit:
    code: str
    score: float
    spans: list[Span]
    bare: bool = False
    faint: bool = False


@dataclass(slots=True)
class Part:
    """A stretch between two breaks: its words by role, each as (term, start, end)."""

    opens: int
    says: list[Word] = field(default_factory=list)
    objects: list[Word] = field(default_factory=list)
    predicates: list[Word] = field(default_factory=list)
    cancelled: bool = False
    purpose: bool = False
    gathers: Span | None = None
    hits: list[Hit] = field(default_factory=list)


def read_parts(lex: Lexicon, folded: str) -> list[Part]:
    part = Part(SENTENCE)
    parts = [part]
    empty = True
    terms = lex.terms
    for index, start, end in lex.find(folded):
        term = terms[index]
        if term.breaks:
            if empty:
                part.opens = max(part.opens, term.breaks)
            else:
                part = Part(term.breaks)
                parts.append(part)
                empty = True
            continue
        if len(part.objects) + len(part.predicates) > CROWDED:
            part = Part(COMMA)
            parts.append(part)
        if term.positive and empty and part.opens == 1 and _negates(parts):
            term = lex.terms[lex.index["不" + term.word]]
        word = (term, start, end)
        if term.says:
            part.says.append(word)
        if term.objects:
            part.objects.append(word)
        if term.predicate:
            part.predicates.append(word)
        if term.flagged:
            part.cancelled |= term.cancels
            part.purpose |= term.purpose
            part.gathers = (start, end) if term.gathers else part.gathers
        empty = False
    if empty and len(parts) > 1:
        parts.pop()
    return parts


def _negates(parts: Sequence[Part]) -> bool:
    """Whether the part before this one ends in a negated quality, so that 不够及时、全面 denies both."""
    last = parts[-2].predicates if len(parts) > 1 else []
    return bool(last and last[-1][0].negated)


def weigh(lex: Lexicon, parts: list[Part], side: str) -> list[Hit]:
    """What the parts say, ranked, three codes at most."""
    found: list[Hit] = []
    topics: set[str] = set()
    waiting: list[Word] = []
    for group in _groups(parts):
        if group[0].opens == SENTENCE:
            topics &= {lex.area}
            waiting = []
        if any(part.cancelled for part in group):
            continue
        waiting = _fill(lex, group, waiting, side)
        said = any(not hit.faint for hit in found)
        found += _kept(lex, group, topics, said)
    return _ranked(found)


def _fill(lex: Lexicon, group: list[Part], waiting: list[Word], side: str) -> list[Word]:
    """Gives every part of a group its hits; returns the objects that wait for a predicate after the comma."""
    spoken = False
    for part in group:
        spoken = spoken or bool(part.predicates)
        part.hits = [Hit(code, SCORES["says"], [(s, e)], t.bare) for t, s, e in part.says for code in t.says]
    if spoken:
        _bind(lex, group)
        if waiting:
            group[0].hits += _borrow(lex, group[0], waiting)
        waiting = []
    elif side == "problem":
        waiting = [word for part in group for word in part.objects if not word[0].bare]
    if len(group) > 2:
        _gather(lex, group)
    return waiting


def _kept(lex: Lexicon, group: list[Part], topics: set[str], said: bool) -> Iterator[Hit]:
    """The hits of a group that stand; adds the topics among them to those of the sentence."""
    purpose = any(part.purpose for part in group)
    led: set[str] = set()
    for part in group:
        hits = part.hits
        if led:
            hits = [hit for hit in hits if not any(hit.code in lex.beats.get(code, ()) for code in led)]
        for hit in unbeaten(lex, hits, topics):
            hit.faint = hit.faint or purpose or (said and hit.code in lex.aims)
            if hit.code == lex.area:
                topics.add(hit.code)
            if hit.code in lex.topics:
                topics.add(hit.code)
                if not hit.faint:
                    led.add(hit.code)
            yield hit


def _groups(parts: list[Part]) -> Iterator[list[Part]]:
    """Runs of parts that only list words (、和) divide."""
    group = [parts[0]]
    for part in parts[1:]:
        if part.opens == 1:
            group.append(part)
        else:
            yield group
            group = [part]
    yield group


def _bind(lex: Lexicon, group: list[Part]) -> None:
    after: list[Word | None] = []
    for part in reversed(group):
        after.append(part.predicates[0] if part.predicates else after[-1] if after else None)
    before: Word | None = None
    for part, following in zip(group, reversed(after), strict=True):
        if part.predicates:
            part.hits += _bound(lex, part)
            before = part.predicates[-1]
        elif part.objects:
            part.hits += _lent(lex, part, before, following)


def _bound(lex: Lexicon, part: Part) -> Iterator[Hit]:
    """The hits of objects and predicates within one part."""
    predicates, objects = part.predicates, part.objects
    for place, predicate in enumerate(predicates):
        next_starts = predicates[place + 1][1] if place + 1 < len(predicates) else predicate[2] + REACH
        left = right = None
        for word in objects:
            if word[2] <= predicate[1]:
                left = word
            elif word[1] < next_starts and predicate[0].leads:
                right = word
        if right:
            left = None
        headed = set()
        for word in objects:
            for hit in _pair(lex, word, predicate, word is left or word is right):
                headed.add(hit.code)
                yield hit
        yield from _alone(lex, predicate, headed, not objects and not part.says)


def _lent(lex: Lexicon, part: Part, before: Word | None, after: Word | None) -> Iterator[Hit]:
    """The hits of a part that only lists objects, with a predicate of the part before or after it."""
    predicate = before if before and (before[0].leads or not after) else after
    if predicate:
        for word in part.objects:
            yield from _pair(lex, word, predicate, word is part.objects[-1])


def _borrow(lex: Lexicon, part: Part, waiting: list[Word]) -> Iterator[Hit]:
    """The hits of objects that stood before the comma without a predicate: 政策解读方面,形式有待丰富."""
    if part.predicates and all(word[0].bare for word in part.objects):
        for word in waiting:
            for hit in _pair(lex, word, part.predicates[0], word is waiting[-1]):
                hit.score *= BORROWED
                yield hit


def _pair(lex: Lexicon, word: Word, predicate: Word, is_head: bool) -> Iterator[Hit]:
    classes = predicate[0].predicate
    for code, level, needed in word[0].objects:
        if (is_head or level in ANYWHERE) and not needed.isdisjoint(classes):
            bare = word[0].bare
            score = SCORES["bare" if bare and level == "heads" else level]
            yield Hit(code, score, [word[1:], predicate[1:]], bare, level in YIELDING)


def _alone(lex: Lexicon, predicate: Word, headed: set[str], bare: bool) -> Iterator[Hit]:
    """The hits of a predicate that says itself what is wrong, unless its head is of another theme."""
    for name in predicate[0].predicate & lex.alone.keys():
        code = lex.alone[name]
        if not headed - lex.shares.get(code, frozenset()):
            yield Hit(code, SCORES["alone"], [predicate[1:]], bare)


def _gather(lex: Lexicon, group: list[Part]) -> None:
    """Members of a list that only name the stages of one workflow (优化A、B、C等流程) are no themes of their own."""
    topic = any(hit.code in lex.topics for hit in group[0].hits)
    if not topic and (head := group[-1].gathers):
        members = [hit for part in group for hit in part.hits if head not in hit.spans]
        if len({hit.code for hit in members}) > 1:
            for hit in members:
                hit.faint = True


def unbeaten(lex: Lexicon, hits: list[Hit], topics: set[str]) -> list[Hit]:
    """The best founded hits of a part, less those that a better named object, here or before, takes for itself."""
    if len(hits) < 2 and not topics:
        return hits
    plain = {hit.code for hit in hits if not hit.faint}
    beaten = {code for name in plain for code in lex.beats.get(name, ())}
    late = {code for name in topics for code in lex.beats.get(name, ())}
    if lex.area in topics or any(hit.code == lex.area for hit in hits):
        beaten |= lex.contents
    left = [hit for hit in hits if hit.code not in beaten and not (hit.bare and hit.code in late)]
    best = max((min(hit.score, SCORES["named"]) for hit in left if not hit.faint), default=0.0)
    return [hit for hit in left if hit.faint or hit.score >= best]


def _ranked(found: list[Hit]) -> list[Hit]:
    """One hit a code, the best first; what is faint only where there is nothing else."""
    best: dict[str, Hit] = {}
    for hit in [h for h in found if not h.faint] or sorted(found, key=_worth)[:1]:
        known = best.get(hit.code)
        if known is None:
            best[hit.code] = Hit(hit.code, hit.score, list(hit.spans))
        else:
            known.score = max(known.score, hit.score)
            known.spans += hit.spans
    ranked = list(best.values())
    if len(ranked) > 1:
        ranked = sorted(ranked, key=lambda h: h.score < RANKED)[:AT_MOST]
    for hit in ranked:
        hit.score = round(hit.score, 2)
        hit.spans = sorted(set(hit.spans))
    return ranked


def _worth(hit: Hit) -> float:
    return -hit.score
