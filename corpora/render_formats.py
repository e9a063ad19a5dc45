"""Write the demo reports that agencies.yaml names as rendered, in every format: three sites, Word, two PDFs, scans.

    python -m corpora.render_formats                 writes what is missing or changed
    python -m corpora.render_formats --only docx,doc writes these formats alone
    python -m corpora.render_formats --check         writes nothing; fails where the files differ from the sources

Pages and .docx are the same bytes on every machine. PDF, .doc and scans hang on the programs that make them: for these
formats/made_from.json keeps the hash of what each was made from, and a file is made anew when that hash changes.
Needs Chromium for pdf_browser, LibreOffice for pdf_office, doc and scan, and the font WenQuanYi Zen Hei for all four.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from corpora.demo_kit.sources import all_told, rendered_stems
from corpora.format_kit import scan
from corpora.format_kit.docx import docx, members
from corpora.format_kit.page_layout import page_layout
from corpora.format_kit.page_pasted import page_pasted
from corpora.format_kit.page_portal import page_portal
from corpora.format_kit.page_print import page_print
from corpora.format_kit.pdf import by_browser, by_office, undated
from corpora.format_kit.sheet import Sheet, sheet_of

FORMATS = Path(__file__).parent / "formats"
MADE_FROM = FORMATS / "made_from.json"
PAGES: dict[str, Callable[[Sheet], bytes]] = {"portal": page_portal, "layout": page_layout, "pasted": page_pasted}
DOC = ("qingxi_justice_2020", "ningxi_finance_2023", "yunlan_education_2022")
SCANS = {  # file: dots an inch and colour
    "qingxi_justice_2019.pdf": (200, "black"),
    "shiqiaowan_subdistrict_2020.pdf": (150, "grey"),
    "shiqiaowan_subdistrict_2023.pdf": (200, "black"),
    "shiqiaowan_subdistrict_2019.tiff": (200, "black"),
    "shiqiaowan_subdistrict_2021.png": (150, "straight"),
}
Hashes = dict[str, str]  # file below formats/: SHA-256 of what it is made from


def written(sheets: dict[str, Sheet]) -> dict[str, bytes]:
    """The files whose bytes hang on nothing but their source: pages and .docx."""
    files = {f"{style}/{s.stem}.html": page(s) for style, page in PAGES.items() for s in sheets.values()}
    return files | {f"docx/{s.stem}.docx": docx(s) for s in sheets.values()}


def made_from(sheets: dict[str, Sheet]) -> Hashes:
    """The files that another program makes."""
    word = {stem: "".join(members(sheet).values()) for stem, sheet in sheets.items()}
    hashes = {f"pdf_browser/{stem}.pdf": _hash(page_print(sheet)) for stem, sheet in sheets.items()}
    hashes |= {f"pdf_office/{stem}.pdf": _hash(word[stem].encode()) for stem in sheets}
    hashes |= {f"doc/{stem}.doc": _hash(word[stem].encode()) for stem in DOC}
    return hashes | {
        f"scan/{name}": _hash(f"{recipe}{word[Path(name).stem]}".encode()) for name, recipe in SCANS.items()
    }


def make(names: list[str], sheets: dict[str, Sheet]) -> dict[str, bytes]:
    """Those of ``made_from`` that are named."""
    files: dict[str, bytes] = {}
    stems: dict[str, set[str]] = {}
    for name in names:
        stems.setdefault(name.partition("/")[0], set()).add(Path(name).stem)
    for stem in stems.get("pdf_browser", ()):
        files[f"pdf_browser/{stem}.pdf"] = by_browser(page_print(sheets[stem]))
    office = stems.get("pdf_office", set()) | stems.get("scan", set())
    if office:
        pdfs = by_office({stem: docx(sheets[stem]) for stem in sorted(office)})
        files |= {f"pdf_office/{stem}.pdf": pdfs[stem] for stem in stems.get("pdf_office", ())}
        files |= {f"scan/{name}": _scan(pdfs[Path(name).stem], name) for name in SCANS if f"scan/{name}" in names}
    if "doc" in stems:
        words = by_office({stem: docx(sheets[stem]) for stem in sorted(stems["doc"])}, "doc")
        files |= {f"doc/{stem}.doc": data for stem, data in words.items()}
    return files


def _scan(pdf: bytes, name: str) -> bytes:
    dpi, colour = SCANS[name]
    pictures = scan.pages(pdf, dpi, name, straight=colour == "straight")
    if colour != "grey":
        pictures = [scan.black_and_white(page) for page in pictures]
    match Path(name).suffix:
        case ".pdf":
            return undated(scan.as_pdf(pictures, dpi))
        case ".tiff":
            return scan.as_tiff(pictures, dpi)
    return scan.as_png(pictures)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _same(path: Path, data: bytes) -> bool:
    """Whether the file holds these bytes; of packages the members count, as not every machine packs alike."""
    if not path.exists():
        return False
    there = path.read_bytes()
    return there == data or (path.suffix == ".docx" and _unpacked(there) == _unpacked(data))


def _unpacked(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        return {name: files.read(name) for name in files.namelist()}


def main() -> int:
    check = "--check" in sys.argv[1:]
    only = sys.argv[sys.argv.index("--only") + 1].split(",") if "--only" in sys.argv else None
    sheets = {told.stem: sheet_of(told) for told in all_told() if told.stem in rendered_stems()}
    files, hashes = written(sheets), made_from(sheets)
    known: Hashes = json.loads(MADE_FROM.read_text("utf-8")) if MADE_FROM.exists() else {}
    old = [name for name, hash in hashes.items() if known.get(name) != hash or not (FORMATS / name).exists()]
    differ = [name for name, data in files.items() if not _same(FORMATS / name, data)]
    if only:
        old, differ = ([name for name in names if name.partition("/")[0] in only] for names in (old, differ))
    there = {p.relative_to(FORMATS).as_posix() for p in FORMATS.rglob("*.*") if p != MADE_FROM}
    strays = there - files.keys() - hashes.keys()
    if not check:
        for name, data in ({name: files[name] for name in differ} | make(old, sheets)).items():
            (FORMATS / name).parent.mkdir(parents=True, exist_ok=True)
            (FORMATS / name).write_bytes(data)
        kept = {name: hash for name, hash in hashes.items() if name in old or known.get(name) == hash}
        MADE_FROM.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    for name in sorted([*differ, *old, *strays]):
        print(f"{'stray' if name in strays else 'differs' if check else 'written'}: formats/{name}")
    return int(bool(strays) or (check and bool(differ or old)))


if __name__ == "__main__":
    sys.exit(main())
