from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class BrandContract(models.Model):
    """Nobody is surprised by the end of an authorisation."""

    _inherit = "brand.contract"

    # Staff of a brand or an agent does not read the operator's users.
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        groups="brand_outlet.group_operator",
        help="Who is reminded before the contract ends.",
    )
    is_end_announced = fields.Boolean(readonly=True, copy=False)
    is_expiring = fields.Boolean(
        string="Ends soon", compute="_compute_phase", search="_search_is_expiring"
    )
    phase = fields.Selection(
        [
            ("draft", "Draft"),
            ("upcoming", "Not yet in force"),
            ("valid", "In force"),
            ("expiring", "Ends soon"),
            ("ended", "Ended"),
        ],
        compute="_compute_phase",
        help="What the contract is worth today, by its dates.",
    )

    @api.depends("state", "date_start", "date_end", "company_id")
    def _compute_phase(self):
        today = fields.Date.context_today(self)
        expiring = self.filtered_domain(self._expiring_domain())
        for contract in self:
            contract.is_expiring = contract in expiring
            contract.phase = contract._get_phase(today)

    def _get_phase(self, today):
        self.ensure_one()
        if self.state != "active":
            return self.state
        if self.date_start and self.date_start > today:
            return "upcoming"
        if self.date_end and self.date_end < today:
            return "ended"
        return "expiring" if self.is_expiring else "valid"

    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._expiring_domain()

    @api.model
    def _expiring_domain(self):
        """Return the domain of the contracts that end within their company's notice."""
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        return Domain("state", "=", "active") & Domain.OR(
            Domain("company_id", "in", [company.id for company in group])
            & Domain("date_end", ">=", today)
            & Domain("date_end", "<=", today + timedelta(days=days))
            for days, group in companies.grouped("contract_notice_days").items()
        )

    @api.model
    def _cron_roll_versions(self):
        result = super()._cron_roll_versions()
        unannounced = self._expiring_domain() & Domain("is_end_announced", "=", False)
        self.search(unannounced)._announce_end()
        return result

    def _announce_end(self):
        """Remind whoever is responsible, once, of contracts nobody has renewed."""
        renewed = self.filtered(
            lambda contract: any(
                version.state == "active" for version in contract.next_ids
            )
        )
        for contract in self - renewed:
            contract._schedule_end_activity()
        self.is_end_announced = True

    def _schedule_end_activity(self):
        self.ensure_one()
        user = self.user_id if self.user_id.active else self.env["res.users"]
        user = user or self.env.ref("base.user_admin")
        words = self.with_context(lang=user.lang)
        self.activity_schedule(
            "brand_outlet.activity_contract_ends",
            date_deadline=fields.Date.context_today(self),
            user_id=user.id,
            summary=words.env._(
                "%(brand)s and %(agent)s: ends on %(date)s",
                brand=self.brand_id.name,
                agent=self.agent_id.name,
                date=format_date(words.env, self.date_end),
            ),
        )
