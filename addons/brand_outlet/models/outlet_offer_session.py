from odoo import fields, models


class OutletOffer(models.Model):
    """What ends an offer ends it in the sessions that are to come."""

    _inherit = "outlet.offer"

    def _go(self, state, **values):
        result = super()._go(state, **values)
        if state == "ended":
            # Whoever may end an offer ends it in sessions of others' making too.
            lines = self.env["outlet.session.line"].sudo()
            lines.search(
                [
                    ("offer_id", "in", self.ids),
                    ("state", "!=", "refused"),
                    ("session_id.state", "!=", "cancelled"),
                    ("session_id.date_end", ">", fields.Datetime.now()),
                ]
            )._withdraw_for_good()
        return result
