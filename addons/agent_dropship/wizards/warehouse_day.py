from odoo import api, fields, models


class WarehouseDay(models.TransientModel):
    """What a warehouse manages in a day, set by the agent himself."""

    _name = "warehouse.day"
    _description = "Capacity and Cut-off Hour"

    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True)
    capacity_per_day = fields.Integer(
        "Parcels a Day",
        compute="_compute_day",
        store=True,
        readonly=False,
        help="More parcels than this are not routed here on one day. 0 = no limit.",
    )
    cutoff_hour = fields.Float(
        "Cut-off Hour",
        compute="_compute_day",
        store=True,
        readonly=False,
        help="What is routed here later leaves on the next day. 0 = no cut-off.",
    )

    @api.depends("warehouse_id")
    def _compute_day(self):
        for wizard in self:
            wizard.capacity_per_day = wizard.warehouse_id.capacity_per_day
            wizard.cutoff_hour = wizard.warehouse_id.cutoff_hour

    def action_save(self):
        """Set both for the warehouse.

        :raise AccessError: it is not the user's own warehouse
        """
        self.ensure_one()
        self.warehouse_id.set_day(self.capacity_per_day, self.cutoff_hour)
        return {"type": "ir.actions.act_window_close"}
