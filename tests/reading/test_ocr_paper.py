"""Pictures come from strangers: what is damaged or too large is refused with its reason; stamps go, headlines stay."""

import io
import struct
import zlib

import pytest

pytest.importorskip("cv2", reason="the extra gongkai[ocr] is not installed")
np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image", reason="the extra gongkai[ocr] is not installed")

from nlp.reading.errors import Unreadable  # noqa: E402
from nlp.reading.ocr import paper  # noqa: E402
from nlp.reading.ocr.lines import ruled_tables  # noqa: E402


def saved(picture, kind="PNG", **how):
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        list(paper.decoded(data))
    return refused.value.code


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is very large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def test_a_picture_that_says_it_is_huge_is_not_unpacked():
    assert code_of(bomb(9_000, 9_000)) == code_of(bomb(60_000, 60_000)) == "too_large"


def test_a_picture_cut_short_is_damaged():
    noise = Image.effect_noise((400, 400), 80)
    for kind in ("PNG", "JPEG", "TIFF"):
        data = saved(noise, kind)
        assert code_of(data[: len(data) // 2]) == "damaged"


def test_too_many_pages_are_refused():
    page = Image.new("1", (20, 20), 1)
    data = saved(page, "TIFF", save_all=True, append_images=[page] * paper.MOST_PAGES)
    assert code_of(data) == "too_many_pages"


def test_every_kind_of_pixel_becomes_colours_on_white():
    modes = ("1", "L", "P", "LA", "RGBA", "RGB", "I;16")
    pages = [next(paper.decoded(saved(Image.new(mode, (30, 20))))) for mode in modes]
    assert {page.shape for page in pages} == {(20, 30, 3)}
    assert pages[4].min() == 255  # transparent is paper


def test_a_photo_is_turned_as_its_exif_says():
    photo = Image.new("RGB", (30, 20))
    exif = photo.getexif()
    exif[0x0112] = 6
    assert next(paper.decoded(saved(photo, "JPEG", exif=exif.tobytes()))).shape == (30, 20, 3)


def test_a_long_picture_is_cut_where_nothing_is_printed():
    long = np.full((6000, 1654, 3), 255, np.uint8)
    long[::40, 100:1500] = 0
    pages = list(paper.in_one_size(long))
    assert sum(page.shape[0] for page in pages) == 6000
    assert all(page.shape[0] <= paper.LONG_SIDE for page in pages)
    assert all(page[-1].min() == 255 for page in pages[:-1])


def test_an_icon_holds_no_report():
    with pytest.raises(Unreadable, match="holds no report"):
        list(paper.in_one_size(np.zeros((40, 900, 3), np.uint8)))


def test_a_red_stamp_becomes_paper_and_a_red_headline_stays():
    import cv2

    page = np.full((1000, 800, 3), 255, np.uint8)
    cv2.circle(page, (400, 700), 120, (220, 30, 30), 6)
    cv2.putText(page, "black on it", (320, 705), cv2.FONT_HERSHEY_SIMPLEX, 1, (0, 0, 0), 2)
    cv2.putText(page, "a red headline", (100, 100), cv2.FONT_HERSHEY_SIMPLEX, 2, (220, 30, 30), 4)
    grey = paper.without_stamps(page)
    assert grey[575:585, 380:420].min() > 200
    assert grey[680:710, 320:480].min() < 60
    assert grey[60:110].min() < 150


def test_print_is_told_from_grey_paper():
    page = np.tile(np.linspace(120, 220, 800).astype(np.uint8), (600, 1))
    page[300:304, 100:700] = 30
    marks = paper.ink(page)
    assert marks[300:304, 110:690].all()
    assert not marks[:290].any()


@pytest.mark.parametrize("angle", [-3.2, -0.5, 0.0, 1.5])
def test_a_page_laid_aslant_is_straightened(angle):
    page = np.full((1600, 1200), 255, np.uint8)
    page[200:1400:40, 150:1050] = 0
    page[201:1401:40, 150:1050] = 0
    back = paper.straight(paper.turned(page, angle))
    assert (back[300:1300, 300:900].mean(axis=1) < 128).sum() >= 45


def test_ruling_lines_broken_by_dust_still_make_the_cells():
    marks = np.zeros((600, 900), np.uint8)
    for y in (100, 160, 220, 280):
        marks[y : y + 3, 100:801] = 255
    for x in (100, 300, 550, 800):
        marks[100:283, x : x + 3] = 255
    marks[161:220, 550:553] = 0  # the two cells beside it are one
    marks[::7, ::11] = 0
    (table,), _ = ruled_tables(marks)
    assert (table.rows, table.columns) == (3, 3)
    assert len(table.fields) == 8
    assert [(f.column, f.last_column) for f in table.fields if f.row == 1] == [(0, 1), (1, 3)]


def test_a_frame_and_a_rule_are_no_table():
    marks = np.zeros((600, 900), np.uint8)
    marks[50:53, 50:850] = 255
    marks[100:500, 100:103] = marks[100:500, 797:800] = 255
    marks[100:103, 100:800] = marks[497:500, 100:800] = 255
    assert ruled_tables(marks)[0] == []
