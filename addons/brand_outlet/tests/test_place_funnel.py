from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_place_page import PlacePageCommon


@tagged("post_install", "-at_install")
class TestPlaceVisits(PlacePageCommon):
    def _visits(self):
        self.env.flush_all()
        [(opens, visitors)] = self.env["outlet.place.visit"]._read_group(
            [("place_id", "=", self.place.id)], [], ["opens:sum", "visitors:sum"]
        )
        return opens or 0, visitors or 0

    def test_opens_and_visitors_are_counted(self):
        for _number in range(3):
            self._page()
        self.assertEqual(self._visits(), (3, 1))
        self.opener.cookies.clear()
        self._page()
        self.assertEqual(self._visits(), (4, 2))

    def test_articles_and_further_pages_are_no_visit(self):
        self._article()
        self._page(suffix="?page=2")
        self._page(suffix="/to")
        self.assertEqual(self._visits(), (0, 0))

    def test_machines_are_not_counted(self):
        path = f"/outlet/p/{self.place.access_token}"
        self._get(path, headers={"User-Agent": "Mozilla/5.0 (compatible; Bytespider)"})
        self._get(path, headers={"User-Agent": "python-requests/2"})
        self._get(path, headers={"User-Agent": ""})
        self.opener.head(self.base_url() + path, headers={"User-Agent": "Mozilla/5.0"})
        self.assertEqual(self._visits(), (0, 0))

    def test_wrong_links_are_not_counted(self):
        before = self.env["outlet.place.visit"].search_count([])
        self._get("/outlet/p/wrong")
        self.assertEqual(self.env["outlet.place.visit"].search_count([]), before)

    def test_past_days_are_folded_without_losing_a_visit(self):
        visits = self.env["outlet.place.visit"]
        day = fields.Date.subtract(fields.Date.today(), days=3)
        visits.create(
            [
                {"place_id": self.place.id, "date": day, "visitors": number % 2}
                for number in range(6)
            ]
        )
        self._page()
        visits._gc_fold()
        visits._gc_fold()
        rows = visits.search([("place_id", "=", self.place.id), ("date", "=", day)])
        self.assertEqual((len(rows), rows.opens, rows.visitors), (1, 6, 3))
        self.assertEqual(self._visits(), (7, 4))


@tagged("post_install", "-at_install")
class TestPlaceFunnel(PlacePageCommon):
    def _order(self, buyer, confirm=True, place=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "place_id": (place or self.place).id,
                "order_line": [
                    Command.create({"product_id": self.small.id, "price_unit": 400})
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _figures(self, *measures):
        self.env.flush_all()
        groups = self.env["outlet.place.funnel"]._read_group(
            [("place_id", "=", self.place.id)], [], measures
        )
        return groups[0]

    def test_funnel_tells_opens_orders_paid_and_repeated(self):
        """Proves R32."""
        first, second = self.env["res.partner"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        for _number in range(8):
            self._page()
        self._order(first)
        self._order(second)
        self._order(first)
        self._order(second, confirm=False)
        self._order(second, confirm=False)._action_cancel()
        self._order(second, place=self._make_page_place("Elsewhere"))
        figures = self._figures("opens:sum", "orders:sum", "paid:sum", "repeated:sum")
        self.assertEqual(figures, (8, 4, 3, 1))
        self.assertEqual(self._figures("conversion:avg"), (37.5,))
        self.assertEqual(
            (self.place.open_count, self.place.order_count, self.place.paid_count),
            (8, 4, 3),
        )

    def test_figures_equal_the_records_behind_them(self):
        """Proves R32."""
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        self._order(buyer)
        self._order(buyer, confirm=False)
        self._page()
        action = self.place.action_view_orders()
        orders = self.env["sale.order"].search(action["domain"])
        visits = self.env["outlet.place.visit"].search(
            [("place_id", "=", self.place.id)]
        )
        self.env.flush_all()
        rows = self.env["outlet.place.funnel"].search(
            self.place.action_view_funnel()["domain"]
        )
        self.assertEqual(sum(rows.mapped("orders")), len(orders))
        paid = orders.filtered(lambda order: order.state == "sale")
        self.assertEqual(sum(rows.mapped("paid")), len(paid))
        self.assertEqual(sum(rows.mapped("opens")), sum(visits.mapped("opens")))

    def test_conversion_of_a_period_weighs_every_open_the_same(self):
        visits = self.env["outlet.place.visit"]
        day = fields.Date.subtract(fields.Date.today(), days=5)
        visits.create({"place_id": self.place.id, "date": day, "opens": 9})
        self._page()
        self._order(self.env["res.partner"].create({"name": "Buyer"}))
        self.assertEqual(self._figures("conversion:avg"), (10.0,))

    def test_agent_judges_his_own_places_only(self):
        user = new_test_user(
            self.env,
            "funnel_agent",
            "brand_outlet.group_agent",
            party_id=self.agent.id,
        )
        own = self._make_page_place("Own shop", owner_id=self.agent.id)
        for place in (own, self.place):
            self._page(place)
        self.env.flush_all()
        rows = self.env["outlet.place.funnel"].with_user(user).search([])
        self.assertEqual(rows.place_id, own)
        self.assertFalse(rows.search([("place_id", "=", self.place.id)]))
