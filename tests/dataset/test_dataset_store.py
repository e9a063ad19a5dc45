"""The journal and the parts, cut off at every point."""

import shutil

import pytest

from nlp.dataset.store import Failure, Place, Store, pack

READER = "r1"


def keep(store, *names):
    blob = {name: pack({"reports": [(name, 1)], "cells": []}) for name in names}
    store.add([((name, "n"), blob[name]) for name in names])


def test_what_was_added_is_there_after_reopening(tmp_path):
    store = Store(tmp_path, READER)
    keep(store, "a", "b")
    store.add([(("c", "n"), Failure("no_report", "none"))])
    again = Store(tmp_path, READER)
    assert again.get(("c", "n")) == Failure("no_report", "none")
    assert again.get(("d", "n")) is None
    place = again.get(("b", "n"))
    assert isinstance(place, Place)
    assert again.read(place) == {"reports": [["b"], [1]], "cells": []}


def test_a_journal_cut_at_any_byte_loses_whole_parts_only(tmp_path):
    store = Store(tmp_path / "whole", READER)
    keep(store, "a", "b")
    keep(store, "c")
    journal = (tmp_path / "whole" / "journal.jsonl").read_bytes()
    first = journal.index(b"\n") + 1
    for cut in range(len(journal) + 1):
        folder = tmp_path / "cut"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "whole", folder)
        (folder / "journal.jsonl").write_bytes(journal[:cut])
        resumed = Store(folder, READER)
        there = [name for name in "abc" if resumed.get((name, "n"))]
        assert there == (["a", "b", "c"] if cut == len(journal) else ["a", "b"] if cut >= first else [])
        keep(resumed, "d")
        assert all(Store(folder, READER).get((name, "n")) for name in [*there, "d"])


def test_a_part_that_is_missing_or_short_is_read_again(tmp_path):
    store = Store(tmp_path, READER)
    keep(store, "a")
    keep(store, "b")
    first, second = sorted((tmp_path / "parts").iterdir())
    first.unlink()
    second.write_bytes(second.read_bytes()[:-1])
    again = Store(tmp_path, READER)
    assert again.get(("a", "n")) is None
    assert again.get(("b", "n")) is None


def test_a_damaged_part_says_so(tmp_path):
    store = Store(tmp_path, READER)
    keep(store, "a")
    [part] = (tmp_path / "parts").iterdir()
    part.write_bytes(b"\0" * part.stat().st_size)
    with pytest.raises(ValueError, match="is damaged"):
        store.read(store.get(("a", "n")))


def test_another_reader_reads_anew_and_the_old_results_stay_until_pruned(tmp_path):
    keep(Store(tmp_path, READER), "a")
    other = Store(tmp_path, "r2")
    assert other.get(("a", "n")) is None
    keep(other, "b")
    assert Store(tmp_path, READER).get(("a", "n"))
    Store(tmp_path, "r2").prune({("b", "n")})
    assert Store(tmp_path, READER).get(("a", "n")) is None
    assert Store(tmp_path, "r2").get(("b", "n"))
    assert len(list((tmp_path / "parts").iterdir())) == 1


def test_pruning_keeps_the_living_of_a_part(tmp_path):
    store = Store(tmp_path, READER)
    keep(store, "a", "b")
    keep(store, "c")
    store.prune({("b", "n")})
    again = Store(tmp_path, READER)
    assert [name for name in "abc" if again.get((name, "n"))] == ["b"]
    assert again.read(again.get(("b", "n")))["reports"] == [["b"], [1]]
    assert len(list((tmp_path / "parts").iterdir())) == 1
    keep(again, "d")
    assert Store(tmp_path, READER).get(("b", "n"))
