from odoo import fields, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    allowance_active = fields.Boolean(
        "Redeem Offline",
        help="The till may redeem a little while it has no connection. What others "
        "used meanwhile is then used twice: the bearer below pays for it.",
    )
    allowance_rule_ids = fields.One2many("till.allowance.rule", "config_id")
    allowance_value = fields.Float(
        "Stored Value per Card",
        default=0.0,
        help="Money that may be spent offline from each card the till has seen.",
    )
    allowance_hours = fields.Integer("Valid for Hours", default=8)
    allowance_bearer = fields.Selection(
        [("outlet", "The outlet"), ("company", "The company")],
        "Borne By",
        default="outlet",
        help="Who bears what a till gave offline and the card no longer held.",
    )

    _allowance_not_negative = models.Constraint(
        "CHECK (allowance_value >= 0 AND allowance_hours > 0)",
        "An offline allowance is not negative and lasts one hour or more.",
    )

    def _get_allowance_limits(self):
        """Return what a till may redeem offline, as its device keeps it."""
        self.ensure_one()
        rules = self.allowance_rule_ids
        return {
            "coupons": {str(rule.program_id.id): rule.quantity for rule in rules},
            "value": self.allowance_value,
        }
