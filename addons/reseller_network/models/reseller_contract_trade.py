from odoo import fields, models
from odoo.fields import Domain


class ResellerContract(models.Model):
    """The reseller's own trade: what we sell him comes on top of it, not instead."""

    _inherit = "reseller.contract"

    own_categ_ids = fields.Many2many(
        "product.category",
        "reseller_contract_own_categ_rel",
        "contract_id",
        "categ_id",
        "Own Trade",
        help="What the reseller sells without us. Other categories are suggested "
        "first, so that he earns on top and loses nothing.",
    )
    own_trade = fields.Selection(
        [("last", "Show last"), ("hide", "Do not show")],
        "Goods of the Own Trade",
        required=True,
        default="last",
    )

    def _get_own_trade_domain(self):
        """Return the product.template domain of his own trade; none if not told."""
        # told by himself; the categories are everybody's
        own = self.sudo().own_categ_ids
        return Domain("categ_id", "child_of", own.ids) if own else Domain.FALSE
