"""How a text calls each platform: a quoted name, an owner, a number, or the platform word alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from nlp.narrative.platform_words import Knowledge, Mention, Quote

LONGEST_NAME = 20
OWNER_WINDOW = 16
LONGEST_BARE_NAME = 6
PLACED = ("bulletin_board", "gazette", "open_zone", "service_portal")
_FORE_WORDS = ("官方", "政务", "政府", "认证", "自有", "单位", "同名", "的", "系列", "类", "短视频")
_FORE = re.compile(f"(?:{'|'.join(_FORE_WORDS)})+$")
_FORE_ENDS = frozenset(word[-1] for word in _FORE_WORDS)
_NAMED_AFTER = re.compile(r"(?:\(?(?:名称|名为|账号名称?|公众号名称?)(?:为|:|是)?|:|\(|,?名为)?")
_IN_BRACKETS = re.compile(r"\((?:名称[:为]?|账号[:为]?)?([一-鿿A-Za-z0-9·]{2,14})\)")
_NO_BRACKET_NAME = re.compile(
    r"以下|简称|含|包括|其中|不|如|即|见|及|和|微信|微博|抖音|视频|新媒体|网址|公众号|分别|\d+[条个件篇]"
)
_NO_NAME = re.compile(r"[,。;:!?、+/]")
JOINT = re.compile(r"(?:[、,和及与或/]|以及)?")
_NO_PHRASE = re.compile(r"[^一-鿿0-9]")
_HOTLINE_NUMBER = re.compile(r"\d{4,6}”?(?:(?!之外|以外|另|外设|开通|增设|和|与|及|或)[一-鿿]){0,8}$")
_NO_BARE_NAME = re.compile(
    r"全年|今年|目前|其中|[我本各该其类条]|截[至止]|[年月日号]|单位|平台|渠道|信息|官方|一|新|多|主|传统|线|相关|政务|统一"
    r"|自|载体|政府|媒体|\d$"
)


def with_names(text: str, words: Sequence[Mention], quotes: Sequence[Quote], knowledge: Knowledge) -> list[Mention]:
    by_end = {quote[1]: quote for quote in quotes}
    by_start = {quote[0]: quote for quote in quotes}
    word_ends = {word.word_end for word in words}
    taken: set[int] = set()
    found: list[Mention] = []
    for number, word in enumerate(words):
        around = quote_around(word, quotes)
        following = words[number + 1] if number + 1 < len(words) else None
        if around is not None and following is not None and _names_a_programme(word, around, following):
            continue
        if (
            around is not None
            and around[2] < word.word_start
            and word.word_end == around[3]
            and _is_name(text, around, knowledge)
        ):
            found.append(_named(word, text, around, around[1]))
            taken.add(around[0])
            continue
        fore = None
        if text[word.word_start - 1 : word.word_start] in _FORE_ENDS:
            fore = _FORE.search(text, max(word.word_start - 8, 0), word.word_start)
        fore_start = fore.start() if fore else word.word_start
        names = []
        if quotes and word.kind in knowledge.can_be_named:
            names = _names_before(text, fore_start, by_end, taken, word_ends, knowledge)
            if not names:
                names = _names_after(text, word, by_start, following, knowledge)
        if names:
            taken.update(q[0] for q in names)
            found += [_named(word, text, quote, word.word_end) for quote in names]
            continue
        bracketed = _IN_BRACKETS.match(text, word.word_end) if text.startswith("(", word.word_end) else None
        if bracketed and word.kind in knowledge.accounts and not _NO_BRACKET_NAME.search(bracketed[1]):
            low, high = bracketed.span(1)
            found.append(Mention(word.kind, bracketed[1], low, high, word.word_start, bracketed.end(), named=True))
            continue
        found.append(_shared(text, found, word, fore, knowledge) or _owned(text, word, fore_start, knowledge))
    return found


def _named(word: Mention, text: str, quote: Quote, word_end: int) -> Mention:
    low, high, start, end = quote
    begin = min(word.word_start, low)
    return Mention(word.kind, text[start:end], start, end, begin, max(word_end, high), named=True)


def _names_a_programme(word: Mention, around: Quote, following: Mention) -> bool:
    """Whether a quoted 热线 is what a station puts on the air (“行风热线”广播节目)."""
    return word.kind == "hotline" and following.kind == "tv_radio" and following.word_start == around[1]


def _names_before(
    text: str,
    end: int,
    by_end: Mapping[int, Quote],
    taken: set[int],
    word_ends: set[int],
    knowledge: Knowledge,
) -> list[Quote]:
    names: list[Quote] = []
    while True:
        quote = by_end.get(end)
        if quote is None and (JOINT.fullmatch(text[end - 1 : end]) if names else text[end - 1 : end] == "等"):
            quote = by_end.get(end - 1)
        if quote is None or quote[0] in taken or not _is_name(text, quote, knowledge):
            return names[::-1]
        if names and quote[0] in word_ends:
            return names[::-1]
        names.append(quote)
        end = quote[0]


def _names_after(
    text: str,
    word: Mention,
    by_start: Mapping[int, Quote],
    following: Mention | None,
    knowledge: Knowledge,
) -> list[Quote]:
    names: list[Quote] = []
    lead = _NAMED_AFTER.match(text, word.word_end)
    at = lead.end() if lead else word.word_end
    while at in by_start:
        quote = by_start[at]
        fore = _FORE.search(text, quote[1], following.word_start) if following else None
        opens = following is not None and (following.word_start == quote[1] or (fore and fore.start() == quote[1]))
        own = following is not None and any(text.startswith(sign, following.word_end) for sign in '“"《「')
        if (opens and not own) or not _is_name(text, quote, knowledge):
            return names
        if knowledge.not_name_before.match(text, quote[1]):
            return names
        names.append(quote)
        joint = JOINT.match(text, quote[1])
        at = joint.end() if joint else quote[1]
    return names


def _is_name(text: str, quote: Quote, knowledge: Knowledge) -> bool:
    name = text[quote[2] : quote[3]]
    return len(name) <= LONGEST_NAME and name not in knowledge.not_names and not _NO_NAME.search(name)


def _shared(
    text: str, found: Sequence[Mention], word: Mention, fore: re.Match[str] | None, knowledge: Knowledge
) -> Mention | None:
    """A bare account word right after a named account bears the same name (“X”微博、微信; “X”同名抖音号)."""
    if word.kind not in knowledge.accounts or not found or not found[-1].named:
        return None
    last = found[-1]
    start = fore.start() if fore else word.word_start
    between = text[last.word_end : start]
    same_name = fore is not None and "同名" in fore[0]
    if (
        last.kind in knowledge.accounts
        and last.kind != word.kind
        and JOINT.fullmatch(between)
        and last.start < last.word_end - 2
    ):
        same_name = text[last.word_end - 1] not in '”"》」'
    if not same_name:
        return None
    name = last.borrowed or (last.start, last.end)
    return Mention(
        word.kind, last.name, start, word.word_end, word.word_start, word.word_end, named=True, borrowed=name
    )


def _owned(text: str, word: Mention, fore_start: int, knowledge: Knowledge) -> Mention:
    """An unnamed platform with what stands right before it: its owner (区政府网站), its number (12345热线)."""
    account = word.kind in knowledge.accounts
    end = fore_start if account else word.word_start
    window = text[max(end - OWNER_WINDOW, 0) : end]
    if word.kind == "hotline":
        digits = _HOTLINE_NUMBER.search(window)
        if digits or text[word.word_start : word.word_end] not in knowledge.called:
            return _lengthened(word, text, end - len(digits[0]) if digits else end)
    phrase = _NO_PHRASE.split(window)[-1]
    opened = knowledge.openers.find_matches_as_indexes(phrase, overlapping=True) if phrase else ()
    phrase = phrase[max((high for _, _, high in opened), default=0) :]
    start = end - len(phrase)
    if word.kind == "hotline":
        called = opened and 2 <= len(phrase) <= 4 and not _NO_BARE_NAME.search(phrase)
        return _lengthened(word, text, start if called else end)
    if phrase.endswith(knowledge.owners):
        word.owner = phrase
        if word.weak and knowledge.site_of.fullmatch(phrase + text[word.word_start : word.word_end]):
            word.weak = knowledge.in_general.match(text, word.word_end) is not None
        return _lengthened(word, text, start)
    if 2 <= len(phrase) <= LONGEST_BARE_NAME and not _NO_BARE_NAME.search(phrase):
        if account:
            word.name, word.start, word.end, word.named = phrase, start, end, True
            return word
        if word.kind in PLACED or text[word.word_start : word.end] in knowledge.proper:
            return _lengthened(word, text, start)
    fore = account and text[fore_start : word.word_start] in ("官方", "政务")
    return _lengthened(word, text, fore_start) if fore else word


def _lengthened(word: Mention, text: str, start: int) -> Mention:
    word.start, word.name = start, text[start : word.end]
    return word


def quote_around(word: Mention, quotes: Sequence[Quote]) -> Quote | None:
    at = bisect_right(quotes, word.word_start, key=lambda quote: quote[0]) - 1
    return quotes[at] if at >= 0 and quotes[at][1] > word.word_end else None
