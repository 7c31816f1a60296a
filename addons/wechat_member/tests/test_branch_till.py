"""A branch: its own till, the cards of the legal entity."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestBranchTill(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch in the mall", "parent_id": cls.company.id}
        )
        env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.branch.ids}
        )
        journal = env["account.journal"].create(
            {
                "name": "Branch cash",
                "type": "cash",
                "code": "BRC",
                "company_id": cls.branch.id,
            }
        )
        method = env["pos.payment.method"].create(
            {
                "name": "Branch cash",
                "journal_id": journal.id,
                "company_id": cls.branch.id,
            }
        )
        cls.branch_till = env["pos.config"].create(
            {
                "name": "Branch",
                "company_id": cls.branch.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        cls.branch_cashier = new_test_user(
            cls.env,
            "till.branch",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.branch.id,
            company_ids=[Command.set(cls.branch.ids)],
        )

    def test_coupon_of_the_legal_entity_is_used_at_the_branch(self):
        self.coupon_program.company_id = self.company
        # a coupon in the hand; members are seen by the company they joined
        nobody = self.env["res.partner"]
        card = self._make_card(self.coupon_program, partner=nobody)
        branch = {"user": self.branch_cashier, "till": self.branch_till}
        answer = self._hold(card, "A", **branch)
        self.assertEqual(answer["card_id"], card.id)
        self.assertTrue(self._take({card: 1}, "A", **branch)["taken"])
        refused = self._take({card: 1}, "B")
        self.assertIn("Branch", refused["refusals"][0]["message"])

    def test_top_up_at_the_branch_is_no_purchase(self):
        programs = self.env["loyalty.program"]
        self.wallet_program.company_id = self.company
        product = self.wallet_program.rule_ids.product_ids
        for company in (self.company, self.branch):
            self.assertLessEqual(product, programs._get_advance_products(company))
