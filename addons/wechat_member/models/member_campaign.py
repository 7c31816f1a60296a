"""A campaign: one coupon, an occasion, an end, and a budget that stops it."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

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
            today = campaign.company_id._get_member_today()
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

    # --- start and end ----------------------------------------------------------------

    def action_start(self):
        """Make the coupon and let members have it."""
        self.check_access("write")
        for campaign in self:
            campaign._check_can_start()
            values = campaign._prepare_program_vals()
            # who plans campaigns needs no right to set up programs
            campaign.program_id = self.env["loyalty.program"].sudo().create(values)
            if campaign.benefit == "product":
                campaign.unit_cost = campaign.product_id.lst_price
            campaign.state = "running"
            campaign._refresh_budget()
            campaign._issue_to_segment()

    def _check_can_start(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%s was started before.", self.name))
        if self.date_to and self.date_to < self.company_id._get_member_today():
            raise UserError(self.env._("The last day of %s is over.", self.name))
        if self.benefit == "product" and not self.product_id:
            raise UserError(self.env._("Choose the product that is given."))
        if self.benefit != "product" and self.value <= 0:
            raise UserError(self.env._("Say how much the coupon takes off."))
        if self.benefit == "percent" and self.value > 100:
            raise UserError(
                self.env._("More than the whole price cannot be taken off.")
            )
        if self.sale_price and self.segment_id:
            raise UserError(
                self.env._("A coupon with a price is sold, not given to a segment.")
            )
        self._check_budget()

    def _prepare_program_vals(self):
        """Return the values of the coupon. Extend for other benefits."""
        self.ensure_one()
        return {
            "name": self.name or self.env._("Campaign"),
            "program_type": "coupons",
            "applies_on": "current",
            "trigger": "with_code",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            # what a balance of it is counted in
            "portal_point_name": self.env._("coupon(s)"),
            "date_to": self._get_last_use(),
            "pos_config_ids": [Command.set(self.config_ids.ids)],
            # a birthday coupon is given by the level, once a year, not by a link
            "is_claimable": not self.segment_id and self.occasion != "birthday",
            "sale_price": self.sale_price,
            "claim_until": self._get_claim_end(),
            "claim_valid_days": self.valid_days,
            "rule_ids": [
                Command.clear(),
                Command.create(
                    {"minimum_amount": self.minimum_amount, "minimum_qty": 0}
                ),
            ],
            "reward_ids": [
                Command.clear(),
                Command.create(self._prepare_reward_vals()),
            ],
            "communication_plan_ids": [Command.clear()],
        }

    def _prepare_reward_vals(self):
        if self.benefit == "product":
            return {
                "reward_type": "product",
                "reward_product_id": self.product_id.id,
                "required_points": 1,
            }
        is_percent = self.benefit == "percent"
        return {
            # stands on receipts and orders
            "description": self.name or self.env._("Campaign"),
            "reward_type": "discount",
            "discount_mode": "percent" if is_percent else "per_order",
            "discount": self.value,
            "discount_max_amount": self.maximum_discount if is_percent else 0.0,
            "discount_applicability": "order",
            "required_points": 1,
        }

    def _get_last_use(self):
        """Return the last day a coupon claimed on the last day may be used."""
        if not self.date_to:
            return False
        return fields.Date.add(self.date_to, days=self.valid_days)

    def _get_claim_end(self):
        """Return the moment claiming ends: the end of the last day, in UTC."""
        if not self.date_to:
            return False
        zone = ZoneInfo(self.company_id._get_member_tz())
        after = fields.Date.add(self.date_to, days=1)
        midnight = datetime.combine(after, time(), zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _issue_to_segment(self):
        if not self.segment_id:
            return
        issue = self.env["member.issue"].create(
            {
                "program_id": self.program_id.id,
                "segment_id": self.segment_id.id,
                "company_id": self.company_id.id,
                "valid_days": self.valid_days,
                "holdout_percent": self.holdout_percent,
            }
        )
        limit = self.program_id.claim_limit
        if limit and issue.planned_coupons > limit:
            raise UserError(
                self.env._(
                    "%(members)s members of the segment get the coupon, the budget is "
                    "for %(pieces)s pieces: raise it or narrow the segment.",
                    members=issue.planned_coupons,
                    pieces=limit,
                )
            )
        issue.action_start()

    def action_pause(self):
        """Nobody gets the coupon for now; those that have it may use it."""
        self._check_state("running")
        self._stop_claims()
        self.issue_ids.filtered(lambda i: i.state == "running").action_stop()
        self.state = "paused"

    def action_resume(self):
        """Go on after a pause."""
        self._check_state("paused")
        self.state = "running"
        for campaign in self.filtered(
            lambda one: not one.segment_id and one.occasion != "birthday"
        ):
            # who plans campaigns needs no right to set up programs
            campaign.program_id.sudo().is_claimable = True
        self.issue_ids.filtered(lambda i: i.state == "stopped").action_resume()
        self._refresh_budget()

    def action_end(self):
        """Nobody gets the coupon any more; those that have it may use it."""
        self.check_access("write")
        self._stop_claims()
        self.issue_ids.filtered(lambda i: i.state == "running").action_stop()
        self.state = "ended"

    @api.model
    def _cron_end(self):
        """End what is over, and give unspent money of the budget to further pieces."""
        running = self.search([("state", "=", "running")])
        over = running.filtered(
            lambda one: one.date_to and one.date_to < one.company_id._get_member_today()
        )
        over.action_end()
        (running - over)._refresh_budget()

    def _stop_claims(self):
        # who plans campaigns needs no right to set up programs
        self.program_id.sudo().is_claimable = False

    def _check_state(self, state):
        self.check_access("write")
        if any(campaign.state != state for campaign in self):
            raise UserError(self.env._("This is not possible in the present state."))

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
