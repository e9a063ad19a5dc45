"""How charts look, in notebooks and on pages: Chinese from fonts at hand, quiet axes, drawn without a network."""

from __future__ import annotations

from typing import Any

FONT = (
    '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", '
    '"Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif'
)
"""Simplified Chinese first: a font that is only asked for a letter at a time draws 直, 骨 or 关 in the Japanese way."""
INK, QUIET, LINE = "#23221f", "#6b675f", "#dcd7cb"
PROBLEM, MEASURE, MARKED, OTHER = "#b5541c", "#2f7a50", "#b3261e", "#8a857b"
COLOURS = (PROBLEM, "#1f5a86", MEASURE, "#8a5a00", "#58458c", "#a33a68", "#4f7f86", OTHER)
"""Told apart in print and by most who see colours differently; the first is that of problems on every page."""
NAME = "gongkai"


def chart_theme() -> dict[str, Any]:
    """The configuration of a Vega-Lite chart, as altair takes it or as ``config`` of a specification.

    >>> chart_theme()["config"]["font"].split(",")[3].strip()
    '"Noto Sans CJK SC"'
    """
    words = {"labelColor": QUIET, "titleColor": INK, "titleFontWeight": "normal", "labelFontSize": 12}
    return {
        "config": {
            "font": FONT,
            "background": "white",
            "view": {"stroke": None, "continuousWidth": 420, "continuousHeight": 260},
            "axis": {**words, "domainColor": LINE, "tickColor": LINE, "gridColor": "#efece4", "titleFontSize": 12,
                     "labelLimit": 260},
            "legend": {**words, "titleFontSize": 12, "labelLimit": 260},
            "header": {**words, "titleFontSize": 12},
            "title": {"anchor": "start", "color": INK, "subtitleColor": QUIET, "fontSize": 15,
                      "fontWeight": "bold", "subtitleFontSize": 12, "offset": 12},
            "range": {"category": list(COLOURS)},
            "line": {"strokeWidth": 2.5},
            "point": {"filled": True, "size": 60},
            "area": {"opacity": 0.18},
        }
    }  # fmt: skip


def chart_style() -> None:
    """Make altair draw charts with Chinese labels, as pictures that need no network; call it once in a notebook.

    >>> import altair as alt
    >>> chart_style()
    >>> alt.theme.active, alt.renderers.active
    ('gongkai', 'svg')

    Charts are shown as SVG made by vl-convert in this process, where altair by itself fetches its script from a server;
    ``alt.renderers.enable("default")`` afterwards goes back to that, for charts that answer the mouse.
    """
    import altair as alt

    alt.theme.register(NAME, enable=True)(lambda: alt.theme.ThemeConfig(config=chart_theme()["config"]))
    alt.renderers.enable("svg")
