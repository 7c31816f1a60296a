from odoo import api, fields, models
from odoo.tools import SQL

from ..models.stock_picking import DISPATCH_STATES

# per dispatch in hours, NULL where it did not happen
TAKEN = (
    "CASE WHEN {end} IS NOT NULL THEN"
    " GREATEST(EXTRACT(epoch FROM {end} - p.create_date), 0) / 3600 END"
)


def _figure(string, aggregator="avg", **options):
    return fields.Float(string, aggregator=aggregator, readonly=True, **options)


class DispatchReport(models.Model):
    """How the agents fulfil: one row per dispatch.

    Rates are 0 or 100 per dispatch and empty where the question does not arise, so
    that their average is the rate of any group; the return rate is pieces returned
    of pieces shipped.
    """

    _name = "dispatch.report"
    _inherit = "outlet.view.query"
    _description = "Fulfilment Report"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "picking_id"

    picking_id = fields.Many2one("stock.picking", "Dispatch", readonly=True)
    date = fields.Datetime("Assigned On", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    dispatch_state = fields.Selection(DISPATCH_STATES, "Status", readonly=True)
    order_ref = fields.Char(related="picking_id.order_ref")
    dispatches = fields.Integer(readonly=True)
    hours_to_accept = _figure("Hours to Accept", digits=(16, 1))
    hours_to_ship = _figure("Hours to Ship", digits=(16, 1))
    accepted_late = _figure("Accepted Late (%)", digits=(5, 1))
    shipped_late = _figure("Shipped Late (%)", digits=(5, 1))
    late = _figure("Late (%)", digits=(5, 1))
    overdue = fields.Integer("Overdue Now", readonly=True)
    refused = _figure("Refused (%)", digits=(5, 1))
    cancelled_in_time = fields.Integer("Cancelled in Time", readonly=True)
    cancelled_too_late = fields.Integer(readonly=True)
    pieces = _figure("Pieces Shipped", "sum", digits=(16, 0))
    returned = _figure("Pieces Returned", "sum", digits=(16, 0))
    return_rate = _figure("Return Rate (%)", digits=(5, 1))
    cases = fields.Integer(readonly=True)

    @api.model
    def _get_sources(self):
        tables = """stock_picking p
            JOIN stock_picking_type t ON t.id = p.picking_type_id
            LEFT JOIN dispatch_interception i ON i.picking_id = p.id
            LEFT JOIN LATERAL (
                SELECT SUM(m.quantity) FILTER (WHERE m.state = 'done') AS pieces,
                       SUM(back.quantity) AS returned
                  FROM stock_move m
             LEFT JOIN LATERAL (
                    SELECT SUM(b.quantity) AS quantity
                      FROM stock_move b
                     WHERE b.origin_returned_move_id = m.id AND b.state = 'done'
                       ) back ON TRUE
                 WHERE m.picking_id = p.id
                       ) goods ON TRUE"""
        return [(self._get_columns(), tables, "p.dispatch_state IS NOT NULL")]

    @api.model
    def _get_columns(self):
        """Return the SQL of every column."""
        now = "(now() AT TIME ZONE 'UTC')"
        shipped = "p.dispatch_state IN ('shipped', 'delivered')"
        is_open = "p.dispatch_state IN ('new', 'accepted', 'exported')"
        unanswered = f"p.dispatch_state = 'new' AND p.accept_by < {now}"
        accepted_late = (
            f"CASE WHEN {unanswered} OR p.accepted_at > p.accept_by THEN 100"
            " WHEN p.accepted_at IS NOT NULL THEN 0 END"
        )
        shipped_late = (
            f"CASE WHEN {is_open} AND p.ship_by < {now}"
            f" OR {shipped} AND p.date_done > p.ship_by THEN 100"
            f" WHEN {shipped} THEN 0 END"
        )
        too_late = "i.too_late_at IS NOT NULL OR i.courier_asked_at IS NOT NULL"
        same = ("agent_id", "company_id", "dispatch_state")
        return {name: f"p.{name}" for name in same} | {
            "id": "p.id",
            "picking_id": "p.id",
            "date": "p.create_date",
            "warehouse_id": "t.warehouse_id",
            "dispatches": "1",
            "hours_to_accept": TAKEN.format(end="p.accepted_at"),
            "hours_to_ship": f"CASE WHEN {shipped} THEN "
            f"{TAKEN.format(end='p.date_done')} END",
            "accepted_late": accepted_late,
            "shipped_late": shipped_late,
            "late": f"GREATEST({accepted_late}, {shipped_late})",
            "overdue": f"CASE WHEN {unanswered} OR {is_open}"
            f" AND p.ship_by < {now} THEN 1 ELSE 0 END",
            "refused": "CASE WHEN p.dispatch_state = 'cancelled' THEN NULL"
            " WHEN p.dispatch_state = 'refused' THEN 100 ELSE 0 END",
            "cancelled_in_time": "CASE WHEN p.dispatch_state = 'cancelled'"
            f" AND NOT ({too_late}) THEN 1 ELSE 0 END",
            "cancelled_too_late": f"CASE WHEN {too_late} THEN 1 ELSE 0 END",
            "pieces": f"CASE WHEN {shipped} THEN goods.pieces END",
            "returned": f"CASE WHEN {shipped} THEN COALESCE(goods.returned, 0) END",
            "return_rate": f"CASE WHEN {shipped} THEN 100 *"
            " COALESCE(goods.returned, 0) / NULLIF(goods.pieces, 0) END",
            "cases": """(SELECT COUNT(*) FROM outlet_case_stock_picking_rel r
                JOIN outlet_case c ON c.id = r.outlet_case_id
                WHERE r.stock_picking_id = p.id AND c.state != 'cancel')""",
        }

    def _read_group_select(self, aggregate_spec, query):
        """Weigh the return rate by pieces."""
        if aggregate_spec != "return_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields["return_rate"], "read")
        returned, pieces = (
            self._field_to_sql(self._table, name, query)
            for name in ("returned", "pieces")
        )
        return SQL("100.0 * SUM(%s) / NULLIF(SUM(%s), 0)", returned, pieces)

    def action_open_dispatch(self):
        """Open the dispatch of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "views": [(self.env.ref("agent_dropship.dispatch_view_form").id, "form")],
        }
