from odoo import models

from .outlet_case import OPEN_CASE_STATES


class DispatchInterception(models.Model):
    """A parcel that was asked back is one matter, on whichever screen it is booked."""

    _inherit = "dispatch.interception"

    def _return(self):
        """Goods that are back settle the case that waits for them."""
        self._check_next("returned")
        for case in self._get_open_cases():
            case._bring_all_back()
        # settling the case has ended its interception already
        rest = self.filtered(lambda record: record.state == "courier_asked")
        if rest:
            super(DispatchInterception, rest)._return()

    def _move_on(self, state):
        """Goods that arrived all the same are expected no more."""
        result = super()._move_on(state)
        if state == "delivered":
            # which cases there are is no matter of who marks the parcel
            for case in self.sudo()._get_open_cases():
                case._cancel(self.env._("It was delivered all the same."))
        return result

    def _get_open_cases(self):
        return self.env["outlet.case"].search(
            [
                ("picking_ids", "in", self.picking_id.ids),
                ("kind", "=", "interception"),
                ("state", "in", OPEN_CASE_STATES),
            ]
        )


class OutletCase(models.Model):
    _inherit = "outlet.case"

    def _bring_all_back(self):
        """Receive everything that this case still waits for, in good state."""
        self.ensure_one()
        if self.state == "open":
            self._approve()
        self._receive({line: (line._get_open_quantity(), 0) for line in self.line_ids})

    def _settle_return(self):
        """The interception ends with the case."""
        result = super()._settle_return()
        if self.kind == "interception":
            asked = self.env["dispatch.interception"].search(
                [
                    ("picking_id", "in", self.picking_ids.ids),
                    ("state", "=", "courier_asked"),
                ]
            )
            if asked:
                asked._return()
        return result
