"""Where the organ's name and the year of the title are found."""

import pytest

from nlp.document import Document
from nlp.report import Source
from nlp.structure.organ import Identity, identify

BODY = """
一、总体情况
2022年,我局按要求公开信息20条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
主要问题是更新慢。
六、其他需要报告的事项
无
"""


def read(text: str, name: str = "a.txt") -> Identity:
    return identify(Document(Source(name, "", "text/plain", 0), text), ())


TITLES = [
    ("长丰县司法局2022年政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局 2022 年政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局 2022 年政府信息公开工作 年度报告", "长丰县司法局"),
    ("长丰县司法局\n2022 年度政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局\n\n2022年政府信息公开\n工作年度报告", "长丰县司法局"),
    ("长丰县司法局\n2022年\n政府信息公开工作\n年度报告", "长丰县司法局"),
    ("2022年度\n长丰县司法局\n政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局2022年政府信息\n公开工作年度报告", "长丰县司法局"),
    ("2022年长丰县司法局政府信息公开工作年度报告", "长丰县司法局"),
    ("2022年长丰县人民政府办公室政府信息公开工作年度报告", "长丰县人民政府办公室"),
    ("2022年长丰县人民政府信息公开年报", "长丰县人民政府"),
    ("长丰县司法局政府信息公开工作2022年度报告", "长丰县司法局"),
    ("2022年度水湖路街道信息公开工作报告", "水湖路街道"),
    ("长丰县司法局2022年度政府信息公开工作报告", "长丰县司法局"),
    ("2022度长丰县水湖街道政府信息公开工作年度报告", "长丰县水湖街道"),
    ("长丰县司法局2022年政府信息公开年度报告", "长丰县司法局"),
    ("长丰县司法局2022年信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局2022年政务公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局2022年政府信息公开工作年报", "长丰县司法局"),
    ("2022年柳树乡人民政府信息公开年报", "柳树乡人民政府"),
    ("长丰县司法局政府信息公开报告(2022年)", "长丰县司法局"),
    ("长丰县司法局政府信息公开报告（2022年）", "长丰县司法局"),
    ("水湖街道办事处 2022年信息公开工作报告", "水湖街道办事处"),
    ("水湖街道办事处筹备处2022年政府信息公开工作年度报告", "水湖街道办事处筹备处"),
    ("长丰县司法局二〇二二年政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局关于2022年度政府信息公开工作情况的报告", "长丰县司法局"),
    ("长丰县司法局2022年政府信息公开工作总结", "长丰县司法局"),
    ("## 长丰县司法局 **2022** 年政府信息公开工作年度报告", "长丰县司法局"),
    ("| 标题 | 长丰县司法局2022年政府信息公开工作年度报告 |\n|---|---|", "长丰县司法局"),
    ("标 题:长丰县司法局2022年政府信息公开工作年度报告", "长丰县司法局"),
    ("首页 > 政务公开 > 信息公开年报\n字体:大 中 小\n长丰县司法局2022年政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局2022年政府信息公开工作年度报告.pdf", "长丰县司法局"),
    ("　　长丰县司法局２０２２年政府信息公开工作年度报告", "长丰县司法局"),
    ("长丰县司法局2022年政府信息公開(kāi)工作年度報(bào)告", "长丰县司法局"),
    ("安徽省合肥市长丰县司法局2022年政府信息公开工作年度报告", "安徽省合肥市长丰县司法局"),
    ("关于公布《长丰县司法局2022年政府信息公开工作年度报告》的通知", "长丰县司法局"),
    ("长丰县司法局2022年政府信息公开工作年度报告 一、总体情况 2022年,县司法局公开信息。", "长丰县司法局"),
]


@pytest.mark.parametrize(("title", "organ"), TITLES)
def test_a_title_gives_organ_and_year(title: str, organ: str) -> None:
    text = title + BODY.replace("2022年,", "")
    found = read(text)
    assert (found.organ.name, found.year) == (organ, 2022)
    assert found.organ.start is not None
    printed = text[found.organ.start : found.organ.end]
    assert "".join(printed.split()) == organ


def test_without_title_the_signature_gives_the_organ() -> None:
    found = read(BODY + "\n        长丰县水利局\n        2023年1月18日\n")
    assert (found.organ.name, found.year) == ("长丰县水利局", 2022)


def test_a_signature_and_its_date_may_share_a_line() -> None:
    assert read(BODY + "\n长丰县水利局  2023年1月18日\n").organ.name == "长丰县水利局"


def test_the_host_of_a_page_is_not_the_organ() -> None:
    found = read("2022年政府信息公开工作年度报告" + BODY + "主办单位:长丰县人民政府办公室\n版权所有:长丰县人民政府\n")
    assert found.organ.name is None


def test_the_index_block_gives_the_organ() -> None:
    assert read("索引号:12-3\n发布机构:长丰县水利局\n2022年政府信息公开年报" + BODY).organ.name == "长丰县水利局"


