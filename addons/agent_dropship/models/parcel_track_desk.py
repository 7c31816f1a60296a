from odoo import api, fields, models


class ParcelTrack(models.Model):
    """What lists of parcels show of their dispatches: texts, as on the desk."""

    _inherit = "parcel.track"

    order_refs = fields.Char(
        "Order", compute="_compute_dispatch_texts", compute_sudo=True
    )
    recipient_name = fields.Char(
        "Recipient", compute="_compute_dispatch_texts", compute_sudo=True
    )
    agent_id = fields.Many2one(
        "res.partner",
        compute="_compute_dispatch_texts",
        compute_sudo=True,
        groups="brand_outlet.group_operator",
    )

    @api.depends("picking_ids")
    def _compute_dispatch_texts(self):
        # a parcel has dispatches of one agent to one person only
        for track in self:
            pickings = track.picking_ids
            track.order_refs = ", ".join(filter(None, pickings.mapped("order_ref")))
            track.recipient_name = pickings[:1].recipient_name
            track.agent_id = pickings[:1].agent_id

    def action_open_dispatches(self):
        """Open the dispatches in these parcels."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.dispatch_action"
        )
        action["domain"] = [("track_ids", "in", self.ids)]
        action["context"] = {}
        if len(self.picking_ids) == 1:
            action["res_id"] = self.picking_ids.id
            action["views"] = [view for view in action["views"] if view[1] == "form"]
        return action

    def _open(self):
        """Return the action that shows these parcels."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.parcel_track_action"
        )
        action["domain"] = [("id", "in", self.ids)]
        action["context"] = {}
        if len(self) == 1:
            action["res_id"] = self.id
            action["views"] = [(False, "form")]
        return action
