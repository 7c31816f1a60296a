from odoo import models
from odoo.tools import SQL


class OutletPlaceFunnel(models.Model):
    _inherit = "outlet.place.funnel"

    def _get_steps(self):
        """Sales of the tills count too; what was reserved before counts once."""
        self.env["pos.order"].flush_model()
        self.env["pos.order.line"].flush_model()
        return [*super()._get_steps(), self._get_till_sql()]

    def _get_till_sql(self):
        return SQL(
            """
            SELECT till.id * 3 + 2 AS id, till.place_id,
                   (till.date_order AT TIME ZONE 'UTC' AT TIME ZONE
                        COALESCE(partner.tz, 'Asia/Shanghai'))::date AS date,
                   0 AS opens, 0 AS visitors, 1 AS orders, 1 AS paid,
                   (till.partner_id IS NOT NULL AND EXISTS (
                        SELECT 1 FROM pos_order earlier
                         WHERE earlier.place_id = till.place_id
                           AND earlier.partner_id = till.partner_id
                           AND earlier.state IN ('paid', 'done')
                           AND earlier.id < till.id
                    ))::int AS repeated
              FROM pos_order till
              JOIN res_company company ON company.id = till.company_id
              JOIN res_partner partner ON partner.id = company.partner_id
             WHERE till.place_id IS NOT NULL AND till.state IN ('paid', 'done')
               AND till.amount_total > 0
               AND NOT EXISTS (
                    SELECT 1 FROM pos_order_line line
                     WHERE line.order_id = till.id
                       AND line.sale_order_origin_id IS NOT NULL)
            """
        )
