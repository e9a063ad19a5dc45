"""Worker processes that read files: one that crashes or hangs is ended, its file failed, and the rest goes on.

A worker is a fresh Python of its own (no fork, so no locks carried over; no second run of the caller's script,
so a script needs no ``if __name__ == "__main__"``). Task and answer are length-prefixed msgpack on its standard
input and output.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import IO, Any

from nlp.dataset.store import Failure, Result
from nlp.packed import Refused, Spot
from nlp.packed import read as read_bytes

READERS = {
    "both": "nlp.analyse:analyse",
    "model": "nlp.analyse:analyse_by_model",
    "cues": "nlp.analyse:analyse_by_cues",
}
"""Who reads a report, by who codes its themes."""
LIMIT_SECONDS = 300.0
"""A file takes some milliseconds, but a scan of 30 pages on a slow machine some minutes."""
START_SECONDS = 120.0
TICK_SECONDS = 0.2
MAX_BYTES = 512 * 1024 * 1024
MEMORY_BYTES = 4 * 1024**3
"""What a worker may take; a page read by OCR takes 0.6 GB of it, a hostile PDF 1 GB before it is refused."""
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: where it is, its name, and the SHA-256 it had when the run looked; ``data`` where known."""

    place: Spot
    name: str
    sha256: str
    data: bytes | None = None


def read_apart(files: Iterable[tuple[str, bytes]], coder: str = "both") -> Iterator[tuple[str, bytes | Failure]]:
    """The record of each file as JSON, or its failure, in order; ``files`` gives name and bytes.

    The files are read in a process of their own: one that crashes, hangs or takes all memory harms nobody.
    """
    worker = _Worker(READERS[coder], LIMIT_SECONDS, "json")
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(TICK_SECONDS):
            worker.watch()

    threading.Thread(target=watch, daemon=True).start()
    try:
        for name, data in files:
            yield name, worker.ask(Task(Spot(""), name, "", data))
    finally:
        stop.set()
        worker.end()


def read_all(tasks: Iterable[Task], analyse: str, workers: int, limit_seconds: float) -> Generator[tuple[Task, Result]]:
    """Every task with its packed rows or its failure, in the order in which they end.

    ``analyse`` is ``module:function``, taking the bytes and the name of a file and giving a ``Report``. A worker
    that can't even start raises ``RuntimeError``. Memory does not grow with the number of tasks.
    """
    answers: Queue[tuple[Task, Result] | Exception | None] = Queue(maxsize=2 * workers)
    pool = [_Worker(analyse, limit_seconds) for _ in range(workers)]
    source, lock, stop = iter(tasks), threading.Lock(), threading.Event()

    def put(answer: tuple[Task, Result] | Exception | None) -> None:
        while not stop.is_set():
            try:
                answers.put(answer, timeout=TICK_SECONDS)
            except Full:
                continue
            return

    def drive(worker: _Worker) -> None:
        try:
            while not stop.is_set():
                with lock:
                    task = next(source, None)
                if task is None:
                    break
                put((task, worker.ask(task)))
        except Exception as error:
            put(error)
        finally:
            worker.end()
            put(None)

    threads = [threading.Thread(target=drive, args=(worker,), daemon=True) for worker in pool]
    for thread in threads:
        thread.start()
    running = workers
    try:
        while running:
            try:
                answer = answers.get(timeout=TICK_SECONDS)
            except Empty:
                continue
            finally:
                for worker in pool:
                    worker.watch()
            if answer is None:
                running -= 1
            elif isinstance(answer, Exception):
                raise answer
            else:
                yield answer
    finally:
        stop.set()
        for worker in pool:
            worker.end()
        for thread in threads:
            thread.join()


