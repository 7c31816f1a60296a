from odoo import models


class AccountMove(models.Model):
    """A claim whose invoice is void can be invoiced again."""

    _inherit = "account.move"

    def button_cancel(self):
        result = super().button_cancel()
        cancelled = self.filtered(lambda move: move.state == "cancel")
        cancelled._find_claims()._reopen_invoicing()
        return result

    def unlink(self):
        self._find_claims()._reopen_invoicing()
        return super().unlink()

    def _find_claims(self):
        # who cancels invoices need not read what was claimed from funders
        claims = self.env["campaign.claim"].sudo()
        return claims.search([("move_id", "in", self.ids)])
