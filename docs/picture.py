"""Draws docs/report.svg: what ``gongkai read`` shows of one report of the demonstration corpus."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

import nlp
from nlp.pages.terminal import show

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "corpora" / "demo" / "qingxi_justice_2022.md"


def main() -> None:
    with (ROOT / ".picture.log").open("w") as sink:
        console = Console(record=True, width=118, file=sink, highlight=False)
        console.print(show(nlp.read(REPORT)))
    (ROOT / ".picture.log").unlink()
    svg = console.export_svg(title=f"gongkai read {REPORT.name}")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S).replace("Fira Code", "Noto Sans Mono CJK SC")
    (ROOT / "docs" / "report.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
