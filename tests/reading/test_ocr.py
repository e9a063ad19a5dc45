"""A scanned page becomes a Document like any other; what can't be read is never blank and never a guess."""

import io
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from nlp.document import Document
from nlp.reading.errors import Unreadable
from nlp.reading.ocr import models as ocr_models
from nlp.reading.ocr.reader import read_scanned_pdf
from nlp.reading.read import read_document
from nlp.report import Source
from nlp.statistics.tables import read_tables

PAGE = Path(__file__).parent / "scans" / "page.png"
INSTALLED = all(find_spec(library) for library in ("cv2", "onnxruntime", "PIL", "rapidocr"))

needs_ocr = pytest.mark.skipif(not INSTALLED, reason="the extra gongkai[ocr] is not installed")


@pytest.fixture(scope="module")
def scan() -> Document:
    if not INSTALLED:
        pytest.skip("the extra gongkai[ocr] is not installed")
    return read_document(PAGE)


@pytest.fixture(scope="module")
def cells(scan: Document):
    return {cell.id: cell for cell in read_tables(scan, ()).cells}


def test_without_the_extra_a_scan_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(ocr_models, "find_spec", lambda library: None)
    ocr_models.models.cache_clear()
    with pytest.raises(Unreadable, match=r"pip install 'gongkai\[ocr\]'") as refused:
        read_document(PAGE)
    assert refused.value.code == "needs_ocr"


def test_a_scan_is_read_in_reading_order(scan):
    lines = scan.text.split("\n")
    assert lines[0] == "云岭县林业局2023年政府信息公开工作年度报告"
    assert lines[1] == "一、总体情况"
    assert lines[2].startswith("2023年，我局主动公开信息236条，其中网站119条；")
    assert "行政规范性文件\t1280\t-4\t12" in lines
    assert scan.text.rstrip().endswith("-1-")


def test_the_document_says_that_it_was_read_by_ocr_and_how_surely(scan):
    assert (scan.source.method, scan.source.pages, scan.source.media_type) == ("ocr", 1, "image/png")
    assert scan.pages == (0,)
    assert [warning.code for warning in scan.warnings] == ["read_by_ocr"]
    assert all(0 <= sure <= 1 for _, _, sure in scan.seen)
    assert list(scan.seen) == sorted(scan.seen)
    covered = "".join(scan.text[low:high] for low, high, _ in scan.seen)
    assert "".join(covered.split()) == "".join(scan.text.split())


def test_ruling_lines_give_the_grid_with_its_merged_cells(scan):
    (grid,) = scan.grids
    rows = [[scan.text[low:high] for low, high in row] for row in grid.rows]
    assert len(rows) == 14
    assert rows[0] == ["第二十条第（一）项"] * 4
    assert rows[6] == ["行政许可", "61", "61", "61"]


def test_numbers_are_read_with_their_signs_and_points(cells):
    assert cells["t2.normative_docs.issued"].value == 1280
    assert cells["t2.normative_docs.repealed"].value == -4
    assert cells["t2.licensing.decisions"].value == 61
    assert cells["t2.admin_fee.fee_amount"].value == 18.36
    assert cells["t2.rules.issued"].status == cells["t2.coercion.decisions"].status == "zero"


def test_a_cell_without_ink_is_blank_and_a_stroke_is_a_stroke(cells):
    assert (cells["t2.rules.repealed"].status, cells["t2.rules.repealed"].confidence) == ("blank", None)
    assert cells["t2.rules.in_force"].status == "slash"


def test_the_letter_o_in_a_number_cell_is_no_zero(cells):
    assert cells["t2.penalty.decisions"].value is None
    assert cells["t2.penalty.decisions"].status == "unreadable"


def test_a_cell_carries_the_confidence_of_what_was_seen_in_it(scan, cells):
    cell = cells["t2.licensing.decisions"]
    assert cell.confidence == next(sure for low, high, sure in scan.seen if low <= cell.start < high)


@needs_ocr
def test_the_same_file_gives_the_same_document_and_nothing_asks_the_network(scan):
    """A process of its own, in which no socket opens and the library that could fetch models is never imported."""
    code = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from nlp.reading.read import read_document\n"
        "print(repr(read_document(sys.argv[1]).seen))\n"
        "assert 'rapidocr' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(PAGE)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(scan.seen)


@needs_ocr
def test_a_pdf_of_pictures_lying_on_their_side_is_turned_upright(scan):
    from PIL import Image

    page = Image.new("1", (760, 900), 1)
    page.paste(Image.open(PAGE).crop((90, 60, 850, 320)), (0, 100))
    out = io.BytesIO()
    page.transpose(Image.Transpose.ROTATE_270).save(out, "PDF", resolution=100)
    read = read_scanned_pdf(out.getvalue(), Source("a.pdf", "0" * 64, "application/pdf", len(out.getvalue())))
    assert read.text.split("\n")[1:4] == scan.text.split("\n")[1:4]
    assert (read.source.method, read.source.pages) == ("ocr", 1)
