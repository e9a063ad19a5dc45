"""How a report looks as text: title, headings and paragraphs here, the tables in drawn_marked and drawn_plain."""

from __future__ import annotations

import re

from corpora.demo_kit import drawn_marked, drawn_plain
from corpora.demo_kit.grids import Draw, Look
from corpora.demo_kit.numbers import Tables
from corpora.demo_kit.typeset import pad, paginate, width, wrap

Block = tuple[str, str]  # (kind, text): title head sub para sign page t2 t3 t4
TABLES: dict[str, tuple[Draw, Draw, Draw]] = drawn_marked.TABLES | drawn_plain.TABLES


def render(blocks: list[Block], tables: Tables, look: Look) -> str:
    """The report in the dialect that ``look`` names."""
    lines: list[str] = []
    draw = dict(zip(("t2", "t3", "t4"), TABLES[look["dialect"]], strict=True))
    heads = 0
    for kind, text in blocks:
        if kind in draw:
            lines += _renamed(draw[kind](tables, look), look)
            continue
        lines += _flow(kind, text, look, heads)
        heads += kind == "head"
    if look.get("page_every"):
        lines = paginate(
            lines,
            look["page_every"],
            look.get("page_mark", "- {} -"),
            look.get("feed", False),
            look.get("mark_column", 0),
        )
    text = "\n".join(lines).strip("\n") + "\n"
    return re.sub(r"\n{4,}", "\n\n\n", text)


def _renamed(lines: list[str], look: Look) -> list[str]:
    """Table lines with the labels that this report words in its own way."""
    text = "\n".join(lines)
    for official, own in look.get("rename", {}).items():
        text = text.replace(official, own)
    return text.split("\n")


def _flow(kind: str, text: str, look: Look, heads: int) -> list[str]:
    """A title, heading or paragraph; ``heads`` headings stand above it."""
    markdown = look["dialect"] in ("pipes", "ocr")
    if kind == "page":
        return ["", text or "\f", ""]
    if markdown and kind in ("title", "head", "sub"):
        of_heads = look.get("head_marks", ["##"])
        level = {"title": "#", "head": of_heads[heads % len(of_heads)], "sub": look.get("sub_marks", "###")}[kind]
        return ["", f"{level} {text}".strip(), ""]
    if kind == "sign" and look.get("indent"):
        return [pad(text, 70, right=True)]
    if kind == "title" and look.get("indent"):
        return ["", " " * max((look["wrap"] - width(text)) // 2, 0) + text, ""]
    if look.get("spaced"):
        text = re.sub(r"(?<=[一-鿿])(?=\d)|(?<=\d)(?=[一-鿿])", " ", text)
    indent = "    " if look.get("indent") else ""
    if not look.get("wrap"):
        return [text, ""]
    lines = wrap(indent + text, look["wrap"])
    if look.get("gaps"):
        return [part for line in lines for part in (line, "")]
    return lines if indent else [*lines, ""]
