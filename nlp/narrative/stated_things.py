"""What a number in the prose counts: requests, cases, items published, documents, conferences, trainings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.knowledge import load
from nlp.narrative.place import Place, cue, without_carried
from nlp.report import ClaimKind

REQUEST_SECTIONS = ("s1.requests", "s3")
CASE_SECTIONS = ("s1.requests", "s1.supervision", "s4")
DECIDED: tuple[ClaimKind, ...] = ("requests_granted", "requests_partial", "requests_denied")
_NEXT_ITEM = re.compile(r"[、和及与]")


def of_requests(place: Place, seen: set[str]) -> Iterator[tuple[ClaimKind, bool]]:
    """Requests received, closed, carried out, granted, granted in part or denied; and whether only a part of them."""
    at_home = place.section in REQUEST_SECTIONS
    if not at_home and "申请" not in place.sentence and not cue("decision").search(place.sentence):
        return
    lead, clause, after = place.lead, place.clause, place.after
    if "requests_received" in seen:
        lead = cue("elaborates").sub("", lead)
    if cue("no_request").search(lead[-24:] + "|" + after[:12]):
        return
    if cue("case_near").search(lead[-14:] + "|" + after[:14]) and not cue("request_last").search(clause):
        return
    if cue("decisions_together").search(lead):
        return
    thing, behind = _NEXT_ITEM.split(clause)[-1], _NEXT_ITEM.split(after)[0][:10]
    decided = [kind for kind in DECIDED if cue(kind).search(thing) or cue(kind).search(behind)]
    if decided:
        yield decided[-1], False
    elif cue("carried_in").search(without_carried(clause)):
        return
    elif cue("carried_out").search(clause) or cue("next_year").search(after):
        yield "requests_carried_out", False
    else:
        yield from _received_or_closed(place, seen, at_home)


def _received_or_closed(place: Place, seen: set[str], at_home: bool) -> Iterator[tuple[ClaimKind, bool]]:
    lead, clause, after = place.lead, place.clause, place.after
    part = bool(cue("part").search(clause))
    closes = bool(cue("closed").search(cue("not_closed").sub("", clause)))
    receives = bool(
        cue("received").search(clause)
        or (not closes and cue("number_only").fullmatch(clause) and cue("received").search(lead))
        or (place.is_zero() and not closes and cue("number_is").search(clause))
    )
    named = cue("request").search(lead[-60:] + "|" + after) or (at_home and len(lead) < 40)
    again = "requests_received" in seen and (part or not cue("request").search(clause + after[:12]))
    if receives and again and cue("own_share").search(lead.lstrip(",")):
        yield "requests_received", False
    elif receives and named and not again:
        yield "requests_received", part
    if receives:
        closes = bool(cue("and_closed").search(clause))
    elif not closes and cue("closed_behind").match(after) and not cue("not_closed").search(after):
        closes = True
    elif closes:
        closes = not cue("closes_other").search(clause) and (at_home or "申请" in place.sentence)
    if closes and not ("requests_closed" in seen and part):
        yield "requests_closed", part or "requests_closed" in seen


def of_cases(place: Place) -> Iterator[tuple[ClaimKind, bool]]:
    """Reconsiderations and lawsuits over disclosure, not those that the organ hears or answers as its business."""
    clause, after = place.clause, place.after
    words = (place.lead if len(clause) < 8 else clause)[-26:]
    review, suit = "复议" in words, cue("suit").search(words) is not None
    if not review and not suit:
        behind = _NEXT_ITEM.split(after)[0][:14]
        review, suit = "行政复议" in behind, "行政诉讼" in behind
    if (not review and not suit) or cue("case_part").search(clause):
        return
    own_business = cue("business").search(words) or (
        place.section not in CASE_SECTIONS and not cue("passive").search(place.sentence)
    )
    if own_business and not place.is_zero() and not cue("disclosure").search(place.sentence):
        return
    if review and suit and not place.is_zero() and not cue("each").search(words):
        if cue("cases_together").search(words):
            return
        review = False
    if review:
        yield "reconsiderations", False
    if suit:
        yield "lawsuits", False


def of_items(place: Place, seen: set[str]) -> Iterator[tuple[ClaimKind, bool]]:
    """Items published in total; one website's are a part, one account's are none."""
    lead = place.lead
    if not place.first and cue("items_disclosed", "sum").search(lead):
        if cue("items_disclosed", "publishes").search(place.sentence):
            yield "items_disclosed", False
        return
    if "items_disclosed" in seen or "其中" in lead:
        return
    total = place.number.unit == "条" and cue("items_disclosed", "total").search(place.clause)
    object_ = total or cue("items_disclosed", "before").search(lead)
    if not object_ or cue("items_disclosed", "not_behind").match(place.after):
        return
    field = cue("items_disclosed", "not").search(object_[0])
    if field and (field[0] not in place.organ or cue("items_disclosed", "not").search(object_[0], field.end())):
        return
    context = lead[-60:]
    joint, site = cue("items_disclosed", "joint").search(context), cue("items_disclosed", "site").search(context)
    if cue("items_disclosed", "only_by").search(context) and not joint and not site:
        return
    yield "items_disclosed", bool(site and not joint)


def simple(kind: ClaimKind, place: Place) -> Iterator[tuple[ClaimKind, bool]]:
    """Documents, interpretations, press conferences or trainings, named before the number or behind it."""
    patterns, near = load("narrative", "claims")[kind], place.clause + "|" + place.after[:24]
    named = cue(kind, "before").search(place.clause)
    if not named and "after" in patterns and cue(kind, "after").match(place.after):
        named = cue(kind, "verb_before").search(place.clause)
    if not named or cue(kind, "not").search(near[: len(place.clause) + 17]):
        return
    yield kind, bool("part" in patterns and cue(kind, "part").search(near[: len(place.clause) + 9]))
