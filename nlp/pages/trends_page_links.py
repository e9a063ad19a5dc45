"""Ways from the trend page to the files of the reports and to their own pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from nlp.analysis import corpus

if TYPE_CHECKING:
    from nlp.dataset import Dataset

ARCHIVE = ".zip"


def source_links(
    dataset: Dataset, page: Path, reports: Path | None = None, report_pages: Path | None = None
) -> dict[str, tuple[str, str]]:
    """Report -> the relative address of its file and of its page, empty where there is none, seen from ``page``.

    ``reports`` is the folder that was read; without it the addresses are the paths of the dataset, which lead to the
    files where the page lies in that folder. A file in an archive gets the archive's address. ``report_pages`` is a
    folder of pages that ``gongkai read --html`` wrote, named by the report's id, its path or its name with ``.html``.
    """
    here = page.resolve().parent
    links = {}
    for report, path in corpus.reports(dataset)[["report_id", "path"]].itertuples(index=False, name=None):
        file = Path(*_outer(str(path)))
        source = _address(os.path.relpath((reports / file).resolve(), here) if reports else str(file))
        links[report] = (source, _page(report, str(path), report_pages, here))
    return links


def _outer(path: str) -> tuple[str, ...]:
    """The parts of a path without root and steps up, down to an archive."""
    parts = [part for part in Path(path).parts if part.strip("/\\") not in ("", "..")]
    for place, part in enumerate(parts[:-1]):
        if part.lower().endswith(ARCHIVE):
            return tuple(parts[: place + 1])
    return tuple(parts)


def _page(report: str, path: str, folder: Path | None, here: Path) -> str:
    if folder is None:
        return ""
    inner = Path(*[part for part in Path(path).parts if part.strip("/\\") not in ("", "..")])
    names = (f"{report}.html", f"{inner}.html", str(inner.with_suffix(".html")), f"{inner.stem}.html")
    for name in names:
        if name != str(inner) and (folder / name).is_file():
            return _address(os.path.relpath((folder / name).resolve(), here))
    return ""


def _address(path: str) -> str:
    """A path as a relative address: no letter of it can name a scheme, a host or a query."""
    return "./" + quote(Path(path).as_posix().encode("utf-8", "surrogateescape"), safe="/")
