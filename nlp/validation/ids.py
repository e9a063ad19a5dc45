"""Ids that a unit keeps however often its report is read: made from what it says, not from where it stands."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable

from nlp.dataset.rows import report_id

DIGITS = 16


def unit_ids(units: Iterable[tuple[str, str, str]]) -> list[str]:
    """The ids of units given as (SHA-256 of the report's file, kind, text), in the order of their reports.

    >>> unit_ids([("9f86d081884c7d659a2f", "problem", "人员不足。"), ("9f86d081884c7d659a2f", "problem", "人员 不足")])
    ['problem-9f86d081884c7d65-7d535878ca110787', 'problem-9f86d081884c7d65-7d535878ca110787-2']

    Kind, report, and 16 hexadecimal digits of the SHA-256 of kind, squeezed text and the report's SHA-256 with NUL
    between them; what a report says twice gets a number from the second time on. Offsets, enumerators, blanks and
    punctuation have no part in it, so a report read anew by another version keeps what coders said of it.
    """
    seen: Counter[str] = Counter()
    ids = []
    for sha256, kind, text in units:
        words = "\0".join((kind, squeezed(text), sha256))
        id = f"{kind}-{report_id(sha256)}-{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:DIGITS]}"
        seen[id] += 1
        ids.append(id if seen[id] == 1 else f"{id}-{seen[id]}")
    return ids


def squeezed(text: str) -> str:
    """The letters and digits of a text in NFKC, and nothing else.

    It leans on no part of the toolkit that may learn (``fold``, ``squeeze``): ids must outlive versions.

    >>> squeezed("人 员\\n不足，占１０％。")
    '人员不足占10'
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def kind_of(unit_id: str) -> str | None:
    """The kind that an id of ``unit_ids`` carries; None for ids of another make."""
    parts = unit_id.split("-")
    return parts[0] if len(parts) in (3, 4) else None


def report_of(unit_id: str) -> str:
    """The report that an id of ``unit_ids`` carries; an id of another make stands for itself."""
    parts = unit_id.split("-")
    return parts[1] if len(parts) in (3, 4) else unit_id
