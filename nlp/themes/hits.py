"""What the words of a unit say of each other: objects bound to predicates within a clause, hits weighed.

A clause of a report says of an object that something is wrong with it (渠道 … 单一) or that something will be
done with it (拓宽 … 渠道). So a word decides alone only where it says all; else an object and a predicate meet
within a clause: the predicate is said of the nearest object (the head), or of one with a name of its own
(政策解读, 依申请公开 …), which also takes the general attributes that follow (形式单一). Of two that meet, the
better named wins; what only helps the main thing (a place, a means, a field of work, a purpose) counts where
nothing clearer is said, and a short title speaks for what follows it. DOMAIN 4.3 to 4.7.
"""

from __future__ import annotations

from nlp.report import Span
from nlp.themes.lexicon import SCORES, Lexicon
from nlp.themes.parts import SENTENCE, Clause, Hit, Part, Word

AT_MOST = 3
BORROWED = 0.8  # of the score, for a predicate after the comma
TITLE = 14  # characters, up to which a first sentence is a title
REACH = 40  # characters to the right that a predicate may lead
RANKED = 0.6  # below this score a hit yields its place to any other
SAYS, NAMED, ALONE = (SCORES[level] for level in ("says", "named", "alone"))


def weigh(lex: Lexicon, clauses: list[Clause], side: str) -> list[Hit]:
    """What the clauses say, ranked, three codes at most."""
    found: list[Hit] = []
    titled = len(clauses) > 2 and 0 < clauses[1].titled <= TITLE and clauses[2].opens != SENTENCE
    said = False
    topics: set[str] = set()
    waiting: list[Word] = []
    for clause in clauses:
        if clause.opens == SENTENCE:
            topics &= {lex.area}
            waiting = []
        if clause.cancelled:
            continue
        waiting = _fill(lex, clause, waiting, side)
        if titled and said:
            break
        for hit in _kept(lex, clause, topics, said):
            found.append(hit)
            said = said or not hit.faint
    return _ranked(found)


def _fill(lex: Lexicon, clause: Clause, waiting: list[Word], side: str) -> list[Word]:
    """Gives every part of a clause its hits; returns the objects that wait for a predicate after the comma."""
    parts = clause.parts
    spoken = False
    for part in parts:
        if part.says:
            part.hits = [Hit(code, SAYS, [(s, e)], t.bare) for t, s, e in part.says for code in t.says]
        if part.predicates:
            spoken = True
    if spoken:
        if len(parts) == 1:
            _bound(parts[0])
        else:
            _bind(parts)
        if waiting:
            _borrow(parts[0], waiting)
        waiting = []
    elif side == "problem":
        waiting = [word for part in parts for word in part.objects if not word[0].bare]
    if clause.gathers and len(parts) > 2:
        _gather(lex, parts, clause.gathers)
    if clause.sums and len(parts) > 1:
        for part in parts:
            for hit in part.hits:
                hit.faint = hit.faint or max(hit.spans)[0] < clause.sums
    return waiting


def _kept(lex: Lexicon, clause: Clause, topics: set[str], said: bool) -> list[Hit]:
    """The hits of a clause that stand; adds the topics among them to those of the sentence."""
    led: set[str] = set()
    kept: list[Hit] = []
    for part in clause.parts:
        hits = part.hits
        if hits and led:
            beaten = lex.beaten_by(led)
            hits = [hit for hit in hits if hit.code not in beaten]
        for hit in unbeaten(lex, hits, topics) if hits else ():
            if clause.purpose or (said and hit.code in lex.aims):
                hit.faint = True
            if hit.code == lex.area:
                topics.add(hit.code)
            elif hit.code in lex.topics:
                topics.add(hit.code)
                if not hit.faint:
                    led.add(hit.code)
            kept.append(hit)
    return kept


