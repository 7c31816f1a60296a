from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class ResPartnerGrade(models.Model):
    """Greater risk, greater return: prepaying and buying out lower the take price.

    Each of them is a pricelist of its own, a discount on that of the tier, so that
    rules for single articles and quantity breaks hold there, too.
    """

    _inherit = "res.partner.grade"

    prepay_discount = fields.Float(
        "Prepaid (% off)",
        digits=(5, 2),
        help="Discount on the take price for who pays in advance.",
    )
    buyout_discount = fields.Float(
        "Buy-Out (% off)",
        digits=(5, 2),
        help="Discount on the take price for who takes the goods for good.",
    )
    prepay_pricelist_id = fields.Many2one(
        "product.pricelist", readonly=True, copy=False, ondelete="restrict"
    )
    buyout_pricelist_id = fields.Many2one(
        "product.pricelist", readonly=True, copy=False, ondelete="restrict"
    )
    take_item_ids = fields.One2many(
        related="default_pricelist_id.item_ids",
        string="Take Prices",
        readonly=False,
        groups="brand_outlet.group_operator",
    )

    @api.constrains("prepay_discount", "buyout_discount")
    def _check_terms_discount(self):
        for grade in self:
            if not 0 <= grade.prepay_discount <= grade.buyout_discount < 100:
                raise ValidationError(
                    self.env._(
                        "Who buys out bears the most risk: the discount must lie "
                        "between that for prepaying and 100 per cent."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        grades = super().create(vals_list)
        grades._sync_terms_pricelists()
        return grades

    def write(self, vals):
        result = super().write(vals)
        if {"prepay_discount", "buyout_discount", "default_pricelist_id"} & set(vals):
            self._sync_terms_pricelists()
        return result

    def _get_terms_discount(self, terms):
        """Return the per cent off the take price under some terms of trade."""
        return {"prepay": self.prepay_discount, "buyout": self.buyout_discount}.get(
            terms, 0
        )

    def _get_take_pricelist(self, terms):
        """Return the pricelist of this tier under some terms of trade."""
        special = {
            "prepay": self.prepay_pricelist_id,
            "buyout": self.buyout_pricelist_id,
        }.get(terms)
        return special or self.default_pricelist_id

    def _get_break_quantities(self):
        """Return the quantities from which some take price of the tier is lower."""
        items = self.default_pricelist_id.item_ids
        return sorted({item.min_quantity for item in items if item.min_quantity > 1})

    def _sync_terms_pricelists(self):
        """Keep the pricelists of the terms in line with the tier's discounts."""
        for grade in self.filtered("default_pricelist_id"):
            for terms in ("prepay", "buyout"):
                grade._sync_terms_pricelist(terms)

    def _sync_terms_pricelist(self, terms):
        discount = self._get_terms_discount(terms)
        pricelist = self[f"{terms}_pricelist_id"]
        if not discount and not pricelist:
            return
        rule = {
            "applied_on": "3_global",
            "compute_price": "percentage",
            "base": "pricelist",
            "base_pricelist_id": self.default_pricelist_id.id,
            "percent_price": discount,
        }
        if pricelist:
            pricelist.item_ids = [Command.clear(), Command.create(rule)]
            return
        names = {"prepay": self.env._("Prepaid"), "buyout": self.env._("Buy-Out")}
        self[f"{terms}_pricelist_id"] = self.env["product.pricelist"].create(
            {
                "name": f"{self.name} · {names[terms]}",
                "company_id": self.company_id.id,
                "sequence": self.default_pricelist_id.sequence,
                "item_ids": [Command.create(rule)],
            }
        )
