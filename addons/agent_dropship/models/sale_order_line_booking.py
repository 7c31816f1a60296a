from odoo import api, models
from odoo.tools import SQL

# From so many deliveries on they are booked together.
MANY = 40
# What a share is, each in SQL.
PARTS = ("partner_id", "role", "kind", "amount")
OPERATOR = ("operator", "operator")


class SaleOrderLine(models.Model):
    """Many deliveries at once: those of the usual kind are booked by one statement.

    The usual kind is a line that arrived whole, in one move, of an order whose money
    the operator takes, without freight or discount to divide. Whatever is different,
    and every return, goes record by record. Both ways book the same to the cent: who
    changes a share in ``_prepare_share_entries`` changes it in ``_get_usual_shares``,
    or leaves the lines it is about out of ``_get_usual_sql``.
    """

    _inherit = "sale.order.line"

    # few lines are freight or a discount: orders that have one are found by them
    _no_goods_idx = models.Index(
        "(order_id) WHERE display_type IS NULL AND (is_delivery OR price_total < 0)"
    )

    @api.model
    def _create_share_entries(self, moves):
        if len(moves) < MANY:
            return super()._create_share_entries(moves)
        # as there: the ledger is written by the system, never by a user
        entries = self.sudo()._book_usual(moves.sudo())
        return entries + super()._create_share_entries(moves - entries.move_id)

    @api.model
    def _book_usual(self, moves):
        """Book those of these moves that are of the usual kind; return the entries."""
        rows = []
        for company in moves.company_id:
            rows += self._book_chosen(
                company, SQL("move.id = ANY(%s)", moves.ids), SQL("RETURNING id")
            )
        return self.env["share.entry"].browse(row[0] for row in rows)

    @api.model
    def _book_chosen(self, company, chosen, told=None):
        """Book moves of a company as ``_book_usual`` does.

        Every line is written to, so that two bookings of one at the same time collide.

        :param chosen: SQL, the condition on ``move`` and its ``picking``
        :param told: SQL, what to return of the entries; by default nothing
        """
        self.env.flush_all()
        query = self._get_usual_query(company, chosen)
        self.env.cr.execute(SQL("%s %s", query, told or SQL()))
        rows = self.env.cr.fetchall() if told else []
        # read by many, and all of it changed behind their backs
        self.env.invalidate_all(flush=False)
        return rows

    @api.model
    def _get_usual_query(self, company, chosen):
        """Return the statement that books: a row for each move, all that is worked out
        beside one another in it, and only when they are written, one for each share.
        """
        columns = self._get_usual_columns(company)
        shares = [
            [SQL.identifier("booked", f"{part}_{number}") for part in PARTS]
            for number in range(len(self._get_usual_shares(company.currency_id)))
        ]
        rest = SQL(" - ").join([SQL("booked.paid"), *(share[-1] for share in shares)])
        shares.append([SQL("%s", company.partner_id.id), *OPERATOR, rest])
        return SQL(
            """
            WITH booked AS MATERIALIZED (
                SELECT * FROM (%(moves)s) move ORDER BY move_id
            ), settled AS (
                INSERT INTO sale_order_line_settled (id, quantity)
                SELECT sale_line_id, quantity FROM booked ORDER BY sale_line_id
                    ON CONFLICT (id) DO UPDATE SET quantity = EXCLUDED.quantity
            )
            INSERT INTO share_entry (%(columns)s)
            SELECT %(values)s
              FROM booked
             CROSS JOIN LATERAL (VALUES %(shares)s) share (%(parts)s)
             WHERE share.amount != 0 OR share.kind = 'supply'
            """,
            moves=self._get_usual_moves(company, chosen),
            shares=SQL(", ").join(SQL("(%s, %s, %s, %s)", *share) for share in shares),
            parts=SQL(", ").join(map(SQL.identifier, PARTS)),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(columns.values()),
        )

    @api.model
    def _get_usual_moves(self, company, chosen):
        """Return the query of the moves to book, with the shares side by side.

        What is behind an OFFSET 0 is worked out once, however often it is read.
        """
        currency = company.currency_id
        shares = self._get_usual_shares(currency)
        return SQL(
            """
            SELECT step.*, %(shares)s
              FROM %(tables)s
             CROSS JOIN LATERAL (SELECT %(step)s OFFSET 0) step
             WHERE %(chosen)s AND move.company_id = %(company)s
               AND line.company_id = %(company)s AND line.currency_id = %(currency)s
               AND %(usual)s
            OFFSET 0
            """,
            shares=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(f"{part}_{number}"))
                for number, share in enumerate(shares)
                for part, value in zip(PARTS, share, strict=True)
            ),
            tables=self._get_usual_tables(),
            step=self._get_usual_step(company),
            chosen=chosen,
            company=company.id,
            currency=currency.id,
            usual=self._get_usual_sql(),
        )

    @api.model
    def _get_usual_tables(self):
        return SQL(
            """
            stock_move move
            JOIN sale_order_line line ON line.id = move.sale_line_id
            JOIN sale_order sold ON sold.id = line.order_id
            JOIN outlet_place place ON place.id = sold.place_id
            JOIN stock_picking picking ON picking.id = move.picking_id
            JOIN stock_picking_type kind ON kind.id = move.picking_type_id
            JOIN product_product product ON product.id = line.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            JOIN LATERAL (
                 SELECT agent_id, contract_id, supply_price FROM dropship_allocation
                  WHERE sale_line_id = line.id AND warehouse_id = kind.warehouse_id
                  ORDER BY id DESC LIMIT 1) allocation ON TRUE
       LEFT JOIN brand_contract contract ON contract.id = allocation.contract_id
            """
        )

    @api.model
    def _get_usual_step(self, company):
        """Return the columns of a move to book, with what was paid for it."""
        return SQL(
            """
            move.id AS move_id, move.picking_id, move.product_id, move.quantity,
            line.id AS sale_line_id, line.order_id,
            (COALESCE(picking.delivered_at, move.date) AT TIME ZONE 'UTC'
             AT TIME ZONE %s)::date AS date,
            allocation.agent_id, allocation.supply_price,
            COALESCE(contract.operator_ratio, 0) AS operator_ratio, %s AS paid
            """,
            company._get_local_tz(),
            self._get_net_sql("line", SQL("move.quantity"), company.currency_id),
        )

    @api.model
    def _get_usual_sql(self):
        """Return the condition that a move is of the usual kind.

        Written so that the database can tell that most moves are.

        Extension: whose shares are not those of ``_get_usual_shares`` are not usual.
        """
        customers = (
            self.env["stock.location"]
            .sudo()
            ._search([("usage", "=", "customer")], active_test=False)
        )
        return SQL(
            """
            move.state = 'done' AND move.location_dest_id = ANY(%s)
            AND move.quantity > 0
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
            """,
            list(customers.get_result_ids()),
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
    def _get_usual_columns(self, company):
        """Return ``{column of the entry: SQL over ``booked`` and ``share``}``."""
        now = self.env.cr.now().replace(microsecond=0)
        names = ("order_id", "sale_line_id", "move_id", "picking_id", "product_id")
        names += ("quantity", "paid", "date")
        own = {name: SQL.identifier("share", name) for name in PARTS}
        return {name: SQL.identifier("booked", name) for name in names} | {
            **own,
            "company_id": SQL("%s", company.id),
            "currency_id": SQL("%s", company.currency_id.id),
            "create_uid": SQL("%s", self.env.uid),
            "write_uid": SQL("%s", self.env.uid),
            "create_date": SQL("%s", now),
            "write_date": SQL("%s", now),
        }
