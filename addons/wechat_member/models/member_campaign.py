"""A campaign: one coupon, an occasion, an end, and a budget that stops it."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .member_campaign_template import BENEFITS


class MemberCampaign(models.Model):
    """Five answers make a running campaign: template, benefit, pieces, last day, shops.

    Everything else comes from the template and can be changed before the start. What
    the members get is a ``loyalty.program`` made at the start; from then on the coupon
    is what it is, and only the budget and the end can be changed.
    """

    _name = "member.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda s: s.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    template_id = fields.Many2one(
        "member.campaign.template", required=True, ondelete="restrict"
    )
    occasion = fields.Selection(related="template_id.occasion", store=True)
    advice = fields.Text(related="template_id.advice")
    business_type = fields.Selection(
        related="template_id.business_type", string="For", readonly=True
    )
    business_types = fields.Char(
        compute="_compute_business_types",
        help="Types of the merchant's outlets, by which templates are offered.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("ended", "Ended"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    benefit = fields.Selection(
        BENEFITS,
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
    )
    value = fields.Float(
        "Takes Off",
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
        help="Money for an amount, per cent for a percentage.",
    )
    product_id = fields.Many2one("product.product", "Free Product", check_company=True)
    minimum_amount = fields.Monetary(
        "Minimum Purchase",
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
    )
    maximum_discount = fields.Monetary(
        compute="_compute_from_template", precompute=True, store=True, readonly=False
    )
    sale_price = fields.Monetary(
        help="What a member pays for one coupon, in advance. 0: it is free. Unused, it "
        "is paid back until its last day.",
    )
    valid_days = fields.Integer(
        "Valid for (Days)",
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
        help="Days from the claim. 0: until the last day of the campaign.",
    )
    date_to = fields.Date(
        "Last Day",
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
    )
    config_ids = fields.Many2many(
        "pos.config",
        string="Outlets",
        check_company=True,
        help="Where the coupon is redeemed. Empty: in all of them.",
    )
    segment_id = fields.Many2one(
        "member.segment",
        check_company=True,
        ondelete="restrict",
        help="Issued to its members. Empty: whoever has the link claims it.",
    )
    holdout_percent = fields.Float(
        "Control Group (%)",
        default=10,
        help="So many members of the segment get nothing, to compare with.",
    )
    program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    issue_ids = fields.One2many(related="program_id.issue_ids")
    claim_link = fields.Char(related="program_id.claim_link")
    preview = fields.Char("Members Read", compute="_compute_preview")

    _date_needed = models.Constraint(
        "CHECK (state = 'draft' OR program_id IS NOT NULL)",
        "A campaign that runs has a coupon.",
    )

    @api.depends("template_id")
    def _compute_from_template(self):
        for campaign in self:
            template = campaign.template_id
            if not template:
                continue
            today = campaign.company_id._get_local_today()
            campaign.update(
                {
                    "name": template.name,
                    "benefit": template.benefit,
                    "value": template.value,
                    "minimum_amount": template.minimum_amount,
                    "maximum_discount": template.maximum_discount,
                    "valid_days": template.valid_days,
                    "date_to": fields.Date.add(today, days=template.days),
                    "pieces": template.pieces,
                }
            )

    @api.depends("company_id", "config_ids")
    def _compute_business_types(self):
        for campaign in self:
            tills = campaign.config_ids or self.env["pos.config"].search(
                [("company_id", "=", campaign.company_id.id)]
            )
            types = {kind for kind in tills.mapped("business_type") if kind}
            campaign.business_types = ",".join(sorted(types))

    @api.depends(
        "benefit",
        "value",
        "product_id",
        "minimum_amount",
        "maximum_discount",
        "sale_price",
    )
    def _compute_preview(self):
        for campaign in self:
            if campaign.program_id:
                campaign.preview = campaign.program_id._honest_text()
                continue
            values = campaign._prepare_program_vals()
            # an unsaved coupon says the same words as the one to be made
            draft = self.env["loyalty.program"].new(values)
            campaign.preview = draft._honest_text() if campaign.template_id else ""

    @api.model
    def _offered_templates_domain(self, company):
        """Return the templates for the types of business the merchant has."""
        tills = self.env["pos.config"].search([("company_id", "=", company.id)])
        types = [kind for kind in tills.mapped("business_type") if kind]
        fits = Domain("business_type", "=", False)
        return (fits | Domain("business_type", "in", types)) if types else Domain.TRUE

    @api.constrains("date_to", "valid_days")
    def _check_days(self):
        for campaign in self:
            if campaign.valid_days < 0:
                raise ValidationError(self.env._("Days cannot be below zero."))

    def write(self, vals):
        """The end may be moved while a campaign runs; the coupon follows."""
        fixed = {"benefit", "value", "product_id", "minimum_amount", "maximum_discount"}
        fixed.add("sale_price")
        changed = fixed & set(vals)
        if changed and any(campaign.state != "draft" for campaign in self):
            raise UserError(
                self.env._("What members were promised stays. Copy the campaign.")
            )
        result = super().write(vals)
        if {"date_to", "pieces", "budget_amount"} & set(vals):
            for campaign in self.filtered("program_id"):
                # who plans campaigns needs no right to set up programs
                campaign.program_id.sudo().write(
                    {
                        "claim_until": campaign._get_claim_end(),
                        "date_to": campaign._get_last_use(),
                    }
                )
                campaign._refresh_budget()
        return result
