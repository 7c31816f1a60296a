from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _message_get_suggested_recipients_batch(self, **kwargs):
        """Suggest nobody to a party: the others in a talk may be strangers to it."""
        if self.env.user.party_id:
            return {record.id: [] for record in self}
        return super()._message_get_suggested_recipients_batch(**kwargs)
