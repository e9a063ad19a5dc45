"""What the tables owe their reader, one sentence a test."""

from __future__ import annotations

import pytest
from reading_of import by_id, numbers, read, warned
from table_printer import T3_HEADS, T4_HEADS, TITLES

from nlp.document import Document, Grid, GridCell
from nlp.knowledge import load
from nlp.report import Section, Source
from nlp.statistics.forms import FORMS, TABLES, cell_label, cell_unit, forms_version, table_form
from nlp.statistics.tables import read_tables

T2 = """二、主动公开政府信息情况

第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 0
行政规范性文件 6 1 32
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 550
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 4119
行政强制 195
第二十条第（八）项
信息内容 本年收费金额（单位：万元）
行政事业性收费 7730.28
"""


def t3(rows: dict[str, str], form: str = "F2021", default: str = "0 0 0 0 0 0 0") -> str:
    lines = [f"{row.label} {rows.get(row.code, default)}" for row in table_form("t3", form).rows]
    return TITLES["s3"] + "\n\n" + "\n".join(lines) + "\n"


def t4(text: str) -> str:
    return TITLES["s4"] + f"\n\n{text}\n\n五、存在的主要问题及改进情况\n\n无\n"


def test_every_cell_of_the_observed_form_is_there_in_form_order():
    reading = read(T2 + t3({}) + t4("结果维持 结果纠正\n" + "0 " * 15))
    ids = [cell.id for table in TABLES for cell in reading.cells if cell.id[:2] == table]
    assert ids == [cell for table in TABLES for cell in table_form(table, "F2021").cell_ids]
    assert len(ids) == 200


def test_the_forms_have_the_cells_that_the_notices_print():
    assert [[len(table_form(table, form).cell_ids) for table in TABLES] for form in FORMS] == [
        [22, 161, 15],
        [10, 175, 15],
    ]
    assert forms_version() == "1"
    assert cell_unit("t2.admin_fee.fee_amount") == "万元"
    assert cell_unit("t2.gov_procurement.proc_amount") is None
    assert cell_label("t4.review.upheld") == "行政复议 / 结果维持"


def test_forms_agree_with_the_domain_data(shared):
    import json

    known = json.loads((shared / "domain" / "formats.json").read_text("utf-8"))
    for form in FORMS:
        rows = [(row["code"], row["label"]) for row in known["t3_rows"] if row[form]]
        assert [(row.code, row.label) for row in table_form("t3", form).rows] == rows
        cells = [
            f"t2.{row}.{column[0]}"
            for _, _, columns, block in known[f"t2_{form}"]
            for row, _ in block
            for column in columns
        ]
        assert list(table_form("t2", form).cell_ids) == cells


def test_a_mark_begins_with_a_plain_character_by_which_the_search_skips_other_text():
    known = load("statistics", "forms")
    entries = [*known["t2"]["F2019"]["rows"], *known["t2"]["F2021"]["rows"], *known["t3"]["rows"], *known["t4"]["rows"]]
    entries += known["t3"]["groups"].values()
    marks = [mark for entry in entries for mark in entry["marks"]] + known["t3"]["subtotal"]
    assert [mark for mark in marks if not (mark[0].isalnum() and "|" not in mark)] == []


def test_the_form_is_seen_table_by_table_and_never_by_the_year():
    reading = read("2023年\n\n" + T2 + t3({"other_all": "1 0 0 0 0 0 1"}, "F2019"))
    assert reading.format == ("F2021", "F2019", None)
    assert numbers(reading, "t3.other_all") == [1, 0, 0, 0, 0, 0, 1]


def test_a_missing_table_is_missing_cell_by_cell():
    reading = read(T2)
    assert reading.format == ("F2021", None, None)
    assert {cell.status for cell in reading.cells if cell.id[:2] != "t2"} == {"table_missing"}
    assert [warning.code for warning in reading.warnings] == ["table_missing", "table_missing"]


