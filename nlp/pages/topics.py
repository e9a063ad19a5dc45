"""What a discovery found, for the terminal: how much was looked at, then every topic with units to read."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.themes.discover import Discovery, Passage, Tally, Topic


def lines_of_discovery(found: Discovery) -> Iterator[str]:
    """The lines of a tally a kind and of every topic.

    >>> from nlp.themes.discover import discover
    >>> next(lines_of_discovery(discover(["群众不会用"])))
    'text: 1 unit, 1 that no code covers; fewer than 20 different texts: read them, there is nothing to cluster'
    """
    for tally in found.tallies:
        yield _tally(tally)
    for number, topic in enumerate(found.topics, 1):
        yield ""
        yield _head(number, topic)
        yield f"   {'、'.join(topic.phrases)}"
        for passage in topic.representative:
            yield f"   - {' '.join(passage.text.split())} ({_source(passage)})"


def _tally(tally: Tally) -> str:
    units = "1 unit" if tally.units == 1 else f"{tally.units:,} units"
    line = f"{tally.kind}: {units}, {tally.uncovered:,} that no code covers"
    if tally.topics:
        line += f"; {tally.topics} topics, {tally.in_no_topic:,} units in none"
    return f"{line}; {tally.note}" if tally.note else line


def _head(number: int, topic: Topic) -> str:
    years = ", ".join(f"{year or '?'}: {count}" for year, count in topic.years)
    return f"{number}. {topic.kind} “{topic.label}”  {len(topic.units)} units of {topic.reports} reports ({years})"


def _source(passage: Passage) -> str:
    parts = [passage.organ or "?", str(passage.year or "?"), passage.report_id or ""]
    return ", ".join(part for part in parts if part)
