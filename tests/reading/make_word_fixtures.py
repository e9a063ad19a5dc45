"""Write tests/reading/word/*.doc and *.rtf: files of this test suite as LibreOffice saves them.

    PYTHONPATH=. python tests/reading/make_word_fixtures.py

The tests read the files that are committed and need no LibreOffice.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from word_features import FEATURES
from word_forms import form_docx, random_tables

WORD = Path(__file__).parent / "word"
FORM = ("F2021", 7)


def main() -> None:
    for name, data, kinds in (
        ("features", FEATURES, ("doc", "rtf")),
        ("form", form_docx(random_tables(*FORM)), ("doc",)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / f"{name}.docx"
            made.write_bytes(data)
            for kind in kinds:
                profile = (Path(folder) / "profile").as_uri()
                command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
                subprocess.run([*command, "--outdir", str(WORD), str(made)], check=True, capture_output=True)


if __name__ == "__main__":
    main()
