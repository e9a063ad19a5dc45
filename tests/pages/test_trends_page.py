"""The trend page, as the browser shows it and as the file says it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from browser import Open, sideways
from many_reports import many_reports

from nlp.analysis.trends import trends
from nlp.dataset import Dataset, open_dataset
from nlp.engine import run
from nlp.pages.trends_page import trends_page
from nlp.pages.trends_page_evidence import Evidence, Item, Line, most_for
from nlp.pages.trends_page_links import source_links
from nlp.themes.codebook import codebook

DEMO = Path(__file__).parents[2] / "corpora" / "demo"
FIGURES = ("coverage", "heat_problem", "heat_measure", "changes", "lines", "by_level", "by_function", "by_province",
           "flow", "pairing", "follow_up", "reuse", "copiers", "quality", "claims")  # fmt: skip
CJK = re.compile("[\u4e00-\u9fff]")
ATTACKS = (
    "</title></style></script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
    "\"' onmouseover='window.hacked=3' autofocus onfocus=\"window.hacked=4\" <svg onload=window.hacked=5>"
    "<a href=javascript:window.hacked=6>x</a> javascript:window.hacked=7 {{ 7 * 7 }} {% raw %} --> ]]> &lt;b&gt; "
    "<iframe srcdoc='<script>parent.hacked=8</script>'></iframe><base href=https://example.invalid/>"
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'><link rel=stylesheet href=//example.invalid/>"
    "\u202e\u2066\u2067abc\x07\x1b\u200f\u2028\ufeff𠮷" + "無" * 600 + "W" * 600
)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("demo") / "dataset"
    run([DEMO], folder, workers=1, progress=False)
    return open_dataset(folder)


@pytest.fixture(scope="session")
def page_text(demo: Dataset, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "trends.html"
    return trends_page(demo, links=source_links(demo, out))


@pytest.fixture(scope="session")
def page_file(page_text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "trends.html"
    path.write_bytes(page_text.encode())
    return path


def embedded(page: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    return data


# --- what it shows --------------------------------------------------------------------------------------------


def test_every_chart_is_drawn(open_page: Open, page_file: Path) -> None:
    page = open_page(page_file).page
    for id in FIGURES:
        figure = page.locator(f"#fig-{id}")
        assert figure.count() == 1, id
        if id == "by_province":  # no report of the demonstration lies in a province that there is
            assert "no report has a known province" in figure.inner_text()
            continue
        marks = figure.locator("svg.chart a:visible")
        assert marks.count() > 0, id
        for svg in figure.locator("svg.chart:visible").all():
            box = svg.bounding_box()
            assert box["width"] > 100
            assert box["height"] > 60
    assert page.locator("figure:has(.nothing)").evaluate_all("all => all.map(e => e.id)") == ["fig-by_province"]


def test_a_click_on_a_mark_opens_the_sentences_behind_it(open_page: Open, page_file: Path, demo: Dataset) -> None:
    page = open_page(page_file).page
    mark = page.locator("#fig-heat_problem svg a:visible[aria-label*='Weak new-media operation, 2023: 7/12 = 58%']")
    mark.click()
    panel = page.locator("#evidence")
    assert panel.is_visible()
    assert "政务新媒体运营与协同不足，2023：7/12 = 58%" in panel.locator("h2").inner_text()
    want = demo.query(
        """SELECT r.organ, u.text, r.path FROM units u JOIN reports r USING (report_id) JOIN themes t USING (unit_id)
           WHERE t.speaks AND t.code = 'new_media_operation' AND u.kind = 'problem' AND r.year = 2023"""
    )
    items = panel.locator("li.item")
    assert items.count() == len(want) >= 7
    shown = items.evaluate_all("all => all.map(e => [e.querySelector('.who').firstChild.data,"
                               " e.querySelector('q').textContent, e.querySelector('.path').textContent])")  # fmt: skip
    assert sorted(map(tuple, shown)) == sorted(want.itertuples(index=False, name=None))
    assert "2023" in items.first.locator(".who").inner_text()
    assert "政务新媒体运营与协同不足" in items.first.locator(".codes").inner_text()
    link = items.first.locator("a").get_attribute("href")
    assert link == f"./{items.first.locator('.path').inner_text()}"


def test_a_pairing_tells_what_the_tables_say_beside_each_sentence(page_text: str, demo: Dataset) -> None:
    data = embedded(page_text)
    mark = next(m for m in data["marks"] if m[1].startswith("Weak request handling × Requests received:"))
    cells = demo.query(
        "SELECT path, value FROM cells JOIN reports USING (report_id) WHERE cell_id = 't3.new_received.total'"
    )
    received = dict(cells.itertuples(index=False, name=None))
    assert len(mark[4]) >= 17
    for report, _, told in (data["items"][number] for number in mark[4]):
        assert told == f"新收申请数 Requests received: {received[data['reports'][report][2]]:,.0f}"


def test_who_copied_stands_beside_whom(page_text: str) -> None:
    """Planted: twelve sentences of cangyu_zone_2021 in ningxi_statistics_2022."""
    data = embedded(page_text)
    mark = next(m for m in data["marks"] if m[0].startswith("宁汐市统计局 2022 ← 沧屿经济开发区管理委员会 2021"))
    said = {data["lines"][line][1] for number in mark[4] for line in data["items"][number][1]}
    assert sum("读者编辑" in text or "过期挂历" in text or "层层签字" in text for text in said) >= 3


def test_the_numbers_are_those_of_the_analysis(page_text: str, demo: Dataset) -> None:
    frame = trends(demo, "staffing_shortage", by=("year",))
    for row in frame.itertuples():
        told = f"{row.numerator}/{row.denominator} = {100 * row.estimate:.0f}%"
        assert f"人员力量不足或兼职，{row.year}：{told}" in page_text


def test_keys_alone_open_and_close_the_evidence_and_walk_between_marks(open_page: Open, page_file: Path) -> None:
    page = open_page(page_file).page
    first = page.locator("#fig-heat_problem svg a:visible").first
    first.focus()
    page.keyboard.press("ArrowRight")
    walked = page.evaluate("document.activeElement.getAttribute('href')")
    assert walked not in (None, first.get_attribute("href"))
    page.keyboard.press("Enter")
    assert page.locator("#evidence h2").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#evidence").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == walked
    row = page.locator("#fig-heat_problem .twin summary")
    row.focus()
    page.keyboard.press("Enter")
    page.locator("#fig-heat_problem tbody a").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#evidence li.item").count() > 0


def test_every_mark_of_a_chart_stands_in_the_table_under_it(page_text: str) -> None:
    """The table's link is the chart's; a mark without evidence has a 0 there."""
    figures = re.findall(r'<figure id="fig-(\w+)".*?</figure>', page_text, re.S)
    assert set(FIGURES) <= set(figures)
    marks = embedded(page_text)["marks"]
    for body in re.findall(r"<figure .*?</figure>", page_text, re.S):
        charts, _, table = body.partition('<details class="twin"')
        drawn = {int(mark) for mark in re.findall(r'<a href="#m(\d+)"', charts)}
        listed = {int(mark) for mark in re.findall(r'<a href="#m(\d+)"', table)}
        assert {mark for mark in drawn if marks[mark][3]} <= listed


def test_every_label_stands_in_both_languages(open_page: Open, page_file: Path) -> None:
    page = open_page(page_file).page
    for place in ("h1", "h2", "h3", "nav a", "thead th", ".panel h4", ".keys li"):
        for text in page.locator(place).all_text_contents():
            if re.search(r"n [≥<] 10|^p |^q |^\s*p\s*$|^\s*q\s*$", text):
                continue
            assert CJK.search(text), (place, text)
            assert re.search("[A-Za-z]{2}", text), (place, text)
    for mark in embedded(page_file.read_text("utf-8"))["marks"]:
        assert CJK.search(mark[0])
        assert re.search("[A-Za-z]{2}", mark[1])


def test_axes_of_shares_begin_at_0_and_end_at_100(open_page: Open, page_file: Path) -> None:
    page = open_page(page_file).page
    for id in ("lines", "by_level", "reuse", "claims"):
        for svg in page.locator(f"#fig-{id} svg.chart:visible").all():
            told = set(svg.locator("text").all_text_contents())
            assert {"0%", "50%", "100%"} <= told


def test_marks_of_small_n_are_dimmed(page_text: str) -> None:
    """Of the functions only townships have ten reports; every other dot is pale."""
    body = re.search(r'<figure id="fig-by_function".*?</figure>', page_text, re.S)[0].partition("<details")[0]
    dots = re.findall(r'<a href="#m\d+" aria-label="([^"]*)"><path([^>]*)>', body)
    assert dots
    for label, attributes in dots:
        n = int(re.search(r"/(\d+) =", label)[1])
        assert ('opacity="0.38"' in attributes) == (n < 10), label


# --- what it holds --------------------------------------------------------------------------------------------


def test_a_mark_holds_so_many_pieces_and_tells_the_total(demo: Dataset) -> None:
    evidence = Evidence(demo, codebook(), None, {})
    reports = demo.table("reports", ["report_id", "organ"])
    items = [Item(report, (Line("sentence", f"{n}"),)) for report in reports["report_id"] for n in range(2)]
    mark = evidence.mark(("甲", "a"), items)
    assert (evidence.total(mark), evidence.shown(mark)) == (144, 20)
    again = Evidence(demo, codebook(), None, {})
    again.mark(("甲", "a"), reversed(items))
    assert again.data() == evidence.data()
    organs = {name for name, *_ in evidence.data()["reports"]}
    assert len(organs) == 12  # all organs before a second sentence of one


def test_a_sentence_is_held_once(page_text: str) -> None:
    lines = [tuple(map(str, line)) for line in embedded(page_text)["lines"]]
    assert len(lines) == len(set(lines)) > 300


def test_a_thousand_reports_stay_below_6_megabytes(demo: Dataset, tmp_path: Path) -> None:
    many = many_reports(demo, tmp_path / "many", 14)
    assert len(many) == 1008
    page = trends_page(many)
    assert len(page.encode()) < 6_000_000
    assert max(len(mark[4]) for mark in embedded(page)["marks"]) == most_for(1008) == 19
    assert max(mark[3] for mark in embedded(page)["marks"]) > 200
    provinces = re.search(r'<figure id="fig-by_province".*?</figure>', page, re.S)[0]
    assert provinces.count('<svg class="chart') + provinces.count('class="chart') >= 6
    assert "12 groups with most reports, of 14" in provinces


def test_larger_corpora_hold_fewer_sentences_a_mark() -> None:
    assert [most_for(reports) for reports in (1, 1_000, 2_000, 10_000, 100_000)] == [20, 20, 10, 3, 3]


def test_an_unknown_coder_and_an_empty_dataset_are_refused(demo: Dataset) -> None:
    with pytest.raises(ValueError, match="no coder 'nobody'"):
        trends_page(demo, coder="nobody")

    class Empty:
        def __len__(self) -> int:
            return 0

    with pytest.raises(ValueError, match="no report"):
        trends_page(Empty())


# --- ways to the source ---------------------------------------------------------------------------------------


def test_links_lead_from_the_page_to_the_files_and_pages(demo: Dataset, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "yunlan_education_2022.html").touch()
    links = source_links(demo, tmp_path / "out" / "trends.html", DEMO, pages)
    ids = dict(demo.table("reports", ["path", "report_id"]).itertuples(index=False, name=None))
    source, page = links[ids["yunlan_education_2022.txt"]]
    assert (tmp_path / "out" / source).resolve() == (DEMO / "yunlan_education_2022.txt").resolve()
    assert page == "./../pages/yunlan_education_2022.html"
    assert links[ids["lubu_town_2020.txt"]][1] == ""


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("javascript:alert(1).txt", "./javascript%3Aalert%281%29.txt"),
        ("//example.invalid/a.txt", "./example.invalid/a.txt"),
        ("../../etc/passwd", "./etc/passwd"),
        ("a b/甲?#.txt", "./a%20b/%E7%94%B2%3F%23.txt"),
        ("all.zip/in/a.txt", "./all.zip"),
    ],
)
def test_no_path_becomes_an_address_of_another_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str, address: str
) -> None:
    import pandas as pd

    from nlp.analysis import corpus

    monkeypatch.setattr(corpus, "reports", lambda _: pd.DataFrame({"report_id": ["r"], "path": [path]}))
    assert source_links(None, tmp_path / "t.html") == {"r": (address, "")}


# --- strangers' text ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def hostile(demo: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The demonstration with an attack behind every text, an unknown code and a report without year and organ."""
    folder = tmp_path_factory.mktemp("hostile") / "dataset"
    shutil.copytree(demo.folder, folder)
    manifest = json.loads((folder / "dataset.json").read_text("utf-8"))
    free = {"reports": ("path", "name", "organ", "province"), "units": ("text",), "findings": ("message",),
            "themes": ("coder",), "claims": ("text",)}  # fmt: skip
    for name, columns in free.items():
        path = folder / f"{name}.parquet"
        table = pq.read_table(path)
        for column in columns:
            values = [(value or "") + ATTACKS for value in table[column].to_pylist()]
            table = put(table, column, values)
        if name == "reports":
            table = put(table, "year", [None, *table["year"].to_pylist()[1:]])
            table = put(table, "organ", [None, *table["organ"].to_pylist()[1:]])
        if name == "themes":
            table = put(
                table, "code", [ATTACKS if n % 9 == 0 else code for n, code in enumerate(table["code"].to_pylist())]
            )
        pq.write_table(table, path)
        manifest["tables"][name]["bytes"] = path.stat().st_size
    manifest["versions"]["model"] = ATTACKS
    (folder / "dataset.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    return open_dataset(folder)


def put(table: pa.Table, column: str, values: list[Any]) -> pa.Table:
    place = table.column_names.index(column)
    return table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))


