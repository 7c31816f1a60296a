from odoo import models


class LoyaltyCardUpdateBalance(models.TransientModel):
    """Tells the ledger why balances move."""

    _inherit = "loyalty.card.update.balance"

    def action_update_card_point(self):
        cards = self.card_id._with_cause(kind="adjust", note=self.description)
        wizard = self.with_env(cards.env)
        return super(LoyaltyCardUpdateBalance, wizard).action_update_card_point()
