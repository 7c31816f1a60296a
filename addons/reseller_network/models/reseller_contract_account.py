from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

OPEN_STATES = ("unrouted", "to_ship", "shipped", "waiting")


class ResellerContract(models.Model):
    """What the reseller reads about his own orders and money.

    Orders are those of his places, entries and statements those of his partner.
    Texts of pickings and warehouses stay inside: who ships is not his business.
    """

    _inherit = "reseller.contract"

    def _own_orders_domain(self):
        return Domain("reseller_id", "=", self.reseller_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )

    def _order_total(self):
        """Return how many orders he has."""
        # his own records only: the domain starts from his contract
        return self.env["sale.order"].sudo().search_count(self._own_orders_domain())

    def _find_order(self, order_id):
        """Return the own order with this id (or empty)."""
        domain = self._own_orders_domain() & Domain("id", "=", order_id)
        # his own records only: the domain starts from his contract
        return self.env["sale.order"].sudo().search(domain, limit=1)

    def _find_sold(self, template_id):
        """Return the article with this id if it is in one of his orders."""
        # his own records only: the domain starts from his contract
        lines = self.env["sale.order.line"].sudo()
        sold = lines.search_count(
            [
                ("order_id", "any", self._own_orders_domain()),
                ("product_id.product_tmpl_id", "=", template_id),
            ],
            limit=1,
        )
        return self.env["product.template"].sudo().browse(template_id if sold else [])

    def _entries_domain(self):
        return Domain("partner_id", "=", self.reseller_id.id) & Domain(
            [
                ("role", "in", ("reseller", "affiliate")),
                # money he took for others is no earning; his statement shows it
                ("kind", "!=", "collected"),
                ("company_id", "=", self.company_id.id),
            ]
        )

    def _month_start(self):
        return date_utils.start_of(fields.Date.context_today(self), "month")

    def _earned(self, date_from):
        """Return the sum of the entries booked since a day."""
        domain = self._entries_domain() & Domain("date", ">=", date_from)
        [(earned,)] = (
            # his own records only: the domain starts from his contract
            self.env["share.entry"].sudo()._read_group(domain, [], ["amount:sum"])
        )
        return earned or 0.0

    def _pending(self):
        """Return what the orders on their way will bring, less what is booked."""
        running = self._own_orders_domain() & Domain("parcel_state", "in", OPEN_STATES)
        confirmed = running & Domain("state", "=", "sale")
        [(expected,)] = (
            # his own records only: the domain starts from his contract
            self.env["sale.order"]
            .sudo()
            ._read_group(confirmed, [], ["reseller_amount:sum"])
        )
        [(booked,)] = (
            self.env["share.entry"]
            .sudo()
            ._read_group(
                self._entries_domain() & Domain("order_id", "any", confirmed),
                [],
                ["amount:sum"],
            )
        )
        return (expected or 0.0) - (booked or 0.0)

    def _home_figures(self):
        """Return the three blocks of the first page."""
        selection = self._selection_page({"in_stock": True}, limit=6, count=0)
        return {
            "earned": self._earned(self._month_start()),
            "pending": self._pending(),
            "counts": self._order_counts(),
            "attention": self.env["reseller.price"].search_count(
                [("contract_id", "=", self.id), ("band_problem", "!=", False)]
            ),
            "cases_to_act": self._cases_to_act(),
            "statements_to_agree": self._statements_to_agree(),
            "articles": selection["articles"],
            "orders": self._order_cards(self._search_orders(limit=3)),
        }

    def _order_counts(self):
        """Return {parcel state: number of own orders}."""
        return dict(
            # his own records only: the domain starts from his contract
            self.env["sale.order"]
            .sudo()
            ._read_group(self._own_orders_domain(), ["parcel_state"], ["__count"])
        )

    def _search_orders(self, state="", search="", offset=0, limit=20):
        return (
            # his own records only: the domain starts from his contract
            self.env["sale.order"]
            .sudo()
            .search(
                self._orders_domain(state, search),
                offset=offset,
                limit=limit,
                order="date_order desc, id desc",
            )
        )

    def _orders_total(self, state="", search=""):
        """Return how many own orders match what was typed."""
        domain = self._orders_domain(state, search)
        # his own records only: the domain starts from his contract
        return self.env["sale.order"].sudo().search_count(domain)

    def _orders_domain(self, state="", search=""):
        """Return the domain of the own orders, filtered as typed."""
        domain = self._own_orders_domain()
        if state:
            domain &= Domain("parcel_state", "=", state)
        for word in (search or "").split():
            names = ["name", "client_order_ref", "order_line.name"]
            if self.mode == "shop":
                names += ["partner_shipping_id.name", "partner_shipping_id.phone"]
            domain &= Domain.OR(Domain(name, "ilike", word) for name in names)
        return domain

    def _order_cards(self, orders):
        """Return what the list of orders shows, without who ships."""
        # grouped once for all orders, so that their lines are read together
        lines = orders._outlet_lines().grouped("order_id")
        return [
            {
                "id": order.id,
                "name": order.client_order_ref or order.name,
                "date": self._local(order.date_order),
                "day": self._day_words(order.date_order),
                "place": order.place_id.name,
                "state": order.parcel_state,
                "paid": order.amount_total,
                "earning": order.reseller_amount,
                "consumer": self._consumer_name(order),
                "lines": self._line_cards(lines.get(order, [])),
            }
            for order in orders
        ]

    def _consumer_name(self, order):
        """Affiliates neither serve nor know the consumer."""
        return order.partner_shipping_id.name if self.mode == "shop" else ""

    def _line_cards(self, lines):
        return [
            {
                "template_id": line.product_id.product_tmpl_id.id,
                "label": self._variant_label(line.product_id),
                "quantity": int(line.product_uom_qty),
                "price": line.price_total / line.product_uom_qty
                if line.product_uom_qty
                else 0,
                "total": line.price_total,
                "waiting": line.routing_state == "waiting",
            }
            for line in lines
        ]

    def _order_sheet(self, order):
        """Return everything the page of one own order shows."""
        card = self._order_cards(order)[0]
        partner = order.partner_shipping_id
        return card | {
            "phone": partner.phone or "",
            "address": self._address_line(partner),
            "note": order.buyer_note or "",
            "page_url": self._customer_page_url(order),
            "parcels": [self._parcel_card(parcel) for parcel in order._parcels()],
            "waiting": [line for line in card["lines"] if line["waiting"]],
            **self._order_doors(order),
        }

    def _order_doors(self, order):
        """Return what he can do about an order by himself, and how stopping it goes."""
        running = order.state == "sale"
        return {
            "may_file": running and bool(order._get_case_sheet()["kinds"]),
            "may_cancel": running and order.parcel_state not in ("delivered", False),
            "stopping": order.interception_text or "",
        }

    def _customer_message(self, order):
        """Return the text the reseller sends to his customer about an order."""
        _ = self.env._
        sheet = self._order_sheet(order)
        lines = [_("Hello, about your order %(order)s:", order=sheet["name"])]
        if sheet["state"] == "cancelled":
            return "\n".join([*lines, _("It has been cancelled.")])
        lines += [self._parcel_message(parcel) for parcel in sheet["parcels"]]
        lines += [
            _(
                "%(goods)s is sent as soon as it is back.",
                goods=self._goods_words([line]),
            )
            for line in sheet["waiting"]
        ]
        if sheet["page_url"]:
            lines.append(_("Follow it here: %s", sheet["page_url"]))
        return "\n".join(filter(None, lines))

    def _customer_page_url(self, order):
        """Return the link a shopkeeper sends to his customer.

        Affiliates do not serve consumers and get none.
        """
        return order._get_order_page_url() if self.mode == "shop" else ""

    def _goods_words(self, lines):
        return ", ".join(f"{line['label']} ×{line['quantity']}" for line in lines)

    def _address_line(self, partner):
        parts = [partner.state_id.name]
        if partner.city and partner.city != partner.state_id.name:
            parts.append(partner.city)
        return "".join(filter(None, [*parts, partner.district, partner.street]))

    def _day_words(self, moment):
        """Return a moment briefly: the time this year, the year otherwise."""
        local = self._local(moment)
        today = fields.Date.context_today(self)
        return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%F}"

    def _local(self, moment):
        return moment and fields.Datetime.context_timestamp(self, moment)

    def _own_terms(self):
        """Return what the contract says, in words the reseller reads."""
        # the tier and the places are the operator's records, their names are his
        contract = self.sudo()
        return {
            "reseller": contract.reseller_id.name,
            "tier": contract.grade_id.name,
            "take_ratio": contract.take_ratio,
            "commission_rate": contract.commission_rate,
            "places": contract.place_ids.mapped("name"),
            "since": contract.date_start,
            "symbol": contract.currency_id.symbol,
        }