@pytest.fixture(scope="session")
def hostile_text(hostile: Dataset) -> str:
    return trends_page(hostile, title=ATTACKS, links=source_links(hostile, Path("trends.html")))


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_reports_run_nothing_and_break_no_layout(
    open_page: Open, tmp_path: Path, hostile_text: str, width: int
) -> None:
    path = tmp_path / "hostile.html"
    path.write_bytes(hostile_text.encode())
    page = open_page(path, width=width).page
    assert sideways(page) == 0
    for figure in ("heat_problem", "flow", "reuse", "copiers"):
        page.locator(f"#fig-{figure} svg a:visible").first.click()
        assert page.locator("#evidence h2").is_visible()
        assert sideways(page) == 0
        page.keyboard.press("Escape")
    page.locator("#fig-clusters tbody a").first.click()
    assert "onerror" in page.locator("#evidence").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.scripts.length") == 2  # the data, which runs nothing, and the page's own
    assert page.evaluate("document.querySelectorAll('iframe, base, img, link:not([rel=icon])').length") == 0
    handlers = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert page.evaluate(handlers) == []
    links = page.locator("a").evaluate_all("all => all.map(e => e.getAttribute('href'))")
    assert all(re.fullmatch(r"#[\w-]+|\./[\w./%~-]+", link) for link in links)


