"""Confirming a routed order of five lines against the same order in plain Odoo.

The routed order goes to the nearest of 12, then of 1,000 agent warehouses, all of which
have all five articles; the plain one ships from the warehouse of the operator.
"""

import random

from odoo.fields import Command

LINES = 5
ROUNDS = 15
SIZES = (12, 1000)
# China without its corners
LATITUDES, LONGITUDES = (22.0, 42.0), (100.0, 122.0)


def run(context):
    """Figures for each number of warehouses."""
    world = _make_world(context)
    figures = []
    for size in SIZES:
        _make_warehouses(context, world, size)
        figures.append(
            context.compare(
                f"confirm a routed order, {size} warehouses / a plain order",
                (lambda env: _make_order(env, world, outlet=True), _confirm),
                (lambda env: _make_order(env, world, outlet=False), _confirm),
                ROUNDS,
            )
        )
    return figures


def _confirm(order):
    order.action_confirm()


def _make_world(context):
    """Articles, a place and a consumer; ids only, as each round has its own cursor."""
    with context.environment(commit=True) as env:
        owner = env["res.partner"].create({"name": "Reseller"})
        brand = env["product.brand"].create(
            {
                "name": "Brand",
                "partner_id": env["res.partner"].create({"name": "Brand"}).id,
            }
        )
        products = env["product.product"].create(
            [
                {
                    "name": f"Article {number}",
                    "default_code": f"BENCH-{number}",
                    "style_code": f"BENCH-{number}",
                    "is_storable": True,
                    "list_price": 100.0,
                    "product_brand_id": brand.id,
                    "taxes_id": [Command.clear()],
                }
                for number in range(LINES)
            ]
        )
        own = env["stock.warehouse"].search([], limit=1)
        for product in products:
            env["stock.quant"]._update_available_quantity(
                product, own.lot_stock_id, 10000
            )
        place = env["outlet.place"].create(
            {"name": "Place", "owner_id": owner.id, "place_type": "group"}
        )
        consumer = env["res.partner"].create(
            {
                "name": "Consumer",
                "country_id": env.ref("base.cn").id,
                "state_id": env.ref("base.state_cn_BJ").id,
                "partner_latitude": 39.9,
                "partner_longitude": 116.4,
            }
        )
        return {
            "brand": brand.id,
            "products": products.ids,
            "place": place.id,
            "consumer": consumer.id,
            "warehouses": 0,
        }


def _make_warehouses(context, world, size):
    """Add agents with a contract, a warehouse and stock until there are enough."""
    place = random.Random(7)
    batch = 50
    while world["warehouses"] < size:
        first = world["warehouses"]
        numbers = range(first, min(first + batch, size))
        with context.environment(commit=True) as env:
            for number in numbers:
                _make_warehouse(env, world, number, place)
        world["warehouses"] += len(numbers)
    with context.environment(commit=True) as env:
        env.cr.execute("ANALYZE")


def _make_warehouse(env, world, number, place):
    agent, address = env["res.partner"].create(
        [
            {"name": f"Agent {number}", "is_company": True},
            {
                "name": f"Warehouse {number}",
                "partner_latitude": place.uniform(*LATITUDES),
                "partner_longitude": place.uniform(*LONGITUDES),
            },
        ]
    )
    contract = env["brand.contract"].create(
        {"brand_id": world["brand"], "agent_id": agent.id, "date_start": "2017-01-01"}
    )
    contract.action_activate()
    warehouse = env["stock.warehouse"].create(
        {
            "name": f"Warehouse {number}",
            "code": f"B{number}",
            "partner_id": address.id,
            "agent_id": agent.id,
        }
    )
    for product in env["product.product"].browse(world["products"]):
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 1000, owner_id=agent
        )


def _make_order(env, world, outlet):
    return env["sale.order"].create(
        {
            "partner_id": world["consumer"],
            "place_id": world["place"] if outlet else False,
            "order_line": [
                Command.create(
                    {"product_id": product, "product_uom_qty": 1, "price_unit": 50.0}
                )
                for product in world["products"]
            ],
        }
    )
