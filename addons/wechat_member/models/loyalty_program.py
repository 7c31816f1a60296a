from odoo import api, models
from odoo.fields import Domain

from .loyalty_card_entry import MONEY_TYPES


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.model
    def _get_money_products(self, company):
        """Return the products whose sale puts money on a card: top-ups, gift cards."""
        # Which goods are top-ups matters to who may not read programs, too.
        programs_sudo = self.sudo().search(
            [
                ("program_type", "in", MONEY_TYPES),
                # a branch sells the top-ups of its legal entity
                ("company_id", "in", [False, *company.sudo().parent_ids.ids]),
            ]
        )
        return programs_sudo.rule_ids.product_ids.with_env(self.env)

    @api.model
    def _get_points_program(self, company):
        """Return the program in which this company's members collect points."""
        # A member's points have a program, whoever acts for him.
        return self.sudo().search(
            Domain("program_type", "=", "loyalty")
            & Domain("company_id", "in", [False, company.id]),
            order="company_id, sequence, id",
            limit=1,
        )
