"""A section cut into its enumerated items and the paragraphs between them, each in its state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from nlp.narrative.clauses import trim
from nlp.narrative.heads import (
    Head,
    State,
    answers,
    find_announcements,
    find_heads,
    find_list_turns,
    find_turns,
    turn_within,
    turns_at,
)
from nlp.narrative.marks import Mark, find_marks
from nlp.narrative.openings import after_lead_in, is_generic
from nlp.narrative.wording import acts, lacks, pattern

_STOP = "。!?;:"
_HEADING = 30
_LEAD_IN = 40
_SENTENCE_STOPS = re.compile("[。!?]")
_LOOKS_BACK = re.compile("(?:20..年,?)?针对|为|对|20")
_ABOUT_LAST_YEAR = re.compile(r"(?:20..年度?,?|今年,?)?针对[^。;:,]{0,6}(?:20\d\d年|上一?年|去年)")


@dataclass(slots=True)
class Item:
    """One enumerated item, or one unmarked stretch, with the state in which it stands.

    said   the state was opened by a head or label, so the words need not prove it
    turn   the stretch opens with a turn to measures (针对以上问题, 下一步)
    depth  how many lists the item stands in; 0 for an unmarked stretch
    whole  the stretch stands under a label within an aspect and is one unit as it is
    """

    state: State
    said: bool
    mark: Mark | None
    start: int
    end: int
    turn: bool = False
    depth: int = 0
    whole: bool = False
    children: list[Item] = field(default_factory=list)


def find_items(text: str, state: State = "problem", said: bool = False) -> list[Item]:
    """The items of a section body in order; items of an inner list are ``children`` of their outer item.

    >>> text = "存在问题:一是意识不强;二是更新慢。改进措施:加强学习。"
    >>> [(i.state, text[i.start:i.end]) for i in find_items(text)]
    [('problem', '意识不强;'), ('problem', '更新慢。'), ('measure', '加强学习。')]
    """
    walk = _Walk(text, state, said)
    blocks = list(_blocks(text))
    for block, following in zip_longest(blocks, blocks[1:]):
        walk.step(block, following)
    return _nested(walk.items)


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    body: int
    end: int
    head: Head | None
    mark: Mark | None
    turn: bool
    lists: bool
    still: bool
    new_line: bool


def _blocks(text: str) -> Iterator[_Block]:
    marks = find_marks(text)
    heads = find_heads(text, marks)
    covered = [(head.start, head.end) for head in heads]
    head_at = {head.start: head for head in heads}
    mark_at = {mark.start: mark for mark in marks if not _inside(mark.start, covered)}
    mark_ends = {mark.end for mark in mark_at.values()}
    list_at = {at for at in find_list_turns(text, marks) if not _inside(at, covered)}
    turn_at = {at for at in find_turns(text) if not _inside(at, covered)} | list_at
    still_at = {at for at in find_announcements(text) if not _inside(at, covered)}
    torn = {at for mark in marks for at in range(mark.start + 1, mark.end)}
    lines = {0, *(hit.end() for hit in re.finditer(r"\n", text))} - torn
    cuts = sorted({*head_at, *mark_at, *((turn_at | still_at) - mark_ends), *lines, *(head.end for head in heads)})
    for low, high in zip(cuts, [*cuts[1:], len(text)], strict=True):
        head, mark = head_at.get(low), mark_at.get(low)
        body = head.end if head else mark.end if mark else low
        turn = body in turn_at or (mark is not None and turns_at(text, body))
        if body <= high and (head or mark or text[low:high].strip()):
            yield _Block(low, body, high, head, mark, turn, body in list_at, low in still_at, low in lines)


def _inside(at: int, stretches: list[tuple[int, int]]) -> bool:
    return any(low <= at < high for low, high in stretches)


class _Walk:
    """Goes through the blocks and keeps the state: what is being told, and which item is open.

    listed  a lead-in said that measures follow: the items of its list need not prove it
    """

    def __init__(self, text: str, state: State, said: bool) -> None:
        self.text = text
        self.state: State = state
        self.said = said
        self.items: list[Item] = []
        self.families: list[str] = []
        self.open: Item | None = None
        self.last: dict[str, tuple[int, State]] = {}
        self.problems = False
        self.aspect = False
        self.listed = False

    def step(self, block: _Block, following: _Block | None) -> None:
        if block.head:
            self._enter(block.head)
        elif block.mark:
            label = following.head if following else None
            self._choose(block, block.mark, label.state if label and not label.marked else None)
            self._add_marked(block, block.mark)
        elif block.turn:
            self._add_turn(block, following.mark if following else None)
        else:
            self._add_unmarked(block, following.mark if following else None)
        self.problems = self.problems or (self.state == "problem" and bool(self.items))

    def _enter(self, head: Head) -> None:
        if head.marked:
            self.aspect = False
        elif head.state == "problem":
            self.aspect = head.numbered or self._opens_aspect()
        state = head.state
        if state == "past" and self.problems:
            state = "measure"
        self.state, self.said, self.open, self.families = state, not head.combined, None, []
        self.listed = False

    def _opens_aspect(self) -> bool:
        """Whether the item before a problem label is the heading of an aspect; it is then no item."""
        heading = self.open
        if not heading or not heading.mark:
            return False
        own = self.text[heading.start : heading.end].strip()
        if not _is_aspect(own) and (len(own) > _HEADING or lacks(own)):
            return False
        self.items.pop()
        return True

    def _choose(self, block: _Block, mark: Mark, label: State | None) -> None:
        """The state at an enumerator: lists of problems that each bring their measure go back and forth."""
        own = self.text[block.body : block.end].strip()
        if self.state == "measure" and not block.turn:
            number, state = self.last.get(mark.family, (0, self.state))
            continues = mark.number == number + 1 and state == "problem"
            aspect = continues and (label == "measure" or _is_aspect(own))
            lack = lacks(_first_clause(own)) and (continues or not (self.said or self.listed))
            if aspect or (lack and (not acts(own) or (continues and lacks(own.partition(",")[0])))):
                self.state, self.said = "problem", False
        elif self.state == "problem":
            before = self.open if mark.number <= 1 and self.open and not self.open.mark else None
            listed = before is not None and self._turns_to_list(before)
            told = before is not None and self._names_a_lack(before) and acts(own) and not lacks(own)
            if listed or told or (block.turn and not self.said):
                self.state, self.said, self.listed = "measure", False, listed

    def _turns_to_list(self, item: Item) -> bool:
        """Whether the item's last sentence turns to measures and is cut off there: …还不够,下一步将:一是…"""
        last = _SENTENCE_STOPS.split(self.text[item.start : item.end].strip())[-1]
        turn = turn_within(last)
        return turn is not None and len(last) - turn <= _LEAD_IN and (lacks(last[:turn]) or answers(last, turn))

    def _names_a_lack(self, item: Item) -> bool:
        start, end = trim(self.text, item.start, item.end)
        return start < end and lacks(self.text[start:end]) and not self._only_announces(item)

    def _only_announces(self, item: Item) -> bool:
        start, end = trim(self.text, item.start, item.end)
        return start < end and lacks(self.text[start:end]) and after_lead_in(self.text, start, end) >= end

    def _add_marked(self, block: _Block, mark: Mark) -> None:
        if self.state == "problem" and self.open and not self.open.mark and self._only_announces(self.open):
            self.said = True
        if mark.family in self.families:
            del self.families[self.families.index(mark.family) + 1 :]
        else:
            self.families.append(mark.family)
        self.last[mark.family] = (mark.number, self.state)
        self._append(block, mark, len(self.families))

    def _add_turn(self, block: _Block, ahead: Mark | None) -> None:
        text = self.text[block.start : block.end]
        if self.state == "past" and _LOOKS_BACK.match(text):
            self._add_unmarked(block)
        elif self.state == "problem" and not self.problems and _is_past(text):
            self.state, self.said = "past", False
            self._append(block, None, 0)
        elif self.state == "measure" and self.open and self.open.mark and not block.new_line and not is_generic(text):
            self.open.end = block.end
        else:
            if self.state != "measure":
                self.state, self.said = "measure", False
            self._append(block, None, 0)
            self.listed = block.lists or _leads_to(text.rstrip(), ahead)

    def _add_unmarked(self, block: _Block, ahead: Mark | None = None) -> None:
        own = self.text[block.body : block.end].strip()
        item = self.open
        if item and item.mark and block.new_line and self._is_heading(item):
            self.items.pop()
        elif item and item.mark and ahead and _stands_between(item.mark, ahead):
            item.end = block.end
            return
        elif item and item.mark and block.new_line and self._belongs_to(item, own):
            if item.state == "problem" and acts(own) and not lacks(own) and item.end > item.start:
                self.state, self.said = "measure", False
                self._append(block, None, 0)
            else:
                item.end = block.end
            return
        elif block.still and item and item.mark and not block.new_line and self.state != "past":
            item.end = block.end
            return
        if block.still and (self.state == "past" or not self.said):
            self.state, self.said = "problem", False
        self.listed = False
        self._append(block, None, 0)

    def _is_heading(self, item: Item) -> bool:
        return item.end - item.start <= _HEADING and _is_aspect(self.text[item.start : item.end].strip())

    def _belongs_to(self, item: Item, paragraph: str) -> bool:
        start, end = trim(self.text, item.start, item.end, at_end=" \n")
        if start == end or self.text[end - 1] not in _STOP:
            return True
        return bool(item.mark and item.mark.heading_like) and not is_generic(paragraph)

    def _append(self, block: _Block, mark: Mark | None, depth: int) -> None:
        item = Item(self.state, self.said, mark, block.body, block.end, block.turn, depth, self.aspect)
        self.items.append(item)
        self.open = item


