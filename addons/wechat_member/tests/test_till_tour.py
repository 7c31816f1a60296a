from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_pos_tour import MemberTourCommon

SHIRT = "6900000000012"


class TillTourCommon(MemberTourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shirt.write(
            {
                "barcode": SHIRT,
                "pos_categ_ids": [
                    Command.create({"name": "Tops"}),
                ],
            }
        )


@tagged("post_install", "-at_install")
class TestTillTour(TillTourCommon):
    def test_the_till_shows_the_card_redeems_tops_up_and_is_paid(self):
        """Proves R175, R223."""
        self._run_tour("till_client")
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(self.wallet.points, 500)
        self.assertEqual(self._get_order().mapped("amount_total"), [300, 350])

    def test_one_scan_finds_the_member_and_redeems_in_five_actions(self):
        """Proves R193."""
        self._run_tour("till_one_scan_redeems")
        order = self._get_order()
        self.assertEqual(order.partner_id, self.member)
        self.assertEqual(order.amount_total, 350)
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")

    def test_keyboard_and_scanner_are_enough(self):
        self._run_tour("till_keyboard_only")
        order = self._get_order()
        self.assertEqual(order.amount_total, 550)
        self.assertEqual(self.coupon.points, 0)
        self.assertEqual(self.wallet.points, 0)

    def test_a_coupon_is_read_in_the_payment_step(self):
        """Proves R194, R195."""
        self._run_tour("till_card_in_the_payment_step")
        order = self._get_order()
        self.assertEqual(order.partner_id, self.member)
        self.assertEqual(order.payment_ids.mapped("amount"), [350])
        self.assertEqual(self.coupon.redemption_ids.state, "consumed")

    def test_the_panel_knows_the_customer(self):
        """Proves R241."""
        self._sync(self._ui_order("last-visit"), user=self.tour_user)
        self.member.member_birthday = self.company._get_local_today().replace(year=1992)
        self._run_tour("till_knows_the_member")

    def test_a_printed_card_without_our_prefix_is_found_by_scan(self):
        card = self.env["member.physical.card"]._add(["88010001"], self.company)
        card._bind_to(self.member)
        self._run_tour("till_printed_card")

    def test_a_customer_joins_in_three_fields(self):
        # a wrong number is typed on purpose
        with mute_logger("odoo.http"):
            self._run_tour("till_joins")
        member = self.env["res.partner"].search([("member_phone", "=", "13911112222")])
        self.assertEqual(member.name, "Li Na")
        self.assertEqual(member.member_source, "till")
        self.assertEqual(fields.Date.to_string(member.member_birthday), "1990-05-01")

    def test_the_phone_is_proven_where_the_shop_wants_it(self):
        self.company.till_join_code = True
        self._run_tour("till_joins_with_code")
        found = self.env["res.partner"].search([("member_phone", "=", "13911112222")])
        self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestTillTourPhone(TillTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_phone_sells_and_the_second_device_is_refused(self):
        """Proves R176."""
        self._run_tour("till_phone_sells")
        redemption = self.coupon.redemption_ids
        self.assertEqual(redemption.state, "consumed")
        # the second device: another phone at the other till, the same coupon
        second = new_test_user(
            self.env,
            "tour.second",
            "base.group_user,point_of_sale.group_pos_user",
            lang="en_US",
        )
        self._open_session(self.other_till, second)
        self.start_tour(
            f"/pos/ui/{self.other_till.id}",
            "till_second_device_refused",
            login=second.login,
            timeout=180,
        )
        self.assertEqual(self.coupon.redemption_ids, redemption)
        self.assertFalse(self.other_till.current_session_id.order_ids.lines.coupon_id)
        answer = self._hold(self.coupon, "again", self.other_cashier, self.other_till)
        self.assertFalse(answer["ok"])
        for word in (self.till.name, self.tour_user.name):
            self.assertIn(word, answer["message"])
        self.assertLess(redemption.closed_at, fields.Datetime.now() + timedelta(1))
