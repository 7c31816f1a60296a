import io
from datetime import timedelta

from python_calamine import CalamineWorkbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRoutingReplay(DropshipCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "replay_operator", groups="brand_outlet.group_operator"
        )
        cls.env.company.routing_policy_id = cls.env.ref(
            "agent_dropship.routing_policy_nearest"
        )
        cls.env["courier.tariff"].search([]).active = False
        # goods from Foshan are cheaper by far
        for warehouse in (cls.tj, cls.ks):
            warehouse.agent_id.agent_contract_ids.action_end()
            cls._make_contract(warehouse.agent_id, version=2, supply_ratio=60.0)
        for warehouse in (cls.tj, cls.ks, cls.fs):
            cls._stock(warehouse, cls.coat, 3)
            cls._stock(warehouse, cls.scarf, 2)

    def _day(self):
        """Orders that use most of what there is, and some more."""
        people = [self.in_beijing, self.in_shanghai, self.in_guangzhou]
        for number in range(8):
            goods = [(self.coat, 1), (self.scarf, 1)][: 1 + number % 2]
            self._order(people[number % 3], goods)

    def _replay(self, **vals):
        replays = self.env["routing.replay"].with_user(self.operator)
        replay = replays.create(vals)
        replay.action_replay()
        return replay

    def _stock_rows(self):
        self.env.flush_all()
        tables = ("stock_quant", "stock_move", "stock_move_line", "stock_picking")
        rows = {}
        for table in tables:
            self.cr.execute(
                f"SELECT md5(array_agg(t::text ORDER BY id)::text) FROM {table} t"
            )
            rows[table] = self.cr.fetchone()
        return rows

    def test_unchanged_rules_change_no_order(self):
        self._day()
        replay = self._replay()
        self.assertEqual(replay.order_count, 8)
        self.assertEqual(replay.changed_count, 0)
        self.assertEqual(replay.parcels_before, replay.parcels_after)
        self.assertEqual(replay.km_before, replay.km_after)
        self.assertFalse(replay.line_ids)

    def test_replay_touches_no_stock(self):
        self._day()
        before = self._stock_rows()
        self._replay(
            policy_id=self.env.ref("agent_dropship.routing_policy_cheapest").id
        )
        self.assertEqual(self._stock_rows(), before)

    def test_another_policy_shows_parcels_distance_freight_and_shares(self):
        self._day()
        cheapest = self.env.ref("agent_dropship.routing_policy_cheapest")
        replay = self._replay(policy_id=cheapest.id)
        self.assertGreater(replay.changed_count, 0)
        self.assertGreater(replay.km_after, replay.km_before)
        self.assertEqual(len(replay.line_ids), replay.changed_count)
        shares = {line.agent_id: line for line in replay.agent_line_ids}
        foshan = shares[self.fs.agent_id]
        self.assertGreater(foshan.share_after, foshan.share_before)
        self.assertAlmostEqual(sum(replay.agent_line_ids.mapped("share_after")), 1)
        self.assertEqual(replay.waiting_before, replay.waiting_after)

    def test_what_moves_elsewhere_is_gone_there_for_later_orders(self):
        self.env["stock.quant"].search([("product_id", "=", self.scarf.id)]).unlink()
        cheapest = self.env.ref("agent_dropship.routing_policy_cheapest")
        for _number in range(4):
            self._order(self.in_beijing, [(self.coat, 1)])
        replay = self._replay(policy_id=cheapest.id)
        shares = {line.agent_id: line for line in replay.agent_line_ids}
        # Foshan has three coats, whatever the policy
        self.assertEqual(shares[self.fs.agent_id].pieces_after, 3)
        self.assertEqual(sum(replay.agent_line_ids.mapped("pieces_after")), 4)

    def test_without_a_warehouse_others_ship(self):
        self._day()
        replay = self._replay(without_ids=[Command.set(self.tj.ids)])
        agents = replay.agent_line_ids.filtered("pieces_after").agent_id
        self.assertNotIn(self.tj.agent_id, agents)
        self.assertGreater(replay.waiting_after, replay.waiting_before)

    def test_rate_cards_of_another_day_change_freight(self):
        self.env.company.routing_policy_id = self.env.ref(
            "agent_dropship.routing_policy_cheapest"
        )
        self._order(self.in_beijing, [(self.coat, 1)])
        future = fields.Date.today() + timedelta(days=30)
        self.env["courier.tariff"].create(
            {
                "carrier_id": self.courier.id,
                "date_start": future,
                "zone_ids": [Command.create({"first_fee": 77.0})],
            }
        )
        replay = self._replay(tariff_date=future)
        self.assertEqual(replay.freight_after, 77.0)
        self.assertLess(replay.freight_before, 77.0)

    def test_days_without_orders_are_told(self):
        with self.assertRaisesRegex(UserError, "No order was routed"):
            self._replay(date_from="2001-01-01", date_to="2001-01-02")

    def test_workbook_has_totals_agents_and_changed_orders(self):
        self._day()
        cheapest = self.env.ref("agent_dropship.routing_policy_cheapest")
        replay = self._replay(policy_id=cheapest.id)
        self.authenticate("replay_operator", "replay_operator")
        answer = self.url_open(replay.action_export()["url"])
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        self.assertEqual(
            sheets[0][1][1:3], [replay.parcels_before, replay.parcels_after]
        )
        self.assertEqual(len(sheets[2]), 1 + replay.changed_count)

    def test_only_the_operator_replays(self):
        self._day()
        replay = self._replay()
        agent = self._agent_user(self.tj, "replay_agent")
        with self.assertRaises(AccessError):
            replay.with_user(agent).read(["name"])
        self.authenticate("replay_agent", "replay_agent")
        answer = self.url_open(f"/outlet/routing/replay/{replay.id}")
        self.assertEqual(answer.status_code, 404)
