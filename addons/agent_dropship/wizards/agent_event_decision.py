from odoo import fields, models


class AgentEventDecision(models.TransientModel):
    """What the operator answers to an appeal."""

    _name = "agent.event.decision"
    _description = "Decision about an Appeal"

    event_ids = fields.Many2many("agent.event", required=True)
    reason = fields.Text(required=True)

    def action_accept(self):
        """The events count no longer; the score is made anew at once."""
        return self._decide(True)

    def action_refuse(self):
        """The events stay as they are."""
        return self._decide(False)

    def _decide(self, accepted):
        self.ensure_one()
        self.event_ids._decide(accepted, self.reason)
        return {"type": "ir.actions.act_window_close"}
