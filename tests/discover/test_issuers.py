"""Whose report a title names: the source's issuer, surely another body, or one that a person must look at."""

from __future__ import annotations

import pytest

from reportarchive.discover.issuers import Match, match_issuer
from reportarchive.model import IssuerKind, Source

GOVERNMENT, DEPARTMENT, TOWN, ZONE = IssuerKind
BEIJING, CHAOYANG = ("北京市",), ("北京市", "朝阳区")
JINAN = ("山东省", "济南市", "市中区")
HANGZHOU = ("浙江省", "杭州市")
CHANGSHA, CHANGSHA_COUNTY = ("湖南省", "长沙市"), ("湖南省", "长沙市", "长沙县")
LICHENG = ("福建省", "泉州市", "鲤城区")
CHAOYANG_COUNTY = ("辽宁省", "朝阳市", "朝阳县")


@pytest.mark.parametrize(
    ("issuer", "kind", "place", "titled", "match"),
    [
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "北京市朝阳区人民政府", "own"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "朝阳区人民政府", "own"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "北京朝阳区", "own"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "区政府", "own"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "区人民政府", "own"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "市人民政府", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "县政府", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "长春市朝阳区人民政府", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "吉林省长春市朝阳区", "foreign"),
        ("朝阳区人民政府", GOVERNMENT, CHAOYANG, "长春市朝阳区人民政府", "foreign"),
        ("朝阳区人民政府", GOVERNMENT, CHAOYANG, "北京市朝阳区人民政府", "own"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "北京市人民政府", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "阳区", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "朝阳区司法局", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "朝阳区人民政府办公室", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "朝阳区望京街道办事处", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "朝阳县", "unsure"),
        ("朝阳县人民政府", GOVERNMENT, CHAOYANG_COUNTY, "朝阳县人民政府", "own"),
        ("朝阳县人民政府", GOVERNMENT, CHAOYANG_COUNTY, "朝阳市朝阳县", "own"),
        ("朝阳县人民政府", GOVERNMENT, CHAOYANG_COUNTY, "朝阳市", "foreign"),
        ("北京市人民政府", GOVERNMENT, BEIJING, "市政府", "own"),
        ("北京市人民政府", GOVERNMENT, BEIJING, "北京市朝阳区人民政府", "foreign"),
        ("济南市市中区人民政府", GOVERNMENT, JINAN, "市中区人民政府", "own"),
        ("杭州市人民政府", GOVERNMENT, HANGZHOU, "浙江省杭州市", "own"),
        ("杭州市人民政府", GOVERNMENT, HANGZHOU, "浙江省", "foreign"),
        ("杭州市人民政府", GOVERNMENT, (), "杭州市人民政府", "own"),
        ("长沙市人民政府", GOVERNMENT, CHANGSHA, "长沙县", "foreign"),
        ("长沙县人民政府", GOVERNMENT, CHANGSHA_COUNTY, "长沙市", "foreign"),
        ("广西壮族自治区人民政府", GOVERNMENT, ("广西壮族自治区",), "自治区人民政府", "own"),
        ("广西壮族自治区人民政府", GOVERNMENT, ("广西壮族自治区",), "区人民政府", "foreign"),
        # departments: the level is part of who it is
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "朝阳区发改委", "own"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "区发展改革委", "own"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "北京市朝阳区发改委", "own"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "北京市发展和改革委员会", "foreign"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "市发改委", "foreign"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "长春市朝阳区发改委", "foreign"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "北京市朝阳区人民政府", "foreign"),
        ("北京市朝阳区发展和改革委员会", DEPARTMENT, CHAOYANG, "朝阳区教委", "foreign"),
        ("北京市教育委员会", DEPARTMENT, BEIJING, "市教委", "own"),
        ("北京市教育委员会", DEPARTMENT, BEIJING, "北京市教委", "own"),
        ("北京市教育委员会", DEPARTMENT, BEIJING, "北京市", "foreign"),
        ("北京市教育委员会", DEPARTMENT, BEIJING, "朝阳区教育委员会", "foreign"),
        ("杭州市住房和城乡建设局", DEPARTMENT, HANGZHOU, "市住建局", "own"),
        ("杭州市市场监督管理局", DEPARTMENT, HANGZHOU, "市市场监管局", "own"),
        ("杭州市市场监督管理局", DEPARTMENT, HANGZHOU, "市场监管局", "own"),
        ("杭州市市场监督管理局", DEPARTMENT, (), "杭州市市场监管局", "own"),
        ("杭州市城市管理局", DEPARTMENT, (), "市城管局", "own"),
        ("杭州市人力资源和社会保障局", DEPARTMENT, HANGZHOU, "杭州市人社局", "own"),
        ("杭州市人力资源和社会保障局", DEPARTMENT, HANGZHOU, "杭州市公安局", "foreign"),
        ("杭州市规划和自然资源局", DEPARTMENT, HANGZHOU, "市自规局", "unsure"),
        ("杭州市教育体育局", DEPARTMENT, HANGZHOU, "市体育局", "unsure"),
        ("杭州市农业农村局", DEPARTMENT, HANGZHOU, "杭州市农业农村局、杭州市乡村振兴局", "own"),
        ("杭州市农业农村局(杭州市乡村振兴局)", DEPARTMENT, HANGZHOU, "杭州市农业农村局", "own"),
        ("杭州市司法局", DEPARTMENT, HANGZHOU, "局", "own"),
        ("杭州市司法局", DEPARTMENT, HANGZHOU, "市局", "own"),
        ("杭州市司法局", DEPARTMENT, HANGZHOU, "县局", "foreign"),
        # towns: an office of a district is not the district
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "鲤城区人民政府金龙街道办事处", "own"),
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "金龙街道", "own"),
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "泉州市鲤城区金龙街道办", "own"),
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "鲤城区人民政府", "foreign"),
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "鲤城区浮桥街道", "foreign"),
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "龙街道", "foreign"),
        ("鲤城区人民政府金龙街道办事处", TOWN, LICHENG, "金龙镇", "unsure"),
        ("高平市北城街街道办事处", TOWN, ("山西省", "晋城市", "高平市"), "北城街街道办事处", "own"),
        ("长沙县双河镇人民政府", TOWN, (*CHANGSHA_COUNTY, "双河镇"), "双河镇", "own"),
        ("长沙县双河镇人民政府", TOWN, CHANGSHA_COUNTY, "三河镇", "foreign"),
        ("长沙县双河镇人民政府", TOWN, CHANGSHA_COUNTY, "双河乡人民政府", "unsure"),
        ("北京经济技术开发区管理委员会", ZONE, BEIJING, "北京经开区管委会", "own"),
        ("北京经济技术开发区管理委员会", ZONE, BEIJING, "经开区", "own"),
        ("北京经济技术开发区管理委员会", ZONE, BEIJING, "北京市", "foreign"),
        ("北京经济技术开发区管理委员会", ZONE, BEIJING, "管委会", "own"),
        ("北京经济技术开发区管理委员会", DEPARTMENT, BEIJING, "北京经开区管委会", "own"),  # as the city files it
        ("云岭市滨江新城管理委员会", ZONE, ("云岭市",), "滨江新城管委会", "own"),
        # a commission that manages is no zone
        ("北京市朝阳区城市管理委员会", DEPARTMENT, CHAOYANG, "朝阳区城管委", "own"),
        ("北京市朝阳区城市管理委员会", DEPARTMENT, CHAOYANG, "区城市管理委员会", "own"),
        ("北京市朝阳区城市管理委员会", DEPARTMENT, CHAOYANG, "北京市城市管理委员会", "foreign"),
        ("朝阳区人民政府国有资产监督管理委员会", DEPARTMENT, CHAOYANG, "朝阳区国资委", "own"),
        ("朝阳区人民政府国有资产监督管理委员会", DEPARTMENT, CHAOYANG, "朝阳区卫健委", "foreign"),
        ("北京市朝阳区人民政府", GOVERNMENT, CHAOYANG, "朝阳区城市管理委员会", "foreign"),
        # a city that became a district of another: a person says whether it is the same place
        ("苏州市吴江区人民政府", GOVERNMENT, ("江苏省", "苏州市", "吴江区"), "吴江市", "unsure"),
        ("苏州市吴江区人民政府", GOVERNMENT, ("江苏省", "苏州市", "吴江区"), "江苏省吴江市人民政府", "unsure"),
        ("苏州市吴江区人民政府", GOVERNMENT, ("江苏省", "苏州市", "吴江区"), "吴中市", "foreign"),
        ("朝阳市朝阳区人民政府", GOVERNMENT, ("辽宁省", "朝阳市", "朝阳区"), "朝阳市", "foreign"),
        # what a department was before the reform
        ("杭州市生态环境局", DEPARTMENT, HANGZHOU, "杭州市环保局", "unsure"),
        ("杭州市生态环境局", DEPARTMENT, HANGZHOU, "市环境保护局", "unsure"),
        ("杭州市生态环境局", DEPARTMENT, HANGZHOU, "浙江省环境保护厅", "foreign"),
        ("杭州市生态环境局", DEPARTMENT, HANGZHOU, "余杭区环保局", "foreign"),
        ("杭州市生态环境局", DEPARTMENT, HANGZHOU, "杭州市环卫局", "foreign"),
        ("杭州市市场监督管理局", DEPARTMENT, HANGZHOU, "杭州市工商局", "unsure"),
        ("杭州市市场监督管理局", DEPARTMENT, HANGZHOU, "市质监局", "unsure"),
        ("杭州市市场监督管理局", DEPARTMENT, HANGZHOU, "市安监局", "foreign"),
        ("杭州市卫生健康委员会", DEPARTMENT, HANGZHOU, "杭州市卫计委", "unsure"),
        ("浙江省司法厅", DEPARTMENT, ("浙江省",), "浙江省人民政府法制办", "unsure"),
        ("杭州市财政局", DEPARTMENT, HANGZHOU, "杭州市环保局", "foreign"),
        # another body's report on this body's site
        ("江苏省司法厅", DEPARTMENT, ("江苏省",), "淮安市", "foreign"),
        ("江苏省司法厅", DEPARTMENT, ("江苏省",), "江苏省人民政府", "foreign"),
        ("江苏省司法厅", DEPARTMENT, ("江苏省",), "南京市司法局", "foreign"),
        ("莎车县人民政府", GOVERNMENT, ("新疆维吾尔自治区", "喀什地区", "莎车县"), "新疆维吾尔自治区", "foreign"),
        ("莎车县人民政府", GOVERNMENT, ("新疆维吾尔自治区", "喀什地区", "莎车县"), "喀什地区莎车县", "own"),
        ("南京市鼓楼区人民政府", GOVERNMENT, ("江苏省", "南京市", "鼓楼区"), "徐州市鼓楼区", "foreign"),
        ("吉林市人民政府", GOVERNMENT, ("吉林省", "吉林市"), "吉林省", "foreign"),
        ("吉林省人民政府", GOVERNMENT, ("吉林省",), "吉林市", "foreign"),
    ],
)
def test_whose_report(issuer: str, kind: IssuerKind, place: tuple[str, ...], titled: str, match: str) -> None:
    division = "330100" if place in (HANGZHOU, CHANGSHA) else "110105"
    source = Source("one", division, issuer, kind, "trs")
    assert match_issuer(titled, source, place=place) is Match(match)


@pytest.mark.parametrize(
    "titled", ["", "、", "(((", "区" * 300, "市市市市市", "[a-z", "\\", "委员会", "人民政府人民政府"]
)
def test_odd_names_are_answered(titled: str) -> None:
    for kind in IssuerKind:
        for issuer in ("北京市朝阳区人民政府", "区", "(", "市市市"):
            assert match_issuer(titled, Source("one", "110105", issuer, kind, "trs")) in Match
