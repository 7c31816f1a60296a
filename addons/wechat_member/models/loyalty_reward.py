from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    member_exchange = fields.Boolean(
        string="Exchange on the Member Page",
        help="Members exchange points for this themselves and get a coupon for it.",
    )
    exchange_program_id = fields.Many2one(
        "loyalty.program",
        string="Coupon Given",
        index="btree_not_null",
        ondelete="restrict",
        help="The coupon a member gets for the points. Made from the reward when left "
        "empty.",
    )
    exchange_days = fields.Integer(
        string="Valid for (Days)",
        default=90,
        help="How long the coupon can be used after the exchange.",
    )

    _exchange_days_positive = models.Constraint(
        "CHECK (COALESCE(exchange_days, 1) > 0)",
        "A coupon is valid for one day or more.",
    )

    @api.constrains("member_exchange", "exchange_program_id", "required_points")
    def _check_exchange(self):
        types = self.env["loyalty.card"]._coupon_types()
        for reward in self.filtered("member_exchange"):
            given = reward.exchange_program_id
            if reward.program_id.program_type != "loyalty":
                message = self.env._("Only points can be exchanged by members.")
            elif given and given.program_type not in types:
                message = self.env._("%s does not issue coupons.", given.name)
            elif reward.required_points <= 0:
                message = self.env._("An exchange costs points.")
            else:
                continue
            raise ValidationError(message)

    @api.model_create_multi
    def create(self, vals_list):
        rewards = super().create(vals_list)
        rewards._complete_exchange()
        return rewards

    def write(self, vals):
        result = super().write(vals)
        if vals.get("member_exchange"):
            self._complete_exchange()
        return result

    def _complete_exchange(self):
        """Make the coupon a member gets, where nobody has chosen one."""
        for reward in self:
            if reward.member_exchange and not reward.exchange_program_id:
                program = reward.program_id.create(reward._prepare_exchange_program())
                reward.exchange_program_id = program

    def _prepare_exchange_program(self):
        copied = self.copy_data()[0]
        copied |= {"required_points": 1, "member_exchange": False, "program_id": False}
        return {
            "name": self.description or self.display_name,
            "program_type": "coupons",
            "applies_on": "current",
            "trigger": "with_code",
            "company_id": self.program_id.company_id.id,
            "currency_id": self.program_id.currency_id.id,
            "rule_ids": [
                Command.clear(),
                Command.create({"minimum_amount": 0, "minimum_qty": 0}),
            ],
            "reward_ids": [Command.clear(), Command.create(copied)],
            "communication_plan_ids": [Command.clear()],
        }