def test_titles_without_tables_and_prose_are_no_tables():
    text = "\n\n".join([*TITLES.values()]) + "\n\n本年度收到申请 3 件，行政许可 5 件，规章 0 件。\n"
    assert read(text).format == (None, None, None)
    assert read("").format == (None, None, None)


def test_a_blank_total_is_not_zero():
    rows = "\n".join(
        "| "
        + " | ".join([row.label, *(["2", "0", "0", "0", "0", "0"] if row.code == "granted" else ["0"] * 6), ""])
        + " |"
        for row in table_form("t3", "F2021").rows
    )
    cell = by_id(read(TITLES["s3"] + "\n\n" + rows))["t3.granted.total"]
    assert (cell.status, cell.value, cell.raw) == ("blank", None, "")


def test_a_blank_row_in_lines_is_blank_and_warned_of():
    reading = read(t3({"np_repeat": ""}))
    assert {cell.status for cell in reading.cells if ".np_repeat." in cell.id} == {"blank"}
    assert "t3.np_repeat.total" in warned(reading)


def test_a_row_that_is_not_printed_is_row_missing():
    text = t3({}).replace(table_form("t3", "F2021").rows[16].label + " 0 0 0 0 0 0 0\n", "")
    reading = read(text)
    assert {cell.status for cell in reading.cells if ".np_repeat." in cell.id} == {"row_missing"}
    assert numbers(reading, "t3.np_publication") == [0] * 7


def test_sums_choose_among_eight_numbers_and_speak_of_it():
    reading = read(t3({"granted": "3 0 0 0 0 2 5 0"}))
    assert numbers(reading, "t3.granted") == [3, 0, 0, 0, 0, 2, 5]
    assert "t3.granted.total" in warned(reading)


def test_eight_numbers_that_sums_cannot_tell_are_a_conflict():
    reading = read(t3({"granted": "3 0 0 1 0 2 5 9"}))
    cell = by_id(reading)["t3.granted.natural_person"]
    assert (cell.status, cell.value) == ("conflict", None)
    (warning,) = [w for w in reading.warnings if w.code == "cells_conflict"]
    assert "3 0 0 1 0 2 5" in warning.message
    assert "0 0 1 0 2 5 9" in warning.message


def test_three_numbers_for_seven_columns_are_a_conflict():
    cells = by_id(read(t3({"granted": "3 2 5"})))
    assert cells["t3.granted.total"].status == "conflict"
    assert cells["t3.granted.total"].raw == "3 2 5"


def test_a_printed_number_is_never_corrected():
    reading = read(t3({"granted": "3 0 0 0 0 2 50"}))
    assert numbers(reading, "t3.granted") == [3, 0, 0, 0, 0, 2, 50]


def test_table_four_in_three_small_tables():
    head = "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|\n"
    captions = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    rows = ("27 10 9 15 61", "3 0 0 0 3", "8 0 1 1 10")
    text = "\n".join(f"### {c}\n{head}| {' | '.join(r.split())} |\n" for c, r in zip(captions, rows, strict=True))
    assert numbers(read(t4(text)), "t4.lit_direct") == [3, 0, 0, 0, 3]
    only = f"### {captions[1]}\n{head}| 3 | 0 | 0 | 0 | 3 |"
    reading = read(t4(only))
    assert numbers(reading, "t4.lit_direct") == [3, 0, 0, 0, 3]
    assert by_id(reading)["t4.review.total"].value is None


def test_table_four_with_a_label_before_every_number():
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    text = "\n".join(
        caption + "\n" + "\n".join(f"{head} {number}" for head, number in zip(heads, row.split(), strict=True))
        for caption, row in (("行政复议", "1 2 0 4 7"), ("未经复议直接起诉", "0 0 5 0 5"), ("复议后起诉", "0 6 0 0 6"))
    )
    reading = read(t4(text))
    assert numbers(reading, "t4.review") == [1, 2, 0, 4, 7]
    assert numbers(reading, "t4.lit_after_review") == [0, 6, 0, 0, 6]


