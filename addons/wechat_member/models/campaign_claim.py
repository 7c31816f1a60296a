"""What a funder owes for the coupons of a month that he pays for."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

# Of goods that came back the coupon took nothing off.
_KEPT = "COALESCE(used.net_amount / NULLIF(used.order_amount, 0), 1)"
_UNCLAIMED = f"""
    SELECT campaign.funder_id, campaign.id AS campaign_id,
           used.id AS redemption_id, 'redeemed' AS kind,
           campaign.funder_percent AS percent,
           ROUND((used.discount * campaign.funder_percent / 100 * {_KEPT})::numeric,
                 %(digits)s) AS amount
      FROM coupon_redemption used
      JOIN member_campaign campaign ON campaign.program_id = used.program_id
     WHERE campaign.funder_id IS NOT NULL
       AND campaign.company_id = %(company)s AND used.state = 'consumed'
       AND (used.taken_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date <= %(end)s
       AND NOT EXISTS (SELECT FROM campaign_claim_line line
            WHERE line.redemption_id = used.id AND line.kind = 'redeemed')
"""
# What is claimed of a redemption, and what should be by now: the funder and his part
# are those of the claim, whoever pays for the campaign today. What is corrected on one
# claim is corrected again on the next one only.
_CORRECTIONS = f"""
    SELECT funder_id, campaign_id, redemption_id, kind, percent, due - claimed AS amount
      FROM (SELECT claim.funder_id, first.campaign_id, used.id AS redemption_id,
                   CASE used.state WHEN 'returned' THEN 'returned'
                        ELSE 'corrected' END AS kind,
                   first.percent,
                   CASE WHEN used.state = 'returned' THEN 0
                        WHEN first.percent IS NULL THEN total.claimed
                        ELSE ROUND((used.discount * first.percent / 100
                                    * {_KEPT})::numeric, %(digits)s) END AS due,
                   total.claimed
              FROM campaign_claim_line first
              JOIN campaign_claim claim ON claim.id = first.claim_id
              JOIN coupon_redemption used ON used.id = first.redemption_id
        CROSS JOIN LATERAL (
                   SELECT SUM(line.amount) AS claimed
                     FROM campaign_claim_line line
                    WHERE line.redemption_id = used.id) total
             WHERE first.kind = 'redeemed' AND claim.company_id = %(company)s
               AND used.state IN ('consumed', 'returned')
               AND NOT EXISTS (SELECT FROM campaign_claim_line line
                    WHERE line.redemption_id = used.id AND line.kind = 'returned')
               AND (used.state = 'returned' OR NOT EXISTS (
                    SELECT FROM campaign_claim_line line
                      JOIN campaign_claim latest ON latest.id = line.claim_id
                    WHERE line.redemption_id = used.id AND line.kind = 'corrected'
                      AND latest.date_to >= %(end)s))) owed
     WHERE due != claimed
"""


class CampaignClaim(models.Model):
    """The redemptions of a month, claimed from their funder once.

    A coupon that was given back after it was claimed stands on the next claim with a
    minus. The invoice is a draft: an accountant looks at it and confirms.
    """

    _name = "campaign.claim"
    _description = "Claim to a Funder"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    funder_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date_to = fields.Date("Up to", required=True, readonly=True)
    line_ids = fields.One2many("campaign.claim.line", "claim_id", readonly=True)
    line_count = fields.Integer("Redemptions", compute="_compute_amount", store=True)
    amount = fields.Monetary("Claimed", compute="_compute_amount", store=True)
    state = fields.Selection(
        [("draft", "Draft"), ("invoiced", "Invoiced")],
        compute="_compute_state",
        store=True,
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, copy=False, index="btree_not_null"
    )
    payment_state = fields.Selection(related="move_id.payment_state")

    @api.depends("funder_id.name", "date_to")
    def _compute_name(self):
        for claim in self:
            month = f"{claim.date_to:%Y-%m}" if claim.date_to else ""
            claim.name = f"{claim.funder_id.name or ''} {month}"

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for claim in self:
            claim.line_count = len(claim.line_ids)
            claim.amount = sum(claim.line_ids.mapped("amount"))

    @api.depends("move_id")
    def _compute_state(self):
        for claim in self:
            claim.state = "invoiced" if claim.move_id else "draft"

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if self.move_id:
            raise UserError(self.env._("A claim with an invoice stays."))

    @api.model
    def _generate(self, date_to, company=None):
        """Claim what was redeemed up to a day and never claimed; again changes nothing.

        :param date_to: last day, where the merchant is
        :return: the claims made or filled up
        """
        company = company or self.env.company
        rows = self._read_unclaimed(date_to, company)
        drafts = self.search(
            [("company_id", "=", company.id), ("date_to", "=", date_to)]
        ).filtered(lambda claim: claim.state == "draft")
        by_funder = {claim.funder_id.id: claim for claim in drafts}
        missing = {row["funder_id"] for row in rows} - set(by_funder)
        for claim in self.create(
            [
                {"company_id": company.id, "funder_id": funder, "date_to": date_to}
                for funder in sorted(missing)
            ]
        ):
            by_funder[claim.funder_id.id] = claim
        claims = self.browse()
        lines = []
        for row in rows:
            claim = by_funder[row.pop("funder_id")]
            claims |= claim
            lines.append(row | {"claim_id": claim.id})
        self.env["campaign.claim.line"].create(lines)
        return claims

    def _read_unclaimed(self, date_to, company):
        """Return one row for each redemption to claim, or to take back."""
        self.env["coupon.redemption"].flush_model()
        self.env["campaign.claim.line"].flush_model()
        self.env["member.campaign"].flush_model()
        values = {
            "digits": company.currency_id.decimal_places,
            "company": company.id,
            "tz": company._get_member_tz(),
            "end": date_to,
        }
        return self.env.execute_query_dict(SQL(_UNCLAIMED, **values)) + (
            self.env.execute_query_dict(SQL(_CORRECTIONS, **values))
        )

    @api.model
    def _cron_claim(self):
        """Claim the month that is over, in every company with a funder."""
        for company in self.env["member.campaign"]._get_funded_companies():
            first = company._get_member_today().replace(day=1)
            self.with_company(company)._generate(first - relativedelta(days=1), company)

    def action_invoice(self):
        """Make the draft invoice to the funder, a line for each campaign."""
        self.check_access("write")
        for claim in self.filtered(lambda claim: not claim.move_id):
            if claim.currency_id.is_zero(claim.amount):
                raise UserError(self.env._("There is nothing to claim."))
            claim.move_id = self.env["account.move"].create(
                claim._prepare_invoice_vals()
            )

    def _prepare_invoice_vals(self):
        self.ensure_one()
        sign = 1 if self.amount > 0 else -1
        return {
            "move_type": "out_invoice" if sign > 0 else "out_refund",
            "partner_id": self.funder_id.id,
            "company_id": self.company_id.id,
            "invoice_date": self.date_to,
            "ref": self.name,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.env._(
                            "%(campaign)s: %(count)s coupons redeemed",
                            campaign=campaign.name,
                            count=len(lines),
                        ),
                        "quantity": 1,
                        "price_unit": sign * sum(lines.mapped("amount")),
                        # what the coupon took off had its tax in it
                        "tax_ids": [Command.clear()],
                    }
                )
                for campaign, lines in self.line_ids.grouped("campaign_id").items()
            ],
        }

    def action_view_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
