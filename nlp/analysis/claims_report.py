"""The numbers of the prose against the tables: how often they disagree, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nlp.analysis import corpus
from nlp.analysis.estimates import SMALL, clustered_share
from nlp.analysis.named import group_columns, note
from nlp.knowledge import load

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

GROUPS = ("year", "level", "function", "province", "scope")
OUTCOMES = ("agrees", "disagrees", "other_scope", "not_assessable")
ALL = "all"
_STOP = re.compile(r"[。！？!?；;]|\n[ \t\u3000]*\n")


def claims_report(dataset: Dataset, by: Sequence[str] = (), kinds: bool = True) -> pd.DataFrame:
    """By kind of claim how often the prose agrees with the tables of its own report.

    >>> claims_report(open_dataset("dataset"), by=("year",))  # doctest: +SKIP

    by     of ``year level function province scope``; ``scope`` is whose number it is, as the report says
    kinds  a row a kind; False puts all kinds together (``kind`` is ``all``)

    ``claims`` = ``agrees`` + ``disagrees`` + ``other_scope`` + ``not_assessable``. ``estimate`` = ``numerator`` /
    ``denominator``: of the claims that could be held against a number of the table and speak of the same scope, the
    share that disagrees, with ``low`` and ``high`` at 95 %, clustered by organ; undefined where there is none. A cell
    that is blank makes a claim not assessable, never wrong. Rounded claims (余, 近) agree within a tenth.
    ``claims_disagreeing`` lists the sentences. An unknown column raises ``ValueError``. Rules X.TEXT_T2, X.TEXT_T3 and
    X.TEXT_T4 of ``nlp.narrative.claims``.
    """
    import pandas as pd

    columns = group_columns(by, GROUPS)
    labels = load("analysis", "claims_report")
    claims = _claims(dataset)
    if not kinds:
        claims["kind"] = ALL
    order = {kind: place for place, kind in enumerate([*labels["kinds"], ALL])}
    claims["place"] = claims["kind"].map(order)
    rows: list[dict[str, Any]] = []
    for _, group in claims.groupby(["place", *columns], dropna=False, sort=True):
        kind, counts = group["kind"].iloc[0], group["outcome"].value_counts()
        held = group["outcome"].isin(["agrees", "disagrees"])
        share = clustered_share(
            (group["outcome"] == "disagrees").to_numpy(float), held.to_numpy(float), group["organ_id"].to_numpy(str)
        )
        rows.append({
            "kind": kind, "zh": labels["kinds"].get(kind, labels["all"]),
            **{column: group[column].iloc[0] for column in columns}, "claims": len(group),
            **{outcome: int(counts.get(outcome, 0)) for outcome in OUTCOMES},
            "numerator": int(share.numerator), "denominator": int(share.denominator), "estimate": share.estimate,
            "low": share.low, "high": share.high, "reports": group["report_id"].nunique(),
            "organs": group["organ_id"].nunique(), "note": _note(int(held.sum())),
        })  # fmt: skip
    head = ["kind", "zh", *columns, "claims", *OUTCOMES, "numerator", "denominator", "estimate", "low", "high"]
    frame = pd.DataFrame(rows, columns=[*head, "reports", "organs", "note"])
    return frame.astype({column: claims[column].dtype for column in columns})


def claims_disagreeing(dataset: Dataset) -> pd.DataFrame:
    """Every claim that disagrees with the table, with its sentence and the numbers that the table prints.

    >>> claims_disagreeing(open_dataset("dataset"))[["organ", "year", "sentence", "printed"]]  # doctest: +SKIP

    ``value`` is claimed (yuan for ``fee_yuan``, else a count), ``table_value`` is the sum of the cells in ``printed``,
    ``difference`` = value - table_value. ``start`` and ``end`` are the offsets of the words that claim, and
    ``sentence_start`` and ``sentence_end`` those of the sentence, in the report's text. Which of prose and table is
    right isn't said. Rows by organ, year and place.
    """
    import pandas as pd

    labels = load("analysis", "claims_report")["kinds"]
    claims = _claims(dataset)
    claims = claims[claims["outcome"] == "disagrees"].sort_values(["organ_id", "year", "report_id", "start"])
    texts = dataset.table("reports", ["report_id", "text"]).set_index("report_id")["text"]
    cells = dataset.table("cells", ["report_id", "cell_id", "value"])
    cells = cells[cells["report_id"].isin(claims["report_id"])]
    sections = dataset.table("sections", ["report_id", "body_start"])
    bodies = sections.groupby("report_id")["body_start"].agg(list).to_dict()
    printed = dict(zip(zip(cells["report_id"], cells["cell_id"], strict=True), cells["value"], strict=True))
    rows: list[dict[str, Any]] = []
    for claim in claims.to_dict("records"):
        text = texts[claim["report_id"]]
        start, end = int(claim["start"]), int(claim["end"])
        floor = max((body for body in bodies.get(claim["report_id"], ()) if body <= start), default=0)
        first, last = sentence(text, start, end, floor)
        values = {id: float(printed[claim["report_id"], id]) for id in claim["against"]}
        rows.append({
            **{name: claim[name] for name in ("report_id", "organ_id", "organ", "year", "kind")},
            "zh": labels.get(claim["kind"], claim["kind"]), "scope": claim["scope"], "approx": claim["approx"],
            "value": claim["value"], "table_value": sum(values.values()),
            "difference": claim["value"] - sum(values.values()),
            "printed": " + ".join(f"{id}={value:g}" for id, value in values.items()),
            "text": claim["text"], "start": claim["start"], "end": claim["end"],
            "sentence": text[first:last], "sentence_start": first, "sentence_end": last,
        })  # fmt: skip
    names = ["report_id", "organ_id", "organ", "year", "kind", "zh", "scope", "approx", "value", "table_value",
             "difference", "printed", "text", "start", "end", "sentence", "sentence_start", "sentence_end"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).astype({"year": claims["year"].dtype})


def sentence(text: str, start: int, end: int, floor: int = 0) -> tuple[int, int]:
    """Where the sentence of a stretch of text begins and ends, its stop included, over lines that are merely wrapped.

    It doesn't begin before ``floor``, such as the end of a title.

    >>> text = "一般。收到申请3\\n件，办结2件。其他。"
    >>> text[slice(*sentence(text, 3, 9))]
    '收到申请3\\n件，办结2件。'
    """
    before = max((match.end() for match in _stops(text, floor, start)), default=floor)
    after = next(
        (match.end() if match[0].strip() else match.start() for match in _stops(text, end - 1, len(text))), None
    )
    stretch = text[before:after]
    first = before + len(stretch) - len(stretch.lstrip())
    return first, before + len(stretch.rstrip())


def _stops(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return _STOP.finditer(text, start, end)


def _claims(dataset: Dataset) -> pd.DataFrame:
    place = ["report_id", "organ_id", "organ", "year", "level", "function", "province"]
    claims = dataset.table("claims")
    return corpus.reports(dataset)[place].merge(claims, on="report_id")


def _note(held: int) -> str:
    return note(
        "" if held else "none could be held against a number of the same scope",
        f"small n: below {SMALL}" if 0 < held < SMALL else "",
    )
