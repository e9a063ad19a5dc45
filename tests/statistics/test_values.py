import pytest

from nlp.statistics.values import read_value
from nlp.text import fold


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        ("0", "zero", 0),
        ("0.0000", "zero", 0),
        ("17", "value", 17),
        ("１２", "value", 12),
        ("7730.28", "value", 7730.28),
        ("11398889", "value", 11398889),
        ("1,234", "value", 1234),
        ("11,398,889.5", "value", 11398889.5),
        ("1 234", "value", 1234),
        ("+1036", "value", 1036),
        ("-2", "value", -2),
        ("−2", "value", -2),
        ("增3", "value", 3),
        ("增加3项", "value", 3),
        ("减2", "value", -2),
        ("↓4", "value", -4),
        ("", "blank", None),
        ("　", "blank", None),
        ("/", "slash", None),
        ("—", "slash", None),
        ("-", "slash", None),
        ("无", "slash", None),
        ("见附件", "text", None),
        ("1.属于国家秘密", "text", None),
        ("十二", "text", None),
        ("**", "unreadable", None),
        ("1O", "unreadable", None),
        ("12,34", "unreadable", None),
        ("12 34", "unreadable", None),
        ("9" * 40, "unreadable", None),
    ],
)
def test_what_a_cell_says(text, status, value):
    cell = read_value(fold(text))
    assert (cell.status, cell.value) == (status, value)


def test_units_are_kept_and_never_rescaled():
    assert [(read_value(text).value, read_value(text).unit) for text in ("251000元", "240万元", "3 件")] == [
        (251000, "元"),
        (240, "万元"),
        (3, "件"),
    ]


def test_a_note_behind_a_number_is_a_note():
    cell = read_value(fold("62（含撤回2件）"), 10)
    assert (cell.value, cell.note, cell.start, cell.end) == (62, "含撤回2件", 10, 19)
    assert read_value(fold("22<br>（其中修订 16 件）")).note == "其中修订 16 件"
