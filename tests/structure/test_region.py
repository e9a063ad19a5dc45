"""From a name, a year and the rest of the text to a region, or to candidates; never a guess."""

import pytest

from nlp.structure.region import resolve


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("西工区司法局", 2022, "410303"),
        ("湛河区司法局", 2024, "410411"),
        ("湛河司法局", 2024, "410411"),
        ("二七区司法局", 2020, "410103"),
        ("偃师区司法局", 2023, "410307"),
        ("偃师市司法局", 2019, "410381"),
        ("洪泽区人民政府", 2023, "320813"),
        ("洪泽县人民政府", 2014, "320829"),
        ("洛阳市公安局西工分局", 2022, "410303"),
        ("国家税务总局洛阳市税务局", 2022, "410300"),
        ("国家统计局洛阳调查队", 2022, "410300"),
        ("河南省民政厅", 2022, "410000"),
        ("广西教育厅", 2022, "450000"),
        ("恩施州财政局", 2022, "422800"),
        ("彭水县财政局", 2022, "500243"),
        ("浦东新区财政局", 2022, "310115"),
        ("宁波市镇海区财政局", 2022, "330211"),
        ("济源市司法局", 2022, "419001"),
        ("东莞市长安镇人民政府", 2022, "441900"),
        ("洪泽区高良涧街道办事处", 2023, "320813"),
        ("洛阳高新技术产业开发区管理委员会", 2022, "410300"),
        ("昆山市司法局", 2030, "320583"),
    ],
)
def test_a_name_that_one_place_bore_in_that_year_is_unique(name: str, year: int, code: str) -> None:
    region = resolve(name, year)
    assert (region.code, region.resolution) == (code, "unique")


def test_the_chain_is_that_of_the_year() -> None:
    region = resolve("洪泽区人民政府", 2023)
    assert (region.province, region.prefecture, region.county) == ("江苏省", "淮安市", "洪泽区")
    district = resolve("海淀区财政局", 2023)
    assert (district.province, district.prefecture, district.county) == ("北京市", None, "海淀区")


def test_a_name_that_came_later_is_not_resolved_but_its_forerunner_is_offered() -> None:
    region = resolve("偃师区司法局", 2019)
    assert (region.code, region.resolution) == (None, "unresolved")
    assert [(c.code, c.county) for c in region.candidates] == [("410381", "偃师市")]


def test_a_report_may_use_the_name_of_the_year_in_which_it_was_written() -> None:
    assert resolve("偃师区司法局", 2020).code == "410307"


def test_a_shared_name_without_evidence_stays_open() -> None:
    region = resolve("青山区司法局", 2023)
    assert (region.code, region.resolution) == (None, "ambiguous")
    assert [(c.code, c.prefecture) for c in region.candidates] == [("150204", "包头市"), ("420107", "武汉市")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("详见《内蒙古自治区包头市青山区司法局预算》", "150204"),
        ("请与区司法局联系(电话:0472-1234567)", "150204"),
        ("电话：027—81234567", None),
        ("电话:027—81234567", "420107"),
        ("本单位抖音号为“包头青山司法”", "150204"),
        ("湖北政务服务网公开信息20条", "420107"),
        ("通过武汉市政务服务平台公开", "420107"),
        ("网站标识码:4201070001", "420107"),
        ("网站标识码:1502000001", "150204"),
        ("鄂公网安备 42010702000313号", "420107"),
        ("武汉市\n青山区人民政府", "420107"),
    ],
)
def test_evidence_resolves_a_shared_name_and_is_quoted(text: str, code: str | None) -> None:
    from nlp.text import fold

    region = resolve("青山区司法局", 2023, fold(text))
    assert region.code == (code or "420107")
    assert region.resolution == "resolved_by_evidence"
    assert region.evidence
    assert all(0 <= start < end <= len(text) for start, end in region.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "赴武汉市学习先进经验",
        "借鉴武汉市政府的做法",
        "根据《武汉市政府信息公开办法》",
        "绿水青山就是金山银山",
        "包头市与武汉市的同行",
    ],
)
def test_an_example_or_the_title_of_a_document_is_no_evidence(text: str) -> None:
    region = resolve("青山区司法局", 2023, text)
    assert (region.code, region.resolution) == (None, "ambiguous")


def test_the_printed_chain_resolves_a_shared_name() -> None:
    region = resolve("包头市青山区司法局", 2023)
    assert (region.code, region.resolution) == ("150204", "resolved_by_evidence")
    assert resolve("鼓楼区教育局", 2022).code is None
    assert resolve("徐州市鼓楼区教育局", 2022).code == "320302"
    assert resolve("江苏省徐州市鼓楼区教育局", 2022).code == "320302"


def test_evidence_against_a_unique_name_is_a_contradiction_with_candidates() -> None:
    region = resolve("西工区司法局", 2022, "电话:0472-1234567")
    assert (region.code, region.resolution) == (None, "contradicted")
    assert [candidate.code for candidate in region.candidates] == ["150200", "410303"]
    assert resolve("西工区司法局", 2022, "电话:0379-12345678").resolution == "unique"


def test_one_voice_for_a_unique_name_outweighs_one_against() -> None:
    assert resolve("西工区司法局", 2022, "电话:0472-1234567,洛阳市西工区").code == "410303"


def test_a_telephone_of_the_same_province_contradicts_nothing() -> None:
    assert resolve("公主岭市司法局", 2022, "电话:0434-1234567").code == "220184"


def test_counties_in_a_row_say_nothing_of_each_other() -> None:
    assert resolve("长丰县司法局", 2022, "肥东县 昆山市 南漳县 长丰县").resolution == "unique"


def test_a_scanning_error_is_offered_its_lookalike_and_not_corrected() -> None:
    region = resolve("沐阳县人民政府", 2025)
    assert (region.code, region.resolution) == (None, "unresolved")
    assert [(c.code, c.county) for c in region.candidates] == [("321322", "沭阳县")]


@pytest.mark.parametrize(
    "text",
    [
        "南漳县城关镇人民政府",
        "在南漳县委、县政府领导下",
        "网站标识码:4206240001",
        "南漳县人民政府门户网站,电话:0710-1234567",
        "南漳县与长丰县,电话:0710-1234567",
    ],
)
def test_a_township_takes_the_code_of_the_county_that_the_text_names(text: str) -> None:
    region = resolve("城关镇人民政府", 2022, text)
    assert (region.code, region.county, region.resolution) == ("420624", "南漳县", "resolved_by_evidence")


def test_a_township_without_a_county_stays_unresolved() -> None:
    assert resolve("城关镇人民政府", 2022).resolution == "unresolved"
    assert resolve("城关镇人民政府", 2022, "南漳县与长丰县").resolution == "ambiguous"
    assert resolve("城关镇人民政府", 2022, "电话:0710-1234567").code is None


@pytest.mark.parametrize("name", ["高新区财政局", "区司法局", "我局", None, "", "管委会"])
def test_a_name_without_a_place_has_no_region(name: str | None) -> None:
    region = resolve(name, 2022)
    assert (region.code, region.resolution, region.candidates) == (None, "unresolved", ())


def test_no_number_of_a_table_is_a_telephone() -> None:
    table = "0 0 0 0472 1234567 0 0\nGK-0472-1234567\n04721234567"
    assert resolve("青山区司法局", 2023, table).resolution == "ambiguous"


def test_the_evidence_of_a_name_is_where_it_stands() -> None:
    text = "　湛河 区司法局2024年报告"
    at = [1, 2, 4, 5, 6, 7]
    assert resolve("湛河区司法局", 2024, text, at).evidence == ((1, 5),)
