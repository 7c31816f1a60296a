from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    party_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="The brand or agent this person works for. It narrows everything the "
        "person sees to that party's own records. Empty for the operator's staff.",
    )

    @api.constrains("party_id", "group_ids")
    def _check_party_groups(self):
        """Staff of a party never hold the operator's rights."""
        operator = self.env.ref("brand_outlet.group_operator")
        roles = self._get_party_groups()
        for user in self:
            groups = user.all_group_ids
            if user.party_id and operator in groups:
                raise ValidationError(
                    self.env._(
                        "%(user)s works for %(party)s and can't be an operator. "
                        "Clear the party or remove the operator role.",
                        user=user.name,
                        party=user.party_id.name,
                    )
                )
            if not user.party_id and groups & roles and operator not in groups:
                raise ValidationError(
                    self.env._(
                        "%(user)s has a brand's or agent's role: choose the party "
                        "this person works for.",
                        user=user.name,
                    )
                )

    @api.model
    def _get_party_groups(self):
        """Return the groups that only the staff of a party may hold."""
        return self.env.ref("brand_outlet.group_brand") | self.env.ref(
            "brand_outlet.group_agent"
        )
