"""Where a text speaks of a platform, how it calls it, and of which kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.narrative.naming import quote_around, with_names
from nlp.narrative.platform_words import Knowledge, Mention, Quote, knowledge

_QUOTED = re.compile(
    r"“([^“”\n]{1,30})”|\"([^\"\n]{1,30})\"|「([^」\n]{1,30})」|『([^』\n]{1,30})』|‘([^‘’\n]{1,30})’"
    r"|《([^《》\n]{1,60})》|【([^】\n]{1,30})】"
)
_AFT = re.compile(r"(?:官方)?(?:账号|帐号|公众号|平台|号)")
_SENTENCE_STOPS = re.compile(r"[。;!?\n]")
_QUOTE_OPENS = ("“", '"', "「", "『", "‘", "《", "【")
_BULLETIN = "公报"
_BUILT = ("bulletin_board", "open_zone")
_PLACES = "在于"
_TWO_WORDS_ONE_SITE = re.compile(r"\([^()]{1,8}\)")


def mentions(text: str) -> list[Mention]:
    """Every platform word of a text that names a platform somebody runs, in order.

    >>> [(m.kind, m.name) for m in mentions('通过区政府网站和“清溪普法”微信公众号发布信息')]
    [('website', '区政府网站'), ('wechat', '清溪普法')]

    Words inside 《》 are titles and name none, except newspapers and gazettes.
    """
    known = knowledge()
    hits = known.matcher.find_matches_as_indexes(text)
    if not hits:
        return []
    quotes = [(m.start(), m.end(), m.start(m.lastindex or 1), m.end(m.lastindex or 1)) for m in _QUOTED.finditer(text)]
    words = [w for w in _words(text, hits, known) if _stands_free(w, text, quote_around(w, quotes))]
    words = list(_without_other_bulletins(text, words, known))
    found = with_names(text, words, quotes, known)
    return [m for m in (_as_run(text, m, known) for m in found) if m is not None]


def _words(text: str, hits: Sequence[tuple[int, int, int]], knowledge: Knowledge) -> list[Mention]:
    words: list[Mention] = []
    for index, start, end in hits:
        kind, weak = knowledge.entries[index]
        if text[start:end] in knowledge.via and text.startswith(_QUOTE_OPENS, end):
            continue
        if kind and words and words[-1].word_end == start and words[-1].name in knowledge.via:
            words.pop()
        between = text[words[-1].word_end : start] if words else " "
        if kind == "website" == (words[-1].kind if words else "") and _TWO_WORDS_ONE_SITE.fullmatch(between):
            between = ""
        if words and not between and kind:
            last = words[-1]
            if last.kind in ("new_media", kind) or (kind == "app" and last.kind in knowledge.accounts):
                kept = kind if last.kind == "new_media" else last.kind
                last.kind, last.word_end, last.end, last.weak = kept, end, end, False
                last.name = text[last.start : end]
                continue
        if not kind:
            continue
        if kind in knowledge.accounts or kind in ("platform_other", "app"):
            more = _AFT.match(text, end)
            if more and not text.startswith(("平台建设", "平台管理"), more.start()):
                end = more.end()
        if text.startswith("政府", start) and text.endswith("人民", 0, start):
            start -= 2
        words.append(Mention(kind, text[start:end], start, end, start, end, weak=weak))
    return words


def _without_other_bulletins(text: str, words: Sequence[Mention], knowledge: Knowledge) -> Iterator[Mention]:
    """The words without bulletins of figures (普查公报); a bare 公报 behind one speaks of it again."""
    other = False
    for word in words:
        if word.name == _BULLETIN:
            other = (
                other or knowledge.other_bulletin.search(text, max(word.word_start - 6, 0), word.word_start) is not None
            )
            if other:
                continue
        yield word


def _stands_free(word: Mention, text: str, quote: Quote | None) -> bool:
    """Whether a word is no part of a document's title; newspapers and gazettes bear titles."""
    if quote is None or text[quote[0]] != "《":
        return True
    return word.kind in ("press", "gazette") and word.word_end == quote[3] and quote[3] - quote[0] <= 14


def _as_run(text: str, mention: Mention, knowledge: Knowledge) -> Mention | None:
    """The mention, marked where the organ does not run the platform; None where it is a source or a partner."""
    if knowledge.with_partner.match(text, mention.word_end) and knowledge.partner.match(
        text, max(mention.start - 1, 0)
    ):
        return None
    if mention.kind in _BUILT and knowledge.works.match(text, mention.word_end):
        return None
    left = text[max(mention.word_start - 32, 0) : min(mention.start, mention.word_start)]
    if mention.weak and text[mention.word_start : mention.word_end] in knowledge.via:
        mention.weak = not _publishes_through(text, left, mention, knowledge)
    if not knowledge.doubt.search(left):
        return mention
    left = left[max((m.end() for m in _SENTENCE_STOPS.finditer(left)), default=0) :]
    if not knowledge.doubt.search(left):
        return mention
    if knowledge.source.search(left):
        return None
    mention.run = knowledge.not_run.search(left) is None
    return mention


def _publishes_through(text: str, left: str, mention: Mention, knowledge: Knowledge) -> bool:
    through = knowledge.through.search(left)
    if through is None:
        return False
    listed = through[0][0] not in _PLACES and knowledge.listed_on.match(text, mention.word_end)
    return bool(listed or knowledge.publishes.match(text, mention.word_end))
