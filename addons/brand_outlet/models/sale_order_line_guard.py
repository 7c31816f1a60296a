from odoo import api, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.constrains("product_id", "price_unit", "discount", "product_uom_id")
    def _check_guarded_line(self):
        """A line of a confirmed order keeps to what an order may be confirmed with."""
        # stock and routing split lines at the price that was agreed on
        if not self.env.context.get("skip_procurement"):
            self.filtered(lambda line: line.state == "sale")._check_guard()

    def write(self, vals):
        """Keep on record how the price of sold goods was changed."""
        sold = self.browse()
        if {"price_unit", "discount"} & set(vals) and not self.env.context.get(
            "skip_procurement"
        ):
            sold = self._filter_guarded().filtered(lambda line: line.state == "sale")
        old = {line: line._get_price_per_piece() for line in sold}
        result = super().write(vals)
        sold._log_prices(old)
        return result

    def action_open_guard(self):
        """Open the dialog that tells whether and at what price it may be sold."""
        self.ensure_one()
        template = self.product_id.product_tmpl_id
        offers = self.env["outlet.offer"].search(
            [("product_tmpl_id", "=", template.id), ("state", "=", "published")]
        )
        consumer = self.order_id.partner_shipping_id
        return self.env["outlet.guard.check"]._open(
            offer_id=self.offer_id or offers[:1],
            product_id=self.product_id,
            place_id=self.order_id.place_id,
            delivery_city_id=self.env["outlet.guard"]._get_city(
                consumer.state_id, consumer.city or ""
            ),
        )

    def _log_prices(self, old):
        changed = self.filtered(
            lambda line: line.currency_id.compare_amounts(
                line._get_price_per_piece(), old[line]
            )
        )
        bands = self.env["outlet.guard"]._get_line_bands(changed)
        self.env["outlet.price.log"]._add(
            "order",
            [
                {
                    "template": line.product_id.product_tmpl_id,
                    "old": old[line],
                    "new": line._get_price_per_piece(),
                    "band": bands[line],
                    "place": line.order_id.place_id,
                    "reseller": line.order_id.reseller_id,
                    "company": line.company_id,
                }
                for line in changed
            ],
        )

    def _check_guard(self):
        """Refuse lines that a brand forbids here, or at this price.

        :raise ValidationError: the first refusal, in polite words
        """
        lines = self._filter_guarded()
        if not lines:
            return
        guard = self.env["outlet.guard"]
        problems = guard._get_line_problems(lines) or guard._get_price_problems(lines)
        if problems:
            raise ValidationError(next(iter(problems.values())))

    def _filter_guarded(self):
        """Return the lines of goods that are sold at a place."""
        return self.filtered(
            lambda line: (
                line.order_id.place_id
                and not line.display_type
                and (line.brand_id or line.product_id.is_storable)
                and line.product_uom_qty > 0
            )
        )

    def _get_price_per_piece(self):
        """What the buyer pays for one piece, discount included."""
        price = self.price_unit * (1 - self.discount / 100)
        return self.product_uom_id._compute_price(price, self.product_id.uom_id)
