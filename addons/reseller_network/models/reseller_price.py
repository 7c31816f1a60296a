from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResellerPrice(models.Model):
    """The price one reseller asks for one article, tax included."""

    _name = "reseller.price"
    _description = "Reseller Own Price"
    _order = "contract_id, id desc"
    _rec_name = "product_tmpl_id"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", required=True, index=True, ondelete="cascade"
    )
    product_brand_id = fields.Many2one(related="product_tmpl_id.product_brand_id")
    tag_price = fields.Float(related="product_tmpl_id.list_price", string="Tag Price")
    price = fields.Monetary("Own Price", required=True)
    take_price = fields.Monetary(compute="_compute_earning", compute_sudo=True)
    margin = fields.Monetary(compute="_compute_earning", compute_sudo=True)
    margin_rate = fields.Float(
        "Margin (%)", compute="_compute_earning", compute_sudo=True, digits=(5, 1)
    )

    _article_unique = models.Constraint(
        "unique (contract_id, product_tmpl_id)",
        "This article already has an own price.",
    )

    @api.depends("price", "product_tmpl_id.list_price", "contract_id.grade_id")
    def _compute_earning(self):
        for contract, prices in self.grouped("contract_id").items():
            take_prices = contract._take_prices(prices.product_tmpl_id)
            for price in prices:
                price.take_price = take_prices.get(price.product_tmpl_id.id, 0)
                price.margin = price.price - price.take_price
                price.margin_rate = (
                    100 * price.margin / price.price if price.price else 0
                )

    @api.constrains("price", "product_tmpl_id", "contract_id")
    def _check_price(self):
        for contract, prices in self.grouped("contract_id").items():
            if contract.mode != "shop":
                raise ValidationError(
                    self.env._("Prices are fixed for who earns a commission.")
                )
            contract._check_own_prices(
                {price.product_tmpl_id: price.price for price in prices}
            )
