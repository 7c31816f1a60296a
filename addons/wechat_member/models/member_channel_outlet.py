from odoo import models


class MemberChannel(models.Model):
    _inherit = "member.channel"

    def _get_outlet(self):
        """Return the till of the outlet in which this channel is in print, if any."""
        if not self:
            return self.env["pos.config"]
        domain = [("outlet_channel_id", "=", self.id)]
        return self.env["pos.config"].search(domain, limit=1)
