from odoo import api, fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    top_up_program_id = fields.Many2one(
        "loyalty.program",
        string="Topped Up",
        copy=False,
        help="The stored value the cashier chose for this top-up: one product may top"
        " up several.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["top_up_program_id"]

    def _get_top_up_program(self, programs):
        """Return which of these stored value programs the line tops up, if any.

        What the till tells counts where the product fits it; a line that is returned
        means what its sale meant. Tills that tell nothing mean the first.
        """
        self.ensure_one()
        fitting = programs.filtered(
            lambda program: self.product_id in program.rule_ids.product_ids
        )
        told = (self.refunded_orderline_id or self).top_up_program_id
        return told if told in fitting else fitting[:1]
