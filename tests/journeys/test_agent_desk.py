"""An agent's warehouse takes an order and hands it to the courier."""

import base64

from tests.journeys.browser import PHONE, Journey, order_row, workbook
from tests.journeys.stock import sku_at
from tests.system import sign_in


def bring_in(rows):
    """Import orders the way the operator does, without looking."""
    operator = sign_in("operator")
    values = {
        "kind": "orders",
        "filename": "订单.xlsx",
        "file": base64.b64encode(workbook(rows)).decode(),
    }
    batch = operator.call("outlet.import", "create", [values])
    operator.call("outlet.import", "action_check", batch)
    while operator.call("outlet.import", "apply_next", batch)["remaining"]:
        pass


class TestAgentDesk(Journey):
    def setUp(self):
        super().setUp()
        self.row = order_row(sku_at("AG01")[0])
        bring_in([self.row])
        self.number = self.row["订单编号"]

    def state(self):
        found = sign_in("operator").read(
            "stock.picking",
            [("sale_id.client_order_ref", "=", self.number)],
            ["dispatch_state", "carrier_tracking_ref"],
        )
        return [(one["dispatch_state"], one["carrier_tracking_ref"]) for one in found]

    def ship(self, page):
        card = page.locator(f".o_kanban_record:has-text('{self.number}')")
        card.locator("button[name=action_accept]").click()
        page.wait_for_function(
            "number => [...document.querySelectorAll('.o_kanban_record')].some(card =>"
            " card.textContent.includes(number)"
            " && !card.querySelector('button[name=action_accept]'))",
            arg=self.number,
        )
        self.assertEqual(self.state(), [("accepted", False)])
        card.locator("button[name=action_open_ship]").click()
        page.wait_for_selector(".modal .o_field_widget[name=tracking_ref]")
        page.fill(".modal .o_field_widget[name=tracking_ref] input", "YT7700112233445")
        courier = page.locator(".modal .o_field_widget[name=carrier_id] input").first
        if not courier.input_value():
            courier.click()
            page.locator(".o-autocomplete--dropdown-item").first.click()
        page.click(".modal button[name=action_ship]")
        page.wait_for_selector(".modal", state="detached")
        self.assertEqual(self.state(), [("shipped", "YT7700112233445")])

    def test_agent_accepts_and_ships_at_the_desk(self):
        """Proves R128."""
        page = self.open("/odoo/dispatches", login="agent")
        self.ship(page)
        card = page.locator(f".o_kanban_record:has-text('{self.number}')").inner_text()
        for price in ("500.00", "¥"):
            self.assertNotIn(price, card)
        self.assertEqual(self.errors, [])

    def test_agent_does_the_same_on_a_phone(self):
        page = self.open("/odoo/dispatches", size=PHONE, login="agent")
        page.wait_for_selector(".o_kanban_record")
        self.assertNoSideScroll(page)
        self.ship(page)
        self.assertNoSideScroll(page)
        self.assertEqual(self.errors, [])
