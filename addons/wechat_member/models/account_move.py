from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # written since members were looked at last
    _member_touched_idx = models.Index("(write_date) WHERE move_type = 'out_refund'")

    def _post(self, soft=True):
        orders, shares = self._get_returning_orders()
        result = super()._post(soft)
        orders._settle_returns(shares)
        return result

    def button_draft(self):
        orders, shares = self._get_returning_orders()
        result = super().button_draft()
        orders._settle_returns(shares)
        return result

    def _get_returning_orders(self):
        """Return members' orders these credit notes are for, and what part is back."""
        refunds = self.filtered(lambda move: move.move_type == "out_refund")
        # Points and growth follow from the credit note, whoever posts it.
        orders_sudo = refunds.sudo().line_ids.sale_line_ids.order_id
        orders_sudo = orders_sudo.filtered(
            lambda order: order.partner_id._get_live_member().is_member
        )
        return orders_sudo, {o: o._get_returned_share() for o in orders_sudo}
