"""The codebook on its way to other tools (a table, JSON, CSV, Markdown, REFI-QDA), and yours on its way in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.dataset.exports import quote
from nlp.themes.codebook import Codebook, codebook, load_codebook, plain
from nlp.themes.qdc import Imported, load_qdc, to_qdc

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "code", "kind", "family", "zh", "en", "definition", "include", "exclude", "examples", "answers", "maps_to",
    "residual",
)  # fmt: skip


def open_book(path: str | Path | None = None) -> Imported:
    """The codebook in a file of your own, YAML, JSON or .qdc; gongkai's own without one.

    >>> open_book().book.version
    '1'

    ``notes`` tell what a .qdc did not say. A file that is no sound codebook raises CodebookError, a ValueError.
    """
    if path is None:
        return Imported(codebook(), ())
    if Path(path).suffix.lower() == ".qdc":
        return load_qdc(path)
    return Imported(load_codebook(path), ())


def book_frame(book: Codebook) -> pd.DataFrame:
    """A row a code, every cell a text: examples a line each, the codes that it answers or maps to with blanks between.

    >>> from nlp.themes.codebook import codebook
    >>> book_frame(codebook()).set_index("code").loc["training", "answers"]
    'staff_capability training_insufficient'
    """
    import pandas as pd

    return pd.DataFrame(_rows(book), columns=list(COLUMNS))


def book_as(book: Codebook, to: str) -> bytes:
    """The codebook as ``json`` (its file's shape), ``csv`` (UTF-8 with BOM), ``markdown`` or ``qdc`` (REFI-QDA).

    >>> from nlp.themes.codebook import codebook
    >>> book_as(codebook(), "markdown").decode().splitlines()[0]
    '# Codebook 1'

    What stands in the JSON can be read back as a codebook of your own. Another format raises ``ValueError``.
    """
    if to not in _FORMATS:
        raise ValueError(f"{to!r} is none of {', '.join(_FORMATS)}")
    return _FORMATS[to](book)


def _rows(book: Codebook) -> list[list[str]]:
    return [
        [
            *(entry.code, entry.kind, entry.family or "", entry.zh, entry.en),
            *(entry.definition, entry.include, entry.exclude),
            *("\n".join(entry.examples), " ".join(entry.answers), " ".join(entry.maps_to)),
            "yes" if entry.residual else "",
        ]
        for entry in book
    ]


def _json(book: Codebook) -> bytes:
    return (json.dumps(plain(book), ensure_ascii=False, indent=2) + "\n").encode()


def _csv(book: Codebook) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([quote(cell) for cell in row] for row in _rows(book))
    return stream.getvalue().encode("utf-8-sig")


def _markdown(book: Codebook) -> bytes:
    lines = [f"# Codebook {book.version}"]
    for kind in dict.fromkeys(entry.kind for entry in book):
        lines += ["", f"## {kind}", "", f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
        for row in _rows(book):
            if row[1] == kind:
                cells = (cell.replace("|", "\\|").replace("\n", "<br>") for cell in row)
                lines.append(f"| {' | '.join(cells)} |")
    return ("\n".join(lines) + "\n").encode()


_FORMATS: dict[str, Callable[[Codebook], bytes]] = {
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
    "qdc": lambda book: to_qdc(book) + b"\n",
}