def _bind(parts: list[Part]) -> None:
    """Binds the objects of a clause to the predicates of their parts, or to those of the parts around."""
    after: list[Word | None] = []
    for part in reversed(parts):
        after.append(part.predicates[0] if part.predicates else after[-1] if after else None)
    before: Word | None = None
    for part, following in zip(parts, reversed(after), strict=True):
        if part.predicates:
            _bound(part)
            before = part.predicates[-1]
        elif predicate := before if before and (before[0].leads or not following) else following:
            for word in part.objects:
                part.hits += _pair(word, predicate, word is part.objects[-1])


def _bound(part: Part) -> None:
    """Adds the hits of objects and predicates within one part."""
    predicates, objects = part.predicates, part.objects
    bare = not part.says and all(word[0].bare for word in objects)
    for place, predicate in enumerate(predicates, 1):
        headed: set[str] = set()
        if objects:
            next_starts = predicates[place][1] if place < len(predicates) else predicate[2] + REACH
            left = right = None
            for word in objects:
                if word[2] <= predicate[1]:
                    left = word
                elif word[1] < next_starts and predicate[0].leads:
                    right = word
            head = right or left
            for word in objects:
                hits = _pair(word, predicate, word is head)
                headed.update([hit.code for hit in hits if not hit.faint])
                part.hits += hits
        for code, shares in predicate[0].alone:
            if headed <= shares:
                part.hits.append(Hit(code, ALONE, [predicate[1:]], bare))


def _borrow(part: Part, waiting: list[Word]) -> None:
    """Adds the hits of objects that stood before the comma without a predicate: 政策解读方面,形式有待丰富."""
    if part.predicates and all(word[0].bare for word in part.objects):
        for word in waiting:
            for hit in _pair(word, part.predicates[0], word is waiting[-1]):
                hit.score *= BORROWED
                part.hits.append(hit)


def _pair(word: Word, predicate: Word, is_head: bool) -> list[Hit]:
    """The hits of one object with one predicate."""
    classes = predicate[0].classes
    return [
        Hit(role.code, role.score, [word[1:], predicate[1:]], role.detail, role.faint)
        for role in word[0].objects
        if (is_head or role.anywhere) and role.needed & classes
    ]


def _gather(lex: Lexicon, parts: list[Part], head: Span) -> None:
    """Members of a list that only name the stages of one workflow (优化A、B、C等流程) are no themes of their own."""
    if not any(hit.code in lex.topics for hit in parts[0].hits):
        members = [hit for part in parts for hit in part.hits if head not in hit.spans]
        if len({hit.code for hit in members}) > 1:
            for hit in members:
                hit.faint = True


def unbeaten(lex: Lexicon, hits: list[Hit], topics: set[str]) -> list[Hit]:
    """The best founded hits of a part, less those that a better named object, here or before, takes for itself."""
    if len(hits) == 1 and not topics:
        return hits
    plain = {hit.code for hit in hits if not hit.faint}
    beaten = lex.beaten_by(plain)
    late = lex.beaten_by(topics)
    areas = [hit for hit in hits if hit.code == lex.area]
    if areas or lex.area in topics:
        for hit in areas:
            hit.faint = hit.faint and plain.isdisjoint(lex.contents)
        beaten = beaten | lex.contents
    left = [hit for hit in hits if hit.code not in beaten and not (hit.bare and hit.code in late)]
    best = max([min(hit.score, NAMED) for hit in left if not hit.faint], default=0.0)
    return [hit for hit in left if hit.faint or hit.score >= best]


def _ranked(found: list[Hit]) -> list[Hit]:
    """One hit a code, the best first; of what is faint only the best, and only where there is nothing else."""
    best: dict[str, Hit] = {}
    for hit in [h for h in found if not h.faint] or sorted(found, key=_worth)[:1]:
        known = best.get(hit.code)
        if known is None:
            best[hit.code] = hit
        else:
            known.score = max(known.score, hit.score)
            known.spans += hit.spans
    ranked = list(best.values())
    if len(ranked) > 1:
        ranked = sorted(ranked, key=lambda h: h.score < RANKED)[:AT_MOST]
    for hit in ranked:
        hit.score = round(hit.score, 2)
        if len(hit.spans) > 1:
            hit.spans = sorted(set(hit.spans))
    return ranked


def _worth(hit: Hit) -> float:
    return -hit.score
