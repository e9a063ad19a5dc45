"""How much was published where: the numbers of a paragraph, given to the platforms that they count."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.knowledge import load
from nlp.narrative.numbers import Number, numbers
from nlp.narrative.platform_words import Mention
from nlp.narrative.prose import Paragraph
from nlp.report import Count, CountKind

FOLLOWER_UNITS = ("", "人", "名", "户", "个", "位", "人次")
VIEW_UNITS = ("", "次", "人次", "人")
BARE_UNITS = ("条", "篇", "则", "期", "件", "份", "条次", "篇次")
VIDEO_KINDS = ("douyin", "video_account")
BARE_VIDEO_UNITS = ("个", "部", "集")
ON_AIR_KINDS = (*VIDEO_KINDS, "tv_radio")
_CLAUSE = re.compile(r"[,:。]")
_ITEM_END = re.compile(r"[,、。;:]")


def counts(paragraph: Paragraph, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, list[Count]]]:
    """Each mention of a paragraph with the counts that belong to it, in order; platforms that nobody runs left out.

    A number belongs to the platform named last before it in its sentence; to none where the platforms before it
    form one list (网站、微博共发布360条) or where it sums up several (共计67条). A sentence that opens with 其中, 转发,
    粉丝 … speaks on about the platform of the sentence before. Grammar: VARIETY 4.
    """
    if not mentions:
        return
    text, reader = paragraph.view.text, _Reader(paragraph, mentions)
    found = paragraph.counted if paragraph.untitled == text else list(numbers(text))
    if found:
        reader.read(found)
    yield from ((m, reader.given[id(m)]) for m in mentions if m.run)


class _Reader:
    """Knows whom the next number belongs to while it goes through a paragraph.

    group      the platforms named last, if they wait for a number        platform  whose the last number was
    queue      platforms to whom numbers are dealt out one by one (分别)    verb      whether a verb of publishing stood
    has_total  names with a published count in this paragraph             summed    those of this sentence
    """

    def __init__(self, paragraph: Paragraph, mentions: Sequence[Mention]) -> None:
        self.paragraph, self.text, self.mentions = paragraph, paragraph.view.text, mentions
        self.given: dict[int, list[Count]] = {id(m): [] for m in mentions}
        self.forget()

    def forget(self) -> None:
        self.group: list[Mention] = []
        self.queue: list[Mention] = []
        self.platform: Mention | None = None
        self.has_total: set[str] = set()
        self.summed: set[str] = set()
        self.verb = False

    def read(self, found: Sequence[Number]) -> None:
        at, number_at = [m.word_start for m in self.mentions], [n.start for n in found]
        for start, end in self.paragraph.sentences():
            inside = self.mentions[bisect_left(at, start) : bisect_left(at, end)]
            if not inside and not (self.platform and _cue("goes_on").match(self.text, start)):
                self.forget()
                continue
            if inside:
                self.summed.clear()
            self.verb = False
            self.sentence(start, end, inside, found[bisect_left(number_at, start) : bisect_left(number_at, end)])
            self.group = [self.platform] if self.platform else []

    def sentence(self, start: int, end: int, inside: Sequence[Mention], found: Sequence[Number]) -> None:
        names = [(min(m.start, m.word_start), m.word_end) for m in inside]
        counted = [n for n in found if not _within(n.start, names)]
        waiting = list(inside)[::-1]
        since, after_number = start, True
        loose: tuple[Number, str] | None = None
        for order, number in enumerate(counted):
            while waiting and waiting[-1].word_start < number.start:
                mention = waiting.pop()
                self.name(mention, self.text[since : mention.word_start], after_number)
                self.place(loose, mention, end)
                loose, since, after_number = None, mention.word_end, False
            following = counted[order + 1] if order + 1 < len(counted) else None
            if following and waiting and waiting[-1].word_start < following.start:
                following = None
            context = self.text[since : number.start]
            self.choose(context, len(counted) - order)
            elsewhere = _cue("elsewhere").search(context)
            loose = None if self.platform or elsewhere else (number, context)
            if self.platform is not None and not (after_number and elsewhere):
                self.count(number, context, end, following)
            elif elsewhere:
                self.platform, self.group = None, []
            since, after_number = number.end, True
        for mention in reversed(waiting):
            self.name(mention, self.text[since : mention.word_start], after_number)
            self.place(loose, mention, end)
            loose, since, after_number = None, mention.word_end, False
        if waiting:
            self.platform = self.group[0] if len(self.group) == 1 else None

    def place(self, loose: tuple[Number, str] | None, mention: Mention, end: int) -> None:
        """Gives a number that no platform has to the one behind it on which all of it stands (134条,都登在网站)."""
        if loose is None or not mention.run:
            return
        number, context = loose
        gap = self.text[number.end : min(mention.start, mention.word_start)]
        if _cue("published_there").fullmatch(gap) and _cue("there_ends").match(self.text, mention.word_end, end):
            self.platform = mention
            self.count(number, context, end, None)

    def name(self, mention: Mention, gap: str, after_number: bool) -> None:
        """A platform is named: it joins the list that is being read, or takes the place of those before."""
        listed = self.group and not after_number
        if listed and (_cue("list_gap").fullmatch(gap) or self.group[-1].word_end >= mention.word_start):
            self.group.append(mention)
        else:
            self.group = [mention]
        if not mention.run:
            self.platform, self.group = None, []
        self.queue = []

    def choose(self, context: str, left: int) -> None:
        """Sets the platform of the next number: the single one named, or the next of those dealt out."""
        if self.queue:
            self.platform = self.queue.pop(0)
        elif _cue("jointly").search(context):
            self.platform, self.group = None, []
        elif len(self.group) > 1:
            dealt = _cue("respectively").search(context) and left >= len(self.group)
            self.platform, self.queue = (self.group[0], self.group[1:]) if dealt else (None, [])
            self.group = []
        elif self.group:
            self.platform = self.group[0]

    def count(self, number: Number, context: str, end: int, following: Number | None) -> None:
        """Gives a number to the platform, with what it counts."""
        platform = self.platform
        assert platform is not None
        clause = _CLAUSE.split(context)[-1]
        self.verb = self.verb or _cue("verb").search(context) is not None
        if _cue("never").search(clause) or _cue("skipped").search(clause):
            return
        if _cue("sum_up").search(clause) and len(self.summed) > 1:
            return
        key = f"{platform.kind}:{platform.name}"
        after = _ITEM_END.split(self.text[number.end : min(number.end + 14, end)])[0]
        what = _what(number, clause, after, key in self.has_total, self.verb, platform, following)
        if what is None:
            return
        if what == "published":
            self.has_total.add(key)
            self.summed.add(key)
        start, stop = self.paragraph.view.span(number.start, number.end)
        self.given[id(platform)].append(Count(number.value, number.approx, number.unit, what, start, stop))


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(load("narrative", "counts")[name])


@cache
def _published_units() -> frozenset[str]:
    return frozenset(load("narrative", "counts")["published_units"].split())


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return at >= 0 and place < spans[at][1]


def _what(
    number: Number,
    clause: str,
    after: str,
    has_total: bool,
    verb: bool,
    platform: Mention,
    following: Number | None,
) -> CountKind | None:
    """What a number beside a platform counts, from its unit and the words around it; None where it is no count."""
    kind, around = platform.kind, clause + "|" + after
    if number.unit in FOLLOWER_UNITS and _cue("followers").search(around):
        return "followers"
    if number.unit in VIEW_UNITS and _cue("views").search(around):
        return "views"
    if number.unit not in _published_units():
        return "other" if _is_other(clause, after) else None
    part = bool(has_total or _cue("part").search(clause))
    counterpart = following is not None and following.unit == number.unit
    if _cue("reposted").search(clause) and (part or counterpart):
        return "reposted"
    if _cue("original").search(clause) and (part or (counterpart and not verb)):
        return "original"
    column = kind == "website" and number.unit in BARE_UNITS and _cue("site_column").fullmatch(clause)
    on_air = kind in ON_AIR_KINDS and _cue("broadcast").search(clause)
    if _is_other(clause, after) and not column and not on_air:
        return "other"
    if kind not in VIDEO_KINDS and _cue("videos").search(clause[-8:] + "|" + after):
        return "videos"
    if part:
        return "other"
    bare_units = (*BARE_UNITS, *BARE_VIDEO_UNITS) if kind in VIDEO_KINDS and platform.named else BARE_UNITS
    bare = number.unit in bare_units and len(clause) <= 6
    return "published" if verb or bare or column or _cue("verb").search(after) else None


def _is_other(clause: str, after: str) -> bool:
    """Whether a thing other than what is published is counted: adopted items, columns, messages, live shows."""
    if _cue("other_deed").search(clause):
        return True
    return bool(_cue("other_thing").search(clause[-3:]) or _cue("other_thing").search(after[:6]))
