from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestLookup(MemberCommon):
    def _look(self, code, user=None, **kwargs):
        partners = self.env["res.partner"].with_user(user or self.cashier)
        return partners.member_lookup(code, self.till.id, **kwargs)

    def test_scanned_card_finds_the_member_in_one_call(self):
        """Proves R158."""
        self._make_card(self.points_program, points=1280)
        self._make_card(self.wallet_program, points=200)
        self._make_card(self.coupon_program)
        panel = self._look(self.member.member_no)
        self.assertTrue(panel["found"])
        self.assertEqual(panel["id"], self.member.id)
        self.assertEqual(panel["level"], self.member.member_level_id.name)
        self.assertEqual((panel["points"], panel["stored_value"]), (1280, 200))
        self.assertEqual([c["name"] for c in panel["coupons"]], ["50 off 300"])
        self.assertEqual(panel["coupons"][0]["minimum"], 300)
        self.assertEqual(panel["records"]["res.partner"][0]["id"], self.member.id)
        self.assertEqual(len(panel["records"]["loyalty.card"]), 2)

    def test_phone_finds_the_member_in_any_spelling(self):
        for phone in ("13800138000", "+86 138 0013 8000", "１３８００１３８０００"):
            self.assertEqual(self._look(phone)["id"], self.member.id, phone)

    def test_a_phone_is_found_by_its_index(self):
        """Among a million members nobody is looked for one by one."""
        query = self.env["res.partner"]._search(
            [
                ("member_phone", "=", self.member.member_phone),
                ("is_member", "=", True),
                ("member_company_id", "=", self.company.id),
            ]
        )
        self._crowd(2000)
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in rows)
        self.assertRegex(plan, r"Index Cond: .*member_phone", plan)

    def _crowd(self, count):
        """So many more members, so that the database has a reason to choose."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO res_partner
            SELECT (jsonb_populate_record(member, jsonb_build_object(
                       'id', nextval('res_partner_id_seq'), 'member_token', NULL,
                       'member_no', 'M' || n, 'member_phone', 15000000000 + n))).*
              FROM res_partner member, generate_series(1, %s) n
             WHERE member.id = %s
            """,
            [count, self.member.id],
        )
        self.env.cr.execute("ANALYZE res_partner")

    def test_coupon_code_finds_its_owner(self):
        coupon = self._make_card(self.coupon_program)
        self.assertEqual(self._look(coupon.code)["id"], self.member.id)

    def test_unknown_code_is_told_in_words(self):
        answer = self._look("13999999999")
        self.assertFalse(answer["found"])
        self.assertIn("13999999999", answer["message"])

    def test_empty_code_finds_nobody(self):
        self.assertFalse(self._look("  ")["found"])

    def test_customer_who_is_no_member_is_not_found(self):
        self.env["res.partner"].create({"name": "Plain", "phone": "13711112222"})
        self.assertFalse(self._look("13711112222")["found"])

    def test_member_of_another_company_is_not_found(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        self._make_member("Elsewhere", "13911112222", member_company_id=other.id)
        self.assertFalse(self._look("13911112222")["found"])

    def test_phone_is_shown_masked(self):
        self.assertEqual(self._look("13800138000")["phone"], "138****8000")

    def test_expired_and_spent_coupons_are_not_shown(self):
        self._make_card(self.coupon_program, points=0)
        self._make_card(self.coupon_program, expiration_date="2020-01-01")
        self.assertFalse(self._look(self.member.member_no)["coupons"])

    def test_coupon_on_an_order_elsewhere_is_shown_as_such(self):
        coupon = self._make_card(self.coupon_program)
        self._hold(coupon, "elsewhere", self.other_cashier, self.other_till)
        self.assertIn("Shop B", self._look("13800138000")["coupons"][0]["held"])
        own = self._look("13800138000", order_uuid="elsewhere")
        self.assertEqual(own["coupons"][0]["held"], "")

    def test_user_without_till_rights_is_refused(self):
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self._look("13800138000", user=clerk)

    def test_portal_user_is_refused(self):
        portal = new_test_user(self.env, "visitor", "base.group_portal")
        with self.assertRaises(AccessError):
            self._look("13800138000", user=portal)
