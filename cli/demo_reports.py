"""Dates of the demo shop's members and coupons, so that reports show months; ratings.

What the demo sold was dated back; who joined, and which coupon was used, goes with it.
The months that are over get their figures, as the nightly job gives them.
"""

from collections import Counter
from datetime import timedelta

from odoo import fields

# members joined so many days before their first purchase
BEFORE = 3
OPEN_DAYS = 45
# of the receipts of the last days, the newest first
STARS = (5, 5, 4, 5, 3, 4, 5, 5, 2, 4)


def make(env):
    """Date members and redemptions by the receipts; keep the months that are over."""
    activities = env["member.activity"].search([("first_date", "!=", False)])
    for activity in activities:
        activity.partner_id.member_since = fields.Date.subtract(
            activity.first_date, days=BEFORE
        )
    redeemed = env["coupon.redemption"].search([("pos_order_id", "!=", False)])
    for row in redeemed:
        day = row.pos_order_id.date_order
        row.write({"taken_at": day, "closed_at": day})
    _open_pages(env)
    _rate_visits(env)
    for model in ("member.kpi", "reseller.kpi"):
        env[model]._cron_keep_months()


def _open_pages(env):
    """Let people open the pages of the coupons that hang out.

    Three look for two who claim, and a few more, in the days since the first claim.
    """
    today = fields.Date.context_today(env["member.channel"])
    channels = env["member.channel"].search([("program_id", "!=", False)], order="id")
    vals_list = []
    for place, channel in enumerate(channels):
        claimed = env["loyalty.card"].search([("claim_channel_id", "=", channel.id)])
        first = min(claimed.mapped("claimed_at"), default=None)
        days = min(OPEN_DAYS, (today - first.date()).days if first else OPEN_DAYS) or 1
        opens = Counter(
            1 + (number * 7 + place * 5) % days
            for number in range(len(claimed) * 3 // 2 + 2)
        )
        vals_list += [
            {
                "day": fields.Date.subtract(today, days=day),
                "company_id": channel.company_id.id,
                "channel_id": channel.id,
                "program_id": channel.program_id.id,
                "opens": count,
            }
            for day, count in opens.items()
        ]
    env["member.channel.open"].create(vals_list)


def _rate_visits(env):
    """Customers rate their visits of the last days on the receipt."""
    orders = env["pos.order"].search(
        [("partner_id", "!=", False)], order="date_order desc", limit=3 * len(STARS)
    )
    ratings, stars = env["member.rating"], iter(STARS)
    for order in orders:
        if not order._is_rateable() or ratings._find_visit(order):
            continue
        if not (given := next(stars, 0)):
            break
        rating = ratings._rate(order, given)
        rating.rated_at = order.date_order + timedelta(minutes=12 + 9 * given)
