"""Worker processes that read files: one that crashes or hangs is ended, its file failed, and the rest goes on.

A worker is a fresh Python of its own (no fork, so no locks carried over; no second run of the caller's script,
so a script needs no ``if __name__ == "__main__"``). Task and answer are length-prefixed msgpack on its standard
input and output.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import IO, Any

from nlp.dataset.store import Failure, Result

START_SECONDS = 120.0
TICK_SECONDS = 0.2
MAX_BYTES = 512 * 1024 * 1024
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: where it is, its name, and the SHA-256 it had when the run looked."""

    place: str
    name: str
    sha256: str


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

    def __init__(self, analyse: str, limit_seconds: float) -> None:
        self._analyse = analyse
        self._limit = limit_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline: float | None = None
        self._late = False
        self._ended = False
        self._lock = threading.Lock()

    def ask(self, task: Task) -> Result:
        process = self._process or self._start()
        self._late, self._deadline = False, time.monotonic() + self._limit
        try:
            _send(process.stdin, (os.fsencode(task.place), task.name, task.sha256))
            answer = _receive(process.stdout)
        except BrokenPipeError:
            answer = None
        self._deadline = None
        if answer is None:
            return self._bury(process)
        kind, *what = answer
        return what[0] if kind == "rows" else Failure(*what)

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
            _send(process.stdin, (self._analyse, self._limit))
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
    try:
        analyse = _function(first[0])
    except Exception as error:
        _send(answers, ("failed", _last_line(error)))
        return
    _send(answers, ("ready",))
    alarm = getattr(signal, "alarm", None)
    while (task := _receive(tasks)) is not None:
        if alarm:
            alarm(int(first[1]) + 10)  # an orphan that hangs is ended by the system
        answer = _read(analyse, os.fsdecode(task[0]), task[1], task[2])
        if alarm:
            alarm(0)
        _send(answers, answer)


def _function(name: str) -> Any:
    from importlib import import_module

    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def _read(analyse: Any, place: str, name: str, sha256: str) -> tuple[Any, ...]:
    import hashlib

    from nlp.dataset.rows import rows
    from nlp.dataset.store import pack
    from nlp.reading.errors import Unreadable

    try:
        if os.path.getsize(place) > MAX_BYTES:
            return "failure", "too_large", f"more than {MAX_BYTES // 2**20} MB"
        with open(place, "rb") as stream:
            data = stream.read()
    except OSError as error:
        return "failure", "cannot_open", error.strerror or str(error)
    if hashlib.sha256(data).hexdigest() != sha256:
        return "failure", "changed_meanwhile", "the file was written to while the run went on; run again"
    try:
        return "rows", pack(rows(analyse(data, name)))
    except Unreadable as error:
        return "failure", error.code, _clean(str(error))
    except Exception as error:
        return "failure", "internal_error", _last_line(error)


def _last_line(error: BaseException) -> str:
    import traceback

    return _clean(traceback.format_exception_only(error)[-1].strip().splitlines()[-1])


def _clean(message: str) -> str:
    return message.encode("utf-8", "replace").decode()


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
