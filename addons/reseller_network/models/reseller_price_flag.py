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
        """Return the statement; the band in it is the guard's, see there.

        The floors are looked up row by row through indexes: however wrong the
        planner's guesses, ten thousand prices stay a matter of a second.
        """
        offered = SQL(
            """SELECT MAX(contract.floor_ratio)
                 FROM outlet_offer offer
                 JOIN brand_contract contract ON contract.id = offer.contract_id
                 JOIN res_company holder ON holder.id = contract.company_id
                WHERE offer.product_tmpl_id = own.product_tmpl_id
                  AND offer.state = 'published'
                  AND %s""",
            self._get_valid_sql(today),
        )
        branded = SQL(
            """SELECT MAX(contract.floor_ratio)
                 FROM brand_contract contract
                 JOIN res_company holder ON holder.id = contract.company_id
                WHERE contract.brand_id = style.product_brand_id
                  AND %s""",
            self._get_valid_sql(today),
        )
        return SQL(
            """
            UPDATE reseller_price price
               SET band_problem = judged.problem
              FROM (SELECT id,
                           CASE WHEN price > tag THEN 'above'
                                WHEN price < ROUND(tag * ratio / 100, 2) THEN 'below'
                           END AS problem
                      FROM (SELECT own.id, own.price, style.list_price AS tag,
                                   COALESCE((%s), (%s), 0) AS ratio
                              FROM reseller_price own
                              JOIN product_template style
                                ON style.id = own.product_tmpl_id
                              JOIN reseller_contract seller
                                ON seller.id = own.contract_id
                              JOIN res_company company
                                ON company.id = seller.company_id
                             WHERE %s) own) judged
             WHERE judged.id = price.id
               AND price.band_problem IS DISTINCT FROM judged.problem
            """,
            offered,
            branded,
            scope,
        )

    @api.model
    def _get_valid_sql(self, today):
        """Return the condition of a contract in force that may supply the seller."""
        return SQL(
            """contract.state = 'active'
               AND contract.date_start <= %(today)s
               AND COALESCE(contract.date_end, %(today)s) >= %(today)s
               AND split_part(holder.parent_path, '/', 1)
                   = split_part(company.parent_path, '/', 1)
               AND (seller.upstream_id = company.partner_id
                    OR seller.upstream_id = contract.agent_id)""",
            today=today,
        )

    @api.model
    def _cron_flag(self):
        """Look at every price: contracts begin and end by the calendar."""
        self._flag()
