"""One product at a better price, for one segment only: coupon and issue in one go."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class MemberOffer(models.TransientModel):
    _name = "member.offer"
    _description = "Offer to a Segment"

    segment_id = fields.Many2one("member.segment", required=True)
    company_id = fields.Many2one(related="segment_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_ids = fields.Many2many("product.product", string="Products", required=True)
    kind = fields.Selection(
        [("amount", "Amount off"), ("percent", "Per cent off")],
        default="amount",
        required=True,
    )
    off = fields.Float(
        required=True, help="So much less for the products, once for each coupon."
    )
    valid_days = fields.Integer("Valid for (Days)", default=14)

    @api.constrains("off", "kind")
    def _check_off(self):
        for offer in self:
            most = 100 if offer.kind == "percent" else float("inf")
            if not 0 < offer.off <= most:
                raise ValidationError(
                    self.env._("Say how much is taken off; per cent up to 100.")
                )

    def action_prepare(self):
        """Make the coupon and the draft of its issue, and show the preview."""
        self.ensure_one()
        program = self.env["loyalty.program"].create(self._prepare_program())
        issue = self.env["member.issue"].create(
            {
                "program_id": program.id,
                "segment_id": self.segment_id.id,
                "company_id": self.company_id.id,
                "valid_days": self.valid_days,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "member.issue",
            "res_id": issue.id,
            "view_mode": "form",
        }

    def _prepare_program(self):
        goods = ", ".join(self.product_ids.mapped("name"))
        words = (
            self.env._("%(off)s%% off %(goods)s", off=f"{self.off:g}", goods=goods)
            if self.kind == "percent"
            else self.env._("%(off)s off %(goods)s", off=f"{self.off:g}", goods=goods)
        )
        mode = "percent" if self.kind == "percent" else "per_order"
        return {
            "name": words,
            "program_type": "coupons",
            "applies_on": "current",
            "trigger": "with_code",
            "company_id": self.company_id.id,
            "rule_ids": [
                Command.clear(),
                Command.create(
                    {
                        "product_ids": [Command.set(self.product_ids.ids)],
                        "minimum_qty": 1,
                    }
                ),
            ],
            "reward_ids": [
                Command.clear(),
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount_mode": mode,
                        "discount": self.off,
                        "discount_applicability": "specific",
                        "discount_product_ids": [Command.set(self.product_ids.ids)],
                        "required_points": 1,
                        "description": words,
                    }
                ),
            ],
            "communication_plan_ids": [Command.clear()],
        }
