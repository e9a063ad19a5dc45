"""From a codebook of your own to gongkai's: what your codes say in ours, and what gets lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "not in the codebook"
UNMAPPED = "maps to nothing"


@dataclass(frozen=True)
class Mapped:
    """Rows in our codes, and what a comparison must leave out.

    ``themes`` has the columns of the frame that was given, one row a unit, code and coder, and ``own_codes``: the
    codes of yours that it comes from. ``lost`` has a row for every code of yours that has no counterpart
    (``code``, ``zh``, ``why``, ``rows``). ``unreached`` are our codes that none of yours maps to: their absence
    says that nobody looked, not that nothing was there.
    """

    themes: pd.DataFrame
    lost: pd.DataFrame
    unreached: tuple[str, ...]


def mapped(themes: pd.DataFrame, book: Codebook) -> Mapped:
    """The themes of your codebook in our codes, by its ``maps_to``.

    >>> import pandas as pd
    >>> from nlp.themes.codebook import make_codebook
    >>> words = {"zh": "缺人", "en": "No staff", "definition": "缺人。", "include": "缺人。", "exclude": "无。"}
    >>> mine = {"hands": {**words, "kind": "problem", "family": "A", "maps_to": ["staffing_shortage"]}}
    >>> book = make_codebook({"version": "m1", "families": {"A": {"zh": "人", "en": "Staff"}}, "codes": mine}, "mine")
    >>> frame = pd.DataFrame({"unit_id": ["r.u1", "r.u2"], "code": ["hands", "weather"]})
    >>> answer = mapped(frame, book)
    >>> answer.themes["code"].tolist(), answer.lost["code"].tolist()
    (['staffing_shortage'], ['weather'])

    Needs the columns ``unit_id`` and ``code`` (else ValueError). Where several codes of yours become one of ours in
    a unit, the row keeps the highest ``score`` and the ``evidence`` of all. A code of yours with several
    counterparts gives a row for each, which makes ours more frequent than yours.
    """
    import pandas as pd

    if absent := {"unit_id", "code"} - set(themes.columns):
        raise ValueError(f"themes have no column {', '.join(sorted(absent))}")
    ours = codebook()
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    lost: dict[str, int] = {}
    for values in themes.itertuples(index=False, name=None):
        row = dict(zip(themes.columns, values, strict=True))
        code = str(row["code"])
        targets = book.codes[code].maps_to if code in book else ()
        if not targets:
            lost[code] = lost.get(code, 0) + 1
        for target in targets:
            key = (row["unit_id"], target, row.get("coder"))
            rows[key] = _joined(rows[key], row) if key in rows else {**row, "code": target, "own_codes": [code]}
    lost |= {entry.code: 0 for entry in book if not entry.maps_to and entry.code not in lost}
    reached = {target for entry in book for target in entry.maps_to}
    return Mapped(
        themes=pd.DataFrame(list(rows.values()), columns=[*themes.columns, "own_codes"]).astype(_types(themes)),
        lost=pd.DataFrame(
            [
                (code, book.codes[code].zh if code in book else None, UNMAPPED if code in book else UNKNOWN, count)
                for code, count in sorted(lost.items(), key=lambda item: (-item[1], item[0]))
            ],
            columns=["code", "zh", "why", "rows"],
        ),
        unreached=tuple(entry.code for entry in ours if entry.code not in reached),
    )


def mapped_codings(codings: pd.DataFrame, book: Codebook, none: str) -> Mapped:
    """What people coded with your codebook, in our codes: a unit that nothing is left of has ``none``.

    Beside a coder of gongkai's such codings say something of the codes that yours map to, and nothing of
    ``unreached``.
    """
    import pandas as pd

    own = codings[codings["code"] != none]
    answer = mapped(own, book)
    bare = codings[~codings["unit_id"].isin(answer.themes["unit_id"])].drop_duplicates("unit_id")
    themes = pd.concat([answer.themes, bare.assign(code=none)], ignore_index=True)
    return Mapped(themes[list(codings.columns)], answer.lost, answer.unreached)


def mapping_summary(book: Codebook) -> str:
    """What a codebook of yours says in our codes, in a line or three; nothing where it maps to none.

    >>> mapping_summary(codebook())
    ''
    """
    ours = codebook()
    targets = {target for entry in book for target in entry.maps_to}
    if not targets:
        return ""
    lost = [entry.code for entry in book if not entry.maps_to]
    unreached = [entry.code for entry in ours if entry.code not in targets]
    count = len(book.codes)
    lines = [f"{count - len(lost)} of {count} codes map to {len(targets)} of the {len(ours.codes)} codes of gongkai's"]
    if lost:
        lines.append(f"they map to nothing: {', '.join(lost)}")
    if unreached:
        lines.append(f"nothing maps to: {', '.join(unreached)}")
    return "\n".join(lines)


def _joined(row: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two rows for one of our codes, as one."""
    own = str(other["code"])
    merged = {**row, "own_codes": row["own_codes"] + ([own] if own not in row["own_codes"] else [])}
    if "score" in row:
        merged["score"] = max((s for s in (row["score"], other["score"]) if s == s), default=row["score"])
    if "evidence" in row:
        spans = {(span["start"], span["end"]) for some in (row, other) for span in _spans(some["evidence"])}
        merged["evidence"] = [{"start": start, "end": end} for start, end in sorted(spans)]
    return merged


def _spans(evidence: Any) -> list[dict[str, int]]:
    return [] if evidence is None or isinstance(evidence, float) else list(evidence)


def _types(frame: pd.DataFrame) -> dict[str, Any]:
    return {str(column): dtype for column, dtype in frame.dtypes.items() if column != "evidence"}
