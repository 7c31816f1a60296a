"""What the demo's network does: agents' own resellers sell, and offers are tried."""

import datetime
import random

SALES = 26
DAYS = 60
PILOT_DAYS = 12
GROUP = ("contract_amei", "contract_rong", "contract_yuexiu")


# place of the demo: tier and kind of its reseller
BELOW_AGENT = {
    "place_wuqing": ("grade_silver", "micro"),
    "place_langfang": ("grade_regular", "community"),
}
AGENT = "brand_outlet.partner_agent_tianjin"


def open_shops(env):
    """Give an agent resellers of his own, as long as there are goods of his to sell."""
    today = datetime.date.today()
    contracts = env["reseller.contract"]
    for name, (grade, seller_type) in BELOW_AGENT.items():
        place = env.ref(f"reseller_network.{name}")
        contracts += contracts.create(
            {
                "reseller_id": place.owner_id.id,
                "upstream_id": env.ref(AGENT).id,
                "grade_id": env.ref(f"reseller_network.{grade}").id,
                "mode": "shop",
                "seller_type": seller_type,
                "default_place_id": place.id,
                "date_start": today - datetime.timedelta(days=120),
            }
        )
    contracts.action_activate()


def places(env):
    """The places of resellers whose upstream is an agent."""
    below = env["reseller.contract"].search(
        [("upstream_id", "!=", env.company.partner_id.id)]
    )
    return below.default_place_id


def sell_for_agents(env, order_values, settle):
    """Let the agents' resellers have sold what lies in their agent's warehouse."""
    chance = random.Random(23)
    consumers = env["res.partner"].create(
        [{"name": name} for name in ("韩雪梅", "田秀芬", "白丽华", "邵敏")]
    )
    plan = []
    for place in places(env):
        agent = place._get_seller_contract().upstream_id
        offers = env["outlet.offer"].search(
            [("state", "=", "published"), ("agent_id", "=", agent.id)],
            order="id",
            limit=12,
        )
        for _sale in range(SALES):
            days = DAYS * (1 - chance.random() ** 0.5)
            offer = chance.choice(offers)
            values = order_values(offer, place, chance.choice(consumers), False, chance)
            plan.append((days, values))
    quiet = env["sale.order"].with_context(tracking_disable=True)
    orders = quiet.create([values for _days, values in plan])
    settle(env, orders, [days for days, _values in plan])


def try_offers(env):
    """Let a few resellers try three offers, some pieces of which they have sold."""
    contracts = env["reseller.contract"].union(
        *(env.ref(f"reseller_network.{name}") for name in GROUP)
    )
    since = datetime.datetime.now() - datetime.timedelta(days=PILOT_DAYS)
    sold = env["sale.order.line"]._read_group(
        [
            ("order_id.state", "=", "sale"),
            ("order_id.date_order", ">=", since),
            ("order_id.reseller_id", "in", contracts.reseller_id.ids),
            ("offer_id.state", "=", "published"),
            ("offer_id.audience", "=", "all"),
        ],
        ["offer_id"],
        ["product_uom_qty:sum"],
        order="product_uom_qty:sum desc, offer_id",
        limit=3,
    )
    pilot = env["reseller.pilot"].create(
        {
            "name": "秋款断码试点",
            "contract_ids": [(6, 0, contracts.ids)],
            "line_ids": [(0, 0, {"offer_id": offer.id}) for offer, _pieces in sold],
            "goal": 20,
        }
    )
    pilot.action_start()
    pilot.date_start = since
