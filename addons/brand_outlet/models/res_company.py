from odoo import models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_retail_sale_tax(self):
        """Return the sale tax of a consumer price, which includes the tax.

        A tag price is what the consumer reads on the label. Where the company
        has only tax-excluded sale taxes, a tax-included twin of the default one
        is made. Empty when the company has no default sale tax.
        """
        self.ensure_one()
        # The company's taxes are configuration, read on behalf of whoever
        # brings goods in.
        default_sudo = self.sudo().account_sale_tax_id
        if not default_sudo or default_sudo.price_include:
            return default_sudo.sudo(False)
        domain = Domain(
            [
                ("company_id", "=", self.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", default_sudo.amount_type),
                ("amount", "=", default_sudo.amount),
            ]
        )
        included_sudo = default_sudo.search(domain).filtered("price_include")[:1]
        if not included_sudo:
            included_sudo = default_sudo.copy(
                {
                    "name": self.env._("%(tax)s included", tax=default_sudo.name),
                    "price_include_override": "tax_included",
                }
            )
        return included_sudo.sudo(False)
