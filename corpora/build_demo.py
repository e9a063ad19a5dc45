"""Write the demo corpus from its sources: reports under demo/, gold under demo/gold/, the table of README.md.

    python -m corpora.build_demo            writes what is missing or changed
    python -m corpora.build_demo --check    writes nothing; fails where the files differ from the sources

The same sources give the same bytes, on every machine. Standard library and PyYAML; OpenCC for traditional script.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from corpora.demo_kit.dialects import Block, render
from corpora.demo_kit.encode import encode, survive_gbk, traditional
from corpora.demo_kit.gold import gold_of
from corpora.demo_kit.markup import Narrative, parse
from corpora.demo_kit.numbers import Tables, fill

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
DEMO = HERE / "demo"
README = HERE / "README.md"
TABLE_MARK = "<!-- the table below is written by build_demo.py -->\n"
TITLES = {
    "s1": "一、总体情况",
    "s2": "二、主动公开政府信息情况",
    "s3": "三、收到和处理政府信息公开申请情况",
    "s4": "四、政府信息公开行政复议、行政诉讼情况",
    "s5": "五、存在的主要问题及改进情况",
    "s6": "六、其他需要报告的事项",
}


def build() -> dict[Path, bytes]:
    """Every file of the corpus, README.md included, as it should stand on the disk."""
    agencies = yaml.safe_load((SOURCES / "agencies.yaml").read_text("utf-8"))
    files: dict[Path, bytes] = {}
    lines: list[str] = []
    for agency_id, agency in agencies.items():
        agency["id"] = agency_id
        earlier: dict[int, Tables] = {}
        for path in sorted(SOURCES.glob(f"{agency_id}_*.yaml")):
            source = read_source(path)
            last = earlier.get(source["year"] - 1)
            tables = fill(source["tables"], _carried_out(last) if last else None)
            earlier[source["year"]] = tables
            texts = {sid: parse(source[sid]) for sid in ("s0", "s1", "s5", "s6") if source.get(sid)}
            text = render(_blocks(source, agency, texts), tables, source["look"])
            gold = json.dumps(gold_of(source, agency, texts, tables), ensure_ascii=False, indent=1) + "\n"
            encoding = source.get("encoding", "utf-8")
            if source.get("script") == "traditional":
                text, gold = traditional(text), traditional(gold)
            if encoding == "mojibake":
                text = survive_gbk(text)
            name = f"{path.stem}.{'md' if source['look']['dialect'] in ('pipes', 'ocr') else 'txt'}"
            files[DEMO / name] = encode(text, encoding)
            files[DEMO / "gold" / f"{path.stem}.json"] = gold.encode("utf-8")
            lines.append(_readme_line(name, source, encoding))
    head = README.read_text("utf-8").partition(TABLE_MARK)[0] if README.exists() else ""
    table = [
        "| file | dialect | encoding | forms | section 五 | what else is odd |",
        "|---|---|---|---|---|---|",
        *lines,
    ]
    files[README] = (head + TABLE_MARK + "\n" + "\n".join(table) + "\n").encode("utf-8")
    return files


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


def _blocks(source: dict[str, Any], agency: dict[str, Any], texts: dict[str, Narrative]) -> list[Block]:
    """The report from top to bottom."""
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


def _readme_line(name: str, source: dict[str, Any], encoding: str) -> str:
    forms = "/".join(dict.fromkeys(source["tables"]["forms"]))
    script = ", traditional script" if source.get("script") else ""
    odd = "; ".join(source.get("oddities", [])) or "nothing"
    return (
        f"| `{name}` | {source['look']['dialect']} | {encoding}{script} | {forms} | {source['layout_five']} | {odd} |"
    )


def main() -> int:
    check = "--check" in sys.argv[1:]
    files = build()
    strays = {p for p in [*DEMO.glob("*.*"), *DEMO.glob("gold/*.*")] if p.is_file()} - files.keys()
    differ = [p for p, data in files.items() if not p.exists() or p.read_bytes() != data]
    for path in [] if check else differ:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    for path in sorted([*differ, *strays]):
        print(f"{'stray' if path in strays else 'differs' if check else 'written'}: {path.relative_to(HERE)}")
    return int(bool(strays) or (check and bool(differ)))


if __name__ == "__main__":
    sys.exit(main())
