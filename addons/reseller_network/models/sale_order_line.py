from collections import defaultdict

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # portal users may read the lines of their orders, but not who ships them
    warehouse_id = fields.Many2one(groups="base.group_user")
    pinned_warehouse_id = fields.Many2one(groups="base.group_user")
    reseller_mode = fields.Selection(
        [("shop", "Shop"), ("link", "Link")],
        readonly=True,
        help="How the reseller earns on this line, by his contract at confirmation.",
    )
    take_price = fields.Monetary(
        readonly=True,
        help="What the reseller pays for one piece, by his tier at confirmation.",
    )
    commission_rate = fields.Float(
        "Commission (%)",
        digits=(5, 2),
        readonly=True,
        help="Share of the paid price, by the contract at confirmation.",
    )
    reseller_amount = fields.Monetary(
        "Reseller's Earning", compute="_compute_reseller_amount", store=True
    )

    @api.depends(
        "reseller_mode",
        "take_price",
        "commission_rate",
        "price_total",
        "product_uom_qty",
    )
    def _compute_reseller_amount(self):
        for line in self:
            line.reseller_amount = line._get_reseller_part(line.product_uom_qty)

    def _get_reseller_part(self, quantity):
        """Return what the reseller earns on the first ``quantity`` pieces.

        Rounded from the whole each time, so that parts delivered one after the
        other add up to exactly the whole.
        """
        self.ensure_one()
        paid = self._share_paid(quantity)
        if self.reseller_mode == "shop":
            return self.currency_id.round(paid - self.take_price * quantity)
        if self.reseller_mode == "link":
            return self.currency_id.round(paid * self.commission_rate / 100)
        return 0.0

    def _freeze_reseller_terms(self, contract):
        """Copy the terms that hold today onto these lines of one reseller."""
        goods = self.filtered(lambda line: line.product_id and not line.display_type)
        takes = goods._get_take_prices(contract)
        is_link = contract.mode == "link"
        templates = goods.product_id.product_tmpl_id
        rates = contract._commission_rates(templates) if is_link else {}
        for line in goods:
            line.reseller_mode = contract.mode
            line.take_price = takes[line]
            line.commission_rate = rates.get(line.product_id.product_tmpl_id.id, 0)

    def _get_take_prices(self, contract):
        """Return {line: price per piece}; what one order takes of an article, in all
        sizes together, decides on the quantity break."""
        together = self.grouped(
            lambda line: (line.order_id, line.product_id.product_tmpl_id)
        )
        pieces = defaultdict(lambda: self.browse())
        for lines in together.values():
            quantity = sum(
                line.product_uom_id._compute_quantity(
                    line.product_uom_qty, line.product_id.uom_id
                )
                for line in lines
            )
            pieces[quantity] += lines
        prices = {}
        for quantity, lines in pieces.items():
            templates = lines.product_id.product_tmpl_id
            takes = contract._take_prices(templates, quantity)
            prices |= {
                line: takes[line.product_id.product_tmpl_id.id] for line in lines
            }
        return prices
