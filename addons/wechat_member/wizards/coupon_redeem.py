import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError


class CouponRedeem(models.TransientModel):
    """Redeem a coupon in the back office, e.g. for an order taken by phone."""

    _name = "coupon.redeem"
    _description = "Redeem a Coupon"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    # Who presses twice asks twice with the same number.
    request_no = fields.Char(
        required=True, readonly=True, default=lambda self: uuid.uuid4().hex
    )
    code = fields.Char(string="Coupon Code", required=True)
    config_id = fields.Many2one(
        "pos.config",
        string="Outlet",
        domain="[('company_id', '=', company_id)]",
    )
    order_amount = fields.Monetary()
    reference = fields.Char(string="Order Number")
    note = fields.Char(string="Reason", required=True)
    coupon = fields.Char(compute="_compute_coupon")
    discount = fields.Monetary(compute="_compute_coupon")
    refusal = fields.Char(compute="_compute_coupon")

    @api.depends("code", "config_id", "order_amount")
    def _compute_coupon(self):
        for wizard in self:
            answer = {}
            if wizard.code:
                answer = wizard.env["coupon.redemption"].inspect(
                    wizard.code,
                    wizard.company_id.id,
                    wizard.config_id.id,
                    wizard.order_amount,
                )
            wizard.coupon = answer.get("coupon") or ""
            wizard.discount = answer.get("discount") or 0
            wizard.refusal = answer.get("message") or ""

    def action_redeem(self):
        """Redeem the coupon and show the record of it.

        :raise UserError: it is refused, with who, where and when.
        """
        self.ensure_one()
        answer = self.env["coupon.redemption"]._redeem(
            self.request_no,
            self.code,
            self.company_id.id,
            config_id=self.config_id.id,
            order_amount=self.order_amount,
            reference=self.reference,
            note=self.note,
        )
        if not answer["ok"]:
            raise UserError(answer["message"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s is redeemed.", answer["coupon"]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
