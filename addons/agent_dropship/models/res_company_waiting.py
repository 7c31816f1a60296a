from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    waiting_hours = fields.Float(
        "Wait for Stock (hours)",
        default=72.0,
        help="What no warehouse gets in within this time is cancelled, and what was "
        "paid for it goes back. 0 = it waits until somebody cancels it.",
    )
    silent_takeback = fields.Boolean(
        "Take Back From Silent Agents",
        default=True,
        help="A dispatch nobody accepted in time goes to the next warehouse that has "
        "the goods.",
    )

    def _get_waiting_limit(self):
        """Return since when a line must have waited to be given up now."""
        return fields.Datetime.now() - timedelta(hours=self.waiting_hours)
