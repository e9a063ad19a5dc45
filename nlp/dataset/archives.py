"""What lies in the zip archives of a dataset: listed once, and again only when an archive changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlp import packed
from nlp.dataset.inputs import SUFFIXES, wanted
from nlp.dataset.store import Failure, jsonl, replace

LISTED = "archives.jsonl"
RULES = hashlib.sha256(
    repr([sorted(SUFFIXES), packed.MOST_MEMBERS, packed.MOST_BYTES, packed.MOST_BYTES_IN_ALL, 1]).encode()
).hexdigest()[:16]
"""Changes when what is taken from an archive changes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in an archive: its numbers, its path there, its SHA-256, and why it is not read where that is so."""

    inside: tuple[int, ...]
    path: str
    sha256: str | None
    failure: Failure | None = None


class Archives:
    """The files of every archive seen, by the archive's SHA-256."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LISTED
        self._known: dict[str, list[Listed]] = {}
        self._used: set[str] = set()
        if self._path.exists():
            for line in map(json.loads, self._path.read_text("utf-8").splitlines()):
                if line["rules"] == RULES:
                    self._known[line["sha256"]] = [_listed(*row) for row in line["files"]]

    def files(self, place: str, sha256: str) -> list[Listed]:
        """The files of an archive on disk; one that gives none at all raises ``packed.Refused``."""
        self._used.add(sha256)
        if sha256 not in self._known:
            self._known[sha256] = list(map(_hashed, packed.members(place, wanted)))
        if not self._known[sha256]:
            raise packed.Refused("empty", "no report file in the archive")
        return self._known[sha256]

    def keep(self) -> None:
        """Write down the archives that were asked for."""
        kept = ((sha256, self._known[sha256]) for sha256 in sorted(self._used) if sha256 in self._known)
        lines = [{"sha256": sha256, "rules": RULES, "files": list(map(_row, files))} for sha256, files in kept]
        if lines or self._path.exists():
            replace(self._path, jsonl(lines))


def _hashed(member: packed.Member) -> Listed:
    if member.data is None:
        refused = member.refused
        failure = Failure(refused.code, str(refused)) if refused else None
        return Listed(member.inside, member.path, None, failure)
    return Listed(member.inside, member.path, hashlib.sha256(member.data).hexdigest())


def _row(file: Listed) -> Iterable[object]:
    failure = [file.failure.code, file.failure.message] if file.failure else None
    return [file.inside, file.path, file.sha256, failure]


def _listed(inside: list[int], path: str, sha256: str | None, failure: list[str] | None) -> Listed:
    return Listed(tuple(inside), path, sha256, Failure(*failure) if failure else None)
