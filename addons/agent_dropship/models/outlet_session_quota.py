from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


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
        # a gate is a lock and nobody's record
        self.env["stock.gate"].sudo()._pass(
            (quota.product_id.id, quota.warehouse_id.id) for quota in self
        )
        return super()._pass_gates()

    @api.model
    def _get_frozen_sql(self):
        """What transactions that are still open are about to reserve is taken too."""
        return SQL(
            """
            SELECT product_id, warehouse_id, SUM(pieces) AS pieces
              FROM (%s UNION ALL %s) held
             GROUP BY product_id, warehouse_id
            """,
            super()._get_frozen_sql(),
            self.env["stock.claim"]._get_frozen_sql(),
        )
