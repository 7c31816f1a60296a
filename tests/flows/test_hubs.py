"""The four big warehouses of the country, as the demo has them."""

import unittest

from tests.system import sign_in

HUBS = ("成都", "天津", "昆山", "佛山")


class TestHubs(unittest.TestCase):
    def test_the_demo_serves_the_country_from_four_hubs(self):
        """Proves R139."""
        operator = sign_in("operator")
        rows = operator.read(
            "stock.warehouse",
            [("agent_id", "!=", False), ("cooperation_state", "=", "active")],
            ["partner_id", "manager_id"],
        )
        addresses = operator.read(
            "res.partner",
            [("id", "in", [row["partner_id"][0] for row in rows])],
            ["city", "district"],
        )
        places = " ".join(f"{one['city']} {one['district']}" for one in addresses)
        for hub in HUBS:
            self.assertIn(hub, places)
        self.assertTrue(all(row["manager_id"] for row in rows), "each has its person")
