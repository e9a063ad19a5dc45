from nlp.reading.grids import find_grids
from nlp.text import fold


def contents(text):
    return [[[text[c.start : c.end] for c in row] for row in grid.rows] for grid in find_grids(fold(text))]


def test_a_pipe_table_keeps_blank_cells_and_drops_its_ruler():
    text = "前文\n\n| 信息内容 | 本年 |  |\n|:---|---:|---|\n| 规章 |  | 3 |\n\n后文"
    assert contents(text) == [[["信息内容", "本年", ""], ["规章", "", "3"]]]


def test_breaks_stay_inside_their_cell():
    assert contents("| 结果<br>维持 | 总计 |\n|---|---|\n| 1 | 1 |")[0][0] == ["结果<br>维持", "总计"]


def test_rows_may_be_ragged_and_pipes_at_the_ends_are_optional():
    assert contents("| a | b |\nc | d | e\n") == [[["a", "b"], ["c", "d", "e"]]]


def test_one_cell_a_line_with_a_pipe_behind_it():
    text = "规章 |\n0 |\n12 |\n" + "|" * 300 + "\n行政许可 |\n7 |\n"
    assert list(contents(text)[0]) == [["规章"], ["0"], ["12"], ["行政许可"], ["7"]]


def test_tab_rows_keep_leading_and_trailing_blanks():
    assert contents("规章\t0\t0\t\n\t信息\t\t\n") == [[["规章", "0", "0", ""], ["", "信息", "", ""]]]


def test_an_empty_line_parts_two_tables():
    assert len(contents("规章\t0\t1\n行政许可\t2\t3\n\n行政处罚\t4\t5\n行政强制\t6\t7\n")) == 2


def test_headings_and_paragraphs_are_no_tables():
    for text in (
        "|六、其他需要报告的事项\n无",
        "\t本年度报告由本局编制。\n\t如有疑问请联系。\n",
        "首页\t正文如下。这里是一句话。",
        "没有表格",
        "",
    ):
        assert find_grids(fold(text)) == ()


def test_cell_offsets_point_at_what_is_printed():
    text = "表：\n|　规章　|　１２　|\n|---|---|\n|行政许可|5|\n"
    (grid,) = find_grids(fold(text))
    assert [text[c.start : c.end] for row in grid.rows for c in row] == ["规章", "１２", "行政许可", "5"]


def test_noise_is_read_in_one_pass():
    assert find_grids("|" * 200_000) == ()
    assert len(find_grids("| a | b |\n" * 5_000)[0].rows) == 5_000
