"""What the demonstration corpus gives, held against its authors' gold."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from nlp.analyse import read
from nlp.report import Report

DEMO = Path(__file__).parents[1] / "corpora" / "demo"
MARKS = re.compile(r"[-—]\s*\d{1,2}\s*[-—]|#")
NUMBER = re.compile("[0-9一二三四五六七八九十百千万亿]")
REPORTS = sorted(p for p in DEMO.iterdir() if p.suffix in {".txt", ".md"})


@pytest.fixture(scope="module", params=REPORTS, ids=lambda path: path.name)
def pair(request: pytest.FixtureRequest) -> tuple[Report, dict[str, Any]]:
    path: Path = request.param
    return read(path), json.loads((DEMO / "gold" / f"{path.name.split('.')[0]}.json").read_text("utf-8"))


def test_every_cell_is_as_printed(pair: tuple[Report, dict[str, Any]]) -> None:
    report, gold = pair
    got = {cell.id: cell.value for cell in report.cells}
    assert {id: got[id] for id in gold["cells"]} == gold["cells"]


def test_every_printed_error_is_a_finding(pair: tuple[Report, dict[str, Any]]) -> None:
    report, gold = pair
    failed = {finding.rule for finding in report.findings if finding.outcome == "fail"}
    assert set(gold["findings"]) <= failed
    arithmetic = {rule for rule in failed if rule.startswith(("T2", "T3", "T4"))}
    assert arithmetic <= {*gold["findings"], *gold["findings_ok"]}


def test_forms_year_and_organ(pair: tuple[Report, dict[str, Any]]) -> None:
    report, gold = pair
    assert {table: getattr(report.format, table) for table in gold["formats"]} == gold["formats"]
    assert (report.year, report.format.declared) == (gold["year"], gold["declared_format"])
    assert report.organ.function == gold["function"]
    assert report.organ.region.code is None


def test_sections_open_and_close_where_they_should(pair: tuple[Report, dict[str, Any]]) -> None:
    report, gold = pair
    for id, where in gold["sections"].items():
        section = report.section(id)
        assert section is not None, id
        body = "".join(MARKS.sub("", report.text[section.body_start : section.end]).split())
        if where.get("first"):
            assert body.startswith("".join(where["first"].split())), id
            assert body.endswith("".join(where["last"].split())), id


def test_every_offset_quotes_the_source(pair: tuple[Report, dict[str, Any]]) -> None:
    report, _ = pair
    for cell in report.cells:
        if cell.start is not None:
            assert report.text[cell.start : cell.end] == cell.raw
    for unit in report.units:
        kept = iter(report.text[unit.start : unit.end])
        assert all(character in kept for character in unit.text)
        for theme in unit.themes:
            for start, end in theme.evidence:
                assert unit.start <= start < end <= unit.end
    for platform in report.platforms:
        for count in platform.counts:
            assert NUMBER.search(report.text[count.start : count.end])


def test_the_fee_is_as_stated(pair: tuple[Report, dict[str, Any]]) -> None:
    report, gold = pair
    assert report.fee.status == gold["fee"]["status"]
    if report.fee.status == "collected":
        assert report.fee.yuan == gold["fee"]["yuan"]
