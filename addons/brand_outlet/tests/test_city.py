from psycopg2.errors import UniqueViolation

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCity(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.City = cls.env["outlet.city"]
        cls.jiangsu = cls.env.ref("base.state_cn_JS")

    def _find(self, state, name):
        return self.City._find(self.env.ref(f"base.state_cn_{state}"), name).name

    def test_table_has_the_cities_of_the_country_and_their_ranks(self):
        ranked = self.City.search([]).filtered(lambda city: city.code[2:4] != "90")
        self.assertEqual(len(ranked), 337)
        tiers = {
            tier: count
            for tier, count in self.City._read_group(
                [("id", "in", ranked.ids)], ["tier"], ["__count"]
            )
        }
        self.assertEqual(tiers, {"1": 4, "2": 45, "3": 70, "4": 90, "5": 128})
        new_first = ranked.filtered("is_new_first_tier")
        self.assertEqual((len(new_first), set(new_first.mapped("tier"))), (15, {"2"}))
        self.assertFalse(ranked.filtered(lambda city: not city.latitude))

    def test_city_is_found_as_people_write_it(self):
        self.assertEqual(self._find("JS", "苏州"), "苏州市")
        self.assertEqual(self._find("JS", " 苏州 市"), "苏州市")
        self.assertEqual(self._find("JL", "延边州"), "延边朝鲜族自治州")
        self.assertEqual(self._find("XJ", "巴音郭楞"), "巴音郭楞蒙古自治州")
        self.assertEqual(self._find("QH", "海西"), "海西蒙古族藏族自治州")
        self.assertEqual(self._find("NM", "锡林郭勒"), "锡林郭勒盟")
        self.assertEqual(self._find("HL", "大兴安岭地区"), "大兴安岭地区")
        self.assertEqual(self._find("JL", "吉林"), "吉林市")

    def test_city_is_found_without_its_province_where_the_name_is_unique(self):
        none = self.env["res.country.state"]
        self.assertEqual(self.City._find(none, "菏泽").code, "371700")
        self.assertFalse(self.City._find(none, "Atlantis"))
        self.assertFalse(self.City._find(none, False))

    def test_city_of_another_province_is_not_found(self):
        self.assertFalse(self.City._find(self.jiangsu, "杭州市"))

    def test_two_cities_of_one_short_name_are_not_confused(self):
        none = self.env["res.country.state"]
        self.City.create(
            {
                "name": "苏州县",
                "code": "999999",
                "state_id": self.env.ref("base.state_cn_AH").id,
            }
        )
        self.assertFalse(self.City._find(none, "苏州"))
        self.assertEqual(self.City._find(self.jiangsu, "苏州").code, "320500")

    def test_operator_changes_a_tier_and_an_upgrade_keeps_it(self):
        operator = new_test_user(
            self.env, "city.operator", groups="brand_outlet.group_operator"
        )
        city = self.City._find(self.jiangsu, "宿迁市").with_user(operator)
        place = self.env["outlet.place"].create(
            {
                "name": "Shop",
                "owner_id": operator.partner_id.id,
                "city_id": city.id,
            }
        )
        self.assertEqual((place.state_id, place.city_tier), (self.jiangsu, "3"))
        city.tier = "4"
        self.City._load_table()
        self.assertEqual((city.tier, place.city_tier), ("4", "4"))

    def test_no_two_cities_of_one_code(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.City.create(
                {"name": "Twice", "code": "320500", "state_id": self.jiangsu.id}
            )
            self.env.flush_all()
