"""Columns of an address brought to one division, or the question to ask."""

import random
import time
import unittest

from agent_dropship.address import parse_text, resolve
from agent_dropship.address.divisions import index, stem

#: province, city, district, detail -> province, city, district, detail
SURE = [
    (
        ("山东", "济南", "历下", "经十路1号"),
        ("山东省", "济南市", "历下区", "经十路1号"),
    ),
    (("山东省", "济南市", "历下区", "1号"), ("山东省", "济南市", "历下区", "1号")),
    (
        ("", "", "", "山西省运城市芮城县人民路171号"),
        ("山西省", "运城市", "芮城县", "人民路171号"),
    ),
    (("江苏", "昆山", "", "玉山镇1号"), ("江苏省", "苏州市", "昆山市", "玉山镇1号")),
    (
        ("江苏省", "苏州市", "", "昆山市玉山镇1号"),
        ("江苏省", "苏州市", "昆山市", "玉山镇1号"),
    ),
    (("", "深圳", "南山", "科技路1号"), ("广东省", "深圳市", "南山区", "科技路1号")),
    (("天津市", "天津市", "武清区", "1号"), ("天津市", "天津市", "武清区", "1号")),
    (("北京", "市辖区", "海淀区", "1号"), ("北京市", "北京市", "海淀区", "1号")),
    (("上海市", "浦东新区", "", "1号"), ("上海市", "上海市", "浦东新区", "1号")),
    (("重庆市", "县", "巫山县", "1号"), ("重庆市", "重庆市", "巫山县", "1号")),
    (("重庆", "", "石柱", "1号"), ("重庆市", "重庆市", "石柱土家族自治县", "1号")),
    (("广东省", "东莞市", "", "长安镇1号"), ("广东省", "东莞市", "", "长安镇1号")),
    (("广东", "中山", "小榄镇", "1号"), ("广东省", "中山市", "", "小榄镇1号")),
    (("甘肃", "嘉峪关", "雄关区", "1号"), ("甘肃省", "嘉峪关市", "", "雄关区1号")),
    (
        ("湖北省", "省直辖县级行政区划", "仙桃市", "1号"),
        ("湖北省", "仙桃市", "", "1号"),
    ),
    (("新疆", "石河子", "", "1号"), ("新疆维吾尔自治区", "石河子市", "", "1号")),
    (("北京", "朝阳区", "三环内", "1号"), ("北京市", "北京市", "朝阳区", "三环内1号")),
    (
        ("青海", "海南州", "共和县", "1号"),
        ("青海省", "海南藏族自治州", "共和县", "1号"),
    ),
    (("吉林省", "", "", "吉林市船营区1号"), ("吉林省", "吉林市", "船营区", "1号")),
    (("", "", "", "湖南长沙县星沙1号"), ("湖南省", "长沙市", "长沙县", "星沙1号")),
    (("", "", "", "山东济南市中区1号"), ("山东省", "济南市", "市中区", "1号")),
    (("江苏省苏州市", "", "昆山市", "1号"), ("江苏省", "苏州市", "昆山市", "1号")),
    (
        ("江苏省", "苏州市", "昆山市", "江苏省苏州市昆山市玉山镇1号"),
        ("江苏省", "苏州市", "昆山市", "玉山镇1号"),
    ),
]
RENAMED = [
    (("江西省", "抚州市", "东乡县", "1号"), ("抚州市", "东乡区")),
    (("江苏", "南通", "海安县", "1号"), ("南通市", "海安市")),
    (("北京", "北京", "密云县", "1号"), ("北京市", "密云区")),
    (("浙江省", "杭州市", "江干区", "1号"), ("杭州市", "上城区")),
    (("浙江省", "宁波市", "江东区", "1号"), ("宁波市", "鄞州区")),
    (("山东省", "莱芜市", "莱城区", "1号"), ("济南市", "莱芜区")),
    (("吉林省", "四平市", "公主岭市", "1号"), ("长春市", "公主岭市")),
    (("安徽省", "六安市", "寿县", "1号"), ("淮南市", "寿县")),
    (("西藏", "那曲地区", "那曲县", "1号"), ("那曲市", "色尼区")),
    (("山西省", "大同市", "矿区", "1号"), ("大同市", "云冈区")),
]
ASKED = [
    (("", "", "", ""), "address_missing"),
    (("海外省", "", "", "1号"), "province_unknown"),
    (("江苏省", "不存在市", "", "1号"), "city_unknown"),
    (("江苏省", "杭州市", "西湖区", "1号"), "city_elsewhere"),
    (("江苏省", "苏州市", "昆山市", "浙江省杭州市西湖区1号"), "city_elsewhere"),
    (("浙江省", "杭州市", "朝阳区", "1号"), "district_elsewhere"),
    (("江苏省", "苏州市", "江宁区", "1号"), "district_elsewhere"),
    (("江苏省", "苏州市", "", "人民路1号"), "district_missing"),
    (("北京市", "北京市", "", "朝阳路1号"), "district_missing"),
    (("", "", "朝阳区", "1号"), "ambiguous"),
    (("江苏省", "", "鼓楼区", "1号"), "ambiguous"),
    (("江苏省", "", "", "人民路1号"), "city_missing"),
    (("江苏省", "苏州市", "昆山市", ""), "detail_missing"),
]


