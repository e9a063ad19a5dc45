"""Links on the coded reports, with the codes of the coders, with half of them, and with none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.narrative.links import find_links
from nlp.report import Theme, Unit, UnitKind

pytestmark = pytest.mark.usefixtures("shared")


@pytest.mark.parametrize(("keep_every", "least"), [(1, 0.85), (2, 0.8), (0, 0.8)])
def test_links_hold_even_when_themes_are_missed(shared: Path, keep_every: int, least: float) -> None:
    codebook = json.loads((shared / "domain" / "codebook.json").read_text("utf-8"))
    answers = {measure["code"]: measure["to"] for measure in codebook["measures"]}
    right = extra = missed = 0
    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        units = []
        sides: tuple[tuple[str, UnitKind], ...] = (("problems", "problem"), ("measures", "measure"))
        for key, kind in sides:
            for i, coded in enumerate(gold[key]):
                codes = coded["codes"] if keep_every and (i + 1) % keep_every == 0 else []
                themes = tuple(Theme(code, 1.0, "gold") for code in codes)
                units.append(Unit(f"{key}{i}", kind, coded["text"], 0, 1, i + 1, None, themes))
        pairs = {u.id: u.order for u in units} if path.stem.startswith("000") else {}
        items = {u.id: u.order for u in units}
        got = {(link.problem, link.measure) for link in find_links(units, pairs, items, answers)}
        wanted = {(f"problems{p}", f"measures{m}") for p, m in gold["links"]}
        may = {(f"problems{p}", f"measures{m}") for p, m in gold.get("links_ok", [])}
        right += len(got & wanted)
        extra += len(got - wanted - may)
        missed += len(wanted - got)
    assert 2 * right / (2 * right + extra + missed) >= least
