"""The text of a PDF page put right where pdfium's order is not the printed one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq, sub

from nlp.reading.pdf.pages import Box, Page

SAME_LINE = 0.35
"""How far, in heights of a letter, the middles of two letters of one printed line may lie apart."""
NEXT_LETTER = 0.3
"""How wide, in the same measure, the gap between two letters may be that follow each other without a blank."""
OVERLAP = 0.5
"""By how much they may overlap."""
REACH = 3.0
"""The same for a quotation mark and the letter it follows, with blanks between them."""
SMALLEST_SEEN = 0.5
"""Points; smaller letters can't be seen."""
MARGIN = 2.0
"""Points by which a letter may begin outside of what is shown of the page."""
MOST_QUOTES = 400
"""Quotation marks of a page that are looked after; noise has more."""

ARTEFACTS = str.maketrans({"\ufffe": "-", "\x02": "-", "\x00": "\ufffd"})
"""What pdfium writes for a hyphen at a line's end, and for a letter without Unicode."""

_BLANKS = " \r\u3000\u00a0"
_DOUBLE = re.compile("[“”]")
_QUOTES = frozenset("“”‘’")
_ASTRAY = ("\n”", "\n’", "\n ”", "\n ’", "“\r", "‘\r", "“ \r", "‘ \r", "“”", "‘’", "“ ”", "‘ ’", "‘‘", "’’")
"""Quotation marks where no writer puts them; doubled ones are told by their turns."""
_LONE_NUMBERS = re.compile(r"(?:^|\n)\d[\d.,]{0,20}(?:\r\n\d[\d.,]{0,20}){4}(?:\r|$)")


@dataclass(slots=True)
class PageText:
    """A page as text.

    order       the offsets of the page's text as pdfium has it, in printed order
    kept        the stretches of ``order`` that ``text`` is made of
    unseen      how many characters were left out because the page doesn't show them
    disordered  whether numbers stand one a line, as where a table was drawn column by column
    """

    text: str
    order: Sequence[int] = ()
    kept: Sequence[tuple[int, int]] = ()
    unseen: int = 0
    disordered: bool = False

    @property
    def at(self) -> list[int]:
        """For every character of ``text`` its offset in the page's text as pdfium has it."""
        return [place for low, high in self.kept for place in self.order[low:high]]


def page_text(page: Page, hidden: Sequence[bool] | None = None) -> PageText:
    """The text of a page as a reader sees it, a line a ``\\n``.

    ``hidden`` tells of every character whether it is drawn with an invisible pen. Line ends that pdfium puts inside
    a printed line go, quotation marks set in another font go back to their place, lines outside of the page or too
    small to see are left out. Only where lines begin and, where quotation marks look astray, the letters of the
    page are measured, so that this costs little beside getting the text.
    """
    text = page.text
    order: Sequence[int] = range(len(text))
    moved = _order_of_quotes(page) if _may_be_astray(text) else None
    if hidden:
        moved = [at for at in moved or order if not hidden[at]]
    if moved is not None:
        text, order = "".join([text[at] for at in moved]), moved
    kept, unseen = _kept_lines(page, text, order)
    read = "".join([text[low:high] for low, high in kept])
    if "\ufffe" in read or "\x02" in read or "\x00" in read:
        read = read.translate(ARTEFACTS)
    unseen += sum(hidden) if hidden else 0
    return PageText(read, order, kept, unseen, _LONE_NUMBERS.search(text) is not None)


def _kept_lines(page: Page, text: str, order: Sequence[int]) -> tuple[list[tuple[int, int]], int]:
    """The stretches of text to keep: lines that are seen, each with the ``\\n`` behind it unless the print runs on.

    Of most lines the first letter alone is measured; the last one only where the next line begins beside it.
    """
    lines = _inked_lines(text)
    if not lines:
        return [], 0
    openings = page.boxes([order[low] for low, _ in lines])
    unseen = _unseen_lines(page, lines, openings, order)
    if unseen:
        hidden = sum(lines[number][1] - lines[number][0] for number in unseen)
        lines = [line for number, line in enumerate(lines) if number not in unseen]
        openings = [box for number, box in enumerate(openings) if number not in unseen]
    kept: list[tuple[int, int]] = []
    before: Box | None = None
    middle = 0.0
    for (low, high), opening in zip(lines, openings, strict=True):
        _, top, _, bottom = opening
        beside = abs(top + bottom - middle) < bottom - top
        middle = top + bottom
        if before is not None:
            last = kept[-1][1] - 1
            runs_on = beside and _follows(page.boxes([order[last]])[0], opening)
            if not runs_on or (text[last].isdigit() and text[low].isdigit()):
                line_end = text.index("\n", last)
                kept.append((line_end, line_end + 1))
        kept.append((low, high))
        before = opening
    return kept, hidden if unseen else 0


