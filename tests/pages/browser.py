"""Pages in headless Chromium: what asks for anything but the page itself, or complains, fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
)
PATIENCE_MS = 15_000


@dataclass
class Opened:
    """A page in the browser (``page`` is Playwright's) with all that it asked for and all that it complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium by Playwright; tests that need it skip where either is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Open]:
    """``open_page(path, width=1280, height=900, dark=False, script=True)`` opens a local file.

    When the test ends, every page must have asked for nothing but its own file and complained of nothing;
    clear ``complaints`` where a test provokes one.
    """
    opened: list[tuple[Opened, Any]] = []

    def open_file(path: Path, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        found = Opened(page)
        opened.append((found, context))

        def judge(route: Any) -> None:
            url = route.request.url
            if url.split("#")[0] == path.as_uri():
                route.continue_()
            else:
                found.asked.append(url)
                route.abort()

        page.route(lambda url: not url.startswith("data:"), judge)
        page.on("console", lambda said: found.complaints.append(said.text) if said.type in BAD else None)
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        return found

    yield open_file
    for _, context in opened:
        context.close()
    for found, _ in opened:
        assert found.asked == [], "a request left the page"
        assert found.dialogs == [], "a dialog was opened"
        assert found.complaints == [], "the browser complained"


BAD = ("error", "warning", "assert")


def sideways(page: Any) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
