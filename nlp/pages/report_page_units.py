"""Problems and measures as cards: their words, themes with evidence, and the numbers by which they are linked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from nlp.knowledge import load
from nlp.pages.report_page_letters import visible
from nlp.report import Report, Span, Theme, Unit
from nlp.themes.codebook import codebook


class Quote(NamedTuple):
    """Words of the source and the id of the place where they stand."""

    text: str
    at: str


class ThemeView(NamedTuple):
    code: str
    zh: str
    en: str
    coder: str
    score: str
    quotes: tuple[Quote, ...]


class LinkView(NamedTuple):
    """A link seen from one of its ends; ``to`` is the id of the card at the other end."""

    to: str
    name: str
    basis: str
    score: str


class Card(NamedTuple):
    """One unit; ``id`` names the card, ``at`` the flag that stands before the unit in the text."""

    id: str
    at: str
    unit: Unit
    name: str
    zh: str
    en: str
    number: int
    themes: tuple[ThemeView, ...]
    second: tuple[ThemeView, ...]
    links: tuple[LinkView, ...]


def cards(report: Report) -> list[Card]:
    """A card a unit, in the order of the text; every kind is numbered for itself (问1, 措1 …)."""
    words = load("pages", "report_page")
    numbers: Counter[str] = Counter()
    names: dict[str, tuple[str, str, int]] = {}
    for n, unit in enumerate(report.units, 1):
        numbers[unit.kind] += 1
        names[unit.id] = (f"u{n}", f"{words['units'][unit.kind][2]}{numbers[unit.kind]}", numbers[unit.kind])
    linked: dict[str, list[LinkView]] = defaultdict(list)
    for link in report.links:
        if link.problem in names and link.measure in names:
            for here, there in ((link.problem, link.measure), (link.measure, link.problem)):
                to, name, _ = names[there]
                linked[here].append(LinkView(to, name, link.basis, f"{link.score:.2f}"))
    made = []
    for unit in report.units:
        id, name, number = names[unit.id]
        zh, en, _ = words["units"][unit.kind]
        links = tuple(dict.fromkeys(linked[unit.id]))
        themes, second = (tuple(_themes(report, given)) for given in (unit.themes, unit.second))
        made.append(Card(id, f"in-{id}", unit, name, zh, en, number, themes, second, links))
    return made


def _themes(report: Report, themes: Iterable[Theme]) -> Iterator[ThemeView]:
    book = codebook()
    for theme in themes:
        known = book.codes.get(theme.code)
        zh, en = (known.zh, known.en) if known else (theme.code, "")
        yield ThemeView(theme.code, zh, en, theme.coder, f"{theme.score:.2f}", _quotes(report.text, theme.evidence))


def _quotes(text: str, spans: Sequence[Span]) -> tuple[Quote, ...]:
    return tuple(Quote(text[low:high], f"at{low}") for low, high in spans if 0 <= low < high <= len(text))


def flag_before(card: Card) -> Markup:
    """The flag that opens a unit in the text: its number, written by the style sheet so that it is no part of it."""
    return Markup(
        '<a class="flag {kind}" id="{at}" href="#{id}" data-pick="{id}" data-zh="{name}" '
        'aria-label="{zh} {number}：看依据 / {en} {number}: show its evidence"></a>'
    ).format(**_names(card))


def flags_behind(card: Card) -> Markup:
    """The labels that close a unit in the text: its themes, and the numbers of what it is linked to."""
    chips = [
        Markup('<a class="chip {}" href="#{}" data-pick="{}" data-zh="{}" data-en="{}" aria-label="{} {}"></a>').format(
            card.unit.kind, card.id, card.id, *(visible(word) for word in (t.zh, t.en, t.zh, t.en))
        )
        for t in card.themes
    ]
    arrow = "→" if card.unit.kind == "problem" else "←"
    links = [
        Markup('<a class="to" href="#in-{}" data-zh="{} {}" aria-label="{} {}"></a>').format(
            link.to, arrow, link.name, "答以 / answered by" if arrow == "→" else "回应 / answers", link.name
        )
        for link in card.links
    ]
    return Markup("").join([*chips, *links])


def _names(card: Card) -> dict[str, object]:
    return {
        "kind": card.unit.kind,
        "at": card.at,
        "id": card.id,
        "name": card.name,
        "zh": card.zh,
        "en": card.en,
        "number": card.number,
    }
