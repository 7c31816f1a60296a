from odoo import api, models


class PayoutProviderBank(models.AbstractModel):
    """A person makes the transfer at the bank and says so."""

    _name = "payout.provider.bank"
    _inherit = "payout.provider"
    _description = "Bank Transfer by Hand"

    @api.model
    def _check_payee(self, contract, amount):
        if not contract._get_payee_bank():
            return self.env._("Enter your bank account first.")
        return ""
