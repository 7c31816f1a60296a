import time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..tools.dynamic_code import find_step, make_code, read_code, step_at
from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestDynamicCode(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.member._ensure_code_secret()
        cls.step = step_at(time.time())

    def _code(self, minutes=0, member=None):
        member = member or self.member
        secret = member._ensure_code_secret()
        return make_code(member.member_code_handle, secret, self.step + minutes)

    def _lookup(self, code, till=None, order="order-1"):
        partners = self.env["res.partner"].with_user(self.cashier)
        return partners.member_lookup(code, (till or self.till).id, order)

    def test_till_finds_the_member_by_the_code_of_the_phone(self):
        found = self._lookup(self._code())
        self.assertEqual(found["id"], self.member.id)

    def test_code_is_refused_at_a_second_till(self):
        code = self._code()
        self.assertTrue(self._lookup(code)["found"])
        again = self._lookup(code, self.other_till, "order-2")
        self.assertFalse(again["found"])
        self.assertIn(self.till.name, again["message"])

    def test_order_that_read_the_code_may_ask_again(self):
        code = self._code()
        for _time in range(3):
            self.assertTrue(self._lookup(code)["found"])
        uses = self.env["member.code.use"].search([("partner_id", "=", self.member.id)])
        self.assertEqual(len(uses), 1)
        self.assertFalse(self._lookup(code, order="order-2")["found"])

    def test_picture_of_an_earlier_code_is_refused_after_a_later_one(self):
        self.assertTrue(self._lookup(self._code())["found"])
        early = self._lookup(self._code(minutes=-1), self.other_till, "order-2")
        self.assertFalse(early["found"])

    def test_next_code_counts_again(self):
        self.assertTrue(self._lookup(self._code(minutes=-1))["found"])
        self.assertTrue(self._lookup(self._code(), self.other_till, "order-2")["found"])

    def test_clock_of_the_phone_may_be_two_minutes_wrong(self):
        for minutes in range(-6, 7):
            digits = read_code(self._code(minutes))[1]
            step = find_step(self.secret, digits, self.step)
            if abs(minutes) <= 2:
                self.assertEqual(step, self.step + minutes)
            else:
                self.assertIsNone(step, minutes)

    def test_old_and_invented_codes_are_refused_with_a_word(self):
        handle = self.member.member_code_handle
        for code in (
            self._code(minutes=-9),
            f"046{handle}00000000",
            "046" + "9" * 19,
        ):
            answer = self._lookup(code)
            self.assertFalse(answer["found"])
            self.assertIn("no longer holds", answer["message"])

    def test_member_of_another_company_is_unknown_here(self):
        company = self.env["res.company"].create({"name": "Other shop"})
        other = self._make_member(
            "Zhao", "13811112222", member_company_id=company.id, company_id=company.id
        )
        self.assertFalse(self._lookup(self._code(member=other))["found"])

    def test_card_number_and_phone_still_find_the_member(self):
        for code in (self.member.member_no, "138 0013 8000"):
            self.assertEqual(self._lookup(code)["id"], self.member.id)

    def test_scanner_of_the_till_takes_the_code_for_a_member(self):
        nomenclature = self.env.ref("barcodes.default_barcode_nomenclature")
        for code in (self._code(), self.member.member_no):
            self.assertEqual(nomenclature.parse_barcode(code)["type"], "member")

    def test_secret_is_sealed_and_nobody_reads_it(self):
        self.assertNotIn(self.secret, self.member.member_code_secret)
        manager = new_test_user(
            self.env, "member.boss", "wechat_member.group_member_manager"
        )
        for name in ("member_code_secret", "member_code_handle"):
            with self.assertRaises(AccessError):
                self.member.with_user(manager).read([name])

    def test_reset_ends_codes_and_links(self):
        code, token = self._code(), self.member.member_token
        manager = new_test_user(
            self.env, "member.boss", "wechat_member.group_member_manager"
        )
        self.member.with_user(manager).action_reset_member_access()
        self.assertFalse(self._lookup(code)["found"])
        self.assertNotEqual(self.member.member_token, token)
        self.assertTrue(self._lookup(self._code())["found"])

    def test_who_may_not_change_the_member_cannot_reset(self):
        with self.assertRaises(AccessError):
            self.member.with_user(self.cashier).action_reset_member_access()
