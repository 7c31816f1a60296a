from odoo import models
from odoo.fields import Domain

from .reseller_account import SELLER_ROLES


class ResellerContract(models.Model):
    """Returns beyond the earnings: what a seller still owes, told where he looks.

    With a limit for each statement the debt does not lower what he may withdraw, so
    nothing else on his page would tell of it.
    """

    _inherit = "reseller.contract"

    def _wallet_sheet(self):
        return super()._wallet_sheet() | {"debt": self._get_carried_debt()}

    def _get_carried_debt(self):
        """Return ``{"owed": amount, "limit": most per statement or 0}``; empty: none.

        Only what is deducted later: the rest is in the balance.
        """
        self.ensure_one()
        # his own statements only: the domain starts from his contract
        notes = (
            self.env["settlement.statement"]
            .sudo()
            .search(
                Domain("partner_id", "=", self.reseller_id.id)
                & Domain("company_id", "=", self.company_id.id)
                & Domain("role", "in", SELLER_ROLES)
                & Domain("is_deducted_later", "=", True)
                & Domain("bill_id.state", "=", "posted")
                & Domain("bill_id.amount_residual", ">", 0),
                order="date_to desc",
            )
        )
        if not notes:
            return {}
        owed = sum(notes.bill_id.mapped("amount_residual"))
        terms = notes.env["settlement.terms"]._find(
            self.reseller_id,
            notes[0].role,
            self.company_id,
            self.company_id._get_local_today(),
        )
        return {
            "owed": self.currency_id.round(owed),
            "limit": terms.clawback_limit,
        }
