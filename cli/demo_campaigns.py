"""Campaigns of the demo shop: over, running, paused and planned, one paid by a brand,
one sold in advance.

Coupons are claimed as members claim them and redeemed at the till. Nothing is drawn by
lot, every run makes the same.
"""

from datetime import timedelta

from odoo import fields

from .demo_targets import _close, _open, _sell

# template, name, settings, claimed, redeemed, days ago, state
OPENING = {"benefit": "amount", "value": 80, "minimum_amount": 200}
PLANS = (
    ("opening_percent", "通州店开业礼", OPENING, 18, 9, 60, "ended"),
    ("slack_amount", "秋凉满减周", {"value": 20, "pieces": 60}, 22, 6, 27, "ended"),
    (
        "peak_amount",
        "双十一满300减50",
        {"value": 50, "pieces": 80, "budget_amount": 2000},
        20,
        7,
        11,
        "running",
    ),
    ("new_member_amount", "新会员见面礼", {"value": 10}, 9, 3, 5, "running"),
    (
        "competition_amount",
        "老客留店券",
        {"value": 30, "pieces": 40},
        6,
        1,
        9,
        "paused",
    ),
    ("wake_up_amount", "好久不见 · 冬装唤醒", {"value": 40}, 0, 0, 0, "draft"),
)
CHANNELS = (("poster", "店门口海报"), ("article", "公众号推文"), ("ad", "社区群广告"))


def make(env):
    """Make the campaigns, their channels, claims and redemptions."""
    till = env.ref("wechat_member.pos_config_tongzhou", raise_if_not_found=False)
    if not till or env["member.campaign"].search_count([]):
        return
    env = env(context=dict(env.context, tracking_disable=True, lang="zh_CN"))
    till = till.with_env(env)
    till.business_type = "fashion"
    members = env["res.partner"].search(
        [("is_member", "=", True), ("member_company_id", "=", till.company_id.id)],
        order="id desc",
    )
    goods = env["product.product"].search(
        [("default_code", "=like", "TZ-%"), ("available_in_pos", "=", True)], order="id"
    )
    for number, plan in enumerate(PLANS):
        _play(env, till, plan, members[number * 3 :] + members[: number * 3], goods)
    _sell_in_advance(env, till, members, goods)
    env["member.activity"]._rebuild(till.company_id)
    _claim(env, till.company_id)


def _claim(env, company):
    """Send the brand what it pays for; it does not agree with a line."""
    claims = env["campaign.claim"]._generate(company._get_local_today(), company)
    claims.action_send()
    env["campaign.claim.dispute"].with_user(env.ref("brand_outlet.user_brand")).create(
        {
            "line_id": claims.line_ids[-1:].id,
            "reason": "other",
            "note": "这张小票是员工内购，不在活动范围内",
        }
    )


def _play(env, till, plan, members, goods):
    template, name, vals, claimed, redeemed, ago, state = plan
    campaign = env["member.campaign"].create(
        {
            "template_id": env.ref(f"wechat_member.campaign_template_{template}").id,
            "company_id": till.company_id.id,
            "name": name,
            **vals,
        }
    )
    if state == "draft":
        dormant = env["member.segment"].search([("stage", "=", "dormant")], limit=1)
        campaign.segment_id = dormant
        return
    if template == "peak_amount":
        campaign.funder_id = env.ref("brand_outlet.partner_brand_yunshan")
    campaign.action_start()
    channels = _make_channels(env, campaign)
    cards = [
        campaign.program_id._claim(member, channels[number % len(channels)]).sudo()
        for number, member in enumerate(members[:claimed])
    ]
    began = fields.Datetime.now() - timedelta(days=ago)
    for card in cards:
        card.claimed_at = began
    _redeem(till, campaign, cards[:redeemed], goods, ago)
    if state == "paused":
        campaign.action_pause()
    if state == "ended":
        campaign.action_end()


def _sell_in_advance(env, till, members, goods):
    """Sell a coupon for a price at the till: used, asked back, expired and open."""
    campaign = env["member.campaign"].create(
        {
            "template_id": env.ref("wechat_member.campaign_template_peak_amount").id,
            "company_id": till.company_id.id,
            "name": "冬装秒杀 19.9抵60",
            "value": 60,
            "minimum_amount": 199,
            "sale_price": 19.9,
            "pieces": 60,
        }
    )
    campaign.action_start()
    product = campaign.program_id.sale_product_id
    session = _open(till)
    orders = env["pos.order"]
    for member in members[:9]:
        orders |= _sell(session, member, [(product, 1)], f"advance-{member.id}")
    _close(session, orders, 8)
    cards = env["loyalty.card"].search(
        [("program_id", "=", campaign.program_id.id)], order="id"
    )
    cards.claimed_at = fields.Datetime.now() - timedelta(days=8)
    _redeem(till, campaign, cards[:4], goods, 6)
    cards[5]._ask_paid_refund()
    cards[6].expiration_date = fields.Date.today() - timedelta(days=2)


def _make_channels(env, campaign):
    return env["member.channel"].create(
        [
            {
                "name": f"{campaign.name} {name}",
                "kind": kind,
                "program_id": campaign.program_id.id,
                "company_id": campaign.company_id.id,
                "cost": 80.0 if kind == "ad" else 0.0,
            }
            for kind, name in CHANNELS
        ]
    )


def _redeem(till, campaign, cards, goods, ago):
    session = _open(till)
    orders = till.env["pos.order"]
    for number, card in enumerate(cards):
        pieces = _basket(goods, number, campaign.minimum_amount)
        orders |= _sell(
            session, card.partner_id, pieces, f"campaign-{card.id}-{number}", card
        )
    _close(session, orders, max(ago - 3, 1))


def _basket(goods, number, minimum):
    """Return enough of the goods for the minimum of the coupon."""
    pieces = []
    while not pieces or sum(one.list_price * qty for one, qty in pieces) < minimum + 80:
        pieces.append((goods[(number * 3 + len(pieces)) % len(goods)], 1))
    return pieces
