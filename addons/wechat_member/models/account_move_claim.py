from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """A claim whose invoice is void can be invoiced again."""

    _inherit = "account.move"

    def button_cancel(self):
        result = super().button_cancel()
        cancelled = self.filtered(lambda move: move.state == "cancel")
        cancelled._find_claims()._reopen_invoicing()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """The invoice of a claim is cancelled, not reversed: the claim would count as
        paid although nobody paid it.

        :raise UserError: one of these is the invoice of a claim
        """
        if claims := self._find_claims():
            raise UserError(
                self.env._(
                    "This is the invoice of the claim %(names)s: cancel it, so that "
                    "the claim can be invoiced again, or put a line right on the next "
                    "claim.",
                    names=", ".join(claims.mapped("name")),
                )
            )
        return super()._reverse_moves(default_values_list, cancel=cancel)

    def unlink(self):
        self._find_claims()._reopen_invoicing()
        return super().unlink()

    def _find_claims(self):
        # who cancels invoices need not read what was claimed from funders
        claims = self.env["campaign.claim"].sudo()
        return claims.search([("move_id", "in", self.ids)])
