from odoo import fields, models


class SaleOrder(models.Model):
    """An order that a stranger made on a seller's page."""

    _inherit = "sale.order"

    page_key = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="Equal for the same goods to the same person: two tabs make one order.",
    )

    _page_key_unique = models.UniqueIndex(
        "(page_key) WHERE page_key IS NOT NULL",
        "The same was ordered a moment ago.",
    )

    def _tell_new_order(self):
        """Tell the seller at once; what to do depends on who takes the money."""
        self.ensure_one()
        contract = self.place_id._get_seller_contract()
        goods = contract._goods_words(contract._line_cards(self._outlet_lines()))
        _ = contract._in_own_words().env._
        contract._notify(
            _("New order: %(goods)s", goods=goods),
            _("Confirm that the money has come, and it is sent.")
            if self.collect_by == "reseller"
            else _("It is sent as soon as it is paid."),
            f"/my/outlet/orders/{self.id}",
        )

    def _get_page_values(self):
        """The page asks for the money first, and thanks when it has come."""
        return super()._get_page_values() | {
            "pay": self._get_page_payment(),
            "may_rate": self._may_rate() and not self._is_seller(),
            "stars": self.buyer_stars,
        }

    def _get_page_state(self, parcels, waiting):
        if self.state == "sale" and self.pay_state == "open":
            return "unpaid"
        return super()._get_page_state(parcels, waiting)

    def _get_page_payment(self):
        """Return what is to be paid and how, or nothing."""
        if self.state != "sale" or self.pay_state != "open":
            return None
        contract = self.place_id._get_seller_contract()
        direct = self.collect_by == "reseller"
        return {
            "amount": self.currency_id.format(self.amount_total),
            "until": fields.Datetime.context_timestamp(self, self.pay_by),
            "online": self._is_paid_online(),
            "coming": self._is_payment_coming(),
            "direct": direct,
            "to": contract.reseller_id.name if direct else "",
            "has_code": bool(direct and contract.pay_code),
            "words": (direct and contract.pay_words) or "",
            "told": bool(self.pay_told_on),
        }

    def _tell_paid(self):
        """The buyer says that he has paid the seller: the seller hears of it once."""
        self.ensure_one()
        pay = self._get_page_payment()
        if not pay or not pay["direct"] or self.pay_told_on:
            return
        self.pay_told_on = fields.Datetime.now()
        contract = self.place_id._get_seller_contract()
        _ = contract._in_own_words().env._
        contract._notify(
            _("The buyer of %(order)s says that he has paid", order=self.name),
            _("Look whether the money has come, then confirm it."),
            f"/my/outlet/orders/{self.id}",
        )

    def _knows_phone(self, digits):
        """Whether these are the last four digits of who gets the parcel."""
        phone = "".join(filter(str.isdigit, self.partner_shipping_id.phone or ""))
        return len(digits) == 4 and len(phone) >= 4 and phone[-4:] == digits

    def _get_receipt(self):
        """Return what the buyer paid for, and whom: the seller in his own name."""
        contract = self.place_id._get_seller_contract()
        states = dict(self._fields["pay_state"]._description_selection(self.env))
        return {
            "number": self.name,
            "day": fields.Datetime.context_timestamp(self, self.date_order),
            "seller": self._get_page_contact(),
            "lines": contract._line_cards(self._outlet_lines()),
            "total": self.amount_total,
            "state": states.get(self.pay_state, ""),
        }
