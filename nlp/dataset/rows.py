"""A report as rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache
from typing import Any, get_args

from nlp.dataset.tables import tables
from nlp.report import CellStatus, Count, Platform, Report, Severity, Span, Unit

Row = tuple[Any, ...]
ID_DIGITS = 16


def report_id(sha256: str) -> str:
    """The id of the report with these bytes.

    >>> report_id("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    '9f86d081884c7d65'
    """
    return sha256[:ID_DIGITS]


def rows(report: Report, path: str | None = None) -> dict[str, list[Row]]:
    """The rows of every table but ``failures``, each in the column order of ``tables()``.

    ``path`` is where the file stood, relative to the input folder. A number too large for a float raises
    ``OverflowError``.
    """
    id = report_id(report.source.sha256)
    units = {unit.id: f"{id}.{unit.id}" for unit in report.units}
    platforms = [(f"{id}.p{i}", platform) for i, platform in enumerate(report.platforms, 1)]
    return {
        "reports": [_report_row(report, id, path)],
        "sections": [(id, s.id, s.title, s.start, s.body_start, s.end, s.status, s.why) for s in report.sections],
        "cells": [
            (id, c.id, *_parts(c.id), _number(c.value), c.status, c.raw, c.unit, c.note, c.start, c.end, c.confidence)
            for c in report.cells
        ],
        "findings": [
            (id, i, f.rule, f.origin, f.severity, f.outcome, list(f.cells), _number(f.expected), _number(f.actual),
             f.message)
            for i, f in enumerate(report.findings, 1)
        ],
        "units": [_unit_row(unit, id, units[unit.id]) for unit in report.units],
        "themes": [
            (units[unit.id], id, theme.code, float(theme.score), theme.coder, speaks, _spans(theme.evidence))
            for unit in report.units
            for speaks, themes in ((True, unit.themes), (False, unit.second))
            for theme in themes
        ],
        "links": [
            (id, units[link.problem], units[link.measure], link.basis, float(link.score)) for link in report.links
        ],
        "platforms": [(key, id, p.name, p.kind, p.start, p.end) for key, p in platforms],
        "counts": [row for key, platform in platforms for row in _count_rows(platform, id, key)],
        "claims": [
            (id, i, c.kind, _number(c.value), c.approx, c.scope, c.text, c.start, c.end, list(c.against), c.outcome)
            for i, c in enumerate(report.claims, 1)
        ],
    }  # fmt: skip


def _report_row(report: Report, id: str, path: str | None) -> Row:
    organ, region, fee = report.organ, report.organ.region, report.fee
    statuses = [cell.status for cell in report.cells]
    failed = [finding.severity for finding in report.findings if finding.outcome == "fail"]
    kinds = [unit.kind for unit in report.units]
    values = {
        "report_id": id,
        "path": path,
        "name": report.source.name,
        "sha256": report.source.sha256,
        "media_type": report.source.media_type,
        "bytes": report.source.bytes,
        "pages": report.source.pages,
        "encoding": report.source.encoding,
        "method": report.source.method,
        "metadata": _json(report.source.metadata),
        "year": report.year,
        "organ": organ.name,
        "level": organ.level,
        "function": organ.function,
        "organ_start": organ.start,
        "organ_end": organ.end,
        "region_code": region.code,
        "province": region.province,
        "prefecture": region.prefecture,
        "county": region.county,
        "region_resolution": region.resolution,
        "region_candidates": _json(region.candidates),
        "region_evidence": _spans(region.evidence),
        "format_declared": report.format.declared,
        "format_t2": report.format.t2,
        "format_t3": report.format.t3,
        "format_t4": report.format.t4,
        **{f"n_cells_{status}": statuses.count(status) for status in get_args(CellStatus)},
        **{f"n_findings_{severity}": failed.count(severity) for severity in get_args(Severity)},
        "n_problems": kinds.count("problem"),
        "n_measures": kinds.count("measure"),
        "n_platforms": len(report.platforms),
        "fee_status": fee.status,
        "fee_yuan": _number(fee.yuan),
        "fee_start": fee.start,
        "fee_end": fee.end,
        "n_warnings": len(report.warnings),
        "warnings": _json(report.warnings),
        "n_characters": len(report.text),
        "text": report.text,
        **{f"version_{field.name}": getattr(report.versions, field.name) for field in fields(report.versions)},
    }
    return tuple(values[name] for name in tables()["reports"].names)


def _unit_row(unit: Unit, id: str, key: str) -> Row:
    return (key, id, unit.kind, unit.order, unit.section, unit.mark, unit.text, unit.start, unit.end, unit.hedge,
            unit.specificity)  # fmt: skip


def _count_rows(platform: Platform, id: str, key: str) -> Iterable[Row]:
    def row(number: int, count: Count) -> Row:
        return (key, id, number, _number(count.value), count.unit, count.what, count.approx, count.start, count.end)

    return (row(number, count) for number, count in enumerate(platform.counts, 1))


@lru_cache(maxsize=4096)
def _parts(cell_id: str) -> tuple[str, str | None, str | None]:
    table, _, rest = cell_id.partition(".")
    row, _, column = rest.rpartition(".")
    return (table, row, column) if row else (table, rest or None, None)


def _number(value: int | float | None) -> float | None:
    return None if value is None else float(value)


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]


def _json(records: Iterable[object]) -> str:
    import msgspec

    return msgspec.json.encode(list(records)).decode()
