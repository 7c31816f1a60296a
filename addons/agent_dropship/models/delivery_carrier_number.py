import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DeliveryCarrier(models.Model):
    """What a courier's numbers look like, and what providers call the courier."""

    _inherit = "delivery.carrier"

    courier_code = fields.Char(
        help="What tracking providers call this courier, e.g. zhongtong. Without it "
        "its parcels are not followed."
    )
    courier_needs_phone = fields.Boolean(
        "Asks for the Phone",
        help="The courier tells only who knows the last four digits of the recipient's "
        "phone.",
    )
    number_patterns = fields.Text(
        help="What its tracking numbers look like: regular expressions, one per line."
    )
    stuck_hours = fields.Integer(
        "Without Movement After (hours)",
        help="A parcel that did not move for so long becomes a case. 0: the company's "
        "setting.",
    )

    @api.constrains("number_patterns")
    def _check_number_patterns(self):
        for carrier in self:
            for pattern in (carrier.number_patterns or "").split():
                try:
                    re.compile(pattern)
                except re.error:
                    raise ValidationError(
                        self.env._("“%s” is no regular expression.", pattern)
                    ) from None

    def _matches_number(self, number):
        """Return whether a cleaned number looks like one of this courier."""
        self.ensure_one()
        return any(
            re.fullmatch(pattern, number)
            for pattern in (self.number_patterns or "").split()
        )

    def _propose(self, number, usual):
        """Return the courier to propose for a number, empty if that is not clear.

        :param usual: the courier to propose where the number tells nothing
        """
        found = self._recognise(number)
        if not found or usual in found:
            return usual
        return found if len(found) == 1 else self.browse()

    def _doubt(self, number):
        """Return in words what is odd about sending a number with this courier.

        :param number: the number; without a courier, which ones it may be of is told
        """
        couriers = self._get_couriers(self.company_id or self.env.company)
        found = couriers._recognise(number)
        names = self.env._(" or ").join(found.mapped("name"))
        if not self and found:
            return self.env._("A number like this may be of %s: choose.", names)
        if found and self not in found:
            return self.env._("The number looks like one of %s.", names)
        if not found and self.number_patterns:
            return self.env._(
                "Numbers of %s look different: check it once more.", self.name
            )
        return ""

    def _recognise(self, number):
        """Return the couriers among these whose numbers look like this one.

        :param str number: as ``stock.picking._clean_tracking_ref`` returns it
        """
        return self.filtered(lambda carrier: carrier._matches_number(number))
