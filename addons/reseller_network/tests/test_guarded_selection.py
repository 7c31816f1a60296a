from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestGuardedSelection(ResellerCommon):
    """What a brand forbids is not on the phone, and can not be ordered on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.state_id = cls.tianjin
        cls.place.city_id = cls.env["outlet.city"]._find(cls.tianjin, "天津市")

    def _make_rule(self, **values):
        return self.env["outlet.protection.rule"].create(
            {"brand_id": self.brand.id, **values}
        )

    def _deny(self, state, **values):
        return self._make_rule(state_ids=[Command.set(state.ids)], **values)

    def _articles(self):
        page = self._as(self.user)._selection_page({})
        return [article["id"] for article in page["articles"]]

    def test_goods_a_rule_forbids_at_his_place_are_not_shown(self):
        self.assertIn(self.style.id, self._articles())
        self._deny(self.tianjin)
        self.assertNotIn(self.style.id, self._articles())
        with self.assertRaisesRegex(UserError, "no longer offered"):
            self._as(self.user)._submit_order(self._draft())

    def test_goods_one_place_may_sell_are_refused_at_the_other(self):
        shop = self._make_place("阿梅的第二家", self.user.partner_id)
        shop.city_id = self.env["outlet.city"]._find(self.jiangsu, "苏州市")
        self._deny(self.tianjin, note="这款不在天津的店里卖。")
        self.assertIn(self.style.id, self._articles())
        contract = self._as(self.user)
        with self.assertRaisesRegex(UserError, "这款不在天津的店里卖。"):
            contract._submit_order(self._draft(place_id=self.place.id))
        order = contract._submit_order(self._draft(token="t2", place_id=shop.id))
        self.assertEqual(order.state, "sale")

    def test_an_address_in_another_zone_is_refused_politely(self):
        self._deny(self.beijing)
        self.assertIn(self.style.id, self._articles())
        with self.assertRaisesRegex(UserError, "is not sold to 北京市"):
            self._as(self.user)._submit_order(self._draft())

    def test_prices_that_need_a_change_are_listed(self):
        self.contract._set_own_price(self.style, "price", 400)
        contract = self._as(self.user)
        self.assertEqual(contract._home_figures()["attention"], 0)
        self.offers.contract_id._write_terms({"floor_ratio": 50})
        self.assertEqual(contract._home_figures()["attention"], 1)
        page = contract._selection_page({"attention": True})
        self.assertEqual([one["id"] for one in page["articles"]], self.style.ids)
