"""Level and function by the name alone. Places are real, most of the organs are put together for the test."""

import pytest

from nlp.knowledge import load
from nlp.structure.office import function_of, is_stub, level_of

NAMES = """
洛阳市发展和改革委员会                 development_reform   prefecture
湛河区发改委                          development_reform   county
丹阳市粮食和物资储备局                 development_reform   county
郑州市二七区卫健委                    health               county
丰都县卫生和计划生育局                 health               county
偃师区人社局                          human_resources      county
湖北省农业农村厅                      agriculture_rural    province
南漳县乡村振兴局                      agriculture_rural    county
大埔县扶贫开发办公室                   agriculture_rural    county
上海市人民政府办公厅                   government_office    province
黄浦区人民政府                        government_office    county
岳阳楼区政府办公室                     government_office    county
锡林郭勒盟行政公署                     government_office    prefecture
包头市教体局                          education            prefecture
丰都县教育委员会                       education            county
青山区文化旅游广电局                   culture_tourism      county
余干县文广新旅局                       culture_tourism      county
南漳县自然资源和规划局                 natural_resources    county
上饶市国土资源局                       natural_resources    prefecture
徐州市住房和城乡建设局                 housing_construction prefecture
西湖区住建局                          housing_construction county
鼓楼区综合行政执法局                   urban_management     county
北京市城市管理综合行政执法局            urban_management     province
国家税务总局洛阳市税务局                tax                  prefecture
国家税务总局昆山市税务局                tax                  county
国家税务总局                          tax                  central
国家统计局洛阳调查队                   statistics           prefecture
武汉市统计局                          statistics           prefecture
财政部                               finance              central
宁波市镇海区财政局                     finance              county
司法部                               justice              central
吉林司法厅                            justice              province
吉林市司法局                          justice              prefecture
新疆生产建设兵团司法局                  justice              province
国务院国有资产监督管理委员会            state_assets         central
西工区人民政府国有资产监督管理委员会     state_assets         county
洛阳市公安局西工分局                   public_security      county
上海市公安局浦东分局                   public_security      county
湛河区退役军人事务局                   veterans             county
西工区机关事务服务中心                 other                county
昆山市供销合作总社                     other                county
青山区残疾人联合会                     other                county
桂林市住房公积金管理中心                other                prefecture
高新区管委会                          zone_committee       unknown
洛阳市高新区管委会                     zone_committee       unknown
高新区财政局                          finance              unknown
兰州新区卫生健康委员会                  health               unknown
友谊街道办事处                         township             township
城关镇人民政府                         township             township
北城街道办事处筹备处                   township             township
东莞市长安镇人民政府                   township             township
江阴市澄江街道综合行政执法局            urban_management     township
重庆市渝中区商务委员会                  commerce             county
深圳市市场监督管理局                   market_regulation    prefecture
繁昌区工商行政管理局                   market_regulation    county
合肥市信访局                          petition             prefecture
西宁市林业和草原局                     forestry             prefecture
平湖市水利局                          water                county
三亚市交通运输局                       transport            prefecture
洛阳市交通运输综合行政执法支队           transport            prefecture
岳阳市君山区政务服务中心                data_services        county
黑山县营商环境建设局                   data_services        county
延边州民族宗教事务局                   ethnic_religious     prefecture
大埔县审计局                          audit                county
和平区体育局                          sports               county
临夏州医疗保障局                       healthcare_security  prefecture
滨海新区应急管理局                     emergency            county
怀远县安监局                          emergency            county
丽水市科学技术局                       science_tech         prefecture
苏州市工业和信息化局                   industry_it          prefecture
义乌市经信局                          industry_it          county
乌鲁木齐市生态环境局                   ecology_environment  prefecture
丹阳市环保局                          ecology_environment  county
河南省民政厅                          civil_affairs        province
沐阳县人民政府                         government_office    county
区司法局                             justice              county
市财政局                             finance              unknown
我局                                 other                unknown
"""


@pytest.mark.parametrize("line", NAMES.strip().splitlines())
def test_a_name_tells_function_and_level(line: str) -> None:
    name, function, level = line.split()
    assert (function_of(name), level_of(name)) == (function, level)


def test_of_merged_departments_the_first_counts() -> None:
    assert function_of("义乌市教育体育局") == "education"
    assert function_of("义乌市文化体育局") == "culture_tourism"
    assert function_of("义乌市农业农村和水利局") == "agriculture_rural"


def test_the_longest_of_the_cues_that_start_together_counts() -> None:
    assert function_of("义乌市经济和信息化局") == "industry_it"
    assert function_of("义乌市城市管理局") == "urban_management"


def test_a_town_in_the_name_of_a_district_makes_no_township() -> None:
    assert level_of("宁波市镇海区司法局") == "county"
    assert function_of("南漳县乡镇企业局") != "township"


def test_a_city_is_prefecture_or_county_by_the_table_and_the_year() -> None:
    assert level_of("昆山市司法局") == "county"
    assert level_of("苏州市司法局") == "prefecture"


@pytest.mark.parametrize("stub", ["我局", "区司法局", "县人民政府", "市市场监管局", "本机关", "财政局", "街道办事处"])
def test_a_name_that_every_organ_bears_is_a_stub(stub: str) -> None:
    assert is_stub(stub)


@pytest.mark.parametrize("name", ["湛河司法局", "友谊街道办事处", "国家税务总局昆山市税务局", "司法部", "和平区"])
def test_a_name_with_a_place_or_a_proper_word_is_no_stub(name: str) -> None:
    assert not is_stub(name)


def test_no_cue_belongs_to_two_functions() -> None:
    functions = load("structure", "functions")["functions"]
    cues = [cue for entry in functions.values() for cue in entry["cues"]]
    assert len(cues) == len(set(cues))
    assert all(entry["zh"] for entry in functions.values())
