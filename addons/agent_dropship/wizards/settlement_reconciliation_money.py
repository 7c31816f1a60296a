from odoo import api, fields, models
from odoo.fields import Command


class SettlementReconciliation(models.TransientModel):
    """Money that is nobody's share and still stands between parties."""

    _inherit = "settlement.reconciliation"

    money_ids = fields.One2many("settlement.reconciliation.money", "reconciliation_id")
    money_wrong_count = fields.Integer("Other Money That Differs", readonly=True)

    def action_reconcile(self):
        """Compare again, with the money beside the shares too."""
        result = super().action_reconcile()
        rows = self._read_money()
        for row in rows:
            row["closing"] = self.currency_id.round(
                row.get("opening", 0.0) + row["received"] - row["used"]
            )
            gap = self.currency_id.round(row["closing"] - row["books_amount"])
            row["difference"] = gap
        self.write(
            {
                "money_ids": [Command.clear()] + [Command.create(row) for row in rows],
                "money_wrong_count": sum(bool(row["difference"]) for row in rows),
            }
        )
        return result

    @api.model
    def _read_money(self):
        """Return rows of ``settlement.reconciliation.money`` without their closing.

        Who keeps such money extends this.
        """
        return []
