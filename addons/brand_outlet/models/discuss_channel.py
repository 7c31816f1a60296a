from odoo import models


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def _add_members(self, *, guests=None, partners=None, users=None, **kwargs):
        """A party invites those it knows; a number that was guessed is refused."""
        if self._is_party_staff():
            for records in (guests, partners, users):
                if records:
                    records.check_access("read")
        return super()._add_members(
            guests=guests, partners=partners, users=users, **kwargs
        )
