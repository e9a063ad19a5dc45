"""Many files through ``analyse``, into a dataset.

The dataset is a function of the files alone: the same files give the same bytes with one worker or eight, in
one go or after a kill at any moment. What is read once is not read again until the file, its name or a
version changes.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nlp.dataset.archives import Archives
from nlp.dataset.inputs import find
from nlp.dataset.inventory import Entry, entries, is_gone, known, look, remember
from nlp.dataset.rows import Row
from nlp.dataset.store import Columns, Failure, Key, Place, Result, Store
from nlp.dataset.tables import version
from nlp.dataset.writing import MANIFEST, warm_up, write_tables
from nlp.progress import progress as show
from nlp.report import Report
from nlp.themes.coders import Choice, stamp
from nlp.workers import LIMIT_SECONDS, READERS, Task, read_all

PART_REPORTS = 64
PART_BYTES = 8 * 1024 * 1024
PART_SECONDS = 5.0
JOURNAL = "journal"
TRY_AGAIN = ("timeout", "worker_died", "changed_meanwhile", "cannot_open")  # may go well another time

Analyse = Callable[[bytes, str], Report]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. ``failures`` counts the files that gave no report, by code; ``failed`` leaves out duplicates.

    files      files of the dataset, those of earlier runs included
    reports    rows of the table ``reports``
    read       files read by this run, well or badly; ``unchanged`` those it did not have to read again
    removed    files of earlier runs that are gone from the folders given
    ignored    files in the folders whose suffix is no report's
    """

    out: Path
    files: int
    reports: int
    read: int
    unchanged: int
    removed: int
    ignored: int
    failures: dict[str, int]
    seconds: float

    @property
    def failed(self) -> int:
        return sum(number for code, number in self.failures.items() if code != "duplicate")

    def __str__(self) -> str:
        parts = [f"{self.read:,} read", f"{self.unchanged:,} unchanged"]
        parts += [f"{number:,} {code}" for code, number in sorted(self.failures.items())]
        parts += [f"{self.removed:,} gone"] * bool(self.removed)
        parts += [f"{self.ignored:,} other files left aside"] * bool(self.ignored)
        return (
            f"{self.out}: {self.reports:,} reports of {self.files:,} files in {self.seconds:.1f} s ({', '.join(parts)})"
        )


def run(
    inputs: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    workers: int | None = None,
    progress: bool = True,
    limit_seconds_per_file: float = LIMIT_SECONDS,
    coder: Choice = "both",
    analyse: Analyse | None = None,
) -> RunSummary:
    """Read files, folders and globs into the dataset in the folder ``out``; run it again to go on or to add.

    >>> run("reports", "dataset", workers=2)  # doctest: +SKIP

    A file that can't be read, that crashes its worker or takes longer than the limit becomes a row of
    ``failures``, and the rest goes on. Bytes that came before under another path are a failure ``duplicate``.
    The files in a zip archive are files of the dataset (``archive.zip/inner/a.html``), read without unpacking it.
    Files of earlier runs stay in the dataset, unless they are gone from a folder given now. An input that
    does not exist raises ``FileNotFoundError``; a folder ``out`` that holds something else, ``ValueError``. ``coder``
    chooses who codes themes (``nlp.themes.coders``); another choice than last time reads everything again.
    """
    began = time.monotonic()
    out = Path(out)
    _check_folder(out)
    found = find(inputs, skip=out)
    work = out / JOURNAL
    work.mkdir(parents=True, exist_ok=True)
    with _alone(work):
        name, versions = _reader(analyse, coder)
        by = stamp(coder) if analyse is None else ""
        store = Store(work, f"{name} {json.dumps(versions)} {by} tables {version()}")
        with show("looking", len(found.files), progress) as step:
            before = known(work, out)
            archives = Archives(work)
            given = {entry.place: entry for file in found.files for entry in entries(file, archives, step)}
            files = {file.place for file in found.files}
            gone = [p for p in before if p not in given and (p.file in files or is_gone(p.file, found.folders))]
        kept = [_again(before[p], store) for p in before if p not in given and p not in gone]
        plan = _Plan([*given.values(), *kept], store)
        if not plan.entries:
            raise ValueError(f"no report file in {', '.join(map(str, found.folders))}")
        remember(work, out, plan.entries)
        archives.keep()
        tasks = plan.tasks()
        if tasks:
            warm_up()
        with show("reading", len(tasks), progress) as step:
            _read(tasks, store, f"{name}", workers or _cores(), limit_seconds_per_file, step)
        _finish(out, work, plan, store, {"versions": versions}, progress)
    failures = Counter(row[2] for row in plan.failures())
    reports = len(plan.entries) - failures.total()
    return RunSummary(
        out=out,
        files=len(plan.entries),
        reports=reports,
        read=len(tasks),
        unchanged=len(plan.keys()) - len(tasks),
        removed=len(gone),
        ignored=found.ignored,
        failures=dict(failures),
        seconds=time.monotonic() - began,
    )


