"""The platforms on which an organ says it discloses, each once, with its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from nlp.document import Document
from nlp.knowledge import load
from nlp.narrative.counts import counts
from nlp.narrative.mentions import mentions
from nlp.narrative.naming import JOINT
from nlp.narrative.platform_words import Mention
from nlp.narrative.prose import Paragraph, paragraphs
from nlp.report import Count, Platform, PlatformKind, Section

LEFT_OUT = ("s0", "s5", "s9")
MOST = 500
OWN = ("我", "本")


def find_platforms(doc: Document, sections: Sequence[Section], organ_name: str | None) -> tuple[Platform, ...]:
    """The websites, accounts, newspapers, boards … that the report says the organ uses, with their counts.

    >>> from nlp.report import Source
    >>> text = "一、总体情况\\n全年通过“清溪普法”微信公众号发布信息210余条，网站公开19条。"
    >>> doc = Document(Source("a.txt", "", "text/plain", 0), text)
    >>> for p in find_platforms(doc, [Section("s1", "一、总体情况", 0, 7, len(text))], None):
    ...     print(p.kind, p.name, [(c.value, c.approx, c.unit, c.what) for c in p.counts])
    wechat 清溪普法 [(210, True, '条', 'published')]
    website 网站 [(19, False, '条', 'published')]

    Read in every section but the preamble, section 五 and the sign-off. A platform named several ways is one
    platform: 区政府门户网站, 政府网站 and 我局网站 are the website, a bare 公众号 is the account named elsewhere, the
    class 政务新媒体 is left out where its members are named. A total over several platforms belongs to none. Names are
    the characters as printed, without the blanks inside them.
    ``start``/``end`` is where the name stands. No section found gives no platform, noise at most 500.
    Grammar: VARIETY 4.
    """
    holders: list[_Holder] = []
    for paragraph in paragraphs(doc, sections, LEFT_OUT):
        before: Mention | None = None
        for mention, found in counts(paragraph, mentions(paragraph.view.text)):
            listed = before is not None and _side_by_side(paragraph.view.text, before, mention)
            _take(holders, mention, found, paragraph, listed, organ_name or "")
            before = mention
    return tuple(_platform(doc, h) for h in _kept(holders))


def _side_by_side(text: str, before: Mention, mention: Mention) -> bool:
    """Whether two platforms of one kind stand in one list, so that they are two (县政府网站、局网站)."""
    gap = text[before.word_end : mention.start]
    return before.kind == mention.kind and bool(gap) and JOINT.fullmatch(gap) is not None


@dataclass(slots=True)
class _Holder:
    """A platform while its mentions are gathered."""

    kind: str
    mention: Mention
    where: Paragraph
    counts: list[Count] = field(default_factory=list)
    weak: bool = False
    names: set[str] = field(default_factory=set)

    def published(self) -> bool:
        return any(c.what == "published" for c in self.counts)


@cache
def _kinds(which: str) -> frozenset[str]:
    return frozenset(load("narrative", "platforms")[which])


def _take(
    holders: list[_Holder], mention: Mention, found: Sequence[Count], where: Paragraph, listed: bool, organ: str
) -> None:
    same = [h for h in holders if h.kind == mention.kind]
    apart = listed or any(c.what == "published" for c in found)
    holder = _named_alike(same, mention, apart) if mention.named else _meant(same, mention, apart, organ)
    if holder is None:
        if len(holders) >= MOST:
            return
        holder = _Holder(mention.kind, mention, where, weak=mention.weak)
        holders.append(holder)
    elif _tells_more(mention, holder):
        holder.mention, holder.where = mention, where
    holder.weak = holder.weak and mention.weak
    holder.names.add(mention.name)
    holder.counts += [c for c in found if all(c.start != known.start for known in holder.counts)]


def _tells_more(mention: Mention, holder: _Holder) -> bool:
    known = holder.mention
    if known.named or mention.named:
        return mention.named and not known.named
    if mention.weak and not holder.weak:
        return False
    return (holder.weak and not mention.weak) or bool(mention.owner and not known.owner)


def _named_alike(same: Sequence[_Holder], mention: Mention, apart: bool) -> _Holder | None:
    """The platform of that name, or the nameless one that now gets its name."""
    for holder in same:
        if holder.mention.named and _one_name(holder.mention.name, mention.name):
            return holder
    if mention.kind not in _kinds("single") or any(h.mention.named for h in same):
        return None
    return next((h for h in same if not (apart and h.published())), None)


def _meant(same: Sequence[_Holder], mention: Mention, apart: bool, organ: str) -> _Holder | None:
    """The platform that an unnamed mention speaks of again, or None where it is a new one."""
    if mention.kind not in _kinds("single"):
        return next((h for h in same if any(mention.name in n or n in mention.name for n in h.names)), None)
    if mention.owner:
        rivals = [h for h in same if h.mention.owner and not _one_owner(h.mention.owner, mention.owner, organ)]
        free = next((h for h in same if h not in rivals), None)
        return free if free or apart else next(iter(rivals), None)
    same = sorted(same, key=lambda h: (h.weak, not h.mention.owner.startswith(OWN)))
    if apart:
        return next((h for h in same if not h.mention.named or not h.published()), None)
    return next(iter(same), None)


def _one_name(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one)))


def _one_owner(one: str, other: str, organ: str) -> bool:
    short, long = sorted((_plain(one, organ), _plain(other, organ)), key=len)
    return long.endswith(short)


def _plain(owner: str, organ: str) -> str:
    if owner[0] in "我本" and organ:
        return organ.replace("人民政府", "政府")
    return owner.lstrip("我本").replace("人民政府", "政府")


def _kept(holders: Sequence[_Holder]) -> list[_Holder]:
    accounts = _kinds("accounts")
    specific = any(h.kind in accounts for h in holders)
    kept = []
    for holder in holders:
        if holder.weak and not holder.published():
            continue
        if holder.kind == "new_media" and specific and not holder.published():
            continue
        kept.append(holder)
    return kept


def _platform(doc: Document, holder: _Holder) -> Platform:
    mention, view = holder.mention, holder.where.view
    name = view.slice(*(mention.borrowed or (mention.start, mention.end))).quote(doc.text)
    start, end = view.span(mention.start, mention.end)
    kind: PlatformKind = "platform_other" if holder.kind == "new_media" else holder.kind  # type: ignore[assignment]
    return Platform(name, kind, start, end, tuple(sorted(holder.counts, key=lambda c: c.start)))
