from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestDifference(LedgerCommon):
    def _tamper(self):
        self._sell()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE loyalty_card SET points = 1 WHERE id = %s", [self.points.id]
        )
        self.env.cr.execute(
            "UPDATE res_partner SET growth = 2 WHERE id = %s", [self.member.id]
        )
        self.env.invalidate_all()
        self.env["member.difference"].action_check()
        return self.env["member.difference"].search([])

    def test_a_balance_changed_behind_the_ledger_is_named(self):
        differences = self._tamper()
        points = differences.filtered(lambda row: row.card_id == self.points)
        growth = differences.filtered(lambda row: row.asset == "growth")
        self.assertEqual((points.balance, points.entered), (1, 400))
        self.assertEqual(growth.partner_id, self.member)
        self.assertEqual(growth.difference, -398)

    def test_a_manager_sets_the_balance_to_its_entries(self):
        manager = new_test_user(
            self.env, "m.manager", "wechat_member.group_member_manager"
        )
        self._tamper().with_user(manager).action_correct()
        self.assertEqual((self.points.points, self.member.growth), (400, 400))
        self._assert_ledger_agrees()

    def test_only_a_manager_corrects_and_nobody_writes_the_ledger(self):
        user = new_test_user(self.env, "m.user", "wechat_member.group_member_user")
        differences = self._tamper().with_user(user)
        self.assertTrue(differences.mapped("balance"))
        with self.assertRaises(AccessError):
            differences.action_correct()
        manager = new_test_user(
            self.env, "m.manager2", "wechat_member.group_member_manager"
        )
        with self.assertRaises(AccessError):
            self.env["member.entry"].with_user(manager).create(
                {
                    "asset": "points",
                    "kind": "adjust",
                    "amount": 1,
                    "company_id": self.company.id,
                }
            )

    def test_cashiers_do_not_read_the_ledger(self):
        with self.assertRaises(AccessError):
            self.env["member.entry"].with_user(self.cashier).search([])
        with self.assertRaises(AccessError):
            self.env["member.difference"].with_user(self.cashier).action_check()

    def test_another_company_sees_none_of_the_entries(self):
        self._sell()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "wechat_member.group_member_manager",
            company_id=other.id,
            company_ids=[other.id],
        )
        self.assertFalse(self.env["member.entry"].with_user(stranger).search([]))
