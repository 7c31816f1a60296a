"""What a campaign may cost at most, and how it stops there by itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MemberCampaign(models.Model):
    """Pieces and money become one number: how many coupons may be claimed.

    A coupon costs at most what it takes off at most, so money is a number of pieces,
    and of pieces the claim is exact, however many claim at once. What coupons cost
    less than that, or those that run out unused, gives money back each night.
    """

    _inherit = "member.campaign"

    pieces = fields.Integer(
        compute="_compute_from_template",
        precompute=True,
        store=True,
        readonly=False,
        tracking=True,
        help="How many coupons there are. 0: as many as the budget pays.",
    )
    budget_amount = fields.Monetary(
        "Budget",
        tracking=True,
        help="What all coupons together may take off. 0: no limit in money.",
    )
    budget_used = fields.Float(
        "Budget Used (%)", compute="_compute_budget", help="Cost so far of the budget."
    )
    budget_held = fields.Monetary(
        "Held for Coupons Given Out",
        compute="_compute_budget",
        help="What the coupons that are out may still take off.",
    )
    unit_cost = fields.Monetary(
        "Counted for a Free Product",
        readonly=True,
        copy=False,
        help="Its price at the start. A later price changes neither what is given nor "
        "what it counts of the budget.",
    )
    is_used_up = fields.Boolean(compute="_compute_budget")

    _budget_positive = models.Constraint(
        "CHECK (COALESCE(pieces, 0) >= 0 AND COALESCE(budget_amount, 0) >= 0)",
        "Pieces and budget cannot be below zero.",
    )

    @api.depends("budget_amount", "pieces", "program_id.claim_limit")
    def _compute_budget(self):
        for campaign in self:
            budget = campaign.budget_amount
            held = campaign._count_outstanding() * campaign._get_highest_cost()
            campaign.budget_held = held if campaign.program_id else 0.0
            campaign.budget_used = 100 * campaign.cost / budget if budget else 0.0
            program = campaign.program_id
            campaign.is_used_up = bool(
                campaign.state == "running"
                and program.claim_limit
                and program._count_left_to_claim() <= 0
            )

    def _get_highest_cost(self):
        """Return what one coupon takes off at most, 0 where there is no most."""
        self.ensure_one()
        if self.benefit == "product":
            return self.unit_cost or self.product_id.lst_price
        return self.maximum_discount if self.benefit == "percent" else self.value

    def _check_budget(self):
        self.ensure_one()
        highest = self._get_highest_cost()
        if not self.budget_amount:
            return
        if not highest:
            raise UserError(
                self.env._(
                    "A percentage with a budget needs the most it takes off: set "
                    "“Maximum Discount”."
                )
            )
        if self.budget_amount < highest:
            raise UserError(
                self.env._(
                    "The budget of %(budget)s does not pay for one coupon of %(cost)s.",
                    budget=self.currency_id.format(self.budget_amount),
                    cost=self.currency_id.format(highest),
                )
            )

    def _refresh_budget(self):
        """Tell the coupon how many pieces of it may be claimed in all."""
        # counted anew: the figures depend on no field of ours
        self.invalidate_recordset(["cost", "claim_count"])
        for campaign in self.filtered("program_id"):
            # who plans campaigns needs no right to set up programs
            program = campaign.program_id.sudo()
            limit = campaign._get_piece_limit()
            if program.claim_limit != limit:
                program.claim_limit = limit

    def _get_piece_limit(self):
        """Return how many pieces may be given out in all; 0: any number."""
        self.ensure_one()
        if not self.budget_amount:
            return self.pieces
        highest = self._get_highest_cost()
        left = self.budget_amount - self.cost - self._count_outstanding() * highest
        claimed = self.claim_count
        limit = claimed + max(int(left / highest + 1e-9), 0)
        if self.pieces:
            limit = min(limit, self.pieces)
        # 0 would be no limit at all
        return max(limit, claimed, 1)

    def _count_outstanding(self):
        """Return how many coupons are out that may still be redeemed."""
        self.ensure_one()
        if not self.program_id:
            return 0
        today = self.company_id._get_local_today()
        valid = Domain("expiration_date", "=", False) | Domain(
            "expiration_date", ">=", today
        )
        # counts only leave; members' cards are not shown
        return (
            self.env["loyalty.card"]
            .sudo()
            .search_count(
                Domain("program_id", "=", self.program_id.id)
                & Domain("points", ">", 0)
                & Domain("partner_id", "!=", False)
                & valid
            )
        )