def _leads_to(turn: str, ahead: Mark | None) -> bool:
    """Whether a turn only leads to the list behind it: 下一步,一是… or 我局将一是… or 将做好以下工作。一是…"""
    if turn.endswith(":"):
        return True
    return ahead is not None and ahead.number <= 1 and (turn[-1:] not in _STOP or is_generic(turn))


def _stands_between(mark: Mark, ahead: Mark) -> bool:
    """Whether the line between two items of one list can only belong to the first: the second goes on in it."""
    return not ahead.opens_line and (ahead.family, ahead.number) == (mark.family, mark.number + 1)


def _is_aspect(text: str) -> bool:
    return pattern("aspect").fullmatch(text) is not None and not lacks(text)


def _first_clause(text: str) -> str:
    stop = re.search("[。;]", text)
    return text[: stop.start()] if stop else text


def _is_past(text: str) -> bool:
    return _ABOUT_LAST_YEAR.match(text) is not None and "将" not in _first_clause(text)


def _nested(items: list[Item]) -> list[Item]:
    outer: list[Item] = []
    stack: list[Item] = []
    for item in items:
        while stack and (not item.mark or stack[-1].depth >= item.depth or stack[-1].state != item.state):
            stack.pop()
        (stack[-1].children if stack else outer).append(item)
        if item.mark:
            stack.append(item)
    return outer
