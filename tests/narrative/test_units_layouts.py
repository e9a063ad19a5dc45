"""Units over the layouts in which organs print section 五 (texts in units_cases*.py)."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from units_cases import FIRST, FOURTH, SECOND, THIRD, read_case
from units_cases_prose import PROSE
from units_cases_turns import TURNS, WITHIN

from nlp.document import Document
from nlp.narrative.piece import Piece
from nlp.narrative.units import find_units
from nlp.report import Section, Source

CASES = FIRST | SECOND | THIRD | FOURTH | PROSE | TURNS | WITHIN
_FULL = str.maketrans(",;:()!?", "，；：（）！？")


def units_of(text: str) -> list[Piece]:
    doc = Document(Source("a.txt", "", "text/plain", 0), text)
    pieces, _ = find_units(doc, [Section("s5", None, 0, 0, len(text))])
    return [piece for piece in pieces if piece.kind != "frame"]


def bare(text: str) -> str:
    return "".join(text.split()).replace("—6—", "").translate(_FULL).strip("。；，、")


def same(wanted: str, got: str) -> float:
    wanted, got = bare(wanted), bare(got)
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(wanted), len(got))


@pytest.mark.parametrize("name", CASES)
def test_every_layout_gives_its_units_in_order(name: str) -> None:
    text, wanted = read_case(CASES[name])
    got = units_of(text)
    assert [piece.kind for piece in got] == [kind for kind, _, _ in wanted]
    for (_, unit, _), piece in zip(wanted, got, strict=True):
        assert same(unit, piece.view.text) >= 0.75, (unit, piece.view.text)


@pytest.mark.parametrize("name", CASES)
def test_pairs_are_the_printed_pairs(name: str) -> None:
    text, wanted = read_case(CASES[name])
    got = units_of(text)
    printed = [pair or None for _, _, pair in wanted]
    numbers: dict[int, str] = {}
    for piece in got:
        if piece.pair:
            numbers.setdefault(piece.pair, str(len(numbers) + 1))
    assert [numbers.get(piece.pair or 0) for piece in got] == printed


@pytest.mark.parametrize("name", CASES)
def test_hard_wraps_and_page_marks_change_nothing(name: str) -> None:
    text, _ = read_case(CASES[name])
    if "wrapped" in name or "spaces" in name or "dash" in name:
        pytest.skip("wrapped already, or its lines are its items")
    lines: list[str] = []
    for paragraph in text.strip().split("\n"):
        paragraph = "　　" + paragraph.strip()
        lines += [paragraph[i : i + 28] for i in range(0, len(paragraph), 28)]
    inner = (i for i, line in enumerate(lines) if len(line) == 28 and not line.startswith("　"))
    middle = next(inner, None)
    if middle is not None:
        lines.insert(middle + 1, "- 5 -")
    filler = "某" * 28 + "\n"
    wrapped = filler * 6 + "\n".join(lines)
    doc = Document(Source("a.txt", "", "text/plain", 0), wrapped)
    pieces, _ = find_units(doc, [Section("s5", None, 0, 6 * len(filler), len(wrapped))])
    plain = [(p.kind, bare(p.view.text)) for p in units_of(text)]
    assert [(p.kind, bare(p.view.text)) for p in pieces if p.kind != "frame"] == plain
