from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class ResellerTierChange(models.Model):
    """The figures of a review, in SQL that only reads: a simulation uses it, too."""

    _inherit = "reseller.tier.change"

    @api.model
    def _get_ladder_query(self, company):
        """Return the SQL of the tiers that follow from sales: id, min_net_sales."""
        return SQL(
            """
            SELECT id, COALESCE(min_net_sales, 0) AS min_net_sales
              FROM res_partner_grade
             WHERE on_ladder AND active AND (company_id IS NULL OR company_id = %s)
            """,
            company.id,
        )

    @api.model
    def _get_sold_query(self, company, first, last, orders=None):
        """Return the SQL of what each reseller's customers kept: reseller_id, net of
        the last month and best, that of the best of the months from first to last.

        The ledger says it: every delivery and every return is booked there with what
        was paid, on its day. What a reseller buys for himself raises no tier, or
        stocking up would be a price for it; goods cleared to merchants do not either.

        :param first: the first day of the first month
        :param last: the first day of the last month
        :param orders: SQL of the ids of the orders that count; all if not given
        """
        wanted = SQL()
        if orders:
            wanted = SQL(
                "AND entry.sale_line_id IN (SELECT id FROM sale_order_line"
                " WHERE order_id IN (%s))",
                orders,
            )
        return SQL(
            """
            SELECT reseller_id, MAX(net) AS best,
                   COALESCE(SUM(net) FILTER (WHERE month = %(last)s), 0) AS net
              FROM (SELECT sale.reseller_id, step.month, SUM(step.paid) AS net
                      FROM (SELECT entry.order_id,
                                   date_trunc('month', entry.date)::date AS month,
                                   -- each share of one delivery says what was paid
                                   MAX(entry.paid) AS paid
                              FROM share_entry entry
                             WHERE entry.company_id = %(company)s
                               AND entry.date >= %(first)s AND entry.date < %(end)s
                               %(wanted)s
                             GROUP BY entry.order_id, entry.move_id,
                                      %(delivery)s, 2
                           ) step
                      JOIN sale_order sale ON sale.id = step.order_id
                      JOIN outlet_place place ON place.id = sale.place_id
                     WHERE sale.reseller_id IS NOT NULL
                       AND sale.partner_id <> sale.reseller_id
                       AND place.place_type <> 'clearing'
                     GROUP BY sale.reseller_id, step.month
                   ) monthly
             GROUP BY reseller_id
            """,
            company=company.id,
            delivery=self._get_delivery_column(),
            wanted=wanted,
            first=first,
            last=last,
            end=last + relativedelta(months=1),
        )

    @api.model
    def _get_delivery_column(self):
        """Return the SQL of the delivery that an entry takes back; few do, so that
        looking it up one by one is cheaper than a join."""
        return SQL(
            """
            CASE WHEN entry.reversal_of_id IS NOT NULL THEN (
                 SELECT origin.move_id FROM share_entry origin
                  WHERE origin.id = entry.reversal_of_id) END
            """
        )

    @api.model
    def _get_verdict_query(self, company, month, weak_months, ladder):
        """Return the SQL of one row for each reseller whose tier follows from sales.

        A month that was not sold in from its first day is never weak, and a lower
        tier is only for who held the higher one through all of the weak months.

        :param month: the first day of the month to judge
        :param weak_months: weak months in a row that lower the tier; 0: none do
        :param ladder: SQL of the tiers, see ``_get_ladder_query``
        """
        first = month + relativedelta(months=1 - max(weak_months, 1))
        sold = self._get_sold_query(company, first, month)
        return SQL(
            """
            SELECT figures.*,
                   COALESCE(CASE kind WHEN 'promotion' THEN up_id
                                      WHEN 'demotion' THEN down_id END,
                            old_grade_id) AS grade_id,
                   CASE kind WHEN 'promotion' THEN up_sales
                             WHEN 'demotion' THEN down_sales ELSE needed END AS reached
              FROM (%(figures)s) figures
             WHERE kind IS NOT NULL
            """,
            figures=self._get_figures_query(ladder, sold, company, first, month),
        )

    @api.model
    def _get_figures_query(self, ladder, sold, company, first, month):
        """Return the SQL of each reseller's figures with the tiers they are worth."""
        return SQL(
            """
            SELECT contract.id AS contract_id, contract.reseller_id, contract.mode,
                   contract.grade_id AS old_grade_id, held.min_net_sales AS needed,
                   COALESCE(sold.net, 0) AS net_sales,
                   COALESCE(sold.best, 0) AS best_sales,
                   up.id AS up_id, up.min_net_sales AS up_sales,
                   down.id AS down_id, down.min_net_sales AS down_sales,
                   CASE WHEN up.min_net_sales > held.min_net_sales THEN 'promotion'
                        WHEN COALESCE(sold.net, 0) >= held.min_net_sales THEN 'kept'
                        WHEN down.min_net_sales < held.min_net_sales
                             AND contract.tier_since <= %(first)s THEN 'demotion'
                        WHEN contract.date_start <= %(month)s THEN 'weak' END AS kind
              FROM reseller_contract contract
              JOIN (%(ladder)s) held ON held.id = contract.grade_id
              LEFT JOIN (%(sold)s) sold ON sold.reseller_id = contract.reseller_id
              LEFT JOIN LATERAL (
                   SELECT id, min_net_sales FROM (%(ladder)s) tier
                    WHERE min_net_sales <= COALESCE(sold.net, 0)
                    ORDER BY min_net_sales DESC LIMIT 1) up ON TRUE
              LEFT JOIN LATERAL (
                   SELECT id, min_net_sales FROM (%(ladder)s) tier
                    ORDER BY min_net_sales <= GREATEST(sold.best, 0) DESC,
                             CASE WHEN min_net_sales <= GREATEST(sold.best, 0)
                                  THEN -min_net_sales ELSE min_net_sales END
                    LIMIT 1) down ON TRUE
             WHERE contract.company_id = %(company)s AND contract.state = 'active'
               AND contract.tier_fixed IS NOT TRUE
               AND contract.date_start < %(end)s
               AND (contract.date_end IS NULL OR contract.date_end >= %(month)s)
            """,
            ladder=ladder,
            sold=sold,
            company=company.id,
            first=first,
            month=month,
            end=month + relativedelta(months=1),
        )
