"""The files a dataset is made from: found, named, hashed."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif"})
# What the readers of nlp/reading take; a file named on its own is tried whatever its suffix.
SUFFIXES = IMAGES | frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".pdf", ".doc"}
    | {".docx", ".rtf", ".wps", ".xlsx", ".xls", ".csv", ".zip"}
)
_BESIDE_A_PAGE = ("_files", ".files", "_file")
"""How the folder ends in which a browser saves the pictures of a page."""


@dataclass(frozen=True, slots=True)
class File:
    """A file given to a run: where it is, and its path relative to the input it came from."""

    place: str
    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a run, those of a folder that were left aside for their suffix, and the folders searched."""

    files: tuple[File, ...]
    ignored: int
    folders: tuple[str, ...]


def find(inputs: str | Path | Sequence[str | Path], skip: Path | None = None) -> Found:
    """The files that files, folders and globs name; folders are searched to the bottom, hidden files left out.

    ``skip`` is a folder never entered (the dataset's own). What names nothing raises ``FileNotFoundError``.

    >>> find(__file__).files[0].path
    'inputs.py'
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    files: dict[str, File] = {}
    folders: list[str] = []
    ignored = 0
    for entry in given:
        for place, root in _expand(os.path.abspath(entry), str(entry)):
            if os.path.isdir(place):
                folders.append(place)
                for file in _walk(place, skip):
                    if wanted(os.path.relpath(file, place).replace(os.sep, "/")) and not _special(file):
                        files.setdefault(file, File(file, _relative(file, root)))
                    else:
                        ignored += 1
            elif not _special(place):
                files.setdefault(place, File(place, _relative(place, root)))
            else:
                ignored += 1
    return Found(tuple(files.values()), ignored, tuple(folders))


def wanted(path: str) -> bool:
    """Whether a file of a folder or an archive may be a report, by its path there.

    >>> wanted("2023/a.html"), wanted("2023/a_files/logo.png"), wanted("__MACOSX/a.html"), wanted("a.exe")
    (True, False, False, False)
    """
    *folders, name = path.split("/")
    suffix = os.path.splitext(name)[1].lower()
    if suffix not in SUFFIXES or name.startswith(".") or "__MACOSX" in folders:
        return False
    return suffix not in IMAGES or not any(folder.lower().endswith(_BESIDE_A_PAGE) for folder in folders)


def digest(place: str) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with open(place, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def readable(path: str) -> str:
    """A path as text: a name that is no UTF-8 (archives packed on Chinese Windows) is taken as GB18030.

    >>> readable(b"\\xb9\\xab\\xbf\\xaa.txt".decode("utf-8", "surrogateescape"))
    '公开.txt'
    """
    raw = path.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _expand(place: str, given: str) -> Iterable[tuple[str, str]]:
    if os.path.exists(place):
        return [(place, place if os.path.isdir(place) else os.path.dirname(place))]
    found = sorted(glob.glob(place, recursive=True)) if glob.has_magic(given) else []
    if not found:
        raise FileNotFoundError(2, "no such file or folder, and no glob that matches anything", given)
    root = os.path.dirname(place[: next(i for i, c in enumerate(place) if c in "*?[")])
    return [(match, root) for match in found if not _hidden(os.path.relpath(match, root))]


def _walk(folder: str, skip: Path | None) -> Iterator[str]:
    avoid = os.path.abspath(skip) if skip else None
    for here, below, names in os.walk(folder):
        below[:] = sorted(d for d in below if not d.startswith(".") and os.path.join(here, d) != avoid)
        yield from (os.path.join(here, name) for name in sorted(names) if not name.startswith("."))


def _special(place: str) -> bool:
    """A pipe, a socket, a device: opening one may wait for ever. (A link that leads nowhere is a file that fails.)"""
    return os.path.exists(place) and not os.path.isfile(place)


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split(os.sep))


def _relative(place: str, root: str) -> str:
    return readable(os.path.relpath(place, root).replace(os.sep, "/"))
