"""Dates of the demo shop's members and coupons, so that reports show months.

What the demo sold was dated back; who joined, and which coupon was used, goes with it.
The months that are over get their figures, as the nightly job gives them.
"""

from odoo import fields

# members joined so many days before their first purchase
BEFORE = 3
OPEN_DAYS = 45


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
    for model in ("member.kpi", "reseller.kpi"):
        env[model]._cron_keep_months()


def _open_pages(env):
    """Let people open the pages of the coupons that hang out."""
    today = fields.Date.context_today(env["member.channel"])
    channels = env["member.channel"].search([("program_id", "!=", False)], order="id")
    env["member.channel.open"].create(
        [
            {
                "day": fields.Date.subtract(today, days=day),
                "company_id": channel.company_id.id,
                "channel_id": channel.id,
                "program_id": channel.program_id.id,
                "opens": 2 + (day * 7 + place * 5) % 11,
            }
            for place, channel in enumerate(channels)
            for day in range(1, OPEN_DAYS)
        ]
    )
