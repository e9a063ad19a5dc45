"""Archives of strangers are read in memory, within limits, and every file that is left out says why."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from nlp import packed
from nlp.dataset.inputs import wanted
from nlp.packed import Member, Refused, Spot, is_archive, members, read


def pack(files: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return out.getvalue()


def saved(folder: Path, data: bytes, name: str = "a.zip") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def listed(place: str) -> list[Member]:
    return list(members(place, wanted))


def codes(place: str) -> dict[str, str]:
    return {member.path: member.refused.code if member.refused else "" for member in listed(place)}


def flagged(data: bytes, bits: int) -> bytes:
    """The same archive with flag bits of its only member set, in both headers."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    out = bytearray(data)
    for at in (local + 6, central + 8):
        struct.pack_into("<H", out, at, struct.unpack_from("<H", out, at)[0] | bits)
    return bytes(out)


def test_members_come_with_path_and_bytes_and_are_found_again_by_number(tmp_path: Path) -> None:
    inner = pack({"deep/c.html": b"3"})
    place = saved(tmp_path, pack({"x/a.txt": b"1", "x/skip.exe": b"-", "x/.hidden.txt": b"-", "b.zip": inner}))
    assert [(m.inside, m.path, m.data) for m in listed(place)] == [
        ((0,), "x/a.txt", b"1"),
        ((3, 0), "b.zip/deep/c.html", b"3"),
    ]
    assert [read(Spot(place, m.inside)) for m in listed(place)] == [b"1", b"3"]


def test_a_name_packed_on_chinese_windows_is_readable(tmp_path: Path) -> None:
    name = "年报/某县\\2023.html".encode("gb18030")  # a name whose bytes hold a backslash too
    data = pack({"x" * len(name): b"1"}).replace(b"x" * len(name), name)
    assert [m.path for m in listed(saved(tmp_path, data))] == ["年报/某县/2023.html"]


def test_a_document_that_is_a_zip_file_is_no_archive(tmp_path: Path) -> None:
    for name in ("word/document.xml", "xl/workbook.xml", "OFD.xml"):
        assert not is_archive(saved(tmp_path, pack({name: b"1"})))
    cut = pack({"[Content_Types].xml": b"1", "word/document.xml": os.urandom(5000)})[:3000]
    assert not is_archive(saved(tmp_path, cut))
    assert is_archive(saved(tmp_path, pack({"a.txt": b"1"})))
    assert is_archive(saved(tmp_path, pack({"a.txt": os.urandom(9000)})[:4000]))


@pytest.mark.parametrize(
    "name", ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:\\a.txt", "..\\..\\a.txt", "\\\\server\\a.txt"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert list(codes(saved(tmp_path, pack({name: b"1"}))).values()) == ["unsafe_name"]


def test_a_link_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert codes(saved(tmp_path, out.getvalue())) == {"a.txt": "unsafe_name"}


def test_a_name_with_line_breaks_is_one_line(tmp_path: Path) -> None:
    path = next(iter(codes(saved(tmp_path, pack({"a\nb\x1b[2J.txt": b"1"})))))
    assert path == "a\ufffdb\ufffd[2J.txt"


def test_an_encrypted_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, flagged(pack({"a.txt": b"1"}), 1))) == {"a.txt": "encrypted"}


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(pack({"a.txt": os.urandom(3000), "b.txt": b"fine"}))
    data[500] ^= 0xFF
    assert codes(saved(tmp_path, bytes(data))) == {"a.txt": "damaged", "b.txt": ""}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_without_a_bound_are_not_opened(tmp_path: Path, method: int) -> None:
    assert codes(saved(tmp_path, pack({"a.txt": b"1"}, method))) == {"a.txt": "unsupported_format"}


def test_too_much_when_unpacked_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    place = saved(tmp_path, pack({"a.txt": bytes(packed.MOST_BYTES + 1), "b.txt": bytes(2_000_000), "c.txt": b"fine"}))
    assert codes(place) == {"a.txt": "too_large", "b.txt": "too_large", "c.txt": ""}


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    data = pack({"a.txt": bytes(3_000_000)}).replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))
    assert codes(saved(tmp_path, data)) == {"a.txt": "damaged"}


def test_archives_in_archives_are_opened_once_and_no_deeper(tmp_path: Path) -> None:
    innermost = pack({"a.txt": b"1"})
    place = saved(tmp_path, pack({"x.zip": pack({"y.zip": innermost, "b.txt": b"2"})}))
    assert codes(place) == {"x.zip/y.zip": "nested", "x.zip/b.txt": ""}


def test_an_archive_with_too_many_files_or_bytes_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MOST_MEMBERS", 3)
    with pytest.raises(Refused) as refused:
        listed(saved(tmp_path, pack({f"{n}.txt": b"1" for n in range(4)})))
    assert refused.value.code == "too_large"
    monkeypatch.setattr(packed, "MOST_BYTES_IN_ALL", 10)
    with pytest.raises(Refused, match="bytes in the archive"):
        listed(saved(tmp_path, pack({"a.txt": b"1" * 6, "b.txt": b"2" * 6})))
    place = saved(tmp_path, pack({"a.zip": pack({"a.txt": b"1" * 200}), "b.txt": b"2"}), "b.zip")
    monkeypatch.setattr(packed, "MOST_BYTES_IN_ALL", 250)
    assert codes(place) == {"a.zip": "too_large", "b.txt": ""}


def test_a_directory_too_long_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = saved(tmp_path, pack({f"{n:04}.txt": b"1" for n in range(100)}))
    monkeypatch.setattr(packed, "MOST_DIRECTORY_BYTES", 1000)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened"))
    with pytest.raises(Refused, match="too long"):
        listed(place)


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_an_archive_cut_short_is_refused_in_one_line(tmp_path: Path, kept: float) -> None:
    data = pack({"a.txt": os.urandom(2000), "b.txt": os.urandom(2000)})
    with pytest.raises(Refused) as refused:
        listed(saved(tmp_path, data[: int(kept * len(data))]))
    assert refused.value.code == "damaged"


def test_bits_flipped_anywhere_raise_nothing_else(tmp_path: Path) -> None:
    data = pack({"a.txt": b"first" * 50, "b/c.html": b"second" * 50, "d.zip": pack({"e.txt": b"third"})})
    for at in range(len(data)):
        damaged = bytearray(data)
        damaged[at] ^= 1 << at % 8
        place = saved(tmp_path, bytes(damaged), f"{at}.zip")
        try:
            for member in listed(place):
                assert (member.data is None) == (member.refused is not None)
        except Refused:
            continue
