"""The trend page on organs and answers: themes by kind of organ, and which measures answer which problems."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from nlp.analysis.cooccurrence import UNCODED, flow
from nlp.analysis.trends import trends
from nlp.pages import trends_page_charts as charts
from nlp.pages.trends_page_charts import Name
from nlp.pages.trends_page_evidence import Item
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
    interval,
    percent,
    read,
    records,
    share_says,
    small,
    words,
)
from nlp.pages.trends_page_themes import leading, mark_share, places_of, plain, share_table, units_of

COMPARED = 6  # themes compared between organs
GROUPS = 12  # groups of organs in a chart, the largest
LEVELS = ("central", "province", "prefecture", "county", "township")
FLOWS = 12  # problem and measure themes in the chart of links


def themes_by_group(ground: Ground) -> Section:
    """The leading themes by level, function and province, a small chart a theme."""
    figures = [
        figure(f"by_{by}", lambda by=by: _by_group(ground, by))  # type: ignore[misc]
        for by in ("level", "function", "province")
    ]
    return Section("groups", words("sections", "groups"), tuple(figures))


def problems_to_measures(ground: Ground) -> Section:
    """Which measures answer which problems."""
    return Section("flow", words("sections", "flow"), (figure("flow", lambda: _flow(ground)),))


def _by_group(ground: Ground, by: str) -> Figure:
    import pandas as pd

    most = ground.once("leading", lambda: leading(ground, "problem", COMPARED))
    frame = trends(ground.dataset, by=(by,), kind="problem", coder=ground.coder, book=ground.book)
    frame = frame[frame["denominator"] > 0]
    if not len(frame):
        raise ValueError("no report states a problem")
    sizes = frame.drop_duplicates(by)[[by, "denominator"]]
    sizes = sizes.sort_values("denominator", ascending=False, kind="stable")
    largest = [plain(value) for value in sizes[by].head(GROUPS)]
    if largest == [None]:
        raise ValueError(f"no report has a known {by}: nothing to compare")
    if by == "level":
        largest.sort(key=lambda value: LEVELS.index(value) if value in LEVELS else len(LEVELS))
    places = places_of(units_of(ground, "problem"), (by,))
    rows = []
    for row in records(frame[frame["code"].isin(most)]):
        value = plain(row[by])
        if value in largest:
            zh, en = group_label(by, value)
            row |= {"where": f"{zh} {en}".strip(), "row": _key(value)}
            mark_share(ground, row, row["where"], places[row["code"], (value,)])
            row["told"] = f"n={row['denominator']}"
            rows.append(row)
    data = pd.DataFrame(rows)
    names = [Name(_key(value), *group_label(by, value)) for value in largest]
    panels = tuple(
        Panel(charts.dots(data[data["code"] == code], names, " ".join(ground.label(code))), None, ground.label(code))
        for code in most
    )
    notes = []
    if len(sizes) > GROUPS:
        zh, en = words("read", "largest")
        notes.append((zh.format(n=GROUPS, of=len(sizes)), en.format(n=GROUPS, of=len(sizes))))
    return Figure(f"by_{by}", words("figures", f"by_{by}"), read("groups"), panels, share_table(ground, data, by),
                  keys=(("c1", "n ≥ 10", ""), ("dim", "n < 10", "")), notes=tuple(notes))  # fmt: skip


def _key(value: Any) -> str:
    return "?" if value is None else str(value)


def _flow(ground: Ground) -> Figure:
    import pandas as pd

    found = flow(ground.dataset, coder=ground.coder, book=ground.book)
    coded = found[(found["problem"] != UNCODED) & (found["measure"] != UNCODED)]
    if not len(coded):
        raise ValueError("no measure is linked to a problem")
    behind = _links(ground)
    rows = records(found)
    for row in rows:
        a, b = ground.label(row["problem"]), ground.label(row["measure"])
        told = share_says(row)
        row["mark"] = ground.evidence.mark(
            (f"{a[0]} → {b[0]}：{row['links']}对，{told}", f"{a[1]} → {b[1]}: {row['links']} links, {told}"),
            behind[row["problem"], row["measure"]],
            "pairs",
        )
        row |= {"says": ground.evidence.title(row["mark"]), "small": small(row["denominator"])}
        row |= {"row": row["problem"], "column": row["measure"], "value": row["estimate"], "text": str(row["links"])}
    shown = [
        list(coded.groupby(end)["links"].sum().sort_values(ascending=False, kind="stable").index[:FLOWS])
        for end in ("problem", "measure")
    ]
    data = pd.DataFrame(rows)
    data = data[data["row"].isin(shown[0]) & data["column"].isin(shown[1])]
    letters = {code: str(place) for place, code in enumerate(shown[1], 1)}
    columns = [Name(code, letters[code]) for code in shown[1]]
    totals = {row["problem"]: row["denominator"] for row in rows}
    names = [Name(code, ground.label(code)[0], f"{ground.label(code)[1]}, n={totals[code]}") for code in shown[0]]
    title = words("figures", "flow")
    svg = charts.sizes(charts.heat, data, names, columns, " ".join(title))
    table = tuple(
        Row(row["mark"], (" ".join(ground.label(row["problem"])), " ".join(ground.label(row["measure"])),
                          str(row["links"]), str(row["thematic"]), percent(row["value"]),
                          interval(row["low"], row["high"]), str(row["denominator"])), row["small"])
        for row in sorted(rows, key=lambda row: -row["links"])
    )  # fmt: skip
    notes = tuple((f"{letters[code]}  {ground.label(code)[0]}", ground.label(code)[1]) for code in shown[1])
    top_row = heads("problem", "measure", "links", "thematic", "answered", "interval", "problems")
    return Figure("flow", title, read("flow"), (Panel(*svg),), Table(top_row, table), notes=notes,
                  keys=(("heat", "0–100%", "n ≥ 10"), ("grey", "0–100%", "n < 10")))  # fmt: skip


def _links(ground: Ground) -> dict[tuple[str, str], list[Item]]:
    """Problem and measure theme -> the pairs of sentences that are linked."""
    links = ground.dataset.table("links", ["report_id", "problem_id", "measure_id"])
    evidence = ground.evidence
    behind: dict[tuple[str, str], list[Item]] = defaultdict(list)
    columns = ["report_id", "problem_id", "measure_id"]
    for report, problem, measure in sorted(links[columns].itertuples(index=False, name=None)):
        if evidence.has(problem) and evidence.has(measure):
            lines = evidence.unit(problem).lines + evidence.unit(measure).lines
            item = Item(report, lines)
            for one in lines[0].codes or (UNCODED,):
                for other in lines[1].codes or (UNCODED,):
                    behind[one, other].append(item)
    return behind
