from datetime import timedelta

from odoo import api, fields, models


class BrandContract(models.Model):
    """Tells brand and operator in time when an agent sells less and less."""

    _inherit = "brand.contract"

    pulse_alerted_on = fields.Date(
        copy=False,
        readonly=True,
        groups="brand_outlet.group_operator",
        help="The last day on which somebody was told that the agent falls or is "
        "silent. It is told once per period.",
    )

    @api.model
    def _cron_alert_silent_agents(self):
        """Give brand and operator a to-do for agents that fall or are silent."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        for company in companies:
            self.with_company(company)._alert_silent_agents(company)

    @api.model
    def _alert_silent_agents(self, company):
        """Alert once per period; return the contracts somebody was told of.

        :param company: the res.company whose settings and contracts count
        """
        today = fields.Date.context_today(self)
        again = today - timedelta(days=company.outlet_fall_days)
        pulses = self.env["outlet.agent.pulse"].search(
            [("company_id", "=", company.id), ("state", "in", ("silent", "falling"))]
        )
        pulses = pulses.filtered(
            lambda pulse: (
                not pulse.contract_id.pulse_alerted_on
                or pulse.contract_id.pulse_alerted_on <= again
            )
        )
        activity_type = self.env.ref("brand_outlet.mail_activity_silent_agent")
        self.env["mail.activity"].create(
            [
                pulse._prepare_alert(activity_type, user, today)
                for pulse in pulses
                for user in pulse.contract_id._get_pulse_users()
            ]
        )
        pulses.contract_id.pulse_alerted_on = today
        return pulses.contract_id

    def _get_pulse_users(self):
        """Return one operator and one person of the brand, as far as there are."""
        self.ensure_one()
        operators = self.env.ref("brand_outlet.group_operator").all_user_ids
        operators = operators.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        ).sorted("id")
        named = operators.filtered(lambda user: user == self.create_uid)
        group = self.env.ref("brand_outlet.group_brand")
        staff = group.all_user_ids.filtered(
            lambda user: user.active and user.party_id == self.brand_id.partner_id
        )
        return (named or operators)[:1] | staff.sorted("id")[:1]
