from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestJoin(MemberCommon):
    def _join(self, phone="13900001111", source="till", company=None, **kwargs):
        partners = self.env["res.partner"].with_user(self.cashier)
        return partners._join_member(
            phone, company or self.company, source, **kwargs
        ).sudo()

    def test_a_new_phone_makes_a_member_with_source_and_channel(self):
        channel = self.env["member.channel"].create({"name": "Window"})
        member = self._join(source="claim", channel=channel, name="Li Na")
        self.assertTrue(member.is_member and member.member_no)
        self.assertEqual(member.name, "Li Na")
        self.assertEqual(member.member_phone, "13900001111")
        self.assertEqual(member.member_source, "claim")
        self.assertEqual(member.member_channel_id, channel)

    def test_every_door_finds_the_same_member(self):
        """Proves R159."""
        member = self._join("139-0000 1111")
        for source in ("claim", "page", "wechat", "workbook", "api"):
            self.assertEqual(self._join("+86 13900001111", source), member)
        self.assertEqual(member.member_source, "till")

    def test_the_first_channel_keeps_the_member(self):
        first, second = self.env["member.channel"].create(
            [{"name": "Window"}, {"name": "Article", "kind": "article"}]
        )
        member = self._join(channel=first)
        self._join(channel=second)
        self.assertEqual(member.member_channel_id, first)

    def test_a_member_without_name_is_called_by_the_last_digits(self):
        self.assertIn("1111", self._join().name)

    def test_joining_again_does_not_rename(self):
        member = self._join(name="Li Na")
        self._join(name="Somebody")
        self.assertEqual(member.name, "Li Na")

    def test_a_wrong_phone_does_not_join(self):
        with self.assertRaises(ValidationError):
            self._join("12345")

    def test_the_company_s_customer_becomes_the_member(self):
        """Proves R183."""
        customer = self.env["res.partner"].create(
            {"name": "Chen", "phone": "139 0000 1111"}
        )
        order = self.env["sale.order"].create({"partner_id": customer.id})
        member = self._join(name="Another name")
        self.assertEqual(member, customer)
        self.assertEqual(member.name, "Chen")
        self.assertEqual(order.partner_id.member_phone, "13900001111")

    def test_a_customer_of_two_companies_is_not_taken_from_the_other(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        customer = self.env["res.partner"].create(
            {"name": "Chen", "phone": "13900001111"}
        )
        self.env["sale.order"].with_company(other).create({"partner_id": customer.id})
        self.assertNotEqual(self._join(), customer)
        self.assertFalse(customer.is_member)

    def test_two_contacts_with_one_phone_are_not_guessed(self):
        contacts = self.env["res.partner"].create(
            [{"name": name, "phone": "13900001111"} for name in ("Mother", "Daughter")]
        )
        self.assertNotIn(self._join(), contacts)

    def test_each_merchant_has_his_own_member(self):
        other = self.env["res.company"].create({"name": "Another merchant"})
        member = self._join()
        elsewhere = self._join(company=other)
        self.assertNotEqual(member, elsewhere)
        self.assertEqual(elsewhere.member_company_id, other)

    def test_a_member_in_the_archive_comes_back(self):
        member = self._join()
        member.active = False
        self.assertEqual(self._join(), member)
        self.assertTrue(member.active)

    def test_consent_is_kept_with_date_and_source(self):
        member = self._join(consent=True)
        self.assertTrue(member.member_consent and member.member_consent_at)
        self.assertEqual(member.member_consent_source, "till")
        self._join(source="claim")
        self.assertTrue(member.member_consent, "Not asked is no answer")
        self._join(source="page", consent=False)
        self.assertFalse(member.member_consent)
        self.assertEqual(member.member_consent_source, "page")

    def test_another_number_is_not_verified(self):
        member = self._join(verified=True)
        self.assertTrue(member.member_phone_verified_at)
        member.member_phone = "139 0000 1111"
        self.assertTrue(member.member_phone_verified_at)
        member.member_phone = "13900002222"
        self.assertFalse(member.member_phone_verified_at)


@tagged("post_install", "-at_install")
class TestChannel(MemberCommon):
    def test_a_code_is_found_and_nonsense_is_not(self):
        channels = self.env["member.channel"]
        channel = channels.create({"name": "Window"})
        self.assertEqual(channels._find(f" {channel.code.upper()} "), channel)
        for code in ("", None, "x", "' or 1=1", channel.code[:-1] + "_"):
            self.assertFalse(channels._find(code))

    def test_a_channel_that_brought_members_stays(self):
        used, unused = self.env["member.channel"].create(
            [{"name": "Window"}, {"name": "Door"}]
        )
        self.member.member_channel_id = used
        unused.unlink()
        with self.assertRaises(UserError):
            used.unlink()

    def test_openings_of_past_days_are_gathered(self):
        opened = self.env["member.channel.open"]
        channel = self.env["member.channel"].create({"name": "Window"})
        for _visit in range(3):
            opened._note(self.company, channel)
        rows = opened.search([("channel_id", "=", channel.id)])
        self.assertEqual(len(rows), 3)
        rows.day = "2026-01-01"
        opened._note(self.company, channel)
        opened._gather_past_days()
        opened._gather_past_days()
        rows = opened.search([("channel_id", "=", channel.id)])
        self.assertEqual(sorted(rows.mapped("opens")), [1, 3])


@tagged("post_install", "-at_install")
class TestClaim(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupon_program.write({"is_claimable": True, "claim_limit_member": 1})
        cls.channel = cls.env["member.channel"].create({"name": "Window"})
        cls.visitor = new_test_user(cls.env, "visitor", "base.group_portal")

    def _claim(self, member=None, channel=None):
        program = self.coupon_program.with_user(self.visitor)
        return program._claim(member or self.member, channel).sudo()

    def _members(self, count):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"Member {number}",
                    "is_member": True,
                    "member_phone": f"1370000{number:04d}",
                }
                for number in range(count)
            ]
        )

    def test_a_claimed_coupon_is_in_the_wallet_with_its_channel(self):
        card = self._claim(channel=self.channel)
        self.assertEqual(card.partner_id, self.member)
        self.assertEqual(card.claim_channel_id, self.channel)
        self.assertEqual(card.points, 1)
        self.assertEqual(self.member.member_coupon_count, 1)

    def test_one_member_claims_once(self):
        self._claim()
        with self.assertRaisesRegex(UserError, "already claimed"):
            self._claim()

    def test_a_used_coupon_still_counts_as_claimed(self):
        self._claim().points = 0
        with self.assertRaises(UserError):
            self._claim()

    def test_the_last_piece_is_the_last(self):
        self.coupon_program.claim_limit = 3
        for member in self._members(3):
            self._claim(member)
        with self.assertRaisesRegex(UserError, "All coupons"):
            self._claim()
        self.assertEqual(self.coupon_program.claim_count, 3)

    def test_a_lowered_limit_holds(self):
        self.coupon_program.claim_limit = 500
        members = self._members(8)
        for member in members[:5]:
            self._claim(member)
        self.coupon_program.claim_limit = 6
        self._claim(members[5])
        with self.assertRaises(UserError):
            self._claim(members[6])

    def test_before_and_after_its_days_nothing_is_claimed(self):
        self.coupon_program.claim_from = "2126-01-01"
        with self.assertRaisesRegex(UserError, "not begun"):
            self._claim()
        self.coupon_program.write(
            {"claim_from": "2020-01-01", "claim_until": "2020-02-01"}
        )
        with self.assertRaisesRegex(UserError, "ended"):
            self._claim()

    def test_the_coupon_is_valid_for_the_days_of_the_program(self):
        self.coupon_program.write({"claim_valid_days": 7, "date_to": False})
        card = self._claim()
        self.assertEqual(
            (card.expiration_date - fields.Date.context_today(card)).days, 7
        )

    def test_points_and_stored_value_cannot_be_claimed(self):
        with self.assertRaises(ValidationError):
            self.points_program.is_claimable = True

    def test_stopped_and_opened_again_it_has_the_same_link(self):
        token = self.coupon_program.claim_token
        self.assertTrue(token)
        self.coupon_program.is_claimable = False
        with self.assertRaisesRegex(UserError, "no longer"):
            self._claim()
        self.coupon_program.is_claimable = True
        self.assertEqual(self.coupon_program.claim_token, token)
