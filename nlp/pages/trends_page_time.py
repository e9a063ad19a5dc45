"""The trend page on what reports say again: promises and problems a year later, and sentences of other reports."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from nlp.analysis.follow_up import follow_up, follow_up_by_theme
from nlp.analysis.reuse import ReuseResult, reuse
from nlp.analysis.reuse_reports import RELATIONS
from nlp.pages import trends_page_charts as charts
from nlp.pages.report_page_letters import shorten
from nlp.pages.trends_page_charts import Name
from nlp.pages.trends_page_evidence import Item, Line
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
    percent,
    read,
    records,
    share_says,
    small,
    words,
)

OLD = {"repeated": "var(--c2)", "kept": "var(--c1)", "dropped": "var(--c3)"}
THEMES = 14
CLUSTERS = 15
COPIERS = 12  # reports
MANY = 20_000  # pairs of sentences to choose evidence from


def a_year_later(ground: Ground) -> Section:
    """What became of a year's problems in the next report of the organ."""
    return Section("follow_up", words("sections", "follow_up"), (figure("follow_up", lambda: _follow_up(ground)),))


def the_same_words(ground: Ground) -> Section:
    """How much of a report stood in another one before."""
    figures = (
        figure("reuse", lambda: _relations(ground)),
        figure("copiers", lambda: _copiers(ground)),
        figure("clusters", lambda: _clusters(ground)),
    )
    return Section("reuse", words("sections", "reuse"), figures)


def _follow_up(ground: Ground) -> Figure:
    import pandas as pd

    found = follow_up_by_theme(ground.dataset, ground.coder)
    behind = _behind(ground)
    rows = records(found[found["status"].isin([*OLD, "new"]) & (found["denominator"] > 0)])
    if not rows:
        raise ValueError("no organ has reports for two years that follow each other")
    for row in rows:
        zh, en = words("statuses", row["status"])
        theme = words("codes", "all") if row["code"] == "all" else ground.label(row["code"])
        told = share_says(row)
        row["mark"] = ground.evidence.mark(
            (f"{theme[0]}，{zh}：{told}", f"{theme[1]}, {en}: {told}"), behind[row["code"], row["status"]], "problems"
        )
        row |= {"says": ground.evidence.title(row["mark"]), "small": small(row["n"]), "theme": theme}
        row |= {"row": row["code"], "part": row["status"], "value": row["estimate"], "told": f"n={row['n']}"}
    old = pd.DataFrame([row for row in rows if row["part"] in OLD])
    if not len(old):
        raise ValueError("no problem can be followed into the next year")
    sizes = old.drop_duplicates("row").set_index("row")["n"].sort_values(ascending=False, kind="stable")
    shown = list(sizes.index[:THEMES])
    theme_of = {row["row"]: row["theme"] for row in rows}
    names = [Name(code, *theme_of[code]) for code in shown]
    title = words("figures", "follow_up")
    svg = charts.sizes(charts.bars, old[old["row"].isin(shown)], names, OLD, " ".join(title), percent=True)
    table = []
    for row in rows:
        cells = (" ".join(row["theme"]), " ".join(words("statuses", row["status"])), percent(row["value"]),
                 interval(row["low"], row["high"]), f"{row['numerator']:.0f}", f"{row['denominator']:.0f}",
                 percent(row["expected"]))  # fmt: skip
        table.append(Row(row["mark"], cells, row["small"]))
    keys = tuple((hue.removeprefix("var(--").removesuffix(")"), *words("statuses", part)) for part, hue in OLD.items())
    top_row = heads("theme", "status", "share", "interval", "naming", "problems", "expected")
    return Figure("follow_up", title, read("follow_up"), (Panel(*svg),), Table(top_row, tuple(table)), keys=keys)


