"""Many files: the same tables whatever happens on the way."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import fake_reports
import pytest

from nlp.dataset import open_dataset
from nlp.dataset.tables import tables
from nlp.engine import run

ROOT = Path(__file__).parents[1]


def fill(folder, count=30, word="report"):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"{word} {number} 7", "utf-8")
    return folder


def go(inputs, out, workers=1, limit=20.0):
    return run(inputs, out, workers=workers, progress=False, limit_seconds_per_file=limit, analyse=fake_reports.analyse)


def bytes_of(out):
    files = [*(f"{name}.parquet" for name in tables()), "dataset.json"]
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files}


def failures(out):
    return {row.path: row.code for row in open_dataset(out).table("failures").itertuples()}


def test_two_workers_write_the_bytes_of_one(tmp_path):
    source = fill(tmp_path / "in", 150)
    go(source, tmp_path / "one", 1)
    go(source, tmp_path / "two", 2)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_the_order_of_the_inputs_does_not_matter(tmp_path):
    files = sorted(fill(tmp_path / "in").iterdir())
    (tmp_path / "in" / "same.txt").write_bytes(files[3].read_bytes())
    files = [*files, tmp_path / "in" / "same.txt"]
    go(files, tmp_path / "sorted")
    random.Random(1).shuffle(files)
    go(files, tmp_path / "shuffled")
    assert bytes_of(tmp_path / "sorted") == bytes_of(tmp_path / "shuffled")


def test_a_second_run_reads_nothing_and_changes_nothing(tmp_path):
    source = fill(tmp_path / "in")
    first = go(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    second = go(source, tmp_path / "out")
    assert (first.read, first.unchanged, first.reports) == (30, 0, 30)
    assert (second.read, second.unchanged, second.reports) == (0, 30, 30)
    assert bytes_of(tmp_path / "out") == before


def test_new_and_changed_files_are_read_and_the_tables_are_those_of_a_fresh_run(tmp_path, monkeypatch):
    source = fill(tmp_path / "in")
    go(source, tmp_path / "out")
    (source / "3.txt").write_text("report 999")
    (source / "new.txt").write_text("report 1000")
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    summary = go(source, tmp_path / "out")
    assert sorted((tmp_path / "log").read_text().split()) == ["3.txt", "new.txt"]
    assert (summary.read, summary.unchanged) == (2, 29)
    go(source, tmp_path / "fresh")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_a_file_gone_from_the_folder_leaves_the_dataset(tmp_path):
    source = fill(tmp_path / "in")
    go(source, tmp_path / "out")
    (source / "3.txt").unlink()
    assert go(source, tmp_path / "out").removed == 1
    go(source, tmp_path / "fresh")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_a_run_on_another_folder_adds_to_the_dataset(tmp_path):
    go(fill(tmp_path / "a", 3), tmp_path / "out")
    summary = go(fill(tmp_path / "b", 4, "more"), tmp_path / "out")
    assert (summary.files, summary.reports, summary.read, summary.removed) == (7, 7, 4, 0)


def test_the_first_path_of_the_same_bytes_is_read_and_the_others_say_so(tmp_path):
    source = fill(tmp_path / "in", 3)
    (source / "z.txt").write_bytes((source / "1.txt").read_bytes())
    (source / "0" / "deep").mkdir(parents=True)
    (source / "0" / "deep" / "z.txt").write_bytes((source / "1.txt").read_bytes())
    go(source, tmp_path / "out")
    failed = open_dataset(tmp_path / "out").table("failures")
    assert list(failed["path"]) == ["1.txt", "z.txt"]
    assert set(failed["duplicate_of"]) == {"0/deep/z.txt"}
    (source / "0" / "deep" / "z.txt").unlink()
    go(source, tmp_path / "out")
    go(source, tmp_path / "fresh")
    assert failures(tmp_path / "out") == {"z.txt": "duplicate"}
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_bad_files_fail_alone(tmp_path):
    source = fill(tmp_path / "in", 10)
    words = {"unreadable": "no_report", "error": "internal_error", "crash": "worker_died", "leave": "worker_died"}
    for word in words:
        (source / f"{word}.txt").write_text(word)
    (source / "latin.txt").write_bytes(b"\xff\xfe\xfa")
    (source / "hang.txt").write_text("hang")
    summary = go(source, tmp_path / "out", 2, limit=1.5)
    expected = {f"{word}.txt": code for word, code in words.items()}
    assert failures(tmp_path / "out") == {**expected, "latin.txt": "internal_error", "hang.txt": "timeout"}
    assert (summary.reports, summary.failed) == (10, 6)
    messages = open_dataset(tmp_path / "out").table("failures").set_index("path")["message"]
    assert messages["error.txt"] == "KeyError: 'a slip of the programmer'"
    assert messages["crash.txt"] == "the process that read it was ended by signal 9"
    assert messages["leave.txt"] == "the process that read it was ended with exit status 3"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't hold a process to a size")
def test_a_file_that_takes_too_much_memory_or_nests_too_deeply_fails_alone(tmp_path):
    source = fill(tmp_path / "in", 2)
    (source / "greedy.txt").write_text("greedy")
    (source / "deep.txt").write_text("deep")
    summary = go(source, tmp_path / "out")
    assert failures(tmp_path / "out") == {"greedy.txt": "too_large", "deep.txt": "too_deep"}
    assert summary.reports == 2
    messages = open_dataset(tmp_path / "out").table("failures").set_index("path")["message"]
    assert messages["greedy.txt"] == "reading it takes more than 4 GB of memory"


def test_a_reader_that_hangs_inside_c_code_is_ended(tmp_path):
    source = fill(tmp_path / "in", 2)
    (source / "stuck.txt").write_text("stuck")
    assert go(source, tmp_path / "out", limit=1.5).reports == 2
    assert failures(tmp_path / "out") == {"stuck.txt": "timeout"}


def pack(path, files, method=zipfile.ZIP_DEFLATED):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_files_in_an_archive_are_files_of_the_dataset(tmp_path):
    source = fill(tmp_path / "in", 1)
    inner = pack(tmp_path / "inner.zip", {"c.txt": "report 3"}).read_bytes()
    pack(source / "x" / "a.zip", {"b/a.txt": "report 1", "b/bad.txt": "unreadable", "n.zip": inner, "logo.exe": ""})
    summary = go(source, tmp_path / "out")
    assert list(open_dataset(tmp_path / "out").table("reports")["path"]) == [
        "0.txt",
        "x/a.zip/b/a.txt",
        "x/a.zip/n.zip/c.txt",
    ]
    assert failures(tmp_path / "out") == {"x/a.zip/b/bad.txt": "no_report"}
    assert (summary.files, summary.reports, summary.read) == (4, 3, 4)
    before = bytes_of(tmp_path / "out")
    assert go(source, tmp_path / "out", 2).unchanged == 4
    assert bytes_of(tmp_path / "out") == before


def test_an_archive_that_did_not_change_is_not_unpacked_again(tmp_path, monkeypatch):
    source = tmp_path / "in"
    pack(source / "a.zip", {"a.txt": "report 1"})
    go(source, tmp_path / "out")
    monkeypatch.setattr("nlp.packed.members", lambda *_: pytest.fail("unpacked"))
    (source / "a.zip").rename(source / "renamed.zip")
    assert go(source, tmp_path / "out").unchanged == 1
    assert list(open_dataset(tmp_path / "out").table("reports")["path"]) == ["renamed.zip/a.txt"]


def test_a_changed_archive_is_looked_through_anew(tmp_path, monkeypatch):
    source = tmp_path / "in"
    pack(source / "a.zip", {"a.txt": "report 1", "b.txt": "report 2", "c.txt": "report 3"})
    go(source, tmp_path / "out")
    pack(source / "a.zip", {"new.txt": "report 9", "c.txt": "report 3"})
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    summary = go(source, tmp_path / "out")
    assert (tmp_path / "log").read_text().split() == ["new.txt"]
    assert (summary.read, summary.unchanged, summary.removed) == (1, 1, 1)
    go(source, tmp_path / "fresh")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_an_archive_gone_takes_its_files_along(tmp_path):
    source = fill(tmp_path / "in", 2)
    pack(source / "a.zip", {"a.txt": "report 11", "b.txt": "report 12"})
    assert go(source, tmp_path / "out").reports == 4
    (source / "a.zip").unlink()
    summary = go(source, tmp_path / "out")
    assert (summary.reports, summary.removed) == (2, 2)


def test_archives_of_an_earlier_run_stay_and_can_be_read_again(tmp_path, monkeypatch):
    pack(tmp_path / "a" / "a.zip", {"a.txt": "report 11"})
    go(tmp_path / "a", tmp_path / "out")
    monkeypatch.setenv("FAKE_FORMS", "2")
    summary = go(fill(tmp_path / "b", 1, "more"), tmp_path / "out")
    assert (summary.read, summary.reports) == (2, 2)
    assert set(open_dataset(tmp_path / "out").table("reports")["version_forms"]) == {"2"}


def test_a_file_in_an_archive_and_beside_it_is_read_once(tmp_path):
    source = fill(tmp_path / "in", 1)
    pack(source / "a.zip", {"same.txt": (source / "0.txt").read_bytes()})
    go(source, tmp_path / "out")
    assert failures(tmp_path / "out") == {"a.zip/same.txt": "duplicate"}


def test_an_archive_that_cant_be_read_is_a_failure_with_its_reason(tmp_path):
    source = fill(tmp_path / "in", 1)
    whole = pack(tmp_path / "whole.zip", {"a.txt": "report 1" * 100}).read_bytes()
    (source / "cut.zip").write_bytes(whole[:80])
    pack(source / "nothing.zip", {"a.exe": "x"})
    pack(source / "out.zip", {"../../a.txt": "report 8"})
    pack(source / "bomb.zip", {"a.txt": bytes(3_000_000)})
    (source / "no.zip").write_text("report 77")
    go(source, tmp_path / "out")
    assert failures(tmp_path / "out") == {
        "cut.zip": "damaged",
        "nothing.zip": "empty",
        "out.zip/../../a.txt": "unsafe_name",
        "bomb.zip/a.txt": "too_large",
    }
    assert not (tmp_path / "a.txt").exists()


def test_a_hundred_small_archives_in_one_keep_the_bytes_of_any_order(tmp_path):
    source = tmp_path / "in"
    inner = [pack(tmp_path / "i.zip", {"r.txt": f"report {n} 7", "s.txt": f"more {n}"}).read_bytes() for n in range(40)]
    pack(source / "all.zip", {f"{n}.zip": data for n, data in enumerate(inner)})
    assert go(source, tmp_path / "one", 1).reports == 80
    go(source, tmp_path / "two", 2)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root opens everything")
def test_a_file_that_cant_be_opened_is_a_failure(tmp_path):
    source = fill(tmp_path / "in", 2)
    (source / "1.txt").chmod(0)
    go(source, tmp_path / "out")
    assert failures(tmp_path / "out") == {"1.txt": "cannot_open"}


def test_a_link_that_leads_nowhere_is_a_failure(tmp_path):
    source = fill(tmp_path / "in", 2)
    (source / "lost.txt").symlink_to(source / "nowhere.txt")
    go(source, tmp_path / "out")
    assert failures(tmp_path / "out") == {"lost.txt": "not_found"}


def test_a_library_that_prints_does_not_disturb(tmp_path):
    fill(tmp_path / "in", 3, "noisy")
    assert go(tmp_path / "in", tmp_path / "out").reports == 3


def test_another_version_reads_everything_again(tmp_path, monkeypatch):
    source = fill(tmp_path / "in", 5)
    go(source, tmp_path / "out")
    monkeypatch.setenv("FAKE_FORMS", "2")
    assert go(source, tmp_path / "out").read == 5
    assert set(open_dataset(tmp_path / "out").table("reports")["version_forms"]) == {"2"}


def test_a_file_of_an_earlier_run_that_is_gone_when_a_new_version_needs_it_is_a_failure(tmp_path, monkeypatch):
    go(fill(tmp_path / "a", 2), tmp_path / "out")
    (tmp_path / "a" / "1.txt").unlink()
    monkeypatch.setenv("FAKE_FORMS", "2")
    go(fill(tmp_path / "b", 1, "more"), tmp_path / "out")
    assert failures(tmp_path / "out") == {"1.txt": "not_found"}


def test_a_failure_that_may_pass_is_tried_again_and_others_are_not(tmp_path, monkeypatch):
    source = fill(tmp_path / "in", 2)
    (source / "bad.txt").write_text("unreadable")
    (source / "dies.txt").write_text("leave")
    go(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    assert go(source, tmp_path / "out").unchanged == 3
    assert bytes_of(tmp_path / "out") == before


def test_the_tables_are_kept_in_the_order_of_paths(tmp_path):
    go(fill(tmp_path / "in", 12), tmp_path / "out", 2)
    paths = list(open_dataset(tmp_path / "out").table("reports")["path"])
    assert paths == sorted(paths)


def test_refusals_say_what_to_do(tmp_path):
    source = fill(tmp_path / "in", 2)
    with pytest.raises(FileNotFoundError):
        go(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="no report file in"):
        go(tmp_path / "empty", tmp_path / "out")
    with pytest.raises(ValueError, match="not empty and no dataset"):
        go(source, source)
    with pytest.raises(ValueError, match="is a file"):
        go(source, source / "1.txt")
    with pytest.raises(ValueError, match="workers can import"):
        run(source, tmp_path / "out", analyse=lambda data, name: fake_reports.analyse(data, name), progress=False)


def test_two_runs_do_not_write_to_one_folder(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    source = fill(tmp_path / "in", 2)
    go(source, tmp_path / "out")
    with (tmp_path / "out" / "journal" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ValueError, match="another run is writing"):
            go(source, tmp_path / "out")


def test_a_worker_that_cant_start_is_an_error_of_the_run(tmp_path, monkeypatch):
    source = fill(tmp_path / "in", 2)
    monkeypatch.setattr(fake_reports.analyse, "__qualname__", "nowhere")
    with pytest.raises(RuntimeError, match="no worker can start: AttributeError"):
        go(source, tmp_path / "out")


def test_progress_is_told_in_lines_where_there_is_no_terminal(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("nlp.progress.LINE_SECONDS", 0.0)
    run(fill(tmp_path / "in", 3), tmp_path / "out", workers=1, analyse=fake_reports.analyse)
    told = capsys.readouterr().err
    assert "reading: 3/3" in told
    assert "s left" in told


def test_the_summary_reads_as_a_sentence(tmp_path):
    source = fill(tmp_path / "in", 2)
    (source / "x.bin").write_text("x")
    (source / "bad.txt").write_text("unreadable")
    told = str(go(source, tmp_path / "out"))
    assert "2 reports of 3 files" in told
    assert "3 read, 0 unchanged, 1 no_report, 1 other files left aside" in told


KILLED = """
import sys
sys.path[:0] = {paths!r}
import fake_reports
from nlp import engine
engine.PART_REPORTS = 4
engine.run({source!r}, {out!r}, workers=2, progress=False, analyse=fake_reports.analyse)
"""


def start(source, out):
    code = KILLED.format(paths=[str(ROOT), str(ROOT / "tests")], source=str(source), out=str(out))
    hear = hear_ctrl_c if os.name == "posix" else None
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, preexec_fn=hear)


def hear_ctrl_c():
    """What runs in the background inherits deafness to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def kept_in(out):
    """Names of the files whose results the journal holds, a torn last line left out."""
    journal = out / "journal" / "journal.jsonl"
    whole = journal.read_bytes().splitlines(keepends=True) if journal.exists() else []
    lines = [json.loads(line) for line in whole if line.endswith(b"\n")]
    return {result[1] for line in lines for result in (*line["reports"], *line["failures"])}


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    base = tmp_path_factory.mktemp("slow")
    source = fill(base / "in", 40, "slow")
    (source / "bad.txt").write_text("unreadable")
    (source / "twin.txt").write_bytes((source / "5.txt").read_bytes())
    go(source, base / "whole", 2)
    return source, bytes_of(base / "whole")


