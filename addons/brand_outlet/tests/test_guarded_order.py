from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .test_protection import ProtectionCommon


@tagged("post_install", "-at_install")
class TestGuardedOrder(ProtectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.style.product_variant_id
        cls.style.taxes_id = False
        cls.consumer = cls._make_consumer("Li Lei", cls.hebei, "保定市")

    @classmethod
    def _make_consumer(cls, name, state, city):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "country_id": state.country_id.id,
                "state_id": state.id,
                "city": city,
            }
        )

    def _order(self, place=None, price=400.0, consumer=None, confirm=True, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": (consumer or self.consumer).id,
                "place_id": (place or self.village).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": price,
                            **values,
                        }
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def test_order_from_a_denied_place_is_refused_with_a_reason(self):
        """Proves R36."""
        self._make_rule(state=self.beijing, place_type=["counter"])
        self.assertEqual(self._order(self.village).state, "sale")
        with self.assertRaisesRegex(UserError, "not sold at this place"):
            self._order(self.mall)

    def test_order_into_another_zone_is_refused_in_polite_words(self):
        """Proves R227 on ordering."""
        self._make_rule(state=self.beijing)
        far = self._make_consumer("Han Mei", self.beijing, "北京市")
        with self.assertRaisesRegex(UserError, "Sorry.*is not sold to"):
            self._order(self.village, consumer=far)

    def test_order_made_as_confirmed_is_checked_too(self):
        self._make_rule(place_type=["group"])
        order = self._order(confirm=False)
        with self.assertRaises(UserError):
            order.write({"state": "sale"})

    def test_a_sold_order_does_not_move_to_an_excluded_address(self):
        self._make_rule(state=self.beijing)
        order = self._order()
        far = self._make_consumer("Han Mei", self.beijing, "北京市")
        with self.assertRaisesRegex(UserError, "is not sold to"):
            order.partner_shipping_id = far

    def test_a_line_of_a_sold_order_keeps_to_the_band(self):
        self.contract._write_terms({"floor_ratio": 30})
        order = self._order()
        with self.assertRaisesRegex(UserError, "below ¥300"):
            order.order_line.price_unit = 299
        with self.assertRaisesRegex(UserError, "below ¥300"):
            order.order_line.discount = 50
        with self.assertRaisesRegex(UserError, "above the tag price"):
            order.order_line = [
                Command.create({"product_id": self.product.id, "price_unit": 1001})
            ]

    def test_a_floor_raised_later_leaves_what_is_sold_alone(self):
        order = self._order(price=250)
        self.contract._write_terms({"floor_ratio": 30})
        order.order_line.name = "As agreed on the phone"
        self.assertEqual(order.order_line.price_unit, 250)

    def test_only_the_offer_a_line_wants_is_asked(self):
        other = self._make_contract(self.brand, self.other_agent, floor_ratio=35)
        offer = self._make_offer(other)
        with self.assertRaisesRegex(UserError, "below ¥350"):
            self._order(price=320)
        self.assertEqual(
            self._order(price=320, wanted_offer_id=self.offer.id).state, "sale"
        )
        self._make_rule(agent_id=self.agent.id)
        with self.assertRaisesRegex(UserError, "not sold at this place"):
            self._order(price=400, wanted_offer_id=self.offer.id)
        self.assertEqual(self._order(wanted_offer_id=offer.id).state, "sale")

    def test_goods_one_agent_may_still_sell_are_sold(self):
        self._make_rule(agent_id=self.agent.id)
        with self.assertRaises(UserError):
            self._order()
        self._make_offer(self._make_contract(self.brand, self.other_agent))
        self.assertEqual(self._order().state, "sale")

    def test_overstock_merchant_pays_the_supply_price_whatever_the_floor(self):
        self.contract._write_terms({"floor_ratio": 30})
        merchant = self._make_spot("Merchant", "clearing", self.baoding)
        self.assertEqual(self._order(merchant, price=250).state, "sale")
        with self.assertRaisesRegex(UserError, "supply price"):
            self._order(merchant, price=300)

    def test_each_place_sells_at_its_own_price(self):
        """One product, three places, three prices, at one time. Proves R22."""
        shop = self._make_spot("Shop of Suzhou", "shop", self.suzhou)
        prices = {self.village: 338, shop: 420, self.mall: 899}
        orders = self.env["sale.order"].union(
            *(
                self._order(place, price, confirm=False)
                for place, price in prices.items()
            )
        )
        orders.action_confirm()
        self.product.invoice_policy = "order"
        for order in orders:
            invoice = order._create_invoices()
            invoice.action_post()
            self.assertEqual(
                invoice.invoice_line_ids.price_unit, prices[order.place_id]
            )
            self.assertEqual(invoice.amount_total, prices[order.place_id])
            self.assertEqual(order.order_line.place_id, order.place_id)

    def test_a_plain_sale_without_a_place_is_no_business_of_the_guard(self):
        self._make_rule()
        order = self._order(confirm=False)
        order.place_id = False
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_many_orders_are_checked_with_the_queries_of_few(self):
        self._make_rule(state=self.shanghai)
        places = [self._make_spot(f"P{n}", "group", self.baoding) for n in range(12)]

        def queries(count):
            orders = self.env["sale.order"].union(
                *(self._order(place, confirm=False) for place in places[:count])
            )
            self.env.flush_all()
            self.env.invalidate_all()
            lines = orders.order_line
            lines._filter_guarded().mapped("order_id.partner_shipping_id.city")
            lines.mapped("order_id.place_id.city_id.tier")
            lines._get_price_per_piece() if len(lines) == 1 else None
            before = self.cr.sql_log_count
            lines._check_guard()
            return self.cr.sql_log_count - before

        queries(2)
        few, many = queries(2), queries(12)
        self.assertEqual(few, many)

    def test_order_in_foreign_money_is_refused(self):
        """A tag price of 1,000 is not one of 1,000 dollars, and what an agent gets
        of it neither."""
        own = self.env.company.currency_id
        foreign = self.env.ref("base.EUR" if own.name == "USD" else "base.USD")
        foreign.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": foreign.id}
        )
        order = self._order(confirm=False)
        order.pricelist_id = pricelist
        with self.assertRaisesRegex(ValidationError, "choose a price list in"):
            with self.env.cr.savepoint():
                order.action_confirm()
        order.pricelist_id = False
        order.action_confirm()
        self.assertEqual(order.currency_id, own)
        elsewhere = self._order(confirm=False)
        elsewhere.place_id = False
        elsewhere.pricelist_id = pricelist
        elsewhere.action_confirm()
        self.assertEqual(elsewhere.currency_id, foreign)

    def test_goods_are_sold_at_a_place_as_they_are_counted(self):
        """A dozen is no unit of a warehouse that sends single pieces: two become 24,
        unless their price can not be divided."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order(
            product_uom_id=dozen.id, product_uom_qty=2, price=4800.01, confirm=False
        )
        with self.assertRaisesRegex(UserError, "Enter 24 Units in place of 2 Dozens"):
            with self.env.cr.savepoint():
                order.action_confirm()
        self.assertEqual(order.order_line.product_uom_id, dozen)
        order.order_line.write({"price_unit": 4800.12, "discount": 3.0})
        total = order.amount_total
        order.action_confirm()
        line = order.order_line
        self.assertEqual(
            (line.product_uom_id, line.product_uom_qty, line.price_unit, line.discount),
            (self.product.uom_id, 24, 400.01, 3.0),
        )
        self.assertEqual(order.amount_total, total)
        with self.assertRaisesRegex(UserError, "as it is counted"):
            with self.env.cr.savepoint():
                order.order_line.product_uom_id = dozen
        elsewhere = self._order(product_uom_id=dozen.id, confirm=False)
        elsewhere.place_id = False
        elsewhere.action_confirm()
        self.assertEqual(elsewhere.state, "sale")

    def test_sets_are_not_sold_at_a_place(self):
        """Its articles are, each at a price of its own."""
        items = [Command.create({"product_id": self.product.id})]
        combo = self.env["product.combo"].create(
            {"name": "Coat", "combo_item_ids": items}
        )
        whole = self.env["product.product"].create(
            {
                "name": "Winter Set",
                "type": "combo",
                "list_price": 900.0,
                "combo_ids": combo.ids,
            }
        )
        order = self._order(confirm=False)
        order.order_line = [Command.create({"product_id": whole.id})]
        item = {
            "product_id": self.product.id,
            "combo_item_id": combo.combo_item_ids.id,
            "linked_line_id": order.order_line[1].id,
        }
        order.order_line = [Command.create(item)]
        with self.assertRaisesRegex(UserError, "a set is not sold at a place"):
            with self.env.cr.savepoint():
                order.action_confirm()
        order.place_id = False
        order.action_confirm()
        self.assertEqual(order.state, "sale")