def test_no_letter_of_a_report_acts_on_the_page(hostile_text: str) -> None:
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]", hostile_text)
    assert "U+202E" in hostile_text


def test_the_policy_names_the_style_and_the_script_of_the_page_and_nothing_else(hostile_text: str) -> None:
    policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', hostile_text)[1])
    for tag in ("style", "script"):
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", hostile_text, re.S)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not re.search(r"<[a-z][^<>]*\sstyle=", hostile_text)


# --- phone, paper, dark, command ------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 390, 700, 1400])
def test_no_window_is_too_narrow(open_page: Open, page_file: Path, width: int, dark: bool) -> None:
    page = open_page(page_file, width=width, dark=dark).page
    assert sideways(page) == 0
    fits = "all => all.every(e => e.getBoundingClientRect().right <= innerWidth + 1)"
    if width < 576:
        assert page.locator("svg.chart:visible").evaluate_all(fits)


def test_paper_has_the_charts_and_no_controls(open_page: Open, page_file: Path) -> None:
    page = open_page(page_file).page
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#fig-heat_problem svg.chart:visible").count() == 1
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_without_script_charts_and_tables_are_there(open_page: Open, page_file: Path) -> None:
    page = open_page(page_file, script=False).page
    assert page.locator("#fig-heat_problem svg a").first.is_visible()
    page.locator("#fig-heat_problem summary").click()
    assert page.locator("#fig-heat_problem tbody tr").first.is_visible()


def gongkai(*words: object, seed: str = "1") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run([sys.executable, "-m", "nlp", *map(str, words)], capture_output=True, text=True, env=env)


def test_the_command_writes_the_same_bytes_again(demo: Dataset, page_text: str, tmp_path: Path) -> None:
    out = tmp_path / "trends.html"
    done = gongkai("trends", demo.folder, "-o", out, seed="4711")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", f"{out}\n")
    assert out.read_bytes() == page_text.encode()
    assert list(tmp_path.iterdir()) == [out]


def test_the_command_refuses_in_one_line(demo: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "trends.html"
    for words, said in (
        ((DEMO, "-o", out), "gongkai run"),
        ((demo.folder, "-o", tmp_path), "can't be written"),
        ((demo.folder, "-o", demo.folder / "trends.html"), "in the dataset"),
        ((demo.folder, "-o", out, "--coder", "nobody"), "no coder 'nobody'"),
        ((demo.folder, "-o", out, "--reports", tmp_path / "nowhere"), "no such folder"),
        ((tmp_path / "nowhere", "-o", out), "no such folder"),
    ):
        done = gongkai("trends", *words)
        assert done.returncode == 2, words
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not out.exists()
