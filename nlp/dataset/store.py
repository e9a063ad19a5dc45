"""What has been read so far: part files and a journal that survive a crash at any moment.

A part is a file of packed reports, written beside its place, synced, then renamed. Only then does the journal
gain the line that names it, and that line is synced in turn. So a kill between two instructions leaves a
torn last line (cut off when the journal is opened) or a part that no line names (overwritten by the next one).
Results are kept by the bytes of the file, its name and what read it, never by where the file stands.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nlp.dataset.rows import Row

Key = tuple[str, str]
Columns = dict[str, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file gave no report."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a packed report lies: a part, the bytes in it, and the length of the bytes unpacked."""

    part: str
    start: int
    length: int
    unpacked: int


Result = bytes | Failure


class Store:
    """The results in a folder, by (sha256, name) of the file; those of another ``reader`` are left aside.

    ``reader`` names what reads the files: the function and its versions.
    """

    def __init__(self, folder: Path, reader: str) -> None:
        self._parts = folder / "parts"
        self._parts.mkdir(parents=True, exist_ok=True)
        self._journal = folder / "journal.jsonl"
        self._reader = reader
        self._results: dict[Key, Place | Failure] = {}
        self._stale = False
        self._last = 0
        sync(folder)
        self._load()

    def get(self, key: Key) -> Place | Failure | None:
        """Where the report of these bytes lies, or why there is none; None where they weren't read yet."""
        return self._results.get(key)

    def add(self, results: Sequence[tuple[Key, Result]]) -> None:
        """Keep results for good: when this returns they survive a crash."""
        import pyarrow as pa

        self._last += 1
        part = f"{self._last:08}.part"
        packed: list[bytes] = []
        reports: list[tuple[str, str, int, int, int]] = []
        failures: list[tuple[str, str, str, str]] = []
        at = 0
        for (sha256, name), result in results:
            if isinstance(result, Failure):
                failures.append((sha256, name, result.code, result.message))
                continue
            blob = pa.compress(result, codec="zstd", asbytes=True)
            reports.append((sha256, name, at, len(blob), len(result)))
            packed.append(blob)
            at += len(blob)
        if packed:
            replace(self._parts / part, lambda stream: stream.writelines(packed))
        line = {"part": part, "bytes": at, "reader": self._reader, "reports": reports, "failures": failures}
        with self._journal.open("ab") as stream:
            stream.write(_line(line))
            stream.flush()
            os.fsync(stream.fileno())
        self._take(line)

    def read(self, place: Place) -> Columns:
        """The columns of every table of one report; a damaged part raises ``ValueError``."""
        import msgspec
        import pyarrow as pa

        path = self._parts / place.part
        try:
            with path.open("rb") as stream:
                stream.seek(place.start)
                blob = stream.read(place.length)
            unpacked = pa.decompress(blob, place.unpacked, codec="zstd", asbytes=True)
            packed = msgspec.msgpack.decode(unpacked, type=dict[str, tuple[int, list[list[Any]]]])
        except (OSError, ValueError, msgspec.DecodeError) as error:
            raise ValueError(f"{path} is damaged ({error}); delete it and run again") from error
        return {name: [c * rows if len(c) == 1 else c for c in columns] for name, (rows, columns) in packed.items()}

    def prune(self, live: set[Key]) -> None:
        """Forget what no file of the dataset needs any more, and delete the parts that hold nothing else."""
        dead = self._results.keys() - live
        for key in dead:
            del self._results[key]
        lines: dict[str, dict[str, Any]] = {}
        for (sha256, name), result in self._results.items():
            part = result.part if isinstance(result, Place) else ""
            line = lines.setdefault(
                part, {"part": part, "bytes": 0, "reader": self._reader, "reports": [], "failures": []}
            )
            if isinstance(result, Place):
                line["reports"].append((sha256, name, result.start, result.length, result.unpacked))
                line["bytes"] = max(line["bytes"], result.start + result.length)
            else:
                line["failures"].append((sha256, name, result.code, result.message))
        if dead or self._stale:
            replace(self._journal, jsonl(lines.values()))
            self._stale = False
        for path in self._parts.iterdir():
            if path.name not in lines:
                path.unlink()

    def _load(self) -> None:
        whole = self._journal.read_bytes() if self._journal.exists() else b""
        good = 0
        for raw in whole.splitlines(keepends=True):
            try:
                line = json.loads(raw) if raw.endswith(b"\n") else None
            except ValueError:
                line = None
            if line is None:
                break
            good += len(raw)
            self._last = max(self._last, int(line["part"].partition(".")[0] or 0))
            if line["reader"] == self._reader and self._whole(line):
                self._take(line)
            else:
                self._stale = True
        if good < len(whole):
            with self._journal.open("r+b") as stream:
                stream.truncate(good)
                os.fsync(stream.fileno())

    def _whole(self, line: dict[str, Any]) -> bool:
        path = self._parts / line["part"]
        return not line["reports"] or (path.is_file() and path.stat().st_size >= line["bytes"])

    def _take(self, line: dict[str, Any]) -> None:
        for sha256, name, start, length, unpacked in line["reports"]:
            self._results[sha256, name] = Place(line["part"], start, length, unpacked)
        for sha256, name, code, message in line["failures"]:
            self._results[sha256, name] = Failure(code, message)


def pack(rows: dict[str, list[Row]]) -> bytes:
    """The rows of one report as bytes, column by column, a column of one value as that value once.

    What UTF-8 can't hold raises ``UnicodeEncodeError``.
    """
    import msgspec

    return msgspec.msgpack.encode({name: (len(table), _columns(table)) for name, table in rows.items()})


def _columns(table: list[Row]) -> list[Sequence[Any]]:
    columns = zip(*table, strict=True)
    return [column[:1] if column.count(column[0]) == len(column) else column for column in columns]


def replace(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that a crash leaves the old one or the new one, whole."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def jsonl(records: Iterable[object]) -> Callable[[IO[bytes]], object]:
    """A writer of JSON lines for ``replace``."""
    return lambda stream: stream.writelines(map(_line, records))


def _line(record: object) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"
