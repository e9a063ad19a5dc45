"""A whole dataset as one HTML file: what reports say, how it moved, what goes with it, and the sentences behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from nlp.knowledge import load
from nlp.pages.report_page_letters import shorten
from nlp.pages.shell import shell, template
from nlp.pages.trends_page_evidence import Evidence
from nlp.pages.trends_page_groups import problems_to_measures, themes_by_group
from nlp.pages.trends_page_overview import method, overview, series_breaks, tallies
from nlp.pages.trends_page_parts import Ground, Section
from nlp.pages.trends_page_statistics import how_good, themes_and_statistics
from nlp.pages.trends_page_themes import themes_by_year, themes_that_change
from nlp.pages.trends_page_time import a_year_later, the_same_words
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    from nlp.dataset import Dataset

SECTIONS: tuple[Callable[[Ground], Section], ...] = (
    overview,
    themes_by_year,
    themes_that_change,
    themes_by_group,
    problems_to_measures,
    themes_and_statistics,
    a_year_later,
    the_same_words,
    how_good,
)


def trends_page(
    dataset: Dataset,
    coder: str | None = None,
    title: str | None = None,
    links: Mapping[str, tuple[str, str]] | None = None,
    book: Codebook | None = None,
) -> str:
    """The trend page of a dataset: one HTML file that needs no network and runs no script but its own.

    >>> from nlp.dataset import open_dataset
    >>> page = trends_page(open_dataset("dataset"))  # doctest: +SKIP

    coder  whose codes, by default the coder that speaks for the dataset; one that it lacks raises ``ValueError``
    title  the page's title, by default one that names the years
    links  report -> the addresses of its file and its page (``trends_page_links.source_links``)
    book   the codebook of labels, by default gongkai's own

    The charts are drawn here (Altair, Vega) as SVG whose marks are links to their evidence; they need no script. Every
    number comes from ``nlp.analysis``; a figure that the dataset can't give says why. What reports say is strangers'
    text: it is escaped, and the page's policy allows only the style and the script whose hashes it names. The same
    dataset gives the same bytes.
    """
    if not len(dataset):
        raise ValueError("the dataset holds no report: there is nothing to show")
    book = book or codebook()
    ground = Ground(dataset, book, coder, Evidence(dataset, book, coder, links or {}))
    sections = [make(ground) for make in SECTIONS]
    numbers = list(tallies(ground))
    years = next(tally.n for tally in numbers if tally.n and tally.en == "years")
    return template("trends_page").render(
        words=load("pages", "trends_page"),
        title=shorten(title, 120) if title else "",
        years=years,
        sections=sections,
        tallies=numbers,
        method=method(ground),
        breaks=series_breaks(),
        evidence=ground.evidence,
        data=_embedded(ground.evidence.data()),
        **shell("trends_page"),
    )  # fmt: skip


def _embedded(data: Any) -> Markup:
    """JSON that no letter of which can end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)
