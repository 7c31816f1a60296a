from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRoutingReoptimise(DropshipCommon):
    """Two orders took each other's best warehouse: together they ship better."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "reopt_operator", groups="brand_outlet.group_operator"
        )
        cls.env.company.routing_policy_id = cls.env.ref(
            "agent_dropship.routing_policy_nearest"
        )
        cls.fs.cooperation_state = "ended"

    def _crossed(self):
        """Shanghai's order came first and took Tianjin's only coat, since Kunshan
        had none yet; then Kunshan got one and Beijing's order had to go there."""
        self._stock(self.tj, self.coat, 1)
        east = self._order(self.in_shanghai, [(self.coat, 1)])
        self._stock(self.ks, self.coat, 1)
        north = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(east), {("T-COAT", self.tj): 1})
        self.assertEqual(self._shares(north), {("T-COAT", self.ks): 1})
        return east, north

    def _look(self):
        runs = self.env["routing.reoptimisation"].with_user(self.operator)
        run = runs.create({"seconds": 1})
        run.action_look()
        return run

    def _run(self):
        run = self._look()
        while run.state == "found":
            run.apply_next()
        return run

    def test_two_orders_change_places_and_the_savings_are_kept(self):
        east, north = self._crossed()
        run = self._run()
        self.assertEqual(run.moved_count, 2)
        self.assertEqual(self._shares(east), {("T-COAT", self.ks): 1})
        self.assertEqual(self._shares(north), {("T-COAT", self.tj): 1})
        self.assertGreater(run.saved_km, 1500)
        self.assertEqual(run.saved_parcels, 0)
        for order, warehouse in ((east, self.ks), (north, self.tj)):
            dispatch = order.picking_ids.filtered(lambda p: p.state != "cancel")
            self.assertEqual(dispatch.state, "assigned")
            self.assertEqual(dispatch.picking_type_id.warehouse_id, warehouse)
            self.assertEqual(dispatch.dispatch_state, "new")
            self.assertEqual(order.routing_state, "allocated")
            self.assertEqual(order.last_decision_id.occasion, "reoptimised")

    def test_looking_moves_nothing(self):
        east, _north = self._crossed()
        run = self._look()
        self.assertEqual(run.state, "found")
        self.assertEqual(run.found_count, 2)
        self.assertEqual(self._shares(east), {("T-COAT", self.tj): 1})

    def test_what_an_agent_accepted_stays(self):
        east, north = self._crossed()
        east.picking_ids.action_accept()
        run = self._run()
        self.assertEqual(run.state, "nothing")
        self.assertEqual(self._shares(east), {("T-COAT", self.tj): 1})
        self.assertEqual(self._shares(north), {("T-COAT", self.ks): 1})

    def test_what_was_accepted_after_looking_stays_with_all_it_exchanges_with(self):
        east, north = self._crossed()
        run = self._look()
        north.picking_ids.action_accept()
        run.apply_next()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.moved_count, 0)
        self.assertEqual(run.kept_count, 2)
        self.assertEqual(run.saved_km, 0)
        self.assertIn("being worked on", run.line_ids[0].kept_because)
        self.assertEqual(self._shares(east), {("T-COAT", self.tj): 1})
        self.assertEqual(north.picking_ids.dispatch_state, "accepted")

    def test_goods_that_have_gone_elsewhere_are_not_promised_twice(self):
        self._stock(self.tj, self.coat, 1)
        east = self._order(self.in_shanghai, [(self.coat, 1)])
        self._stock(self.ks, self.coat, 1)
        run = self._look()
        self.assertEqual(run.found_count, 1)
        late = self._order(self.in_shanghai, [(self.coat, 1)])
        self.assertEqual(self._shares(late), {("T-COAT", self.ks): 1})
        run.apply_next()
        self.assertEqual(run.moved_count, 0)
        self.assertIn("gone elsewhere", run.line_ids.kept_because)
        self.assertEqual(self._shares(east), {("T-COAT", self.tj): 1})
        self.assertEqual(self._free(self.ks, self.coat), 0)
        self.assertEqual(self._free(self.tj, self.coat), 0)

    def test_printed_or_late_dispatches_stay(self):
        east, north = self._crossed()
        east.picking_ids.printed_at = fields.Datetime.now()
        self.assertEqual(self._run().state, "nothing")
        east.picking_ids.printed_at = False
        yesterday = fields.Date.today() - timedelta(days=2)
        north.picking_ids.dispatch_day = yesterday
        self.assertEqual(self._run().state, "nothing")

    def test_promised_day_of_shipping_does_not_move(self):
        east, _north = self._crossed()
        promised = fields.Datetime.now() + timedelta(hours=3)
        east.picking_ids.ship_by = promised
        self._run()
        dispatch = east.picking_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual(dispatch.ship_by, promised)

    def test_queue_in_best_order_is_left_alone(self):
        self._stock(self.tj, self.coat, 1)
        self._stock(self.ks, self.coat, 1)
        self._order(self.in_shanghai, [(self.coat, 1)])
        self._order(self.in_beijing, [(self.coat, 1)])
        run = self._run()
        self.assertEqual(run.state, "nothing")
        self.assertEqual(run.order_count, 2)

    def test_run_by_the_clock_only_where_it_is_wanted(self):
        east, _north = self._crossed()
        cron = self.env.ref("agent_dropship.cron_reoptimise")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertEqual(self._shares(east), {("T-COAT", self.tj): 1})
            self.env.company.routing_reoptimise = True
            cron.method_direct_trigger()
        self.assertEqual(self._shares(east), {("T-COAT", self.ks): 1})

    def test_trouble_of_one_company_does_not_hold_up_the_next(self):
        east, _north = self._crossed()
        first = self.env["res.company"].create({"name": "一号", "sequence": -1})
        (first | self.env.company).routing_reoptimise = True
        self._break(first, "routing.reoptimisation", "_reoptimise")
        with self.assertLogs("odoo.addons.brand_outlet.models.ir_cron", "ERROR"):
            self._run_job("cron_reoptimise")
        self.assertEqual(self._shares(east), {("T-COAT", self.ks): 1})

    def test_agents_do_not_see_whom_orders_were_moved_to(self):
        self._crossed()
        run = self._look()
        agent = self._agent_user(self.tj, "reopt_agent")
        with self.assertRaises(AccessError):
            run.with_user(agent).apply_next()
