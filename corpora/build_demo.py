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

from corpora.demo_kit.dialects import render
from corpora.demo_kit.encode import encode, survive_gbk, traditional
from corpora.demo_kit.gold import gold_of
from corpora.demo_kit.sources import all_told, blocks_of

HERE = Path(__file__).parent
DEMO = HERE / "demo"
README = HERE / "README.md"
TABLE_MARK = "<!-- the table below is written by build_demo.py -->\n"


def build() -> dict[Path, bytes]:
    """Every file of the corpus, README.md included, as it should stand on the disk."""
    files: dict[Path, bytes] = {}
    lines: list[str] = []
    for stem, source, agency, texts, tables in all_told():
        text = render(blocks_of(source, agency, texts), tables, source["look"])
        gold = json.dumps(gold_of(source, agency, texts, tables), ensure_ascii=False, indent=1) + "\n"
        encoding = source.get("encoding", "utf-8")
        if source.get("script") == "traditional":
            text, gold = traditional(text), traditional(gold)
        if encoding == "mojibake":
            text = survive_gbk(text)
        name = f"{stem}.{'md' if source['look']['dialect'] in ('pipes', 'ocr') else 'txt'}"
        files[DEMO / name] = encode(text, encoding)
        files[DEMO / "gold" / f"{stem}.json"] = gold.encode("utf-8")
        lines.append(_readme_line(name, source, encoding))
    head = README.read_text("utf-8").partition(TABLE_MARK)[0] if README.exists() else ""
    table = [
        "| file | dialect | encoding | forms | section 五 | what else is odd |",
        "|---|---|---|---|---|---|",
        *lines,
    ]
    files[README] = (head + TABLE_MARK + "\n" + "\n".join(table) + "\n").encode("utf-8")
    return files


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
