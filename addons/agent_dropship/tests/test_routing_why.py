from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..chinamap import project
from ..routing import whole_km
from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRoutingWhy(DropshipCommon):
    """The answer to "why this warehouse?" as the screen gets it."""

    def _explain(self, order):
        return order.last_decision_id.get_explanation()

    def _rows(self, order):
        return {row["id"]: row for row in self._explain(order)["rows"]}

    def test_chosen_and_losers_come_with_reason_distance_and_cost_parts(self):
        for warehouse in (self.tj, self.ks):
            self._stock(warehouse, self.coat, 5)
        self.fs.cooperation_state = "paused"
        self._stock(self.fs, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        why, rows = self._explain(order), self._rows(order)
        self.assertEqual(rows[self.tj.id]["kind"], "chosen")
        self.assertEqual(rows[self.ks.id]["kind"], "outweighed")
        self.assertEqual(rows[self.fs.id]["kind"], "barred")
        self.assertIn("paused", rows[self.fs.id]["reason"])
        self.assertIn("farther", rows[self.ks.id]["reason"])
        self.assertIn("km", dict(why["parts"]))
        chosen = rows[self.tj.id]
        self.assertAlmostEqual(sum(chosen["parts"].values()), chosen["cost"])
        self.assertLess(chosen["cost"], rows[self.ks.id]["cost"])
        self.assertIn("nothing better", why["proof"])

    def test_every_screen_says_the_same_distance(self):
        self._stock(self.ks, self.coat, 5)
        order = self._order(self.in_guangzhou, [(self.coat, 1)])
        [row] = [row for row in order.last_decision_id.candidates if row["chosen"]]
        told = f"{whole_km(row['km'])} km"
        self.assertEqual(self._rows(order)[self.ks.id]["distance"], told)
        self.assertIn(told, order.allocation_ids.reason)
        self.assertIn(told, self._explain(order)["summary"][0])
        self.assertEqual(f"{order.allocation_ids.distance_km:.0f} km", told)
        self.assertEqual(
            [whole_km(km) for km in (592.4999, 592.5, 593.5)], [592, 593, 594]
        )

    def test_proof_says_how_far_from_the_best_it_can_be(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order.last_decision_id.write({"cost": 100.4, "lower_bound": 100.0})
        self.assertIn("0.4%", self._explain(order)["proof"])

    def test_map_shows_all_points_inside_its_box(self):
        for warehouse in (self.tj, self.ks, self.fs):
            self._stock(warehouse, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        why = self._explain(order)
        left, top, width, height = why["map"]["box"]
        for point in [*why["rows"], why["destination"]]:
            self.assertTrue(left < point["x"] < left + width, point)
            self.assertTrue(top < point["y"] < top + height, point)
        self.assertEqual(len(why["map"]["provinces"]), 34)

    def test_north_is_up_and_east_is_right(self):
        harbin, sanya, kashgar = (
            project(45.8, 126.6),
            project(18.25, 109.5),
            project(39.47, 75.99),
        )
        self.assertLess(harbin[1], sanya[1])
        self.assertLess(kashgar[0], sanya[0])
        self.assertLess(sanya[0], harbin[0])

    def test_address_without_coordinates_has_words_but_no_map(self):
        self._stock(self.tj, self.coat, 5)
        nowhere = self.env["res.partner"].create({"name": "某人", "phone": "1"})
        order = self._order(nowhere, [(self.coat, 1)])
        why = self._explain(order)
        self.assertFalse(why["map"])
        self.assertTrue(why["summary"])

    def test_decision_of_the_past_needs_no_newer_columns(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        decision = order.last_decision_id
        decision.candidates = [
            {key: value for key, value in row.items() if key != "parts"}
            for row in decision.candidates
        ]
        decision.policy_id = False
        why = decision.get_explanation()
        self.assertFalse(why["parts"])
        self.assertEqual(why["rows"][0]["kind"], "chosen")

    def test_agents_and_brands_do_not_see_who_else_was_weighed(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        agent = self._agent_user(self.tj, "why_agent")
        brand = new_test_user(
            self.env,
            "why_brand",
            groups="brand_outlet.group_brand",
            party_id=self.brand_company.id,
        )
        for user in (agent, brand):
            with self.assertRaises(AccessError):
                order.last_decision_id.with_user(user).get_explanation()

    def test_dispatch_tells_its_agent_why_it_came_to_him(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        agent = self._agent_user(self.tj, "told_agent")
        dispatch = order.picking_ids.with_user(agent)
        self.assertIn("79 km", dispatch.routing_reason)
        self.assertNotIn(self.ks.name, dispatch.routing_reason)
        with self.assertRaises(AccessError):
            dispatch.action_open_decision()
        action = order.picking_ids.action_open_decision()
        self.assertEqual(action["res_id"], order.last_decision_id.id)

    def test_hubs_serve_the_provinces_around_them(self):
        """Proves R139: of four hubs every province is served by the nearest."""
        sichuan = self.env.ref("base.state_cn_SC")
        cd = self._make_agent("成都恒盛", "T09", sichuan, (30.5744, 103.9237))
        hubs = {"CD": cd, "TJ": self.tj, "KS": self.ks, "FS": self.fs}
        self._stock(self.tj, self.coat, 99)
        for hub in (self.ks, self.fs, cd):
            self._stock(hub, self.coat, 99)
        expected = {
            "TJ": "BJ TJ HE SX NM LN JL HL SD",
            "KS": "SH JS ZJ AH",
            "FS": "GD GX HI",
            "CD": "SC CQ GZ YN XZ SN GS QH",
        }
        states = {
            code: hub for hub, codes in expected.items() for code in codes.split()
        }
        people = self.env["res.partner"].create(
            [
                {
                    "name": code,
                    "phone": "13800000000",
                    "country_id": self.env.ref("base.cn").id,
                    "state_id": self.env.ref(f"base.state_cn_{code}").id,
                }
                for code in states
            ]
        )
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": person.id,
                    "place_id": self.place.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.coat.id,
                                "product_uom_qty": 1,
                                "price_unit": 500,
                            }
                        )
                    ],
                }
                for person in people
            ]
        )
        orders.action_confirm()
        got = {
            order.partner_id.name: order.order_line.pinned_warehouse_id
            for order in orders
        }
        self.assertEqual(got, {code: hubs[hub] for code, hub in states.items()})
