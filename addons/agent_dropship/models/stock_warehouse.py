from odoo import api, fields, models

COOPERATION_STATES = [
    ("active", "Active"),
    ("paused", "Paused"),
    ("ended", "Ended"),
]
EXCHANGE_MODES = [("online", "Online"), ("offline", "Excel files")]


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        help="The agent whose goods lie here. Only his own stock ships from here.",
    )
    manager_id = fields.Many2one(
        "res.partner", help="The person in charge of this warehouse at the agent."
    )
    state_id = fields.Many2one(related="partner_id.state_id", string="Province")
    latitude = fields.Float(
        digits=(10, 7),
        compute="_compute_coordinates",
        store=True,
        readonly=False,
        help="Filled from the address; correct it where the place is known better.",
    )
    longitude = fields.Float(
        digits=(10, 7), compute="_compute_coordinates", store=True, readonly=False
    )
    cooperation_state = fields.Selection(
        COOPERATION_STATES,
        string="Cooperation",
        default="active",
        required=True,
        help="Orders are routed only to warehouses whose cooperation is active.",
    )
    exchange_mode = fields.Selection(
        EXCHANGE_MODES,
        default="online",
        required=True,
        help="Online agents work in the dispatch desk; the others get an Excel file "
        "at every exchange slot.",
    )
    dispatch_carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Usual courier",
        help="Proposed when a dispatch of this warehouse is shipped.",
    )

    @api.depends(
        "partner_id.partner_latitude",
        "partner_id.partner_longitude",
        "partner_id.state_id",
        "partner_id.city",
        "partner_id.district",
        "partner_id.street",
    )
    def _compute_coordinates(self):
        for warehouse in self:
            point = warehouse.partner_id._get_coordinates()
            warehouse.latitude, warehouse.longitude = point or (0.0, 0.0)
