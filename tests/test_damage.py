"""2,000 damaged files: no crash, no number that the file does not print, and for each that is not read a reason."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import lxml.html
import pytest

from nlp.analyse import analyse
from nlp.reading.errors import Unreadable
from nlp.report import Report

CORPORA = Path(__file__).parents[1] / "corpora"
FOLDERS = ("../demo", "portal", "layout", "pasted", "docx", "doc", "pdf_browser", "pdf_office")
SUFFIXES = (".txt", ".html", ".docx", ".doc", ".pdf", ".rtf", ".xlsx", ".png", ".zip")
FILES_A_FOLDER = 250
"""Of eight folders: 2,000 files in all."""


def flip_bits(data: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 40))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def lose_a_stretch(data: bytes, dice: random.Random) -> bytes:
    low = dice.randrange(len(data))
    return data[:low] + data[low + dice.randrange(1, 2000) :]


def blot_a_stretch(data: bytes, dice: random.Random) -> bytes:
    low = dice.randrange(len(data))
    high = min(low + dice.randrange(1, 400), len(data))
    return data[:low] + dice.choice((bytes(high - low), dice.randbytes(high - low))) + data[high:]


def leave(data: bytes, dice: random.Random) -> bytes:
    """Whole, but under another name."""
    return data


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip_bits, flip_bits, cut, lose_a_stretch, blot_a_stretch, leave,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has lost its text layer would be read as a scan, at some seconds a page."""

    def missing() -> None:
        raise Unreadable("needs_ocr", "the extra is left out of this test")

    monkeypatch.setattr("nlp.reading.ocr.models.ensure_ocr", missing)
    monkeypatch.setattr("nlp.reading.ocr.reader.ensure_ocr", missing)
    monkeypatch.setattr("nlp.reading.word.libreoffice._program", lambda: None)


@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("folder", FOLDERS)
def test_damaged_files(folder: str, part: int) -> None:
    dice = random.Random(f"{folder} {part}")
    files = sorted(path for path in (CORPORA / "formats" / folder).glob("*.*") if path.is_file())
    for number in range(FILES_A_FOLDER // 5):
        path, damage = dice.choice(files), dice.choice(DAMAGES)
        data = damage(path.read_bytes(), dice)
        name = path.stem + dice.choice(SUFFIXES)
        report = read(data, name)
        if report is not None:
            invented = numbers_not_printed(report, data, path)
            assert not invented, (path.name, damage.__name__, part, number, invented[:5])


def read(data: bytes, name: str) -> Report | None:
    try:
        return analyse(data, name)
    except Unreadable as refused:
        reason = refused
    assert reason.code
    assert len(str(reason).splitlines()) == 1
    return None


def numbers_not_printed(report: Report, data: bytes, path: Path) -> list[str]:
    """The cells whose number is neither that of the whole file, nor printed in what is left, nor spoken of."""
    numbers = {cell.id: cell for cell in report.cells if cell.value is not None}
    for cell in numbers.values():
        assert cell.start is not None
        assert report.text[cell.start : cell.end] == cell.raw
    truth = gold_of(path.stem)
    wrong = [id for id, cell in numbers.items() if truth.get(id) != cell.value]
    printed = text_of(data, report)
    if not wrong or (not printed and {warning.code for warning in report.warnings} & LOSSES):
        return []
    spoken = {id for warning in report.warnings for id in warning.cells}
    spoken |= {id for finding in report.findings if finding.outcome != "pass" for id in finding.cells}
    printed = text_of(data, report)
    return [
        f"{id} {numbers[id].raw}" for id in wrong if id not in spoken and bare(numbers[id].raw or "") not in printed
    ]


LOSSES = {"damaged_stream", "damaged_file", "cut_short", "letters_unread"}


@cache
def gold_of(stem: str) -> dict[str, object]:
    gold: dict[str, object] = json.loads((CORPORA / "demo" / "gold" / f"{stem}.json").read_text("utf-8"))["cells"]
    return gold


def text_of(data: bytes, report: Report) -> str:
    """What another program reads in a file without checksums; "" for the others, whose numbers must be right."""
    if report.source.media_type.startswith("text/"):
        text = data.decode(report.source.encoding or "utf-8", "replace").replace("\0", "")
        return bare(lxml.html.document_fromstring(text).text_content() if "html" in report.source.media_type else text)
    if report.source.media_type == "application/msword":
        return bare(data.decode("utf-16-le", "replace") + data[1:].decode("utf-16-le", "replace"))
    return ""


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)
