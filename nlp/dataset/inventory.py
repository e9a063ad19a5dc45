"""Every file of a dataset: where it lies, its path in the tables, its SHA-256, or why it can't even be opened."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nlp import packed
from nlp.dataset.archives import Archives
from nlp.dataset.inputs import File, digest
from nlp.dataset.store import Failure, Key, jsonl
from nlp.dataset.store import replace as write_whole
from nlp.packed import Spot

LISTED = "files.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the dataset; ``failure`` where it can't even be opened."""

    place: Spot
    path: str
    sha256: str | None
    failure: Failure | None = None

    @property
    def key(self) -> Key:
        return self.sha256 or "", self.path.rpartition("/")[2]


def entries(file: File, archives: Archives, step: Callable[[], None]) -> Iterator[Entry]:
    """A file, or the files in it if it is an archive."""
    entry = look(Spot(file.place), file.path)
    try:
        if entry.sha256 is None or not packed.is_archive(file.place):
            yield entry
            return
        for listed in archives.files(file.place, entry.sha256):
            path = f"{file.path}/{listed.path}"
            yield Entry(Spot(file.place, listed.inside), path, listed.sha256, listed.failure)
    except packed.Refused as refused:
        yield replace(entry, failure=Failure(refused.code, str(refused)))
    except OSError as error:
        yield replace(entry, failure=Failure("cannot_open", error.strerror or str(error)))
    finally:
        step()


def look(place: Spot, path: str) -> Entry:
    """One file with the hash of its bytes."""
    try:
        sha256 = hashlib.sha256(packed.read(place)).hexdigest() if place.inside else digest(place.file)
        return Entry(place, path, sha256)
    except FileNotFoundError:
        return Entry(place, path, None, Failure("not_found", "the file is not there any more"))
    except OSError as error:
        return Entry(place, path, None, Failure("cannot_open", error.strerror or str(error)))
    except packed.Refused as refused:
        return Entry(place, path, None, Failure(refused.code, str(refused)))


def known(work: Path, out: Path) -> dict[Spot, Entry]:
    """The files of earlier runs, by place; places are kept relative to the dataset, so that both can move together."""
    listed = work / LISTED
    if not listed.exists():
        return {}
    found = {}
    for line in listed.read_text("utf-8").splitlines():
        place, path, sha256, *inside = json.loads(line)
        spot = Spot(os.path.normpath(os.path.abspath(out / place)), tuple(inside))
        found[spot] = Entry(spot, path, sha256)
    return found


def remember(work: Path, out: Path, files: Iterable[Entry]) -> None:
    """Write down the files of the dataset."""
    base = os.path.abspath(out)
    lines = ((os.path.relpath(e.place.file, base), e.path, e.sha256, *e.place.inside) for e in files)
    write_whole(work / LISTED, jsonl(lines))


def is_gone(place: str, folders: Sequence[str]) -> bool:
    """Whether a file of an earlier run is no more in the folders searched now."""
    return any(place.startswith(os.path.join(folder, "")) for folder in folders) and not os.path.exists(place)
