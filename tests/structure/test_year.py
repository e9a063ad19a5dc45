"""The year that a report is about."""

import pytest

from nlp.structure.year import as_year, find_year, period_year, signed_year

PERIODS = [
    ("数据统计期限自2023年1月1日起至2023年12月31日止", 2023),
    ("2023 年 1 月 1 日至 12 月 31 日", 2023),
    ("自2023年1\n月1日起至2023年12\n月31日止", 2023),
    ("统计时限为二〇一二年一月一日至二〇一二年十二月三十一日", 2012),
    ("二○一九年一月一日至十二月三十一日", 2019),
    ("从20181月1日起至201812月31日止", 2018),
    ("201011日至20101231日", 2010),
    ("202311日到1231日", 2023),
    ("2022年01月01日—2022年12月31日", 2022),
    ("统计周期:2021.1.1-2021.12.31", 2021),
    ("2020年1月1日起至当年12月31日止", 2020),
    ("数据统计期限为2008年5月1日至2008年12月31日", 2008),
    ("本次培训2008年5月1日至12月31日", None),
    ("截至2023年12月31日,累计公开", None),
    ("2023年3月1日至2023年5月31日", None),
    ("共31条", None),
]


@pytest.mark.parametrize(("text", "year"), PERIODS)
def test_a_statistical_period_gives_the_year(text: str, year: int | None) -> None:
    assert period_year(text) == year


def test_the_period_goes_before_the_title_and_says_so() -> None:
    found = find_year("统计期限2023年1月1日至12月31日", [2022])
    assert found.value == 2023
    assert [warning.code for warning in found.warnings] == ["year_disagrees"]


def test_the_title_goes_before_the_body_and_says_so() -> None:
    found = find_year("2022年度报告\n2023年,公开20条。2023年培训1次。", [2022])
    assert found.value == 2022
    assert [warning.code for warning in found.warnings] == ["year_disagrees"]


def test_agreement_needs_no_word() -> None:
    assert find_year("2022年度报告\n2022年,公开20条。2023年将改进。", [2022]).warnings == ()


@pytest.mark.parametrize(
    "body",
    ["对2015年以来的存量文件逐份甄别。", "申请办结3件,结转2023年。", "2015年以来共公开20条。", "2023年1月召开座谈会。"],
)
def test_a_year_that_is_not_stated_as_the_report_s_own_is_no_disagreement(body: str) -> None:
    assert find_year(f"政府信息公开年度报告\n{body}", [2022]).warnings == ()


def test_without_both_the_body_counts_with_a_warning() -> None:
    found = find_year("2021年,公开20条。〔2019〕30号。2021年培训1次。", [])
    assert found.value == 2021
    assert [warning.code for warning in found.warnings] == ["year_from_body"]


def test_the_year_of_signature_is_the_year_after() -> None:
    found = find_year("公开20条。\n某某区水利局\n2024-01-18\n", [])
    assert found.value == 2023
    assert [warning.code for warning in found.warnings] == ["year_from_signature"]
    assert signed_year("某某区水利局\n二〇二四年一月十八日") == 2024


@pytest.mark.parametrize("outside", [("", "某某区水利局2022.txt"), ("某某区水利局2022年年报", "2019.html")])
def test_the_title_of_the_page_and_the_name_of_the_file_are_the_last_resort(outside: tuple[str, str]) -> None:
    found = find_year("公开信息若干条。", [], (), outside)
    assert found.value == 2022
    assert [warning.code for warning in found.warnings] == ["year_from_outside"]


def test_no_year_is_none_with_a_warning() -> None:
    found = find_year("公开信息若干条。", [])
    assert found.value is None
    assert [warning.code for warning in found.warnings] == ["year_not_found"]


@pytest.mark.parametrize(
    ("printed", "year"), [("2023", 2023), ("二零二一", 2021), ("二〇〇八", 2008), ("1949", None), ("201x", None)]
)
def test_a_printed_year_is_a_number_if_a_report_can_be_about_it(printed: str, year: int | None) -> None:
    assert as_year(printed) == year
