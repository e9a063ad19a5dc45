"""What gongkai finds in the demonstration corpus, held against its gold: ``python benchmarks/accuracy.py``.

Units count as found when their texts agree by three quarters; codes of a unit that was not found are missed; what
the gold allows but does not ask for (``ok``, ``links_ok`` …) counts neither way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from nlp.analyse import read
from nlp.report import Report, Unit
from nlp.text import fold

DEMO = Path(__file__).resolve().parents[1] / "corpora" / "demo"
ENOUGH = 75
Tally = Counter[tuple[str, str]]


def main() -> None:
    tally: Tally = Counter()
    reports = 0
    for path in sorted(p for p in DEMO.iterdir() if p.suffix in {".txt", ".md"}):
        gold = json.loads((DEMO / "gold" / f"{path.name.split('.')[0]}.json").read_text("utf-8"))
        score(read(path), gold, tally)
        reports += 1
    print(f"corpora/demo, {reports} reports")
    print(f"cells      {tally['cells', 'found']} of {sum(tally['cells', k] for k in ('found', 'missed'))} right")
    for what in ("units", "codes", "links", "platforms", "claims"):
        precision, recall, f = rates(tally, what)
        print(f"{what:10s} precision {precision:.2f}  recall {recall:.2f}  F {f:.2f}")


def rates(tally: Tally, what: str) -> tuple[float, float, float]:
    found, extra, missed = (tally[what, k] for k in ("found", "extra", "missed"))
    return found / (found + extra), found / (found + missed), 2 * found / (2 * found + extra + missed)


def score(report: Report, gold: dict[str, Any], tally: Tally) -> None:
    """Adds one report to the tally."""
    values = {cell.id: cell.value for cell in report.cells}
    for id, value in gold["cells"].items():
        tally["cells", "found" if values.get(id) == value else "missed"] += 1
    ids: dict[tuple[str, int], str] = {}
    for kind, wanted in (("problem", gold["problems"]), ("measure", gold["measures"])):
        have = [unit for unit in report.units if unit.kind == kind]
        pairs = match(wanted, have)
        count(tally, "units", len(pairs), len(have) - len(pairs), len(wanted) - len(pairs))
        for number, want in enumerate(wanted):
            unit = pairs.get(number)
            codes = {theme.code for theme in unit.themes} if unit else set()
            must, may = set(want["codes"]), set(want.get("ok", ()))
            count(tally, "codes", len(codes & must), len(codes - must - may), len(must - codes))
            if unit:
                ids[kind, number] = unit.id
    links = {(link.problem, link.measure) for link in report.links}
    must_link, may_link = (linked(ids, gold.get(key, ())) for key in ("links", "links_ok"))
    hit = len(links & must_link)
    count(tally, "links", hit, len(links - must_link - may_link), len(gold["links"]) - hit)
    compare(tally, "platforms", [(p.kind, bare(p.name)) for p in report.platforms],
            [named(p) for p in gold["platforms"]], [named(p) for p in gold["platforms_ok"]])  # fmt: skip
    compare(tally, "claims", [(c.kind, c.value) for c in report.claims],
            [{(c["kind"], c["value"])} for c in gold["claims"]],
            [{(c["kind"], c["value"])} for c in gold["claims_ok"]])  # fmt: skip


def match(wanted: list[dict[str, Any]], have: list[Unit]) -> dict[int, Unit]:
    """The found unit of each gold unit, best pairs first, one to one."""
    scored = [
        (fuzz.ratio(bare(w["text"]), bare(u.text)), n, i) for n, w in enumerate(wanted) for i, u in enumerate(have)
    ]
    pairs: dict[int, Unit] = {}
    taken: set[int] = set()
    for ratio, number, index in sorted(scored, reverse=True):
        if ratio >= ENOUGH and number not in pairs and index not in taken:
            pairs[number] = have[index]
            taken.add(index)
    return pairs


def linked(ids: dict[tuple[str, int], str], pairs: Iterable[list[int]]) -> set[tuple[str | None, str | None]]:
    return {(ids.get(("problem", p)), ids.get(("measure", m))) for p, m in pairs}


def named(platform: dict[str, Any]) -> set[tuple[str, str]]:
    kinds = {platform["kind"], *platform.get("kind_ok", ())}
    return {(kind, bare(name)) for kind in kinds for name in (platform["name"], *platform.get("aliases", ()))}


def compare(tally: Tally, what: str, have: list[Any], wanted: list[set[Any]], allowed: list[set[Any]]) -> None:
    left = list(have)
    for choices in wanted:
        hit = next((item for item in left if item in choices), None)
        if hit is not None:
            left.remove(hit)
        tally[what, "missed" if hit is None else "found"] += 1
    tally[what, "extra"] += sum(not any(item in choices for choices in allowed) for item in left)


def count(tally: Tally, what: str, found: int, extra: int, missed: int) -> None:
    tally[what, "found"] += found
    tally[what, "extra"] += extra
    tally[what, "missed"] += missed


def bare(text: str) -> str:
    return "".join(fold(text).split()).strip("。;,、")


if __name__ == "__main__":
    main()
