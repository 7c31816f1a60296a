from odoo import fields, models


class StockWarehouse(models.Model):
    """Suspended because its agent does not keep his terms."""

    _inherit = "stock.warehouse"

    is_suspended = fields.Boolean(
        readonly=True,
        copy=False,
        help="Paused because the agent broke his terms. Ends by itself when he keeps "
        "them again, or as soon as somebody sets the cooperation by hand.",
    )
    pause_reason = fields.Char(readonly=True, copy=False)
    paused_since = fields.Datetime(readonly=True, copy=False)

    def _suspend(self, reason):
        """Route nothing here until the terms are kept again."""
        closed = self.filtered("closed_until")
        wanted = closed | self.filtered(lambda one: one.cooperation_state == "active")
        # a closed day that ends must not end the suspension
        wanted.write(
            {
                "cooperation_state": "paused",
                "is_suspended": True,
                "pause_reason": reason,
                "paused_since": fields.Datetime.now(),
                "closed_until": False,
            }
        )

    def _resume(self):
        """Route here again what was suspended, and nothing else that is paused."""
        suspended = self.filtered("is_suspended")
        if suspended:
            suspended.write({"cooperation_state": "active"})
            self.env.ref("agent_dropship.cron_retry_routing")._trigger()

    def write(self, vals):
        """Whoever sets the cooperation by hand takes the suspension over."""
        if "cooperation_state" in vals and "is_suspended" not in vals:
            vals = {
                **vals,
                "is_suspended": False,
                "pause_reason": False,
                "paused_since": False,
            }
        return super().write(vals)
