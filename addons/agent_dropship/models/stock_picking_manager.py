from odoo import api, fields, models


class StockPicking(models.Model):
    """Who answers for a dispatch at the agent."""

    _inherit = "stock.picking"

    manager_id = fields.Many2one(
        "res.partner",
        "Person in Charge",
        compute="_compute_manager_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The person in charge of the warehouse when the dispatch was made.",
    )

    # only the kind of picking counts: who takes over later answers for what comes later
    @api.depends("picking_type_id")
    def _compute_manager_id(self):
        for picking in self:
            warehouse = picking.picking_type_id.warehouse_id
            picking.manager_id = warehouse.agent_id and warehouse.manager_id
