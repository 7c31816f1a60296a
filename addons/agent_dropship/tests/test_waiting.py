from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestWaiting(DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.owner.lang = "zh_CN"
        cls.env.company.waiting_hours = 48.0

    def _wait(self, order, hours):
        """Let the order have waited for so long."""
        lines = order.order_line.filtered("waiting_since")
        lines.waiting_since = fields.Datetime.now() - timedelta(hours=hours)

    def _run(self, cron):
        """Run a job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"agent_dropship.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _give_up(self):
        self._run("cron_give_up_waiting")

    def _told(self, order):
        messages = order.message_ids.filtered(
            lambda message: self.owner in message.partner_ids
        )
        return messages.sorted("id").mapped("body")

    def test_reseller_is_told_once_that_an_order_waits(self):
        """Proves R125."""
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self.assertEqual(len(self._told(order)), 1)
        self.assertIn("羊毛围巾", self._told(order)[0])
        self._run("cron_retry_routing")
        self.assertEqual(len(self._told(order)), 1)

    def test_reseller_is_told_when_the_goods_come_in(self):
        """Proves R125."""
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self._stock(self.ks, self.scarf, 2)
        self._run("cron_retry_routing")
        self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(len(self._told(order)), 2)
        self.assertFalse(order.order_line.waiting_since)

    def test_order_nobody_can_serve_is_cancelled_after_its_time(self):
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self._wait(order, 47)
        self._give_up()
        self.assertEqual(order.state, "sale")
        self._wait(order, 49)
        self._give_up()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.routing_state, "none")
        self.assertEqual(len(self._told(order)), 2)
        self.assertFalse(order.refund_due)
        self.assertFalse(order.activity_ids)

    def test_what_ships_stays_and_only_the_rest_is_given_up(self):
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 1)])
        self._wait(order, 49)
        self._give_up()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(order.amount_total, self.coat.lst_price / 2)
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 1)

    def _pay_invoice(self, order):
        """Pay for everything in advance; return the invoice."""
        order.order_line.product_id.invoice_policy = "order"
        order.invalidate_recordset()
        self.env.add_to_compute(
            order.order_line._fields["qty_to_invoice"], order.order_line
        )
        invoice = order._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        return invoice

    def test_what_went_back_already_is_not_given_back_again(self):
        order = self._order(self.in_beijing, [(self.scarf, 1), (self.coat, 1)])
        self._pay_invoice(order)
        prices = {line: line.price_total for line in order.order_line}
        for line in order.order_line:
            line.waiting_since = fields.Datetime.now() - timedelta(hours=49)
            self._give_up()
            self.assertEqual(order.refund_due, prices[line])
            order.action_refund_done()
        self.assertEqual(order.state, "cancel")

    def test_an_order_that_can_not_be_given_up_does_not_hold_up_the_others(self):
        stuck, other = (
            self._order(self.in_beijing, [(self.scarf, 1)]) for _time in range(2)
        )
        self._pay_invoice(stuck)
        self.env["account.journal"].search([("type", "=", "sale")]).active = False
        self._wait(stuck, 60)
        self._wait(other, 50)
        with self.assertLogs("odoo.addons.brand_outlet.models.ir_cron", "ERROR"):
            self._give_up()
        self.assertEqual(other.state, "cancel")
        self.assertEqual(stuck.state, "sale")

    def test_paid_invoice_is_credited_and_somebody_has_to_pay_back(self):
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        invoice = self._pay_invoice(order)
        self._wait(order, 49)
        self._give_up()
        credit = order.invoice_ids - invoice
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual(credit.state, "posted")
        self.assertEqual(credit.amount_total, invoice.amount_total)
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.refund_due, invoice.amount_total)
        self.assertIn(self.scarf.name, order.activity_ids.summary)
        order.action_refund_done()
        self.assertFalse(order.refund_due)
        self.assertFalse(order.activity_ids)

    def test_money_somebody_else_took_is_not_given_back_by_the_operator(self):
        self.place.collect_by = "reseller"
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self._wait(order, 49)
        self._give_up()
        self.assertEqual(order.state, "cancel")
        self.assertFalse(order.refund_due)

    def test_without_a_limit_an_order_waits_on(self):
        self.env.company.waiting_hours = 0
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self._wait(order, 10_000)
        self._give_up()
        self.assertEqual(order.routing_state, "waiting")

    # --- silent agents --------------------------------------------------------------

    def _take_back(self, picking):
        picking.accept_by = fields.Datetime.now() - timedelta(minutes=1)
        self._run("cron_take_back_silent")

    def test_silent_agent_loses_the_dispatch_to_the_next(self):
        """Proves R125."""
        self._stock(self.tj, self.coat, 1)
        self._stock(self.ks, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        first = order.picking_ids
        self._take_back(first)
        self.assertEqual(first.dispatch_state, "refused")
        self.assertEqual(self._shares(order), {("T-COAT", self.ks): 1})
        events = self.env["agent.event"].search([("picking_id", "=", first.id)])
        self.assertEqual(events.mapped("kind"), ["silent"])
        # the goods did not get lost with it
        self.assertEqual(self._free(self.tj, self.coat), 1)

    def test_silent_agent_keeps_what_nobody_else_has(self):
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self._take_back(order.picking_ids)
        self.assertEqual(order.picking_ids.dispatch_state, "new")
        self.assertEqual(self._shares(order), {("T-COAT", self.tj): 1})
        self.assertFalse(self.env["agent.event"].search([("kind", "=", "silent")]))

    def test_who_accepted_or_gets_files_keeps_his_dispatch(self):
        for warehouse in (self.tj, self.ks):
            self._stock(warehouse, self.coat, 2)
        accepted = self._order(self.in_beijing, [(self.coat, 1)]).picking_ids
        accepted.action_accept()
        self._take_back(accepted)
        self.assertEqual(accepted.dispatch_state, "accepted")
        self.tj.exchange_mode = "offline"
        filed = self._order(self.in_beijing, [(self.coat, 1)]).picking_ids
        self._take_back(filed)
        self.assertEqual(filed.dispatch_state, "new")
