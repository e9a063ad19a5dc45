"""Draws docs/report.svg: what ``gongkai read`` shows of one report of the demonstration corpus."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

import nlp
from nlp.pages.terminal import show
from nlp.report import Report

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "corpora" / "demo" / "yunlan_education_2022.txt"
LEFT_OUT = ("Sections", "二", "四", "Warnings")


def main() -> None:
    console = Console(record=True, width=124, file=io.StringIO(), highlight=False)
    for part in parts(nlp.read(REPORT)):
        console.print(part)
    svg = console.export_svg(title=f"gongkai read {REPORT.name}", unique_id="gongkai")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S).replace("Fira Code", "Noto Sans Mono CJK SC")
    (ROOT / "docs" / "report.svg").write_text(svg, "utf-8")


def parts(report: Report) -> Iterator[RenderableType]:
    """The view of the report without the blocks of ``LEFT_OUT``."""
    shown = True
    for part in show(report).renderables:
        if isinstance(part, Text) and part.plain.startswith("\n"):
            shown = not part.plain.strip().startswith(LEFT_OUT)
        if shown:
            yield part


if __name__ == "__main__":
    main()
