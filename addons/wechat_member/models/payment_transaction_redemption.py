from odoo import api, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        # What is about to be paid for must still be there when it is paid.
        transactions = super().create(vals_list)
        # who pays online is nobody's user; his own order is meant
        transactions.sudo().sale_order_ids._hold_cards_for_payment()
        return transactions

    def _set_canceled(self, *args, **kwargs):
        transactions = super()._set_canceled(*args, **kwargs)
        self._free_order_cards()
        return transactions

    def _set_error(self, *args, **kwargs):
        transactions = super()._set_error(*args, **kwargs)
        self._free_order_cards()
        return transactions

    def _free_order_cards(self):
        """Free the coupons of orders whose payment failed and that have no other."""
        # a customer's payment is no user's act; only his own orders are meant
        orders_sudo = self.sudo().sale_order_ids.filtered(
            lambda order: (
                order.state in ("draft", "sent")
                and not order.transaction_ids.filtered(
                    lambda tx: tx.state in ("draft", "pending", "authorized", "done")
                )
            )
        )
        self.env["coupon.redemption"]._drop_sale(orders_sudo)
