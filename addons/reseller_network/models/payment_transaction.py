from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _post_process(self):
        """An order that waited for this money is sent."""
        result = super()._post_process()
        came = self.filtered(lambda one: one.state in ("authorized", "done"))
        came.sale_order_ids._settle_online_payment()
        return result
