from odoo import api, models
from odoo.tools import SQL


class SaleOrderLine(models.Model):
    """The seller's part of many deliveries; see ``_prepare_share_entries``."""

    _inherit = "sale.order.line"

    @api.model
    def _get_usual_shares(self, currency):
        earned = SQL(
            """CASE line.reseller_mode
                    WHEN 'shop' THEN step.paid - COALESCE(line.take_price, 0)
                         * step.quantity
                    WHEN 'link' THEN step.paid * COALESCE(line.commission_rate, 0) / 100
                    ELSE 0 END"""
        )
        seller = (
            SQL("sold.reseller_id"),
            SQL(
                "CASE line.reseller_mode WHEN 'shop' THEN 'reseller'"
                " ELSE 'affiliate' END"
            ),
            SQL(
                "CASE line.reseller_mode WHEN 'shop' THEN 'margin'"
                " ELSE 'commission' END"
            ),
        )
        return [
            *super()._get_usual_shares(currency),
            (*seller, self._get_rounded_sql(earned, currency)),
        ]

    @api.model
    def _get_usual_columns(self, company):
        released = SQL("booked.date + %s::int", company.release_days)
        return super()._get_usual_columns(company) | {"release_date": released}
