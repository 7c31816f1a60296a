from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CommissionRate(models.Model):
    """A rate that is tried holds for the resellers of its pilot alone."""

    _inherit = "commission.rate"

    pilot_id = fields.Many2one(
        "reseller.pilot",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Until the pilot is opened to all, the rate holds for its group only.",
    )

    @api.constrains("pilot_id")
    def _check_pilot(self):
        """What everybody earns is the operator's decision, not an agent's."""
        # rates and groups are compared, not shown
        for rate in self.sudo().filtered("pilot_id.agent_id"):
            raise ValidationError(
                self.env._(
                    "%(pilot)s tries one agent's goods and decides about no rates.",
                    pilot=rate.pilot_id.name,
                )
            )

    @api.model
    def _goods_domain(self, templates, grade, company, day):
        domain = super()._goods_domain(templates, grade, company, day)
        tried = Domain("pilot_id", "=", False)
        if contract_id := self.env.context.get("commission_contract_id"):
            tried |= Domain("pilot_id.state", "=", "running") & Domain(
                "pilot_id.contract_ids", "in", [contract_id]
            )
        return domain & tried
