from odoo import api, fields, models
from odoo.fields import Domain

from .stock_picking import OPEN_DISPATCH_STATES

COOPERATION_STATES = [
    ("active", "Cooperating"),
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
        "res.partner",
        help="The person in charge of this warehouse at the agent. Without one, "
        "nothing is routed here.",
    )
    manager_name = fields.Char(related="manager_id.name", string="Manager Name")
    state_id = fields.Many2one(related="partner_id.state_id", string="Province")
    province = fields.Char(related="partner_id.state_id.name", string="Province Name")
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

    agent_stock_quantity = fields.Float(
        "Free Pieces", compute="_compute_agent_stock_quantity", digits=(16, 0)
    )
    open_dispatch_count = fields.Integer(
        "To Ship", compute="_compute_open_dispatch_count"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # somebody is in charge from the first day: the agent, unless he names one
            if vals.get("agent_id") and not vals.get("manager_id"):
                vals["manager_id"] = vals["agent_id"]
        return super().create(vals_list)

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

    # with the second warehouse the core shows the warehouse fields to everybody, which
    # only an administrator may switch on; the operator who brings in agents is none
    def _check_multiwarehouse_group(self):
        return super(StockWarehouse, self.sudo())._check_multiwarehouse_group()

    def _agent_stock_domain(self):
        """Goods on the shelves of these warehouses that their agents own."""
        return Domain("location_id.usage", "=", "internal") & Domain.OR(
            Domain("warehouse_id", "=", warehouse.id)
            & Domain("owner_id", "=", warehouse.agent_id.id)
            for warehouse in self.filtered("agent_id")
        )

    @api.depends("agent_id")
    def _compute_agent_stock_quantity(self):
        free = {
            warehouse: quantity - reserved
            for warehouse, quantity, reserved in self.env["stock.quant"]._read_group(
                self._agent_stock_domain(),
                ["warehouse_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        }
        for warehouse in self:
            warehouse.agent_stock_quantity = free.get(warehouse, 0.0)

    def _compute_open_dispatch_count(self):
        counts = dict(
            self.env["stock.picking"]._read_group(
                [
                    ("dispatch_state", "in", OPEN_DISPATCH_STATES),
                    ("picking_type_id.warehouse_id", "in", self.ids),
                ],
                ["picking_type_id"],
                ["__count"],
            )
        )
        for warehouse in self:
            warehouse.open_dispatch_count = sum(
                count
                for picking_type, count in counts.items()
                if picking_type.warehouse_id == warehouse
            )

    def action_view_agent_stock(self):
        """Open the agent's goods in this warehouse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.agent_stock_action"
        )
        return {**action, "domain": list(self._agent_stock_domain())}

    def action_view_open_dispatches(self):
        """Open what this warehouse still has to ship."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.dispatch_action"
        )
        domain = [
            ("dispatch_state", "in", OPEN_DISPATCH_STATES),
            ("picking_type_id.warehouse_id", "in", self.ids),
        ]
        return {**action, "domain": domain, "context": {}}
