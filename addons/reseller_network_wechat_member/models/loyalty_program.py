from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LoyaltyProgram(models.Model):
    """Coupons that resellers and affiliates share in their groups."""

    _inherit = "loyalty.program"

    for_promoters = fields.Boolean(
        "Resellers Share It",
        copy=False,
        help="Resellers and affiliates find the coupon on their phones, each with a "
        "link of his own.",
    )
    promoter_contract_ids = fields.Many2many(
        "reseller.contract",
        "loyalty_program_promoter_rel",
        "program_id",
        "contract_id",
        string="Only These",
        help="Empty: every reseller and affiliate of the company.",
    )
    promoter_reward = fields.Monetary(
        "Reward per Redeemed Coupon",
        help="Credited to whose link the coupon was claimed by, when it is redeemed.",
    )

    _promoter_reward_positive = models.Constraint(
        "CHECK (promoter_reward >= 0)", "A reward cannot be below zero."
    )

    @api.constrains("for_promoters", "is_claimable")
    def _check_promoters_share_claimable(self):
        for program in self:
            if program.for_promoters and not program.is_claimable:
                raise ValidationError(
                    self.env._(
                        "Resellers share a link by which the coupon is claimed: let "
                        "%(coupon)s be claimed first.",
                        coupon=program.name,
                    )
                )

    @api.model
    def _get_shared_by(self, contract):
        """Return the coupons this reseller may share today."""
        programs = self.search(
            [
                ("for_promoters", "=", True),
                ("is_claimable", "=", True),
                ("company_id", "in", [False, contract.company_id.id]),
                "|",
                ("promoter_contract_ids", "=", False),
                ("promoter_contract_ids", "in", contract.ids),
            ],
            order="date_to, id desc",
        )
        return programs.filtered(lambda program: not program._refuse_claim())
