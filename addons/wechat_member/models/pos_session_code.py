"""At closing, what WeChat Pay collected is held against what the till says."""

from markupsafe import Markup

from odoo import fields, models

from .wechat_code_payment import OPEN


class PosSession(models.Model):
    _inherit = "pos.session"

    code_payment_ids = fields.One2many(
        "wechat.code.payment", "session_id", "Payments by Payment Code"
    )
    code_refund_ids = fields.One2many(
        "wechat.code.refund", "session_id", "Refunds by Payment Code"
    )

    def _validate_session(self, *args, **kwargs):
        # Closing the day is what a cashier does; he reads no payments of WeChat.
        session_sudo = self.sudo()
        session_sudo._settle_code_payments()
        # what was just learned stands in transactions of its own
        differences = self.env["wechat.code.payment"]._alone(
            lambda rows: list(session_sudo.with_env(rows.env)._get_code_differences())
        )
        if differences:
            item = Markup("<li>%s</li>")
            items = Markup().join(item % words for words in differences)
            title = self.env._("WeChat Pay and this session differ:")
            session_sudo.message_post(
                body=Markup("%s<ul>%s</ul>") % (title, items),
                message_type="notification",
            )
        return super()._validate_session(*args, **kwargs)

    def _settle_code_payments(self):
        """Ask WeChat Pay about everything that is still open."""
        for row in self.code_payment_ids.filtered(lambda row: row.state in OPEN):
            row._follow_alone()
        for refund in self.code_refund_ids.filtered(lambda one: one.state == "sent"):
            refund._repeat_alone()

    def _get_code_differences(self):
        """Return in words where WeChat Pay and the payments of the session differ."""
        payments = self.order_ids.payment_ids.filtered(
            lambda payment: (
                payment.payment_method_id.use_payment_terminal == "wechat_code"
                and not payment.is_change
            )
        )
        return [
            *self._get_payments_without_money(payments),
            *self._get_money_without_payment(),
            *self._get_refunds_without_return(),
        ]

    def _get_payments_without_money(self, payments):
        collected = self._sum_by_payment("wechat.code.payment", "paid", payments)
        refunded = self._sum_by_payment("wechat.code.refund", "done", payments)
        for payment in payments:
            proven = collected.get(payment, 0.0) - refunded.get(payment, 0.0)
            if payment.currency_id.compare_amounts(payment.amount, proven):
                yield self.env._(
                    "%(order)s: the till says %(told)s, WeChat Pay %(proven)s",
                    order=payment.pos_order_id.pos_reference,
                    told=payment.currency_id.format(payment.amount),
                    proven=payment.currency_id.format(proven),
                )

    def _sum_by_payment(self, model, state, payments):
        return dict(
            self.env[model]._read_group(
                [("pos_payment_id", "in", payments.ids), ("state", "=", state)],
                ["pos_payment_id"],
                ["amount:sum"],
            )
        )

    def _get_money_without_payment(self):
        for row in self.code_payment_ids:
            amount = row.currency_id.format(row.amount)
            if row.without_sale:
                yield self.env._(
                    "%(number)s: %(amount)s paid, in no sale",
                    number=row.request_no,
                    amount=amount,
                )
            elif row.state in OPEN:
                yield self.env._(
                    "%(number)s: %(amount)s still unclear",
                    number=row.request_no,
                    amount=amount,
                )

    def _get_refunds_without_return(self):
        """Name money of sales that went back while no goods did."""
        for refund in self.code_refund_ids:
            of_sale = refund.payment_id.pos_payment_id
            if of_sale and not refund.pos_payment_id and refund.state != "failed":
                yield self.env._(
                    "%(number)s: %(amount)s of %(order)s went back, in no return",
                    number=refund.request_no,
                    amount=refund.currency_id.format(refund.amount),
                    order=of_sale.pos_order_id.pos_reference,
                )
