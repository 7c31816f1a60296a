"""What the demo's sellers shared: links to groups, opens of a week, orders through them."""

import datetime
import random

GROUPS = {
    "brand_outlet.partner_reseller_amei": ("", "宝妈福利群", "三中家长群"),
    "brand_outlet.partner_affiliate_xiaolin": ("", "穿搭研究所1群", "小个子穿搭群"),
}
DAYS = 7


def share(env, orders, today):
    """Make links, let them be opened, and give the affiliate's orders theirs."""
    chance = random.Random(19)
    _through_links(env, orders)
    for owner, groups in GROUPS.items():
        contract = env["reseller.contract"].search(
            [("reseller_id", "=", env.ref(owner).id), ("state", "=", "active")]
        )
        page = contract._selection_page({"in_stock": True}, limit=24)
        templates = env["product.template"].browse(
            card["id"] for card in page["articles"]
        )
        shown = templates.filtered("image_128")[:6]
        for group in groups:
            _open(env, contract._get_links(shown, None, group), today, chance)


def _through_links(env, orders):
    """Orders that came from an affiliate's shop elsewhere came through his links."""
    for order in orders.filtered(lambda one: one.no_commission == "no_link"):
        contract = env["reseller.contract"].search(
            [("reseller_id", "=", order.reseller_id.id), ("state", "=", "active")]
        )
        template = order.order_line.product_template_id[:1]
        link = contract._get_link(template, order.place_id)
        order.with_context(link_appeal=True).link_id = link
        order._grant_commission()
        opens = {
            "link_id": link.id,
            "date": order.date_order,
            "opens": 9,
            "visitors": 6,
        }
        env["share.link.visit"].create(opens)


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
