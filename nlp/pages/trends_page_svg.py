"""A chart as SVG that stands in the page: drawn when the page is made, its marks are links, its colours the page's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from nlp.pages.report_page_letters import visible

if TYPE_CHECKING:
    import altair as alt

VEGA_LITE = "6.4"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
WIDE = 440
"""A chart wider than this is not scaled down on a phone: it slides sideways in its frame."""
_KEPT = {"fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity", "d",
         "transform", "x2", "y2", "text-anchor", "font-size", "font-weight", "width", "height", "viewBox", "href",
         "aria-label"}  # fmt: skip
_NUMBERS = {"d", "transform", "x2", "y2", "fill-opacity", "opacity"}
_LONG = re.compile(r"\d+\.\d{3,}")


class Frame(NamedTuple):
    """The plot and the room around it, in pixels: nothing is measured, so the same data draw the same bytes."""

    width: int
    height: int
    left: int
    top: int = 8
    right: int = 12
    bottom: int = 26


def draw(layers: list[alt.Chart], frame: Frame, label: str) -> Markup:
    """The layers of a chart as one SVG element.

    A mark whose channel ``href`` is ``#m12`` becomes a link to the mark 12, with the channel ``description`` as its
    name; all other marks are hidden from screen readers, which read the table under the chart.
    """
    import altair as alt
    import vl_convert

    padding = {"left": frame.left, "top": frame.top, "right": frame.right, "bottom": frame.bottom}
    chart = alt.layer(*layers).properties(
        width=frame.width, height=frame.height, padding=padding, autosize="none", background="transparent"
    )
    chart = chart.configure_view(stroke=None).configure_axis(
        labelOverlap=False, labelLimit=0, labelFontSize=11, labelColor="var(--quiet)", gridColor="var(--line)",
        domainColor="var(--line)", tickColor="var(--line)", labelPadding=5, title=None,
    ).configure_text(fontSize=11, aria=False).configure_rule(aria=False).configure_line(aria=False).configure_area(
        aria=False
    )  # fmt: skip
    with alt.data_transformers.enable("default", max_rows=None, consolidate_datasets=False):
        spec = chart.to_dict(validate=False)
    return clean(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE), label)


def clean(svg: str, label: str) -> Markup:
    """Vega's SVG with links that lead into the page, without styles, roles and empty groups."""
    from lxml import etree

    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in list(root.iter(f"{SVG}a")):
        target = element.get(XLINK) or ""
        name = next((child.get("aria-label") for child in element.iter() if child.get("aria-label")), "")
        element.attrib.clear()
        element.set("href", "#" + target.rpartition("#")[2])
        element.set("aria-label", name)
        for child in element.iterdescendants():
            child.attrib.pop("aria-label", None)
    for element in root.findall(f"{SVG}rect"):
        _drop(element)  # the ground: that of the page is there
    for element in list(root.iter()):
        _bare(element)
    for element in reversed(list(root.iter(f"{SVG}path", f"{SVG}g"))):
        empty = element.tag == f"{SVG}g" and not len(element)
        if empty or (element.tag == f"{SVG}path" and not element.get("d")):
            _drop(element)
    root.set("class", "chart wide" if float(root.get("width", 0)) > WIDE else "chart")
    root.set("role", "group")
    root.set("aria-label", visible(label))
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    return Markup(re.sub(r' xmlns(:\w+)?="[^"]*"', "", text))


def _bare(element: Any) -> None:
    link = element.tag == f"{SVG}a"
    box = element.get("class") in ("background", "foreground")
    for name in list(element.attrib):
        if name not in _KEPT or (name == "aria-label" and not link):
            del element.attrib[name]
    if box:
        element.attrib.pop("d", None)
    if element.tag == f"{SVG}text":
        element.set("aria-hidden", "true")
    for name, value in element.attrib.items():
        if name in _NUMBERS:
            element.set(name, _LONG.sub(lambda met: f"{float(met[0]):.2f}".rstrip("0").rstrip("."), value))
    if element.get("opacity") == "1":
        del element.attrib["opacity"]
    if element.get("transform") == "translate(0,0)":
        del element.attrib["transform"]


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
