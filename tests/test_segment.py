"""Words are cut the same by jieba and by its fast twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.segment import reference_segmenter, segmenter

DEMO = Path(__file__).parents[1] / "corpora" / "demo"


def lines() -> list[str]:
    found = [line.strip() for path in sorted(DEMO.glob("*.md")) for line in path.read_text("utf-8").splitlines()]
    return [line for line in found if line]


def test_words_of_the_field_stay_whole() -> None:
    assert segmenter()("依申请公开和政务新媒体") == ["依申请公开", "和", "政务新媒体"]


def test_words_join_to_the_text() -> None:
    assert all("".join(segmenter()(line)) == line for line in lines())


def test_the_fast_segmenter_cuts_as_jieba_does() -> None:
    pytest.importorskip("rjieba")
    prose = [line for line in lines() if "http" not in line and "|" not in line]
    same = sum(segmenter()(line) == reference_segmenter()(line) for line in prose)
    assert same >= 0.99 * len(prose) > 0
