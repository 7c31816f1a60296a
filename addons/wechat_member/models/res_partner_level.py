"""The level of a member: it rises at once and gives what the level promises."""

from odoo import api, fields, models
from odoo.tools import SQL, date_utils

GRADED_BY = {"is_member", "growth", "member_company_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_level_change_ids = fields.One2many(
        "member.level.change", "partner_id", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        members = partners.filtered("is_member")
        self.env["member.level"]._grade_members(members, down=False, reason="growth")
        return partners

    def write(self, vals):
        result = super().write(vals)
        if GRADED_BY & set(vals):
            levels = self.env["member.level"]
            levels._grade_members(self, down=False, reason="growth")
        return result

    # ---------------------------------------------------------------------- benefits
    @api.depends("is_member", "member_level_id.pricelist_id")
    def _compute_product_pricelist(self):
        result = super()._compute_product_pricelist()
        for partner in self:
            # Prices agreed with this contact go before those of the level.
            if not partner.is_member or partner.specific_property_product_pricelist:
                continue
            # Levels' prices are shown to whoever sells to the member.
            pricelist = partner.member_level_id.sudo().pricelist_id
            company = pricelist.company_id
            if pricelist.active and company in (company.browse(), self.env.company):
                partner.property_product_pricelist = pricelist.with_env(self.env)
        return result

    # ------------------------------------------------------------------------ period
    @api.model
    def _cron_close_level_periods(self):
        """At the end of a company's period growth decays and levels may fall."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        for company in companies:
            today = company._get_local_today()
            start = date_utils.start_of(today, company.member_level_period)
            if company.member_level_period_closed < start:
                self._close_level_period(company, start)

    @api.model
    def _close_level_period(self, company, start):
        """Close the period before ``start`` (a date), once."""
        if company.member_growth_decay:
            self._decay_growth(company, f"period,{start}")
        levels = self.env["member.level"]
        levels._grade_members(company=company, down=True, reason="period")
        company.member_level_period_closed = start

    @api.model
    def _decay_growth(self, company, reference):
        # One statement, because it concerns every member of the company.
        self.flush_model(["growth", "is_member", "member_company_id"])
        self.env["member.entry"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH lost AS (
                    SELECT id, floor(growth * %(rate)s / 100.0)::int AS growth
                      FROM res_partner
                     WHERE is_member AND member_company_id = %(company)s AND growth > 0
                ), moved AS (
                    UPDATE res_partner member
                       SET growth = member.growth - lost.growth
                      FROM lost
                     WHERE lost.id = member.id AND lost.growth > 0
                )
                INSERT INTO member_entry (
                       date, partner_id, company_id, user_id,
                       asset, kind, amount, reference)
                SELECT now() AT TIME ZONE 'UTC', id, %(company)s, %(user)s,
                       'growth', 'decay', -growth, %(reference)s || ',' || id
                  FROM lost
                 WHERE growth > 0
                """,
                rate=company.member_growth_decay,
                company=company.id,
                user=self.env.uid,
                reference=reference,
            )
        )
        self.invalidate_model(["growth"])
