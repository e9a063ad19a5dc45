"""The trend page on themes: by year, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nlp.analysis.changes import changes
from nlp.analysis.named import Named, UnitKind, named
from nlp.analysis.trends import trends
from nlp.pages import trends_page_charts as charts
from nlp.pages.trends_page_charts import Name
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
    percent,
    read,
    records,
    share_says,
    small,
    words,
)

if TYPE_CHECKING:
    import pandas as pd

FOLLOWED = 6  # themes with a line of their own
MOST_SHARE = (0.25, 0.5, 0.75, 1.0)  # ends of the scale of colours


def themes_by_year(ground: Ground) -> Section:
    """The heat maps: of the reports of a year, the share that names a theme."""
    figures = [
        figure(f"heat_{kind}", lambda kind=kind: _heat(ground, kind))  # type: ignore[misc]
        for kind in ("problem", "measure")
    ]
    return Section("themes", words("sections", "themes"), tuple(figures))


def themes_that_change(ground: Ground) -> Section:
    """The themes by how much they changed, and the years of those that changed most."""
    made = figure("changes", lambda: _changes(ground))
    return Section("changes", words("sections", "changes"), (made, figure("lines", lambda: _lines(ground))))


def yearly(ground: Ground, kind: UnitKind) -> list[dict[str, Any]]:
    """A row a theme and year that is known, with its mark."""

    def make() -> list[dict[str, Any]]:
        frame = trends(ground.dataset, by=("year",), kind=kind, coder=ground.coder, book=ground.book)
        frame = frame[frame["year"].notna() & (frame["denominator"] > 0)]
        places = places_of(units_of(ground, kind), ("year",))
        rows = records(frame)
        for row in rows:
            mark_share(ground, row, str(int(row["year"])), places[row["code"], (int(row["year"]),)])
        return rows

    made: list[dict[str, Any]] = ground.once(f"yearly {kind}", make)
    return made


def units_of(ground: Ground, kind: UnitKind) -> Named:
    """The units of a kind and their codes."""
    found: Named = ground.once(f"units {kind}", lambda: named(ground.dataset, kind, ground.coder))
    return found


def leading(ground: Ground, kind: UnitKind, most: int) -> list[str]:
    """The themes that most reports name, those of the codebook first where they tie."""
    frame = trends(ground.dataset, by=(), kind=kind, coder=ground.coder, book=ground.book)
    frame = frame[frame["numerator"] > 0].sort_values("numerator", ascending=False, kind="stable")
    return list(frame["code"].head(most))


def places_of(found: Named, by: Sequence[str]) -> dict[tuple[str, tuple[Any, ...]], list[str]]:
    """Theme and group -> the units that name it there."""
    rows = found.units[["unit_id", *by]].merge(found.codes[["unit_id", "code"]], on="unit_id")
    places: dict[tuple[str, tuple[Any, ...]], list[str]] = defaultdict(list)
    for unit, code, *group in rows[["unit_id", "code", *by]].itertuples(index=False, name=None):
        places[code, tuple(plain(value) for value in group)].append(unit)
    return places


def plain(value: Any) -> Any:
    """A value of a group as it is compared; None where it is unknown."""
    import pandas as pd

    return None if pd.isna(value) else int(value) if not isinstance(value, str) else value


def mark_share(ground: Ground, row: dict[str, Any], where: str, units: list[str]) -> None:
    zh, en = ground.label(row["code"])
    told = share_says(row)
    row["mark"] = ground.evidence.mark(
        (f"{zh}，{where}：{told}", f"{en}, {where}: {told}"), ground.evidence.units(units)
    )
    row["says"] = ground.evidence.title(row["mark"])
    row["small"] = small(row["denominator"])
    row["value"] = row["estimate"]


def _heat(ground: Ground, kind: UnitKind) -> Figure:
    import pandas as pd

    rows = yearly(ground, kind)
    if not rows:
        raise ValueError("no report with a known year states any")
    named_at_all = {row["code"] for row in rows if row["numerator"]}
    years = {int(row["year"]): row["denominator"] for row in rows}
    codes = [code for code in dict.fromkeys(row["code"] for row in rows) if code in named_at_all]
    order = {code: sum(row["numerator"] for row in rows if row["code"] == code) for code in codes}
    codes.sort(key=lambda code: -order[code])
    frame = pd.DataFrame([row for row in rows if row["code"] in named_at_all])
    frame["row"], frame["column"] = frame["code"], [str(int(year)) for year in frame["year"]]
    frame["text"] = [percent(value) for value in frame["value"]]
    top = next(end for end in MOST_SHARE if frame["value"].max() <= end)
    columns = [Name(str(year), str(year), f"n={n}") for year, n in sorted(years.items())]
    names = [Name(code, *ground.label(code)) for code in codes]
    title = words("figures", f"heat_{kind}")
    svg = charts.sizes(charts.heat, frame, names, columns, " ".join(title), top)
    return Figure(
        f"heat_{kind}", title, read("heat"), (Panel(*svg),), share_table(ground, frame, "year"),
        keys=(("heat", f"0–{percent(top)}", "n ≥ 10"), ("grey", f"0–{percent(top)}", "n < 10")),
        notes=_silent(rows),
    )  # fmt: skip


def _silent(rows: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    silent = sum({int(row["year"]): int(row["reports_silent"]) for row in rows}.values())
    if not silent:
        return ()
    zh, en = words("read", "silent")
    return ((zh.format(n=silent), en.format(n=silent)),)


def share_table(ground: Ground, frame: pd.DataFrame, group: str) -> Table:
    rows = []
    for row in records(frame):
        zh, en = ground.label(row["code"])
        where = str(int(row["year"])) if group == "year" else row["where"]
        share = (percent(row["value"]), interval(row["low"], row["high"]))
        counts = (str(row["numerator"]), str(row["denominator"]), str(row["organs"]))
        rows.append(Row(row["mark"], (f"{zh} {en}", where, *share, *counts), row["small"]))
    return Table(heads("theme", group, "share", "interval", "naming", "reports", "organs"), tuple(rows))


def _changes(ground: Ground) -> Figure:
    import pandas as pd

    found = ground.once("changes", lambda: changes(ground.dataset, coder=ground.coder, book=ground.book))
    rows = records(found[found["p"].notna()])
    places = places_of(units_of(ground, "problem"), ("year",))
    table = []
    for row in rows:
        zh, en = ground.label(row["code"])
        told = (
            f"{row['first']}: {percent(row['share_first'])} → {row['last']}: {percent(row['share_last'])}, "
            f"q = {row['q']:.2f}"
        )
        units = [*places[row["code"], (row["first"],)], *places[row["code"], (row["last"],)]]
        row["mark"] = ground.evidence.mark((f"{zh}：{told}", f"{en}: {told}"), ground.evidence.units(units))
        row |= {"says": ground.evidence.title(row["mark"]), "row": row["code"], "value": row["estimate"]}
        row["small"] = small(min(row["denominator_first"], row["denominator_last"]))
        row["told"] = f"q {row['q']:.2f}" + (" ▲" if row["grew"] else " ▼" if row["fell"] else "")
        cells = (f"{zh} {en}", percent(row["share_first"]), percent(row["share_last"]), _points(row["estimate"]),
                 f"{_points(row['low'])} … {_points(row['high'])}", f"{row['p']:.3f}", f"{row['q']:.3f}")  # fmt: skip
        table.append(Row(row["mark"], cells, row["small"]))
    first, last = (rows[0]["first"], rows[0]["last"]) if rows else ("", "")
    title = words("figures", "changes")
    title = (f"{title[0]}（{first} → {last}）", f"{title[1]} ({first} → {last})")
    names = [Name(row["code"], *ground.label(row["code"])) for row in rows]
    svg = charts.sizes(charts.dots, pd.DataFrame(rows), names, " ".join(title), (-1.0, 1.0), width=220, reference=0.0)
    top_row = heads("theme", "share_first", "share_last", "change", "interval", "p", "q")
    return Figure("changes", title, read("changes"), (Panel(*svg),), Table(top_row, tuple(table)))


def _points(value: float) -> str:
    return f"{100 * value:+.0f}".replace("-", "−")


def clearest(ground: Ground) -> list[tuple[str, str]]:
    """One sentence on what grew and fell beyond chance."""
    try:
        found = ground.once("changes", lambda: changes(ground.dataset, coder=ground.coder, book=ground.book))
    except ValueError:
        return []
    said = []
    for way in ("grew", "fell"):
        for row in records(found[found[way]]):
            zh, en = ground.label(row["code"])
            pair = words("said", way)
            told = {"first": row["first"], "last": row["last"], "a": percent(row["share_first"]),
                    "b": percent(row["share_last"]), "q": f"{row['q']:.3f}"}  # fmt: skip
            said.append((pair[0].format(theme=zh, **told), pair[1].format(theme=en, **told)))
    top = found.iloc[found["estimate"].abs().argmax()].to_dict()
    if not said:
        zh, en = ground.label(top["code"])
        pair = words("said", "nothing")
        told = {"first": top["first"], "last": top["last"], "a": percent(top["share_first"]),
                "b": percent(top["share_last"]), "q": f"{top['q']:.2f}"}  # fmt: skip
        said.append((pair[0].format(theme=zh, **told), pair[1].format(theme=en, **told)))
    return said


def _lines(ground: Ground) -> Figure:
    import pandas as pd

    found = ground.once("changes", lambda: changes(ground.dataset, coder=ground.coder, book=ground.book))
    found = found[found["p"].notna()]
    most = list(found.loc[found["estimate"].abs().sort_values(ascending=False, kind="stable").index, "code"])[:FOLLOWED]
    rows = yearly(ground, "problem")
    years = list(range(min(int(r["year"]) for r in rows), max(int(r["year"]) for r in rows) + 1))
    panels = []
    for code in most:
        mine = {int(row["year"]): row for row in rows if row["code"] == code}
        data = pd.DataFrame([mine.get(year, _gap(year)) for year in years])
        data["year"] = years
        n = sum(int(row["denominator"]) for row in mine.values())
        label = ground.label(code)
        panels.append(Panel(charts.lines(data, years, " ".join(label)), None, label, f"n={n}"))
    shown = pd.DataFrame([row for row in rows if row["code"] in most])
    table = share_table(
        ground, shown.assign(order=shown["code"].map(most.index)).sort_values(["order", "year"]), "year"
    )
    return Figure("lines", words("figures", "lines"), read("lines"), tuple(panels), table,
                  keys=(("c1", "n ≥ 10", ""), ("dim", "n < 10", "")))  # fmt: skip


def _gap(year: int) -> dict[str, Any]:
    nothing = float("nan")
    return {"year": year, "value": nothing, "low": nothing, "high": nothing, "mark": 0, "says": "", "small": True}
