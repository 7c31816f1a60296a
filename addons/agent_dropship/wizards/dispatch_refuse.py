from odoo import fields, models


class DispatchRefuse(models.TransientModel):
    """Why an agent does not ship."""

    _name = "dispatch.refuse"
    _description = "Refuse Dispatch"

    picking_ids = fields.Many2many("stock.picking", string="Dispatches", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Give the dispatches back; their goods are routed to another warehouse."""
        self.ensure_one()
        self.picking_ids._check_dispatch_actor()
        # cancelling and routing anew reach orders and other agents' stock
        self.picking_ids.sudo()._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
