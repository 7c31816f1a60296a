from odoo import api, models
from odoo.tools import SQL


class SettlementForecast(models.Model):
    """What confirmed orders will bring to whom, once their goods arrive.

    Expected, not owed: one row per share of each piece that an agent has been given
    and that has not arrived, at the prices and rates its order was confirmed with.
    Freight, discounts and coupons of an order are known with its first parcel; goods
    that wait for an agent are nobody's yet. Both are left out.
    """

    _inherit = "settlement.forecast"

    @api.model
    def _get_sources(self):
        columns = self._get_share_columns() | {
            # beside the six kinds of rows that have one record each
            "id": self._get_id("e.id", "e.n + 5"),
            "stage": "'order'",
        }
        dated = SQL(self._get_share_tables())
        tables = SQL("%s %s", self._get_expected_shares(), dated)
        return super()._get_sources() + [(columns, tables, "e.amount != 0")]

    @api.model
    def _get_expected_shares(self):
        """Return the tables of the shares of what has not arrived, like booked ones."""
        company = self.env.company
        lines = self.env["sale.order.line"]
        # what arrived a moment ago is booked already
        for name in ("stock.picking", "stock.move", "sale.order", lines._name):
            self.env[name].flush_model()
        shares = [
            *lines._get_usual_shares(company.currency_id),
            self._get_expected_collected(),
        ]
        return SQL(
            """(
            SELECT step.*, share.*, %(release)s AS release_date
              FROM (%(steps)s) step
              JOIN sale_order_line line ON line.id = step.sale_line_id
              JOIN sale_order sold ON sold.id = step.order_id,
           LATERAL (VALUES %(shares)s) share (n, partner_id, role, kind, amount)
             WHERE share.partner_id IS NOT NULL
            ) e""",
            release=SQL(self._get_expected_release()),
            steps=self._get_expected_steps(),
            shares=SQL(", ").join(
                SQL("(%s, %s, %s, %s, %s)", number, *share)
                for number, share in enumerate(shares, 1)
            ),
        )

    @api.model
    def _get_expected_release(self):
        """Return the SQL of the day before which these shares are not paid, or NULL."""
        return "NULL::date"

    @api.model
    def _get_expected_steps(self):
        """Return the query of the pieces on their way, with what is paid for them."""
        company = self.env.company
        pieces = """(CASE move.state WHEN 'done' THEN move.quantity
                        ELSE move.product_uom_qty END
                     - COALESCE((SELECT SUM(back.quantity) FROM stock_move back
                                  WHERE back.origin_returned_move_id = move.id
                                    AND back.state = 'done'), 0))"""
        day = "COALESCE(picking.ship_by, picking.scheduled_date)"
        paid = self.env["sale.order.line"]._get_net_sql(
            "line",
            SQL("piece.count * unit.factor / line_unit.factor"),
            company.currency_id,
        )
        return SQL(
            """
            SELECT move.id, line.id AS sale_line_id, line.order_id, line.company_id,
                   line.currency_id, allocation.agent_id, allocation.supply_price,
                   piece.count * unit.factor / base.factor AS quantity,
                   COALESCE(contract.operator_ratio, 0) AS operator_ratio,
                   GREATEST((%(day)s AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                            %(today)s) AS date,
                   %(paid)s AS paid
              FROM stock_move move
              JOIN LATERAL (SELECT %(pieces)s AS count) piece ON TRUE
              JOIN stock_picking picking ON picking.id = move.picking_id
              JOIN stock_picking_type kind ON kind.id = move.picking_type_id
              JOIN stock_location dest ON dest.id = move.location_dest_id
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order sold ON sold.id = line.order_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom base ON base.id = template.uom_id
              JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              JOIN LATERAL (
                   SELECT * FROM dropship_allocation
                    WHERE sale_line_id = line.id AND warehouse_id = kind.warehouse_id
                    ORDER BY id DESC LIMIT 1) allocation ON TRUE
         LEFT JOIN brand_contract contract ON contract.id = allocation.contract_id
             WHERE picking.delivered_at IS NULL
               AND move.state NOT IN ('draft', 'cancel')
               AND dest.usage = 'customer' AND sold.state = 'sale'
               AND sold.place_id IS NOT NULL AND line.product_uom_qty > 0
               AND piece.count > 0
            """,
            day=SQL(day),
            zone=company._get_local_tz(),
            today=SQL(self._get_today()),
            paid=paid,
            pieces=SQL(pieces),
        )

    @api.model
    def _get_expected_collected(self):
        """The money somebody else takes: see ``sale.order.line._get_collector``."""
        holder = SQL(
            """CASE WHEN sold.collect_by = 'reseller'
                    THEN NULLIF(sold.reseller_id, %(operator)s)
                    WHEN sold.collect_by = 'agent' THEN NULLIF(
                         CASE WHEN EXISTS (SELECT FROM brand_contract own
                                            WHERE own.agent_id = sold.reseller_id)
                              THEN sold.reseller_id ELSE step.agent_id END,
                         %(operator)s) END""",
            operator=self.env.company.partner_id.id,
        )
        role = SQL(
            "CASE WHEN sold.collect_by = 'agent' THEN 'agent' ELSE %s END",
            SQL(self._get_seller_role()),
        )
        return holder, role, "collected", SQL("-step.paid")

    @api.model
    def _get_seller_role(self):
        """Return the SQL of the role under which a seller is settled."""
        return "'reseller'"
