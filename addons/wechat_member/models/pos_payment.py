from odoo import models


class PosPayment(models.Model):
    _inherit = "pos.payment"

    def _bind_code_payments(self):
        """Tie what WeChat Pay collected or gave back to these payments."""
        by_key = {
            payment.uuid: payment
            for payment in self
            if payment.payment_method_id.use_payment_terminal == "wechat_code"
        }
        if not by_key:
            return
        # A sale ties its own payments; cashiers may write none.
        for model in ("wechat.code.payment", "wechat.code.refund"):
            rows = (
                self.env[model]
                .sudo()
                .search(
                    [
                        ("payment_uuid", "in", list(by_key)),
                        ("pos_payment_id", "=", False),
                        ("state", "not in", ("failed", "reversed")),
                        ("company_id", "in", self.company_id.ids),
                    ]
                )
            )
            for row in rows:
                row.pos_payment_id = by_key[row.payment_uuid]
