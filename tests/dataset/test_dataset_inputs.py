"""Which files a run takes, and under which path."""

import hashlib
import os

import pytest

from nlp.dataset.inputs import digest, find, readable


@pytest.fixture
def tree(tmp_path):
    for name in ("r/a.txt", "r/deep/er/b.HTML", "r/.hidden.txt", "r/.git/c.txt", "r/tool.exe", "r/out/d.txt", "e.dat"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def paths(found):
    return sorted(file.path for file in found.files)


def test_a_folder_is_searched_to_the_bottom_without_hidden_files(tree):
    found = find(tree / "r")
    assert paths(found) == ["a.txt", "deep/er/b.HTML", "out/d.txt"]
    assert found.ignored == 1


def test_the_datasets_own_folder_is_not_searched(tree):
    assert paths(find([tree / "r"], skip=tree / "r" / "out")) == ["a.txt", "deep/er/b.HTML"]


def test_a_file_named_on_its_own_is_taken_whatever_its_suffix(tree):
    assert paths(find(tree / "e.dat")) == ["e.dat"]


def test_a_glob_takes_what_it_matches_and_a_file_is_taken_once(tree):
    assert paths(find([f"{tree}/r/**/*.txt", str(tree / "r" / "a.txt")])) == ["a.txt", "out/d.txt"]
    assert paths(find(f"{tree}/*")) == ["e.dat", "r/a.txt", "r/deep/er/b.HTML", "r/out/d.txt"]


def test_what_names_nothing_is_an_error(tree):
    for nothing in ("nowhere", "*.nowhere"):
        with pytest.raises(FileNotFoundError):
            find(tree / nothing)


def test_a_name_with_brackets_is_a_name(tree):
    (tree / "r" / "[2022].txt").write_text("x")
    assert paths(find(tree / "r" / "[2022].txt")) == ["[2022].txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_left_aside(tree):
    os.mkfifo(tree / "r" / "pipe.txt")
    assert find(tree / "r").ignored == 2


def test_a_name_packed_on_chinese_windows_is_readable():
    assert readable(os.fsdecode("公开.txt".encode("gb18030"))) == "公开.txt"
    assert readable("公开.txt") == "公开.txt"


def test_the_digest_is_of_the_bytes(tree):
    assert digest(tree / "e.dat") == hashlib.sha256(b"e.dat").hexdigest()


def test_pictures_are_taken_unless_a_browser_saved_them_beside_a_page(tree):
    for name in ("r/scan.JPG", "r/a_files/logo.png", "r/a.files/x.gif", "r/a_files/table.html", "r/__MACOSX/b.txt"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name)
    found = find(tree / "r", skip=tree / "r" / "out")
    assert paths(found) == ["a.txt", "a_files/table.html", "deep/er/b.HTML", "scan.JPG"]
    assert found.ignored == 4
