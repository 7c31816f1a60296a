from odoo import models
from odoo.exceptions import UserError


class ResellerContract(models.Model):
    """The seller looks after his public pages, from the contract of his login."""

    _inherit = "reseller.contract"

    def _set_face(self, shop_words, pay_words, face, pay_code):
        """Keep what the seller says of himself.

        :param bytes face: picture, base64; empty leaves the one there is
        :param bytes pay_code: as ``face``, the code buyers pay him by
        :raise UserError: that is no picture
        """
        self.ensure_one()
        # his own contract and contact: portal users may not write them themselves
        contract = self.sudo()
        values = {"shop_words": " ".join((shop_words or "").split())[:120]}
        if contract.mode == "shop":
            values["pay_words"] = " ".join((pay_words or "").split())[:120]
            if pay_code:
                values["pay_code"] = pay_code
        try:
            contract.write(values)
            if face:
                contract.reseller_id.image_1920 = face
        except (UserError, ValueError, OSError) as error:
            raise UserError(self.env._("This picture can not be read.")) from error

    def _find_inquiries(self):
        """Return the inquiries of this contract, what waits for an answer first."""
        inquiries = self.env["reseller.inquiry"].search(
            [("contract_id", "=", self.id)], order="id desc", limit=200
        )
        return inquiries.sorted(lambda one: one.state != "open")

    def _count_inquiries(self):
        """Return how many visitors wait for an answer."""
        return self.env["reseller.inquiry"].search_count(
            [("contract_id", "=", self.id), ("state", "=", "open")]
        )

    def _order_sheet(self, order):
        """His order page says what is to be paid, and what the buyer thinks."""
        return super()._order_sheet(order) | {
            "pay": order._get_page_payment(),
            "stars": order.buyer_stars,
            "words": order.buyer_words or "",
        }

    def _customer_message(self, order):
        """Signed by the seller: the customer knows whom he deals with."""
        message = super()._customer_message(order)
        if self.mode != "shop":
            return message
        # the name of his own place
        return f"{message}\n— {order.sudo().place_id.name}"
