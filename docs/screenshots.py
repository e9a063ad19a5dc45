"""Draws docs/report-page.png and docs/trends.png: two pages of the demonstration corpus, each with something chosen.

Needs Playwright, Pillow and Debian's chromium, and a Chinese font (apt-get install chromium fonts-noto-cjk).
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

import nlp
from nlp.pages.report_page import report_page
from nlp.pages.trends_page import trends_page
from nlp.pages.trends_page_links import source_links

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "corpora" / "demo"
REPORT = DEMO / "yunlan_education_2022.txt"
WIDTH, HEIGHT = 1400, 900
COLOURS = 128


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        page = context.new_page()
        show(page, Path(folder) / "report.html", report_page(nlp.read(REPORT)))
        page.locator("#in-u1").click()
        page.evaluate("document.querySelector('.statute:has(#t4)').scrollIntoView()")
        keep(page, ROOT / "docs" / "report-page.png")
        nlp.run([str(DEMO)], Path(folder) / "dataset", progress=False)
        dataset, out = nlp.open_dataset(Path(folder) / "dataset"), Path(folder) / "trends.html"
        show(page, out, trends_page(dataset, links=source_links(dataset, out, DEMO)))
        page.evaluate("document.querySelector('#themes').scrollIntoView()")
        page.locator("#fig-heat_problem svg a:visible[aria-label*='Weak new-media operation, 2024']").click()
        keep(page, ROOT / "docs" / "trends.png")
        browser.close()


def show(page: Any, path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    page.goto(path.as_uri())


def keep(page: Any, out: Path) -> None:
    Image.open(io.BytesIO(page.screenshot())).quantize(COLOURS).save(out, optimize=True)
    print(f"{out.relative_to(ROOT)}: {out.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
