"""What the demo sellers shared: links to groups, opens of a week, orders from them."""

import datetime
import random

GROUPS = {
    "brand_outlet.partner_reseller_amei": ("", "宝妈福利群", "三中家长群"),
    "brand_outlet.partner_affiliate_xiaolin": ("", "穿搭研究所1群", "小个子穿搭群"),
}
DAYS = 7
# the link that pictures of the shared page are taken of
KNOWN = {"阿梅": "amei-demo-link-001"}


def share(env, today):
    """Make links, let them be opened, and let the orders have come through some."""
    chance = random.Random(19)
    for owner, groups in GROUPS.items():
        contract = env["reseller.contract"].search(
            [("reseller_id", "=", env.ref(owner).id), ("state", "=", "active")]
        )
        orders = _bring_orders(env, contract, groups, today, chance)
        if contract.mode == "link" and len(orders) > 1:
            orders[0]._flag("split_order", "同一收货人一天内 3 单")
            contract._appeal(orders[1].name, "小个子穿搭群里小周买的，请核实一下佣金")
        page = contract._selection_page({"in_stock": True}, limit=24)
        templates = env["product.template"].browse(
            card["id"] for card in page["articles"]
        )
        shown = templates.filtered("image_128")[:4]
        _make_known(contract._get_links(shown[:1], None, groups[-1]))
        for group in groups:
            _open(env, contract._get_links(shown, None, group), today, chance)


def _make_known(link):
    """Let the pictures of the handbook find one link."""
    if known := KNOWN.get(link.contract_id.reseller_id.name):
        link.token = known


def _bring_orders(env, contract, groups, today, chance):
    """Let most orders of the seller have come through a link to a group."""
    orders = env["sale.order"].search(
        [("reseller_id", "=", contract.reseller_id.id), ("state", "=", "sale")]
    )
    for number, order in enumerate(orders):
        template = order.order_line.product_template_id[:1]
        group = groups[number % len(groups)]
        link = contract._get_link(template, order.place_id, group)
        order.with_context(link_appeal=True).link_id = link
        if order.no_commission == "no_link":
            order._grant_commission()
        _open(env, link, today, chance)
    return orders


def _open(env, links, today, chance):
    env["share.link.visit"].create(
        [
            {
                "link_id": link.id,
                "date": today - datetime.timedelta(days=day),
                "opens": opens,
                "visitors": -(-opens * 2 // 3),
            }
            for link in links
            for day in range(DAYS)
            if (opens := chance.randint(0, 12))
        ]
    )
