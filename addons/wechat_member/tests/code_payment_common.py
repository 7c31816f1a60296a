from datetime import timedelta
from uuid import uuid4

from odoo.fields import Command, Datetime

from .common import MemberCommon
from .pay_loopback import PayLoopback

CODE = "134567890123456789"
CHARGE = "/v3/pay/transactions/codepay"
ORDERS = "/v3/pay/transactions/out-trade-no/*"
REFUNDS = "/v3/refund/domestic/refunds"
PAID = {"trade_state": "SUCCESS", "transaction_id": "4200001234"}
ASKING = {"trade_state": "USERPAYING"}


class CodePaymentCommon(MemberCommon):
    """A till that takes payment codes, with WeChat Pay saying what it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls._registry_patched:
            cls.registry_enter_test_mode_cls()
        cls.platform = PayLoopback().__enter__()
        cls.addClassCleanup(cls.platform.__exit__)
        cls.method = cls._make_code_method()
        cls.till.payment_method_ids = [Command.link(cls.method.id)]
        cls.day = cls._open_session(cls.till, cls.cashier)

    @classmethod
    def _make_till(cls, name):
        # programs and tills take over the currency of the company
        yuan = cls.env.ref("base.CNY")
        yuan.active = True
        if cls.company.currency_id != yuan:
            cls.company.currency_id = yuan
        return super()._make_till(name)

    @classmethod
    def _make_code_method(cls):
        account = cls.env["wechat.account"].create(
            {"name": "Shop", "app_id": "wx00payment00codes", "secret": "0" * 32}
        )
        merchant = cls.env["wechat.merchant"].create(
            {
                "name": "Shop",
                "number": "1900000109",
                "serial": "A" * 40,
                "platform_id": cls.platform.platform_id,
                "platform_key": cls.platform.public_key,
                "private_key": cls.platform.merchant_key,
                "api_key": "k" * 32,
                "simulator_url": cls.platform.url,
            }
        )
        journal = cls.env["account.journal"].create(
            {"name": "WeChat", "type": "bank", "code": "WXP"}
        )
        return cls.env["pos.payment.method"].create(
            {
                "name": "WeChat code",
                "journal_id": journal.id,
                "payment_method_type": "terminal",
                "use_payment_terminal": "wechat_code",
                "wechat_merchant_id": merchant.id,
                "wechat_account_id": account.id,
                "code_query_seconds": 1,
            }
        )

    def setUp(self):
        super().setUp()
        self.platform.forget()
        self.payments = self.env["wechat.code.payment"].with_user(self.cashier)
        self.refunds = self.env["wechat.code.refund"].with_user(self.cashier)
        self.order_key, self.line_key = str(uuid4()), str(uuid4())

    def _pay(self, amount=400, code=CODE, line_key=None, order_key=None):
        return self.payments.pay(
            self.till.id,
            self.method.id,
            order_key or self.order_key,
            line_key or self.line_key,
            amount,
            code,
        )

    def _follow(self, line_key=None):
        return self.payments.follow(self.till.id, line_key or self.line_key)

    def _give_up(self):
        return self.payments.give_up(self.till.id, self.line_key)

    def _row(self):
        return self.env["wechat.code.payment"].search(
            [("payment_uuid", "=", self.line_key)], limit=1
        )

    def _let_pass(self, seconds):
        """Let the payment have begun so much earlier."""
        row = self._row()
        row.sent_at = Datetime.now() - timedelta(seconds=seconds)
        row.next_try_at = Datetime.now()
        row.flush_recordset()

    def _sell(self, line_key=None, amount=400):
        """Save the sale at the till whose payment line was paid by code."""
        order = self._ui_order(self.order_key)
        payment = {
            "amount": amount,
            "name": "WeChat",
            "payment_method_id": self.method.id,
            "uuid": line_key or self.line_key,
        }
        order["payment_ids"] = [Command.create(payment)]
        return self._sync(order)
