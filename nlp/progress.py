"""How far a long run is: a bar on a terminal or in a notebook, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

LINE_SECONDS = 5.0
NOTEBOOK_SECONDS = 0.5


@contextmanager
def progress(what: str, total: int, shown: bool = True) -> Iterator[Callable[[], None]]:
    """A function to call after every one of ``total`` steps; with rate and time left."""
    if not shown or not total:
        yield lambda: None
    elif _in_notebook():
        yield _Notebook(what, total, NOTEBOOK_SECONDS)
    elif sys.stderr.isatty():
        with _bar(what, total) as step:
            yield step
    else:
        yield _Lines(what, total, LINE_SECONDS)


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeLeft())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


class _Lines:
    def __init__(self, what: str, total: int, every: float) -> None:
        self._what, self._total, self._every, self._done = what, total, every, 0
        self._began = self._told = time.monotonic()

    def __call__(self) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._told >= self._every:
            self._told = now
            self._tell(now - self._began)

    def _tell(self, seconds: float) -> None:
        print(self._line(seconds), file=sys.stderr)

    def _line(self, seconds: float) -> str:
        rate = self._done / seconds
        left = (self._total - self._done) / rate
        return f"{self._what}: {self._done:,}/{self._total:,}, {rate:,.1f}/s, {left:,.0f} s left"


class _Notebook(_Lines):
    """One bar that changes where it stands; a stage that is over at once shows none."""

    _place: Any = None

    def __call__(self) -> None:
        super().__call__()
        if self._place is not None and self._done == self._total:
            self._tell(time.monotonic() - self._began)

    def _tell(self, seconds: float) -> None:
        from IPython.display import display

        line = self._line(seconds)
        bar = f'<progress value="{self._done}" max="{self._total}"></progress> {escape(line)}'
        bundle = {"text/plain": line, "text/html": bar}
        if self._place is None:
            self._place = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._place.update(bundle, raw=True)


def _in_notebook() -> bool:
    """Whether this process is the kernel of a notebook; IPython is not imported to find out."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None
    return shell is not None and hasattr(shell, "kernel")
