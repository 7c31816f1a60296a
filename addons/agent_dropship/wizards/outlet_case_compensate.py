from odoo import fields, models


class OutletCaseCompensate(models.TransientModel):
    """The operator gives a customer money for an annoyance."""

    _name = "outlet.case.compensate"
    _description = "Compensate"

    case_id = fields.Many2one("outlet.case", required=True, readonly=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    amount = fields.Monetary()
    bearer = fields.Selection(related="case_id.bearer", readonly=False, required=True)

    def action_compensate(self):
        """Give it, and charge who bears it."""
        self.ensure_one()
        self.case_id.check_access("write")
        # the ledger and the books are the system's; who may do it was checked
        self.case_id.sudo()._compensate(self.amount)
        return {"type": "ir.actions.act_window_close"}
