"""What a page prints beside the report helps where the report itself leaves a doubt, and never against it."""

from __future__ import annotations

from nlp.document import Document
from nlp.report import Metadata, Source
from nlp.structure.organ import Identity, identify

BODY = "一、总体情况\n全年主动公开信息12条。\n"


def who(text: str, **beside: tuple[str, str]) -> Identity:
    metadata = tuple(Metadata(key, label, value) for key, (label, value) in beside.items())
    return identify(Document(Source("a.html", "", "text/html", 0, metadata=metadata), text), ())


def test_the_site_code_of_a_footer_tells_two_counties_of_one_name_apart() -> None:
    text = "青山区水利局2023年政府信息公开工作年度报告\n" + BODY
    assert who(text).organ.region.resolution == "ambiguous"
    found = who(text, site_code=("网站标识码", "1502040012"))
    assert (found.organ.region.code, found.organ.region.resolution) == ("150204", "resolved_by_evidence")
    assert "region_from_page" in {warning.code for warning in found.warnings}


def test_evidence_outside_the_report_has_no_offsets() -> None:
    text = "青山区水利局2023年政府信息公开工作年度报告\n" + BODY
    found = who(text, site_code=("网站标识码", "4201070001"))
    assert found.organ.region.code == "420107"
    assert [text[start:end] for start, end in found.organ.region.evidence] == ["青山区"]


def test_a_site_of_another_province_contradicts_the_name() -> None:
    text = "瓯海区水利局2023年政府信息公开工作年度报告\n" + BODY
    assert who(text).organ.region.code == "330304"
    found = who(text, site_code=("网站标识码", "5101040001"))
    assert (found.organ.region.code, found.organ.region.resolution) == (None, "contradicted")


def test_the_publisher_names_a_report_that_names_nobody() -> None:
    found = who(BODY, publisher=("发布机构", "瓯海区 水利局"))
    assert found.organ.name == "瓯海区水利局"
    assert found.organ.start is None
    assert "organ_from_page" in {warning.code for warning in found.warnings}


def test_a_report_that_names_its_organ_is_not_asked_for_its_publisher() -> None:
    found = who("瓯海区水利局2023年政府信息公开工作年度报告\n" + BODY, publisher=("发布机构", "瓯海区教育局"))
    assert found.organ.name == "瓯海区水利局"


def test_a_publisher_that_cannot_be_what_the_report_calls_itself_is_passed_over() -> None:
    text = "青禾镇2023年政府信息公开工作年度报告\n" + BODY
    assert who(text, publisher=("发布机构", "瓯海区教育局")).organ.name != "瓯海区教育局"


def test_the_title_of_the_page_gives_organ_and_year() -> None:
    found = who(BODY, title=("标题", "瓯海区水利局2021年政府信息公开工作年度报告"))
    assert (found.organ.name, found.year) == ("瓯海区水利局", 2021)
    assert "year_from_outside" in {warning.code for warning in found.warnings}
