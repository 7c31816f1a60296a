import hashlib
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.agent_dropship.address import parse_text

MOST_ROWS = 2000


class OutletImport(models.Model):
    """A reseller's own orders from a workbook, uploaded on the portal.

    Rows of one receiver (or of one order number, where the file has them) are one
    order. It goes the way of an order entered by hand, with the same checks; an order
    with a wrong row waits as a whole.
    """

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("seller_orders", "Reseller's orders")],
        ondelete={"seller_orders": "cascade"},
    )
    contract_id = fields.Many2one(
        "reseller.contract",
        "Reseller's Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose customers the orders of the file are for.",
    )

    def _get_checksum(self):
        """The same file of two resellers is two files."""
        checksum = super()._get_checksum()
        if not self.contract_id:
            return checksum
        text = f"{self.contract_id.id}:{checksum}"
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_sections(self, kind):
        if kind == "seller_orders" and not self.contract_id:
            return {}  # a file of the operator's is never taken for a reseller's
        return super()._get_sections(kind)

    def _as_runner(self):
        """A reseller has no rights on imports: the system goes on for him."""
        return self if self.contract_id else super()._as_runner()

    # --- check --------------------------------------------------------------------

    def _import_seller_orders_check(self, rows):
        contract = self.contract_id
        if not contract:
            raise UserError(
                self.env._("Resellers upload the orders of their customers themselves.")
            )
        if len(rows) > MOST_ROWS:
            raise UserError(
                self.env._(
                    "The file has %(count)s rows; up to %(most)s at once are taken.",
                    count=len(rows),
                    most=MOST_ROWS,
                )
            )
        place = contract._find_place(0)
        places = {place.name.casefold(): place}
        products = self._get_seller_products(rows)
        for row in rows:
            row.values["place"] = place.name
            self._take_text_apart(row)
            self._check_seller_goods(row, products)
        self._check_seller_prices(rows, products, places)
        orders = self._group_seller_rows(rows)
        for group in orders.values():
            self._check_order_receiver(group)
        self._check_order_allowed(rows, products, places)
        self._check_seller_stock(rows, products)
        for row in rows:
            self._keep_seller_row(row, products)
        self._check_seller_known(orders)
        for group in orders.values():
            self._hold_back(group)

    def _get_seller_products(self, rows):
        """Return ``{normalised SKU: article}`` of his selection."""
        found = self.env["product.product"]._find_by_sku(row["sku"] for row in rows)
        ids = [product.id for product in found.values()]
        allowed = set(self.contract_id._find_products(ids).ids)
        return {key: one for key, one in found.items() if one.id in allowed}

    def _take_text_apart(self, row):
        """Read name, phone and address where they stand in one cell."""
        if row["text"] and not row["address"]:
            found = parse_text(row["text"])[:1]
            if found:
                [one] = found
                row.values |= {
                    "receiver": row["receiver"] or one.name,
                    "phone": row["phone"] or one.phone or "",
                    "province": one.address.province,
                    "city": one.address.city,
                    "district": one.address.district,
                    "address": one.address.detail,
                }
        if not row["receiver"]:
            row.error(self.env._("Who receives the parcel?"))

    def _check_seller_goods(self, row, products):
        if row["sku"] and not products.get(self._get_sku(row)):
            row.error(
                self.env._(
                    "%(label)s “%(sku)s” is not in your selection.",
                    label=row.label("sku"),
                    sku=row["sku"],
                )
            )
        if row["quantity"] is not None:
            self._check_order_quantity(row)

    def _check_seller_prices(self, rows, products, places):
        """Give rows without a price the own one; refuse what the guard refuses."""
        contract = self.contract_id
        templates = self.env["product.template"].union(
            *(product.product_tmpl_id for product in products.values())
        )
        cards = contract._article_cards(templates) if templates else []
        prices = {card["id"]: card["price"] for card in cards}
        priced = [row for row in rows if products.get(self._get_sku(row))]
        for row in priced:
            if not row["price"]:
                template = products[self._get_sku(row)].product_tmpl_id
                row.values["price"] = prices.get(template.id, 0.0)
        # what was wrong before needs no second word
        sound = [row for row in priced if not row.bad]
        self._check_order_prices(sound, products, places)

    def _group_seller_rows(self, rows):
        """Return ``{key: rows}``: the rows of one order, by number or receiver."""
        orders = defaultdict(list)
        seen = {}
        day = self._get_file_day()
        for row in rows:
            words = tuple(sorted((name, str(row[name])) for name in row.values))
            other = seen.setdefault(words, row)
            if other is not row:
                row.note(
                    self.env._(
                        "The same as row %(row)s: it counts twice.", row=other.number
                    )
                )
            if row["order_no"]:
                key = f"no-{row['order_no']}"
            else:
                words = ("receiver", "phone", "province", "city", "district", "address")
                text = "|".join(str(row[name]) for name in words)
                digest = hashlib.sha256(text.encode()).hexdigest()[:16]
                key = f"{day:%y%m%d}-{digest}"
            row.group = key
            orders[key].append(row)
        return orders

    def _get_file_day(self):
        """Return the day of the first upload: an answer that comes back keeps it."""
        first = self
        while first.origin_id:
            first = first.origin_id
        return fields.Datetime.context_timestamp(self, first.create_date).date()

    def _check_seller_stock(self, rows, products):
        """Refuse the rows for which the rows above leave too few pieces."""
        templates = self.env["product.template"].union(
            *(product.product_tmpl_id for product in products.values())
        )
        if not templates:
            return
        free = dict(self.contract_id._free_pieces(templates))
        for row in rows:
            product = products.get(self._get_sku(row))
            if row.bad or not product:
                continue
            left = int(free.get(product.id, 0))
            if row["quantity"] > left:
                row.label("quantity")  # the cell the sentence is about
                row.error(
                    self.env._(
                        "%(article)s: only %(stock)s left for this row.",
                        article=self.contract_id._variant_label(product),
                        stock=max(left, 0),
                    )
                )
            else:
                free[product.id] = left - row["quantity"]

    def _keep_seller_row(self, row, products):
        """Keep what applying needs, and what the list of rows shows."""
        product = products.get(self._get_sku(row))
        label = self.contract_id._variant_label(product) if product else row["sku"]
        pieces = f"{row['quantity'] or 0:g}"
        words = (row["receiver"], f"{label} × {pieces}")
        row.data.update(
            product_id=product.id if product else False,
            quantity=int(row["quantity"] or 0),
            price=row["price"] or 0.0,
            note=row["buyer_note"],
            summary=" · ".join(filter(None, words)),
        )

    def _check_seller_known(self, orders):
        """Tell orders that came in before, by this file or by another one."""
        tokens = {self._get_seller_token(key): key for key in orders}
        known = self.env["sale.order"].search([("entry_token", "in", list(tokens))])
        for order in known:
            group = orders[tokens[order.entry_token]]
            lines = {
                (line.product_id.id, round(line.price_unit, 2))
                for line in order.order_line
            }
            for row in group:
                key = (row.data["product_id"], round(row.data["price"], 2))
                if key in lines:
                    row.duplicate(
                        self.env._(
                            "Imported already, order %(order)s.", order=order.name
                        )
                    )
                else:
                    row.error(
                        self.env._(
                            "This receiver has order %(order)s of that day already. "
                            "Change that order, or give this row a number of its own "
                            "in the column “%(column)s”.",
                            order=order.name,
                            column=row.label("order_no")
                            if "order_no" in row.raw
                            else self._get_column_name("order_no"),
                        )
                    )

    def _get_column_name(self, field_name):
        column = self.env["outlet.import.column"].search(
            [("kind", "=", "seller_orders"), ("field_name", "=", field_name)], limit=1
        )
        return column.aliases.split("\n")[0]

    def _hold_back(self, rows):
        """Hold back the good rows of an order that has a wrong one."""
        wrong = [row for row in rows if row.status == "error"]
        for row in rows if wrong else ():
            if not row.bad:
                row.error(
                    self.env._(
                        "Row %(row)s of the same order is wrong.", row=wrong[0].number
                    )
                )

    # --- apply --------------------------------------------------------------------

    def _get_seller_token(self, key):
        return f"{self.contract_id.id}:file-{key}"

    def _import_seller_orders_apply(self, lines):
        """Enter the orders of these rows, each the way of one entered by hand."""
        made = {}
        for group in lines._split_in_groups():
            order = self.contract_id._submit_order(self._prepare_seller_draft(group))
            made.update(dict.fromkeys(group.ids, order))
        return made

    def _prepare_seller_draft(self, group):
        receiver = group[0].data["receiver"]
        notes = dict.fromkeys(line.data["note"] for line in group if line.data["note"])
        return {
            "token": f"file-{group[0].group_key}",
            "place_id": 0,
            "name": receiver["name"],
            "phone": receiver["phone"],
            "province": receiver["province"],
            "city": receiver["city"],
            "district": receiver["district"],
            "detail": receiver["street"],
            "note": " / ".join(notes),
            "lines": [
                {name: line.data[name] for name in ("product_id", "quantity", "price")}
                for line in group
            ],
        }
