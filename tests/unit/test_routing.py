"""Routing of one order: the rules and the ties."""

import random
import unittest

from agent_dropship.routing import (
    PRESETS,
    Candidate,
    Demand,
    Line,
    Reason,
    distance_km,
    solve,
)

TIANJIN, KUNSHAN, FOSHAN = (39.38, 117.04), (31.38, 120.98), (23.03, 113.14)
BEIJING = {"lat": 39.90, "lon": 116.41}


def site(key, place, stock, **more):
    return Candidate(key, f"agent {key}", stock, *place, name=str(key), **more)


def shipped(plan):
    return [(piece.line, piece.warehouse, piece.qty) for piece in plan.pieces]


def reasons(plan):
    return {c.warehouse: c.reason.code for c in plan.considered}


class TestRules(unittest.TestCase):
    def test_whole_order_goes_to_the_nearest_warehouse_that_has_all_of_it(self):
        """Proves R124."""
        plan = solve(
            Demand([Line(1, "A", 1), Line(2, "B", 2)], **BEIJING),
            [
                site("tianjin", TIANJIN, {"A": 9}),
                site("foshan", FOSHAN, {"A": 9, "B": 9}),
                site("kunshan", KUNSHAN, {"A": 1, "B": 2}),
            ],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "kunshan", 1), (2, "kunshan", 2)])
        self.assertEqual(
            reasons(plan),
            {"tianjin": "incomplete", "kunshan": "chosen_whole", "foshan": "farther"},
        )
        self.assertTrue(plan.exact)

    def test_order_is_split_when_no_warehouse_has_all_of_it(self):
        """Proves R125."""
        plan = solve(
            Demand([Line(1, "A", 1), Line(2, "B", 2)], **BEIJING),
            [
                site("tianjin", TIANJIN, {"A": 9}),
                site("foshan", FOSHAN, {"B": 9}),
                site("kunshan", KUNSHAN, {"B": 2}),
            ],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "tianjin", 1), (2, "kunshan", 2)])
        self.assertEqual(plan.summary[0].code, "split")

    def test_line_stays_whole_where_one_warehouse_has_it(self):
        plan = solve(
            Demand([Line(1, "A", 3)], **BEIJING),
            [site("tianjin", TIANJIN, {"A": 2}), site("foshan", FOSHAN, {"A": 3})],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "foshan", 3)])

    def test_line_is_split_when_no_warehouse_has_it(self):
        plan = solve(
            Demand([Line(1, "A", 5)], **BEIJING),
            [
                site("tianjin", TIANJIN, {"A": 3}),
                site("kunshan", KUNSHAN, {"A": 3}),
                site("foshan", FOSHAN, {"A": 4}),
            ],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "tianjin", 3), (1, "kunshan", 2)])
        self.assertFalse(plan.waiting)
        self.assertIn("line_split", [reason.code for reason in plan.summary])

    def test_what_nobody_has_waits_and_the_rest_ships(self):
        plan = solve(
            Demand([Line(1, "A", 1), Line(2, "B", 2), Line(3, "C", 4)], **BEIJING),
            [site("tianjin", TIANJIN, {"A": 1, "C": 3})],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "tianjin", 1), (3, "tianjin", 3)])
        self.assertEqual(plan.waiting, {2: 2, 3: 1})

    def test_unauthorised_agent_never_ships_however_near(self):
        region = Reason("region", {"province": "北京市"})
        plan = solve(
            Demand([Line(1, "A", 1)], **BEIJING),
            [
                site("tianjin", TIANJIN, {"A": 9}, blocked={"A": region}),
                site("foshan", FOSHAN, {"A": 1}),
            ],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "foshan", 1)])
        self.assertEqual(plan.considered[0].reason, region)

    def test_paused_and_barred_warehouses_are_passed_over(self):
        full = Reason("full")
        plan = solve(
            Demand([Line(1, "A", 1)], **BEIJING),
            [
                site("tianjin", TIANJIN, {"A": 9}, cooperation="paused"),
                site("kunshan", KUNSHAN, {"A": 9}, barred=full),
            ],
            PRESETS["nearest"],
        )
        self.assertEqual(plan.pieces, ())
        self.assertEqual(plan.waiting, {1: 1})
        self.assertEqual(reasons(plan), {"tianjin": "cooperation", "kunshan": "full"})

    def test_pinned_line_ships_from_its_warehouse_only(self):
        plan = solve(
            Demand([Line(1, "A", 2, pinned="foshan"), Line(2, "A", 1)], **BEIJING),
            [site("tianjin", TIANJIN, {"A": 9}), site("foshan", FOSHAN, {"A": 2})],
            PRESETS["nearest"],
        )
        self.assertEqual(shipped(plan), [(1, "foshan", 2), (2, "tianjin", 1)])

    def test_two_lines_of_one_article_do_not_share_one_piece(self):
        plan = solve(
            Demand([Line(1, "A", 2), Line(2, "A", 2)], **BEIJING),
            [site("tianjin", TIANJIN, {"A": 3}), site("foshan", FOSHAN, {"A": 2})],
            PRESETS["nearest"],
        )
        self.assertCountEqual(
            [(warehouse, qty) for _line, warehouse, qty in shipped(plan)],
            [("tianjin", 2), ("foshan", 2)],
        )

    def test_equal_warehouses_are_told_apart_the_same_way_every_time(self):
        candidates = [site(key, TIANJIN, {"A": 1}) for key in "dbca"]
        for _turn in range(5):
            random.shuffle(candidates)
            plan = solve(
                Demand([Line(1, "A", 1)], **BEIJING), candidates, PRESETS["nearest"]
            )
            self.assertEqual(shipped(plan), [(1, "a", 1)])

    def test_unknown_coordinates_still_give_a_plan(self):
        plan = solve(
            Demand([Line(1, "A", 1)]),
            [site("tianjin", TIANJIN, {"A": 1}), site("x", (None, None), {"A": 1})],
            PRESETS["balanced"],
        )
        self.assertEqual(plan.considered[0].km, None)
        self.assertEqual(shipped(plan), [(1, "tianjin", 1)])

    def test_cheapest_prefers_the_lower_supply_price_over_the_way(self):
        near = site("tianjin", TIANJIN, {"A": 9}, supply_price={"A": 250.0})
        far = site("foshan", FOSHAN, {"A": 9}, supply_price={"A": 220.0})
        demand = Demand([Line(1, "A", 2)], **BEIJING)
        self.assertEqual(
            shipped(solve(demand, [near, far], PRESETS["cheapest"])),
            [(1, "foshan", 2)],
        )
        self.assertEqual(
            shipped(solve(demand, [near, far], PRESETS["nearest"])),
            [(1, "tianjin", 2)],
        )

    def test_nothing_to_ask_is_said(self):
        plan = solve(Demand([Line(1, "A", 1)], **BEIJING), [], PRESETS["nearest"])
        self.assertEqual(plan.summary[0].code, "no_candidate")
        self.assertEqual(plan.waiting, {1: 1})

    def test_distance_is_great_circle(self):
        km = distance_km(39.9042, 116.4074, 23.1291, 113.2644)
        self.assertAlmostEqual(km, 1888, delta=5)
