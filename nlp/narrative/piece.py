"""A unit while it is being found: its cleaned text and where every character of it stands."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.report import UnitKind
from nlp.text import View


@dataclass(frozen=True, slots=True)
class Piece:
    """A stated problem, an improvement measure or the frame around them.

    view   the piece without enumerator, lead-in, hard wraps and page marks, in folded characters
    mark   the enumerator as printed (一是, (二), 3.), or None
    pair   problems and measures under one head of a paired layout share this number, else None
    item   the number of the enumerated item within its list, else None
    """

    kind: UnitKind
    view: View
    section: str
    mark: str | None = None
    pair: int | None = None
    item: int | None = None
