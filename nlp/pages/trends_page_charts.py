"""The few kinds of charts of the trend page; axes of shares begin at 0 % and colours say how small n is.

Every chart takes a frame with a row a mark, and a column ``mark`` with the number of its evidence and ``says`` with its
name. ``small`` is True where n is below ``estimates.SMALL``: such marks are drawn in grey or dimmed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from nlp.pages.report_page_letters import visible
from nlp.pages.trends_page_svg import Frame, draw

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

ROW, HEAD = 32, 34
NARROW = 330  # pixels of a chart on a phone, where labels stand over their rows
DIM = 0.38
DRAWN = ("row", "column", "part", "year", "value", "low", "high", "text", "told", "small", "says", "mark")
LIGHT_FROM = 0.62  # a fill so strong has light letters


class Sizes(NamedTuple):
    """A chart for a page and the same for a phone."""

    svg: Markup
    narrow: Markup


def sizes(kind: Callable[..., Markup], *given: Any, **named: Any) -> Sizes:
    """A chart of a kind in both sizes."""
    return Sizes(kind(*given, **named), kind(*given, **named, narrow=True))


class Name(NamedTuple):
    """A row or column of a chart: its key and its label in both languages (or label and n)."""

    key: str
    zh: str
    en: str = ""


def heat(
    frame: pd.DataFrame, rows: Sequence[Name], columns: Sequence[Name], label: str, top: float = 1.0,
    narrow: bool = False,
) -> Markup:  # fmt: skip
    """Cells of ``row`` and ``column``, the stronger the larger ``value`` (0 to ``top``), with ``text`` in them."""
    import altair as alt

    cell = 46 if len(columns) <= 8 else 38
    room = Frame(cell * len(columns), ROW * len(rows), _room(rows), HEAD, 6, 6)
    if narrow:
        room = Frame(NARROW, 48 * len(rows), 4, HEAD, 4, 0)
    data = _marks(frame)
    strength = data["value"].astype(float).fillna(0).clip(0, top) / top
    data["strength"] = (strength * 0.94).where(strength == 0, strength * 0.94 + 0.06)
    data["fill"] = ["var(--grey)" if small else "var(--heat)" for small in data["small"]]
    data["ink"] = ["var(--paper)" if s > LIGHT_FROM else "var(--ink)" for s in data["strength"]]
    data["faint"] = [DIM if value == 0 else 1 for value in data["value"].fillna(0)]
    x = alt.X("column:N", axis=None, scale=alt.Scale(domain=[c.key for c in columns], padding=0.05))
    y = alt.Y("row:N", axis=None, scale=alt.Scale(domain=[r.key for r in rows], padding=0.44 if narrow else 0.06))
    fill = alt.Chart(data).mark_rect(cornerRadius=3).encode(
        x=x, y=y, fill=alt.Fill("fill:N", scale=None), fillOpacity=alt.FillOpacity("strength:Q", scale=None), **_link()
    )  # fmt: skip
    words = alt.Chart(data).mark_text(baseline="middle").encode(
        x=x, y=y, text="text:N", fill=alt.Fill("ink:N", scale=None), opacity=alt.Opacity("faint:Q", scale=None)
    )  # fmt: skip
    return draw([fill, words, *_rows(rows, 20 if narrow else 0, NARROW), *_heads(columns, x)], room, label)


def lines(frame: pd.DataFrame, years: Sequence[int], label: str, hue: str = "var(--c1)") -> Markup:
    """A share by ``year``, 0 to 100 %, with its interval as a band; a year without reports leaves a gap."""
    import altair as alt

    data = _marks(frame)
    room = Frame(300, 150, 42, 10, 16, 26)
    axis = alt.Axis(labelAngle=0, ticks=False, domain=True)
    x = alt.X("year:O", axis=axis, scale=alt.Scale(domain=[str(year) for year in years]))
    data["year"] = data["year"].astype(str)
    y = alt.Y("value:Q", axis=_percent(), scale=alt.Scale(domain=[0, 1]))
    band = alt.Chart(data).mark_area(opacity=0.16, fill=hue).encode(x=x, y=_bound("low"), y2="high:Q")
    line = alt.Chart(data).mark_line(stroke=hue, strokeWidth=2).encode(x=x, y=y)
    points = alt.Chart(data[data["value"].notna()]).mark_circle(size=80, fill=hue).encode(
        x=x, y=y, opacity=_dim(), **_link()
    )  # fmt: skip
    return draw([band, line, points], room, label)


def dots(
    frame: pd.DataFrame, rows: Sequence[Name], label: str, domain: tuple[float, float] = (0.0, 1.0),
    percent: bool = True, width: int = 150, hue: str = "var(--c1)", reference: float | None = None,
    narrow: bool = False,
) -> Markup:  # fmt: skip
    """An estimate ``value`` with its interval for every ``row``; ``told`` stands to the right, such as n."""
    import altair as alt

    data = _marks(frame)
    room = Frame(width, 30 * len(rows), _room(rows), 8, 56, 28)
    if narrow:
        width = NARROW - 66
        room = Frame(width, 42 * len(rows), 18, 8, 52, 28)
    low, high = domain
    values = [low + (high - low) * part / 4 for part in range(5)]
    axis = alt.Axis(format=".0%" if percent else ".1f", values=values, ticks=False, domain=False, labelFlush=False)
    scale = alt.Scale(domain=[low, high], nice=False, clamp=True)
    x = alt.X("value:Q", axis=axis, scale=scale)
    y = alt.Y("row:N", axis=None, scale=alt.Scale(domain=[r.key for r in rows], padding=0))
    some = data[data["value"].notna()]
    layers = []
    if reference is not None:
        zero = alt.Chart(_one(value=reference)).mark_rule(stroke="var(--quiet)", strokeDash=[3, 3])
        layers.append(zero.encode(x=x))
    layers.append(
        alt.Chart(some[some["low"].notna()]).mark_rule(stroke=hue, strokeWidth=2.5).encode(
            x=alt.X("low:Q", axis=axis, scale=scale), x2="high:Q", y=y, opacity=_dim()
        )
    )  # fmt: skip
    layers.append(alt.Chart(some).mark_circle(size=105, fill=hue).encode(x=x, y=y, opacity=_dim(), **_link()))
    side = alt.Chart(data).mark_text(align="left", baseline="middle", fontSize=10, fill="var(--quiet)")
    layers.append(side.encode(x=alt.value(width + 9), y=y, text="told:N"))
    return draw([*layers, *_rows(rows, 14 if narrow else 0, NARROW - 18)], room, label)


def bars(
    frame: pd.DataFrame, rows: Sequence[Name], hues: dict[str, str], label: str, percent: bool, width: int = 250,
    narrow: bool = False,
) -> Markup:  # fmt: skip
    """Stacked bars: ``value`` of every ``part`` of a ``row``, in the colours of ``hues`` and their order."""
    import altair as alt

    data = _marks(frame)
    order = {part: place for place, part in enumerate(hues)}
    data["place"] = [order[part] for part in data["part"]]
    room = Frame(width, 30 * len(rows), _room(rows), 8, 56, 28)
    over = narrow and any(row.en for row in rows)
    if narrow:
        width = NARROW - (66 if over else _room(rows) + 52)
        room = Frame(width, (44 if over else 30) * len(rows), 18 if over else _room(rows), 8, 52, 28)
    most = 1.0 if percent else float(data.groupby("row")["value"].sum().max() if len(data) else 1)
    axis = alt.Axis(format=".0%" if percent else "d", tickCount=4, ticks=False, domain=False, labelFlush=False)
    x = alt.X("value:Q", axis=axis, stack="zero", scale=alt.Scale(domain=[0, most], nice=not percent))
    y = alt.Y(
        "row:N",
        axis=None,
        scale=alt.Scale(
            domain=[r.key for r in rows], paddingInner=0.52 if over else 0.28, paddingOuter=0.26 if over else 0.1
        ),
    )
    fill = alt.Fill("part:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))
    bar = alt.Chart(data[data["value"] > 0]).mark_bar(stroke="var(--paper)", strokeWidth=1)
    bar = bar.encode(x=x, y=y, fill=fill, order="place:Q", opacity=_dim(), **_link())
    side = alt.Chart(data.drop_duplicates("row")).mark_text(align="left", baseline="middle", fontSize=10)
    side = side.encode(x=alt.value(width + 9), y=y, text="told:N", fill=alt.value("var(--quiet)"))
    return draw([bar, side, *_rows(rows, 18 if over else 0, NARROW - 18)], room, label)


def _marks(frame: pd.DataFrame) -> pd.DataFrame:
    data = frame[[column for column in DRAWN if column in frame]].copy()
    data["href"] = [f"#m{mark}" for mark in data["mark"]]
    data["says"] = [visible(text) for text in data["says"]]
    data["small"] = data["small"].astype(bool)
    return data.drop(columns="mark")


def _link() -> dict[str, Any]:
    import altair as alt

    return {"href": alt.Href("href:N"), "description": alt.Description("says:N")}


def _dim() -> alt.Opacity:
    import altair as alt

    return alt.Opacity("small:N", legend=None, scale=alt.Scale(domain=[False, True], range=[1, DIM]))


def _percent() -> alt.Axis:
    import altair as alt

    return alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], ticks=False, domain=False, labelFlush=False)


def _bound(name: str) -> alt.Y:
    import altair as alt

    return alt.Y(f"{name}:Q", axis=_percent(), scale=alt.Scale(domain=[0, 1]))


def _room(rows: Sequence[Name]) -> int:
    """Pixels for the longest label of a row, by its letters: what fonts a machine has plays no part."""
    return int(min(240, max(max(12.2 * _wide(row.zh), 5.3 * len(row.en)) for row in rows) + 18))


def _wide(text: str) -> float:
    return sum(1 if ord(letter) > 0x2E7F else 0.62 for letter in text)


def _rows(rows: Sequence[Name], over: int = 0, edge: int = 0) -> list[alt.Chart]:
    """The labels of the rows, Chinese over English at their left; or, ``over`` pixels above the row, side by side
    up to ``edge``."""
    import altair as alt
    import pandas as pd

    data = pd.DataFrame([(row.key, visible(row.zh), visible(row.en)) for row in rows], columns=["row", "zh", "en"])
    y = alt.Y("row:N", axis=None, scale=alt.Scale(domain=[row.key for row in rows]))
    two = any(row.en for row in rows)
    zh = alt.Chart(data).mark_text(
        align="left" if over else "right", baseline="middle", dy=-over or (-6 if two else 0), fontSize=12,
        fill="var(--ink)",
    ).encode(y=y, x=alt.value(0 if over else -10), text="zh:N")  # fmt: skip
    if not two:
        return [zh]
    if over:
        data["en"] = [_cut(en, edge - 10 - 12.2 * _wide(zh)) for zh, en in zip(data["zh"], data["en"], strict=True)]
    en = alt.Chart(data).mark_text(align="right", baseline="middle", dy=-over or 7, fontSize=9.5, fill="var(--quiet)")
    side = alt.value(edge if over else -10)
    return [zh, en.encode(x=side, y=y, text="en:N")]


def _cut(text: str, room: float) -> str:
    """The text, or as much of it as has room at 9.5 pixels a Chinese letter."""
    while text and 9.6 * sum(1 if ord(letter) > 0x2E7F else 0.53 for letter in text) > room:
        text = text[:-2] + "…" if len(text) > 2 else ""
    return text


def _heads(columns: Sequence[Name], x: alt.X) -> list[alt.Chart]:
    import altair as alt
    import pandas as pd

    data = pd.DataFrame([(c.key, visible(c.zh), visible(c.en)) for c in columns], columns=["column", "zh", "en"])
    chart = alt.Chart(data)
    zh = chart.mark_text(baseline="middle", fontSize=12, fill="var(--ink)").encode(x=x, y=alt.value(-22), text="zh:N")
    en = chart.mark_text(baseline="middle", fontSize=9.5, fill="var(--quiet)")
    return [zh, en.encode(x=x, y=alt.value(-8), text="en:N")]


def _one(**values: float) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([values])
