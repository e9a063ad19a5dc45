"""The trend page on the tables: themes paired with the statistics, and how good the reports are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from nlp.analysis import corpus
from nlp.analysis.claims_report import claims_disagreeing, claims_report
from nlp.analysis.pair import MINIMUM, USUAL, pair, pairs
from nlp.analysis.quality import quality, quality_by
from nlp.analysis.statistic import rates, values
from nlp.analysis.statistic import statistic as find_statistic
from nlp.pages import trends_page_charts as charts
from nlp.pages.trends_page_charts import Name
from nlp.pages.trends_page_evidence import Item, Line, Pair
from nlp.pages.trends_page_parts import (
    Figure,
    Ground,
    Panel,
    Row,
    Section,
    Table,
    figure,
    heads,
    interval,
    notes_of,
    number,
    percent,
    read,
    records,
    share_says,
    small,
    words,
)
from nlp.pages.trends_page_themes import leading, units_of

if TYPE_CHECKING:
    import pandas as pd

PAIRED = 8  # themes
SENTENCES = 3  # pairings told in words
DRAWS = 400  # of the bootstrap for the charts; the sentences have the usual number
FAULTS = ("section_missing", "table_missing", "blank_cells", "conflicting_cells", "fails_official", "fails_implied",
          "fails_text", "late")  # fmt: skip


def themes_and_statistics(ground: Ground) -> Section:
    """Do reports that name a theme differ in what their tables say?"""
    made = figure("pairing", lambda: _pairing(ground))
    return Section("pairing", words("sections", "pairing"), (made,), ground.made.get("pairing said", ()))


def how_good(ground: Ground) -> Section:
    """Missing parts, blanks, sums that fail, dates; and numbers of the prose that the tables deny."""
    figures = (figure("quality", lambda: _quality(ground)), figure("claims", lambda: _claims(ground)))
    return Section("quality", words("sections", "quality"), figures)


def _pairing(ground: Ground) -> Figure:
    import pandas as pd

    themes = leading(ground, "problem", PAIRED)
    if not themes:
        raise ValueError("no theme is named")
    found = pairs(ground.dataset, themes, USUAL, coder=ground.coder, draws=DRAWS, book=ground.book)
    units = units_of(ground, "problem")
    naming_units: dict[str, list[str]] = defaultdict(list)
    for unit, code in units.codes[["unit_id", "code"]].itertuples(index=False, name=None):
        naming_units[code].append(unit)
    said = {statistic: _values(ground, statistic) for statistic in USUAL}
    rows = records(found)
    for row in rows:
        theme, what = ground.label(row["theme"]), statistic_label(row["statistic"])
        told = f"{number(row['rank_biserial'])} ({number(row['low'])} … {number(row['high'])}), q = {number(row['q'])}"
        row["mark"] = ground.evidence.mark(
            (f"{theme[0]} × {what[0]}：{told}", f"{theme[1]} × {what[1]}: {told}"),
            _with_values(ground, naming_units[row["theme"]], said[row["statistic"]]),
        )
        row |= {"says": ground.evidence.title(row["mark"]), "row": row["theme"], "value": row["rank_biserial"]}
        row["small"] = small(min(row["reports_named"], row["reports_other"]))
        row["told"] = f"{row['reports_named']}:{row['reports_other']}"
    data = pd.DataFrame(rows)
    names = [Name(code, *ground.label(code)) for code in themes]
    panels = []
    for statistic in USUAL:
        mine = data[data["statistic"] == statistic]
        if mine["value"].notna().any():
            title = statistic_label(statistic)
            svg = charts.dots(mine, names, " ".join(title), (-1.0, 1.0), percent=False, reference=0.0)
            panels.append(Panel(svg, None, title))
    ground.made["pairing said"] = _sentences(ground, found)
    top_row = heads("theme", "statistic", "effect", "interval", "q", "within", "within_interval", "named_other")
    table = tuple(
        Row(row["mark"], (" ".join(ground.label(row["theme"])), " ".join(statistic_label(row["statistic"])),
                          number(row["value"]), f"{number(row['low'])} … {number(row['high'])}", number(row["q"]),
                          f"{number(row['within'])} ({' '.join(words('measures', row['measure']))})",
                          f"{number(row['within_low'])} … {number(row['within_high'])}",
                          f"{row['reports_named']} : {row['reports_other']}"), row["small"])
        for row in rows
    )  # fmt: skip
    years = corpus.reports(ground.dataset)["year"].dropna()
    notes = notes_of([corpus.breaks_between(int(years.min()), int(years.max()))] if len(years) else [])
    return Figure("pairing", words("figures", "pairing"), read("pairing"), tuple(panels), Table(top_row, table),
                  keys=(("c1", "n ≥ 10", ""), ("dim", "n < 10", "")), notes=notes)  # fmt: skip


def _values(ground: Ground, statistic: str) -> dict[str, str]:
    """Report -> what its tables say of a statistic; reports of which they say nothing are not compared."""
    found = find_statistic(statistic)
    frame = values(ground.dataset, found, MINIMUM).dropna(subset="value")
    name = " ".join(statistic_label(statistic))
    return {
        report: f"{name}: {value:,.0f}" if found.denominator is None else f"{name}: {percent(value)}"
        for report, value in frame[["report_id", "value"]].itertuples(index=False, name=None)
    }


def _with_values(ground: Ground, units: list[str], said: dict[str, str]) -> list[Item]:
    items = ground.evidence.units(units)
    return [item._replace(told=said[item.report]) for item in items if item.report in said]


def _sentences(ground: Ground, found: pd.DataFrame) -> tuple[Pair, ...]:
    """What the clearest pairings allow to say, in full."""
    clear = found[found["p"].notna()].sort_values(["q", "p"], kind="stable").head(SENTENCES)
    said = []
    for row in records(clear):
        one = pair(ground.dataset, row["theme"], row["statistic"], coder=ground.coder, book=ground.book)
        said.append((one.sentence_zh, one.sentence))
    return tuple(said)


def statistic_label(name: str) -> Pair:
    """A count or rate in both languages, short where the form's own words are long."""
    short = words("statistics", name)
    if short[0] != name:
        return short
    known = rates()[name]
    return known.zh, known.en


