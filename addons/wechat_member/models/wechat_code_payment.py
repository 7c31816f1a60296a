"""Money that a customer pays by showing the payment code of his phone."""

import secrets
from decimal import ROUND_HALF_UP, Decimal

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

COLLISION_ERRORS = (SerializationFailure, UniqueViolation)
OPEN = ("sent", "asking", "unclear", "reversing")
COLLISIONS = 5
# WeChat Pay takes no reversal earlier
SETTLING_SECONDS = 15
LONGEST_REST = 3600


def to_fen(amount):
    """Return an amount of yuan in fen, rounded half up."""
    fen = Decimal(str(amount)) * 100
    return int(fen.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class WechatCodePayment(models.Model):
    """One attempt to take money, under one number at WeChat Pay.

    The row is committed before WeChat Pay hears of it. Whoever finds it open, the till,
    the cron job or another server, asks WeChat Pay what became of it; nobody ever sends
    a second one while it is open.
    """

    _name = "wechat.code.payment"
    _description = "Payment by Payment Code"
    _order = "id desc"
    _rec_name = "request_no"

    request_no = fields.Char(
        "Number", required=True, readonly=True, default=lambda self: self._new_number()
    )
    # who knows the keys of a till's order and line may move their money
    order_uuid = fields.Char(required=True, readonly=True, groups="base.group_system")
    payment_uuid = fields.Char(required=True, readonly=True, groups="base.group_system")
    method_id = fields.Many2one(
        "pos.payment.method", "Payment Method", required=True, readonly=True
    )
    merchant_id = fields.Many2one("wechat.merchant", required=True, readonly=True)
    config_id = fields.Many2one(
        "pos.config", "Outlet", required=True, readonly=True, index=True
    )
    session_id = fields.Many2one("pos.session", readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Cashier", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    refunded_amount = fields.Monetary(
        "Refunded", compute="_compute_refunded_amount", store=True
    )
    transaction_no = fields.Char("WeChat Pay's Number", readonly=True)
    state = fields.Selection(
        [
            ("sent", "Sent"),
            ("asking", "Customer Enters Password"),
            ("unclear", "Unclear"),
            ("paid", "Payment Received"),
            ("failed", "Not Paid"),
            ("reversing", "Being Reversed"),
            ("reversed", "Reversed"),
        ],
        required=True,
        readonly=True,
        default="sent",
    )
    reason = fields.Char(readonly=True, help="What WeChat Pay said last.")
    sent_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    closed_at = fields.Datetime("Settled", readonly=True)
    tries = fields.Integer("Questions", readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    pos_payment_id = fields.Many2one(
        "pos.payment", "Payment", readonly=True, index="btree_not_null"
    )
    pos_order_id = fields.Many2one(
        related="pos_payment_id.pos_order_id", string="Order", store=True
    )
    refund_ids = fields.One2many("wechat.code.refund", "payment_id", "Refunds")
    without_sale = fields.Boolean(
        compute="_compute_without_sale",
        search="_search_without_sale",
        help="The customer has paid, and no sale of the till holds the money.",
    )

    _request_no_unique = models.UniqueIndex("(request_no)")
    _one_for_line = models.UniqueIndex(
        "(payment_uuid) WHERE state NOT IN ('failed', 'reversed')"
    )
    _one_open_for_order = models.UniqueIndex(
        "(order_uuid) WHERE state IN ('sent', 'asking', 'unclear', 'reversing')",
        "Another payment of this order is still open.",
    )
    _queue = models.Index(
        "(next_try_at) WHERE state IN ('sent', 'asking', 'unclear', 'reversing')"
    )
    _positive = models.Constraint("CHECK (amount > 0)", "There is nothing to pay.")

    @api.model
    def _new_number(self):
        return f"{fields.Date.today():%Y%m%d}{secrets.token_hex(10)}"

    @api.depends("refund_ids.amount", "refund_ids.state")
    def _compute_refunded_amount(self):
        for row in self:
            kept = row.refund_ids.filtered(lambda refund: refund.state != "failed")
            row.refunded_amount = sum(kept.mapped("amount"))

    @api.depends("state", "pos_payment_id", "amount", "refunded_amount")
    def _compute_without_sale(self):
        for row in self:
            row.without_sale = (
                row.state == "paid"
                and not row.pos_payment_id
                and row.currency_id.compare_amounts(row.amount, row.refunded_amount) > 0
            )

    def _search_without_sale(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        paid = self._search([("state", "=", "paid"), ("pos_payment_id", "=", False)])
        rows = self.browse(paid).filtered("without_sale")
        return [("id", "in", rows.ids)]

    # --- a transaction of its own -----------------------------------------------------

    def _alone(self, act):
        """Run ``act(rows)`` in a transaction of its own and return what it returns.

        What was sent to WeChat Pay holds, whatever becomes of the request that sent it;
        that request does not see what is written here, and is told instead.
        ``act`` locks or writes what it needs first: whoever collides starts over there,
        before anything is sent.
        """
        with self.env.registry.cursor() as cr:
            # the caller's right was checked; rows are written by no user
            env = api.Environment(cr, SUPERUSER_ID, dict(self.env.context))
            for left in reversed(range(COLLISIONS)):
                try:
                    result = act(self.with_env(env))
                    env.flush_all()
                    cr.commit()  # pylint: disable=invalid-commit
                    break
                except COLLISION_ERRORS:
                    cr.rollback()
                    env.invalidate_all()
                    if not left:
                        raise
        self.env.invalidate_all()
        return result

    def _queue_up(self):
        """Wait for whoever works on these rows; he who wrote makes us start over."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM wechat_code_payment WHERE id IN %s"
                " ORDER BY id FOR UPDATE",
                tuple(self.ids),
            )
        )

    def _is_settled(self):
        return self.state not in OPEN

    def _close(self, state, **vals):
        self.write({"state": state, "closed_at": fields.Datetime.now(), **vals})

    # --- back office ------------------------------------------------------------------

    def action_ask(self):
        """Ask WeChat Pay what became of the payments that are open."""
        self.check_access("read")
        for row in self:
            row._follow_alone()
        return True

    def action_refund(self):
        """Give back what was paid and is in no sale.

        :raise UserError: the money belongs to a sale, or WeChat Pay refuses
        """
        self.check_access("write")
        for row in self:
            if not row.without_sale:
                raise UserError(
                    self.env._(
                        "This money belongs to a sale: take the goods back at the till."
                    )
                )
            told = self.env["wechat.code.refund"]._pay_back(
                {row: row.amount - row.refunded_amount},
                f"office,{row.id}",
                row.config_id,
            )
            if not told["done"]:
                raise UserError(told["message"])
        return True
