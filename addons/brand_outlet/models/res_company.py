from odoo import fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    outlet_label = fields.Char(
        string="Name of the Shop's Idea",
        translate=True,
        help="What consumers read for the kind of goods sold here. Empty: a brand "
        "factory shop.",
    )
    outlet_tag_photo_required = fields.Boolean(
        string="Photo Proves a Typed Tag Price",
        default=True,
        help="A tag price typed by hand needs a photo of the tag before an offer of "
        "the style is published. The brand's own catalogue is proof enough.",
    )
    outlet_unsold_days = fields.Integer(
        string="Days Without a Sale",
        default=14,
        help="An offer shown this long without a sale is proposed for withdrawal.",
    )

    _outlet_unsold_days_check = models.Constraint(
        "CHECK (outlet_unsold_days > 0)",
        "Days without a sale are at least one.",
    )

    def _get_outlet_label(self):
        """Return what consumers read for the kind of goods sold here."""
        return self.outlet_label or self.env._("Brand Factory Shop")

    def _get_quiet_label(self):
        # consumers of an outlet know it by this
        return self._get_outlet_label()

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
