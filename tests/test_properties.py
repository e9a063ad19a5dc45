"""Whatever a file holds: it is read or refused with a reason, and every number and quotation stands in it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.analyse import analyse
from nlp.reading.errors import Unreadable
from nlp.report import Report

DEMO = Path(__file__).parents[1] / "corpora" / "demo"
TEXTS = [path.read_bytes() for path in sorted(DEMO.iterdir()) if path.suffix in {".txt", ".md"}]
FRAGMENTS = [
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况",
    "（一）予以公开", "1.属于国家秘密", "(七)总计", "四、结转下年度继续办理", "第二十条第（五）项", "行政许可",
    "一是", "二是", "存在问题：", "改进措施：", "下一步，我局将",
    "加强培训", "渠道单一", "有待提高", "；", "。", "，", "、",
    "\n", "\n\n", "\t", "|", "|---|", "- 3 -", "0", "12", "０", "1 2", "增3", "251000元", "62（含撤回2件）", "/", "-",
    "“", "”", "《", "》", "微信公众号", "发布信息", "200余条", "2023年", "政府信息公开工作年度报告", "青溪县司法局",
    "\ufeff", "\x0c", "\r\n", "　", "①", "<br>", "##", "１２３４５", "万元", "收到政府信息公开申请", "件",
]  # fmt: skip
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=120))
def test_no_text_crashes_the_reader(parts: list[str]) -> None:
    stands_in_its_source(read("".join(parts).encode("utf-8", "surrogatepass")))


@quick
@given(st.binary(max_size=600))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    stands_in_its_source(read(data))


@quick
@given(st.sampled_from(TEXTS), st.data())
def test_a_damaged_report_is_read_or_refused(data: bytes, draw: st.DataObject) -> None:
    low = draw.draw(st.integers(0, len(data)))
    high = draw.draw(st.integers(low, min(low + 400, len(data))))
    middle = draw.draw(st.one_of(st.binary(max_size=8), st.just(data[low:high] * 2), st.just(b"")))
    stands_in_its_source(read(data[:low] + middle + data[high:]))


def read(data: bytes) -> Report | None:
    try:
        return analyse(data, "a.txt")
    except Unreadable as refused:
        reason = refused
    assert reason.code
    assert len(str(reason).splitlines()) == 1
    return None


def stands_in_its_source(report: Report | None) -> None:
    if report is None:
        return
    text = report.text
    for cell in report.cells:
        assert (cell.value is not None) == (cell.status in ("value", "zero"))
        if cell.start is not None:
            assert text[cell.start : cell.end] == cell.raw
    for unit in report.units:
        kept = iter(text[unit.start : unit.end])
        assert unit.text
        assert all(character in kept for character in unit.text)
    spans = [(s.start, s.end) for s in report.sections]
    spans += [(p.start, p.end) for p in report.platforms] + [(c.start, c.end) for c in report.claims]
    spans += [(c.start, c.end) for p in report.platforms for c in p.counts]
    spans += [span for unit in report.units for theme in unit.themes for span in theme.evidence]
    assert all(0 <= start < end <= len(text) for start, end in spans)
