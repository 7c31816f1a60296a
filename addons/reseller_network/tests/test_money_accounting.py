from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyAccounting(MoneyCommon):
    """The same article sold both ways, and shares that tie to what was paid."""

    def _amounts(self, order):
        return {
            (entry.role, entry.kind): entry.amount
            for entry in order.order_line.share_entry_ids
        }

    def test_one_article_earns_a_margin_or_a_commission(self):
        """Proves R51: never both on one order, and each owed to its seller."""
        margin = self._amounts(self._earn())
        commission = self._amounts(self._earn(place=self.link_place))
        self.assertEqual(margin["reseller", "margin"], 140)
        self.assertEqual(commission["affiliate", "commission"], 120)
        self.assertNotIn(("affiliate", "commission"), margin)
        self.assertNotIn(("reseller", "margin"), commission)
        self.assertEqual(self._figures()["withdrawable"], 140)
        self.assertEqual(self._figures(self.link)["withdrawable"], 120)

    def test_who_ever_collects_the_shares_are_the_same(self):
        """Proves R14: agent, reseller and operator share exactly what was paid."""
        self.contract.credit_limit = 1000
        by_operator = self._earn()
        own = self._sell()
        self._deliver(own)
        for order in (by_operator, own):
            shares = order.order_line.share_entry_ids.filtered(
                lambda entry: entry.kind != "collected"
            )
            self.assertEqual(
                set(shares.mapped("role")), {"agent", "reseller", "operator"}
            )
            total = self.currency.round(sum(shares.mapped("amount")))
            self.assertEqual(total, order.amount_total)
        self.assertEqual(self._amounts(own)["reseller", "collected"], -400)

    def test_without_a_share_of_the_operator_no_empty_bill_is_written(self):
        """Proves R54: the whole margin goes to the seller, from order to bills."""
        contracts = self.brand.contract_ids
        self.assertEqual(set(contracts.mapped("operator_ratio")), {0.0})
        self.gold.take_ratio = self.offers[0].supply_price / 10
        order = self._earn()
        amounts = self._amounts(order)
        self.assertFalse(any(role == "operator" for role, _kind in amounts))
        self.assertEqual(sum(amounts.values()), order.amount_total)
        today = self.company._get_local_today()
        self.env["settlement.statement"].generate(today, today)
        statements = order.order_line.share_entry_ids.statement_id
        statements.action_send()
        statements._agree("operator_agreed_on")
        statements._agree("party_agreed_on")
        statements.action_bill()
        self.assertEqual(sorted(statements.mapped("role")), ["agent", "reseller"])
        bills = statements.bill_id
        self.assertEqual(len(bills), 2)
        self.assertTrue(all(bill.amount_total > 0 for bill in bills))
        self.assertTrue(all(line.price_subtotal for line in bills.invoice_line_ids))

    def test_money_is_closed_to_sellers_agents_and_brands(self):
        """Each through the models himself, past the pages."""
        agent = new_test_user(
            self.env,
            "t_agent_money",
            groups="brand_outlet.group_agent",
            party_id=self.ks.agent_id.id,
        )
        for user in (self.user, agent):
            for model in ("reseller.withdrawal", "payout.account", "money.claim"):
                records = self.env[model].with_user(user)
                try:
                    found = records.search([])
                except AccessError:
                    continue
                self.assertFalse(found)

    def test_an_operator_neither_makes_nor_deletes_withdrawals(self):
        records = self.env["reseller.withdrawal"].with_user(self.operator)
        for right in ("create", "unlink"):
            self.assertFalse(records.has_access(right))
        accounts = self.env["payout.account"].with_user(self.operator)
        self.assertFalse(accounts.has_access("write"))
