"""What stands behind a mark of a chart: sentences with their organ, year, themes and a way to the source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.analysis import corpus
from nlp.knowledge import load
from nlp.pages.report_page_letters import shorten, visible
from nlp.themes.codebook import Codebook

if TYPE_CHECKING:
    from nlp.dataset import Dataset

MOST = 20
"""So many pieces of evidence a mark opens, in a corpus of up to ``FULL`` reports; fewer in a larger one."""
FULL, LEAST = 1_000, 3
LONGEST = 400  # characters of a sentence
Pair = tuple[str, str]


class Line(NamedTuple):
    """A sentence as evidence: what it is (a key of ``evidence`` in the words of the page), its text and its codes."""

    kind: str
    text: str
    codes: tuple[str, ...] = ()
    report: str = ""


class Item(NamedTuple):
    """A piece of evidence: a report, the lines that are quoted from it or from others, and a word to add."""

    report: str
    lines: tuple[Line, ...] = ()
    told: str = ""


def most_for(reports: int) -> int:
    """How many pieces of evidence a mark may hold, that the page of a large corpus stays small.

    >>> most_for(72), most_for(1000), most_for(4000), most_for(100_000)
    (20, 20, 5, 3)
    """
    return MOST if reports <= FULL else max(LEAST, MOST * FULL // reports)


class Evidence:
    """Marks and what stands behind them; every sentence, report and label is held once."""

    def __init__(self, dataset: Dataset, book: Codebook, coder: str | None, links: Mapping[str, tuple[str, str]]):
        known = corpus.reports(dataset)
        self.book = book
        self.most = most_for(len(known))
        self._links = links
        self._known = {
            row["report_id"]: (row["organ"], row["organ_id"], row["year"], row["path"])
            for row in known[["report_id", "organ", "organ_id", "year", "path"]].to_dict("records")
        }
        given: dict[str, list[str]] = {}
        codes = corpus.codes(dataset, coder).sort_values(["unit_id", "code"])
        for unit, code in zip(codes["unit_id"], codes["code"], strict=True):
            given.setdefault(unit, []).append(code)
        units = corpus.units(dataset)
        columns = ["unit_id", "report_id", "kind", "text"]
        self._units = {
            unit: Item(report, (Line(kind, text, tuple(given.get(unit, ()))),))
            for unit, report, kind, text in units[columns].itertuples(index=False, name=None)
        }
        self._lists: dict[str, dict[Any, int]] = {"reports": {}, "lines": {}, "items": {}, "codes": {}}
        self._marks: list[list[Any]] = []

    def unit(self, unit: str, told: str = "") -> Item:
        """A stated problem or measure as evidence."""
        return self._units[unit]._replace(told=told)

    def line(self, unit: str) -> Line:
        """The sentence of a unit, to be quoted beside others; it names its report."""
        item = self._units[unit]
        return item.lines[0]._replace(report=item.report)

    def has(self, unit: Any) -> bool:
        return unit in self._units

    def units(self, ids: Iterable[str]) -> list[Item]:
        return [self._units[unit] for unit in ids if unit in self._units]

    def mark(self, title: Pair, items: Iterable[Item], what: str = "sentences", total: int = 0) -> int:
        """A new mark; the number by which charts and tables lead to it.

        Of more than ``most`` items those are held that come from most organs, chosen by a hash, so that the same
        dataset gives the same choice; the total is told: ``total`` where not all of them are given.
        """
        every = list(dict.fromkeys(items))
        held = self._chosen(every) if len(every) > self.most else every
        held = sorted(held, key=self._place)
        numbers = [self._number("items", self._item(item)) for item in held]
        self._marks.append([visible(title[0]), visible(title[1]), what, max(total, len(every)), numbers])
        return len(self._marks) - 1

    def title(self, mark: int) -> str:
        """What a mark says, in both languages."""
        zh, en, *_ = self._marks[mark]
        return f"{zh} {en}"

    def total(self, mark: int) -> int:
        return int(self._marks[mark][3])

    def shown(self, mark: int) -> int:
        return len(self._marks[mark][4])

    def data(self) -> dict[str, Any]:
        """All of it, for the page's script."""
        lists = {name: list(values) for name, values in self._lists.items()}
        words = load("pages", "trends_page")
        return {
            "marks": self._marks,
            "items": lists["items"],
            "lines": lists["lines"],
            "reports": lists["reports"],
            "codes": [self._code(code) for code in lists["codes"]],
            "words": {group: words[group] for group in ("evidence", "what", "panel")},
        }

    def _chosen(self, every: list[Item]) -> list[Item]:
        hashed = sorted(every, key=lambda item: (_hash(item), item))
        seen: dict[str, int] = {}
        ranked: list[tuple[int, int, Item]] = []
        for item in hashed:
            organ = self._known[item.report][1]
            seen[organ] = seen.get(organ, 0) + 1
            ranked.append((seen[organ], len(ranked), item))
        return [item for *_, item in sorted(ranked)[: self.most]]

    def _place(self, item: Item) -> tuple[str, str, Item]:
        organ, _, year, _ = self._known[item.report]
        return str(year), str(organ), item

    def _number(self, name: str, value: Any) -> int:
        held = self._lists[name]
        return held.setdefault(value, len(held))

    def _item(self, item: Item) -> tuple[Any, ...]:
        return self._report(item.report), tuple(self._line(line) for line in item.lines), visible(item.told)

    def _line(self, line: Line) -> int:
        report = self._report(line.report) if line.report else -1
        codes = tuple(self._number("codes", code) for code in line.codes)
        return self._number("lines", (line.kind, visible(shorten(line.text, LONGEST)), codes, report))

    def _report(self, id: str) -> int:
        import pandas as pd

        organ, _, year, path = self._known[id]
        source, page = self._links.get(id, ("", ""))
        name = visible(shorten(organ, 80)) if isinstance(organ, str) and organ else ""
        told = "" if pd.isna(year) else str(int(year))
        return self._number("reports", (name, told, visible(shorten(path, 200)), source, page))

    def _code(self, code: str) -> Pair:
        zh, en = label(self.book, code)
        return visible(zh), visible(en)


def label(book: Codebook, code: str) -> Pair:
    """A theme, a family or what has no theme in both languages; a code that the codebook lacks as it is."""
    if code in book:
        entry = book.code(code)
        return entry.zh, entry.en
    for family in book.families:
        if family.id == code:
            return family.zh, family.en
    named = load("pages", "trends_page")["codes"]
    return tuple(named.get(code, (code, code)))


def _hash(item: Item) -> str:
    text = item.report + "".join(line.text for line in item.lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
