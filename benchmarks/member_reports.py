"""Reports of members on a million members and five million receipts.

What each report reads when it is opened, against the bare aggregate of the records it
stands for; and what keeps it: the days that changed, added up anew.
"""

from . import member_data

ROUNDS = 3
CARDS = """
    SELECT date_trunc('month', date), SUM(amount) FILTER (WHERE asset = 'points'),
           SUM(amount) FILTER (WHERE asset != 'points')
      FROM member_entry WHERE asset IN ('points', 'paid', 'gift') GROUP BY 1"""
COUPONS = """
    SELECT card.program_id, count(*), count(card.claimed_at), count(taken.id),
           SUM(receipt.amount_total)
      FROM loyalty_card card
 LEFT JOIN coupon_redemption taken ON taken.card_id = card.id
       AND taken.state = 'consumed'
 LEFT JOIN pos_order receipt ON receipt.id = taken.pos_order_id
     WHERE card.claimed_at IS NOT NULL GROUP BY 1"""
DAYS = """
    SELECT receipt.config_id, SUM(paid.amount)
      FROM pos_order receipt
      JOIN pos_payment paid ON paid.pos_order_id = receipt.id
     WHERE receipt.date_order >= CURRENT_DATE - 7 GROUP BY 1"""
MEMBERS = """
    SELECT member.member_level_id, count(DISTINCT member.id), max(receipt.date_order)
      FROM res_partner member
      JOIN pos_order receipt ON receipt.partner_id = member.id
     WHERE member.is_member GROUP BY 1"""
READ = {
    "member.card.report": (
        "cards, points and stored value by month",
        [],
        ["date:month"],
        ["cards:sum", "points_earned:sum", "points:sum", "topped_up:sum", "value:sum"],
        CARDS,
    ),
    "member.coupon.report": (
        "coupons: five figures by program",
        [],
        ["program_id"],
        ["issued:sum", "claimed:sum", "redemption_rate:avg", "exposure:avg", "net:sum"],
        COUPONS,
    ),
    "member.reconciliation": (
        "reconciliation of seven days by outlet",
        [("date", ">=", "today -7d")],
        ["config_id"],
        ["sales:sum", "cash:sum", "value_spent:sum", "differences:sum"],
        DAYS,
    ),
    "member.report": (
        "members by level",
        [("date", "=", "today")],
        ["level_id"],
        ["members:sum", "points:sum", "value:sum"],
        MEMBERS,
    ),
}


def run(context):
    """Figures of each report opened, and of the days that are added up before it."""
    member_data.make(context)
    with context.environment(commit=True) as env:
        # made this hour, all of it would count as changed
        env.cr.execute(
            """UPDATE pos_session SET write_date = start_at + interval '1 day'
                WHERE write_date > start_at + interval '2 days'"""
        )
        for model in READ:
            env[model]._refresh(env.company)
    return [
        figure
        for model, told in READ.items()
        for figure in _compare(context, model, *told)
    ]


def _compare(context, model, name, domain, groups, measures, bare):
    other = (lambda env: env.cr, lambda cr: cr.execute(bare))

    def read(report):
        report._read_group(domain, groups, measures)
        report.search_read(domain, ["display_name"], limit=80)

    yield context.compare(
        f"{name} / the bare aggregate", (lambda env: env[model], read), other, ROUNDS
    )
    yield context.compare(
        f"{name}, days of today added up first / the bare aggregate",
        (
            lambda env: env[model],
            lambda report: (report._refresh(report.env.company), read(report)),
        ),
        other,
        ROUNDS,
    )
