"""Zip archives of strangers: every member is read in memory, within limits, and nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, NamedTuple

MOST_MEMBERS = 20_000
MOST_BYTES = 20_000_000
"""Bytes of one member unpacked; what nlp/reading takes of a file at most."""
MOST_ARCHIVE_BYTES = 200_000_000
"""Bytes of an archive that lies in another one."""
MOST_BYTES_IN_ALL = 4_000_000_000
MOST_RATIO = 400
"""How often more bytes a member may have unpacked than packed; pages of zeros reach 200."""
LEAST_SUSPECT_BYTES = 1_000_000
MOST_DIRECTORY_BYTES = 8_000_000
DEEPEST = 1
"""Archives inside archives, and no archives inside those."""

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
DOCUMENTS = frozenset({"[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "OFD.xml", "mimetype"})
"""Files whose presence tells that a zip archive is one document (docx, xlsx, ofd, odt)."""


class Refused(ValueError):
    """An archive, or a member of one, that is not read; ``code`` for tables, the message one line for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Spot(NamedTuple):
    """Where bytes lie: a file on disk, and for a packed file its number in each archive around it, outermost first."""

    file: str
    inside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its numbers, its path below the archive, and its bytes or why there are none."""

    inside: tuple[int, ...]
    path: str
    data: bytes | None
    refused: Refused | None = None


def is_archive(place: str) -> bool:
    """Whether a file on disk is a zip archive of files, told by its content; a docx is none, nor is what won't open."""
    with open(place, "rb") as stream:
        if not stream.read(4).startswith(MAGIC):
            return False
        try:
            return _is_folder(open_zip(stream))
        except Refused:
            return not _looks_like_document(stream)