class _Plan:
    """The files of the dataset in the order of their paths, each with its place in the store or its failure."""

    def __init__(self, entries: Sequence[Entry], store: Store) -> None:
        self._store = store
        self.entries = sorted(entries, key=lambda e: (e.path, e.sha256 or "", e.place))
        self._first: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.sha256 and not entry.failure:
                self._first.setdefault(entry.sha256, entry)

    def tasks(self) -> list[Task]:
        """What is still to be read."""
        return [Task(e.place, e.key[1], e.key[0]) for e in self._first.values() if not _done(e, self._store)]

    def reports(self) -> Iterator[tuple[Entry, Place]]:
        for entry in self._first.values():
            result = self._store.get(entry.key)
            if isinstance(result, Place):
                yield entry, result

    def failures(self) -> Iterator[Row]:
        """The rows of the table ``failures``."""
        for entry in self.entries:
            first = self._first.get(entry.sha256 or "")
            result = entry.failure or self._store.get(entry.key)
            if first is not None and first is not entry and not entry.failure:
                yield entry.path, entry.sha256, "duplicate", f"the same bytes as {first.path}", first.path
            elif isinstance(result, Failure):
                yield entry.path, entry.sha256, result.code, result.message, None

    def keys(self) -> set[Key]:
        return {entry.key for entry in self._first.values()}


def _done(entry: Entry, store: Store) -> bool:
    result = store.get(entry.key)
    return isinstance(result, Place) or (result is not None and result.code not in TRY_AGAIN)


def _again(entry: Entry, store: Store) -> Entry:
    """A file of an earlier run; if it is to be read again it may have changed, or be gone."""
    return entry if _done(entry, store) else look(entry.place, entry.path)


def _read(tasks: Sequence[Task], store: Store, name: str, workers: int, limit: float, step: Callable[[], None]) -> None:
    pending: list[tuple[Key, Result]] = []
    size, since = 0, time.monotonic()
    answers = read_all(tasks, name, max(1, min(workers, len(tasks))), limit)
    try:
        with closing(answers):
            for task, result in answers:
                pending.append(((task.sha256, task.name), result))
                size += len(result) if isinstance(result, bytes) else 0
                if len(pending) >= PART_REPORTS or size >= PART_BYTES or time.monotonic() - since >= PART_SECONDS:
                    store.add(pending)
                    pending, size, since = [], 0, time.monotonic()
                step()
    finally:
        if pending:
            store.add(pending)


def _finish(out: Path, work: Path, plan: _Plan, store: Store, about: dict[str, Any], progress: bool) -> None:
    """Write the tables, unless they are there already, and drop what nobody needs any more."""
    sign, corpus = hashlib.sha256(json.dumps([version(), about]).encode()), hashlib.sha256()
    count = 0
    for entry, _ in plan.reports():
        sign.update(f"{entry.path}\0{entry.sha256}\n".encode())
        count += 1
    for failure in plan.failures():
        sign.update(json.dumps(failure).encode())
    for sha256 in sorted(entry.key[0] for entry, _ in plan.reports()):
        corpus.update(sha256.encode())
    about = {**about, "corpus": corpus.hexdigest(), "content": sign.hexdigest()}
    if not _written(out, about["content"]):
        with show("writing", count, progress) as step:
            reports: Iterator[tuple[str, Columns]] = ((e.path, store.read(place)) for e, place in plan.reports())
            write_tables(out, work, reports, plan.failures(), about, step)
    store.prune(plan.keys())


def _written(out: Path, content: str) -> bool:
    try:
        manifest = json.loads((out / MANIFEST).read_text("utf-8"))
        sizes = {name: (out / f"{name}.parquet").stat().st_size for name in manifest["tables"]}
        return manifest["content"] == content and all(
            table["bytes"] == sizes[name] for name, table in manifest["tables"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _reader(analyse: Analyse | None, coder: Choice) -> tuple[str, dict[str, Any]]:
    """The name by which workers import the function, and the versions that its module states."""
    if analyse is None:
        from nlp.analyse import versions

        stated = asdict(versions(coder))
        return READERS[coder], stated
    module, function = analyse.__module__, analyse.__qualname__
    if module == "__main__" or "." in function:
        raise ValueError(f"{function}: give a function of a module that workers can import")
    own = getattr(importlib.import_module(module), "versions", None)
    return f"{module}:{function}", asdict(own()) if own else {}


def _check_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file; a dataset is a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / JOURNAL).is_dir():
        what = "is a dataset without its journal" if (out / MANIFEST).exists() else "is not empty and no dataset"
        raise ValueError(f"{out} {what}; give another folder")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Hold the folder for one run; another one that wants it raises ``ValueError``. The system frees it at a kill."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValueError(f"another run is writing to {work.parent}") from None
        yield
