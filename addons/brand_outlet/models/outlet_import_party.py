from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OutletImport(models.Model):
    """Agents bring in their own goods themselves, and nobody else's."""

    _inherit = "outlet.import"

    party_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The party whose staff uploaded the file; empty for the operator's own.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        party = self.env.user.sudo().party_id  # whose staff asks, not what it may read
        if party and not self.env.su:
            own = {"party_id": party.id, "agent_id": party.id}
            vals_list = [self._keep_party_vals(vals) | own for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self.env.user.party_id and not self.env.su:
            vals = self._keep_party_vals(vals)
        return super().write(vals)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer a party only the kinds of files it may bring in."""
        result = super().fields_get(allfields, attributes)
        selection = result.get("kind", {}).get("selection")
        if selection:
            allowed = self._get_allowed_kinds()
            result["kind"]["selection"] = [
                item for item in selection if item[0] in allowed
            ]
        return result

    @api.model
    def _keep_party_vals(self, vals):
        """Return what the staff of a party may write; the rest is the server's."""
        allowed = {*self._get_binary_fields(), *self._get_party_fields()}
        refused = set(vals) - allowed - {"agent_id", "company_id"}
        if refused:
            raise AccessError(
                self.env._(
                    "Upload the file; everything else of an import is found by itself."
                )
            )
        return {name: value for name, value in vals.items() if name in allowed}

    @api.model
    def _get_party_fields(self):
        """Return what, beside the files, the staff of a party may write."""
        return {"kind", "filename", "name", "all_or_nothing", "header_ids"}

    @api.model
    def _get_party_kinds(self):
        """Return the kinds an agent may bring in for itself. Extend by union."""
        return set()

    @api.model
    def _get_allowed_kinds(self):
        """Return the kinds the present user may bring in, in the order of the form."""
        kinds = [kind for kind, _label in self._fields["kind"].selection]
        if not self.env.user.party_id:
            return kinds
        return [kind for kind in kinds if kind in self._get_party_kinds()]

    def _as_importer(self):
        """Return the import with the rights its work needs.

        An agent's staff can't write goods, stock or rows. What they bring in is
        narrowed here: to the kinds that are theirs, and by the checks of each kind to
        the rows of their own company, before anything runs with the system's rights.
        """
        if not self.env.user.party_id:
            return self
        if self.party_id != self.env.user.party_id:
            raise AccessError(self.env._("This import is another company's."))
        self._check_kind_allowed(self.kind)
        return self.sudo()

    def _check_kind_allowed(self, kind):
        if kind and kind not in self._get_allowed_kinds():
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This file holds: %(kind)s. It is brought in by the operator.",
                    kind=labels[kind],
                )
            )
