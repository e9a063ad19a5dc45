"""The trend page's beginning and end: what the corpus covers, and how all of it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from nlp.analysis import corpus
from nlp.citation import cite
from nlp.pages import trends_page_charts as charts
from nlp.pages.trends_page_charts import Name
from nlp.pages.trends_page_evidence import Item, Pair
from nlp.pages.trends_page_parts import (
    Figure,
    Ground,
    Panel,
    Row,
    Section,
    Table,
    figure,
    group_label,
    heads,
    read,
    records,
    words,
)
from nlp.pages.trends_page_themes import clearest

LEVELS = {"central": "var(--c4)", "province": "var(--c2)", "prefecture": "var(--c1)", "county": "var(--c5)",
          "township": "var(--c6)", "unknown": "var(--c3)"}  # fmt: skip


class Tally(NamedTuple):
    n: str
    zh: str
    en: str


def overview(ground: Ground) -> Section:
    """What the corpus covers, and the one thing to know of what changed."""
    said = tuple(clearest(ground))
    return Section("overview", words("sections", "overview"), (figure("coverage", lambda: _coverage(ground)),), said)


def tallies(ground: Ground) -> Iterator[Tally]:
    """The size of the corpus in numbers."""
    known = corpus.reports(ground.dataset)
    units = corpus.units(ground.dataset)["kind"].value_counts()
    years = sorted({int(year) for year in known["year"].dropna()})
    spans = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years)) or "–"
    counts: dict[str, Any] = {
        "reports": len(known), "organs": known.loc[known["organ"].notna(), "organ_id"].nunique(), "years": spans,
        "provinces": known["province"].nunique(), "problems": units.get("problem", 0),
        "measures": units.get("measure", 0), "links": ground.dataset.rows("links"),
    }  # fmt: skip
    if not counts["provinces"]:
        del counts["provinces"]
    for name, n in counts.items():
        yield Tally(f"{n:,}" if isinstance(n, int) else str(n), *words("tallies", name))


def method(ground: Ground) -> list[tuple[Pair, str]]:
    """Versions and hash: what somebody needs to make the same page again."""
    coders = sorted(set(corpus.codes(ground.dataset, ground.coder)["coder"]))
    versions = ground.dataset.versions
    rows = [
        ("corpus", str(versions.get("corpus") or "–")),
        ("coder", ", ".join(coders) or "–"),
        *((name, str(versions.get(name) or "–")) for name in ("gongkai", "forms", "codebook", "model")),
        ("cite", cite()),
    ]
    return [(words("method", name), value) for name, value in rows]


def series_breaks() -> list[tuple[int, Pair]]:
    """What a series that crosses a year must be told, in both languages."""
    return [(year, (words("breaks", str(year))[0], text)) for year, text in corpus.BREAKS.items()]


def _coverage(ground: Ground) -> Figure:
    import pandas as pd

    known = corpus.reports(ground.dataset)
    there = known[known["year"].notna()].assign(level=known["level"].fillna("unknown"))
    if not len(there):
        raise ValueError("no report has a known year")
    rows = []
    for group, mine in there.groupby(["year", "level"], sort=True):
        year, level = int(str(group[0])), str(group[1])
        zh, en = group_label("level", level)
        n = len(mine)
        items = [Item(report) for report in mine["report_id"]]
        mark = ground.evidence.mark((f"{year}，{zh}：{n} 份报告", f"{year}, {en}: {n} reports"), items, "reports")
        rows.append({"row": str(year), "part": level if level in LEVELS else "unknown", "value": n, "mark": mark,
                     "small": False, "says": ground.evidence.title(mark), "zh": zh, "en": en,
                     "organs": mine["organ_id"].nunique()})  # fmt: skip
    data = pd.DataFrame(rows)
    totals = data.groupby("row")["value"].transform("sum")
    data["told"] = [f"n={total}" for total in totals]
    names = [Name(year, year) for year in sorted(set(data["row"]))]
    title = words("figures", "coverage")
    present = {part: hue for part, hue in LEVELS.items() if part in set(data["part"])}
    svg = charts.sizes(charts.bars, data, names, present, " ".join(title), percent=False, width=420)
    keys = tuple((hue.removeprefix("var(--").removesuffix(")"), *group_label("level", p)) for p, hue in present.items())
    table = tuple(
        Row(row["mark"], (row["row"], f"{row['zh']} {row['en']}", str(row["value"]), str(row["organs"])))
        for row in records(data)
    )
    missing = len(known) - len(there)
    zh, en = words("read", "no_year")
    notes = ((zh.format(n=missing), en.format(n=missing)),) if missing else ()
    return Figure("coverage", title, read("coverage"), (Panel(*svg),),
                  Table(heads("year", "level", "reports", "organs"), table), keys, notes)  # fmt: skip
