"""Draws page.png, the scanned page of the OCR tests: ``python tests/reading/scans/draw.py`` (needs two
fonts of Debian: fonts-wqy-zenhei, fonts-noto-cjk)."""

import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 1180  # A4 at 120 dpi, its foot cut off
ASLANT = 0.8
PROSE = [
    "一、总体情况",
    "    2023年，我局主动公开信息236条，其中网站119条；全年收到政府信息公开申请",
    "14件，予以公开5件。",
    "二、主动公开政府信息情况",
]
# A text with how many columns it reaches over; the letter O in the number column is a slip of the typist.
TABLE = [
    [("第二十条第（一）项", 4)],
    [("信息内容", 1), ("本年制发件数", 1), ("本年废止件数", 1), ("现行有效件数", 1)],
    [("规章", 1), ("0", 1), ("", 1), ("/", 1)],
    [("行政规范性文件", 1), ("1280", 1), ("-4", 1), ("12", 1)],
    [("第二十条第（五）项", 4)],
    [("信息内容", 1), ("本年处理决定数量", 3)],
    [("行政许可", 1), ("61", 3)],
    [("第二十条第（六）项", 4)],
    [("信息内容", 1), ("本年处理决定数量", 3)],
    [("行政处罚", 1), ("O", 3)],
    [("行政强制", 1), ("0", 3)],
    [("第二十条第（八）项", 4)],
    [("信息内容", 1), ("本年收费金额（单位：万元）", 3)],
    [("行政事业性收费", 1), ("18.36", 3)],
]
LEFT, COLUMN, ROW = 100, 200, 34


def draw() -> Image.Image:
    """The page as a copier gives it: a little aslant, with dust, one bit a pixel."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(page)
    round_o = ImageFont.truetype("NotoSansCJK-Regular.ttc", 17)  # in the other font O and 0 look alike
    text, small, title = (ImageFont.truetype("wqy-zenhei.ttc", size) for size in (20, 17, 28))
    pen.text((WIDTH / 2, 90), "云岭县林业局2023年政府信息公开工作年度报告", 0, title, "mm")
    top = 150
    for line in PROSE:
        pen.text((LEFT, top), line, 0, text)
        top += 40
    for row in TABLE:
        left = LEFT
        for words, wide in row:
            pen.rectangle((left, top, left + wide * COLUMN, top + ROW), outline=0)
            pen.text((left + wide * COLUMN / 2, top + ROW / 2), words, 0, round_o if words == "O" else small, "mm")
            left += wide * COLUMN
        top += ROW
    pen.text((WIDTH / 2, HEIGHT - 60), "- 1 -", 0, text, "mm")
    page = page.rotate(ASLANT, Image.Resampling.BICUBIC, fillcolor=255)
    rng = random.Random(3)
    for _ in range(60):
        page.putpixel((rng.randrange(WIDTH), rng.randrange(HEIGHT)), 0)
    return page.point(lambda grey: 0 if grey < 160 else 255).convert("1", dither=Image.Dither.NONE)


if __name__ == "__main__":
    draw().save(Path(__file__).parent / "page.png", optimize=True)
