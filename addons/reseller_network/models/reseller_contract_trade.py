from odoo import fields, models
from odoo.fields import Command, Domain


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

    def _trade_groups(self):
        """Return the categories goods are sold in, by their group, with what he
        ticked: [{"name", "rows": [{"id", "name", "is_own"}]}]."""
        # the names of categories are everybody's
        offers = self.env["outlet.offer"].sudo()._search(self._offers_domain())
        offered = self._find_offered("product.category", "categ_id", offers)
        own = self.sudo().own_categ_ids
        groups = {}
        for categ in offered | own:
            groups.setdefault(categ.parent_id.name or "", []).append(
                {"id": categ.id, "name": categ.name, "is_own": categ in own}
            )
        return [{"name": name, "rows": rows} for name, rows in groups.items()]

    def _set_own_trade(self, categ_ids, own_trade):
        """Keep what he sells himself; ids that are no category of his are passed
        over."""
        rows = [row for group in self._trade_groups() for row in group["rows"]]
        known = [row["id"] for row in rows if row["id"] in categ_ids]
        # his own contract, told by himself
        self.sudo().write(
            {
                "own_categ_ids": [Command.set(known)],
                "own_trade": own_trade if own_trade == "hide" else "last",
            }
        )