def _unseen_lines(
    page: Page, lines: Sequence[tuple[int, int]], openings: Sequence[Box], order: Sequence[int]
) -> set[int]:
    """The numbers of the lines that begin and end outside of the page or are too small to see."""
    width, height = page.size
    lefts, tops, rights, bottoms = zip(*openings, strict=True)
    inside = min(rights) >= -MARGIN and max(lefts) <= width + MARGIN
    inside = inside and min(bottoms) >= -MARGIN and max(tops) <= height + MARGIN
    if inside and min(map(sub, bottoms, tops)) >= SMALLEST_SEEN:
        return set()
    return {
        number
        for number, (line, opening) in enumerate(zip(lines, openings, strict=True))
        if _is_unseen(opening, width, height) and _is_unseen(page.boxes([order[line[1] - 1]])[0], width, height)
    }


def _inked_lines(text: str) -> list[tuple[int, int]]:
    """Where each line begins and ends, blanks at its ends left out."""
    lines, at = [], 0
    for line in text.split("\n"):
        inked = line.strip(_BLANKS)
        if inked:
            low = at if line[0] == inked[0] else at + line.index(inked[0])
            lines.append((low, low + len(inked)))
        at += len(line) + 1
    return lines


def _is_unseen(box: Box, width: float, height: float) -> bool:
    left, top, right, bottom = box
    if right < -MARGIN or left > width + MARGIN or bottom < -MARGIN or top > height + MARGIN:
        return True
    return 0 < bottom - top < SMALLEST_SEEN


def _follows(before: Box, after: Box) -> bool:
    """Whether a letter follows another on the same printed line with no gap between."""
    high = max(before.bottom - before.top, after.bottom - after.top)
    return _on_one_line(before, after) and -OVERLAP * high < after.left - before.right <= NEXT_LETTER * high


def _on_one_line(one: Box, other: Box) -> bool:
    _, top, _, bottom = one
    _, upper, _, lower = other
    return abs(top + bottom - upper - lower) / 2 < SAME_LINE * max(bottom - top, lower - upper)


def _may_be_astray(text: str) -> bool:
    """Whether quotation marks stand where no writer puts them, or don't take turns."""
    if "“" not in text and "”" not in text and "‘" not in text and "’" not in text:
        return False
    inner = text.strip(_BLANKS + "\n")
    if inner[0] in "”’" or inner[-1] in "“‘" or any(mark in text for mark in _ASTRAY):
        return True
    double = _DOUBLE.findall(text)
    return any(map(eq, double, double[1:]))


def _order_of_quotes(page: Page) -> list[int] | None:
    """The offsets of the page's text in printed order; None where every quotation mark stands in its place."""
    text = page.text
    quotes = [at for at, letter in enumerate(text) if letter in _QUOTES]
    if len(quotes) > MOST_QUOTES:
        return None
    inked = [at for at, letter in enumerate(text) if letter not in " \r\n"]
    boxes = dict(zip(inked, page.boxes(inked), strict=True))
    keys = {at: place for at in quotes if (place := _printed_place(at, text, boxes)) is not None}
    if not keys:
        return None
    filled = {int(place) + 1 for place in keys.values()}  # the blank that a mark taken out of its place leaves there
    rest = [at for at in range(len(text)) if at not in filled or text[at] != " "]
    return sorted(rest, key=lambda at: (keys.get(at, at), boxes[at].left if at in keys else 0.0))


def _printed_place(quote: int, text: str, boxes: dict[int, Box]) -> float | None:
    """Behind or before which offset a quotation mark is printed (.5 off it); None where it already stands there."""
    own = boxes[quote]
    row = [(box, at) for at, box in boxes.items() if at != quote and _on_one_line(box, own)]
    reach = REACH * (own.bottom - own.top)
    left = max(((box.left, at) for box, at in row if 0 <= own.left - box.left < reach), default=None)
    right = min(((box.left, at) for box, at in row if 0 < box.left - own.left < reach), default=None)
    before = next((at for at in range(quote - 1, -1, -1) if at in boxes), None)
    if left is not None:
        stays = left[1] == before or text[left[1]] in _QUOTES
        return None if stays else left[1] + 0.5
    after = next((at for at in range(quote + 1, len(text)) if at in boxes), None)
    return None if right is None or right[1] == after else right[1] - 0.5
