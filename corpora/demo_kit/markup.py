"""The author's marks in a narrative: what is a unit, a claim, a sub-heading.

    [[p code code ?code| a problem]]            codes owed, ?codes allowed
    [[m code ?code >1 ~2| a measure]]           answers problem 1; perhaps problem 2 too
    [[h code| what was done already]]           a past measure: about last year's problems
    [[c kind=value kind=value| a claim]]        value* says: the tables hold another number, on purpose
    [[c? kind=value| a claim that counts neither way]]

A line is a paragraph; ``@`` opens a sub-heading, ``@@`` a heading of the first rank, ``%page`` breaks the page.
Marks may be nested. What is left when they are taken away is what the report prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\[\[([pmhc]\??(?: [^|\[\]]*)?)\||\]\]")


@dataclass(frozen=True)
class Mark:
    """One annotated stretch of a narrative."""

    kind: str
    args: list[str]
    text: str


@dataclass(frozen=True)
class Narrative:
    """The lines that are printed, and the marks in the order in which their stretches begin."""

    lines: list[str]
    marks: list[Mark] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The printed text, heading signs left out."""
        return "".join(line.lstrip("@ ") for line in self.lines if line != "%page")


def parse(source: str) -> Narrative:
    """The printed lines and the marks of an annotated text; an unclosed mark is an error."""
    plain: list[str] = []
    size = at = 0
    marks: list[tuple[int, Mark]] = []
    opened: list[tuple[int, list[str]]] = []
    for token in _TOKEN.finditer(source):
        plain.append(source[at : token.start()])
        size += token.start() - at
        at = token.end()
        if token[1]:
            opened.append((size, token[1].split()))
        else:
            start, (kind, *args) = opened.pop()
            text = "".join(plain)[start:]
            marks.append((start, Mark(kind, args, text.strip())))
    plain.append(source[at:])
    if opened:
        raise ValueError(f"a mark was not closed: {opened[-1]}")
    lines = [line.strip() for line in "".join(plain).splitlines() if line.strip()]
    return Narrative(lines, [mark for _, mark in sorted(marks, key=lambda pair: pair[0])])
