import re
from collections import defaultdict

from odoo import fields, models

from ..address import normalise_phone, resolve

# what people put between two SKUs in one cell
_SKU_GLUE = re.compile(r"[+＋&,，;；、/|和]")


class OutletImport(models.Model):
    """Orders of shops that sell elsewhere: what is checked about the goods.

    Rows with the same place and order number are one order. Each row is judged on its
    own: what is right goes all the way, what is not says why.
    """

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("orders", "Shop orders")], ondelete={"orders": "cascade"}
    )
    reseller_id = fields.Many2one(
        "res.partner",
        string="Owner of new places",
        help="Whose place it is when a shop of the file is not known yet.",
    )

    def _import_orders_check(self, rows):
        for row in rows:
            texts = (row["order_no"], row["sku"], row["receiver"])
            row.data["summary"] = " · ".join(filter(None, texts))
        self._check_order_repeats(rows)
        fresh = [row for row in rows if row.status != "duplicate"]
        products = self._get_order_products(fresh)
        sound = self._check_order_goods(fresh, products)
        places = self._check_order_places(fresh)
        self._check_order_prices(sound, products, places)
        orders = defaultdict(list)
        for row in fresh:
            orders[_order_key(row)].append(row)
        for order_rows in orders.values():
            self._check_order_receiver(order_rows)
        self._check_order_allowed(fresh, products, places)
        self._check_order_known(orders, products, places)
        for row in fresh:
            if not row.bad:
                self._prepare_order_data(row, products, places)

    def _import_orders_apply(self, lines):
        return self._apply_orders(lines)

    def _check_order_repeats(self, rows):
        first = {}
        for row in rows:
            key = tuple(
                sorted((name, str(value)) for name, value in row.values.items())
            )
            other = first.setdefault(key, row)
            if other is not row and not row.bad:
                row.duplicate(self.env._("The same as row %(row)s.", row=other.number))

    def _get_order_products(self, rows):
        """Return ``{normalised SKU: article}``."""
        return self.env["product.product"]._find_by_sku(row["sku"] for row in rows)

    # --- goods ------------------------------------------------------------------

    def _check_order_goods(self, rows, products):
        """Return the rows whose goods are known and counted."""
        for row in rows:
            if not products.get(self._get_sku(row)):
                self._explain_unknown_sku(row)
            if row.status != "error":
                self._check_order_quantity(row)
        return [row for row in rows if row.status != "error"]

    def _get_sku(self, row):
        return self.env["product.product"]._get_sku_key(row["sku"])

    def _explain_unknown_sku(self, row):
        parts = [part.strip() for part in _SKU_GLUE.split(row["sku"]) if part.strip()]
        if len(parts) > 1:
            row.error(
                self.env._(
                    "%(label)s holds %(count)s articles: give each of them a row of "
                    "its own, with its quantity and price.",
                    label=row.label("sku"),
                    count=len(parts),
                )
            )
        elif row["sku"]:
            row.error(
                self.env._(
                    "%(label)s “%(sku)s” is unknown: correct it, or import the article "
                    "with the catalogue first.",
                    label=row.label("sku"),
                    sku=row["sku"],
                )
            )

    def _check_order_quantity(self, row):
        quantity = row["quantity"]
        if quantity <= 0 or quantity != int(quantity):
            row.error(
                self.env._(
                    "%(label)s is %(value)s: give a number of whole pieces above 0.",
                    label=row.label("quantity"),
                    value=f"{quantity:g}",
                )
            )

    def _check_order_paid(self, row):
        paid = row["paid"]
        due = row["quantity"] * row["price"]
        if paid in (None, "") or not self.company_id.currency_id.compare_amounts(
            paid, due
        ):
            return
        row.error(
            self.env._(
                "%(paid_label)s is %(paid)s, but %(quantity)s × %(price)s makes "
                "%(due)s: which is right?",
                paid_label=row.label("paid"),
                paid=f"{paid:.2f}",
                quantity=f"{row['quantity']:g}",
                price=f"{row['price']:.2f}",
                due=f"{due:.2f}",
            )
        )

    # --- what applying needs ----------------------------------------------------

    def _prepare_order_data(self, row, products, places):
        product = products[self._get_sku(row)]
        place = places.get(row["place"].casefold())
        ordered_at = row["ordered_at"] or None
        row.group = "|".join((row["place"].casefold(), row["order_no"]))
        row.data.update(
            place_id=place.id if place else False,
            place=row["place"],
            order_no=row["order_no"],
            ordered_at=ordered_at and fields.Datetime.to_string(ordered_at),
            product_id=product.id,
            sku=self._get_sku(row),
            quantity=row["quantity"],
            price=row["price"],
            buyer_note=row["buyer_note"],
            seller_note=row["seller_note"],
            summary=f"{row['order_no']} · {product.default_code} × "
            f"{row['quantity']:g} · {row['receiver']}",
        )

    def _read_order_receiver(self, row):
        """Return (phone, address) of a row, each with its problem if it has one."""
        found = resolve(row["province"], row["city"], row["district"], row["address"])
        return normalise_phone(row["phone"]), found


def _order_key(row):
    return (row["place"].casefold(), row["order_no"])
