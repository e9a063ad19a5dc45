"""What the trend page is made of: sections of figures, each with charts, a table that says the same, and notes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from nlp.analysis import corpus
from nlp.analysis.estimates import SMALL
from nlp.knowledge import load
from nlp.pages.trends_page_evidence import Evidence, Pair, label
from nlp.themes.codebook import Codebook

if TYPE_CHECKING:
    from nlp.dataset import Dataset

Key = tuple[str, str, str]  # colour, Chinese, English


class Panel(NamedTuple):
    """One chart of a figure, with a title where there are several; ``narrow`` is shown on a phone."""

    svg: Markup
    narrow: Markup | None = None
    title: Pair | None = None
    told: str = ""


class Row(NamedTuple):
    """A row of the table under the charts; ``mark`` leads to its evidence."""

    mark: int | None
    cells: tuple[str, ...]
    small: bool = False


class Table(NamedTuple):
    heads: tuple[Pair, ...]
    rows: tuple[Row, ...]


class Figure(NamedTuple):
    """Charts with what they show and how to read them; ``empty`` says why there are none."""

    id: str
    title: Pair
    read: Pair
    panels: tuple[Panel, ...] = ()
    table: Table | None = None
    keys: tuple[Key, ...] = ()
    notes: tuple[Pair, ...] = ()
    empty: str = ""
    open: bool = False


class Section(NamedTuple):
    id: str
    title: Pair
    figures: tuple[Figure, ...]
    said: tuple[Pair, ...] = ()


@dataclass
class Ground:
    """What every section is made from, and the frames that more than one of them needs."""

    dataset: Dataset
    book: Codebook
    coder: str | None
    evidence: Evidence
    made: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """A frame that is made once."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def label(self, code: str) -> Pair:
        return label(self.book, code)


def figure(id: str, make: Callable[[], Figure]) -> Figure:
    """A figure, or the place where it would stand and the reason why it can't."""
    try:
        return make()
    except ValueError as error:
        return Figure(id, words("figures", id), ("", ""), empty=str(error))


def words(group: str, key: str) -> Pair:
    """A label of the page in both languages; what has none stands as it is."""
    found = load("pages", "trends_page")[group].get(key)
    return (str(found[0]), str(found[1])) if found else (key, key.replace("_", " "))


def read(id: str) -> Pair:
    """How to read a figure."""
    return words("read", id)


def heads(*names: str) -> tuple[Pair, ...]:
    return tuple(words("heads", name) for name in names)


def group_label(by: str, value: Any) -> Pair:
    """The label of a level, function or province."""
    if value is None or value == "":
        return words("groups", "unknown")
    if by == "level":
        found = load("pages", "report_page")["levels"].get(value)
        return (found[0], found[1]) if found else (str(value), str(value))
    if by == "function":
        known = load("structure", "functions")
        entry = known["functions"].get(value) or known.get(value)
        zh = entry["zh"] if isinstance(entry, dict) else words("groups", "other")[0]
        return zh, str(value).replace("_", " ")
    return str(value), ""


def percent(value: float) -> str:
    """A share as a whole percentage; – where there is none.

    >>> percent(0.4167), percent(float("nan"))
    ('42%', '–')
    """
    return f"{100 * value:.0f}%" if not math.isnan(value) else "–"


def interval(low: float, high: float) -> str:
    """The bounds of a share in percent.

    >>> interval(0.19, 0.68)
    '19–68%'
    """
    return f"{100 * low:.0f}–{100 * high:.0f}%" if not (math.isnan(low) or math.isnan(high)) else "–"


def number(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace("-", "−") if not math.isnan(value) else "–"


def small(n: float) -> bool:
    return n < SMALL


def share_says(row: dict[str, Any]) -> str:
    """What a mark of a share says, after its title: ``5/12 = 42% (19–68%)``."""
    return (
        f"{row['numerator']:.0f}/{row['denominator']:.0f} = {percent(row['estimate'])} "
        f"({interval(row['low'], row['high'])})"
    )


def records(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def notes_of(values: Iterable[str]) -> tuple[Pair, ...]:
    """The distinct notes that travel with a frame, in both languages where they have one; short ones first seen."""
    known = load("pages", "trends_page")["notes"]
    found: dict[str, Pair] = {}
    for value in map(str, values):
        breaks = [text for text in corpus.BREAKS.values() if text in value]
        for text in breaks:
            value = value.replace(text, "")
        for part in (*breaks, *value.split("; ")):
            if part and not part.startswith(("small n", "fewer than 10", "coder ", "no report")):
                zh = next((zh for start, zh in known.items() if part.startswith(start)), "")
                found.setdefault(part, (zh, part))
    return tuple(found.values())
