from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.reseller_account import MoneyShort
from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyBalance(MoneyCommon):
    def test_without_money_or_credit_nothing_is_ordered(self):
        """The limit is nothing where nobody gave one."""
        with self.assertRaises(MoneyShort) as refusal:
            self._sell()
        self.assertEqual(refusal.exception.missing, 260)
        self.assertIn("260", str(refusal.exception))

    def test_a_customer_is_not_told_what_the_seller_pays(self):
        self.place.collect_by = "reseller"
        order = self.env["sale.order"].create(self._batch_vals())
        public = self.env.ref("base.public_user")
        with self.assertRaises(MoneyShort) as refusal:
            order.with_user(public).sudo().action_confirm()
        self.assertNotIn("260", str(refusal.exception))
        self.assertNotIn(self.partner.name, str(refusal.exception))

    def test_a_top_up_is_used_up_by_orders_at_the_take_price(self):
        """Proves R66."""
        self._top_up(600)
        order = self._sell()
        self.assertEqual(order.amount_total, 400)
        self.assertEqual(order.amount_held, 260)
        figures = self._figures()
        self.assertEqual((figures["held"], figures["free"]), (260, 340))
        self._sell()
        with self.assertRaises(MoneyShort) as refusal:
            self._sell()
        self.assertEqual(refusal.exception.missing, 180)

    def test_the_credit_limit_is_that_of_the_customer_in_odoo(self):
        self.contract.credit_limit = 300
        partner = self.partner.with_company(self.company)
        self.assertEqual(partner.credit_limit, 300)
        self._sell()
        with self.assertRaises(MoneyShort):
            self._sell()
        self.assertEqual(self._figures()["available"], 40)

    def test_what_is_held_becomes_owed_at_delivery(self):
        self._top_up(1000)
        order = self._sell(2)
        self.assertEqual(self._figures()["held"], 520)
        self._deliver(order)
        figures = self._figures()
        self.assertEqual((figures["held"], figures["entries"]), (0, -520))
        self.assertEqual(figures["free"], 480)

    def test_cancelling_and_returning_give_the_money_back(self):
        self._top_up(600)
        gone, back = self._sell(), self._sell()
        gone._action_cancel()
        self.assertEqual(self._figures()["free"], 340)
        self._deliver(back)
        self.assertEqual(self._figures()["free"], 340)
        self._give_back(back)
        self.assertEqual(self._figures()["free"], 600)

    def test_goods_that_turn_back_on_their_way_hold_nothing(self):
        self._top_up(600)
        order = self._sell()
        parcel = order._parcels()
        parcel._ship(self.courier, "TN1")
        self.assertEqual(self._figures()["held"], 260)
        self._give_back(order)
        self.assertEqual(self._figures()["held"], 0)

    def test_goods_that_wait_for_stock_hold_their_money(self):
        self._top_up(10000)
        order = self._sell(20)
        self.assertIn(order.routing_state, ("partial", "waiting"))
        self.assertEqual(order.amount_held, 5200)

    def test_orders_of_one_batch_share_the_balance(self):
        self._top_up(600)
        self.place.collect_by = "reseller"
        orders = self.env["sale.order"].create(
            [self._batch_vals() for _number in range(3)]
        )
        with self.assertRaises(MoneyShort):
            orders.action_confirm()

    def _batch_vals(self):
        return {
            "partner_id": self.in_beijing.id,
            "place_id": self.place.id,
            "order_line": [(0, 0, {"product_id": self.small.id, "price_unit": 400.0})],
        }

    def test_who_is_paid_by_the_operator_needs_no_balance(self):
        order = self._sell(collect_by="operator")
        self.assertEqual((order.state, order.amount_held), ("sale", 0))

    def test_an_invoice_of_the_statement_takes_the_place_of_its_lines(self):
        """What was owed before is owed after it; the prepaid money pays it."""
        self._top_up(1000)
        self._deliver(self._sell())
        before = self._figures()["free"]
        statement = self._bill(self.partner)
        self.assertEqual(statement.bill_id.move_type, "out_invoice")
        self.assertEqual(statement.bill_id.amount_total, 260)
        self.assertEqual(self._figures()["free"], before)
        self.assertEqual(statement.bill_id.payment_state, "paid")
        self.assertEqual(self._figures()["receivable"], -740)

    def _bill(self, partner):
        today = self.company._get_local_today()
        statements = self.env["settlement.statement"].generate(
            today.replace(day=1), today
        )
        statement = statements.filtered(lambda one: one.partner_id == partner)
        statement.action_send()
        statement._agree("operator_agreed_on")
        statement._agree("party_agreed_on")
        statement.action_bill()
        return statement

    def test_what_an_agent_is_billed_for_goods_is_not_his_as_a_seller(self):
        """The same party may be an agent and sell: two matters, two purses."""
        agent = self.ks.agent_id
        place = self._make_place("代理的柜台", owner=agent)
        contract = self.env["reseller.contract"].create(
            {"reseller_id": agent.id, "grade_id": self.gold.id, "mode": "shop"}
        )
        contract.action_activate()
        self._earn(place=place)
        before = self._figures(contract)["free"]
        self._bill_all()
        self.assertEqual(self._figures(contract)["free"], before)

    def _bill_all(self):
        today = self.company._get_local_today()
        statements = self.env["settlement.statement"].generate(
            today.replace(day=1), today
        )
        statements.action_send()
        statements._agree("operator_agreed_on")
        statements._agree("party_agreed_on")
        statements.action_bill()

    def test_collected_by_me_makes_only_the_take_price_due(self):
        """Proves R66."""
        self._top_up(600)
        order = self._sell(collect_by="operator")
        self.assertTrue(order._may_mark_collected())
        order._mark_collected()
        self.assertEqual(self._figures()["held"], 260)
        self._deliver(order)
        self.assertEqual(self._figures()["entries"], -260)
        with self.assertRaises(UserError):
            order._mark_collected()

    def test_collected_by_me_needs_the_balance(self):
        order = self._sell(collect_by="operator")
        with self.assertRaises(MoneyShort):
            order._mark_collected()
