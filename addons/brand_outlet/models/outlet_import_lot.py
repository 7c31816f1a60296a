from odoo import fields, models

from ..workbook import to_text


class OutletImport(models.Model):
    """Lots from poor data: category, quantity, price, and a brand or a remark.

    A row tells how many pieces of a lot there are now: the same row again changes
    nothing, another quantity books the difference.
    """

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("lots", "Lots")], ondelete={"lots": "cascade"}
    )

    def _get_party_kinds(self):
        return super()._get_party_kinds() | {"lots"}

    def _import_lots_check(self, rows):
        agents = self._check_row_agents(rows)
        contracts = self._find_row_contracts(agents)
        first = {}
        for row in rows:
            contract = not row.bad and self._check_row_contract(
                row, agents[row], contracts, row["brand"]
            )
            self._check_lot_figures(row, agents[row])
            row.data = self._prepare_lot_data(row, contract)
            other = first.setdefault(_lot_key(row.data), row)
            if other is not row and not row.bad:
                row.error(
                    self.env._(
                        "The same lot is in row %(row)s already: add the pieces up in "
                        "one row, or tell them apart by name or remark.",
                        row=other.number,
                    )
                )
        self._compare_lots([row for row in rows if not row.bad])

    def _check_lot_figures(self, row, agent):
        if row.bad:
            return
        pieces, price = row["quantity"], row["price"]
        if pieces <= 0 or pieces != int(pieces):
            row.error(
                self.env._(
                    "%(label)s is %(value)s: give a number of whole pieces above zero.",
                    label=row.label("quantity"),
                    value=to_text(pieces),
                )
            )
        if price <= 0:
            row.error(
                self.env._(
                    "%(label)s is %(value)s: a price per piece is above zero.",
                    label=row.label("price"),
                    value=to_text(price),
                )
            )
        supply = row["supply_price"] or 0.0
        if not 0 <= supply <= price:
            row.error(
                self.env._(
                    "%(label)s is %(value)s: it is not above the price of the lot.",
                    label=row.label("supply_price"),
                    value=to_text(supply),
                )
            )
        elif supply and not row.bad:
            self._check_pricing_right(row, "supply_price", agent)

    def _prepare_lot_data(self, row, contract):
        texts = (row["category"], row["name"], row["brand"], row["remark"])
        summary = " · ".join(filter(None, texts))
        brand = contract.brand_id.name if contract else row["brand"]
        return {
            "contract_id": contract.id if contract else False,
            "category": row["category"],
            "name": row["name"] or f"{brand} {row['category']}",
            "pieces": int(row["quantity"] or 0),
            "price": row["price"],
            "supply_price": row["supply_price"] or 0.0,
            "remark": row["remark"],
            "best_before": fields.Date.to_string(row["best_before"] or False),
            "summary": f"{summary} × {to_text(row['quantity'])}",
        }

    def _compare_lots(self, rows):
        present = self._find_lots(row.data for row in rows)
        for row in rows:
            lot = present.get(_lot_key(row.data))
            if not lot:
                continue
            if lot.lot_left == row.data["pieces"]:
                row.same(self.env._("Is there already, with as many pieces."))
            else:
                row.change("quantity", lot.lot_left, row.data["pieces"])

    def _find_lots(self, rows):
        """Return ``{lot key: offer}`` of the lots these rows are about."""
        contract_ids = {data["contract_id"] for data in rows}
        offers = self.env["outlet.offer"].search(
            [
                ("is_lot", "=", True),
                ("contract_id", "in", list(contract_ids)),
                ("state", "!=", "ended"),
            ],
            order="id desc",
        )
        return {
            (
                offer.contract_id.id,
                offer.categ_id.name,
                offer.product_tmpl_id.name,
                offer.tag_price,
                offer.story or "",
            ): offer
            for offer in offers
        }

    def _import_lots_apply(self, lines):
        self = self.with_context(tracking_disable=True)
        data = {line.id: line.data for line in lines}
        present = self._find_lots(data.values())
        categories = self._get_catalogue_categories(data.values())
        made, new, pieces = {}, {}, {}
        for line_id, values in data.items():
            lot = present.get(_lot_key(values))
            if lot:
                made[line_id] = lot
                product = lot.product_tmpl_id.product_variant_id
                pieces[lot, product] = values["pieces"] - lot.lot_left
            else:
                new[line_id] = self._prepare_lot_vals(values, categories)
        offers = self.env["outlet.offer"]._create_lots(list(new.values()))
        if pieces:
            offers._move_lot_pieces(pieces)
        made |= dict(zip(new, offers, strict=True))
        offers.union(*made.values()).invalidate_recordset(["lot_left", "has_goods"])
        self._publish_offers(offers.union(*made.values()))
        return made

    def _prepare_lot_vals(self, values, categories):
        categ_id = categories[values["category"]]["categ_id"]
        vals = {
            "contract": self.env["brand.contract"].browse(values["contract_id"]),
            "category": self.env["product.category"].browse(categ_id),
            "pieces": values["pieces"],
            "tag_price": values["price"],
            "name": values["name"],
            "supply_price": values["supply_price"],
            "story": values["remark"],
            "best_before": values["best_before"],
        }
        return {name: value for name, value in vals.items() if value}


def _lot_key(data):
    return (
        data["contract_id"],
        data["category"],
        data["name"],
        data["price"],
        data["remark"],
    )
