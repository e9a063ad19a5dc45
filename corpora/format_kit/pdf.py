"""PDFs by the two printers that most reports come from: a browser and an office suite."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_CHROMIUM = [
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--no-pdf-header-footer", "--disable-pdf-tagging"),
]
_SOFFICE = ["soffice", "--headless", "--norestore"]
_MOST_SECONDS = 300


def by_browser(page: bytes) -> bytes:
    """The page printed by Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "page.html").write_bytes(page)
        _run(
            *_CHROMIUM, f"--user-data-dir={here / 'profile'}", f"--print-to-pdf={here / 'page.pdf'}", here / "page.html"
        )
        return undated((here / "page.pdf").read_bytes())


def by_office(documents: Mapping[str, bytes], kind: str = "pdf") -> dict[str, bytes]:
    """Word documents by name, each converted by LibreOffice, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name, data in documents.items():
            (here / f"{name}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(here / 'profile').as_uri()}"
        _run(*_SOFFICE, profile, "--convert-to", kind, "--outdir", here, *(here / f"{name}.docx" for name in documents))
        return {name: undated((here / f"{name}.{kind}").read_bytes()) for name in documents}


def undated(pdf: bytes) -> bytes:
    """The PDF with its dates and identifiers set to nought, none of its offsets moved."""
    pdf = re.sub(rb"(/(?:CreationDate|ModDate)\s*\(D:)(\d+)", lambda m: m[1] + b"20000101000000"[: len(m[2])], pdf)
    nought = re.compile(rb"[0-9A-Fa-f]{16,}")
    for key in (rb"/ID\s*\[[^\]]*\]", rb"/DocChecksum\s*/[0-9A-F]+"):
        pdf = re.sub(key, lambda m: nought.sub(lambda n: b"0" * len(n[0]), m[0]), pdf)
    return pdf


def _run(*command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=_MOST_SECONDS)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()[-300:]}")
