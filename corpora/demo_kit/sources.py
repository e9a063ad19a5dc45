"""The sources of the demo corpus, read: the report as its author told it, its tables filled, its blocks in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from corpora.demo_kit.dialects import Block
from corpora.demo_kit.markup import Narrative, parse
from corpora.demo_kit.numbers import Tables, fill

SOURCES = Path(__file__).parents[1] / "sources"
TITLES = {
    "s1": "一、总体情况",
    "s2": "二、主动公开政府信息情况",
    "s3": "三、收到和处理政府信息公开申请情况",
    "s4": "四、政府信息公开行政复议、行政诉讼情况",
    "s5": "五、存在的主要问题及改进情况",
    "s6": "六、其他需要报告的事项",
}


class Told(NamedTuple):
    """One report before it is given a look: source, agency, the narrative by section, the filled tables."""

    stem: str
    source: dict[str, Any]
    agency: dict[str, Any]
    texts: dict[str, Narrative]
    tables: Tables


def all_told() -> Iterator[Told]:
    """Every report of the corpus, agency by agency, year by year; what one year carries out the next carries in."""
    agencies = yaml.safe_load((SOURCES / "agencies.yaml").read_text("utf-8"))
    for agency_id, agency in agencies.items():
        agency["id"] = agency_id
        earlier: dict[int, Tables] = {}
        for path in sorted(SOURCES.glob(f"{agency_id}_*.yaml")):
            source = read_source(path)
            last = earlier.get(source["year"] - 1)
            tables = fill(source["tables"], _carried_out(last) if last else None)
            earlier[source["year"]] = tables
            texts = {sid: parse(source[sid]) for sid in ("s0", "s1", "s5", "s6") if source.get(sid)}
            yield Told(path.stem, source, agency, texts, tables)


def rendered_stems() -> frozenset[str]:
    """The reports that also stand in formats/; the others are text alone."""
    agencies = yaml.safe_load((SOURCES / "agencies.yaml").read_text("utf-8"))
    return frozenset(f"{id}_{year}" for id, agency in agencies.items() for year in agency.get("rendered", []))


def read_source(path: Path) -> dict[str, Any]:
    """One source; where it copies an earlier year, that year's narrative with the replacements made."""
    source: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    copied = source.get("copies")
    if copied:
        model = read_source(SOURCES / f"{copied['from']}.yaml")
        for key in ("s0", "s1", "s5", "s6", "platforms", "platforms_ok"):
            if key in model and key not in source:
                text = json.dumps(model[key], ensure_ascii=False)
                for old, new in copied["replace"]:
                    text = text.replace(old, new)
                source[key] = json.loads(text)
    source["titles"] = TITLES | source.get("titles", {})
    return source


def _carried_out(tables: Tables) -> dict[str, int]:
    prefix = "t3.carried_out."
    row = {cell.removeprefix(prefix): v for cell, v in tables.values.items() if cell.startswith(prefix)}
    return {person: int(n or 0) for person, n in row.items() if person != "total"}


def blocks_of(source: dict[str, Any], agency: dict[str, Any], texts: dict[str, Narrative]) -> list[Block]:
    """The report from top to bottom: what stands on the page, and where the tables t2 t3 t4 stand."""
    title = source.get("title", f"{agency['organ']}{source['year']}年政府信息公开工作年度报告")
    blocks: list[Block] = [("para", line) for line in source.get("index", [])]
    blocks += [("title", line) for line in title.split("\n")]
    blocks += _lines(texts.get("s0"), source)
    for sid, table in (("s1", ""), ("s2", "t2"), ("s3", "t3"), ("s4", "t4"), ("s5", ""), ("s6", "")):
        heading = source["titles"][sid]
        blocks += [("head", heading)] if heading else []
        blocks += [("para", line) for line in source.get("before", {}).get(sid, [])]
        blocks += [(table, "")] if table else _lines(texts.get(sid), source)
        blocks += [("para", line) for line in source.get("after", {}).get(sid, [])]
    return blocks + [("sign", line) for line in source.get("sign", [])]


def _lines(text: Narrative | None, source: dict[str, Any]) -> list[Block]:
    if text is None:
        return []
    if source["look"].get("one_paragraph"):
        return [("para", " ".join(line.lstrip("@ ") for line in text.lines))]
    kinds = {"%": "page", "@": "sub"}
    return [
        ("head", line[2:].strip())
        if line.startswith("@@")
        else (kinds.get(line[0], "para"), source["look"].get("page_text", "") if line[0] == "%" else line.lstrip("@ "))
        for line in text.lines
    ]
