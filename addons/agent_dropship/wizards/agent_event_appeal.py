from odoo import fields, models


class AgentEventAppeal(models.TransientModel):
    """How an agent sees an event that he contests."""

    _name = "agent.event.appeal"
    _description = "Appeal"

    event_ids = fields.Many2many("agent.event", required=True)
    note = fields.Text("What happened?", required=True)
    photo = fields.Image("Photo as Proof", max_width=1920, max_height=1920)

    def action_appeal(self):
        """Send the appeal to the operator."""
        self.ensure_one()
        self.event_ids._appeal(self.note, self.photo)
        return {"type": "ir.actions.act_window_close"}