def members(place: str, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The files of an archive whose path is ``wanted``, in its own order, archives in it opened once.

    One member is in memory at a time. What is not read comes with its reason: encrypted, damaged, too large, a name
    that leads out of the archive, a link, archives too deep. An archive that can't be opened at all, or holds more
    than ``MOST_MEMBERS`` files or ``MOST_BYTES_IN_ALL`` bytes, raises ``Refused``.
    """
    yield from _walk(_opened(place, *_signature(place)), wanted, (), "", [MOST_BYTES_IN_ALL])


def read(spot: Spot) -> bytes:
    """The bytes of one member, or of a file on disk whole; what can't be read raises ``Refused`` or ``OSError``."""
    if not spot.inside:
        with open(spot.file, "rb") as stream:
            return stream.read()
    *around, number = spot.inside
    signature = _signature(spot.file)
    archive = _nested(spot.file, *signature, around[0]) if around else _opened(spot.file, *signature)
    return member_bytes(archive, _info(archive, number), MOST_BYTES)


def open_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """A zip archive whose directory is of a bearable size; anything else raises ``Refused``."""
    try:
        _check_directory(stream)
        archive = zipfile.ZipFile(stream)
    except Refused:
        raise
    except Exception as error:  # zipfile raises a dozen kinds of errors on damaged files
        raise Refused("damaged", "the archive is damaged or cut short") from error
    if len(archive.filelist) > MOST_MEMBERS:
        raise Refused("too_large", f"more than {MOST_MEMBERS:,} files in the archive")
    return archive


def name_of(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag, as archives packed on Chinese Windows, it is taken as GB18030.

    >>> info = zipfile.ZipInfo("公开.html".encode("gb18030").decode("cp437"))
    >>> name_of(info)
    '公开.html'
    """
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _walk(
    archive: zipfile.ZipFile,
    wanted: Callable[[str], bool],
    around: tuple[int, ...],
    before: str,
    left: list[int],
) -> Iterator[Member]:
    taken = [
        (number, path)
        for number, path in ((number, _path(name_of(info))) for number, info in enumerate(archive.filelist))
        if wanted(path) and not archive.filelist[number].is_dir()
    ]
    left[0] -= sum(archive.filelist[number].file_size for number, _ in taken)
    if left[0] < 0:
        raise Refused("too_large", f"more than {MOST_BYTES_IN_ALL:,} bytes in the archive when unpacked")
    for number, path in taken:
        inside, shown = (*around, number), before + path.lstrip("/")
        try:
            data = _checked(archive, archive.filelist[number], path)
            below = _archive_in(data)
            if below is None:
                if len(data) > MOST_BYTES:
                    raise Refused("too_large", f"more than {MOST_BYTES:,} bytes when unpacked")
                yield Member(inside, shown, data)
            elif len(inside) > DEEPEST:
                raise Refused("nested", "an archive in an archive in an archive is not opened")
            else:
                yield from _walk(below, wanted, inside, shown + "/", left)
        except Refused as refused:
            yield Member(inside, shown, None, refused)


def _checked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> bytes:
    if path.startswith("/") or ".." in path.split("/") or re.match("[A-Za-z]:", path):
        raise Refused("unsafe_name", "its name leads out of the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("unsafe_name", "it is a link, not a file")
    return member_bytes(archive, info, MOST_ARCHIVE_BYTES if path.lower().endswith(".zip") else MOST_BYTES)


def member_bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & 0x1:
        raise Refused("encrypted", "it is protected by a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("unsupported_format", "it is packed in a way that is not read; pack it as an ordinary zip")
    if info.file_size > most:
        raise Refused("too_large", f"more than {most:,} bytes when unpacked")
    if info.file_size > LEAST_SUSPECT_BYTES and info.file_size > MOST_RATIO * info.compress_size:
        raise Refused("too_large", f"{info.file_size:,} bytes unpacked from {info.compress_size:,}: no real file")
    try:
        with archive.open(info) as stream:
            return stream.read(most)
    except Exception as error:  # zlib, zipfile and struct errors of damaged members
        raise Refused("damaged", "it is damaged in the archive") from error


def _archive_in(data: bytes) -> zipfile.ZipFile | None:
    if not data.startswith(MAGIC):
        return None
    try:
        archive = open_zip(io.BytesIO(data))
    except Refused:
        if _looks_like_document(io.BytesIO(data)):
            return None
        raise
    return archive if _is_folder(archive) else None


def _is_folder(archive: zipfile.ZipFile) -> bool:
    return DOCUMENTS.isdisjoint(info.filename for info in archive.filelist)


def _looks_like_document(stream: IO[bytes]) -> bool:
    """Whether a damaged archive begins like a docx, an xlsx or an ofd: its reader says what is wrong with it."""
    stream.seek(0)
    first = stream.read(4096)
    return any(name.encode() in first for name in DOCUMENTS)


_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def _path(name: str) -> str:
    parts = _CONTROL.sub("\ufffd", name).replace("\\", "/").split("/")
    return "/".join(part for number, part in enumerate(parts) if part not in ("", ".") or (part == "" and number == 0))


def _info(archive: zipfile.ZipFile, number: int) -> zipfile.ZipInfo:
    if number >= len(archive.filelist):
        raise Refused("changed_meanwhile", "the archive was written to while the run went on; run again")
    return archive.filelist[number]


def _signature(place: str) -> tuple[int, int]:
    about = os.stat(place)
    return about.st_mtime_ns, about.st_size


@lru_cache(maxsize=1)
def _opened(place: str, changed: int, size: int) -> zipfile.ZipFile:
    """The archive, kept open: its directory is read once for all its members."""
    return open_zip(open(place, "rb"))


@lru_cache(maxsize=1)
def _nested(place: str, changed: int, size: int, number: int) -> zipfile.ZipFile:
    around = _opened(place, changed, size)
    return open_zip(io.BytesIO(member_bytes(around, _info(around, number), MOST_ARCHIVE_BYTES)))


_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"


def _check_directory(stream: IO[bytes]) -> None:
    """Look at the size that the archive states for its directory before all of it is read into memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 70_000))
    tail = stream.read()
    at = len(tail) - 22 if tail[-22:-18] == _END and tail[-2:] == b"\0\0" else tail.rfind(_END)
    stated = struct.unpack_from("<I", tail, at + 12)[0] if 0 <= at <= len(tail) - 22 else 0
    wide = tail.rfind(_END_64, 0, max(at, 0))
    if wide >= 0 and len(tail) - wide >= 48:
        stated = max(stated if stated != 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, wide + 40)[0])
    if min(stated, size) > MOST_DIRECTORY_BYTES:
        raise Refused("too_large", "the list of files in the archive is too long")
    stream.seek(0)
