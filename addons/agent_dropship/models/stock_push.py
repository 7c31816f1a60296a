from odoo import api, fields, models

PUSH_MODES = [("absolute", "Figures"), ("delta", "Changes")]


class StockPush(models.Model):
    """One message of an agent's program about his stock, and what it was answered.

    A message is done once, however often it arrives: the number its sender gave it is
    unique in the warehouse, and the same number gets the same answer.
    """

    _name = "stock.push"
    _description = "Stock Message"
    _order = "id desc"
    _rec_name = "sequence"

    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    agent_id = fields.Many2one(
        related="warehouse_id.agent_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    sequence = fields.Float(
        "Number", digits=(20, 0), required=True, readonly=True, aggregator=False
    )
    mode = fields.Selection(PUSH_MODES, required=True, readonly=True)
    answer = fields.Json(readonly=True)
    error_text = fields.Text("What Was Wrong", compute="_compute_error_text")
    row_count = fields.Integer("Rows", readonly=True)
    error_count = fields.Integer("Errors", readonly=True)

    _sequence_unique = models.UniqueIndex(
        "(warehouse_id, sequence)", "This message arrived already."
    )

    @api.depends("answer")
    def _compute_error_text(self):
        for push in self:
            push.error_text = "\n".join(
                f"{row['sku']}: {row['error']}"
                for row in (push.answer or {}).get("rows", [])
                if not row["ok"]
            )
