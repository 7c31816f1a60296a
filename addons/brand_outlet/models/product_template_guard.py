from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Keep on record what a tag price was before."""
        if "list_price" not in vals:
            return super().write(vals)
        old = {style: style.list_price for style in self.filtered("product_brand_id")}
        result = super().write(vals)
        changed = [
            style
            for style, price in old.items()
            if style.currency_id.compare_amounts(style.list_price, price)
        ]
        if changed:
            self.browse()._log_tag_prices({style: old[style] for style in changed})
        return result

    def _log_tag_prices(self, old):
        """Log new tag prices; extension point for what depends on them.

        :param dict old: {style: the tag price before}
        """
        styles = self.union(*old)
        bands = self.env["outlet.guard"]._get_band(styles)
        self.env["outlet.price.log"]._add(
            "tag",
            [
                {
                    "template": style,
                    "old": old[style],
                    "new": style.list_price,
                    "band": bands[style.id],
                }
                for style in styles
            ],
        )
