from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    # no copy: a return or another order's goods were never in the file
    exchange_line_id = fields.Many2one(
        "exchange.file.line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The row of an exchange file by which the agent knows these goods.",
    )

    def _prepare_move_split_vals(self, qty):
        # what stays behind of a row is still that row
        vals = super()._prepare_move_split_vals(qty)
        return {**vals, "exchange_line_id": self.exchange_line_id.id}

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        fields = super()._prepare_merge_moves_distinct_fields()
        return [*fields, "exchange_line_id"]

    @api.model
    def _prepare_merge_negative_moves_excluded_distinct_fields(self):
        # less of an order line is less of its row in the file
        excluded = super()._prepare_merge_negative_moves_excluded_distinct_fields()
        return [*excluded, "exchange_line_id"]
