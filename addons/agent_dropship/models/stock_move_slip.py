from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    slip_name = fields.Char(compute="_compute_slip_name", compute_sudo=True)

    def _compute_slip_name(self):
        """The article as the consumer may read it: without the brand's name."""
        for move in self:
            name = move.product_id.name or ""
            brand = move.product_id.product_brand_id
            for word in filter(None, (brand.name, brand.partner_id.name)):
                name = name.replace(word, "").strip(" -·")
            move.slip_name = name or move.product_id.default_code

    def _prepare_pack_line(self):
        """What the packing screen shows and accepts of one article."""
        product = self.product_id
        codes = {product.barcode, product.default_code} - {False}
        return {
            "id": self.id,
            "sku": product.default_code or "",
            "codes": sorted(codes),
            "name": product.name,
            "variant": self.product_variant_text or "",
            "asked": self.product_uom_qty,
            "image": f"/web/image/stock.move/{self.id}/product_image",
        }
