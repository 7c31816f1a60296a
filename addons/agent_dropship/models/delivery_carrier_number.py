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

    def _recognise(self, number):
        """Return the couriers among these whose numbers look like this one.

        :param str number: as ``stock.picking._clean_tracking_ref`` returns it
        """
        return self.filtered(lambda carrier: carrier._matches_number(number))
