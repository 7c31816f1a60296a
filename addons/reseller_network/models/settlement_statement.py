from odoo import models


class SettlementStatement(models.Model):
    _inherit = "settlement.statement"

    def _get_document_columns(self):
        columns = super()._get_document_columns()
        if self.role not in ("reseller", "affiliate"):
            return columns
        # a dispatch is numbered by its warehouse: who ships is not their business
        return [column for column in columns if column[0] != "dispatch"]
