"""A word in the places where it stands: keyword in context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from nlp.analysis import corpus
from nlp.text import fold_name

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

Where = Literal["section", "unit", "text"]
WINDOW = 20
COLUMNS = ["report_id", "organ", "year", "section", "unit_id", "start", "end", "left", "hit", "right"]
_WRAP = "[ \t]*\n?[ \t]*"  # a line that ends inside a word
_WRAPS = re.compile(r"[\u3000-\u303f\u3400-\u9fff]")


class _Place(NamedTuple):
    start: int
    end: int
    id: str


def kwic(
    dataset: Dataset, pattern: str, window: int = WINDOW, within: Where = "section", regex: bool = False
) -> pd.DataFrame:
    """Every place where a word or pattern stands, with what stands before and after it.

    >>> kwic(open_dataset("dataset"), "依申请公开", window=15)  # doctest: +SKIP
    >>> kwic(open_dataset("dataset"), "(?:人手|人员|力量)(?:不足|紧张)", within="unit", regex=True)  # doctest: +SKIP

    window  characters of context on each side; it doesn't reach beyond the section, unit or text
    within  ``section``: the bodies of the sections, without their titles; ``unit``: stated problems and measures;
            ``text``: all of a report
    regex   ``pattern`` is a regular expression; else it is a plain word, found over a line that ends inside it

    ``start`` and ``end`` are offsets into the report's text: ``text[start:end]`` is ``hit``, as printed. Pattern and
    text are compared in one form: simplified script, half-width digits and letters, as ``nlp.text.fold_name`` gives
    them. ``section`` is the innermost one the hit begins in, ``unit_id`` the unit, empty outside of any. Rows by organ,
    year and place. An empty or broken pattern, or a negative window, raises ``ValueError``.
    """
    import pandas as pd

    if within not in get_args(Where):
        raise ValueError(f"can't search within {within!r}; there are {', '.join(get_args(Where))}")
    if window < 0:
        raise ValueError("a window can't be negative")
    search = _compiled(pattern, regex)
    reports = corpus.reports(dataset).merge(dataset.table("reports", ["report_id", "text"]), on="report_id")
    units = _places(corpus.units(dataset), "start", "unit_id")
    sections = dataset.table("sections", ["report_id", "section_id", "body_start", "end", "status"])
    parts = _places(sections[sections["status"] != "absent"], "body_start", "section_id")
    rows: list[dict[str, Any]] = []
    for report in reports.to_dict("records"):
        text, id = str(report["text"]), str(report["report_id"])
        bounds = {
            "text": [_Place(0, len(text), "")],
            "unit": units.get(id, []),
            "section": [place for place in parts.get(id, []) if "." not in place.id],
        }[within]
        for start, end, bound in _hits(search, fold_name(text), bounds):
            rows.append({
                "report_id": id, "organ": report["organ"], "year": report["year"],
                "section": _inner(parts.get(id, []), start), "unit_id": _inner(units.get(id, []), start),
                "start": start, "end": end, "left": text[max(bound.start, start - window) : start],
                "hit": text[start:end], "right": text[end : min(bound.end, end + window)],
            })  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"year": "Int32", "start": "int64", "end": "int64"})


def _compiled(pattern: str, regex: bool) -> re.Pattern[str]:
    if not pattern.strip():
        raise ValueError("the pattern is empty")
    if not regex:
        return re.compile("".join(_literal(fold_name(" ".join(pattern.split())))))
    plain = fold_name(pattern)
    try:
        return re.compile(
            "".join(new if new == old else re.escape(new) for old, new in zip(pattern, plain, strict=True))
        )
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None


def _literal(plain: str) -> Iterator[str]:
    """A word as a pattern; between two characters one of which is Chinese a line may end."""
    for number, character in enumerate(plain):
        if number and (_WRAPS.match(character) or _WRAPS.match(plain[number - 1])):
            yield _WRAP
        yield r"\s+" if character == " " else re.escape(character)


def _hits(search: re.Pattern[str], folded: str, bounds: list[_Place]) -> Iterator[tuple[int, int, _Place]]:
    """Hits that are not empty, in order; one that stands in two overlapping places is told once."""
    seen: set[tuple[int, int]] = set()
    for bound in bounds:
        for match in search.finditer(folded[bound.start : bound.end]):
            start, end = (bound.start + place for place in match.span())
            if start < end and (start, end) not in seen:
                seen.add((start, end))
                yield start, end, bound


def _places(frame: pd.DataFrame, start: str, id: str) -> dict[str, list[_Place]]:
    """By report the places of a table in order, the wider first."""
    places: dict[str, list[_Place]] = {}
    columns = (frame[name].tolist() for name in ("report_id", start, "end", id))
    for report, first, last, name in zip(*columns, strict=True):
        places.setdefault(str(report), []).append(_Place(int(first), int(last), str(name)))
    for found in places.values():
        found.sort(key=lambda place: (place.start, -place.end, place.id))
    return places


def _inner(places: list[_Place], at: int) -> str | None:
    """The narrowest place that holds a character."""
    holding = [place for place in places if place.start <= at < place.end]
    return min(holding, key=lambda place: place.end - place.start).id if holding else None
