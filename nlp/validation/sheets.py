"""Sheets on which people code: written blind, read back with everything that is wrong in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.validation import sheet_csv, sheet_doccano, sheet_excel, sheet_labelstudio
from nlp.validation.book import Book, instructions
from nlp.validation.reading_back import Faults, checked, told_apart
from nlp.validation.row import MOST, Read, Row
from nlp.validation.sample import SEED
from nlp.validation.units import NONE

if TYPE_CHECKING:
    import pandas as pd

CONTEXT = ("organ", "year", "before", "after")
CODINGS = ("unit_id", "code", "coder", "note")
KEY = "key.jsonl"
SHEETS = "coding"


class Sheet(NamedTuple):
    """What somebody coded, a row a code (``unit_id code coder note``), and what is wrong with the sheet.

    ``faults`` has the columns ``place`` (row or task), ``unit_id``, ``fault``, ``value`` and ``left_out``: whether the
    unit counts as not coded because of it.
    """

    codings: pd.DataFrame
    faults: pd.DataFrame


def write_sheets(
    sample: pd.DataFrame,
    folder: str | Path,
    to: str,
    book: Book,
    seed: int = SEED,
    context: bool = True,
    codings: pd.DataFrame | None = None,
    coders: Sequence[str] = (),
    force: bool = False,
) -> list[Path]:
    """A sample as sheets to code on, blind: without codes, scores, strata and weights, in shuffled order.

    >>> from nlp.themes.codebook import codebook
    >>> write_sheets(sample, "round1", "xlsx", codebook(), coders=["anna", "ben"])  # doctest: +SKIP

    to       ``csv`` (UTF-8 with BOM, for Excel), ``xlsx`` (codes chosen from a list), ``labelstudio`` (tasks and the
             labelling interface), ``doccano`` (lines and labels)
    context  whether organ, year and the words around the unit stand beside it
    codings  what one coder has already said, to go on with
    coders   a sheet for each, named after the coder and in an order of its own; by default one sheet with no name
    force    write over sheets that are there

    ``folder/coding`` is for coders; ``folder/key.jsonl`` keeps the texts, what the machine said, and the weights: it
    is needed to read the sheets back and to estimate, and no coder should see it. Seed and name decide the order
    alone: a coder who comes later gets the same sample, and the sheets of the others stay. Another format, an empty
    sample, text that the format can't hold, a sheet that is there already, and the key of another sample raise
    ``ValueError``.
    """
    if to not in _FORMATS:
        raise ValueError(f"{to!r} is none of {', '.join(_FORMATS)}")
    if sample.empty:
        raise ValueError("the sample holds no unit")
    if codings is not None and len(coders) > 1:
        raise ValueError("what one coder said stands on no sheet but its own: name one coder")
    folder = Path(folder)
    standard, write = _FORMATS[to]
    sheets = {name: folder / SHEETS / f"{name}{Path(standard).suffix}" for name in _names(coders)}
    sheets = sheets or {"": folder / SHEETS / standard}
    if not force:
        _keep(sample, folder / KEY, sheets.values())
    (folder / SHEETS).mkdir(parents=True, exist_ok=True)
    write_key(sample, folder / KEY)
    guide = folder / SHEETS / "codebook.md"
    guide.write_text(instructions(book, NONE, MOST), "utf-8", newline="\n")
    written = [folder / KEY, guide]
    for name, path in sheets.items():
        written += write(_rows(sample, [seed, *name.encode()], context, codings), path, book)
    return list(dict.fromkeys(written))


_FORMATS: dict[str, tuple[str, Callable[[Sequence[Row], Path, Book], list[Path]]]] = {
    "csv": (sheet_csv.FILE, sheet_csv.write),
    "xlsx": (sheet_excel.FILE, sheet_excel.write),
    "labelstudio": (sheet_labelstudio.FILE, sheet_labelstudio.write),
    "doccano": (sheet_doccano.FILE, sheet_doccano.write),
}
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.|^$')


def _names(coders: Sequence[str]) -> Sequence[str]:
    """The coders, if every one of them can be the name of a file of its own."""
    for place, name in enumerate(coders):
        if _NO_NAME.search(name):
            raise ValueError(f"coder {name!r} can't be the name of a file")
        if name.casefold() in {other.casefold() for other in coders[:place]}:
            raise ValueError(f"coder {name} is named twice")
    return coders


def _keep(sample: pd.DataFrame, key: Path, sheets: Iterable[Path]) -> None:
    """Refuse to write over what may hold somebody's work, or over the key that such work needs."""
    for path in sheets:
        if path.exists():
            raise ValueError(f"{path} is there already, and a coder's work may be in it: take another folder, or force")
    if key.exists() and key.read_bytes() != _key_lines(sample).encode():
        raise ValueError(f"{key} is the key of another sample: take another folder, or force")


