from odoo import api, fields, models
from odoo.exceptions import ValidationError

COMPANY_FIELDS = (
    "routing_policy_id",
    "routing_reoptimise",
    "dispatch_accept_hours",
    "dispatch_ship_hours",
    "waiting_hours",
    "silent_takeback",
    "dispatch_max_refusals",
    "intercept_answer_minutes",
)


class OutletRoutingSettings(models.TransientModel):
    """What the operator may set for routing and dispatch in his company.

    The general settings are for administrators; these few are daily business.
    """

    _name = "outlet.routing.settings"
    _description = "Routing Settings"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    routing_policy_id = fields.Many2one(
        "routing.policy", required=True, help="Used where a place has none of its own."
    )
    policy_in_words = fields.Text(related="routing_policy_id.in_words")
    routing_reoptimise = fields.Boolean(
        "Re-optimise every hour",
        help="Dispatches nobody has accepted yet are decided again together.",
    )
    dispatch_accept_hours = fields.Float("Accept Within")
    dispatch_ship_hours = fields.Float("Ship Within")
    waiting_hours = fields.Float(
        "Wait for Stock",
        help="What no warehouse gets in within this time is cancelled, and what was "
        "paid for it goes back. 0 = it waits until somebody cancels it.",
    )
    silent_takeback = fields.Boolean(
        "Take Back From Silent Agents",
        help="A dispatch nobody accepted in time goes to the next warehouse that has "
        "the goods.",
    )
    dispatch_max_refusals = fields.Integer("Refusals before a person decides")
    intercept_answer_minutes = fields.Integer("Answer interceptions within")

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        company = self.env.company.sudo()  # operators may not read all of a company
        values = {name: company[name] for name in self._get_company_fields()}
        values["routing_policy_id"] = company._get_routing_policy().id
        return defaults | {
            name: value for name, value in values.items() if name in fields_list
        }

    @api.model
    def _get_company_fields(self):
        """Return the fields of the company that are set here. Extend by ``super()``."""
        return COMPANY_FIELDS

    @api.depends("company_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._("Routing Settings")

    @api.constrains("dispatch_accept_hours", "dispatch_ship_hours")
    def _check_hours(self):
        for settings in self:
            hours = (settings.dispatch_accept_hours, settings.dispatch_ship_hours)
            if min(hours) <= 0:
                raise ValidationError(
                    self.env._("A deadline must be more than 0 hours.")
                )

    def action_save(self):
        """Write the settings to the user's company.

        :raise AccessError: by anybody but the operator (access rights of this form)
        """
        self.ensure_one()
        self.check_access("write")
        values = {name: self[name] for name in self._get_company_fields()}
        values["routing_policy_id"] = self.routing_policy_id.id
        # operators may not write companies; that they may write this was checked
        self.env.company.sudo().write(values)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Saved. New orders are routed accordingly."),
            },
        }