class _Worker:
    """One process, started when the first task comes and again after it died."""

    def __init__(self, analyse: str, limit_seconds: float, answer: str = "rows") -> None:
        self._analyse = analyse
        self._limit = limit_seconds
        self._answer = answer
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline: float | None = None
        self._late = False
        self._ended = False
        self._lock = threading.Lock()

    def ask(self, task: Task) -> Result:
        process = self._process or self._start()
        self._late, self._deadline = False, time.monotonic() + self._limit
        try:
            place, inside = task.place
            _send(process.stdin, (os.fsencode(place), inside, task.name, task.sha256, task.data))
            answer = _receive(process.stdout)
        except BrokenPipeError:
            answer = None
        self._deadline = None
        if answer is None:
            return self._bury(process)
        kind, *what = answer
        return what[0] if kind == "report" else Failure(*what)

    def watch(self) -> None:
        """End the process if it is past its time."""
        deadline, process = self._deadline, self._process
        if deadline is not None and process is not None and time.monotonic() > deadline:
            self._late = True
            process.kill()

    def end(self) -> None:
        with self._lock:
            self._ended = True
            if self._process is not None:
                _end(self._process)

    def _start(self) -> subprocess.Popen[bytes]:
        code = f"import sys; sys.path[:] = {sys.path!r}; from nlp.workers import serve; serve()"
        with self._lock:
            if self._ended:
                raise RuntimeError("the run has ended")
            process = self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches the parent alone, which ends its workers
            )
        self._deadline = time.monotonic() + START_SECONDS
        try:
            _send(process.stdin, (self._analyse, self._limit, self._answer))
            answer = _receive(process.stdout)
        except BrokenPipeError:
            answer = None
        if answer != ["ready"]:
            raise RuntimeError(f"no worker can start: {answer[1] if answer else 'the process died'}")
        return process

    def _bury(self, process: subprocess.Popen[bytes]) -> Failure:
        code = _end(process)
        self._process = None
        if self._late:
            return Failure("timeout", f"reading took more than {self._limit:g} seconds")
        how = f"by signal {-code}" if code < 0 else f"with exit status {code}"
        return Failure("worker_died", f"the process that read it was ended {how}")


def _end(process: subprocess.Popen[bytes]) -> int:
    process.kill()
    code = process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            assert pipe is not None
            pipe.close()
    return code


def serve() -> None:
    """What a worker does: take the name of the function, then a file at a time, until the input ends."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)  # whatever a library prints must not mix with the answers
    first = _receive(tasks)
    if first is None:
        return
    limit_memory()
    try:
        analyse, pack_report = _function(first[0]), _packer(first[2])
    except Exception as error:
        _send(answers, ("failed", _last_line(error)))
        return
    _send(answers, ("ready",))
    alarm = getattr(signal, "alarm", None)
    while (task := _receive(tasks)) is not None:
        if alarm:
            alarm(int(first[1]) + 10)  # an orphan that hangs is ended by the system
        file, inside, name, sha256, data = task
        data = _load(Spot(os.fsdecode(file), tuple(inside)), sha256) if data is None else data
        answer = _read(analyse, data, name, pack_report) if isinstance(data, bytes) else data
        if alarm:
            alarm(0)
        _send(answers, answer)


def _function(name: str) -> Any:
    from importlib import import_module

    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def limit_memory(most: int = MEMORY_BYTES) -> None:
    """Let this process take so much memory and no more, where the system can hold it to that.

    Counted is memory that can be written to, not address space, of which threads and libraries reserve plenty.
    """
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


def _load(place: Spot, sha256: str) -> bytes | tuple[str, ...]:
    """The bytes of a file, or why they can't be had."""
    import hashlib

    try:
        if not place.inside and os.path.getsize(place.file) > MAX_BYTES:
            return "failure", "too_large", f"more than {MAX_BYTES // 2**20} MB"
        data = read_bytes(place)
    except OSError as error:
        return "failure", "cannot_open", error.strerror or str(error)
    except Refused as refused:
        return "failure", refused.code, str(refused)
    except MemoryError:
        return _TOO_MUCH
    if hashlib.sha256(data).hexdigest() != sha256:
        return "failure", "changed_meanwhile", "the file was written to while the run went on; run again"
    return data


def _read(analyse: Any, data: bytes, name: str, pack_report: Any) -> tuple[Any, ...]:
    from nlp.reading.errors import Unreadable

    try:
        return "report", pack_report(analyse(data, name))
    except Unreadable as error:
        return "failure", error.code, _clean(str(error))
    except MemoryError:
        return _TOO_MUCH
    except RecursionError:
        return "failure", "too_deep", "what it holds is nested too deeply"
    except Exception as error:
        return "failure", "internal_error", _last_line(error)


def _packer(answer: str) -> Any:
    """What makes an answer of a report: its packed rows, or its record as JSON."""
    if answer == "json":
        import msgspec

        return msgspec.json.encode
    from nlp.dataset.rows import rows
    from nlp.dataset.store import pack

    return lambda report: pack(rows(report))


_TOO_MUCH = ("failure", "too_large", f"reading it takes more than {MEMORY_BYTES // 2**30} GB of memory")


def _last_line(error: BaseException) -> str:
    import traceback

    return _clean(traceback.format_exception_only(error)[-1].strip().splitlines()[-1])


_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]+")


def _clean(message: str) -> str:
    return _CONTROL.sub(" ", message.encode("utf-8", "replace").decode())


def _send(stream: IO[bytes] | None, message: object) -> None:
    import msgspec

    assert stream is not None
    body = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:
    import msgspec

    assert stream is not None
    head = stream.read(_LENGTH.size)
    body = stream.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    return msgspec.msgpack.decode(body) if body and len(body) == _LENGTH.unpack(head)[0] else None
