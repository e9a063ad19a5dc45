"""Charts in notebooks: Chinese letters from a Chinese font, and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nlp.pages.charts import COLOURS, chart_style, chart_theme

alt = pytest.importorskip("altair")
pytest.importorskip("vl_convert")


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    theme, renderer = alt.theme.active, alt.renderers.active
    chart_style()
    yield
    alt.theme.enable(theme)
    alt.renderers.enable(renderer)


def shown() -> dict[str, str]:
    """What a notebook is handed for a chart."""
    data = alt.Data(values=[{"theme": "政务新媒体", "share": 0.4}, {"theme": "人员力量不足", "share": 0.2}])
    bundle = alt.Chart(data, title="主题").mark_bar().encode(x="share:Q", y="theme:N")._repr_mimebundle_()
    return dict(bundle[0] if isinstance(bundle, tuple) else bundle)


def test_a_chart_is_a_picture_with_its_chinese_labels_as_text() -> None:
    bundle = shown()
    assert list(bundle) == ["image/svg+xml"]
    assert all(label in bundle["image/svg+xml"] for label in ("政务新媒体", "人员力量不足", "主题"))


def test_every_text_names_fonts_of_simplified_chinese_before_any_other() -> None:
    picture = shown()["image/svg+xml"]
    assert picture.count("<text") == picture.count("Noto Sans CJK SC") > 0
    assert not any(other in picture for other in ("CJK JP", "CJK TC", "Helvetica", "Arial"))


def test_nothing_is_fetched() -> None:
    picture = shown()["image/svg+xml"].replace('xmlns="http://www.w3.org/2000/svg"', "")
    picture = picture.replace('xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    assert "http" not in picture
    assert "<script" not in picture


def test_called_twice_it_is_as_called_once() -> None:
    once = shown()
    chart_style()
    assert shown() == once


def test_the_theme_is_plain_data_with_colours_told_apart() -> None:
    config = chart_theme()["config"]
    assert config["range"]["category"] == list(COLOURS)
    assert len(set(COLOURS)) == len(COLOURS)
