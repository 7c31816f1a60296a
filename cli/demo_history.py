"""What the demo sold in the last months, so that its desks and reports have a past.

The orders are written as they would stand today, delivered and paid long ago; no parcel
of them is played. Stock is given an age in the same way.
"""

import datetime
import random

from . import demo_network

DAYS = 100
ORDERS = 420
CONSUMERS = (
    "周敏",
    "何丽娟",
    "郭秀英",
    "吕桂香",
    "孙晓红",
    "马翠兰",
    "罗建华",
    "宋玉梅",
)
# So many days ago these agents sold their last piece; the others keep selling.
SILENT_SINCE = {"AG07": 22, "AG11": 35}
FALLING = "AG05"
# Some places sold nothing lately, others began only lately, one sells less and less.
ASLEEP, WAKING, TIRED = {"花姐微店": 65, "大东便民店": 38}, {"小田衣橱": 20}, "小吴探店"


def make(env):
    """Write the orders and the age of the stock; the same ones at every run."""
    chance = random.Random(17)
    offers = env["outlet.offer"].search([("state", "=", "published")], order="id")
    own = env["outlet.place"].search([("place_type", "!=", "clearing")], order="id")
    # what the agents' own resellers sold is written by demo_network
    own -= demo_network.places(env)
    doors = env["outlet.place"].search([("place_type", "=", "clearing")], order="id")
    consumers = env["res.partner"].create([{"name": name} for name in CONSUMERS])
    # A few styles of each contract sell, the rest lies: so it is with what was left.
    sellers = [
        offer
        for of_contract in offers.grouped("contract_id").values()
        for offer in chance.sample(of_contract, min(len(of_contract), 6))
    ]
    weights = [3 if place.city_tier in ("3", "4", "5") else 1 for place in own]
    plan = []
    while len(plan) < ORDERS:
        days = DAYS * (1 - chance.random() ** 0.45)
        offer = chance.choice(sellers)
        if not _sells(offer.agent_id.ref, days, chance):
            continue
        # As the own places learn to sell, less has to be cleared.
        clears = doors and chance.random() < 0.05 + 0.4 * days / DAYS
        place = chance.choice(doors) if clears else chance.choices(own, weights)[0]
        if not _is_awake(place.name, days, chance):
            continue
        plan.append((days, offer, place, chance.choice(consumers), bool(clears)))
    quiet = env["sale.order"].with_context(tracking_disable=True)
    orders = quiet.create(
        [order_values(offer, *rest, chance) for _days, offer, *rest in plan]
    )
    for contract in offers.contract_id:
        contract._write_terms({"purchase_ratio": round(contract.supply_ratio * 0.7)})
    settle(env, orders, [days for days, *_rest in plan])
    _age(env)


def _sells(agent, days, chance):
    if days < SILENT_SINCE.get(agent, 0):
        return False
    return not (agent == FALLING and days < 30 and chance.random() < 0.7)


def _is_awake(place, days, chance):
    if days < ASLEEP.get(place, 0) or days > WAKING.get(place, DAYS):
        return False
    return not (place == TIRED and days < 30 and chance.random() < 0.8)


def order_values(offer, place, consumer, clears, chance):
    price = offer.supply_price if clears else offer.suggested_price
    article = chance.choice(offer.product_tmpl_id.product_variant_ids)
    pieces = chance.randint(4, 10) if clears else chance.choice((1, 1, 1, 2, 3))
    line = {
        "product_id": article.id,
        "product_uom_qty": pieces,
        "price_unit": price,
        "wanted_offer_id": offer.id,
    }
    return {
        "partner_id": consumer.id,
        "place_id": place.id,
        "order_line": [(0, 0, line)],
    }


def settle(env, orders, ages):
    """Let the orders have been confirmed, delivered and paid in their time."""
    env.flush_all()
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    for order, days in zip(orders, ages, strict=True):
        date = now - datetime.timedelta(days=days)
        env.cr.execute(
            "UPDATE sale_order SET state = 'sale', date_order = %s, create_date = %s,"
            " invoice_status = 'invoiced' WHERE id = %s",
            [date, date, order.id],
        )
    env.cr.execute(
        "UPDATE sale_order_line SET state = 'sale', qty_delivered = product_uom_qty,"
        " qty_invoiced = product_uom_qty, qty_to_invoice = 0,"
        " invoice_status = 'invoiced' WHERE order_id = ANY(%s)",
        [orders.ids],
    )
    env.invalidate_all()


def _age(env):
    """Let the stock have come in over the last eight months, and offers with it."""
    env.cr.execute(
        "UPDATE stock_quant SET in_date = in_date"
        " - (product_id * 37 % 240) * interval '1 day' WHERE owner_id IS NOT NULL"
    )
    env.cr.execute(
        "UPDATE outlet_offer SET date_published = date_published"
        " - (id * 13 % 90) * interval '1 day' WHERE date_published IS NOT NULL"
    )
    env.invalidate_all()
