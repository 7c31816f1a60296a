from odoo import api, fields, models


class DispatchInterceptionLate(models.TransientModel):
    """The number of a parcel that had left before it could be stopped."""

    _name = "dispatch.interception.late"
    _description = "Parcel Has Left"

    interception_id = fields.Many2one("dispatch.interception", required=True)
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        required=True,
        compute="_compute_carrier_id",
        store=True,
        readonly=False,
        domain="[('is_courier', '=', True)]",
    )
    tracking_ref = fields.Char("Tracking Number", required=True)

    @api.depends("interception_id")
    def _compute_carrier_id(self):
        for wizard in self:
            picking = wizard.interception_id.picking_id
            wizard.carrier_id = wizard.carrier_id or picking._get_usual_carrier()

    def action_confirm(self):
        """Book the parcel as shipped and ask the courier to bring it back.

        :raise AccessError: the parcel is another agent's
        """
        self.ensure_one()
        self.interception_id._check_actor()
        ref = self.env["stock.picking"]._clean_tracking_ref(self.tracking_ref)
        # the agent's staff only reads dispatches; who may act was checked above
        self.interception_id.sudo()._leave(self.carrier_id.sudo(), ref)
        return {"type": "ir.actions.act_window_close"}
