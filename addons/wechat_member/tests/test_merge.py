import random

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


class MergeCommon(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).company_id = cls.company
        cls.manager = new_test_user(
            cls.env, "member.manager", "wechat_member.group_member_manager"
        )
        cls.other = cls._make_member("Wang at WeChat", "13912345678")

    def _merge(self, kept=None, gone=None):
        merge = (
            self.env["member.merge"]
            .with_user(self.manager)
            .create(
                {
                    "kept_id": (kept or self.member).id,
                    "gone_id": (gone or self.other).id,
                }
            )
        )
        merge.action_merge()
        return merge

    def _fill(self, member, points=0, paid=0, gift=0, growth=0):
        """Give a member cards with what is asked for, through the ledger."""
        cards = {}
        for program, movements in (
            (self.points_program, [("earn", points)]),
            (self.wallet_program, [("top_up", paid), ("top_up_gift", gift)]),
        ):
            if any(amount for _kind, amount in movements):
                card = self._make_card(program, points=0, partner=member)
                for kind, amount in movements:
                    card._post_entry(kind, amount, f"test,{member.id}")
                cards[program] = card
        member._add_growth(growth)
        return cards

    def _held(self, member):
        member.invalidate_recordset()
        return (
            member.member_points,
            member.member_stored_value,
            member.growth,
            member.member_coupon_count,
        )

    def _check_ledger(self):
        """Every card holds the sum of its entries."""
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.env["loyalty.card"].search(
            [("partner_id", "in", (self.member | self.other).ids)]
        )
        for card in cards:
            total = sum(card.entry_ids.mapped("amount"))
            self.assertAlmostEqual(card.points, total, 2, card.program_id.name)


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    def test_nothing_is_lost_by_merging(self):
        """Proves R160."""
        kept = self._fill(self.member, points=100, paid=50, growth=10)
        self._fill(self.other, points=30, paid=200, gift=20, growth=5)
        coupon = self._make_card(self.coupon_program, partner=self.other)
        self._merge()
        self.assertEqual(self._held(self.member), (130, 270, 15, 1))
        self.assertEqual(coupon.partner_id, self.member)
        wallet = kept[self.wallet_program]
        self.assertEqual((wallet.value_paid, wallet.value_gift), (250, 20))
        self.assertFalse(self.other.is_member or self.other.active)
        self._check_ledger()

    def test_a_card_the_other_has_not_changes_hands_with_its_code(self):
        card = self._fill(self.other, points=30)[self.points_program]
        self._merge()
        self.assertEqual(card.partner_id, self.member)
        self.assertEqual(self.member.member_points, 30)

    def test_the_old_phone_and_card_lead_to_the_member(self):
        number, phone = self.other.member_no, self.other.member_phone
        physical = self.env["member.physical.card"]._add(["80010001"], self.company)
        physical._bind_to(self.other)
        self._merge()
        partners = self.env["res.partner"].with_user(self.cashier)
        for code in (number, phone, "80010001"):
            found = partners._find_member(code, self.company)
            self.assertEqual(found, self.member, code)
        joined = partners._join_member(phone, self.company, "till")
        self.assertEqual(joined, self.member)

    def test_undone_each_has_what_was_his(self):
        """Proves R160."""
        self._fill(self.member, points=100, paid=50, growth=10)
        self._fill(self.other, points=30, paid=200, gift=20, growth=5)
        coupon = self._make_card(self.coupon_program, partner=self.other)
        before = self._held(self.member), self._held(self.other)
        merge = self._merge()
        merge.action_undo()
        self.assertEqual((self._held(self.member), self._held(self.other)), before)
        self.assertEqual(coupon.partner_id, self.other)
        self.assertTrue(self.other.is_member and self.other.active)
        self.assertFalse(merge.difference)
        found = self.env["res.partner"]._find_member("13912345678", self.company)
        self.assertEqual(found, self.other)
        self._check_ledger()

    def test_what_was_spent_meanwhile_is_named_when_undone(self):
        cards = self._fill(self.member, points=10)
        self._fill(self.other, points=30)
        merge = self._merge()
        cards[self.points_program]._post_entry("spend", -25, "test,spent")
        merge.action_undo()
        self.assertEqual(self._held(self.member)[0], 0)
        self.assertEqual(self._held(self.other)[0], 15)
        self.assertIn("15", merge.difference)
        self._check_ledger()

    def test_members_of_two_merchants_are_not_merged(self):
        rival = self.env["res.company"].create({"name": "Another merchant"})
        stranger = self._make_member("Li", "13700001111", member_company_id=rival.id)
        with self.assertRaisesRegex(UserError, "another company"):
            self.env["member.merge"].create(
                {"kept_id": self.member.id, "gone_id": stranger.id}
            ).action_merge()

    def test_money_of_another_company_is_not_moved(self):
        rival = self.env["res.company"].create({"name": "Another merchant"})
        program = self.coupon_program.copy({"company_id": rival.id})
        self._make_card(program, partner=self.other)
        with self.assertRaisesRegex(UserError, "another company"):
            self._merge()
        self.assertTrue(self.other.is_member)

    def test_a_coupon_on_an_open_order_waits(self):
        card = self._make_card(self.coupon_program, partner=self.other)
        self._take({card: 1}, "open", partner=self.other)
        with self.assertRaisesRegex(UserError, "A till is using"):
            self._merge()

    def test_merged_twice_or_undone_twice_is_refused(self):
        self._fill(self.other, points=30)
        merge = self._merge()
        with self.assertRaises(UserError):
            merge.action_merge()
        with self.assertRaises(UserError):
            self._merge()
        merge.action_undo()
        with self.assertRaises(UserError):
            merge.action_undo()
        self.assertEqual(self._held(self.other)[0], 30)

    def test_a_no_to_messages_of_either_stays_a_no(self):
        self.member.member_consent = True
        self.other.member_consent = False
        self._merge()
        self.assertFalse(self.member.member_consent)

    def test_only_managers_merge(self):
        user = new_test_user(self.env, "member.user", "wechat_member.group_member_user")
        with self.assertRaises(AccessError):
            self.env["member.merge"].with_user(user).create(
                {"kept_id": self.member.id, "gone_id": self.other.id}
            )

    def test_random_acts_keep_every_balance_in_the_ledger(self):
        """Merging, undoing, earning and spending in any order lose nothing."""
        chance = random.Random(6)
        self._fill(self.member, points=100, paid=50, gift=5, growth=10)
        self._fill(self.other, points=30, paid=200, gift=20, growth=5)
        total, merge = 405.0, None
        for step in range(40):
            act = chance.choice(["earn", "spend", "merge", "undo"])
            if act == "merge" and not merge:
                merge = self._merge()
            elif act == "undo" and merge:
                merge.action_undo()
                merge = None
            elif act in ("earn", "spend"):
                cards = (self.member | self.other).member_card_ids.filtered("points")
                card = chance.choice(cards)
                amount = chance.randint(1, 9)
                if act == "spend":
                    amount = -min(amount, card.points)
                card._post_entry(act, amount, f"step,{step}")
                total += amount
            held = (self.member | self.other).with_context(active_test=False)
            self.assertAlmostEqual(sum(held.member_card_ids.mapped("points")), total)
            self._check_ledger()


