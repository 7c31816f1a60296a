from odoo import models


class OutletCase(models.Model):
    """A parcel that is asked back comes back through a case of after-sales."""

    _inherit = "outlet.case"

    def _on_received(self):
        result = super()._on_received()
        back = self.picking_ids.interception_ids.filtered(
            lambda record: record.state == "courier_asked"
        )
        if back:
            back._move_on("returned")
            self._cancel_order()
        return result

    def _settle_return(self):
        result = super()._settle_return()
        self._cancel_order()
        return result

    def _cancel_order(self):
        """Cancel an order that came back whole, once its money is settled."""
        back = self.picking_ids.interception_ids
        if self.state == "done" and "returned" in back.mapped("state"):
            back.order_id._cancel_if_all_came_back()

    def _receive_everything(self):
        """Book all that is expected as good: the parcel came back unopened."""
        for case in self:
            if case.state == "open":
                case._approve()
            case._receive(
                {line: (line._get_open_quantity(), 0) for line in case.line_ids}
            )
