from odoo import api, models
from odoo.exceptions import UserError

from .settlement_statement import NOT_AGREED

# who is settled for what: the period is cut from the terms of the party
FACTS = ("partner_id", "role", "company_id", "currency_id", "date_from", "date_to")
# what the steps write, after their checks, and what a statement begins with
BEGUN = {
    "state": "draft",
    "total": 0.0,
    **NOT_AGREED,
    "bill_id": False,
    "locked_on": False,
    "is_deducted_later": False,
    "deduction_id": False,
    "debt_invoice_id": False,
    "debt_entry_id": False,
}
COMPUTED = ("name", "stage", "payment_state", "entry_ids")


class SettlementStatement(models.Model):
    """What both sides agree on is written by the steps, never by hand."""

    _inherit = "settlement.statement"

    @api.model_create_multi
    def create(self, vals_list):
        """A statement begins as a draft, whatever a client sends or has as default."""
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in FACTS if name in vals} | BEGUN
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        """:raise UserError: something that only the steps write"""
        if not self.env.su and vals.keys() & {*FACTS, *BEGUN, *COMPUTED}:
            self.check_access("write")
            raise UserError(self.env._("Use the buttons: each step is checked."))
        return super().write(vals)

    def _write_step(self, vals):
        """Write what a step has checked."""
        # what a statement says is written by the system, never by a user
        self.sudo().write(vals)
