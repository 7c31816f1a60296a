from odoo import api, models
from odoo.exceptions import ValidationError


class OutletSessionQuota(models.Model):
    _inherit = "outlet.session.quota"

    @api.constrains("warehouse_id", "line_id")
    def _check_warehouse(self):
        for quota in self:
            # an agent must not name, nor learn of, the warehouse of another
            if quota.warehouse_id.sudo().agent_id != quota.agent_id:
                raise ValidationError(
                    self.env._(
                        "%(warehouse)s is not a warehouse of %(agent)s.",
                        warehouse=quota.warehouse_id.sudo().name,
                        agent=quota.agent_id.name,
                    )
                )

    def _pass_gates(self):
        self.env["stock.gate"].sudo()._pass(
            (quota.product_id.id, quota.warehouse_id.id) for quota in self
        )
        return super()._pass_gates()