def _quality(ground: Ground) -> Figure:
    import pandas as pd

    frame = quality_by(ground.dataset, by="year")
    frame = frame[frame["year"].notna() & frame["measure"].isin(FAULTS) & (frame["denominator"] > 0)]
    if not len(frame):
        raise ValueError("no report with a known year")
    behind = _faulty(ground)
    rows = records(frame)
    for row in rows:
        year, en = int(row["year"]), words("faults", row["measure"])[1]
        told = share_says(row)
        row["mark"] = ground.evidence.mark(
            (f"{row['label_zh']}，{year}：{told}", f"{en}, {year}: {told}"), behind[row["measure"], year], "reports"
        )
        row |= {"says": ground.evidence.title(row["mark"]), "small": small(row["n"]), "value": row["estimate"]}
        row |= {"row": row["measure"], "column": str(year), "text": percent(row["estimate"]), "en": en}
    data = pd.DataFrame(rows)
    reports = corpus.reports(ground.dataset)["year"].value_counts()
    columns = [Name(year, year, f"n={reports[int(year)]}") for year in sorted(set(data["column"]))]
    label = {row["measure"]: (row["label_zh"], row["en"]) for row in rows}
    names = [Name(fault, *label[fault]) for fault in FAULTS if fault in label]
    title = words("figures", "quality")
    svg = charts.sizes(charts.heat, data, names, columns, " ".join(title))
    table = tuple(
        Row(row["mark"], (" ".join(label[row["measure"]]), row["column"], row["text"],
                          interval(row["low"], row["high"]), f"{row['numerator']:.0f}", f"{row['denominator']:.0f}",
                          str(row["organs"])), row["small"])
        for row in rows
    )  # fmt: skip
    top_row = heads("fault", "year", "share", "interval", "with_fault", "reports", "organs")
    return Figure("quality", title, read("quality"), (Panel(*svg),), Table(top_row, table),
                  notes=notes_of(frame["note"]),
                  keys=(("heat", "0–100%", "n ≥ 10"), ("grey", "0–100%", "n < 10")))  # fmt: skip


