from collections import defaultdict

from odoo import models


class OutletImport(models.Model):
    """Orders: the places of the file, and rows that came in before."""

    _inherit = "outlet.import"

    def _check_order_places(self, rows):
        """Return ``{folded name: place}``; a new place needs an owner to be chosen."""
        names = {row["place"].casefold() for row in rows if row["place"]}
        found = defaultdict(self.env["outlet.place"].browse)
        domain = [("company_id", "=", self.company_id.id)]
        for place in self.env["outlet.place"].search(domain):
            if place.name.casefold() in names:
                found[place.name.casefold()] |= place
        places = {}
        for name, several in found.items():
            own = several.filtered(lambda place: place.owner_id == self.reseller_id)
            places[name] = own or several
        for row in rows:
            place = places.get(row["place"].casefold(), ())
            if row["place"] and len(place) != 1:
                self._check_order_place(row, place)
        return {name: place for name, place in places.items() if len(place) == 1}

    def _check_order_place(self, row, several):
        if several:
            row.error(
                self.env._(
                    "There are %(count)s places “%(name)s”: choose the owner on this "
                    "import.",
                    count=len(several),
                    name=row["place"],
                )
            )
        elif not self.reseller_id:
            row.error(
                self.env._(
                    "There is no place “%(name)s” yet: choose the owner of new places "
                    "on this import, or add the place.",
                    name=row["place"],
                )
            )

    # --- rows that are known ----------------------------------------------------

    def _check_order_known(self, orders, products, places):
        """Tell rows that came in before; number the rows of one SKU in an order."""
        known = self._find_known_lines(orders, places)
        for (place_name, order_no), rows in orders.items():
            place_id = places[place_name].id if place_name in places else 0
            by_sku = defaultdict(list)
            for row in rows:
                if not row.bad:
                    by_sku[self._get_sku(row)].append(row)
            for sku, sku_rows in by_sku.items():
                lines = known.get((place_id, order_no, sku), [])
                self._match_known_rows(sku_rows, lines)

    def _find_known_lines(self, orders, places):
        """Return ``{(place id, order number, SKU): lines imported before}``."""
        lines = self.env["sale.order.line"].search(
            [
                ("source_key", "!=", False),
                ("order_id.place_id", "in", [place.id for place in places.values()]),
                ("order_id.client_order_ref", "in", [number for _p, number in orders]),
            ],
            order="id",
        )
        known = defaultdict(list)
        for line in lines:
            place_id, number, sku, _occurrence = line.source_key.split("|")
            known[int(place_id), number, sku].append(line)
        return known

    def _match_known_rows(self, rows, lines):
        """Equal rows came in before; a row beyond what came in is a new line."""
        left = list(lines)
        fresh = []
        for row in rows:
            same = next((line for line in left if self._is_same_row(row, line)), None)
            if same:
                left.remove(same)
                row.duplicate(
                    self.env._(
                        "Imported already, order %(order)s.", order=same.order_id.name
                    )
                )
            else:
                fresh.append(row)
        occurrence = max((_occurrence(line) for line in lines), default=0)
        for row in fresh:
            if left:
                self._explain_changed_row(row, left.pop(0))
            else:
                occurrence += 1
                row.data["occurrence"] = occurrence

    def _is_same_row(self, row, line):
        currency = self.company_id.currency_id
        return line.source_quantity == row["quantity"] and not (
            currency.compare_amounts(line.source_price, row["price"])
        )

    def _explain_changed_row(self, row, line):
        row.error(
            self.env._(
                "This SKU of the order was imported already with %(pieces)s pieces at "
                "%(price)s, order %(order)s: change that order instead. If it is a "
                "further line, upload a file with all rows of this order.",
                pieces=f"{line.source_quantity:g}",
                price=f"{line.source_price:.2f}",
                order=line.order_id.name,
            )
        )


def _occurrence(line):
    return int(line.source_key.rpartition("|")[2])
