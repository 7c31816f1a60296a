import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.agent_dropship.tests.session_common import SessionStockMixin

from .test_tier_review import TierCommon

MODULES = ["brand_outlet", "agent_dropship", "reseller_network"]
# days on which nobody buys and nothing falls due are left out
DAYS = [(10, day) for day in (1, 3, 8, 10, 12, 14, 15, 17, 18, 21, 22, 31)]
DAYS += [(11, 1), (11, 2)]
MORNING = datetime.time(2, 30)  # half past ten in China


@tagged("post_install", "-at_install")
class TestMonth(SessionStockMixin, TierCommon):
    """October: customers buy, agents ship, and nobody else lifts a finger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-09-30 02:00:00"):
            cls._set_the_month_up()
        cls.crons = cls.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "in", MODULES)], order="res_id"
        )
        cls.crons = cls.env["ir.cron"].browse(cls.crons.mapped("res_id")).exists()

    @classmethod
    def _set_the_month_up(cls):
        """What people decide before it begins: a session, terms, a tier, stock."""
        september = datetime.date(2026, 9, 1)
        (cls.contract | cls.link).write({"date_start": september})
        cls.contract.write({"grade_id": cls.regular.id, "tier_since": september})
        cls.link.date_end = "2026-10-20"
        cls.company.write({"waiting_hours": 48, "tier_reviewed_until": september})
        cls._stock(cls.ks, cls.small, 60)
        cls._stock(cls.tj, cls.large, 5)
        cls.flash = cls.env["outlet.session"].create(
            {
                "name": "Ten o'clock",
                "date_start": "2026-10-10 02:00:00",
                "date_end": "2026-10-10 04:00:00",
            }
        )
        cls.line = cls._enrol(
            cls.flash, cls.offers[0], {(cls.large, cls.tj): 3}, price=399.0
        )
        cls.flash.action_approve_and_publish()

    def _live_through(self, day):
        """Let the scheduler have its day; agents ship in the afternoon."""
        morning = datetime.datetime.combine(day, MORNING)
        with freeze_time(morning):
            self._buy(day)
            self._run_due(day)
        if not self._find_dispatches():
            return
        with freeze_time(morning + datetime.timedelta(hours=6)):
            self._run_due(day, is_morning=False)
            self._ship()

    def _buy(self, day):
        """Customers order when they like."""
        if day.day in (3, 8, 14, 22):
            self._order(self.in_beijing, [(self.small, 3, 400.0)])
        if day.day == 10:
            self.flash_order = self._session_order(
                self.in_shanghai, self.line, self.large
            )
            self.flash_order.action_confirm()
        if day.day == 12:
            self.unserved = self._order(self.in_beijing, [(self.scarf, 1)])
        if day.day == 17:
            self.unanswered = self._order(self.in_beijing, [(self.small, 1, 400.0)])
            self.left_lying = self.unanswered.picking_ids

    def _ship(self):
        """Agents ship; parcels arrive. One dispatch is left lying by its agent."""
        for picking in self._find_dispatches() - self.left_lying:
            picking.carrier_id = self.courier
            picking.carrier_tracking_ref = f"7300000{picking.id:07}"
            picking.move_ids.picked = True
            picking.with_context(cancel_backorder=False)._action_done()
            picking.action_deliver()

    def _find_dispatches(self):
        return self.env["stock.picking"].search(
            [("dispatch_state", "in", ("new", "accepted")), ("sale_id", "!=", False)]
        )

    def _run_due(self, day, is_morning=True):
        for cron in self.crons:
            if cron.interval_type == "months" and (day.day, is_morning) != (1, True):
                continue
            if cron.interval_type == "days" and not is_morning:
                continue
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_month_runs_by_itself(self):
        """Proves R146. Agents ship; clocks do the rest."""
        self.left_lying = self.env["stock.picking"]
        for month, day in DAYS:
            self._live_through(datetime.date(2026, month, day))
        with freeze_time("2026-11-02 12:00:00"):
            self._check_orders()
            self._check_parties()
            self._check_money()

    def _check_orders(self):
        self.assertEqual(self.flash_order.picking_ids.dispatch_state, "delivered")
        self.assertEqual(self.line.sold, 1)
        self.assertEqual(self.flash.phase, "closed")
        self.assertEqual(self.unserved.state, "cancel")
        lying, shipped = self.left_lying, self.unanswered.picking_ids - self.left_lying
        self.assertEqual(lying.state, "cancel")
        self.assertEqual(shipped.dispatch_state, "delivered")
        self.assertNotEqual(shipped.picking_type_id, lying.picking_type_id)

    def _check_parties(self):
        self.assertEqual(self.link.state, "ended")
        self.assertEqual(self.contract.grade_id, self.gold)

    def _check_money(self):
        entries = self.env["share.entry"].search(
            [("order_id.place_id", "=", self.place.id), ("role", "!=", "operator")]
        )
        self.assertTrue(entries)
        self.assertFalse(entries.filtered(lambda entry: not entry.statement_id))
        statements = entries.statement_id
        self.assertEqual(set(statements.mapped("role")), {"agent", "reseller"})
        self.assertEqual(set(statements.mapped("period")), {"2026-10"})
        for statement in statements:
            self.assertAlmostEqual(
                statement.total, sum(statement.entry_ids.mapped("amount"))
            )
