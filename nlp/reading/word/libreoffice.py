"""Files that only LibreOffice can read, turned into .docx by it, where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from nlp.reading.errors import Unreadable

MOST_SECONDS = 90
INSTALL = "install LibreOffice Writer (Debian and Ubuntu: apt install libreoffice-writer) or save the file as .docx"
_PROGRAMS = ("soffice", "libreoffice")
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")

# A profile of its own: no macro is run, no link in a document is followed.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value>
</prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true\
</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks">\
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>2</value></prop></item>
</oor:items>
"""


def to_docx(data: bytes, trouble: Unreadable) -> bytes:
    """The file as .docx; ``trouble`` tells why it can't be read without, and is raised again where nothing helps."""
    program = _program()
    if program is None:
        raise Unreadable("needs_libreoffice", f"{trouble}; {INSTALL}")
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        room = Path(folder)
        (room / "profile" / "user").mkdir(parents=True)
        (room / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        (room / "report.doc").write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(room / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            "--nodefault", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(room / "out"),
            str(room / "report.doc"),
        ]  # fmt: skip
        _run(command, room, trouble)
        made = room / "out" / "report.docx"
        if not made.is_file():
            raise Unreadable("damaged", f"{trouble}; LibreOffice can't read it either")
        return made.read_bytes()


@cache
def _program() -> str | None:
    return next((found for found in map(shutil.which, _PROGRAMS) if found), None)


def _run(command: list[str], room: Path, trouble: Unreadable) -> None:
    """Runs the program with all that it starts, and ends all of it when its time is over."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"HOME": str(room), "TMPDIR": str(room), "http_proxy": "http://127.0.0.1:9"}
    process = subprocess.Popen(
        command, cwd=room, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise Unreadable("damaged", f"{trouble}; LibreOffice was not done with it after {MOST_SECONDS} s") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
