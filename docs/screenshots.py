"""Draws docs/report-page.png: the page of one report of the demonstration corpus, with a problem chosen.

Needs Playwright, Pillow and Debian's chromium, and a Chinese font (apt-get install chromium fonts-noto-cjk).
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import nlp
from nlp.pages.report_page import report_page

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "corpora" / "demo" / "yunlan_education_2022.txt"
OUT = ROOT / "docs" / "report-page.png"
WIDTH, HEIGHT = 1400, 900
COLOURS = 128


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page_file = Path(folder) / "report.html"
        page_file.write_bytes(report_page(nlp.read(REPORT)).encode())
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.locator("#in-u1").click()
        page.evaluate("document.querySelector('.statute:has(#t4)').scrollIntoView()")
        shot = page.screenshot()
        browser.close()
    Image.open(io.BytesIO(shot)).quantize(COLOURS).save(OUT, optimize=True)
    print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
