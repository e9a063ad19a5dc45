"""A unit cut into its clauses, with the words of each by what they may be: statements, objects, predicates."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.report import Span
from nlp.themes.lexicon import Lexicon, Term

CROWDED = 40  # words, after which a clause without a comma is cut all the same
LIST, COMMA, SENTENCE = 1, 2, 3

Word = tuple[Term, int, int]


@dataclass(slots=True)
class Hit:
    """A code with the words that speak for it; ``faint`` counts only where nothing clearer is found."""

    code: str
    score: float
    spans: list[Span]
    bare: bool = False
    faint: bool = False


@dataclass(slots=True)
class Part:
    """A stretch between two breaks: its words by role, each as (term, start, end), and what they say."""

    says: list[Word] = field(default_factory=list)
    objects: list[Word] = field(default_factory=list)
    predicates: list[Word] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)


@dataclass(slots=True)
class Clause:
    """A run of parts that only list words (、和) divide; ``titled`` is where the text before it ends, if in 。 or :."""

    parts: list[Part]
    opens: int
    titled: int = 0
    cancelled: bool = False
    purpose: bool = False
    gathers: Span | None = None
    sums: int = 0


def read_clauses(lex: Lexicon, folded: str) -> list[Clause]:
    """The clauses of a folded text, one at least."""
    part = Part()
    clause = Clause([part], SENTENCE)
    clauses = [clause]
    pending = titled = held = 0
    first, started = True, False
    terms = lex.terms
    for index, start, end in lex.find(folded):
        term = terms[index]
        if term.breaks:
            pending = max(pending, term.breaks)
            titled = end if term.titles else titled
            continue
        if pending or held > CROWDED:
            if started:
                part = Part()
                if pending == LIST:
                    clause.parts.append(part)
                    clause.gathers = None
                else:
                    clause = Clause([part], pending or COMMA, titled)
                    clauses.append(clause)
            pending = titled = held = 0
            first = True
        started = True
        if term.positive and first and len(clause.parts) > 1 and _negates(clause.parts[-2]):
            term = terms[lex.index["不" + term.word]]
        first = False
        if term.idle:
            continue
        word = (term, start, end)
        held += 1
        if term.says:
            part.says.append(word)
        if term.objects:
            part.objects.append(word)
        if term.classes:
            part.predicates.append(word)
        if term.flagged:
            clause.cancelled |= term.cancels
            clause.purpose |= term.purpose
            clause.gathers = (start, end) if term.gathers else clause.gathers
            clause.sums = start if term.sums else clause.sums
    return clauses


def _negates(part: Part) -> bool:
    """Whether a part ends in a negated quality, so that 不够及时、全面 denies both."""
    return bool(part.predicates and part.predicates[-1][0].negated)