@pytest.mark.parametrize(
    "preface",
    [
        "本报告由长丰县水利局编制。",
        "长丰县水利局根据《中华人民共和国政府信息公开条例》编制本报告。",
        "如对本报告有疑问,请与长丰县水利局联系。",
        "本报告由长丰县水\n利局根据有关要求编制。",
    ],
)
def test_the_preface_gives_the_organ(preface: str) -> None:
    assert read("2022年政府信息公开工作年度报告\n" + preface + BODY).organ.name == "长丰县水利局"


def test_the_first_sentence_gives_the_organ() -> None:
    assert read(BODY.replace("我局按", "长丰县水利局按")).organ.name == "长丰县水利局"


def test_a_superior_that_the_body_cites_is_not_our_bureau() -> None:
    body = BODY.replace("我局按", "我局严格按").replace("主要问题是", "长丰县人民政府按计划检查。主要问题是")
    assert read("2022年政府信息公开工作年度报告" + body).organ.name is None


@pytest.mark.parametrize(
    "name",
    ["长丰县水利局2022.txt", "2022年长丰县水利局.pdf", "reports/长丰县水利局2022年政府信息公开工作年度报告.docx"],
)
def test_the_name_of_the_file_is_the_last_resort_and_said_so(name: str) -> None:
    found = read(BODY, name)
    assert (found.organ.name, found.organ.start, found.organ.end) == ("长丰县水利局", None, None)
    assert "organ_from_file_name" in {warning.code for warning in found.warnings}


def test_our_bureau_is_no_name() -> None:
    found = read("2022年政府信息公开工作年度报告" + BODY)
    assert found.organ.name is None
    assert "organ_not_found" in {warning.code for warning in found.warnings}


def test_a_stub_still_tells_level_and_function() -> None:
    found = read("2022年政府信息公开工作年度报告" + BODY.replace("我局按", "区司法局按"))
    assert (found.organ.name, found.organ.level, found.organ.function) == (None, "county", "justice")
    assert found.organ.region.code is None


def test_a_stub_in_the_title_gives_way_to_the_full_name() -> None:
    found = read("县水利局2022年政府信息公开工作年度报告\n长丰县水利局根据条例编制本报告。" + BODY)
    assert found.organ.name == "长丰县水利局"


@pytest.mark.parametrize("spam", ["365bet(中国)官方网站 ", "某某娱乐城 水利局 ", "手机app下载 水利局", "威廉希尔中国 "])
def test_what_spam_has_overwritten_is_no_name(spam: str) -> None:
    text = spam + "2022年政府信息公开工作年度报告" + BODY
    found = read(text)
    assert found.organ.name is None
    assert "organ_overwritten" in {warning.code for warning in found.warnings}
    assert read(text + "长丰县水利局\n2023年1月3日").organ.name == "长丰县水利局"


def test_a_bare_region_in_the_title_is_its_government_if_the_report_says_so() -> None:
    title = "长丰县2022年政府信息公开工作年度报告"
    assert read(title + BODY).organ.name == "长丰县"
    signed = read(title + BODY + "长丰县人民政府\n2023年3月20日")
    assert (signed.organ.name, signed.organ.function) == ("长丰县人民政府", "government_office")


def test_a_cover_letter_gives_way_to_the_title() -> None:
    text = "关于报送《2022年政府信息公开年度报告》的报 告\n县政府办:\n长丰县水利局2022年政府信息公开年度报告"
    assert read(text + BODY).organ.name == "长丰县水利局"


def test_title_and_signature_of_two_organs_are_a_warning() -> None:
    found = read("长丰县水利局2022年政府信息公开年度报告" + BODY + "长丰县教育局\n2023年1月3日")
    assert found.organ.name == "长丰县水利局"
    assert "organ_disagrees" in {warning.code for warning in found.warnings}


def test_traditional_script_is_quoted_as_printed() -> None:
    text = "東莞市長安鎮人民政府2022年政府信息公開工作年度報告\n本機關對於依申請公開的請求進行處理。"
    found = read(text)
    assert (found.organ.name, found.organ.region.code) == ("東莞市長安鎮人民政府", "441900")


@pytest.mark.parametrize(
    "noise", ["", "\n \n", "0" * 200_000, "公开" * 50_000, "(" * 50_000, "政府信息公开报" * 20_000, "公开\n" * 40_000]
)
def test_noise_has_no_identity(noise: str) -> None:
    found = read(noise)
    assert (found.organ.name, found.year, found.declared) == (None, None, None)
    assert {"organ_not_found", "year_not_found"} <= {warning.code for warning in found.warnings}


def test_a_bare_street_is_its_office_where_the_report_names_that() -> None:
    title = "2022年度水湖街道信息公开工作报告\n"
    preface = "本报告由水湖街道办事处党政办公室编制。"
    assert read(title + preface + BODY).organ.name == "水湖街道办事处"
    assert read(title + BODY).organ.name == "水湖街道"