def test_table_four_with_rows_for_its_blocks():
    text = (
        "|  | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|---|\n"
        "| 行政复议 | 1 | 2 | 0 | 4 | 7 |\n| 未经复议直接起诉 | 0 | 0 | 5 | 0 | 5 |\n| 复议后起诉 | 0 | 6 |  | 0 | 6 |"
    )
    reading = read(t4(text))
    assert numbers(reading, "t4.review") == [1, 2, 0, 4, 7]
    assert numbers(reading, "t4.lit_after_review") == [0, 6, None, 0, 6]


def test_value_before_label_in_table_two():
    text = T2.replace("行政许可 550", "550\n\n行政许可").replace("行政事业性收费 7730.28", "7730.28\n\n行政事业性收费")
    reading = read(text)
    assert numbers(reading, "t2.licensing") == [550]
    assert numbers(reading, "t2.admin_fee") == [7730.28]


def test_a_unit_in_a_cell_is_kept():
    cell = by_id(read(T2.replace("7730.28", "251000元")))["t2.admin_fee.fee_amount"]
    assert (cell.value, cell.unit, cell.raw) == (251000, "元", "251000元")


def test_tables_in_an_appendix_are_found():
    text = (
        "一、总体情况\n\n很好。\n\n"
        + "\n\n".join(TITLES.values())
        + "\n\n五、存在的主要问题及改进情况\n\n无\n\n附件\n\n"
    )
    reading = read(text + T2.split("\n\n", 1)[1] + "\n申请人情况\n" + t3({"granted": "1 0 0 0 0 0 1"}).split("\n\n")[1])
    assert reading.format[:2] == ("F2021", "F2021")
    assert numbers(reading, "t3.granted") == [1, 0, 0, 0, 0, 0, 1]


def test_sections_that_swallowed_each_other_are_parted_by_the_heads_of_the_tables():
    text = T2 + "申请人情况\n" + t3({}).split("\n\n")[1] + "行政复议 行政诉讼\n结果维持 结果纠正\n" + "1 1 0 0 2 " * 3
    doc = Document(Source("a.txt", "", "text/plain", len(text)), text)
    reading = read_tables(doc, [Section("s2", "二、", 0, 13, len(text))])
    assert numbers(reading, "t4.review") == [1, 1, 0, 0, 2]
    assert reading.format == ("F2021", "F2021", "F2021")


def test_copies_of_merged_cells_are_one_cell():
    text = "第二十条第（一）项\n信息内容 本年制发件数\n规章 1 2 3\n行政许可 7\n行政处罚 8\n"

    def cells(*words):
        return tuple(GridCell(text.index(word), text.index(word) + len(word)) for word in words)

    rows = (cells("规章", "1", "2", "3"), cells("行政许可", "7", "7", "7"), cells("行政处罚", "8", "8", "8"))
    grid = Grid(text.index("规章"), len(text) - 1, rows)
    reading = read_tables(Document(Source("a", "", "", 0), text, (grid,)), ())
    assert numbers(reading, "t2.licensing") == [7]
    assert numbers(reading, "t2.rules") == [1, 2, 3]


def test_two_labels_in_one_grid_row():
    text = T2.split("第二十条第（六）项")[0] + "| 行政处罚 | 12 | 行政强制 | 3 |\n| 行政事业性收费 | 5.5 | | |\n"
    reading = read(text)
    assert [numbers(reading, f"t2.{row}") for row in ("penalty", "coercion", "admin_fee")] == [[12], [3], [5.5]]


def test_words_in_a_cell_are_text():
    rows = "| 规章 | 0 | 不适用 | 3 |\n| 行政规范性文件 | / | 无 | 4 |\n| 行政许可 | 1 | | |\n"
    cells = by_id(
        read("二、主动公开政府信息情况\n\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n" + rows)
    )
    assert [cells[f"t2.rules.{c}"].status for c in ("issued", "repealed", "in_force")] == ["zero", "text", "value"]
    assert cells["t2.normative_docs.issued"].status == "slash"


