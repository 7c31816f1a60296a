"""What benchmarks of routed orders stand on: agents' warehouses, articles and stock.

Parties, warehouses and articles are made as users make them, the million rows of stock
in one statement. Articles come in families of twenty: a warehouse has a family or has
nothing of it, so that orders of one family ship in one parcel however many lines they
have.
"""

import random

from odoo.fields import Command

FAMILY = 20
FAMILIES = 200
HOLDERS = 0.25  # share of the warehouses that have a family
BATCH = 100
# China without its corners
LATITUDES, LONGITUDES = (22.0, 42.0), (100.0, 122.0)


class RoutedWorld:
    """Ids only, as each round of a benchmark has a cursor of its own."""

    def __init__(self, context, warehouses):
        self.context = context
        with context.environment(commit=True) as env:
            self._make_parties(env)
            self._make_products(env)
        self.warehouses = []
        self.grow(warehouses)

    def _make_parties(self, env):
        owner, brand_owner, consumer = env["res.partner"].create(
            [{"name": name} for name in ("Reseller", "Brand", "Consumer")]
        )
        consumer.write(
            {
                "country_id": env.ref("base.cn").id,
                "state_id": env.ref("base.state_cn_BJ").id,
                "partner_latitude": 39.9,
                "partner_longitude": 116.4,
            }
        )
        brand = env["product.brand"].create(
            {"name": "Brand", "partner_id": brand_owner.id}
        )
        place = env["outlet.place"].create(
            {"name": "Place", "owner_id": owner.id, "place_type": "group"}
        )
        self.brand, self.place, self.consumer = brand.id, place.id, consumer.id

    def _make_products(self, env):
        """The articles; the operator has all of them in his own warehouse."""
        products = env["product.product"].create(
            [
                {
                    "name": f"Article {number}",
                    "default_code": f"BENCH-{number}",
                    "style_code": f"BENCH-{number}",
                    "is_storable": True,
                    "list_price": 100.0,
                    "product_brand_id": self.brand,
                    "taxes_id": [Command.clear()],
                }
                for number in range(FAMILY * FAMILIES)
            ]
        )
        self.products = products.ids
        self.own = env["stock.warehouse"].search([], limit=1).id
        self._fill(env, [self.own], products.ids, 10_000)

    # --- warehouses -----------------------------------------------------------------

    def grow(self, size):
        """Add agents with a contract and a stocked warehouse until there are enough.

        The last three families are split: each is in one warehouse only.
        """
        place = random.Random(7)
        added = []
        while len(self.warehouses) < size:
            numbers = range(
                len(self.warehouses), min(len(self.warehouses) + BATCH, size)
            )
            with self.context.environment(commit=True) as env:
                warehouses = self._make_warehouses(env, numbers, place)
                self.warehouses += warehouses.ids
                added += warehouses.ids
        with self.context.environment(commit=True) as env:
            self._stock(env, added, place)
        with self.context.environment(commit=True) as env:
            env.cr.execute("ANALYZE")

    def _make_warehouses(self, env, numbers, place):
        agents = env["res.partner"].create(
            [{"name": f"Agent {number}", "is_company": True} for number in numbers]
        )
        addresses = env["res.partner"].create(
            [
                {
                    "name": f"Warehouse {number}",
                    "partner_latitude": place.uniform(*LATITUDES),
                    "partner_longitude": place.uniform(*LONGITUDES),
                }
                for number in numbers
            ]
        )
        env["brand.contract"].create(
            [
                {
                    "brand_id": self.brand,
                    "agent_id": agent.id,
                    "date_start": "2017-01-01",
                }
                for agent in agents
            ]
        ).action_activate()
        return env["stock.warehouse"].create(
            [
                {
                    "name": f"Warehouse {number}",
                    "code": f"B{number}",
                    "partner_id": address.id,
                    "agent_id": agent.id,
                    "manager_id": agent.id,
                }
                for number, agent, address in zip(
                    numbers, agents, addresses, strict=True
                )
            ]
        )

    def _stock(self, env, warehouses, place):
        for number in range(FAMILIES - 3):
            holders = place.sample(warehouses, max(1, int(len(warehouses) * HOLDERS)))
            self._fill(env, holders, self.family(number), 1000)
        if warehouses == self.warehouses:
            for number, warehouse in enumerate(place.sample(warehouses, 3), 1):
                self._fill(env, [warehouse], self.family(-number), 1000)

    def _fill(self, env, warehouses, products, quantity):
        env.flush_all()
        env.cr.execute(
            """
            INSERT INTO stock_quant (product_id, location_id, owner_id, company_id,
                                     quantity, reserved_quantity, in_date)
            SELECT product.id, warehouse.lot_stock_id, warehouse.agent_id,
                   warehouse.company_id, %s, 0, now() AT TIME ZONE 'UTC'
              FROM stock_warehouse warehouse, unnest(%s) product(id)
             WHERE warehouse.id = ANY(%s)
            """,
            [quantity, list(products), list(warehouses)],
        )

    def family(self, number):
        """Ids of the articles of one family."""
        number %= FAMILIES
        return self.products[number * FAMILY : (number + 1) * FAMILY]

    # --- orders ---------------------------------------------------------------------

    def order(self, env, products, **values):
        """A quotation of one piece of each of these articles; plain without a place."""
        return self.orders(env, [products], **values)

    def orders(self, env, baskets, **values):
        """Quotations, one for each basket of article ids."""
        return env["sale.order"].create(
            [
                {
                    "partner_id": self.consumer,
                    "place_id": self.place,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product,
                                "product_uom_qty": 1,
                                "price_unit": 50.0,
                            }
                        )
                        for product in basket
                    ],
                    **values,
                }
                for basket in baskets
            ]
        )
