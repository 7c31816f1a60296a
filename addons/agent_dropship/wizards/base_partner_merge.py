from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _get_fk_on(self, table):
        """The shares of a contact follow it; no foreign key says where they are."""
        relations = super()._get_fk_on(table)
        if table == self.env["res.partner"]._table:
            relations.append((self.env["share.entry"]._table, "partner_id"))
        return relations
