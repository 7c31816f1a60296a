from odoo import api, fields, models
from odoo.tools import SQL


class ResellerPrice(models.Model):
    """Marking own prices that a new floor or tag price has left outside the band."""

    _inherit = "reseller.price"

    @api.model
    def _flag(self, templates=None, brands=None):
        """Mark or clear the prices of these styles or brands, in one statement.

        The guard refuses a sale outside the band whatever the mark says; the mark is
        for those who look for what needs attention.
        """
        self.env.flush_all()
        scope = SQL("TRUE")
        if templates is not None:
            scope = SQL("own.product_tmpl_id = ANY(%s)", templates.ids)
        elif brands is not None:
            scope = SQL("style.product_brand_id = ANY(%s)", brands.ids)
        today = fields.Date.context_today(self)
        self.env.cr.execute(self._get_flag_query(scope, today))
        self.invalidate_model(["band_problem"])

    @api.model
    def _get_flag_query(self, scope, today):
        """Return the statement; the band in it is the guard's, see there."""
        return SQL(
            """
            WITH valid AS MATERIALIZED (
                SELECT contract.id, contract.brand_id, contract.agent_id,
                       contract.floor_ratio,
                       split_part(company.parent_path, '/', 1) AS root
                  FROM brand_contract contract
                  JOIN res_company company ON company.id = contract.company_id
                 WHERE contract.state = 'active'
                   AND contract.date_start <= %(today)s
                   AND COALESCE(contract.date_end, %(today)s) >= %(today)s
            ), own AS (
                SELECT own.id, own.price, own.product_tmpl_id,
                       style.list_price AS tag, style.product_brand_id AS brand_id,
                       split_part(company.parent_path, '/', 1) AS root,
                       NULLIF(seller.upstream_id, company.partner_id) AS upstream_id
                  FROM reseller_price own
                  JOIN product_template style ON style.id = own.product_tmpl_id
                  JOIN reseller_contract seller ON seller.id = own.contract_id
                  JOIN res_company company ON company.id = seller.company_id
                 WHERE %(scope)s
            ), offered AS (
                SELECT own.id, MAX(valid.floor_ratio) AS ratio
                  FROM own
                  JOIN outlet_offer offer
                    ON offer.product_tmpl_id = own.product_tmpl_id
                   AND offer.state = 'published'
                  JOIN valid
                    ON valid.id = offer.contract_id
                   AND valid.root = own.root
                   AND valid.agent_id = COALESCE(own.upstream_id, valid.agent_id)
                 GROUP BY own.id
            ), branded AS (
                SELECT own.id, MAX(valid.floor_ratio) AS ratio
                  FROM own
                  JOIN valid
                    ON valid.brand_id = own.brand_id
                   AND valid.root = own.root
                   AND valid.agent_id = COALESCE(own.upstream_id, valid.agent_id)
                 WHERE NOT EXISTS (SELECT 1 FROM offered WHERE offered.id = own.id)
                 GROUP BY own.id
            ), judged AS (
                SELECT own.id,
                       CASE WHEN own.price > own.tag THEN 'above'
                            WHEN own.price < ROUND(
                                own.tag * COALESCE(offered.ratio, branded.ratio, 0)
                                / 100, 2) THEN 'below'
                       END AS problem
                  FROM own
             LEFT JOIN offered ON offered.id = own.id
             LEFT JOIN branded ON branded.id = own.id
            )
            UPDATE reseller_price price
               SET band_problem = judged.problem
              FROM judged
             WHERE judged.id = price.id
               AND price.band_problem IS DISTINCT FROM judged.problem
            """,
            today=today,
            scope=scope,
        )

    @api.model
    def _cron_flag(self):
        """Look at every price: contracts begin and end by the calendar."""
        self._flag()