def _place(found):
    return (found.province, found.city, found.district, found.detail)


class TestResolve(unittest.TestCase):
    def test_full_short_and_missing_names_lead_to_one_division(self):
        for given, expected in SURE:
            with self.subTest(given=given):
                found = resolve(*given)
                self.assertIsNone(found.problem)
                self.assertEqual(_place(found), expected)
                self.assertTrue(18 < found.lat < 54 and 73 < found.lon < 136)

    def test_former_names_lead_to_todays_division_and_say_so(self):
        for given, expected in RENAMED:
            with self.subTest(given=given):
                found = resolve(*given)
                self.assertIsNone(found.problem)
                self.assertEqual((found.city, found.district), expected)

    def test_renamed_district_is_noted_with_both_names(self):
        note = resolve("江苏", "南通", "海安县", "1号").note
        self.assertEqual((note.code, note.args["old"]), ("renamed", "海安县"))
        self.assertEqual(note.args["new"], "海安市")
        self.assertIsNone(resolve("湖北", "恩施州", "恩施市", "1号").note)

    def test_what_is_not_written_or_contradicts_itself_is_asked(self):
        for given, code in ASKED:
            with self.subTest(given=given):
                self.assertEqual(resolve(*given).problem.code, code)

    def test_unknown_district_of_a_known_city_counts_as_the_city(self):
        for given in (
            ("江苏省", "苏州市", "工业园区", "星湖街1号"),
            ("江苏省", "苏州市", "", "工业园区星湖街1号"),
        ):
            found = resolve(*given)
            self.assertIsNone(found.problem)
            self.assertEqual(found.note.code, "district_unknown")
            self.assertEqual(found.level, "city")
            self.assertEqual(found.detail, "工业园区星湖街1号")

    def test_road_named_after_a_place_is_a_road(self):
        for street in (
            "南京西路1号",
            "北京市场2号",
            "上海大厦3号",
            "朝阳路4号",
            "中山路5号",
        ):
            found = resolve("江苏省", "苏州市", "昆山市", street)
            self.assertEqual((found.detail, found.problem), (street, None))

    def test_spaces_and_full_width_text_do_not_matter(self):
        found = resolve(" 江苏 省", "苏州市 ", "昆山市", "人民路　８８号")
        self.assertEqual(_place(found), ("江苏省", "苏州市", "昆山市", "人民路 88号"))

    def test_thousand_addresses_take_less_than_a_second(self):
        start = time.perf_counter()
        for number in range(500):
            resolve("江西", "抚州", "东乡县", f"人民路{number}号")
            resolve("", "", "", f"江西省抚州市东乡县人民路{number}号")
        self.assertLess(time.perf_counter() - start, 1.0)


class TestTable(unittest.TestCase):
    """The table of divisions itself."""

    def test_every_division_has_a_parent_and_lies_in_china(self):
        table = index()
        self.assertGreater(len(table.by_code), 3200)
        for division in table.by_code.values():
            self.assertTrue(3 < division.lat < 54 and 73 < division.lon < 136)
            self.assertTrue(table.province_of(division))
            if division.level == "district":
                self.assertTrue(table.city_of(division), division)

    def test_every_district_is_found_by_its_columns(self):
        for division in self._districts():
            city, province = self._above(division)
            with self.subTest(division=division.name):
                name = "" if division.direct else division.name
                found = resolve(province.name, city.name, name, "人民路1号")
                self.assertEqual(found.adcode, division.adcode)
                short = stem(city.name) or city.name
                found = resolve(stem(province.name), short, name, "人民路1号")
                self.assertEqual(found.adcode, division.adcode)

    def test_every_district_is_found_in_a_pasted_line(self):
        rng = random.Random(20180115)
        for division in self._districts():
            city, province = self._above(division)
            parts = [province.name, city.name, division.name]
            if rng.random() < 0.5:
                parts[:2] = [stem(part) or part for part in parts[:2]]
                if province == city or division.direct:
                    del parts[1]
            street = rng.choice(
                ("人民路171号4栋1760", "南京西路1号", "开发区创业路9号")
            )
            where = "".join(dict.fromkeys(parts)) + street
            who, phone = rng.choice(("张伟", "欧阳修远", "水清")), "19900000001"
            text = rng.choice(
                (
                    f"{who} {phone} {where}",
                    f"{where} {who} {phone}",
                    f"{phone}，{who}，{where}",
                    f"收货人：{who} 电话：{phone} 地址：{where}",
                )
            )
            with self.subTest(text=text):
                (parsed,) = parse_text(text)
                self.assertEqual(parsed.problems, ())
                self.assertEqual((parsed.name, parsed.phone), (who, phone))
                self.assertEqual(parsed.address.adcode, division.adcode)
                self.assertEqual(parsed.address.detail, street)

    def _districts(self):
        return [one for one in index().by_code.values() if one.level == "district"]

    def _above(self, division):
        return index().city_of(division), index().province_of(division)
