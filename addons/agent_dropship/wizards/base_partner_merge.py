from odoo import models
from odoo.exceptions import UserError


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _get_fk_on(self, table):
        """The shares of a contact follow it; no foreign key says where they are."""
        relations = super()._get_fk_on(table)
        if table == self.env["res.partner"]._table:
            relations.append((self.env["share.entry"]._table, "partner_id"))
        return relations

    def _update_foreign_keys(self, src_partners, dst_partner):
        self._check_statements(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _check_statements(self, partners):
        """A party has one statement of a period: what does not fit is deleted by the
        core, and its lines would be settled and paid again.

        :raise UserError: two of these contacts have statements of the same period
        """
        # who merges contacts need not settle with them
        statements = self.env["settlement.statement"].sudo()
        taken = {}
        for one in statements.search([("partner_id", "in", partners.ids)]):
            period = (one.role, one.company_id, one.currency_id)
            period += (one.date_from, one.date_to)
            known = taken.setdefault(period, one)
            if known.partner_id != one.partner_id:
                raise UserError(
                    self.env._(
                        "%(one)s and %(other)s are both settled: two parties that have "
                        "statements of the same days can not become one contact.",
                        one=known.name,
                        other=one.name,
                    )
                )
