from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

EVENTS = [
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]
BATCH = 100
# minutes until the next try; after the last one a person has to look
PAUSES = (5, 30, 120, 360, 1440)


class OrderSourceNews(models.Model):
    """One thing that happened to a parcel and that its source is to be told, once."""

    _name = "order.source.news"
    _description = "News for an Order Source"
    _order = "id"

    source_id = fields.Many2one(
        "order.source", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="source_id.company_id")
    picking_id = fields.Many2one(
        "stock.picking", "Dispatch", required=True, readonly=True, ondelete="cascade"
    )
    order_ref = fields.Char(related="picking_id.order_ref")
    event = fields.Selection(EVENTS, required=True, readonly=True)
    state = fields.Selection(
        [("pending", "To Pass Back"), ("passed", "Passed Back"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="pending",
        index=True,
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    passed_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(picking_id, event)")

    @api.model
    def _collect(self, sources=None):
        """Note what happened since; the same thing is never noted twice."""
        self.env.flush_all()
        sources = sources or self.env["order.source"].search(
            [("pass_back", "!=", "none")]
        )
        if not sources:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO order_source_news (
                       source_id, picking_id, event, state, tries, next_try_at,
                       create_uid, create_date, write_uid, write_date)
                SELECT place.source_id, picking.id, event.name, 'pending', 0, %(now)s,
                       %(user)s, %(now)s, %(user)s, %(now)s
                  FROM outlet_place place
                  JOIN sale_order ON sale_order.place_id = place.id
                  JOIN stock_picking picking ON picking.sale_id = sale_order.id
                  JOIN (VALUES ('shipped', 'shipped'), ('shipped', 'delivered'),
                               ('delivered', 'delivered'), ('cancelled', 'cancelled')
                       ) event(name, state)
                    ON event.state = picking.dispatch_state
                 WHERE place.source_id = ANY(%(sources)s)
                   AND (event.name <> 'cancelled' OR sale_order.state = 'cancel')
                   AND NOT EXISTS (SELECT FROM order_source_news known
                                    WHERE known.picking_id = picking.id
                                      AND known.event = event.name)
                 ORDER BY picking.id, event.name DESC
                    ON CONFLICT DO NOTHING
                """,
                now=fields.Datetime.now(),
                user=self.env.uid,
                sources=sources.ids,
            )
        )
        sources.invalidate_recordset(["news_ids"])

    @api.model
    def _cron_pass_back(self):
        """Tell every source that is told by messages what happened."""
        self._collect()
        domain = [
            ("state", "=", "pending"),
            ("source_id.pass_back", "=", "push"),
            ("source_id.active", "=", True),
            ("next_try_at", "<=", fields.Datetime.now()),
        ]
        silent = set()

        def tell(news):
            source = news.source_id
            # who did not answer just now is not asked again in this run
            if source.id not in silent and not source._push(news):
                silent.add(source.id)

        batches = [
            batch
            for news in self.search(domain).grouped("source_id").values()
            for batch in split_every(BATCH, news.ids, self.browse)
        ]
        self.env["ir.cron"]._run_each(batches, tell)

    def _note_passed(self):
        self.write({"state": "passed", "passed_at": fields.Datetime.now()})

    def _note_failed(self):
        """Try again later, a bounded number of times."""
        now = fields.Datetime.now()
        for tries, news in self.grouped("tries").items():
            if tries < len(PAUSES):
                pause = timedelta(minutes=PAUSES[tries])
                news.write({"tries": tries + 1, "next_try_at": now + pause})
            else:
                news.write({"state": "failed"})

    def _prepare_event(self):
        """Return what a source is told, a number (``event``) of it being ours alone."""
        self.ensure_one()
        picking = self.picking_id
        moves = picking.move_ids
        if self.event != "cancelled":
            moves = moves.filtered(lambda move: move.state == "done")
        moment = {"shipped": picking.date_done, "delivered": picking.delivered_at}
        at = moment.get(self.event) or self.create_date
        return {
            "event": self.id,
            "what": self.event,
            "order_no": picking.sale_id.client_order_ref or picking.sale_id.name,
            "shop": picking.sale_id.place_id.name,
            "courier": picking.carrier_id.name or "",
            "courier_code": picking.carrier_id.courier_code or "",
            "number": picking.carrier_tracking_ref or "",
            "at": f"{at.isoformat(timespec='seconds')}Z",
            "lines": [
                {
                    "sku": move.product_id.default_code or "",
                    "pieces": int(move.quantity or move.product_uom_qty),
                }
                for move in moves
            ],
        }
