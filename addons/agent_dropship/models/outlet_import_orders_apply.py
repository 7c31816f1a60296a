from collections import defaultdict

import pytz

from odoo import fields, models
from odoo.fields import Command


class OutletImport(models.Model):
    """Orders: the good rows become orders, confirmed and routed in the same batch.

    Rows of an order that come later, from a corrected file, make a further order with
    the same shop number: a confirmed order is not reopened.
    """

    _inherit = "outlet.import"

    def _apply_orders(self, lines):
        self = self.with_context(
            tracking_disable=True, mail_create_nolog=True, outlet_door="import"
        )
        places = self._apply_places(lines)
        groups = defaultdict(self.env["outlet.import.line"].browse)
        for line in lines:
            groups[line.group_key] |= line
        consumers = self._apply_consumers(groups, places)
        orders = self.env["sale.order"].create(
            [
                self._prepare_order_vals(group, places[key], consumers[key])
                for key, group in groups.items()
            ]
        )
        # The consumer ordered when the shop says, and that day's terms count.
        orders.with_context(keep_order_date=True).action_confirm()
        made = {}
        for order, group in zip(orders, groups.values(), strict=True):
            self._finish_order(order, group)
            made.update(dict.fromkeys(group.ids, order))
        return made

    def _finish_order(self, order, group):
        notes = self._join_notes(group, "seller_note")
        if notes:
            order.message_post(body=self.env._("The shop's note: %(note)s", note=notes))

    # --- places -----------------------------------------------------------------

    def _apply_places(self, lines):
        """Return ``{group key: place}``, making the places that miss."""
        Place = self.env["outlet.place"]
        names = {line.data["place"].casefold(): line.data["place"] for line in lines}
        known = {
            place.name.casefold(): place
            for place in Place.search(
                [
                    ("owner_id", "=", self.reseller_id.id),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        }
        for line in lines:
            if line.data["place_id"]:
                place = Place.browse(line.data["place_id"])
                known[line.data["place"].casefold()] = place
        missing = [name for folded, name in names.items() if folded not in known]
        created = Place.create([self._prepare_place_vals(name) for name in missing])
        known.update(zip([name.casefold() for name in missing], created, strict=True))
        return {line.group_key: known[line.data["place"].casefold()] for line in lines}

    def _prepare_place_vals(self, name):
        return {
            "name": name,
            "owner_id": self.reseller_id.id,
            "place_type": "online_shop",
            "company_id": self.company_id.id,
        }

    # --- consumers --------------------------------------------------------------

    def _apply_consumers(self, groups, places):
        """Return ``{group key: consumer}`` among the customers of the place's owner."""
        wanted = {}
        for key, group in groups.items():
            owner = places[key].owner_id.commercial_partner_id
            wanted[key] = self._prepare_consumer_vals(group[0].data["receiver"], owner)
        known = self._find_consumers(wanted.values())
        new = {}
        for vals in wanted.values():
            if _consumer_key(vals) not in known:
                new[_consumer_key(vals)] = vals
        created = self.env["res.partner"].create(list(new.values()))
        known.update(zip(new, created, strict=True))
        return {key: known[_consumer_key(vals)] for key, vals in wanted.items()}

    def _find_consumers(self, vals_list):
        partners = self.env["res.partner"].search(
            [
                ("parent_id", "in", [vals["parent_id"] for vals in vals_list]),
                ("phone", "in", [vals["phone"] for vals in vals_list]),
                ("type", "=", "delivery"),
            ],
            order="id desc",
        )
        return {
            _consumer_key(
                {
                    "parent_id": partner.parent_id.id,
                    "phone": partner.phone,
                    "name": partner.name,
                    "state_id": partner.state_id.id,
                    "city": partner.city,
                    "district": partner.district,
                    "street": partner.street,
                }
            ): partner
            for partner in partners
        }

    def _prepare_consumer_vals(self, receiver, owner):
        state = self._get_provinces()[receiver["province"]]
        return {
            "parent_id": owner.id,
            "type": "delivery",
            "name": receiver["name"],
            "phone": receiver["phone"],
            "country_id": state.country_id.id,
            "state_id": state.id,
            "city": receiver["city"],
            "district": receiver["district"],
            "street": receiver["street"],
            "partner_latitude": receiver["lat"],
            "partner_longitude": receiver["lon"],
            "lang": owner.lang,
        }

    # --- orders -----------------------------------------------------------------

    def _prepare_order_vals(self, group, place, consumer):
        return {
            "partner_id": consumer.id,
            "partner_invoice_id": consumer.id,
            "partner_shipping_id": consumer.id,
            "place_id": place.id,
            "company_id": self.company_id.id,
            "client_order_ref": group[0].data["order_no"],
            # the shop's prices are given; no pricelist may replace them
            "pricelist_id": False,
            "user_id": False,
            "date_order": self._get_order_time(group) or fields.Datetime.now(),
            "buyer_note": self._join_notes(group, "buyer_note"),
            "order_line": [
                Command.create(self._prepare_order_line_vals(line.data, place))
                for line in group
            ],
        }

    def _prepare_order_line_vals(self, data, place):
        product = self.env["product.product"].browse(data["product_id"])
        key = (place.id, data["order_no"], data["sku"], data["occurrence"])
        return {
            "product_id": product.id,
            "product_uom_qty": data["quantity"],
            "price_unit": data["price"],
            "tax_ids": [Command.set(self._get_order_taxes(product).ids)],
            "source_key": "|".join(map(str, key)),
            "source_quantity": data["quantity"],
            "source_price": data["price"],
        }

    def _get_order_taxes(self, product):
        """Return taxes within the price: what the consumer paid is what he pays."""
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        if any(not tax.price_include for tax in taxes):
            return self.company_id._get_retail_sale_tax()
        return taxes

    def _get_order_time(self, group):
        """Return the time of the order in UTC; the file tells the company's time."""
        times = [line.data["ordered_at"] for line in group if line.data["ordered_at"]]
        if not times:
            return None
        zone = pytz.timezone(self.company_id._get_local_tz())
        local = zone.localize(fields.Datetime.to_datetime(times[0]))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _join_notes(self, group, name):
        """Return the rows' notes, each once."""
        notes = dict.fromkeys(line.data[name] for line in group if line.data[name])
        return " / ".join(notes)


def _consumer_key(vals):
    return (
        vals["parent_id"],
        vals["phone"],
        vals["name"],
        vals["state_id"],
        vals["city"] or "",
        vals["district"] or "",
        vals["street"] or "",
    )