@pytest.mark.parametrize("seed", range(3))
def test_a_run_killed_at_any_moment_goes_on_where_it_stopped(slow, tmp_path, seed, monkeypatch):
    source, whole = slow
    out = tmp_path / "out"
    dice = random.Random(seed)
    for _ in range(2):
        process = start(source, out)
        time.sleep(dice.uniform(0.2, 1.6))
        process.kill()
        process.communicate()
    kept = kept_in(out)
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    summary = go(source, out, 2)
    read = (tmp_path / "log").read_text().split() if (tmp_path / "log").exists() else []
    assert not kept & set(read)
    assert len(read) == len(set(read))
    assert summary.read + summary.unchanged == 41
    assert bytes_of(out) == whole
    assert not list((out / "journal").glob("**/*.new"))


@pytest.mark.skipif(os.name != "posix", reason="no signals here")
def test_ctrl_c_keeps_what_was_read(slow, tmp_path):
    source, whole = slow
    process = start(source, tmp_path / "out")
    journal = tmp_path / "out" / "journal" / "journal.jsonl"
    while not journal.exists() and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert b"KeyboardInterrupt" in told
    assert go(source, tmp_path / "out", 2).unchanged >= 4
    assert bytes_of(tmp_path / "out") == whole


def test_a_kill_while_the_tables_are_put_in_place_is_mended(tmp_path, monkeypatch):
    source = fill(tmp_path / "in", 5)
    go(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    (tmp_path / "out" / "dataset.json").unlink()
    (tmp_path / "out" / "cells.parquet").unlink()
    assert go(source, tmp_path / "out").read == 0
    assert bytes_of(tmp_path / "out") == before