def _faulty(ground: Ground) -> dict[tuple[str, int], list[Item]]:
    """Fault and year -> the reports that have it, with the checks that fail."""
    failing = ground.dataset.query(
        "SELECT report_id, origin, message FROM findings WHERE outcome = 'fail' ORDER BY report_id, finding"
    )
    said: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for report, origin, message in failing.itertuples(index=False, name=None):
        if len(said[report, origin]) < 3:
            said[report, origin].append(Line("check", message))
    behind: dict[tuple[str, int], list[Item]] = defaultdict(list)
    for row in records(quality(ground.dataset)):
        report, year = row["report_id"], row["year"]
        if not _over(year):
            continue
        parts = str(row["missing"] or "").split()
        if any(part.startswith("s") for part in parts):
            behind["section_missing", year].append(Item(report, (), " ".join(p for p in parts if p.startswith("s"))))
        if any(part.startswith("t") for part in parts):
            behind["table_missing", year].append(Item(report, (), " ".join(p for p in parts if p.startswith("t"))))
        if _over(row["cells_blank"]):
            behind["blank_cells", year].append(Item(report, (), f"{row['cells_blank']} 空白单元格 blank cells"))
        if _over(row["cells_conflict"]):
            behind["conflicting_cells", year].append(Item(report, (), f"{row['cells_conflict']} 单元格 cells"))
        for origin in ("official", "implied", "text"):
            if _over(row[f"failed_{origin}"]):
                behind[f"fails_{origin}", year].append(Item(report, tuple(said[report, origin])))
        if str(row["late"]) == "True":
            behind["late", year].append(Item(report, (), f"{row['published_on']} > {row['due_on']}"))
    return behind


def _over(value: Any) -> bool:
    return value is not None and str(value) not in ("<NA>", "nan", "None") and value > 0


def _claims(ground: Ground) -> Figure:
    import pandas as pd

    frame = claims_report(ground.dataset)
    frame = frame[frame["denominator"] > 0]
    if not len(frame):
        raise ValueError("no number of the prose could be held against a table")
    behind: dict[str, list[Item]] = defaultdict(list)
    table = " ".join(words("heads", "printed"))
    for row in records(claims_disagreeing(ground.dataset)):
        behind[row["kind"]].append(
            Item(row["report_id"], (Line("claim", row["sentence"]),), f"{table} {row['printed']}")
        )
    rows = records(frame)
    for row in rows:
        en = words("claims", row["kind"])[1]
        told = share_says(row)
        row["mark"] = ground.evidence.mark((f"{row['zh']}：{told}", f"{en}: {told}"), behind[row["kind"]])
        row |= {"says": ground.evidence.title(row["mark"]), "small": small(row["denominator"]), "en": en}
        row |= {"row": row["kind"], "value": row["estimate"], "told": f"n={row['denominator']}"}
    names = [Name(row["kind"], row["zh"], row["en"]) for row in rows]
    title = words("figures", "claims")
    svg = charts.sizes(charts.dots, pd.DataFrame(rows), names, " ".join(title), width=220)
    listed = tuple(
        Row(row["mark"], (f"{row['zh']} {row['en']}", percent(row["value"]), interval(row["low"], row["high"]),
                          f"{row['numerator']:.0f}", f"{row['denominator']:.0f}", str(row["organs"])), row["small"])
        for row in rows
    )  # fmt: skip
    top_row = heads("claim", "share", "interval", "disagreeing", "held", "organs")
    return Figure("claims", title, read("claims"), (Panel(*svg),), Table(top_row, listed),
                  keys=(("c1", "n ≥ 10", ""), ("dim", "n < 10", "")))  # fmt: skip
