"""What a page consists of once its tags are gone: lines, tables, and where its boxes begin and end."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.reading.draft import Box


class Line:
    """A line as a browser would break it; ``linked`` counts its characters inside links."""

    __slots__ = ("heading", "linked", "text")

    def __init__(self, text: str, linked: int = 0, heading: bool = False) -> None:
        self.text = text
        self.linked = linked
        self.heading = heading


class Table:
    """A data table: rows of cells, a merged cell being one box in every place it reaches."""

    __slots__ = ("linked", "rows", "text")

    def __init__(self, rows: Sequence[Sequence[Box | str]], text: str, linked: int = 0) -> None:
        self.rows = rows
        self.text = text
        self.linked = linked


class Open:
    """The beginning of a box of the page (div, section, td of a layout table …) with its tag, class and id."""

    __slots__ = ("label",)

    def __init__(self, label: str) -> None:
        self.label = label


class Close:
    """The end of the innermost open box."""

    __slots__ = ()


CLOSE = Close()
Item = Line | Table | Open | Close
