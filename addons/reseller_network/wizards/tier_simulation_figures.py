from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL


class ResellerTierSimulation(models.TransientModel):
    """The figures of a simulation: two statements, which only read.

    Money is what the ledger booked in the month, plus what the change alone makes: so
    a simulation that changes nothing differs in nothing.
    """

    _inherit = "reseller.tier.simulation"

    def _find_moves(self, month):
        """Return {(tier id, tier id then): resellers}, by the rule of the review."""
        query = SQL(
            """
            SELECT contract.grade_id, COALESCE(verdict.grade_id, contract.grade_id),
                   COUNT(*)
              FROM reseller_contract contract
              LEFT JOIN (%(verdict)s) verdict ON verdict.contract_id = contract.id
             WHERE contract.company_id = %(company)s AND contract.state = 'active'
               AND contract.grade_id IN %(tiers)s
             GROUP BY 1, 2
            """,
            verdict=self._get_verdict_query(month),
            company=self.company_id.id,
            tiers=tuple(self.line_ids.grade_id.ids) or (0,),
        )
        return {(old, new): count for old, new, count in self.env.execute_query(query)}

    def _find_money(self, month):
        """Return one row for each tier of today: what was paid, what resellers earned
        of it, would earn, and what the operator kept."""
        query = SQL(
            """
            SELECT contract.grade_id, SUM(step.paid) AS paid,
                   SUM(step.earned) AS earned_now,
                   SUM(step.earned + %(change)s) AS earned_then,
                   SUM(step.kept) AS kept
              FROM (%(steps)s) step
              JOIN sale_order_line line ON line.id = step.sale_line_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template style ON style.id = product.product_tmpl_id
              LEFT JOIN product_category category ON category.id = style.categ_id
              JOIN sale_order sale ON sale.id = line.order_id
              LEFT JOIN reseller_contract contract
                ON contract.reseller_id = sale.reseller_id
               AND contract.company_id = sale.company_id AND contract.state = 'active'
              LEFT JOIN (%(verdict)s) verdict ON verdict.contract_id = contract.id
              LEFT JOIN (%(tiers)s) old ON old.id = contract.grade_id
              LEFT JOIN (%(tiers)s) new
                ON new.id = COALESCE(verdict.grade_id, contract.grade_id)
              LEFT JOIN LATERAL (%(rule)s) rule ON TRUE
             WHERE sale.reseller_id IS NOT NULL
             GROUP BY contract.grade_id
            """,
            change=self._get_change(),
            steps=self._get_steps_query(month),
            verdict=self._get_verdict_query(month),
            tiers=self._get_tiers_query(),
            rule=self._get_rule_query(),
        )
        columns = ("grade_id", "paid", "earned_now", "earned_then", "kept")
        return [
            dict(zip(columns, row[:1] + tuple(map(float, row[1:])), strict=True))
            for row in self.env.execute_query(query)
        ]

    def _get_change(self):
        """Return the SQL of what one delivered step earns more or less.

        A take price moves with the tier's; a rate that came from the tier becomes the
        new one, any other stays. Proposed rates of goods beat both.
        """
        return SQL(
            """
            CASE line.reseller_mode
            WHEN 'shop' THEN COALESCE(ROUND(line.take_price * step.quantity
                 * (1 - new.take_then / NULLIF(old.take_now, 0)), 2), 0)
            WHEN 'link' THEN ROUND(step.paid * (COALESCE(rule.rate,
                 CASE WHEN line.commission_rate = old.rate_now THEN new.rate_then END,
                 line.commission_rate) - line.commission_rate) / 100, 2)
            ELSE 0 END
            """
        )

    def _get_steps_query(self, month):
        """Return the SQL of the month's deliveries and returns, a row for each."""
        return SQL(
            """
            SELECT entry.sale_line_id, MAX(entry.paid) AS paid,
                   MAX(entry.quantity) AS quantity,
                   COALESCE(SUM(entry.amount) FILTER (
                       WHERE entry.kind IN ('margin', 'commission')), 0) AS earned,
                   COALESCE(SUM(entry.amount) FILTER (
                       WHERE entry.role = 'operator'), 0) AS kept
              FROM share_entry entry
             WHERE entry.company_id = %(company)s
               AND entry.date >= %(month)s AND entry.date < %(end)s
             GROUP BY entry.sale_line_id, entry.move_id, %(delivery)s
            """,
            company=self.company_id.id,
            delivery=self.env["reseller.tier.change"]._get_delivery_column(),
            month=month,
            end=month + relativedelta(months=1),
        )

    def _get_verdict_query(self, month):
        ladder = SQL(
            "SELECT id, min_net_sales FROM (%s) proposed", self._get_tiers_query()
        )
        return self.env["reseller.tier.change"]._get_verdict_query(
            self.company_id, month, self.company_id.tier_weak_months, ladder
        )

    def _get_tiers_query(self):
        """Return the SQL of the tiers: today's figures and the proposed ones."""
        rows = [
            SQL(
                "(%s::int, %s::numeric, %s::numeric, %s::numeric, %s::numeric, "
                "%s::numeric)",
                line.grade_id.id,
                line.min_net_sales,
                line.grade_id.take_ratio,
                line.take_ratio,
                line.grade_id.commission_rate,
                line.commission_rate,
            )
            for line in self.line_ids
        ]
        nobody = SQL("(0, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric)")
        return SQL(
            "SELECT * FROM (VALUES %s) AS t"
            "(id, min_net_sales, take_now, take_then, rate_now, rate_then)",
            SQL(", ").join(rows or [nobody]),
        )

    def _get_rule_query(self):
        """Return the SQL of the nearest proposed rate of an article, as the rates in
        force are chosen: brand before category, deeper before higher, tier before all.
        """
        rows = [
            SQL(
                "(%s::int, %s::int, %s::varchar, %s::numeric)",
                rate.grade_id.id or None,
                rate.brand_id.id or None,
                rate.categ_id.parent_path or None,
                rate.rate,
            )
            for rate in self.rate_ids
        ]
        nothing = SQL("(0, 0, NULL::varchar, 0::numeric)")
        return SQL(
            """
            SELECT wanted.rate
              FROM (VALUES %s) AS wanted(grade_id, brand_id, path, rate)
             WHERE (wanted.grade_id IS NULL OR wanted.grade_id = new.id)
               AND (wanted.brand_id IS NULL
                    OR wanted.brand_id = style.product_brand_id)
               AND (wanted.path IS NULL
                    OR category.parent_path LIKE wanted.path || '%%')
             ORDER BY wanted.brand_id IS NULL, LENGTH(wanted.path) DESC NULLS LAST,
                      wanted.grade_id IS NULL
             LIMIT 1
            """,
            SQL(", ").join(rows or [nothing]),
        )
