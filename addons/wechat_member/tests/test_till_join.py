from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestTillJoin(MemberCommon):
    def _join(self, phone="13911112222", user=None, **kwargs):
        partners = self.env["res.partner"].with_user(user or self.cashier)
        return partners.member_join(self.till.id, phone, **kwargs)

    def test_a_cashier_lets_a_customer_join(self):
        answer = self._join(name=" Li Na ", birthday="1990-05-01")
        self.assertTrue(answer["found"] and answer["joined"])
        member = self.env["res.partner"].browse(answer["id"])
        self.assertEqual((member.name, member.member_source), ("Li Na", "till"))
        self.assertFalse(member.member_phone_verified_at)

    def test_the_channel_of_the_outlet_is_noted(self):
        self.till.outlet_channel_id = self.env["member.channel"].create(
            {"name": "Plate", "kind": "plate"}
        )
        member = self.env["res.partner"].browse(self._join()["id"])
        self.assertEqual(member.member_channel_id, self.till.outlet_channel_id)

    def test_who_is_a_member_keeps_name_and_birthday(self):
        self.member.member_birthday = "1980-01-01"
        answer = self._join("13800138000", name="Somebody", birthday="1990-05-01")
        self.assertEqual((answer["id"], answer["joined"]), (self.member.id, False))
        self.assertEqual(self.member.name, "Wang Xiaoyan")
        self.assertEqual(str(self.member.member_birthday), "1980-01-01")

    def test_nonsense_is_refused_in_words(self):
        for phone in ("12345", "", "abc"):
            with self.assertRaises(ValidationError):
                self._join(phone)
        tomorrow = self.company._get_local_today() + timedelta(days=2)
        for birthday in ("1800-01-01", str(tomorrow), "1990-13-40", "soon"):
            with self.assertRaises(UserError):
                self._join(birthday=birthday)

    def test_the_code_proves_the_phone(self):
        self.company.till_join_code = True
        answer = self._join()
        self.assertEqual((answer["found"], answer["code_sent"]), (False, True))
        wrong = self._join(code="000")
        self.assertFalse(wrong["found"])
        code = self.env["phone.code"].search([("phone", "=", "13911112222")])
        self.assertEqual(code.tries, 1)

    def test_who_may_not_use_the_till_lets_nobody_join(self):
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self._join(user=clerk)


@tagged("post_install", "-at_install")
class TestHabits(MemberCommon):
    def _panel(self):
        partners = self.env["res.partner"].with_user(self.cashier)
        return partners.member_lookup(self.member.member_no, self.till.id)

    def test_a_first_visit_has_no_habits(self):
        panel = self._panel()
        self.assertFalse(panel["last_visit"] or panel["favourite"])
        self.assertEqual(panel["purchases"], [])

    def test_purchases_at_tills_and_online_are_one_list(self):
        self._open_session(self.till, self.cashier)
        self.shirt.pos_categ_ids = self.env["pos.category"].create({"name": "Tops"})
        self._sync(self._ui_order("sale-1"), self._ui_order("sale-2"))
        online = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "order_line": [
                    fields.Command.create({"product_id": self.shirt.id}),
                ],
            }
        )
        online.action_confirm()
        online.date_order = fields.Datetime.now() + timedelta(hours=1)
        panel = self._panel()
        self.assertEqual(panel["favourite"], "Tops")
        self.assertEqual(len(panel["purchases"]), 3)
        self.assertEqual(panel["purchases"][0]["place"], "Online")
        self.assertEqual(panel["purchases"][1]["goods"], ["Linen shirt"])

    def test_birthdays_are_told_in_time(self):
        today = fields.Date.context_today(self.member)
        for ahead, told in (
            (0, {"days": 0}),
            (7, {"days": 7}),
            (8, False),
            (-1, False),
        ):
            born = today + timedelta(days=ahead)
            self.member.member_birthday = born.replace(year=born.year - 24)
            self.assertEqual(self._panel()["birthday"], told, ahead)

    def test_a_coupon_s_code_is_told_as_one(self):
        coupon = self._make_card(self.coupon_program)
        nobody_s = self._make_card(self.coupon_program, partner=self.env["res.partner"])
        partners = self.env["res.partner"].with_user(self.cashier)
        answer = partners.member_lookup(coupon.code, self.till.id)
        self.assertEqual((answer["found"], answer["coupon"]), (True, coupon.code))
        answer = partners.member_lookup(nobody_s.code, self.till.id)
        self.assertEqual((answer["found"], answer["coupon"]), (False, nobody_s.code))
        self.assertNotIn("coupon", self._panel())
