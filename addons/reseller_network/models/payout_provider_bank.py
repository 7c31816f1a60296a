from odoo import api, models


class PayoutProviderBank(models.AbstractModel):
    """The bank makes the transfer: it is a line of a payment batch."""

    _name = "payout.provider.bank"
    _inherit = "payout.provider"
    _description = "Bank Transfer"

    @api.model
    def _check_payee(self, contract, amount):
        if not contract._get_payee_bank():
            return self.env._("Enter your bank account first.")
        return ""
