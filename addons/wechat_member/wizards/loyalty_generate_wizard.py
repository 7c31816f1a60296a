from odoo import models


class LoyaltyGenerateWizard(models.TransientModel):
    """Tells the ledger why balances move."""

    _inherit = "loyalty.generate.wizard"

    def generate_coupons(self):
        cards = self.env["loyalty.card"]._with_cause(
            kind="issue", note=self[:1].description or False
        )
        return super(LoyaltyGenerateWizard, self.with_env(cards.env)).generate_coupons()
