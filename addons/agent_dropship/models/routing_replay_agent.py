from odoo import fields, models


class RoutingReplayAgent(models.Model):
    """What an agent would have shipped, beside what he did."""

    _name = "routing.replay.agent"
    _description = "Agent's Share in a Replay"
    _order = "pieces_before desc, id"

    replay_id = fields.Many2one(
        "routing.replay", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="replay_id.company_id", store=True)
    agent_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    pieces_before = fields.Integer("Pieces Then")
    pieces_after = fields.Integer("Pieces Now")
    share_before = fields.Float("Share Then")
    share_after = fields.Float("Share Now")