def read_sheet(
    path: str | Path, book: Book, key: pd.DataFrame | str | Path | None = None, coder: str | None = None
) -> Sheet:
    """The codings on a sheet that came back, in any of the formats.

    >>> from nlp.themes.codebook import codebook
    >>> read_sheet("anna.xlsx", codebook(), "round1/key.jsonl").codings  # doctest: +SKIP

    key    the key of the sample, as a frame or a file; without it unknown units and edited texts can't be told
    coder  who coded; by default whom the file names (Label Studio), else the file's name without its suffix

    Faults: ``unknown_code``, ``other_kind`` (a code for measures on a problem), ``none_and_codes`` and
    ``coded_twice`` leave the unit out, for half a decision is none; ``unknown_unit`` leaves the row out;
    ``edited_text`` and ``repeated`` don't; ``not_coded``, ``skipped``, ``missing`` and ``empty_row`` say what is not
    there. A file that is no such sheet raises ``ValueError``.
    """
    import pandas as pd

    path = Path(path)
    faults = Faults()
    given = read_key(key) if isinstance(key, str | Path) else key
    texts = dict(zip(given["unit_id"], given["text"], strict=True)) if given is not None else None
    reads = told_apart(_raw(path), coder or path.stem, faults)
    rows = [
        (read.unit_id, code, read.coder, read.note)
        for read, codes in checked(reads, texts, book, faults)
        for code in codes
    ]
    return Sheet(pd.DataFrame(rows, columns=list(CODINGS), dtype="object").astype("str"), faults.frame())


def read_sheets(paths: Sequence[str | Path], book: Book, key: pd.DataFrame | str | Path | None = None) -> Sheet:
    """The sheets of several coders as one; ``faults`` tells the ``file`` too. A coder met twice raises ``ValueError``.

    >>> from nlp.themes.codebook import codebook
    >>> read_sheets(["anna.xlsx", "ben.csv"], codebook(), "round1/key.jsonl").codings  # doctest: +SKIP
    """
    import pandas as pd

    key = read_key(key) if isinstance(key, str | Path) else key
    sheets = [read_sheet(path, book, key) for path in paths]
    met: set[str] = set()
    for path, sheet in zip(paths, sheets, strict=True):
        if again := met & set(sheet.codings["coder"]):
            raise ValueError(
                f"{path}: {', '.join(sorted(again))} coded another sheet too; the file's name is the coder"
            )
        met |= set(sheet.codings["coder"])
    faults = [sheet.faults.assign(file=str(path)) for path, sheet in zip(paths, sheets, strict=True)]
    return Sheet(
        pd.concat([sheet.codings for sheet in sheets], ignore_index=True), pd.concat(faults, ignore_index=True)
    )


def read_weights(path: str | Path) -> dict[str, float]:
    """Unit -> weight, from the key of a sample."""
    key = read_key(path)
    if "weight" not in key:
        raise ValueError(f"{path}: no weights in this key")
    return dict(zip(key["unit_id"], key["weight"].astype(float), strict=True))


def write_key(sample: pd.DataFrame, path: str | Path) -> None:
    """The key of a sample: a JSON object a unit, everything that ``draw`` said of it."""
    Path(path).write_bytes(_key_lines(sample).encode())


def _key_lines(sample: pd.DataFrame) -> str:
    records = ({name: _plain(value) for name, value in record.items()} for record in sample.to_dict("records"))
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_key(path: str | Path) -> pd.DataFrame:
    """The key that ``write_key`` wrote; anything else raises ``ValueError``."""
    import pandas as pd

    try:
        with Path(path).open(encoding="utf-8", newline="\n") as stream:
            records = [json.loads(line) for line in stream if line.strip()]
        frame = pd.DataFrame(records)
        frame[["unit_id", "text"]]
    except (ValueError, KeyError, AttributeError) as error:
        raise ValueError(f"{path}: no key of a sample: {error}") from None
    return frame


def _rows(sample: pd.DataFrame, seed: Sequence[int], context: bool, codings: pd.DataFrame | None) -> list[Row]:
    import numpy as np

    codes: dict[str, list[str]] = {}
    notes: dict[str, str] = {}
    if codings is not None:
        if len(set(codings["coder"])) > 1:
            raise ValueError("a sheet is one coder's: give the codings of one")
        for unit_id, code, note in zip(codings["unit_id"], codings["code"], codings["note"], strict=True):
            codes.setdefault(unit_id, []).append(code)
            notes[unit_id] = note
    known = [name for name in CONTEXT if context and name in sample]
    order = np.random.default_rng(seed).permutation(len(sample))
    return [
        Row(
            str(unit["unit_id"]),
            str(unit["kind"]),
            str(unit["text"]),
            {name: _shown(unit[name]) for name in known},
            tuple(codes.get(unit["unit_id"], ())),
            notes.get(unit["unit_id"], ""),
        )
        for unit in (sample.iloc[int(place)] for place in order)
    ]


def _shown(value: Any) -> str:
    plain = _plain(value)
    return "" if plain is None else str(plain)


def _plain(value: Any) -> Any:
    """A value of a frame as JSON has it."""
    import pandas as pd

    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _raw(path: Path) -> list[Read]:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return sheet_excel.read(path)
    if path.suffix.lower() not in (".json", ".jsonl"):
        return sheet_csv.read(path)
    records = _json_records(path)
    if any(isinstance(record.get("data"), Mapping) for record in records):
        return sheet_labelstudio.read(records)
    if any("label" in record or "labels" in record for record in records):
        return sheet_doccano.read(records)
    raise ValueError(f"{path}: neither an export of Label Studio (data) nor one of doccano (label)")


def _json_records(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig", "strict")
        if text.lstrip().startswith("["):
            found = json.loads(text)
        else:
            found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not JSON: {error}") from None
    if not all(isinstance(record, dict) for record in found):
        raise ValueError(f"{path}: not a list of JSON objects")
    return list(found)
