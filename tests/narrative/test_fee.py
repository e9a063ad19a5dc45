"""What the report says of the information-processing fee."""

from __future__ import annotations

import pytest

from nlp.document import Document
from nlp.narrative.fee import find_fee
from nlp.report import Fee, Section, Source

CASES: list[tuple[str, str, float | None]] = [
    ("无", "not_mentioned", None),
    ("无其他需要报告的事项。", "not_mentioned", None),
    ("本年度无收费情况。", "none_stated", 0),
    ("2024年我局没有收取政府信息公开信息处理费。", "none_stated", 0),
    ("本机关未向申请人收取任何费用。", "none_stated", 0),
    ("全年收取信息处理费0元，无其他需要报告的事项。", "none_stated", 0),
    ("依申请公开收费情况无。", "none_stated", 0),
    ("未发出收费通知，未收取信息处理费。", "none_stated", 0),
    ("按照规定，依申请提供政府信息均免费提供。", "none_stated", 0),
    ("本年度未产生政府信息公开信息处理费。", "none_stated", 0),
    ("信息处理费收取情况：无。", "none_stated", 0),
    ("2024年度政府信息公开信息处理费收费金额为0。", "none_stated", 0),
    ("严格执行信息处理费管理规定，指导各部门按规定收取费用。", "not_mentioned", None),
    ("收取信息处理费420元。", "collected", 420),
    ("全县共收取信息处理费3,940元，其中民政局收取380元。", "collected", 3940),
    ("全年信息处理费总额0.038万元。", "collected", 380),
    ("发出收费通知2件，总金额900元，实际收取600元。", "collected", 600),
    ("发出收费通知1件，金额300元，申请人未缴纳费用。", "noticed_not_collected", None),
    ("发出收费通知3件，实际收取0元。", "noticed_not_collected", 0),
    ("落实减税降费政策，未新增行政事业性收费项目。", "not_mentioned", None),
    ("推进12345热线办理，开展政务公开日活动2次。", "not_mentioned", None),
]


def fee_of(sentence: str, id: str = "s6") -> tuple[Fee, str]:
    text = "六、其他需要报告的事项\n" + sentence
    doc = Document(Source("a.txt", "", "text/plain", 0), text)
    return find_fee(doc, [Section(id, None, 0, 12, len(text))]), text


@pytest.mark.parametrize(("sentence", "status", "yuan"), CASES)
def test_the_fee_and_its_amount(sentence: str, status: str, yuan: float | None) -> None:
    fee, text = fee_of(sentence)
    assert (fee.status, fee.yuan) == (status, yuan)
    if fee.start is not None:
        assert text[fee.start : fee.end].strip("。") in sentence
        assert "费" in text[fee.start : fee.end] or "元" in text[fee.start : fee.end]


def test_a_section_without_words_on_fees_mentions_none() -> None:
    fee, _ = fee_of("")
    assert fee == Fee()


def test_the_old_section_on_fees_is_read() -> None:
    fee, _ = fee_of("本年度未收取任何费用。", id="x.fees")
    assert fee.status == "none_stated"


def test_section_five_says_nothing_of_fees() -> None:
    fee, _ = fee_of("未收取信息处理费。", id="s5")
    assert fee.status == "not_mentioned"
