"""What a validation asks of a codebook; ``nlp.themes.codebook.Codebook`` has it, any other may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol


class Entry(Protocol):
    """A code with what a coder must know of it."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def family(self) -> str | None: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def definition(self) -> str: ...
    @property
    def include(self) -> str: ...
    @property
    def exclude(self) -> str: ...
    @property
    def examples(self) -> Sequence[str]: ...


class Book(Protocol):
    """Codes in the order of their codebook, and its version."""

    @property
    def version(self) -> str: ...
    def __iter__(self) -> Iterator[Entry]: ...


def families(book: Book) -> dict[str, str]:
    """Code -> family, for ``agreement`` and ``evaluate``; residual codes have none.

    >>> from nlp.themes.codebook import codebook
    >>> families(codebook())["training"]
    'B'
    """
    return {entry.code: entry.family for entry in book if entry.family is not None}


def kinds(book: Book) -> dict[str, str]:
    """Code -> the kind of unit that it is for.

    >>> from nlp.themes.codebook import codebook
    >>> kinds(codebook())["training"]
    'measure'
    """
    return {entry.code: entry.kind for entry in book}


def codes_for(kind: str | None, book: Book) -> list[str]:
    """The codes for a kind of unit: past measures take the codes of measures, unknown kinds take all."""
    wanted = "measure" if kind == "past_measure" else kind
    listed = list(book)
    if wanted not in {entry.kind for entry in listed}:
        return [entry.code for entry in listed]
    return [entry.code for entry in listed if entry.kind == wanted]


def instructions(book: Book, none: str, most: int) -> str:
    """What a coder reads before the first unit, in Markdown: the units, the rules of the sheet, every code."""
    lines = [
        f"# Codebook {book.version}",
        "",
        "Sampling unit: a report. Context unit: its section on problems and measures. Recording unit: one stated "
        "problem or one measure.",
        "",
        f"Give every unit each code that its words state, {most} at most, from the codes for its kind. Write `{none}` "
        "where you have looked and none applies; a unit left empty counts as not coded. Leave unit_id and text as "
        "they are. Work alone; write doubts into the note.",
    ]
    for kind in dict.fromkeys(entry.kind for entry in book):
        lines += ["", f"## {kind}"]
        for entry in book:
            if entry.kind == kind:
                family = f" · {entry.family}" if entry.family else ""
                lines += ["", f"### {entry.code}: {entry.zh} / {entry.en}{family}", "", entry.definition, ""]
                lines += [f"- include: {entry.include}", f"- exclude: {entry.exclude}"]
                lines += [f"- example: {example}" for example in entry.examples]
    return "\n".join(lines) + "\n"
