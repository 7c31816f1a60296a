from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, date_utils

from ..models.share_entry import ROLES

MAX_LINES = 200


class SettlementReconciliation(models.TransientModel):
    """Does what consumers paid equal what the parties are owed?

    What was paid is worked out from orders and deliveries, without the ledger; so
    the two sides can only agree when every delivery was booked, once and fully.
    """

    _name = "settlement.reconciliation"
    _description = "Reconciliation"

    date_from = fields.Date(
        "First Day", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "Last Day", required=True, default=lambda self: self._default_period()[1]
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_line_count = fields.Integer("Order Lines", readonly=True)
    delivered_quantity = fields.Float(
        "Pieces", digits="Product Unit", readonly=True, help="Returns deducted."
    )
    paid = fields.Monetary("Paid by Consumers", readonly=True)
    shared = fields.Monetary("Owed to All Parties", readonly=True)
    difference = fields.Monetary(readonly=True)
    wrong_count = fields.Integer("Lines That Differ", readonly=True)
    role_ids = fields.One2many("settlement.reconciliation.role", "reconciliation_id")
    line_ids = fields.One2many("settlement.reconciliation.line", "reconciliation_id")

    @api.model
    def _default_period(self):
        return date_utils.get_month(fields.Date.context_today(self))

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "Reconciliation %(start)s – %(end)s",
                start=record.date_from,
                end=record.date_to,
            )

    @api.model
    def action_open(self):
        """Open the reconciliation of the current month."""
        record = self.create({})
        record.action_reconcile()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reconciliation"),
            "res_model": self._name,
            "res_id": record.id,
            "view_mode": "form",
            "target": "main",
        }

    def action_reconcile(self):
        """Compare payments and shares of the period again."""
        self.ensure_one()
        # the figures are read past the record rules
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("These are the books of another company."))
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        self.env.flush_all()
        totals = self._read_totals()
        lines = self._read_differing_lines()
        self.write(
            totals
            | {
                "role_ids": [Command.clear()]
                + [Command.create(vals) for vals in self._read_roles()],
                "line_ids": [Command.clear()]
                + [Command.create(vals) for vals in lines],
            }
        )

    def _read_totals(self):
        count, wrong, quantity, paid, shared = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(*) FILTER (WHERE paid <> shared),
                       COALESCE(SUM(quantity), 0), COALESCE(SUM(paid), 0),
                       COALESCE(SUM(shared), 0)
                  FROM (%s) compared
                """,
                self._get_comparison_sql(),
            )
        )[0]
        return {
            "order_line_count": count,
            "wrong_count": wrong,
            "delivered_quantity": quantity,
            "paid": paid,
            "shared": shared,
            "difference": paid - shared,
        }

    def _read_differing_lines(self):
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT sale_line_id, quantity, paid, shared, paid - shared AS difference
                  FROM (%s) compared WHERE paid <> shared
                 ORDER BY sale_line_id LIMIT %s
                """,
                self._get_comparison_sql(),
                MAX_LINES,
            )
        )
        return rows

    def _read_roles(self):
        """What the period brought each role, and how far it is settled."""
        groups = self.env["share.entry"]._read_group(
            [
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
            ],
            ["role", "statement_id.state"],
            ["amount:sum", "__count"],
        )
        roles = {
            role: dict.fromkeys(
                ("amount", "open_amount", "stated_amount", "billed_amount", "count"), 0
            )
            | {"role": role}
            for role, _label in ROLES
        }
        for role, state, amount, count in groups:
            row = roles[role]
            row["count"] += count
            row["amount"] += amount
            # The operator keeps its share: nothing is stated to itself.
            if role != "operator":
                row[self._get_settled_column(state)] += amount
        return list(roles.values())

    def _get_settled_column(self, state):
        if not state:
            return "open_amount"
        return "billed_amount" if state == "billed" else "stated_amount"

    def _get_comparison_sql(self):
        """Per order line: delivered quantity, what was paid for it, what is owed."""
        return SQL(
            """
            SELECT COALESCE(d.sale_line_id, e.sale_line_id) AS sale_line_id,
                   COALESCE(d.quantity, 0) AS quantity,
                   COALESCE(d.paid, 0) AS paid, COALESCE(e.shared, 0) AS shared
              FROM (%(paid)s) d
              FULL JOIN (
                    SELECT sale_line_id, SUM(amount) AS shared FROM share_entry
                     WHERE company_id = %(company)s AND currency_id = %(currency)s
                       AND date BETWEEN %(start)s AND %(end)s
                       AND kind <> 'collected'
                     GROUP BY sale_line_id) e
                ON e.sale_line_id = d.sale_line_id
            """,
            paid=self._get_paid_sql(),
            company=self.company_id.id,
            currency=self.currency_id.id,
            start=self.date_from,
            end=self.date_to,
        )

    def _get_paid_sql(self):
        """Per order line of the period: what the consumer paid and was given back."""
        return SQL(
            """
            SELECT sale_line_id, SUM(quantity) AS quantity, SUM(paid) AS paid
              FROM (%s UNION ALL %s) parts GROUP BY sale_line_id
            """,
            self._get_delivered_sql(),
            self._get_compensated_sql(),
        )

    def _get_compensated_sql(self):
        """What customers got and kept the goods, and gave again, as their cases say."""
        return SQL(
            """
            SELECT l.id, 0, SUM(part.compensation * step.sign)
              FROM outlet_case_line part
              JOIN outlet_case matter ON matter.id = part.case_id
              JOIN sale_order_line l ON l.id = part.sale_line_id
        CROSS JOIN LATERAL (VALUES (-1, matter.compensated_on),
                                   (1, matter.compensation_back_on)) step(sign, day)
             WHERE step.day BETWEEN %s AND %s
               AND l.company_id = %s AND l.currency_id = %s
             GROUP BY l.id
            """,
            self.date_from,
            self.date_to,
            self.company_id.id,
            self.currency_id.id,
        )

    def _get_delivered_sql(self):
        """Per order line with deliveries in the period: the paid part of its total.

        The part up to the end less the part before the start, each rounded from the
        total, so that consecutive periods add up to the total. Freight comes with the
        first pieces, and stays when they go back.
        """
        lines = self.env["sale.order.line"]
        return SQL(
            """
            SELECT l.id AS sale_line_id, m.until - m.before AS quantity,
                   %(until)s - %(before)s
                   + CASE WHEN m.first >= %(start)s
                          THEN COALESCE(l.freight_part, 0) ELSE 0 END AS paid
              FROM (SELECT sale_line_id,
                           GREATEST(SUM(quantity), 0) AS until,
                           COALESCE(GREATEST(SUM(quantity) FILTER (
                               WHERE day < %(start)s), 0), 0) AS before,
                           MIN(day) FILTER (WHERE quantity > 0) AS first,
                           bool_or(day >= %(start)s) AS moved
                      FROM (%(moves)s) moves WHERE day <= %(end)s
                     GROUP BY sale_line_id) m
              JOIN sale_order_line l ON l.id = m.sale_line_id
             WHERE m.moved
            """,
            until=lines._get_net_sql("l", SQL("m.until"), self.currency_id),
            before=lines._get_net_sql("l", SQL("m.before"), self.currency_id),
            start=self.date_from,
            end=self.date_to,
            moves=self._get_moves_sql(),
        )

    def _get_moves_sql(self):
        """Delivered and returned quantities of outlet orders with their day.

        A return counts with the delivery it came from: what never arrived was not
        paid for, and its coming back takes nothing away.
        """
        return SQL(
            """
            SELECT m.sale_line_id,
                   (CASE WHEN dest.usage = 'customer' THEN 1 ELSE -1 END)
                   * m.quantity * unit.factor / line_unit.factor AS quantity,
                   (CASE WHEN dest.usage = 'customer' THEN p.delivered_at
                         ELSE GREATEST(m.date, delivery.delivered_at) END
                    AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
              FROM stock_move m
              JOIN stock_picking p ON p.id = m.picking_id
         LEFT JOIN stock_move origin ON origin.id = m.origin_returned_move_id
         LEFT JOIN stock_picking delivery ON delivery.id = origin.picking_id
              JOIN stock_location source ON source.id = m.location_id
              JOIN stock_location dest ON dest.id = m.location_dest_id
              JOIN sale_order_line l ON l.id = m.sale_line_id
              JOIN sale_order o ON o.id = l.order_id
              JOIN uom_uom unit ON unit.id = m.product_uom
              JOIN uom_uom line_unit ON line_unit.id = l.product_uom_id
             WHERE m.state = 'done' AND o.place_id IS NOT NULL
               AND o.company_id = %(company)s AND l.currency_id = %(currency)s
               AND CASE WHEN dest.usage = 'customer' THEN p.delivered_at IS NOT NULL
                        ELSE source.usage = 'customer'
                             AND (origin.id IS NULL
                                  OR delivery.delivered_at IS NOT NULL) END
            """,
            tz=self.company_id._get_local_tz(),
            company=self.company_id.id,
            currency=self.currency_id.id,
        )
