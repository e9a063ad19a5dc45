"""Whatever a stranger's file is made of, reading it gives a document or one line, in bounded memory and time."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from hostile_files import BODY, FILES, OUTSIDE, SECRET, docx, html, paragraph, pdf, xlsx

from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document

MEMORY = 2 * 1024**3
HANG_SECONDS = 60
KINDS = sorted({name.partition(":")[0] for name in FILES})

READ = f"""
import json, sys
sys.path[:] = {sys.path!r}
try:
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, ({MEMORY}, {MEMORY}))
except ImportError:
    pass
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
for path in sys.argv[1:]:
    try:
        doc = read_document(path)
        for grid in doc.grids:
            for row in grid.rows:
                assert all(grid.start <= low <= high <= grid.end <= len(doc.text) for low, high in row)
        answer = ["document", doc.text[:3000]]
    except Unreadable as error:
        answer = [error.code, str(error)]
    except BaseException as error:
        answer = ["raised", repr(error)[:500]]
    print(json.dumps(answer), flush=True)
"""


def read_apart(paths: Sequence[Path]) -> list[list[str]]:
    """What reading gives for each file, in a process that has ``MEMORY`` bytes; ``hung`` or ``died`` for the last."""
    limit = HANG_SECONDS + 10 * len(paths)
    try:
        out = subprocess.run([sys.executable, "-c", READ, *paths], capture_output=True, timeout=limit)
        told, end = out.stdout, ["died", out.stderr.decode()[-500:]]
    except subprocess.TimeoutExpired as late:
        told, end = late.stdout or b"", ["hung", ""]
    answers = [json.loads(line) for line in told.splitlines()]
    return answers if len(answers) == len(paths) else [*answers, end]


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_gives_a_document_or_one_line(kind: str, tmp_path: Path) -> None:
    names = [name for name in FILES if name.partition(":")[0] == kind]
    paths = [tmp_path / f"{number}.bin" for number in range(len(names))]
    for name, path in zip(names, paths, strict=True):
        path.write_bytes(FILES[name]())
    secret = Path(SECRET).read_text().strip() if Path(SECRET).exists() else ""
    answers = dict(zip(names, read_apart(paths), strict=False))
    assert {name: answer for name, answer in answers.items() if answer[0] in ("raised", "hung", "died")} == {}
    for name, (code, told) in answers.items():
        if code != "document":
            assert len(told) < 500, name
            assert len(told.splitlines()) == 1, name
        assert "ha" * 100 not in told, name
        assert not secret or secret not in told, name


OUTWARD = {
    "html": html(
        f'<link rel=stylesheet href="{OUTSIDE}"><base href="{OUTSIDE}"><iframe src="{OUTSIDE}"></iframe>'
        f'<img src="{OUTSIDE}"><script src="{OUTSIDE}"></script>'
        f'<meta http-equiv=refresh content="0;url={OUTSIDE}">{BODY}'
    ),
    "html with a DTD": f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "{OUTSIDE}"><html><body>{BODY}'.encode(),
    **{
        name: FILES[name]()
        for name in (
            "html: entities outside",
            "docx: entities outside",
            "xlsx: entities outside",
            "pdf: an address to fetch",
            "rtf: an address to fetch",
        )
    },
    "docx with a template": docx(
        paragraph(BODY),
        more={
            "word/_rels/document.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/attachedTemplate" Target="%s" TargetMode="External"/></Relationships>' % OUTSIDE.encode()
        },
    ),
    "docx with a DTD": docx(paragraph(BODY), f'<!DOCTYPE w SYSTEM "{OUTSIDE}">'),
    "xlsx with a DTD": xlsx("<sheetData/>", f'<!DOCTYPE w SYSTEM "{OUTSIDE}">'),
    "pdf": pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
}


@pytest.mark.parametrize("name", OUTWARD)
def test_no_reader_reaches_for_the_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(*words: object) -> NoReturn:
        tried.append(words)
        raise OSError("no network here")

    for function in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, function, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    try:
        read_document(OUTWARD[name], "a")
    except Unreadable as error:
        assert error.code not in ("internal_error", "")  # noqa: PT017
    assert not tried


@pytest.mark.skipif(not os.path.exists("/proc/self/net"), reason="the system does not say what was tried")
def test_no_library_opens_a_socket_of_its_own(tmp_path: Path) -> None:
    """Sockets that C code opens are seen by the system alone: in a process that may have no further file, none is."""
    for name, data in OUTWARD.items():
        (tmp_path / f"{name.replace(':', '')}.bin").write_bytes(data)
    code = f"""
import os, sys
sys.path[:] = {sys.path!r}
from nlp.reading.errors import Unreadable
from nlp.reading.read import read_document
for path in sys.argv[1:]:
    try:
        read_document(path)
    except Unreadable:
        pass
    for handle in os.listdir("/proc/self/fd"):
        try:
            assert not os.readlink("/proc/self/fd/" + handle).startswith("socket:"), path
        except FileNotFoundError:
            pass
"""
    paths = sorted(tmp_path.iterdir())
    out = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert out.returncode == 0, out.stderr[-1000:]


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[2J.txt", "\ud800.txt", "a\u2028b.txt", "x" * 10_000])
def test_an_odd_name_does_not_change_the_code(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(b"\x8f\x3a\xf0\x12" * 1000, name)
    assert refused.value.code == "binary"
