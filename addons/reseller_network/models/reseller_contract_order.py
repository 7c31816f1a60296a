from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command, Domain

from odoo.addons.agent_dropship.address import parse_text

CONSUMER_FIELDS = ("name", "phone", "province", "city", "district", "detail")
MAX_PIECES = 99


class ResellerContract(models.Model):
    """Order entry: a reseller enters what a customer of his wants.

    As in the selection centre, everything starts from the contract of the
    logged-in user; the elevated rights below act inside his own places, his own
    customers and the articles of his selection.
    """

    _inherit = "reseller.contract"

    def _read_consumer(self, text):
        """Take one pasted receiver apart.

        :return: the six values of ``CONSUMER_FIELDS`` and ``problems``, a dict
            of field name to what is wrong with it, in words
        """
        receivers = parse_text(text or "")
        if not receivers:
            return dict.fromkeys(CONSUMER_FIELDS, "") | {
                "problems": {"text": self.env._("Paste name, phone and address.")}
            }
        values = self._receiver_values(receivers[0])
        if len(receivers) > 1:
            values["problems"]["text"] = self.env._(
                "%(count)s receivers found, the first one was taken. Enter one order "
                "for each.",
                count=len(receivers),
            )
        return values

    def _receiver_values(self, parsed):
        address = parsed.address
        return {
            "name": parsed.name,
            "phone": parsed.phone,
            "province": address.province,
            "city": address.city,
            "district": address.district,
            "detail": address.detail,
            "problems": {
                self._problem_field(problem.code): self._problem_words(problem)
                for problem in reversed(parsed.problems)
            },
        }

    def _submit_order(self, draft):
        """Create and confirm the order of one draft, once per token.

        :param dict draft: ``token``, the consumer's values, ``place_id``, ``note``
            and ``lines`` (dicts of ``product_id``, ``quantity``, ``price``)
        :return: the order; the one made before when the token was used already
        :raise UserError: says in words what keeps the order from being taken
        """
        self.ensure_one()
        token = f"{self.id}:{draft['token']}"
        # the token starts with the own contract: nobody else's order is found
        Order = self.env["sale.order"].sudo()
        if known := Order.search([("entry_token", "=", token)], limit=1):
            return known
        place = self._find_place(draft.get("place_id"))
        consumer, resolved = self._check_consumer(draft)
        lines = self._check_lines(draft["lines"], place, consumer)
        partner = self._find_or_create_consumer(consumer, resolved)
        try:
            order = Order.create(
                self._prepare_order_vals(partner, place, lines, draft, token)
            )
            order.flush_recordset(["entry_token"])
        except UniqueViolation as error:
            # the other tap won a moment ago: start over and find its order
            raise ConcurrencyError("order entry token") from error
        self._confirm_entry(order)
        return order

    def _confirm_entry(self, order):
        """Confirm an order that was entered. Extension point."""
        order.action_confirm()

    def _draft_lines(self, lines):
        """Return what the order form shows of the draft's lines."""
        products = self._find_products([line["product_id"] for line in lines])
        cards = {
            card["id"]: card for card in self._article_cards(products.product_tmpl_id)
        }
        free = self._free_pieces(products.product_tmpl_id)
        by_id = {product.id: product for product in products}
        return [
            self._draft_line(line, by_id.get(line["product_id"]), cards, free)
            for line in lines
        ]

    def _draft_line(self, line, product, cards, free):
        if not product:
            return line | {"gone": True}
        card = cards[product.product_tmpl_id.id]
        colour, size = self._colour_and_size(product)
        return line | {
            "gone": False,
            "card": card,
            "variant": " ".join(filter(None, (colour, size))),
            "floor": card["floor"],
            "stock": int(free[product.id]),
        }

    def _provinces(self):
        """Return the names of the provinces, to choose from."""
        return (
            # his own records only: the domain starts from his contract
            self.env["res.country.state"]
            .sudo()
            .search([("country_id.code", "=", "CN")], order="code")
            .mapped("name")
        )

    def _find_default_place(self, place_id):
        """Return the own place with this id, else the default one (or empty)."""
        # his own records only: the domain starts from his contract
        places = self.sudo().place_ids
        chosen = places.filtered(lambda place: place.id == place_id)
        return chosen or self.sudo().default_place_id or places[:1]

    def _find_place(self, place_id):
        place = self._find_default_place(place_id)
        if not place:
            raise UserError(
                self.env._("You have no place yet. Ask the operator to add one.")
            )
        return place

    def _check_lines(self, lines, place, consumer):
        """Return the lines with their product records, or say what is wrong.

        Prices and the brand's rules are checked when the order is confirmed; here a
        refusal only comes before the count of pieces.
        """
        if not lines:
            raise UserError(self.env._("Choose an article first."))
        products = self._find_products([line["product_id"] for line in lines])
        free, refusals = self._deliverable_pieces(
            products.product_tmpl_id, place, consumer
        )
        by_id = {product.id: product for product in products}
        checked = []
        for line in lines:
            product = by_id.get(line["product_id"])
            if not product:
                raise UserError(
                    self.env._("An article is no longer offered. Take it out.")
                )
            if refusal := refusals.get(product.product_tmpl_id):
                raise UserError(refusal)
            self._check_line_pieces(line, product, free)
            if line["price"] <= 0:
                raise UserError(self.env._("Enter a price above zero."))
            checked.append(line | {"product": product})
        return checked

    def _check_line_pieces(self, line, product, free):
        self._check_pieces(product, line["quantity"], int(free[product.id]))

    def _check_pieces(self, product, quantity, free):
        """Refuse more pieces than the agents can send there."""
        label = self._variant_label(product)
        if not 1 <= quantity <= MAX_PIECES:
            raise UserError(
                self.env._(
                    "%(article)s: enter 1 to %(most)s pieces.",
                    article=label,
                    most=MAX_PIECES,
                )
            )
        if free < quantity:
            raise UserError(
                self.env._(
                    "%(article)s: only %(stock)s in stock.", article=label, stock=free
                )
                if free
                else self.env._("%(article)s is sold out.", article=label)
            )

    def _find_products(self, product_ids):
        """Return the variants with these ids that belong to the selection."""
        # limited to the contract's own offers, see the selection centre
        env = self.sudo().env
        allowed = env["product.template"]._search(self._articles_domain())
        return env["product.product"].search(
            Domain("id", "in", product_ids) & Domain("product_tmpl_id", "in", allowed)
        )

    def _deliverable_pieces(self, templates, place, consumer):
        """Return {product id: free pieces} that may go there, and {template: refusal}
        of what nobody may sell there, in the guard's words."""
        guard = self.env["outlet.guard"]
        state = self.env["res.country.state"].sudo().browse(consumer["state_id"])
        offers = self._find_offers(templates)
        verdicts = guard._judge(offers, place, state, consumer["city"] or "")
        there = offers.filtered(lambda offer: verdicts[offer.id].allowed)
        refused = (offers - there).grouped("product_tmpl_id")
        refusals = {
            template: guard._explain(verdicts[refused[template][0].id])
            for template in refused.keys() - set(there.product_tmpl_id)
        }
        return self._free_pieces(templates, there), refusals

    def _variant_label(self, product):
        colour, size = self._colour_and_size(product)
        return " ".join(filter(None, (product.name, colour, size)))

    def _prepare_order_vals(self, partner, place, lines, draft, token):
        """Return the values of the order: consumer prices, tax included."""
        return {
            "partner_id": partner.id,
            "partner_invoice_id": partner.id,
            "partner_shipping_id": partner.id,
            "place_id": place.id,
            "company_id": self.company_id.id,
            # own prices are given; a tier's pricelist must never replace them
            "pricelist_id": False,
            "user_id": False,
            "entry_token": token,
            "buyer_note": (draft.get("note") or "").strip()[:200],
            "order_line": [
                Command.create(self._prepare_line_vals(line)) for line in lines
            ],
        }

    def _prepare_line_vals(self, line):
        product = line["product"]
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        if any(not tax.price_include for tax in taxes):
            # what the consumer pays is the price agreed on, tax included
            taxes = self.company_id.sudo()._get_retail_sale_tax()
        return {
            "product_id": product.id,
            "product_uom_qty": line["quantity"],
            "price_unit": line["price"],
            "tax_ids": [Command.set(taxes.ids)],
        }