def _behind(ground: Ground) -> dict[tuple[str, str], list[Item]]:
    """Theme and status -> the problem, what was promised, and what the next report says."""
    behind: dict[tuple[str, str], list[Item]] = defaultdict(list)
    evidence = ground.evidence
    for row in records(follow_up(ground.dataset, ground.coder)):
        new = row["status"] == "new"
        report = row["next_report_id"] if new else row["report_id"]
        lines = [] if new else [evidence.unit(row["unit_id"]).lines[0]]
        if not new:
            lines += [evidence.line(unit)._replace(report="") for unit in row["measure_ids"]]
        if isinstance(row["next_unit_id"], str):
            again = evidence.line(row["next_unit_id"])
            lines.append(again._replace(report="") if new else again)
        if isinstance(row["done_unit_id"], str):
            lines.append(evidence.line(row["done_unit_id"]))
        item = Item(report, tuple(dict.fromkeys(lines)), " ".join(words("statuses", row["status"])))
        codes = row["codes"] if isinstance(row["codes"], tuple) else ()
        for code in ("all", *codes):
            behind[code, row["status"]].append(item)
    return behind


def _found(ground: Ground) -> ReuseResult:
    found: ReuseResult = ground.once("reuse", lambda: reuse(ground.dataset))
    return found


def _relations(ground: Ground) -> Figure:
    import pandas as pd

    found = _found(ground)
    behind = _pairs(found)
    rows = records(found.relations[found.relations["denominator"] > 0])
    if not rows:
        raise ValueError("no two reports to compare")
    known = list(RELATIONS)
    for row in rows:
        zh, en = row["zh"], words("relations", row["relation"])[1]
        told = share_says(row)
        row["mark"] = ground.evidence.mark(
            (f"{zh}：{told}", f"{en}: {told}"), behind[row["relation"]].items, "copies", behind[row["relation"]].total
        )
        row |= {"says": ground.evidence.title(row["mark"]), "row": row["relation"], "value": row["estimate"]}
        row |= {"small": small(row["organs"]), "told": percent(row["estimate"]), "en": en}
    rows.sort(key=lambda row: known.index(row["relation"]))
    names = [Name(row["relation"], row["zh"], row["en"]) for row in rows]
    title = words("figures", "reuse")
    baseline = next((row["estimate"] for row in rows if row["relation"] == "unrelated"), None)
    svg = charts.sizes(charts.dots, pd.DataFrame(rows), names, " ".join(title), width=220, reference=baseline)
    table = tuple(
        Row(row["mark"], (f"{row['zh']} {row['en']}", percent(row["value"]), interval(row["low"], row["high"]),
                          f"{row['numerator']:.0f}", f"{row['denominator']:.0f}", str(row["reports"]),
                          str(row["organs"])), row["small"])
        for row in rows
    )  # fmt: skip
    top_row = heads("relation", "share", "interval", "copied", "sentences", "reports", "organs")
    return Figure("reuse", title, read("reuse"), (Panel(*svg),), Table(top_row, table), notes=notes_of(found.notes))


class _Pairs(NamedTuple):
    """Pairs of sentences, or every so many of them where there are more than ``MANY``."""

    items: list[Item]
    total: int


