"""What a funder owes for the coupons of a month that he pays for."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("disputed", "Disputed"),
    ("agreed", "Agreed"),
    ("invoiced", "Invoiced"),
]


class CampaignClaim(models.Model):
    """The redemptions of a month, claimed from their funder once.

    A coupon that was given back after it was claimed stands on the next claim with a
    minus. A draft is invoiced at once, or sent to the funder, agreed and invoiced then.
    The invoice is a draft: an accountant looks at it and confirms.
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
    amount = fields.Monetary("Claimed Amount", compute="_compute_amount", store=True)
    sent_on = fields.Datetime(readonly=True, copy=False)
    agreed_on = fields.Datetime(readonly=True, copy=False)
    agreed_by = fields.Many2one("res.users", readonly=True, copy=False)
    dispute_ids = fields.One2many(
        "campaign.claim.dispute", "claim_id", "Disputed Lines", readonly=True
    )
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, tracking=True
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
            claim.line_count = len(claim.line_ids.redemption_id)
            claim.amount = sum(claim.line_ids.mapped("amount"))

    @api.depends("move_id", "agreed_on", "sent_on", "dispute_ids.state")
    def _compute_state(self):
        for claim in self:
            claim.state = claim._get_state()

    def _get_state(self):
        self.ensure_one()
        if self.move_id:
            return "invoiced"
        if self.agreed_on:
            return "agreed"
        if "open" in self.dispute_ids.mapped("state"):
            return "disputed"
        return "sent" if self.sent_on else "draft"

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if self.filtered(lambda claim: claim.state != "draft"):
            raise UserError(self.env._("A claim that was sent or invoiced stays."))

    def action_invoice(self):
        """Make the draft invoice to the funder, a line for each campaign.

        :raise UserError: it was sent and the funder did not agree yet
        """
        self.check_access("write")
        self._take()
        fresh = self.filtered(lambda claim: not claim.move_id)
        fresh._check_answered()
        fresh._check_state("draft", "agreed")
        for claim in fresh:
            if claim.currency_id.is_zero(claim.amount):
                raise UserError(self.env._("There is nothing to claim."))
            move = self.env["account.move"].create(claim._prepare_invoice_vals())
            claim._write_step({"move_id": move.id})

    def _reopen_invoicing(self):
        """The invoice is void: what was claimed, and agreed, still holds."""
        self._write_step({"move_id": False})

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
                            count=len(lines.redemption_id),
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
