from odoo import api, fields, models

HOME_TZ = "Asia/Shanghai"


class ResPartner(models.Model):
    """Who names no time zone lives in the one of the company.

    That holds for visitors and for scheduled jobs too: a contract ends, a day's
    orders are counted and a deadline passes at midnight where the goods are.
    """

    _inherit = "res.partner"

    tz = fields.Selection(default=lambda self: self._get_home_tz())

    @api.model
    def _get_home_tz(self):
        """Return the time zone of who has none: the session's, else the company's."""
        company = self.env.company.partner_id
        return self.env.context.get("tz") or company.tz or HOME_TZ

    @api.model
    def _fill_time_zones(self):
        """Give companies and users without a time zone the one of their company."""
        lost = [("partner_id.tz", "=", False)]
        companies = self.env["res.company"].search(lost)
        companies.partner_id.tz = HOME_TZ
        users = self.env["res.users"].with_context(active_test=False).search(lost)
        for company, members in users.grouped("company_id").items():
            members.partner_id.tz = company.partner_id.tz
