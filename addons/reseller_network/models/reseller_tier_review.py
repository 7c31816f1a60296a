from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, date_utils


class ResellerTierChange(models.Model):
    """The review: which tier each reseller's net sales are worth.

    A few statements for all resellers of a company, however many they are.
    """

    _inherit = "reseller.tier.change"

    @api.model
    def _cron_review(self):
        """Review the last calendar month of each company, once."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            month = self._get_month(company) - relativedelta(months=1)
            if not company.tier_reviewed_until or company.tier_reviewed_until < month:
                self._review(company, month)
                company.tier_reviewed_until = month

    @api.model
    def _cron_promote(self):
        """Promote at once who reached a higher tier in the running month."""
        for company in self.env["res.company"].search([("tier_at_once", "=", True)]):
            self._promote(company, self._get_month(company))

    @api.model
    def _get_month(self, company):
        """Return the first day of the running month where the company is."""
        return date_utils.start_of(company._get_local_today(), "month")

    @api.model
    def _review(self, company, month):
        """Judge all resellers by a finished month: promote, keep, warn or demote.

        :param month: the first day of the month
        :return: the new records; none for a month that was reviewed before
        """
        return self._judge(company, month, company.tier_weak_months, SQL("TRUE"))

    @api.model
    def _promote(self, company, month):
        """Promote who reached a higher tier in a month that is not over.

        :return: the new records
        """
        return self._judge(company, month, 0, SQL("verdict.kind = 'promotion'"))

    @api.model
    def _judge(self, company, month, weak_months, only):
        """Write the verdicts on one month and give each reseller his tier.

        :param weak_months: weak months in a row that lower the tier; 0: none do
        """
        self.env.flush_all()
        query = SQL(
            """
            WITH verdict AS (%(verdict)s)
            INSERT INTO reseller_tier_change (
                   contract_id, reseller_id, company_id, date, kind, is_review,
                   old_grade_id, grade_id, date_from, net_sales, best_sales, needed,
                   reached, weak_months, create_uid, create_date, write_uid, write_date)
            SELECT contract_id, reseller_id, %(company)s, %(today)s, kind, %(review)s,
                   old_grade_id, grade_id, %(month)s, net_sales, best_sales, needed,
                   reached, %(weak)s, %(user)s, %(now)s, %(user)s, %(now)s
              FROM verdict
             WHERE %(only)s
                ON CONFLICT (contract_id, date_from) WHERE is_review DO NOTHING
            RETURNING id
            """,
            verdict=self._get_verdict_query(
                company, month, weak_months, self._get_ladder_query(company)
            ),
            only=only,
            company=company.id,
            today=company._get_local_today(),
            month=month,
            review=bool(weak_months),
            weak=weak_months,
            user=self.env.uid,
            now=self.env.cr.now(),
        )
        changes = self.browse(id_ for (id_,) in self.env.execute_query(query))
        changes._apply()
        return changes

    def _apply(self):
        """Give the resellers the tiers of these verdicts, with rate and pricelist."""
        if not self:
            return
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                UPDATE reseller_contract contract
                   SET grade_id = change.grade_id, tier_since = change.date,
                       commission_rate = grade.commission_rate,
                       write_uid = %s, write_date = %s
                  FROM reseller_tier_change change
                  JOIN res_partner_grade grade ON grade.id = change.grade_id
                 WHERE change.id IN %s AND contract.id = change.contract_id
                   AND change.grade_id <> change.old_grade_id
                """,
                self.env.uid,
                cr.now(),
                tuple(self.ids),
            )
        )
        # as the core does when a partner's tier is written, for all at once
        cr.execute(
            SQL(
                """
                UPDATE res_partner partner
                   SET grade_id = grade.id,
                       specific_property_product_pricelist =
                           COALESCE(partner.specific_property_product_pricelist, '{}')
                           || jsonb_build_object(contract.company_id, %s)
                  FROM reseller_tier_change change
                  JOIN reseller_contract contract ON contract.id = change.contract_id
                  JOIN res_partner_grade grade ON grade.id = change.grade_id
                 WHERE change.id IN %s AND partner.id = contract.reseller_id
                   AND contract.mode = 'shop'
                   AND change.grade_id <> change.old_grade_id
                """,
                SQL(
                    """CASE contract.trade_terms
                       WHEN 'prepay' THEN
                           COALESCE(grade.prepay_pricelist_id, default_pricelist_id)
                       WHEN 'buyout' THEN
                           COALESCE(grade.buyout_pricelist_id, default_pricelist_id)
                       ELSE default_pricelist_id END"""
                ),
                tuple(self.ids),
            )
        )
        self.env.invalidate_all(flush=False)
