"""Coding a file of clauses, a JSON object a line."""

import json

from nlp.themes.cues import CueCoder
from nlp.themes.files import BATCH, code_jsonl, code_lines


def line(id, kind="problem", text="公开渠道单一", **more) -> str:
    return json.dumps({"id": id, "kind": kind, "text": text, **more}, ensure_ascii=False)


def test_every_object_comes_back_with_its_themes():
    (row,) = code_jsonl([line("a", source="甲县")], CueCoder())
    assert row["id"] == "a"
    assert row["source"] == "甲县"
    (theme,) = row["themes"]
    assert theme == {"code": "channel_breadth", "score": 0.8, "coder": "cues:1", "evidence": [[0, 4], [4, 6]]}


def test_a_bad_line_becomes_a_row_with_an_error_and_the_rest_goes_on():
    bad = ["{", "[1]", "7", '{"id": 3, "kind": "problem"}', '{"id": 4, "kind": "advice", "text": "x"}', "[" * 100_000]
    rows = list(code_jsonl([line(1), *bad, line(9)], CueCoder()))
    assert [row.get("id") for row in rows] == [1, None, None, None, 3, 4, None, 9]
    assert ["error" in row for row in rows] == [False] + [True] * 6 + [False]
    assert [row["line"] for row in rows[1:-1]] == [2, 3, 4, 5, 6, 7]


def test_bytes_that_are_no_utf_8_are_an_error_of_their_line():
    rows = list(code_jsonl([b'{"id": 1, "text": "\xff"}', line(2).encode()], CueCoder()))
    assert "error" in rows[0]
    assert rows[1]["themes"]


def test_empty_lines_give_nothing():
    assert list(code_jsonl(["\n", "  \n"], CueCoder())) == []


def test_order_is_kept_over_many_batches():
    rows = list(code_jsonl((line(i) for i in range(2 * BATCH + 3)), CueCoder()))
    assert [row["id"] for row in rows] == list(range(2 * BATCH + 3))


def test_frames_come_back_without_themes():
    (row,) = code_jsonl([line(1, kind="frame")], CueCoder())
    assert row["themes"] == []


def test_lines_are_written_as_utf_8_json():
    (written,) = code_lines([line(1)], CueCoder())
    assert written.endswith(b"\n")
    assert json.loads(written) == next(code_jsonl([line(1)], CueCoder()))
    assert "渠道".encode() in written


def test_a_lone_surrogate_does_not_stop_the_work():
    assert len(list(code_lines(['{"id": 1, "kind": "problem", "text": "\\ud800渠道单一"}', line(2)], CueCoder()))) == 2
