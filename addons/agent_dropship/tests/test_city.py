from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCityOfCounty(TransactionCase):
    def _find(self, state, name):
        state = (
            self.env.ref(f"base.state_cn_{state}")
            if state
            else self.env["res.country.state"]
        )
        return self.env["outlet.city"]._find(state, name).name

    def test_county_leads_to_the_city_it_lies_in(self):
        self.assertEqual(self._find("ZJ", "义乌市"), "金华市")
        self.assertEqual(self._find("", "昆山"), "苏州市")
        self.assertEqual(self._find("BJ", "朝阳区"), "北京市")
        self.assertEqual(self._find("JS", "苏州"), "苏州市")

    def test_name_that_several_counties_have_leads_nowhere(self):
        self.assertFalse(self._find("", "朝阳区"))
        self.assertFalse(self._find("JS", "义乌市"))
        self.assertFalse(self._find("JS", ""))
        self.assertFalse(self._find("JS", "乌"))
