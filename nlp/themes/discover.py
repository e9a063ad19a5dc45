"""What the codebook has no code for: units that nothing covers, clustered, with a name proposed for every cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from nlp.report import Theme, Unit
from nlp.text import fold
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

FEWEST = 20  # different texts, below which there is nothing to cluster
SMALLEST = 3  # different texts of a topic
LOW = 0.3  # a score up to which a code does not cover a unit: a bare mention
SHOWN = 5  # representative units of a topic
BACKGROUND = 1_000  # covered texts that tell what is common, at most: every so many of them
LABEL = 3  # phrases that make the label
SIDES = {"problem": "problem", "measure": "measure", "past_measure": "measure"}


class Passage(NamedTuple):
    """A unit and where it stands: ``start`` and ``end`` are offsets into the text of the report."""

    text: str
    kind: str
    unit_id: str
    report_id: str | None = None
    organ: str | None = None
    year: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A cluster of units that no code covers; ``label`` is a proposal made of its own words, never a code.

    ``units`` are all of them with their cosine to the topic (0 to 1), the most representative first; units that
    repeat a text stand behind it. ``years`` counts them by year (None where unknown), ``reports`` is how many
    reports they come from, ``texts`` how many different texts there are.
    """

    kind: str
    label: str
    phrases: tuple[str, ...]
    units: tuple[tuple[Passage, float], ...]
    texts: int
    reports: int
    years: tuple[tuple[int | None, int], ...]

    @property
    def representative(self) -> tuple[Passage, ...]:
        """The units to read first, no text twice."""
        first = {fold(passage.text).strip(): passage for passage, _ in reversed(self.units)}
        return tuple(p for p, _ in self.units if first[fold(p.text).strip()] is p)[:SHOWN]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units of a kind were looked at, how many no code covers, and what became of them."""

    kind: str
    units: int
    uncovered: int
    texts: int
    topics: int
    in_no_topic: int
    note: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """The topics, the largest of each kind first, and a tally a kind."""

    topics: tuple[Topic, ...]
    tallies: tuple[Tally, ...]

    def frame(self) -> pd.DataFrame:
        """All units of all topics, a row each: ``topic`` from 1, ``label``, ``similarity`` 0 to 1, the source."""
        import pandas as pd

        rows = [
            (number, topic.label, cosine, passage in topic.representative, *passage)
            for number, topic in enumerate(self.topics, 1)
            for passage, cosine in topic.units
        ]
        columns = ["topic", "label", "similarity", "representative", *Passage._fields]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype(dict.fromkeys(("year", "start", "end"), "Int32"))


def discover(
    units: Sequence[str | Unit | Passage],
    coded: Sequence[Sequence[Theme]] | None = None,
    n_topics: int | None = None,
    seed: int = 0,
    book: Codebook | None = None,
    low: float = LOW,
) -> Discovery:
    """The topics of the units that no substantive code covers, problems and measures apart; nothing gets a code.

    >>> discover(["群众不会用", "无"]).tallies[0].note
    'fewer than 20 different texts: read them, there is nothing to cluster'

    A unit is covered by a code that is not residual and has a score above ``low``. ``coded`` are the themes of each
    unit (by default those that a ``Unit`` brings along; a plain text has none). Frames are left aside. Topics come
    from TF-IDF of character n-grams and NMF over the different texts; the order of the units plays no part, and
    the same units and seed give the same answer. ``n_topics`` is for each kind; without it the number is
    the one that comes out alike on subsamples and leaves few texts out (``nlp.themes.topics.stable_number``).
    A cluster of fewer than three different texts is no topic. Raises ValueError at a number of topics below 1, and
    where ``coded`` and ``units`` differ in length.
    """
    if n_topics is not None and n_topics < 1:
        raise ValueError(f"{n_topics} topics: one at least")
    if coded is not None and len(coded) != len(units):
        raise ValueError(f"{len(units)} units, but themes of {len(coded)}")
    themes = coded if coded is not None else [u.themes if isinstance(u, Unit) else () for u in units]
    residual = {entry.code for entry in book or codebook() if entry.residual}
    sides: dict[str, list[tuple[Passage, bool]]] = {}
    for place, (unit, given) in enumerate(zip(units, themes, strict=True)):
        passage = _passage(unit, place)
        if passage.kind != "frame" and passage.text.strip():
            covered = any(theme.code not in residual and not theme.score <= low for theme in given)
            sides.setdefault(SIDES.get(passage.kind, passage.kind), []).append((passage, covered))
    found = [_one_side(kind, sides[kind], n_topics, seed) for kind in sorted(sides, reverse=True)]
    return Discovery(tuple(topic for topics, _ in found for topic in topics), tuple(tally for _, tally in found))


def discover_dataset(
    data: Dataset,
    n_topics: int | None = None,
    seed: int = 0,
    kind: str | None = None,
    coder: str | None = None,
    book: Codebook | None = None,
    low: float = LOW,
) -> Discovery:
    """The same for a dataset, with organ and year of every unit.

    >>> from nlp import open_dataset
    >>> discover_dataset(open_dataset("dataset"), kind="problem").frame()  # doctest: +SKIP

    ``kind`` takes problems or measures alone; ``coder`` counts the codes of that coder alone (otherwise the code of
    any covers a unit). A kind or coder that is not in the dataset raises ValueError.
    """
    units = data.table("units", ["unit_id", "report_id", "kind", "text", "start", "end"])
    reports = data.table("reports", ["report_id", "organ", "year"])
    themes = data.table("themes", ["unit_id", "code", "score", "coder"])
    if kind is not None and kind not in SIDES.values():
        raise ValueError(f"kind {kind!r} is neither problem nor measure")
    if coder is not None:
        if coder not in set(themes["coder"]):
            raise ValueError(f"no coder {coder!r}; there are {', '.join(sorted(set(themes['coder']))) or 'none'}")
        themes = themes[themes["coder"] == coder]
    given: dict[str, list[Theme]] = {}
    for unit_id, code, score, who in themes.itertuples(index=False, name=None):
        given.setdefault(unit_id, []).append(Theme(code, score, who))
    known = {id: (organ, year) for id, organ, year in reports.itertuples(index=False, name=None)}
    passages = []
    for unit_id, report_id, its_kind, text, start, end in units.itertuples(index=False, name=None):
        if kind is None or SIDES.get(its_kind) == kind:
            organ, year = known[report_id]
            place = [_whole(number) for number in (year, start, end)]
            passages.append(Passage(text, its_kind, unit_id, report_id, _text(organ), *place))
    return discover(passages, [given.get(p.unit_id, ()) for p in passages], n_topics, seed, book, low)


def _whole(number: object) -> int | None:
    return number.__index__() if isinstance(number, SupportsIndex) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _passage(unit: str | Unit | Passage, place: int) -> Passage:
    if isinstance(unit, str):
        return Passage(unit, "text", str(place))
    if isinstance(unit, Unit):
        return Passage(unit.text, unit.kind, unit.id, start=unit.start, end=unit.end)
    return unit


def _one_side(
    kind: str, passages: list[tuple[Passage, bool]], n_topics: int | None, seed: int
) -> tuple[list[Topic], Tally]:
    """The topics of the units of one kind; texts are taken in the order of the alphabet, each once."""
    alike: dict[str, list[Passage]] = {}
    for passage, covered in passages:
        if not covered:
            alike.setdefault(fold(passage.text).strip(), []).append(passage)
    uncovered = sum(map(len, alike.values()))
    texts = sorted(alike)
    tally = Tally(kind, len(passages), uncovered, len(texts), 0, uncovered, "")
    if len(texts) < FEWEST:
        few = f"fewer than {FEWEST} different texts: read them, there is nothing to cluster"
        return [], replace(tally, note=few if texts else "a code covers every unit")
    from nlp.themes.topics import topics as find_topics

    others = sorted({fold(passage.text).strip() for passage, covered in passages if covered})
    background = others[:: 1 + len(others) // BACKGROUND]
    numbers, cosines, stability = find_topics(texts, background, n_topics, seed)
    groups: dict[int, list[tuple[str, float]]] = {}
    for text, number, cosine in zip(texts, numbers.tolist(), cosines.tolist(), strict=True):
        groups.setdefault(number, []).append((text, round(cosine, 4)))
    groups.pop(-1, None)
    kept = [group for group in groups.values() if len(group) >= SMALLEST]
    topics = [_topic(kind, group, alike, [*texts, *background]) for group in kept]
    topics.sort(key=lambda topic: (-len(topic.units), topic.label, topic.units[0][0].text))
    inside = sum(len(topic.units) for topic in topics)
    by = "as asked" if n_topics else f"their number chosen for stability ({stability:.2f})" if stability else ""
    note = f"{len(groups)} clusters, {by}" if groups else "the texts share nothing"
    return topics, replace(tally, topics=len(topics), in_no_topic=uncovered - inside, note=note)


def _topic(kind: str, group: list[tuple[str, float]], alike: dict[str, list[Passage]], texts: Iterable[str]) -> Topic:
    from nlp.themes.phrases import telling

    members = {text for text, _ in group}
    group = sorted(group, key=lambda member: (-member[1], member[0]))
    units = [(passage, cosine) for text, cosine in group for passage in sorted(alike[text], key=_order)]
    phrases = telling([alike[text][0].text for text, _ in group], [text for text in texts if text not in members])
    years = Counter(passage.year for passage, _ in units)
    return Topic(
        kind=kind,
        label="、".join(phrases[:LABEL]),
        phrases=phrases,
        units=tuple(units),
        texts=len(group),
        reports=len({passage.report_id for passage, _ in units if passage.report_id is not None}),
        years=tuple(sorted(years.items(), key=lambda item: (item[0] is None, item[0] or 0))),
    )


def _order(passage: Passage) -> tuple[int, str, str]:
    return passage.year or 0, passage.report_id or "", passage.unit_id
