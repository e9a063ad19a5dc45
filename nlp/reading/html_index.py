"""What a page says of the report beside it: index block, byline, meta tags, footer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from nlp.knowledge import load
from nlp.reading.draft import Box
from nlp.reading.html_items import Line, Table
from nlp.reading.html_tags import read_tag, resolve
from nlp.report import Metadata
from nlp.text import fold

LONGEST_LABEL_LINE = 300
LONGEST_VALUE = 200
LEAST_LABELS = 2
"""Labels without a colon that must stand together before they are taken for an index block."""


def pairs_of_line(folded: str, text: str) -> list[Metadata] | None:
    """The entries of a line that consists of labels with a colon and values, None for any other line.

    >>> line = "来源:青禾县水利局 发布时间:2024-01-23"
    >>> [(entry.key, entry.value) for entry in pairs_of_line(line, line)]
    [('source', '青禾县水利局'), ('published_on', '2024-01-23')]
    """
    if ":" not in folded or len(folded) > LONGEST_LABEL_LINE:
        return None
    labels = list(_with_colon().finditer(folded))
    if not labels or _beside().sub("", folded[: labels[0].start()]).strip(" []【】|:"):
        return None
    ends = [*[label.start() for label in labels[1:]], len(folded)]
    found = []
    for label, end in zip(labels, ends, strict=True):
        value = _bare(text[label.end() : end])
        if "。" in value and _key(label[1]) != "summary":
            return None
        found.append(Metadata(_key(label[1]), "".join(text[label.start(1) : label.end(1)].split()), value))
    return found


def _bare(value: str) -> str:
    """A value without the buttons that stand behind it on the same line."""
    found = _TRAILING.search(value)
    return (value[: found.start()] if found else value).strip(" \t\n\u3000\xa0|[]【】")[:LONGEST_VALUE]


_TRAILING = re.compile(
    r"(?:^|[\s|\[【])(?:字\s{0,4}[体号]|打印|关闭|分享|保护视力|收藏|[大中小][\s\]】]).{0,80}$", re.S
)


def label_alone(folded: str) -> str | None:
    """The key of a line or cell that is a label and nothing else."""
    if len(folded) > 24:
        return None
    bare = "".join(folded.split())
    label = bare.rstrip(":")
    if label != bare or label not in _only_with_colon():
        return _keys().get(label)
    return None


def is_label(folded: str) -> bool:
    return label_alone(folded) is not None


def pairs_of_table(table: Table) -> list[Metadata] | None:
    """The entries of a table that is an index block; None for any other table."""
    found: list[Metadata] = []
    other = 0
    for row in table.rows:
        cells = [_text(box) for number, box in enumerate(row) if isinstance(box, str) or box not in row[:number]]
        at = 0
        while at < len(cells):
            text = cells[at]
            folded = fold(text)
            key = label_alone(folded)
            if key is not None:
                has_value = at + 1 < len(cells) and not is_label(fold(cells[at + 1]))
                value = " ".join(cells[at + 1].split()) if has_value else ""
                at += 1 + has_value
                found.append(Metadata(key, "".join(text.split()).rstrip(":："), value[:LONGEST_VALUE]))
                continue
            pairs = pairs_of_line(folded.replace("\n", " "), text.replace("\n", " "))
            if pairs:
                found += pairs
            else:
                other += bool(text.strip())
            at += 1
    return found if len(found) >= LEAST_LABELS and other <= len(found) // 2 else None


def _text(box: Box | str) -> str:
    return box if isinstance(box, str) else box.text


def pairs_of_lines(lines: Sequence[tuple[int, str, str]]) -> tuple[list[Metadata], set[int]]:
    """The entries of labels that stand alone with their value on the next line, and the numbers of both lines.

    lines  number, folded text and text of the lines above the report, in order
    """
    keys = [label_alone(folded) for _, folded, _ in lines]
    if sum(key is not None for key in keys) < LEAST_LABELS:
        return [], set()
    found, used = [], set()
    for at, (number, _, text) in enumerate(lines):
        key = keys[at]
        if key is None or number in used:
            continue
        used.add(number)
        value = ""
        if at + 1 < len(lines) and keys[at + 1] is None and lines[at + 1][0] == number + 1:
            follows_label = len(lines[at + 1][2]) <= LONGEST_VALUE and pairs_of_line(*lines[at + 1][1:]) is None
            if follows_label:
                value = lines[at + 1][2]
                used.add(lines[at + 1][0])
        found.append(Metadata(key, "".join(text.split()).rstrip(":："), value.strip()))
    return found, used


def of_head(page: str) -> list[Metadata]:
    """The entries of <meta name=…> and of <title>, from the text of a page.

    >>> of_head('<head><meta name="PubDate" content="2024-01-23"><title>青禾县人民政府</title></head>')[0].value
    '2024-01-23'
    """
    found = []
    head = page[:LONGEST_HEAD]
    names: dict[str, str] = _knowledge()["meta"]
    for tag in _META.findall(head):
        attributes = read_tag(tag).attributes
        name = attributes.get("name") or attributes.get("property") or ""
        key = names.get(name.lower())
        content = " ".join(attributes.get("content", "").split())
        if key and content:
            found.append(Metadata(key, name, content[:LONGEST_VALUE]))
    title = _PAGE_TITLE.search(head)
    printed = " ".join(resolve(title[1]).split()) if title else ""
    if printed:
        key = "title" if is_title(fold(printed)) else "site_name"
        found.append(Metadata(key, "title", printed[:LONGEST_VALUE]))
    return found


LONGEST_HEAD = 100_000
_META = re.compile(r"<(meta\b[^<>]*+)>", re.I)
_PAGE_TITLE = re.compile(r"<title\b[^<>]*+>([^<]{1,1000})", re.I)


def of_footer(lines: Iterable[Line]) -> list[Metadata]:
    """The site code and the host that the lines around a report name."""
    text = "\n".join([line.text for line in lines])
    folded = fold(text)
    found = []
    for key, patterns in _knowledge()["footer"].items():
        for pattern in patterns:
            match = re.search(pattern, folded)
            if match:
                label = folded[match.start() : match.start(1)].strip(" :©\n")
                found.append(Metadata(key, label, text[match.start(1) : match.end(1)]))
    return found


def is_title(folded: str) -> bool:
    """Whether a line names a yearly report (…政府信息公开工作年度报告)."""
    if len(folded) > 120 or ("公开" not in folded and "政务" not in folded):
        return False
    bare = folded.replace(" ", "")
    return _title()[0].fullmatch(bare) is not None and not never_in_title(bare)


def never_in_title(folded: str) -> bool:
    """Whether a line holds what no line of a title holds (首页 > …)."""
    return _title()[1].search(folded) is not None


@cache
def _knowledge() -> dict[str, Any]:
    knowledge: dict[str, Any] = load("reading", "html")
    return knowledge


@cache
def _title() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(_knowledge()["title"]), re.compile(_knowledge()["never_title"])


@cache
def _keys() -> dict[str, str]:
    return {label: key for key, labels in _knowledge()["labels"].items() for label in labels}


def _key(printed: str) -> str:
    return _keys()["".join(printed.split())]


@cache
def _only_with_colon() -> frozenset[str]:
    return frozenset(_knowledge()["only_with_colon"])


@cache
def _with_colon() -> re.Pattern[str]:
    labels = sorted(_keys(), key=len, reverse=True)
    spaced = "|".join(r"\s{0,4}".join(label) for label in labels)
    return re.compile(rf"(?:^|(?<=[\s|\[【()]))({spaced})\s{{0,4}}[\]】]?\s{{0,2}}:")


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(_knowledge()["beside"])
