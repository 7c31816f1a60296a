from odoo import models

from odoo.addons.brand_outlet.models.outlet_guard_sale import Sale


class OutletImport(models.Model):
    """Orders: the guard's word on every row, the same as at every other door."""

    _inherit = "outlet.import"

    def _check_order_prices(self, rows, products, places):
        """Refuse prices outside the band of the article at the row's place, and
        totals that do not agree with the price."""
        guard = self.env["outlet.guard"].with_company(self.company_id)
        priced = self._get_rows_of_goods(rows, products, places)
        bands = guard._get_bands(
            [(product, place, None) for _row, product, place in priced]
        )
        for (row, product, _place), band in zip(priced, bands, strict=True):
            problem = guard._get_price_problem(product, row["price"], band)
            if problem:
                row.label("price")  # the cell the sentence is about
                row.error(problem)
            else:
                self._check_order_paid(row)

    def _check_order_allowed(self, rows, products, places):
        """Refuse what a brand does not let be sold at the place or to the address."""
        provinces = self._get_provinces()
        good = self._get_rows_of_goods(
            [row for row in rows if not row.bad], products, places
        )
        sales = []
        for row, product, place in good:
            receiver = row.data["receiver"]
            sales.append(
                Sale(
                    product.product_tmpl_id,
                    place,
                    provinces.get(receiver["province"]),
                    receiver["city"] or "",
                )
            )
        guard = self.env["outlet.guard"]
        verdicts = guard._judge_sales(sales)
        for (row, _product, _place), verdict in zip(good, verdicts, strict=True):
            if guard._is_brands_word(verdict):
                row.error(guard._explain(verdict))

    def _get_rows_of_goods(self, rows, products, places):
        """Return (row, article, place) of the rows whose article is known."""
        found = []
        for row in rows:
            product = products.get(self._get_sku(row))
            if product:
                found.append((row, product, places.get(row["place"].casefold())))
        return found
