from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.convert import convert_file

from .common import PortalCommon
from .test_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestThreeParts(NetworkCommon):
    """Tribe, partner and angel, as the demo has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for addon, name in (
            ("brand_outlet", "demo/outlet_demo.xml"),
            ("brand_outlet", "demo/place_demo.xml"),
            ("reseller_network", "demo/reseller_demo.xml"),
            ("reseller_network", "demo/network_demo.xml"),
        ):
            convert_file(cls.env, addon, name, {}, mode="init", noupdate=True)

    def _demo(self, name):
        return self.env.ref(f"reseller_network.{name}")

    def test_tribe_partner_and_angel_are_a_place_and_two_tiers(self):
        """Proves R17."""
        tribe = self._demo("place_tribe")
        self.assertEqual((tribe._name, tribe.place_type), ("outlet.place", "group"))
        self.assertIn("部落", tribe.name)
        partner, angel = self._demo("grade_partner"), self._demo("grade_angel")
        self.assertEqual((partner.name, angel.name), ("合伙人", "天使"))
        self.assertEqual({partner._name, angel._name}, {"res.partner.grade"})
        self.assertFalse(partner.on_ladder or angel.on_ladder)
        holders = self.env["reseller.contract"].search(
            [("grade_id", "in", (partner | angel).ids)]
        )
        self.assertLessEqual(
            {"everyday", "institution"}, set(holders.mapped("seller_type"))
        )

    def test_a_partner_earns_by_quantity_and_nothing_from_what_others_sell(self):
        """Proves R16."""
        partner = self._demo("grade_partner")
        self.contract.grade_id = partner
        takes = [
            self.contract._take_prices(self.style, pieces)[self.style.id]
            for pieces in (1, 20, 100)
        ]
        self.assertEqual(takes, [280.0, 240.0, 210.0])
        # somebody he brought sells: nothing of it is the partner's
        order = self._sell(self.other, 2)
        self._deliver(order)
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        self.assertTrue(entries)
        self.assertNotIn(self.contract.reseller_id, entries.partner_id)


@tagged("post_install", "-at_install")
class TestWalkThrough(PortalCommon, NetworkCommon):
    def test_home_says_what_i_earn_what_to_sell_and_who_buys(self):
        """Proves R71."""
        order = self._sell(self.contract, 1, name="李雷")
        self._deliver(order)
        page = self._get("/my/outlet").text
        self.assertIn("Earned this month", page)
        self.assertIn(self.contract._money(order.reseller_amount), page)
        self.assertIn("What to sell", page)
        self.assertIn(self.style.name, page)
        self.assertIn("My orders", page)
        self.assertIn(order.partner_shipping_id.name, page)
        headings = page.count("<h2")
        self.assertEqual(headings, 2, "what to sell and my orders, nothing else")

    def test_back_office_and_shop_form_in_one_run(self):
        """From the contract and the price list to a sale. Proves R75."""
        operator = self.env(user=self.operator)
        tier = operator["res.partner.grade"].browse(self.gold.id)
        partner = self.env["res.partner"].create({"name": "新店"})
        place = self._make_place("新店的群", owner=partner)
        contract = operator["reseller.contract"].create(
            {"reseller_id": partner.id, "grade_id": tier.id, "seller_type": "community"}
        )
        contract.action_activate()
        self.assertEqual(contract.default_place_id.id, place.id)
        user = self.env["res.users"].create(
            {
                "name": "新店",
                "login": "t_walk",
                "password": "t_walk",
                "partner_id": partner.id,
                "lang": "en_US",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        # the form of the shop: goods, take price, own price, order
        article = self._get(f"/my/outlet/article/{self.style.id}", "t_walk")
        self.assertEqual(article.status_code, 200)
        take = self.gold.take_ratio / 100 * self.style.list_price
        self.assertIn(f"{take:g}", article.text)
        self._post(
            f"/my/outlet/article/{self.style.id}/price",
            "t_walk",
            kind="price",
            value=420,
        )
        shop = self._as(user)
        self.assertEqual(shop._own_prices(self.style), {self.style.id: 420.0})
        order = self._sell(shop, 1, price=420.0)
        # and back in the office
        row = self._rank(contract)
        self.assertEqual((row.pieces, row.customers), (1, 1))
        self.assertEqual(order.reseller_amount, 420.0 - take)
