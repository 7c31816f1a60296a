from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestMember(MemberCommon):
    def test_new_member_gets_number_page_and_date(self):
        self.assertRegex(self.member.member_no, r"^045\d{11}$")
        self.assertTrue(self.member.member_since)
        self.assertEqual(self.member.member_company_id, self.company)
        self.assertEqual(len(self.member.member_token), 32)

    def test_phone_is_kept_in_one_spelling(self):
        member = self._make_member("Li", "+86 139-1234 5678")
        self.assertEqual(member.member_phone, "13912345678")

    def test_card_without_phone_is_refused(self):
        """Proves R158."""
        with self.assertRaises(ValidationError):
            self.env["res.partner"].create({"name": "No phone", "is_member": True})

    def test_card_with_wrong_phone_is_refused(self):
        """Proves R158."""
        with self.assertRaises(ValidationError):
            self._make_member("Wrong", "12345")

    def test_second_card_on_one_phone_is_refused(self):
        """Proves R158."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_member("Second", "138 0013 8000")
            self.env.flush_all()

    def test_other_company_has_its_own_member_on_that_phone(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        member = self._make_member(
            "Wang elsewhere", "13800138000", member_company_id=other.id
        )
        self.assertEqual(member.member_phone, self.member.member_phone)

    def test_customer_becomes_member_as_the_same_partner(self):
        """Proves R183."""
        customer = self.env["res.partner"].create(
            {"name": "Chen", "phone": "137 0000 1111"}
        )
        order = self.env["sale.order"].create({"partner_id": customer.id})
        customer.action_join()
        self.assertTrue(customer.is_member)
        self.assertEqual(customer.member_phone, "13700001111")
        self.assertEqual(order.partner_id.member_no, customer.member_no)

    def test_contact_without_phone_cannot_join(self):
        with self.assertRaises(UserError):
            self.env["res.partner"].create({"name": "Silent"}).action_join()

    def test_copy_of_a_member_is_no_member(self):
        copy = self.member.copy()
        self.assertFalse(copy.is_member or copy.member_no or copy.member_token)

    def test_balances_leave_out_what_is_expired_or_spent(self):
        self._make_card(self.points_program, points=1280)
        self._make_card(self.wallet_program, points=200)
        self._make_card(self.coupon_program)
        self._make_card(self.coupon_program, points=0)
        self._make_card(self.coupon_program, expiration_date="2020-01-01")
        self.assertEqual(self.member.member_points, 1280)
        self.assertEqual(self.member.member_stored_value, 200)
        self.assertEqual(self.member.member_coupon_count, 1)

    def test_nothing_outside_is_needed(self):
        """Proves R182."""
        # A member joins, is found and redeems while every outgoing request is refused.
        self._open_session(self.till, self.cashier)
        coupon = self._make_card(self.coupon_program)
        member = self.env["res.partner"].with_user(self.cashier)
        self.assertTrue(member.member_lookup("13800138000", self.till.id)["found"])
        self._take({coupon: 1}, "own-server")
        self._sync(self._ui_order("own-server", coupon))
        self.assertEqual(coupon.points, 0)
