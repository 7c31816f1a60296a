from odoo import fields, models

from .res_partner import HOME_TZ


class ResCompany(models.Model):
    _inherit = "res.company"

    message_window_days = fields.Integer(
        "Window of Offers (days)",
        default=7,
        help="The days within which one person gets so many offers at most.",
    )
    message_cap = fields.Integer(
        "Offers per Window",
        default=1,
        help="How many offers one person gets within the window, whoever writes.",
    )
    message_sender_cap = fields.Integer(
        "Offers per Sender and Day",
        default=20,
        help="Nobody sends to a crowd: so many offers one sender writes in a day.",
    )

    _message_caps = models.Constraint(
        "CHECK (message_window_days > 0 AND message_cap >= 0 "
        "AND message_sender_cap >= 0)",
        "The window of offers has at least one day, and no number is negative.",
    )

    def _get_local_tz(self):
        """Return the time zone, by name, in which the company counts days."""
        # where the company is, whoever asks may be told
        return self.sudo().partner_id.tz or HOME_TZ

    def _get_local_today(self):
        """Return the day it is for the company, wherever the user is."""
        return fields.Date.context_today(self.with_context(tz=self._get_local_tz()))

    def _get_quiet_label(self):
        """Return the name under which consumers know the company."""
        self.ensure_one()
        return self.name