@tagged("post_install", "-at_install")
class TestIdentityMatch(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["wechat.account"]
        cls.account = accounts.create({"name": "Shop", "app_id": "wx0123456789abcdef"})
        cls.mini = accounts.create(
            {"name": "Mini", "app_id": "wx0123456789abcde0", "kind": "mini"}
        )

    def _identity(self, openid, account=None, **vals):
        identities = self.env["wechat.identity"]
        return identities._get_for(account or self.account, openid, **vals)

    def test_an_openid_is_one_person_per_account(self):
        """Proves R160."""
        first = self._identity("o1")
        self.assertEqual(self._identity("o1"), first)
        self.assertNotEqual(self._identity("o1", self.mini), first)

    def test_the_unionid_finds_the_member_across_accounts(self):
        """Proves R160."""
        self._identity("o1", unionid="u1", partner_id=self.member)
        other = self._identity("m1", self.mini, unionid="u1")
        self.assertEqual(other._match_member(), self.member)
        stranger = self._identity("m2", self.mini, unionid="u2")
        self.assertFalse(stranger._match_member())

    def test_proving_the_phone_merges_what_wechat_knew(self):
        """Proves R160."""
        self._fill(self.other, points=30, paid=100)
        self._fill(self.member, points=5, paid=20)
        identity = self._identity("o1", partner_id=self.other)
        identity._bind(self.member)
        self.assertEqual(identity.partner_id, self.member)
        self.assertEqual(self._held(self.member)[:2], (35, 120))
        self.assertFalse(self.other.is_member)
        merge = self.env["member.merge"].search([("gone_id", "=", self.other.id)])
        self.assertEqual((merge.state, merge.reason), ("done", "phone"))
        self._check_ledger()

    def test_what_cannot_be_merged_now_waits_for_a_decision(self):
        card = self._make_card(self.coupon_program, partner=self.other)
        self._take({card: 1}, "open", partner=self.other)
        identity = self._identity("o1", partner_id=self.other)
        identity._bind(self.member)
        self.assertEqual(identity.partner_id, self.member)
        merge = self.env["member.merge"].search([("gone_id", "=", self.other.id)])
        self.assertEqual(merge.state, "draft")
        self.assertTrue(merge.obstacle)

    def test_all_accounts_of_one_person_are_bound_together(self):
        first = self._identity("o1", unionid="u1")
        second = self._identity("m1", self.mini, unionid="u1")
        first._bind(self.member)
        self.assertEqual(second.partner_id, self.member)

    def test_sex_and_picture_of_wechat_are_stored(self):
        """Proves R160."""
        identity = self._identity(
            "o1", sex="2", avatar_url="https://thirdwx.example/a.png"
        )
        identity._bind(self.member)
        self.assertEqual(identity.sex, "2")
        self.assertTrue(identity.avatar_url)
        self.assertEqual(self.member.member_gender, "female")

    def test_contacts_merged_by_the_core_keep_the_paid_and_the_gift_part(self):
        """Proves R160."""
        for kept_has_a_card in (True, False):
            kept = self._make_member("Li", f"1370000000{int(kept_has_a_card)}")
            gone = self._make_member("Li at work", f"1370000001{int(kept_has_a_card)}")
            if kept_has_a_card:
                self._fill(kept, paid=50, gift=5)
            self._fill(gone, points=30, paid=200, gift=20)
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (kept | gone).ids, kept
            )
            wallet = self.env["loyalty.card"].search(
                [
                    ("partner_id", "=", kept.id),
                    ("program_id", "=", self.wallet_program.id),
                ]
            )
            had = (50, 5) if kept_has_a_card else (0, 0)
            self.assertEqual(len(wallet), 1)
            self.assertEqual(
                (wallet.value_paid, wallet.value_gift), (had[0] + 200, had[1] + 20)
            )
            self.assertEqual(wallet.points, sum(wallet.entry_ids.mapped("amount")))

    def test_what_was_bought_goes_along_and_comes_back(self):
        """Proves R160."""
        self._open_session(self.till, self.cashier)
        values = self._ui_order("bought-before") | {"partner_id": self.other.id}
        receipt = self._sync(values)
        order, own = self.env["sale.order"].create(
            [
                {
                    "partner_id": member.id,
                    "order_line": [Command.create({"product_id": self.shirt.id})],
                }
                for member in (self.other, self.member)
            ]
        )
        order.action_confirm()
        address = order.partner_invoice_id
        merge = self._merge()
        bought = (
            receipt.partner_id | order.partner_id | order.order_line.order_partner_id
        )
        self.assertEqual(bought, self.member)
        self.assertEqual(order.partner_invoice_id, address, "documents stay")
        merge.action_undo()
        bought = (
            receipt.partner_id | order.partner_id | order.order_line.order_partner_id
        )
        self.assertEqual(bought, self.other)
        self.assertEqual(own.partner_id, self.member)
