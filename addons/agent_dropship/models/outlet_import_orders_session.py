from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class OutletImport(models.Model):
    """Rows at the price of a session that is open take their goods from its quota."""

    _inherit = "outlet.import"

    def _apply_orders(self, lines):
        products = [line.data["product_id"] for line in lines]
        Line = self.env["outlet.session.line"]
        domain = Line._open_domain() & Domain("quota_ids.product_id", "in", products)
        by_product = defaultdict(Line.browse)
        for line in Line.search(domain, order="date_start, id"):
            for product in line.quota_ids.product_id:
                by_product[product.id] |= line
        self = self.with_context(open_session_lines=by_product)
        return super()._apply_orders(lines)

    def _prepare_order_line_vals(self, data, place):
        vals = super()._prepare_order_line_vals(data, place)
        found = self.env.context["open_session_lines"].get(data["product_id"], ())
        for line in found:
            places = line.session_id.place_ids
            same = not line.currency_id.compare_amounts(line.price, data["price"])
            if same and (not places or place in places):
                vals["session_line_id"] = line.id
                # a batch that is tried again claims with the same key
                vals["session_key"] = f"import:{vals['source_key']}"
                break
        return vals
