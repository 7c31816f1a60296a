import logging

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# From so many deliveries on they are booked together.
MANY = 40
# So many deliveries are booked in one transaction of the scheduled run.
CHUNK = 20_000


class SaleOrderLine(models.Model):
    """Many deliveries at once: those of the usual kind are booked by one statement.

    The usual kind is a line that arrived whole, in one move, of an order whose money
    the operator takes, without freight or discount to divide. Whatever is different,
    and every return, goes record by record. Both ways book the same to the cent: who
    changes a share in ``_prepare_share_entries`` changes it in ``_get_usual_shares``,
    or leaves the lines it is about out of ``_get_usual_sql``.
    """

    _inherit = "sale.order.line"

    @api.model
    def _create_share_entries(self, moves):
        if len(moves) < MANY:
            return super()._create_share_entries(moves)
        # as there: the ledger is written by the system, never by a user
        entries = self.sudo()._book_usual(moves.sudo())
        return entries + super()._create_share_entries(moves - entries.move_id)

    @api.model
    def _book_usual(self, moves):
        """Book those of these moves that are of the usual kind; return the entries.

        Every line is written to, so that two bookings of one at the same time collide.
        """
        self.env.flush_all()
        rows = []
        for company in moves.company_id:
            rows += self.env.execute_query(self._get_usual_query(company, moves.ids))
        # read by many, and all of it changed behind their backs
        self.env.invalidate_all(flush=False)
        return self.env["share.entry"].browse(row[0] for row in rows)

    @api.model
    def _get_usual_query(self, company, move_ids):
        currency = company.currency_id
        shares = self._get_usual_shares(currency)
        rest = SQL(" - ").join(
            [SQL("step.paid"), *(amount for *_party, amount in shares)]
        )
        operator = SQL("%s", company.partner_id.id), "operator", "operator", rest
        columns = self._get_usual_columns(company)
        return SQL(
            """
            WITH booked AS MATERIALIZED (
                SELECT step.*, share.*
                  FROM (%(steps)s) step
                  JOIN sale_order_line line ON line.id = step.sale_line_id
                  JOIN sale_order sold ON sold.id = step.order_id,
               LATERAL (VALUES %(shares)s) share (n, partner_id, role, kind, amount)
                 WHERE share.amount != 0 OR share.kind = 'supply'
            ), settled AS (
                UPDATE sale_order_line line SET qty_settled = booked.quantity
                  FROM booked
                 WHERE line.id = booked.sale_line_id AND booked.kind = 'supply'
            )
            INSERT INTO share_entry (%(names)s)
            SELECT %(values)s FROM booked ORDER BY booked.move_id, booked.n
            RETURNING id
            """,
            steps=self._get_usual_steps(company, move_ids),
            shares=SQL(", ").join(
                SQL("(%s, %s, %s, %s, %s)", number, *share)
                for number, share in enumerate([*shares, operator])
            ),
            names=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(columns.values()),
        )

    @api.model
    def _get_usual_steps(self, company, move_ids):
        """Return the query of the moves to book, with what was paid for them."""
        currency = company.currency_id
        return SQL(
            """
            SELECT move.id AS move_id, move.picking_id, move.product_id, move.quantity,
                   line.id AS sale_line_id, line.order_id,
                   (COALESCE(picking.delivered_at, move.date) AT TIME ZONE 'UTC'
                    AT TIME ZONE %(zone)s)::date AS date,
                   allocation.agent_id, allocation.supply_price,
                   COALESCE(contract.operator_ratio, 0) AS operator_ratio,
                   %(paid)s AS paid
              FROM stock_move move
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order sold ON sold.id = line.order_id
              JOIN outlet_place place ON place.id = sold.place_id
              JOIN stock_location dest ON dest.id = move.location_dest_id
              JOIN stock_picking picking ON picking.id = move.picking_id
              JOIN stock_picking_type kind ON kind.id = move.picking_type_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN LATERAL (
                   SELECT * FROM dropship_allocation
                    WHERE sale_line_id = line.id AND warehouse_id = kind.warehouse_id
                    ORDER BY id DESC LIMIT 1) allocation ON TRUE
         LEFT JOIN brand_contract contract ON contract.id = allocation.contract_id
             WHERE move.id = ANY(%(moves)s) AND move.company_id = %(company)s
               AND line.company_id = %(company)s AND line.currency_id = %(currency)s
               AND %(usual)s
            """,
            zone=company._get_settlement_tz(),
            paid=self._get_net_sql("line", SQL("move.quantity"), currency),
            moves=move_ids,
            company=company.id,
            currency=currency.id,
            usual=self._get_usual_sql(),
        )

    @api.model
    def _get_usual_sql(self):
        """Return the condition that a move is of the usual kind.

        Written so that the database can tell that most moves are.

        Extension: whose shares are not those of ``_get_usual_shares`` are not usual.
        """
        return SQL(
            """
            move.state = 'done' AND dest.usage = 'customer' AND move.quantity > 0
            AND line.product_uom_qty > 0 AND move.product_uom = line.product_uom_id
            AND line.product_uom_id = template.uom_id
            AND (line.discount_part IS NULL OR line.discount_part = 0)
            AND (line.freight_part IS NULL OR line.freight_part = 0)
            AND (line.funded_part IS NULL OR line.funded_part = 0)
            AND (sold.collect_by IS NULL OR sold.collect_by = 'operator')
            AND sold.share_funder_id IS NULL AND place.place_type != 'clearing'
            AND NOT EXISTS (SELECT FROM sale_order_line extra
                             WHERE extra.order_id = line.order_id
                               AND extra.display_type IS NULL
                               AND (extra.is_delivery OR extra.price_total < 0))
            AND NOT EXISTS (SELECT FROM stock_move other
                             WHERE other.sale_line_id = line.id
                               AND other.id != move.id AND other.state = 'done')
            AND NOT EXISTS (SELECT FROM stock_move back
                             WHERE back.origin_returned_move_id = move.id
                               AND back.state = 'done')
            AND NOT EXISTS (SELECT FROM share_entry entry
                             WHERE entry.sale_line_id = line.id)
            """
        )

    @api.model
    def _get_usual_shares(self, currency):
        """Return the shares of a usual delivery but the operator's.

        :return: ``[(party, role, kind, amount)]``, party and amount in SQL over
            ``step`` (the move with ``paid``), ``line`` and ``sold``
        """
        agent = SQL("step.agent_id"), "agent"
        supply = SQL("step.supply_price * step.quantity")
        deduction = SQL("-step.paid * step.operator_ratio / 100")
        return [
            (*agent, "supply", self._get_rounded_sql(supply, currency)),
            (*agent, "deduction", self._get_rounded_sql(deduction, currency)),
        ]

    @api.model
    def _get_rounded_sql(self, amount, currency):
        coin = self._get_coin_sql(currency)
        return SQL("ROUND((%s) / %s) * %s", amount, coin, coin)

    @api.model
    def _get_usual_columns(self, company):
        """Return ``{column of the entry: SQL over ``booked``}``."""
        now = self.env.cr.now().replace(microsecond=0)
        names = ("partner_id", "role", "kind", "order_id", "sale_line_id", "move_id")
        names += ("picking_id", "product_id", "quantity", "amount", "paid", "date")
        return {name: SQL.identifier("booked", name) for name in names} | {
            "company_id": SQL("%s", company.id),
            "currency_id": SQL("%s", company.currency_id.id),
            "create_uid": SQL("%s", self.env.uid),
            "write_uid": SQL("%s", self.env.uid),
            "create_date": SQL("%s", now),
            "write_date": SQL("%s", now),
        }

    # --- what was never booked --------------------------------------------------------

    @api.model
    def _cron_book_missed(self, chunk=CHUNK):
        """Book what arrived or came back without being booked, as imported history.

        In the order it happened, a transaction for each piece; who is killed half-way
        goes on with what is left.
        """
        cron = self.env["ir.cron"]
        ranges = self._read_missed(chunk)
        left = sum(count for *_ends, count in ranges)
        cron._commit_progress(remaining=left)
        for first, last, count in ranges:
            moves = self.env["stock.move"].browse(self._read_missed_ids(first, last))
            try:
                self._create_share_entries(moves)
                self.env.flush_all()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Not booked: moves %s to %s", first, last)
            self.env.invalidate_all(flush=False)
            left -= count
            if not cron._commit_progress(count, remaining=left):
                break

    @api.model
    def _read_missed(self, chunk):
        """Return ``[(first id, last id, count)]`` of moves that are not booked."""
        return self.env.execute_query(
            SQL(
                """
                SELECT MIN(id), MAX(id), COUNT(*)
                  FROM (SELECT id, (ROW_NUMBER() OVER (ORDER BY id) - 1) / %s AS piece
                          FROM (%s) missed) numbered
                 GROUP BY piece ORDER BY piece
                """,
                chunk,
                self._get_missed_query(),
            )
        )

    @api.model
    def _read_missed_ids(self, first, last):
        query = self._get_missed_query(SQL("move.id BETWEEN %s AND %s", first, last))
        rows = self.env.execute_query(SQL("%s ORDER BY move.id", query))
        return [row[0] for row in rows]

    @api.model
    def _get_missed_query(self, condition=None):
        self.env.flush_all()
        return SQL(
            """
            SELECT move.id FROM stock_move move
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order sold ON sold.id = line.order_id
              JOIN stock_location dest ON dest.id = move.location_dest_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_picking picking ON picking.id = move.picking_id
         LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
         LEFT JOIN stock_picking delivery ON delivery.id = origin.picking_id
             WHERE move.state = 'done' AND move.quantity > 0
               AND sold.place_id IS NOT NULL
               AND CASE WHEN dest.usage = 'customer'
                        THEN picking.delivered_at IS NOT NULL AND move.quantity > (
                             SELECT COALESCE(SUM(back.quantity), 0)
                               FROM stock_move back
                              WHERE back.origin_returned_move_id = move.id
                                AND back.state = 'done')
                        ELSE source.usage = 'customer' AND (origin.id IS NULL
                             OR delivery.delivered_at < move.date) END
               AND NOT EXISTS (
                   SELECT FROM share_entry entry WHERE entry.move_id = move.id)
               AND %s
            """,
            condition or SQL("TRUE"),
        )
