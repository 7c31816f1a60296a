from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    routing_policy_id = fields.Many2one(
        "routing.policy",
        ondelete="restrict",
        help="What counts when an order is routed to the agents' warehouses. A place "
        "may have a policy of its own.",
    )
    routing_reoptimise = fields.Boolean(
        "Re-optimise every hour",
        help="Dispatches nobody has accepted yet are decided again together.",
    )
    dispatch_accept_hours = fields.Float(
        "Accept within (hours)",
        default=4.0,
        help="A new dispatch not accepted after this time is late.",
    )
    dispatch_ship_hours = fields.Float(
        "Ship within (hours)",
        default=24.0,
        help="A dispatch not shipped after this time is late.",
    )

    def _get_routing_policy(self):
        """Return the policy of this company, the nearest warehouse if it chose none."""
        if self.routing_policy_id:
            return self.routing_policy_id
        # asked for every order of a batch: looking it up anew would be a query each
        known = self.env["ir.model.data"]._xmlid_to_res_id(
            "agent_dropship.routing_policy_nearest", raise_if_not_found=True
        )
        return self.env["routing.policy"].browse(known)
