"""One report through every stage: the ten lines to read first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nlp
from nlp.document import Document
from nlp.knowledge import load
from nlp.narrative.claims import find_claims
from nlp.narrative.fee import find_fee
from nlp.narrative.links import find_links
from nlp.narrative.piece import Piece
from nlp.narrative.platforms import find_platforms
from nlp.narrative.units import find_units, hedge, specificity
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
from nlp.report import Finding, Format, Report, ReportWarning, Section, Theme, Unit, Versions
from nlp.statistics.doubts import count_doubts
from nlp.statistics.rules import check, check_claims, check_fee, check_format, check_platforms
from nlp.statistics.tables import TableReading, read_tables
from nlp.structure.gate import ensure_report
from nlp.structure.organ import Identity, identify
from nlp.structure.sections import find_sections
from nlp.text import View
from nlp.themes.codebook import codebook
from nlp.themes.coders import Choice, Coders, coders, model_name
from nlp.themes.files import Uncoded


def read(path: str | Path, coder: Choice = "both") -> Report:
    """Everything gongkai finds in one report file.

    >>> report = read("corpora/demo/qingxi_justice_2022.txt")  # doctest: +SKIP
    >>> report.cell("t3.new_received.total").value  # doctest: +SKIP

    ``coder`` says whose themes stand in ``Unit.themes``: those of the trained model, with what the cues say in
    ``Unit.second`` (``both``), or those of ``model`` or ``cues`` alone. A file that is no report or can't be read
    raises ``nlp.reading.errors.Unreadable`` with its reason.
    """
    return analyse_document(read_document(path), coder)


def analyse(data: bytes, name: str) -> Report:
    """Everything gongkai finds in the bytes of one report; ``name`` is the file's name, kept in the record."""
    return analyse_document(read_document(data, name))


def analyse_by_model(data: bytes, name: str) -> Report:
    """The same, with themes by the model alone."""
    return analyse_document(read_document(data, name), "model")


def analyse_by_cues(data: bytes, name: str) -> Report:
    """The same, with themes by the cues alone."""
    return analyse_document(read_document(data, name), "cues")


def analyse_document(doc: Document, coder: Choice = "both") -> Report:
    """The stages after reading, in order: structure, statistics, narrative, themes, checks."""
    doc, sections, structure_warnings, who, tables, findings = _structured(doc)
    cells = {cell.id: cell for cell in tables.cells}
    pieces, unit_warnings = find_units(doc, sections)
    units = make_units(doc, pieces, coders(coder))
    answers = codebook().answers
    claims = find_claims(doc, sections, cells, who.organ.name, who.organ.level, who.year)
    platforms = find_platforms(doc, sections, who.organ.name)
    fee = find_fee(doc, sections)
    return Report(
        source=doc.source,
        text=doc.text,
        organ=who.organ,
        year=who.year,
        format=Format(who.declared, *tables.format),
        sections=sections,
        cells=tables.cells,
        findings=(
            *findings,
            *check_format(who.declared, tables.format),
            *check_claims(claims),
            *check_platforms(platforms),
            *check_fee(fee, tables.cells),
        ),
        units=units,
        links=find_links(units, _by_unit(pieces, units, "pair"), _by_unit(pieces, units, "item"), answers),
        platforms=platforms,
        claims=claims,
        fee=fee,
        warnings=(*doc.warnings, *structure_warnings, *who.warnings, *tables.warnings, *unit_warnings),
        versions=versions(coder),
    )


class _Structured(NamedTuple):
    doc: Document
    sections: tuple[Section, ...]
    warnings: tuple[ReportWarning, ...]
    who: Identity
    tables: TableReading
    findings: tuple[Finding, ...]


def _structured(doc: Document) -> _Structured:
    """Structure and tables of a document, or of the closer reading of its file where that leaves fewer doubts.

    The closer reading is asked only where the first one leaves any doubt; a tie keeps the first. The two are never
    mixed.
    """
    try:
        first = _read_structure(doc)
    except Unreadable as error:
        try:
            if doc.closer:
                return _read_structure(doc.closer())
        except Unreadable:
            pass
        raise error
    doubts = count_doubts(first.tables, first.findings) if doc.closer else 0
    if not doubts or doc.closer is None:
        return first
    try:
        closer = _read_structure(doc.closer())
    except Unreadable as error:
        warning = ReportWarning("closer_reading_failed", f"the file could not be read more closely: {error}")
        return first._replace(warnings=(*first.warnings, warning))
    return closer if count_doubts(closer.tables, closer.findings) < doubts else first


def _read_structure(doc: Document) -> _Structured:
    sections, warnings = find_sections(doc)
    ensure_report(doc, sections)
    who = identify(doc, sections)
    tables = read_tables(doc, sections)
    return _Structured(doc, sections, warnings, who, tables, tuple(check(tables.cells, tables.format)))


def make_units(doc: Document, pieces: Sequence[Piece], by: Coders | None = None) -> tuple[Unit, ...]:
    """Pieces as units of the record with every offset in the document, coded where coders are given."""
    uncoded = [Uncoded(piece.view.quote(doc.text), piece.kind) for piece in pieces]
    themes = by.first.code(uncoded) if by else [()] * len(uncoded)
    second = by.second.code(uncoded) if by and by.second else [()] * len(uncoded)
    units = []
    for place, (piece, unit) in enumerate(zip(pieces, uncoded, strict=True)):
        view = piece.view
        start, end = view.span(0, len(view.text))
        units.append(
            Unit(
                id=f"u{place + 1}",
                kind=piece.kind,
                text=unit.text,
                start=start,
                end=end,
                order=place + 1,
                mark=piece.mark,
                themes=tuple([_in_document(theme, view) for theme in themes[place]]),
                hedge=hedge(view.text),
                specificity=specificity(view.text),
                section=piece.section,
                second=tuple([_in_document(theme, view) for theme in second[place]]),
            )
        )
    return tuple(units)


def _in_document(theme: Theme, view: View) -> Theme:
    evidence = tuple([view.span(start, end) for start, end in theme.evidence])
    return Theme(theme.code, theme.score, theme.coder, evidence)


def _by_unit(pieces: Sequence[Piece], units: Sequence[Unit], attribute: str) -> dict[str, int]:
    found = ((unit.id, getattr(piece, attribute)) for piece, unit in zip(pieces, units, strict=True))
    return {unit_id: value for unit_id, value in found if value is not None}


@cache
def versions(coder: Choice = "both") -> Versions:
    """The versions that a record by this choice of coder states."""
    return Versions(nlp.__version__, load("statistics", "forms")["version"], codebook().version, model_name(coder))
