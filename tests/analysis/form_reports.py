"""Reports made of the statutory forms, cell by cell, and datasets of them, for the tests of panel and quality."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from nlp.dataset import Dataset, open_dataset
from nlp.dataset.cell_ids import cell_ids
from nlp.dataset.rows import rows
from nlp.dataset.writing import write_tables
from nlp.report import (
    Cell,
    Fee,
    Finding,
    Format,
    Link,
    Metadata,
    Organ,
    Platform,
    Region,
    Report,
    Section,
    Source,
    Theme,
    Unit,
    Versions,
)

TEXT = "标题\n一、总体情况\n全年　公开 信息。\n五、问题\n人手\n不足。\n六、其他\n无。\n"


def sections(text: str = TEXT) -> tuple[Section, ...]:
    """s1, s5 and s6 where ``TEXT`` has them; the sections of tables are empty."""
    titles = {"s1": "一、总体情况", "s5": "五、问题", "s6": "六、其他"}
    starts = [*(text.index(title) for title in titles.values()), len(text)]
    prose = [
        Section(id, title, start, start + len(title), end)
        for (id, title), start, end in zip(titles.items(), starts, starts[1:], strict=False)
    ]
    return (*prose, *(Section(id, None, 0, 0, 0) for id in ("s2", "s3", "s4")))


def form_cells(form: str, given: dict[str, Any]) -> tuple[Cell, ...]:
    """All cells of a form, 0 but those given: a number, (number, unit), or a status other than value and zero."""
    return tuple(_cell(id, given.get(id, 0)) for id, cell in cell_ids().items() if form in cell.forms)


def _cell(id: str, given: Any) -> Cell:
    if isinstance(given, str):
        return Cell(id, None, None, given)
    value, unit = given if isinstance(given, tuple) else (given, None)
    return Cell(id, value, str(value), "value" if value else "zero", 0, 1, unit)


def total(**rows: Any) -> dict[str, Any]:
    """Cells of the column 总计 of table 3.

    >>> total(granted=3)
    {'t3.granted.total': 3}
    """
    return {f"t3.{row}.total": value for row, value in rows.items()}


def form_report(
    name: str | None = "青溪县司法局", year: int | None = 2022, given: dict[str, Any] | None = None,
    form: str = "F2021", code: str | None = "990101", level: str = "county", function: str = "justice",
    published: str | None = None, copy: int = 0, **more: Any,
) -> Report:  # fmt: skip
    """A report of a form with all its cells and sections and nothing else."""
    key = f"{name} {year} {copy}"
    metadata = (Metadata("published_on", "发布日期", published),) if published else ()
    report = Report(
        source=Source(f"{key}.txt", hashlib.sha256(key.encode()).hexdigest(), "text/plain", 1, metadata=metadata),
        text=TEXT,
        organ=Organ(name, level, function, Region(code, "云岭省", "青溪市", "青溪县")),
        year=year,
        format=Format(None, form, form, form),
        sections=sections(),
        cells=form_cells(form, given or {}),
        findings=(),
        units=(),
        links=(),
        platforms=(),
        claims=(),
        fee=Fee(),
        warnings=(),
        versions=Versions("0", "1", "1", "themes-1"),
    )
    return replace(report, **more)


def problem(id: str, *codes: str, cues: tuple[str, ...] = (), **more: Any) -> Unit:
    """A problem (another kind by ``kind=``) with codes of the model, which speaks, and of the cues, which doesn't."""
    themes = tuple(Theme(code, 0.9, "model:themes-1") for code in codes)
    second = tuple(Theme(code, 1.0, "cues:1") for code in cues)
    kind = more.pop("kind", "problem")
    return Unit(id, kind, "人手不足", 0, 4, int(id[1:]), themes=themes, second=second, section="s5", **more)


def finding(origin: str, severity: str, outcome: str, rule: str = "T3.BALANCE") -> Finding:
    return Finding(rule, origin, severity, outcome, (), None, None, "")


def make_dataset(folder: Path, *reports: Report) -> Dataset:
    """A dataset of reports, written as a run writes it."""
    folder.mkdir(exist_ok=True)
    columns = [
        (report.source.name, {name: _columns(name, table) for name, table in rows(report).items()})
        for report in sorted(reports, key=lambda report: report.source.name)
    ]
    write_tables(folder, folder / "work", columns, [], {"versions": {}, "corpus": ""})
    return open_dataset(folder)


def _columns(name: str, table: list[Any]) -> list[list[Any]]:
    from nlp.dataset.tables import tables

    return [list(column) for column in zip(*table, strict=True)] if table else [[] for _ in tables()[name].names]


__all__ = [
    "TEXT", "Link", "Platform", "finding", "form_cells", "form_report", "make_dataset", "problem", "sections", "total",
]  # fmt: skip
