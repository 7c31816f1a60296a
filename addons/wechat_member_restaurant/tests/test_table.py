from odoo.tests import tagged

from odoo.addons.wechat_member.tests.test_pos_tour import MemberTourCommon


@tagged("post_install", "-at_install")
class TestTable(MemberTourCommon):
    """A waiter orders, redeems and takes the payment at the table, on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def _make_till(cls, name):
        till = super()._make_till(name)
        till.module_pos_restaurant = True
        till.floor_ids.unlink()
        floor = cls.env["restaurant.floor"].create(
            {"name": "Terrace", "pos_config_ids": till.ids}
        )
        cls.table = cls.env["restaurant.table"].create(
            {"table_number": 5, "floor_id": floor.id, "seats": 4}
        )
        return till

    def test_order_scan_redeem_and_pay_at_the_table(self):
        """Proves R176, R263."""
        self._run_tour("member_pays_at_the_table")
        order = self._get_order()
        self.assertEqual(order.table_id.table_number, 5)
        self.assertEqual(order.partner_id, self.member)
        self.assertEqual(order.amount_total, 350)
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")
        self.assertEqual(self.coupon.redemption_ids.pos_order_id, order)
        self.assertEqual(self.points.points, 1280 + 350)

    def test_a_coupon_at_another_table_is_refused_in_words(self):
        """Proves R263."""
        self._hold(self.coupon, "elsewhere", self.other_cashier, self.other_till)
        self._run_tour("member_coupon_at_another_table")
        self.assertEqual(self.coupon.redemption_ids.config_id, self.other_till)
        self.assertEqual(self.coupon.points, 1)
