"""Pictures of paper: decoded within limits, red stamps taken out, upright, in one size."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nlp.reading.errors import Unreadable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    """Grey pixels, or colours in the order red, green, blue, of a page, row by row."""

MOST_PAGES = 60
MOST_PIXELS = 50_000_000
"""An A4 page at 600 dpi has 35 million."""
SMALLEST_SIDE = 200
LONG_SIDE, SHORT_SIDE = 2340, 1654
"""A4 at 200 dpi: the size that all pages are brought to, and that all pixels below are counted in."""
TALL = 2.0
"""How many times as high as wide a picture is a page; a higher one is cut into pages."""
MOST_ENLARGED = 3.0
MOST_SKEW = 4.0
"""Degrees by which a page may lie aslant."""
STAMP = 120
"""Pixels across the smallest stamp (15 mm)."""


def decoded(data: bytes) -> Iterator[Picture]:
    """The pages of a PNG, JPEG, GIF or TIFF file, in colours, turned as its EXIF says.

    Raises ``Unreadable``: damaged, too_large (in pixels), too_many_pages.
    """
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "TIFF")) as file:
            count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
            if count > MOST_PAGES:
                raise Unreadable("too_many_pages", f"{count} scanned pages; at most {MOST_PAGES} are read")
            for number in range(count):
                file.seek(number)
                if file.width * file.height > MOST_PIXELS:
                    raise Unreadable("too_large", f"a picture of {file.width} x {file.height} pixels")
                yield np.asarray(ImageOps.exif_transpose(_on_white(file)))
    except Unreadable:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise Unreadable("too_large", "a picture of too many pixels") from error
    except Exception as error:  # the decoders raise OSError, SyntaxError, struct.error and more on broken files
        raise Unreadable("damaged", "the picture is damaged: it can't be decoded") from error


def _on_white(file: Any) -> Any:
    from PIL import Image

    if file.mode.startswith("I"):  # 16 bits of grey
        return file.point(lambda value: value / 257).convert("L").convert("RGB")
    if "A" in file.mode or "transparency" in file.info:
        over = file.convert("RGBA")
        exif = file.getexif()
        page = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
        page.getexif().update(exif)
        return page
    return file.convert("RGB")


def in_one_size(picture: Picture) -> Iterator[Picture]:
    """The picture as pages of about A4 at 200 dpi; a long one is cut where least is printed."""
    import cv2

    height, width = picture.shape[:2]
    if min(height, width) < SMALLEST_SIDE:
        raise Unreadable("empty", f"a picture of {width} x {height} pixels holds no report")
    long = height > TALL * width
    scale = min(SHORT_SIDE / width if long else LONG_SIDE / max(height, width), MOST_ENLARGED)
    if abs(scale - 1) > 0.02:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        picture = _pixels(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how))
    while long and picture.shape[0] > LONG_SIDE:
        cut = _emptiest(picture[LONG_SIDE // 2 : LONG_SIDE]) + LONG_SIDE // 2
        yield picture[:cut]
        picture = picture[cut:]
    yield picture


def _emptiest(picture: Picture) -> int:
    """The row, as low as may be, in which the paper shows least print."""
    import numpy as np

    spread = picture.mean(axis=2).std(axis=1)
    return int(np.flatnonzero(spread <= spread.min() + 1)[-1])


def without_stamps(picture: Picture) -> Picture:
    """The page in grey; red stamps become paper where they cover no black print, red headlines stay."""
    import cv2
    import numpy as np

    grey = _pixels(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    red, green, blue = (picture[:, :, number].astype(np.int16) for number in range(3))
    reddish = ((red - np.maximum(green, blue)) > 40).astype(np.uint8)
    if not reddish.any():
        return grey
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(reddish, np.ones((15, 15), np.uint8)))
    for number, (left, top, wide, high, _) in enumerate(stats[1:].tolist(), 1):
        if min(wide, high) >= STAMP and max(wide, high) < 2 * min(wide, high):
            here = (slice(top, top + high), slice(left, left + wide))
            stamp = (labels[here] == number) & (reddish[here] > 0)
            grey[here][stamp] = picture[:, :, 0][here][stamp]
    return grey


def ink(grey: Picture) -> Picture:
    """Where print stands on a page in grey, as 0 and 255, whatever the colour of the paper."""
    import cv2
    import numpy as np

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return ((grey < INKED * paper) * np.uint8(255)).astype(np.uint8)


INKED = 0.75
"""Share of the paper's brightness below which a pixel is print."""


def straight(grey: Picture) -> Picture:
    """The page turned by the few degrees it was laid aslant."""
    angle = _skew(ink(grey))
    return turned(grey, angle) if abs(angle) >= 0.05 else grey


def turned(grey: Picture, angle: float) -> Picture:
    import cv2
    import numpy as np

    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    paper = float(np.percentile(grey, 75))
    return _pixels(cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper))


def _skew(print_: Picture) -> float:
    """The angle at which lines of text and ruling lines fall together best."""
    import cv2
    import numpy as np

    small = cv2.resize(print_, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    height, width = small.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best, step = 0.0, 1.0
    while step > 0.04:
        reach = MOST_SKEW if step == 1.0 else 2 * step
        angles = [best + step * number for number in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))
        step /= 2
    return round(best, 4)


def _pixels(picture: Any) -> Picture:
    """What OpenCV hands back has no type."""
    page: Picture = picture
    return page
