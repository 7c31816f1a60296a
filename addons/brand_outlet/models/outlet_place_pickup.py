import re
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

MOST_PIECES = 5
MOST_OPEN = 3
KEPT_DAYS = 1
_PHONE = re.compile(r"1[3-9]\d{9}")


class OutletPlacePickup(models.Model):
    """Reserving in the shop what is fetched and paid at its counter."""

    _inherit = "outlet.place"

    def _reserve(self, product_id, quantity, name, phone, token):
        """Return the order that keeps some pieces for who stands in the shop.

        The same ``token`` twice gives the same order.

        :raise UserError: what has to be corrected, in words
        """
        self.ensure_one()
        # Two people want the last piece of a shop: the later one's transaction fails
        # on this row and starts over, with the earlier one's order in sight.
        self.env.cr.execute(
            SQL("UPDATE outlet_place SET active = active WHERE id = %s", self.id),
            log_exceptions=False,
        )
        orders = self.env["sale.order"]
        if known := orders.search([("pickup_token", "=", token)], limit=1):
            return known
        name, phone = self._check_visitor(name, phone)
        product = self._find_reservable(product_id, quantity)
        consumer = self._find_or_create_visitor(name, phone)
        self._check_open_reservations(phone)
        order = orders.create(
            self._prepare_pickup_vals(consumer, product, quantity, token)
        )
        order.action_quotation_sent()
        return order

    def _check_visitor(self, name, phone):
        name = " ".join((name or "").split())[:60]
        phone = re.sub(r"[\s\-()]|^\+?86", "", phone or "")
        if not name:
            raise UserError(self.env._("What is your name?"))
        if not _PHONE.fullmatch(phone):
            raise UserError(
                self.env._("Please enter a mobile number of eleven digits.")
            )
        return name, phone

    def _find_reservable(self, product_id, quantity):
        product = self.env["product.product"].browse(product_id).exists()
        offers = self._find_page_offers(product.product_tmpl_id)
        if not product or not offers:
            raise UserError(self.env._("This article is not here any more."))
        if not 1 <= quantity <= MOST_PIECES:
            raise UserError(
                self.env._("Please choose 1 to %(most)s pieces.", most=MOST_PIECES)
            )
        free = int(self._get_place_pieces(offers)[product.id])
        if free < quantity:
            raise UserError(
                self.env._("Only %(pieces)s left.", pieces=free)
                if free > 0
                else self.env._("Somebody was faster: this size is gone.")
            )
        return product

    def _find_or_create_visitor(self, name, phone):
        """Return the contact known here by name and phone, or a new one."""
        partners = self.env["res.partner"]
        known = partners.search(
            [
                ("reached_place_ids", "in", self.ids),
                ("phone", "=", phone),
                ("name", "=", name),
            ],
            limit=1,
        )
        return known or partners.create(
            {
                "name": name,
                "phone": phone,
                "country_id": self.country_id.id,
                "state_id": self.state_id.id,
                "city": self.city_id.name,
            }
        )

    def _check_open_reservations(self, phone):
        count = self.env["sale.order"].search_count(
            [
                *self._get_open_pickups_domain(),
                ("partner_id.phone", "=", phone),
            ]
        )
        if count >= MOST_OPEN:
            raise UserError(
                self.env._(
                    "You already have %(count)s reservations here. Please fetch them "
                    "first.",
                    count=count,
                )
            )

    def _get_open_pickups_domain(self):
        """Return the domain of what is kept here and not fetched yet."""
        return [
            ("place_id", "in", self.ids),
            ("is_pickup", "=", True),
            ("state", "in", ("draft", "sent")),
            ("validity_date", ">=", self.company_id._get_local_today()),
        ]

    def _get_kept_pieces(self, products):
        """Return ``{product id: pieces}`` that are kept here for somebody."""
        groups = self.env["sale.order.line"]._read_group(
            [
                ("order_id", "any", self._get_open_pickups_domain()),
                ("product_id", "in", products.ids),
            ],
            ["product_id"],
            ["product_uom_qty:sum"],
        )
        return {product.id: pieces for product, pieces in groups}

    def _get_place_pieces(self, offers):
        if not self.on_site_only:
            return super()._get_place_pieces(offers)
        products = offers.product_tmpl_id.product_variant_ids
        pieces = super()._get_place_pieces(offers)
        if self.warehouse_id:
            # What can be taken along is what lies in the shop, whoever owns it.
            there = products.with_context(warehouse_id=self.warehouse_id.id)
            pieces |= {one.id: one.free_qty for one in there}
        for product_id, kept in self._get_kept_pieces(products).items():
            pieces[product_id] = max(pieces[product_id] - kept, 0)
        return pieces

    def _prepare_pickup_vals(self, consumer, product, quantity, token):
        prices = self._get_place_prices(product.product_tmpl_id)
        return {
            "partner_id": consumer.id,
            "place_id": self.id,
            "company_id": self.company_id.id,
            "is_pickup": True,
            "pickup_token": token,
            "validity_date": self.company_id._get_local_today()
            + timedelta(days=KEPT_DAYS),
            "user_id": False,
            "pricelist_id": False,
            **({"warehouse_id": self.warehouse_id.id} if self.warehouse_id else {}),
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": quantity,
                        "price_unit": prices[product.product_tmpl_id.id],
                        "tax_ids": [
                            Command.set(self.company_id._get_retail_sale_tax().ids)
                        ],
                    }
                )
            ],
        }