def _pairs(found: ReuseResult) -> dict[str, _Pairs]:
    """Relation -> pairs of sentences, the later report's first."""
    import numpy as np

    pairs = found.pairs
    own = pairs["same_organ"] & (pairs["years_apart"] == 1)
    other, recent = ~pairs["same_organ"], pairs["years_apart"] <= 1
    place, function = pairs["same_place"], pairs["same_function"]
    which = {
        "own_last_year": own,
        "same_place_and_function": other & recent & place & function,
        "same_place": other & recent & place & ~function,
        "same_function": other & recent & ~place & function,
        "unrelated": other & recent & ~place & ~function,
        "any_other": other,
        "any_unrelated": other & ~place & ~function,
    }
    columns = ["report_id_1", "text_1", "report_id_2", "text_2", "similarity"]
    behind: dict[str, _Pairs] = {}
    for name, chosen in which.items():
        every = pairs.loc[np.asarray(chosen, bool), columns]
        rows = every.iloc[:: len(every) // MANY + 1]
        items = [
            Item(late, (Line("later", late_text), Line("earlier", early_text, (), early)), alike_says(alike))
            for early, early_text, late, late_text, alike in rows.itertuples(index=False, name=None)
        ]
        behind[name] = _Pairs(items, len(every) if len(rows) < len(every) else 0)
    return behind


def alike_says(similarity: float) -> str:
    return f"{' '.join(words('heads', 'similarity'))} {similarity:.2f}"


def _copiers(ground: Ground) -> Figure:
    import pandas as pd

    found = _found(ground)
    most = found.reports[found.reports["nearest_numerator"] > 0]
    most = most.sort_values(["nearest_numerator", "nearest_share"], ascending=False, kind="stable").head(COPIERS)
    if not len(most):
        raise ValueError("no report has a sentence of another organ's")
    pairs = found.pairs
    rows, table = [], []
    for row in records(most):
        late, early = row["report_id"], row["nearest_report_id"]
        both = pairs[
            (pairs["report_id_1"].eq(early) & pairs["report_id_2"].eq(late))
            | (pairs["report_id_1"].eq(late) & pairs["report_id_2"].eq(early))
        ]
        name = f"{shorten(str(row['organ']), 16)} {row['year']}"
        other = f"{shorten(str(row['nearest_organ']), 16)} {row['nearest_year']}"
        told = f"{row['nearest_numerator']:.0f}/{row['sentences']} = {percent(row['nearest_share'])}"
        mark = ground.evidence.mark(
            (f"{name} ← {other}：{told}", f"sentences of the first that stand in the second: {told}"),
            _sides(both, late), "copies",
        )  # fmt: skip
        rows.append(
            {
                "row": late,
                "value": row["nearest_share"],
                "low": row["nearest_low"],
                "high": row["nearest_high"],
                "mark": mark,
                "says": ground.evidence.title(mark),
                "small": small(row["sentences"]),
                "told": f"{row['nearest_numerator']:.0f}/{row['sentences']}",
                "name": Name(late, name, f"← {other}"),
            }
        )
        cells = (name, other, percent(row["nearest_share"]), interval(row["nearest_low"], row["nearest_high"]),
                 percent(row["own_share"]), percent(row["baseline"]), str(row["sentences"]))  # fmt: skip
        table.append(Row(mark, cells, small(row["sentences"])))
    title = words("figures", "copiers")
    svg = charts.sizes(charts.dots, pd.DataFrame(rows), [row["name"] for row in rows], " ".join(title), width=220,
                      reference=float(most["baseline"].iloc[0]))  # fmt: skip
    top_row = heads("report", "nearest", "share", "interval", "own_last_year", "baseline", "sentences")
    return Figure("copiers", title, read("copiers"), (Panel(*svg),), Table(top_row, tuple(table)))


def _sides(pairs: Any, late: str) -> list[Item]:
    """Pairs of sentences with that of the report ``late`` first."""
    items = []
    for row in records(pairs):
        mine, other = ("1", "2") if row["report_id_1"] == late else ("2", "1")
        lines = (
            Line("later", row[f"text_{mine}"]),
            Line("earlier", row[f"text_{other}"], (), row[f"report_id_{other}"]),
        )
        items.append(Item(late, lines, alike_says(row["similarity"])))
    return items


def _clusters(ground: Ground) -> Figure:
    found = _found(ground)
    if not len(found.clusters):
        raise ValueError("no sentence stands in reports of two organs or years")
    members: dict[int, list[Item]] = defaultdict(list)
    largest = found.clusters.head(CLUSTERS)
    inside = found.sentences[found.sentences["cluster"].isin(largest["cluster"])]
    for cluster, report, text in inside[["cluster", "report_id", "text"]].itertuples(index=False, name=None):
        members[int(cluster)].append(Item(report, (Line("sentence", text),)))
    rows = []
    for row in records(largest):
        shown = shorten(row["text"], 90)
        zh, en = words("figures", "clusters")
        mark = ground.evidence.mark(
            (f"{zh} {row['cluster']}：{shown}", f"{en} {row['cluster']}"), members[row["cluster"]]
        )
        years = (
            f"{row['first_year']}–{row['last_year']}"
            if row["first_year"] < row["last_year"]
            else str(row["first_year"])
        )
        cells = (shown, f"{row['first_year']} {shorten(row['first_organs'], 60)}", years, str(row["organs"]),
                 str(row["provinces"]), str(row["reports"]), str(row["wordings"]))  # fmt: skip
        rows.append(Row(mark, cells))
    top_row = heads("wording", "first_seen", "years", "organs", "provinces", "reports", "wordings")
    return Figure(
        "clusters", words("figures", "clusters"), read("clusters"), (), Table(top_row, tuple(rows)), open=True
    )
