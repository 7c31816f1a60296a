from odoo import api, fields, models

INTERCEPTION_STEPS = [
    ("before_print", "Before the slip was printed"),
    ("after_print", "Printed or packed, not handed over"),
    ("after_hand_over", "Handed over to the courier"),
]
PAYERS = [
    ("nobody", "Nobody"),
    ("operator", "Operator"),
    ("agent", "Agent"),
    ("reseller", "Reseller"),
    ("asker", "Whoever cancels"),
]


class DispatchInterceptionRule(models.Model):
    """Who bears the freight of a cancelled parcel, by how far it had come."""

    _name = "dispatch.interception.rule"
    _description = "Freight of Interceptions"
    _order = "sequence, id"
    _rec_name = "step"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    step = fields.Selection(INTERCEPTION_STEPS, required=True)
    payer = fields.Selection(PAYERS, required=True, default="nobody")
    company_id = fields.Many2one(
        "res.company", help="Empty: for every company without a rule of its own."
    )

    _step_unique = models.UniqueIndex(
        "(step, COALESCE(company_id, 0))", "There is a rule for this step already."
    )

    @api.model
    def _get_payer(self, step, company):
        """Return the payer's role after this step; a company's own rule comes first."""
        rules = self.search(
            [("step", "=", step), ("company_id", "in", (False, company.id))]
        )
        return rules.sorted(lambda rule: not rule.company_id)[:1].payer or "nobody"
