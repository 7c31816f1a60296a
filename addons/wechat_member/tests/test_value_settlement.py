from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common_value import ValueCommon


@tagged("post_install", "-at_install")
class TestValueSettlement(ValueCommon):
    def test_each_outlet_is_settled_the_next_day_by_its_own_journal(self):
        """Proves R170."""
        self._make_rule(300, 90)
        with freeze_time("2026-03-02 02:00:00"):
            session = self._open_session(self.till, self.cashier)
            self._open_session(self.other_till, self.other_cashier)
            self._sync(self._top_up_order("up", 300, date_order="2026-03-02 02:00:00"))
            card = self._wallet_of()
            spend = self._ui_order(
                "spend",
                card,
                self.other_till.current_session_id,
                discount=130,
                cost=130,
            )
            self._sync(
                spend | {"date_order": "2026-03-02 02:00:00"}, user=self.other_cashier
            )
            self.env["value.settlement"]._cron_settle()
            self.assertFalse(self._settlements(), "The day is not over")
        with freeze_time("2026-03-03 02:00:00"):
            self.env["value.settlement"]._cron_settle()
            self.env["value.settlement"]._cron_settle()
        rows = {row.config_id: row for row in self._settlements()}
        self.assertEqual(set(rows), {self.till, self.other_till})
        sold, took = rows[self.till], rows[self.other_till]
        self.assertEqual((sold.topped_up, sold.given, sold.net), (300, 90, -300))
        self.assertEqual((took.spent_paid, took.spent_gift, took.net), (100, 30, 130))
        self.assertEqual(took.till_spent, 130)
        self.assertEqual(sold.till_topped_up, 300)
        self.assertEqual((sold.difference, took.difference), (0, 0))
        self.assertEqual(self._journal_total(self.till), sold.topped_up + sold.given)
        self.assertEqual(self._journal_total(self.other_till), -took.due)
        self._close(session)

    def _settlements(self):
        return self.env["value.settlement"].search([("date", "=", "2026-03-02")])

    def _journal_total(self, till):
        """Return what the outlet's journal added to the liability."""
        lines = self.env["account.move.line"].search(
            [
                ("journal_id", "=", till.value_journal_id.id),
                ("account_id", "=", self.company.value_liability_account_id.id),
            ]
        )
        return -sum(lines.mapped("balance"))

    def test_accountant_agrees_only_where_nothing_differs(self):
        accountant = new_test_user(
            self.env, "value.accountant", "account.group_account_invoice"
        )
        user = new_test_user(self.env, "value.user", "wechat_member.group_member_user")
        vals = {"date": "2026-03-02", "company_id": self.company.id}
        day = self.env["value.settlement"].create(vals | {"difference": 1})
        with self.assertRaisesRegex(UserError, "differ"):
            day.with_user(accountant).action_agree()
        day.difference = 0
        with self.assertRaises(AccessError):
            day.with_user(user).action_agree()
        with self.assertRaises(AccessError):
            day.with_user(accountant).net = 5
        day.with_user(accountant).action_agree()
        self.assertEqual(day.state, "agreed")
        self.assertEqual(day.agreed_by_id, accountant)
        day.with_user(self.env.user).action_agree()
        self.assertEqual(day.agreed_by_id, accountant)
        menus = self.env["ir.ui.menu"].with_user(accountant)._visible_menu_ids()
        for name in ("menu_value_settlements", "menu_value_check"):
            self.assertIn(self.env.ref(f"wechat_member.{name}").id, menus)
        self.env["value.position"].with_user(accountant).search([])

    def test_what_differs_is_agreed_once_somebody_wrote_why(self):
        """A receipt of the last minute of a day has its movement on the next one."""
        accountant = new_test_user(
            self.env, "value.accountant", "account.group_account_invoice"
        )
        vals = {"date": "2026-03-02", "company_id": self.company.id, "difference": 1}
        day = self.env["value.settlement"].create(vals).with_user(accountant)
        with self.assertRaisesRegex(UserError, "write down why"):
            day.action_agree()
        with self.assertRaises(AccessError):
            day.write({"explanation": "23:59", "difference": 0})
        day.explanation = "Receipt 0042 of 23:59"
        day.action_agree()
        self.assertEqual((day.state, day.difference), ("agreed", 1))
        with self.assertRaisesRegex(UserError, "agreed already"):
            day.explanation = "Something else"

    # ------------------------------------------------------------------------ screens
    def test_position_names_what_differs(self):
        self._top_up(120)
        self.env.flush_all()
        position = self.env["value.position"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(position.difference, 0)
        self.env.cr.execute(
            "UPDATE loyalty_card SET points = points + 5 WHERE program_id = %s",
            [self.wallet_program.id],
        )
        position.invalidate_recordset()
        self.assertEqual((position.difference, position.ledger_difference), (5, 5))

    def test_cashier_sees_no_settlement_and_no_rule_can_be_changed_by_users(self):
        user = new_test_user(self.env, "value.user", "wechat_member.group_member_user")
        rule = self._make_rule(100, 8)
        with self.assertRaises(AccessError):
            self.env["value.settlement"].with_user(self.cashier).search([])
        with self.assertRaises(AccessError):
            rule.with_user(user).gift_amount = 80
        with self.assertRaises(AccessError):
            self.env["value.position"].with_user(user).search([])
