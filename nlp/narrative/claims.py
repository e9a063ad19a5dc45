"""The numbers that the prose states, held against the cells of the tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from nlp.document import Document
from nlp.narrative.fee import fee_and_words
from nlp.narrative.place import Stated
from nlp.narrative.prose import Paragraph, paragraphs
from nlp.narrative.scope import is_government, scope_of
from nlp.narrative.stated import stated_in
from nlp.narrative.stated_none import may_deny, none_stated
from nlp.report import Cell, Claim, ClaimKind, ClaimOutcome, ClaimScope, Section
from nlp.text import View

LEFT_OUT = ("s0", "s5", "s9")
ABOUT_RIGHT = 0.1
WIDTH: Sequence[ClaimScope] = ("own", "level", "territory")
DENIED = ("state_secret", "law_prohibited", "security_stability", "third_party", "internal_affairs", "process_info",
          "enforcement_file", "admin_query")  # fmt: skip
# What a claim is held against: alternatives in order, each a sum of cells (DOMAIN 1.7, X.TEXT_*).
AGAINST: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "requests_received": (("t3.new_received.total",), ("t3.new_received.total", "t3.carried_in.total")),
    "requests_closed": (("t3.processed_total.total",),),
    "requests_carried_out": (("t3.carried_out.total",),),
    "requests_granted": (("t3.granted.total",),),
    "requests_partial": (("t3.partial.total",),),
    "requests_denied": (tuple(f"t3.denied_{reason}.total" for reason in DENIED),),
    "reconsiderations": (("t4.review.total",),),
    "lawsuits": (("t4.lit_direct.total", "t4.lit_after_review.total"),),
    "normative_docs_issued": (("t2.normative_docs.issued",), ("t2.normative_docs.made",)),
}


def find_claims(
    doc: Document,
    sections: Sequence[Section],
    cells: Mapping[str, Cell],
    organ_name: str | None,
    organ_level: str,
    year: int | None,
) -> tuple[Claim, ...]:
    """What the running text says was received, closed, published, trained …, each kind and value once.

    >>> from nlp.report import Source
    >>> text = "一、总体情况\\n全年共收到政府信息公开申请12件，其中网上9件，已办结10件，结转下年度2件。"
    >>> doc = Document(Source("a.txt", "", "text/plain", 0), text)
    >>> cells = {"t3.new_received.total": Cell("t3.new_received.total", 11, "11", "value")}
    >>> for c in find_claims(doc, [Section("s1", None, 0, 7, len(text))], cells, "清溪县司法局", "county", 2024):
    ...     print(c.kind, c.value, c.scope, c.outcome)
    requests_received 12 own disagrees
    requests_closed 10 own not_assessable
    requests_carried_out 2 own not_assessable

    ``value`` is a count, or yuan for ``fee_yuan``; 未收到 and 0件 are 0. ``against`` are the cells whose sum was
    compared; cells without a number give ``not_assessable``, numbers of another scope that differ ``other_scope``.
    Figures of other years, of document titles, since the founding and differences to last year are no claims.
    Rules X.TEXT_T2, X.TEXT_T3 and X.TEXT_T4.
    """
    found = paragraphs(doc, sections, LEFT_OUT)
    printed_year = year is not None and any(str(year) in p.view.text for p in found)
    claims: dict[tuple[str, int | float], Claim] = {}
    totals: set[ClaimKind] = set()
    for stated, paragraph in _in_order(found, year if printed_year else None, _folded(doc, organ_name or "")):
        if (stated.part and stated.kind in totals) or (stated.kind, stated.value) in claims:
            continue
        totals.add(stated.kind)
        claim = _claim(doc, stated, paragraph.view, cells, organ_name, organ_level)
        claims[stated.kind, stated.value] = claim
    fee, words = fee_and_words(doc, sections)
    if words is not None and fee.yuan is not None:
        scope = scope_of(words.text, organ_name)
        start, end = words.span(0, len(words.text))
        claim = Claim("fee_yuan", fee.yuan, scope, words.quote(doc.text), start, end)
        claims["fee_yuan", fee.yuan] = claim
    return tuple(sorted(_of_wider_scope(claims.values()), key=lambda c: (c.start, c.end)))


def _folded(doc: Document, name: str) -> str:
    """A name as the folded text has it, where the document prints it."""
    at = doc.text.find(name)
    return doc.folded[at : at + len(name)] if at >= 0 else name


def _of_wider_scope(claims: Iterable[Claim]) -> Iterator[Claim]:
    """The claims; one that differs from the table is of another scope where a narrower one of its kind agrees."""
    claims = tuple(claims)
    agreeing: dict[ClaimKind, int] = {}
    for claim in claims:
        if claim.outcome == "agrees" and claim.scope in WIDTH:
            agreeing[claim.kind] = min(WIDTH.index(claim.scope), agreeing.get(claim.kind, len(WIDTH)))
    for claim in claims:
        wider = claim.scope in WIDTH and WIDTH.index(claim.scope) > agreeing.get(claim.kind, len(WIDTH))
        yield replace(claim, outcome="other_scope") if wider and claim.outcome == "disagrees" else claim


def _in_order(found: Sequence[Paragraph], year: int | None, organ: str) -> Iterable[tuple[Stated, Paragraph]]:
    """Totals before parts, so that a part speaks only where no total does."""
    every: list[tuple[Stated, Paragraph]] = []
    for paragraph in found:
        text, counted = paragraph.untitled, paragraph.counted
        denies = may_deny(text)
        if not counted and not denies:
            continue
        starts = [number.start for number in counted]
        for start, end in paragraph.sentences():
            inside = counted[bisect_left(starts, start) : bisect_left(starts, end)]
            stated = stated_in(text, start, end, inside, paragraph.section, year, organ) if inside else ()
            every += [(s, paragraph) for s in chain(stated, none_stated(text, start, end) if denies else ())]
    return sorted(every, key=lambda pair: pair[0].part)


def _claim(
    doc: Document,
    stated: Stated,
    view: View,
    cells: Mapping[str, Cell],
    organ_name: str | None,
    organ_level: str,
) -> Claim:
    words = view.slice(stated.start, stated.end).strip(" ,。;:!?、")
    start, end = words.span(0, len(words.text))
    sentence_start = max(view.text.rfind(stop, 0, stated.start) for stop in "。;\n") + 1
    scope = scope_of(view.text[sentence_start : stated.end], organ_name)
    against, outcome = _compare(stated, scope, cells, organ_name)
    return Claim(
        stated.kind, stated.value, scope, words.quote(doc.text), start, end, against, outcome, approx=stated.approx
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    cells: tuple[str, ...]
    value: int | float


def _compare(
    stated: Stated, scope: ClaimScope, cells: Mapping[str, Cell], organ_name: str | None
) -> tuple[tuple[str, ...], ClaimOutcome]:
    sums: list[_Sum] = []
    for ids in AGAINST.get(stated.kind, ()):
        values = [cells[i].value for i in ids if i in cells]
        numeric = [v for v in values if v is not None]
        if len(numeric) == len(ids):
            sums.append(_Sum(ids, sum(numeric)))
    if not sums:
        return (), "not_assessable"
    for candidate in sums:
        if _equal(stated, candidate.value):
            return candidate.cells, "agrees"
    if _other_scope(scope, organ_name):
        return sums[0].cells, "other_scope"
    return sums[0].cells, "disagrees"


def _equal(stated: Stated, value: int | float) -> bool:
    if not stated.approx:
        return stated.value == value
    return abs(stated.value - value) <= ABOUT_RIGHT * max(stated.value, value)


def _other_scope(scope: ClaimScope, organ_name: str | None) -> bool:
    """A government's table may count its territory, an organ's counts the organ (DOMAIN 1.11)."""
    if is_government(organ_name):
        return scope in ("own", "level")
    return scope in ("territory", "level")
