"""Who takes part in an issue, what he got, and what he bought after it."""

from odoo import fields, models
from odoo.tools import SQL


class CampaignTarget(models.Model):
    """One member in one issue.

    What was bought is worked out from the receipts as they are today: a return
    tomorrow changes the net and leaves the gross.
    """

    _name = "campaign.target"
    _description = "Member in an Issue"
    _log_access = False
    _order = "id"
    _rec_name = "partner_id"

    issue_id = fields.Many2one(
        "member.issue", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    group = fields.Selection(
        [("target", "Got a Coupon"), ("control", "Control Group")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("issued", "Issued"),
            ("aside", "Kept Aside"),
            ("left", "No Longer a Member"),
        ],
        required=True,
        readonly=True,
    )
    card_id = fields.Many2one(
        "loyalty.card",
        string="Coupon",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    told = fields.Selection(
        [("passed", "Told"), ("withheld", "Not Told")], string="Message", readonly=True
    )
    not_told_reason = fields.Selection(
        [
            ("no_phone", "No phone number"),
            ("no_consent", "Has not agreed to offers"),
            ("opted_out", "Does not want offers"),
            ("too_soon", "Had an offer lately"),
            ("too_many", "Enough offers sent today"),
        ],
        readonly=True,
    )
    redeemed_at = fields.Datetime(readonly=True)
    bought_count = fields.Integer("Purchases", readonly=True)
    bought_gross = fields.Monetary("Bought", readonly=True)
    bought_net = fields.Monetary("Bought less Returns", readonly=True)
    driven_gross = fields.Monetary(
        "Driven Sales", readonly=True, help="Receipts on which the coupon was redeemed."
    )
    driven_net = fields.Monetary("Driven Sales less Returns", readonly=True)
    cost = fields.Monetary(
        readonly=True, help="What the coupon took off, less what was returned."
    )

    _once = models.UniqueIndex(
        "(issue_id, partner_id)", "The member takes part in this issue already."
    )
    _waiting_idx = models.Index("(issue_id, id) WHERE state = 'waiting'")

    def _give(self, values):
        """Create the coupons and mark who has one.

        :param dict values: {member: values of his loyalty.card}
        """
        if not self:
            return
        # the right to issue was checked by the button; the work runs in the background
        cards_sudo = (
            self.env["loyalty.card"]
            .sudo()
            ._with_cause(kind="issue", note=self.issue_id.name)
            # the ledger says from where it came; a note on each would say it again
            .with_context(mail_create_nolog=True)
        )
        made = cards_sudo.create([values[target.partner_id] for target in self])
        for target, card in zip(self, made, strict=True):
            target.write({"card_id": card.id, "state": "issued"})

    # ------------------------------------------------------------------ what it brought
    def _measure_issue(self, issue):
        """Write what the members of one issue bought since it started."""
        self.env.flush_all()
        self.env.cr.execute(self._query_bought(issue))
        self.env.cr.execute(self._query_driven(issue))
        self.invalidate_model()
        issue.invalidate_recordset()

    def _query_bought(self, issue):
        until = fields.Datetime.add(issue.started_at, days=issue.measure_days)
        window = SQL(
            """
            o.company_id = %(company)s
            AND o.date_order >= %(start)s AND o.date_order < %(until)s
            AND o.partner_id IN (
                SELECT partner_id FROM campaign_target WHERE issue_id = %(issue)s)
            """,
            company=issue.company_id.id,
            start=issue.started_at,
            until=until,
            issue=issue.id,
        )
        return SQL(
            """
            WITH ticket AS (
                SELECT line.partner_id, line.ticket,
                       sum(line.gross) AS gross, sum(line.net) AS net
                  FROM (%(lines)s) line
              GROUP BY line.partner_id, line.ticket
            ), bought AS (
                SELECT partner_id, count(*) FILTER (WHERE net > 0) AS times,
                       sum(gross) AS gross, sum(net) AS net
                  FROM ticket
              GROUP BY partner_id
            )
            UPDATE campaign_target target
               SET bought_count = COALESCE(bought.times, 0),
                   bought_gross = round(COALESCE(bought.gross, 0), 2),
                   bought_net = round(COALESCE(bought.net, 0), 2)
              FROM campaign_target same
         LEFT JOIN bought ON bought.partner_id = same.partner_id
             WHERE same.id = target.id AND target.issue_id = %(issue)s
            """,
            lines=self.env["member.purchase"]._query_lines(window),
            issue=issue.id,
        )

    def _query_driven(self, issue):
        """Sales of the receipts on which the coupons were redeemed, whenever.

        Where the receipt is not ours, as with an interface, its redemption tells. A
        coupon that was given back is redeemed no more; what it had driven stays in
        the gross.
        """
        used = SQL(
            """
            SELECT target.id, target.card_id, row.id AS row_id,
                   row.state = 'consumed' AS stays, row.closed_at,
                   row.pos_order_id, row.sale_order_id,
                   COALESCE(row.pos_order_id * 2, row.sale_order_id * 2 + 1) AS ticket,
                   row.order_amount AS gross, row.net_amount AS net,
                   row.discount AS cost
              FROM campaign_target target
              JOIN coupon_redemption row
                ON row.card_id = target.card_id
               AND row.state IN ('consumed', 'returned')
             WHERE target.issue_id = %s
            """,
            issue.id,
        )
        return SQL(
            """
            WITH used AS MATERIALIZED (%(used)s), sales AS (
                SELECT used.row_id, sum(line.gross) AS gross, sum(line.net) AS net,
                       -sum(line.net) FILTER (WHERE line.card_id = used.card_id)
                           AS cost
                  FROM used
                  JOIN (%(lines)s) line ON line.ticket = used.ticket
              GROUP BY used.row_id
            ), total AS (
                SELECT used.id, min(used.closed_at) FILTER (WHERE used.stays)
                           AS redeemed_at,
                       sum(sales.gross) AS gross, sum(sales.net) AS net,
                       sum(sales.cost) AS cost
                  FROM used
             LEFT JOIN (SELECT * FROM sales
                         UNION ALL
                        SELECT row_id, gross, net, cost FROM used
                         WHERE ticket IS NULL AND stays) sales
                    ON sales.row_id = used.row_id
              GROUP BY used.id
            )
            UPDATE campaign_target target
               SET redeemed_at = total.redeemed_at,
                   driven_gross = round(COALESCE(total.gross, 0), 2),
                   driven_net = round(COALESCE(total.net, 0), 2),
                   cost = round(COALESCE(total.cost, 0), 2)
              FROM campaign_target same
         LEFT JOIN total ON total.id = same.id
             WHERE same.id = target.id AND target.issue_id = %(issue)s
            """,
            used=used,
            lines=self.env["member.purchase"]._query_lines(
                SQL("o.id IN (SELECT pos_order_id FROM used)"),
                SQL("o.id IN (SELECT sale_order_id FROM used)"),
            ),
            issue=issue.id,
        )
