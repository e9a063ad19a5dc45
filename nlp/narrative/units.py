"""Stated problems and improvement measures: the recording units of section 五."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.document import Document
from nlp.narrative.clauses import measure_parts, problem_parts, sentences, trim, without_tail
from nlp.narrative.heads import State, answers, turn_within
from nlp.narrative.items import Item, find_items
from nlp.narrative.marks import Mark
from nlp.narrative.openings import after_lead_in, after_opener, announces, is_generic
from nlp.narrative.piece import Piece
from nlp.narrative.wording import acts, hedge, lacks, pattern, specificity
from nlp.report import ReportWarning, Section, UnitKind
from nlp.text import View

__all__ = ["find_units", "hedge", "specificity"]

_SECTION = "s5"
_LABEL_LINE = 40
_PAIR_SIDE = 3
_FEW = 10
_LEAST_FRAME = 4


def find_units(doc: Document, sections: Sequence[Section]) -> tuple[tuple[Piece, ...], tuple[ReportWarning, ...]]:
    """The problems, measures, last year's improvements and frames of section 五, in reading order.

    One enumerated item is one unit; without enumeration one sentence, split only where the objects differ.
    A report without section 五 is searched for a paragraph under a problem head; what comes of it is warned of.
    A body that says only 无 has no units.

    >>> from nlp.report import Source
    >>> text = "五、存在的主要问题及改进情况\\n一是公开意识不强。下一步，我局将加强培训。"
    >>> doc = Document(Source("a.txt", "", "text/plain", 0), text)
    >>> pieces, _ = find_units(doc, [Section("s5", None, 0, 15, len(text))])
    >>> [(p.kind, p.view.text, p.mark) for p in pieces]
    [('problem', '公开意识不强。', '一是'), ('frame', '下一步,我局将', None), ('measure', '加强培训。', None)]

    Source: 条例 第五十条 第(四)项 (existing problems and improvements); unit rules of the codebook.
    """
    found: list[Piece] = []
    warnings: tuple[ReportWarning, ...] = ()
    parts = [s for s in sections if s.id == _SECTION and s.status != "absent" and s.end > s.body_start]
    if not parts:
        parts, warnings = _announced(doc, sections)
    for part in parts:
        said = len(parts) > 1 and part is not parts[0]
        state: State = "measure" if said and _names_measures(part.title or "") else "problem"
        view = _body(doc, part)
        cycles = max((p.pair or 0 for p in found), default=0)
        found += _pieces(doc, view, find_items(view.text, state, said), part.id, cycles)
    return tuple(found), warnings


def _names_measures(title: str) -> bool:
    return re.search("改进|整改|措施|打算|努力|下一步", title) is not None and re.search("问题|不足", title) is None


def _announced(doc: Document, sections: Sequence[Section]) -> tuple[list[Section], tuple[ReportWarning, ...]]:
    for start, end in doc.lines:
        line = doc.folded[start : min(end, start + _LABEL_LINE)]
        if _PROBLEM_LINE.match(line):
            inside = next((s for s in sections if s.start <= start < s.end and "." not in s.id), None)
            stop = inside.end if inside else len(doc.text)
            section = Section(inside.id if inside else _SECTION, None, start, start, stop, "recovered", "announced")
            message = f"no section on problems; units are taken from the lines that announce them, from {start} on"
            return [section], (ReportWarning("problems_outside_section_five", message),)
    return [], ()


_PROBLEM_LINE = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]{1,2})?(?:目前|当前|工作中)?(?:仍|还)?存在(?:的)?(?:主要|突出)?(?:问题|不足|困难)|[(]?[一二三四五六七八九十\d]{1,3}[)、.]{1,2}主要(?:问题|不足)"
)


def _body(doc: Document, section: Section) -> View:
    """The section unwrapped and without rows of tables."""
    view = doc.view(section.body_start, section.end)
    if _TABLE_ROW.search(view.text):
        drop = {i for hit in _TABLE_ROW.finditer(view.text) for i in range(*hit.span())}
        kept = [i for i in range(len(view.text)) if i not in drop]
        view = View("".join([view.text[i] for i in kept]), [view.at[i] for i in kept])
    return view


_TABLE_ROW = re.compile(r"(?<![^\n])\|[^\n]*")


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: UnitKind
    start: int
    end: int
    mark: Mark | None = None
    pair: int | None = None
    generic: bool = False


def _pieces(doc: Document, view: View, items: list[Item], section: str, cycles: int) -> list[Piece]:
    drafts = _promoted(list(_drafts(view.text, items)))
    drafts = _paired(drafts, cycles)
    return [piece for draft in drafts if (piece := _piece(doc, view, draft, section))]


def _piece(doc: Document, view: View, draft: _Draft, section: str) -> Piece | None:
    start, end = trim(view.text, draft.start, draft.end)
    if start >= end or (draft.kind == "frame" and end - start < _LEAST_FRAME):
        return None
    part = view.slice(start, end)
    if "\n" in part.text:
        kept = [i for i, character in enumerate(part.text) if character != "\n"]
        part = View("".join([part.text[i] for i in kept]), [part.at[i] for i in kept])
    mark = draft.mark
    printed = view.slice(mark.start, mark.end).strip(",、.:").quote(doc.text) if mark else None
    return Piece(draft.kind, part, section, printed, draft.pair, (mark.number or None) if mark else None)


def _promoted(drafts: list[_Draft]) -> list[_Draft]:
    """A bare gap is a problem where no other is named; a bare promise is a measure where no other is."""
    kinds = {draft.kind for draft in drafts if not draft.generic}
    return [replace(d, kind="frame", pair=None) if d.generic and d.kind in kinds else d for d in drafts]


def _paired(drafts: list[_Draft], first: int) -> list[_Draft]:
    """Numbers the rounds problem → measure; a single round is no pair, nor is one with many on both sides."""
    rounds: list[list[int]] = []
    last = "measure"
    for i, draft in enumerate(drafts):
        if draft.kind in ("problem", "measure"):
            if draft.kind == "problem" and last == "measure":
                rounds.append([])
            if rounds:
                rounds[-1].append(i)
            last = draft.kind
    whole = [r for r in rounds if _is_round([drafts[i] for i in r])]
    pairs = {i: n for n, r in enumerate(whole, 1) for i in r} if len(whole) > 1 else {}
    out = []
    for i, draft in enumerate(drafts):
        number = pairs.get(i) or (draft.pair and len(whole) + draft.pair)
        out.append(replace(draft, pair=first + number) if number else draft)
    return out


def _is_round(drafts: list[_Draft]) -> bool:
    problems = sum(draft.kind == "problem" for draft in drafts)
    measures = len(drafts) - problems
    return 0 < problems <= _PAIR_SIDE and 0 < measures <= _PAIR_SIDE


def _drafts(text: str, items: list[Item]) -> Iterator[_Draft]:
    for k, item in enumerate(items):
        following = items[k + 1] if k + 1 < len(items) else None
        if item.mark:
            yield from _of_marked(text, item)
        elif item.whole:
            yield from _of_item(text, item, item.end)
        elif following and following.mark and following.state == item.state:
            yield from _of_lead_in(text, item, following.mark)
        else:
            yield from _of_prose(text, item)


def _of_marked(text: str, item: Item) -> Iterator[_Draft]:
    if not item.children:
        yield from _of_item(text, item, item.end)
        return
    own = text[item.start : item.end]
    inner = item.children
    explained = item.state == "problem" and lacks(own) and not any(lacks(text[i.start : i.end]) for i in inner)
    short = _run_in(inner) and sum(i.end - i.start for i in inner) < _FEW * len(inner)
    if explained or (short and (lacks(own) or acts(own))):
        yield from _of_item(text, item, _last(item))
    else:
        if own.strip():
            yield _Draft("frame", item.start, item.end)
        yield from _drafts(text, inner)


def _run_in(inner: list[Item]) -> bool:
    return not any(item.mark and item.mark.opens_line for item in inner)


def _last(item: Item) -> int:
    return max([item.end, *(_last(inner) for inner in item.children)])


def _of_item(text: str, item: Item, end: int) -> Iterator[_Draft]:
    start, end = trim(text, item.start, end)
    own = text[start:end]
    if start == end or pattern("nothing").fullmatch(own):
        return
    if item.state == "past":
        yield _Draft("past_measure", start, end, item.mark)
    elif item.state == "measure" or (not item.said and acts(own) and not lacks(own) and not _answered(own)):
        yield _Draft("measure", start, end, item.mark)
    else:
        turn = turn_within(own)
        if turn and (lacks(own[:turn]) or answers(own, turn)):
            yield _Draft("problem", start, start + turn, item.mark, pair=_OWN)
            yield _Draft("measure", after_opener(text, start + turn, end), end, item.mark, pair=_OWN)
        else:
            yield _Draft("problem", start, end, item.mark)


_OWN = 1


def _of_lead_in(text: str, item: Item, mark: Mark) -> Iterator[_Draft]:
    if mark.number != 2 or mark.opens_line:
        yield _Draft("frame", item.start, item.end)
        return
    begin = after_lead_in if item.state == "problem" else after_opener
    start = begin(text, *trim(text, item.start, item.end))
    if start > item.start:
        yield _Draft("frame", item.start, start)
    yield _Draft("past_measure" if item.state == "past" else item.state, start, item.end)


def _of_prose(text: str, item: Item) -> Iterator[_Draft]:
    state, said = item.state, item.said
    for start, end in sentences(text, item.start, item.end):
        own = text[start:end]
        if pattern("nothing").fullmatch(own) or pattern("debris").fullmatch(own):
            continue
        if state == "past":
            yield from _after(text, start, after_opener(text, start, end), end, "past_measure")
        elif state == "measure" and not item.said and not item.turn and lacks(own) and not acts(own):
            yield from _of_problem(text, start, end, said)
        elif state == "measure" or (not item.said and acts(own) and not lacks(own) and not _answered(own)):
            yield from _of_measure(text, start, end)
        else:
            said = said or announces(text[start : after_lead_in(text, start, end)])
            yield from _of_problem(text, start, end, said)


def _after(text: str, start: int, begin: int, end: int, kind: UnitKind) -> Iterator[_Draft]:
    if begin > start:
        yield _Draft("frame", start, begin)
    yield _Draft(kind, begin, end)


def _of_measure(text: str, start: int, end: int) -> Iterator[_Draft]:
    begin = after_opener(text, start, end)
    if begin > start:
        yield _Draft("frame", start, begin)
    if is_generic(text[begin:end]):
        leads = text[end - 1] == ":" or (begin == start and pattern("openers").match(text, start, end))
        yield _Draft("frame" if leads else "measure", begin, end, generic=True)
        return
    for low, high in measure_parts(text, begin, end):
        yield _Draft("measure", low, high)


def _of_problem(text: str, start: int, end: int, said: bool) -> Iterator[_Draft]:
    turn = turn_within(text[start:end])
    if turn and _tells_a_problem(text, start, start + turn, said):
        said = said or answers(text, start + turn)
        problems = list(_of_problem(text, start, start + turn, said))
        measures = list(_of_measure(text, start + turn, end))
        paired = any(d.kind == "problem" for d in problems) and any(d.kind == "measure" for d in measures)
        for draft in (*problems, *measures):
            yield replace(draft, pair=_OWN) if paired and draft.kind != "frame" else draft
        return
    begin = after_lead_in(text, start, end)
    if begin >= end:
        yield _Draft("problem", start, end, generic=True)
        return
    own = text[begin:end]
    if not lacks(own) and not (said and not pattern("praise").search(own)):
        yield _Draft("frame", start, end)
        return
    if begin > start:
        yield _Draft("frame", start, begin)
    for low, high in problem_parts(text, begin, without_tail(text, begin, end)):
        yield _Draft("problem", low, high)


def _answered(sentence: str) -> bool:
    """Whether a plan later in the sentence refers back to its first words, which are then no measure themselves."""
    turn = turn_within(sentence)
    return turn is not None and answers(sentence, turn) and not pattern("praise_only").search(sentence, 0, turn)


def _tells_a_problem(text: str, start: int, turn: int, said: bool) -> bool:
    """Whether the words before a turn are a problem: they name a lack, or problems are the talk, or a plan answers."""
    if lacks(text[start:turn]) or (said and not pattern("praise").search(text, start, turn)):
        return True
    return answers(text, turn) and not pattern("praise_only").search(text, start, turn)
