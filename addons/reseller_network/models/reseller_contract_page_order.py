import hashlib
import re
from datetime import timedelta
from math import isfinite

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.agent_dropship.address import normalise_phone, parse_text
from odoo.addons.brand_outlet.controllers.place_pages import to_int

from .reseller_account import MoneyShort

MOST_PIECES = 10
MOST_UNPAID = 3
SAME_MINUTES = 30
_ONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")


class OrderedBefore(UserError):
    """The same goods were ordered for the same person a moment ago."""

    def __init__(self, message, order):
        super().__init__(message)
        self.order = order


class NotTaking(UserError):
    """The seller has something to do first; ``todo`` says to him what."""

    def __init__(self, message, todo):
        super().__init__(message)
        self.todo = todo


class ResellerContract(models.Model):
    """What a stranger orders on a page of the seller's.

    Called with elevated rights on a contract that was found by a secret. It goes the
    way of every order: the same checks, the same confirmation, the same reservation.
    """

    _inherit = "reseller.contract"

    def _order_from_page(self, place, template, post, **extra):
        """Create and confirm the order of one form.

        Sent again it is the same order. From another tab, for the same person and the
        same goods, it asks first.

        :param place: where it was bought; the order belongs there
        :param template: the article of the page
        :param dict post: ``product_id``, ``quantity``, ``price`` (as shown), ``name``,
            ``phone``, ``address``, ``note``, ``once``, ``again``
        :param extra: further values of the order
        :return: the order
        :raise OrderedBefore: ask whether he wants it twice
        :raise NotTaking: the seller can not take orders; he has to be told
        :raise UserError: what has to be corrected, in words
        """
        self.ensure_one()
        once = (post.get("once") or "")[:64]
        if not _ONCE.fullmatch(once):
            raise UserError(self.env._("Please load the page again."))
        token = f"page-{once}"
        # the token was made for this form and starts with the contract's id
        orders = self.env["sale.order"].sudo()
        entry = Domain("entry_token", "=", f"{self.id}:{token}")
        if known := orders.search(entry, limit=1):
            return known
        draft = self._read_page_form(place, template, post)
        key = self._get_page_key(draft)
        self._check_same(key, bool(post.get("again")))
        self._check_unpaid(draft["phone"])
        draft |= {"token": token, "place_id": place.id}
        draft["page"] = extra | {"page_key": key}
        if self._needs_agreement():
            raise self._not_taking(self.env._("Accept the agreement."))
        try:
            return self._submit_order(draft)
        except MoneyShort as error:
            # how much the seller has is not the buyer's business
            raise self._not_taking(str(error)) from error

    def _not_taking(self, todo):
        """Return what to raise where the seller has something to do first."""
        message = self.env._(
            "%(seller)s can not take this order right now. Please ask.",
            seller=self.reseller_id.name,
        )
        return NotTaking(message, todo)

    def _tell_not_taking(self, todo):
        """Tell the seller at once that somebody wants to buy and why he can not."""
        _ = self._in_own_words().env._
        self._notify(_("Somebody wants to buy from you"), todo, "/my/outlet")

    def _read_page_form(self, place, template, post):
        """Return the draft of an order, or say what is missing."""
        product = template.product_variant_ids.filtered(
            lambda one: str(one.id) == post.get("product_id")
        )
        if not product:
            raise UserError(self.env._("Please choose colour and size."))
        quantity = to_int(post.get("quantity"))
        if not 1 <= quantity <= MOST_PIECES:
            raise UserError(
                self.env._("Please choose 1 to %(most)s pieces.", most=MOST_PIECES)
            )
        price = place._get_place_prices(template)[template.id]
        self._check_shown_price(price, post.get("price"))
        line = {"product_id": product.id, "quantity": quantity, "price": price}
        return self._read_buyer(post) | {
            "note": post.get("note") or "",
            "lines": [line],
        }

    def _check_shown_price(self, price, shown):
        """Nobody pays another price than the one he saw."""
        try:
            seen = float(shown or 0)
        except ValueError:
            seen = 0
        if not isfinite(seen) or self.currency_id.compare_amounts(price, seen):
            raise UserError(
                self.env._(
                    "The price is %(price)s now. Please look once more and order "
                    "again.",
                    price=self._money(price),
                )
            )

    def _read_buyer(self, post):
        """Return name, phone and address as typed, or pasted into one field.

        :raise UserError: the first thing that has to be corrected, in words
        """
        typed = {
            key: " ".join((post.get(key) or "").split())[:300]
            for key in ("name", "phone", "address")
        }
        if not typed["address"]:
            raise UserError(self.env._("Where shall it be sent?"))
        pasted = " ".join(filter(None, typed.values()))
        found = parse_text(pasted)[:1]
        if not found:
            raise UserError(self.env._("Please enter name, phone and address."))
        values = self._receiver_values(found[0])
        problems = values.pop("problems")
        values["name"] = typed["name"] or values["name"]
        phone = typed["phone"] or values["phone"]
        # spaces and hyphens do not make another person
        values["phone"] = normalise_phone(phone).number or phone
        for field in ("province", "city", "district", "detail"):
            if problem := problems.get(field):
                raise UserError(problem)
        return values

    def _get_page_key(self, draft):
        """Return what is equal for the same goods to the same person."""
        [line] = draft["lines"]
        parts = (self.id, line["product_id"], line["quantity"]) + tuple(
            draft[key]
            for key in ("name", "phone", "province", "city", "district", "detail")
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _check_same(self, key, again):
        """Ask before the same is ordered twice; the key is free for it then."""
        # his own records only: the domain starts from his contract
        orders = self.env["sale.order"].sudo()
        same = orders.search([("page_key", "=", key)], limit=1)
        if not same:
            return
        since = fields.Datetime.now() - timedelta(minutes=SAME_MINUTES)
        if same.state != "cancel" and same.create_date > since and not again:
            raise OrderedBefore(
                self.env._("You ordered exactly this a moment ago."), same
            )
        same.page_key = False
        same.flush_recordset(["page_key"])

    def _check_unpaid(self, phone):
        """Nobody keeps more and more pieces from others without paying."""
        # his own records only: the domain starts from his contract
        unpaid = self.env["sale.order"].sudo()
        count = unpaid.search_count(
            [
                ("pay_state", "=", "open"),
                ("state", "=", "sale"),
                ("partner_shipping_id.phone", "=", phone),
            ]
        )
        if count >= MOST_UNPAID:
            raise UserError(
                self.env._(
                    "%(count)s orders of yours wait to be paid. Please pay them first.",
                    count=count,
                )
            )

    def _prepare_order_vals(self, partner, place, lines, draft, token):
        vals = super()._prepare_order_vals(partner, place, lines, draft, token)
        return vals | draft.get("page", {})

    def _confirm_entry(self, order):
        """What a stranger orders is kept for him and sent when it is paid."""
        if not order.page_key:
            return super()._confirm_entry(order)
        order._hold_for_payment()
        super()._confirm_entry(order)
        if order.routing_state in ("waiting", "partial"):
            # somebody was faster between the check and the claim
            raise UserError(self.env._("Somebody was faster: this size is gone."))
        order._tell_new_order()
        return None

    def _find_or_create_consumer(self, vals, found):
        """Who buys through an affiliate's link is the operator's customer."""
        if self.mode != "link":
            return super()._find_or_create_consumer(vals, found)
        # the affiliate neither serves nor knows him: he is below nobody
        partners = self.env["res.partner"].sudo()
        same = Domain([(key, "=", value) for key, value in vals.items()])
        known = partners.search(
            same
            & Domain("parent_id", "=", False)
            & Domain("reached_place_ids", "in", self.sudo().place_ids.ids),
            limit=1,
        )
        return known or partners.create(
            vals
            | {
                "lang": self.env.lang,
                "partner_latitude": found.lat or 0,
                "partner_longitude": found.lon or 0,
            }
        )