def test_masked_numbers_are_unreadable():
    cells = by_id(read(t3({"granted": "** 0 0 0 0 0 **"})))
    assert cells["t3.granted.total"].status == "unreadable"
    assert cells["t3.granted.org_other"].value == 0


def test_hostile_text_ends():
    for noise in ("0\n" * 9_000, "规章 1 " * 4_000, "- 1 " * 4_000, "| 0 " * 5_000 + "\n", "1,2" * 9_000):
        read("二、主动公开政府信息情况\n" + noise)
        read(TITLES["s3"] + "\n一、本年新收政府信息公开申请数量\n" + noise)
        read(TITLES["s4"] + "\n结果维持 结果纠正\n" + noise)


def turned(heads, rows, joint):
    """A table whose columns are printed as rows, all numbers different."""
    lines = [
        joint.join([head, *(str(at * len(rows) + n + 1) for n in range(len(rows)))]) for at, head in enumerate(heads)
    ]
    return "\n".join([joint.join(["", *rows]) if joint != "\n" else "\n".join(rows), *lines])


@pytest.mark.parametrize("joint", [" ", "\t", " | ", "\n"])
def test_a_table_printed_with_its_columns_as_rows_gives_no_number_and_is_spoken_of(joint):
    four = turned(T4_HEADS, ["行政复议", "未经复议直接起诉", "复议后起诉"], joint)
    three = turned(T3_HEADS, [row.label for row in table_form("t3", "F2021").rows], joint)
    reading = read(f"{TITLES['s3']}\n\n{three}\n\n" + t4(four))
    spoken = warned(reading)
    for cell in reading.cells:
        assert cell.value is None, cell
        assert cell.id in spoken


def test_lines_that_come_again_keep_the_places_where_they_stand():
    for text in (T2, "前言一句。\n" + T2, T2.replace("规章 ", "| 规章 | ").replace(" 0 0 0", " 0 | 0 | 0 |")):
        cells = by_id(read(text))
        assert cells["t2.licensing.decisions"].start == text.index("550")
        assert cells["t2.rules.issued"].start == text.index("0", text.index("规章"))


def test_a_stroke_before_a_number_is_no_minus():
    assert numbers(read(t3({"granted": "2 - - - - - 2"})), "t3.granted") == [2, None, None, None, None, None, 2]


def test_a_row_that_no_form_knows_gives_no_number_to_its_neighbour():
    reading = read(T2.replace("行政强制 195", "行政检查 77"))
    assert 77 not in [cell.value for cell in reading.cells]
    assert "t2.coercion.decisions" in warned(reading)


def test_enumerators_without_a_point_are_no_numbers():
    text = t3({"denied_third_party": "5 0 0 0 0 0 5"}).replace("4.保护", "4 保护").replace("1.", "1 ")
    reading = read(text)
    assert numbers(reading, "t3.denied_third_party") == [5, 0, 0, 0, 0, 0, 5]
    assert not reading.warnings or all(w.code == "table_missing" for w in reading.warnings)


def test_a_note_under_the_table_is_no_row():
    reading = read(t4("结果维持 结果纠正\n" + "1 0 0 0 1 " * 3 + "\n注：含上年度结转数量 2 件。"))
    assert numbers(reading, "t4.lit_after_review") == [1, 0, 0, 0, 1]


def test_three_numbers_in_a_row_of_one_stay_in_their_row():
    text = T2.replace("行政许可 550", "行政许可 550 -2 31").replace("行政处罚 4119\n", "").replace("行政强制 195\n", "")
    reading = read(text)
    assert [numbers(reading, f"t2.{row}") for row in ("licensing", "penalty", "coercion")] == [[None], [None], [None]]
    assert by_id(reading)["t2.licensing.decisions"].status == "conflict"
