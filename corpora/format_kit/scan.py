"""A report as it comes from the copier: pages a little askew, specks of dust, no text behind the picture."""

from __future__ import annotations

import io
import random

import pypdfium2
from PIL import Image, ImageFilter

_MOST_DEGREES = 0.6
_SPECKS = 40  # a page
_PAPER, _INK_BELOW = 255, 150
_JPEG_QUALITY = 35


def pages(pdf: bytes, dpi: int, seed: str, straight: bool = False) -> list[Image.Image]:
    """The pages of a PDF as grey pictures, turned by up to ``_MOST_DEGREES`` and specked; the seed decides how."""
    rng = random.Random(seed)
    document = pypdfium2.PdfDocument(pdf)
    drawn = [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    return drawn if straight else [_copied(page, rng) for page in drawn]


def black_and_white(page: Image.Image) -> Image.Image:
    """The page with one bit a pixel, as fax and copier keep it."""
    return page.point(lambda grey: 0 if grey < _INK_BELOW else 255).convert("1", dither=Image.Dither.NONE)


def as_pdf(pictures: list[Image.Image], dpi: int) -> bytes:
    """A PDF of nothing but pictures: fax coding for black and white, JPEG for grey."""
    grey = {"quality": _JPEG_QUALITY} if pictures[0].mode == "L" else {}
    return _saved(pictures, "PDF", resolution=dpi, **grey)


def as_tiff(pictures: list[Image.Image], dpi: int) -> bytes:
    """A TIFF of many pages in fax coding."""
    return _saved(pictures, "TIFF", compression="group4", dpi=(dpi, dpi))


def as_png(pictures: list[Image.Image]) -> bytes:
    """One long picture of all pages, one under the other, as a screenshot of a whole page is."""
    tall = Image.new("1", (pictures[0].width, sum(page.height for page in pictures)), 1)
    at = 0
    for page in pictures:
        tall.paste(page, (0, at))
        at += page.height
    out = io.BytesIO()
    tall.save(out, "PNG", optimize=True)
    return out.getvalue()


def _copied(page: Image.Image, rng: random.Random) -> Image.Image:
    page = page.rotate(rng.uniform(-_MOST_DEGREES, _MOST_DEGREES), Image.Resampling.BICUBIC, fillcolor=_PAPER).filter(
        ImageFilter.GaussianBlur(0.4)
    )
    for _ in range(_SPECKS):
        x, y = rng.randrange(page.width - 2), rng.randrange(page.height - 2)
        page.paste(rng.randrange(0, 140), (x, y, x + rng.choice((1, 2)), y + rng.choice((1, 2))))
    return page


def _saved(pictures: list[Image.Image], kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    first, *rest = pictures
    first.save(out, kind, save_all=True, append_images=rest, **how)
    return out.getvalue()
