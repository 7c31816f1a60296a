from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("late_accept", "Accepted Late"),
    ("late_ship", "Shipped Late"),
    ("silent", "Never Answered"),
    ("refused", "Refused"),
    ("stock_wrong", "Stock Wrong"),
    ("intercept_answered", "Interception Answered"),
    ("intercept_ignored", "Interception Ignored"),
    ("return_fault", "Return at His Fault"),
]
APPEAL_STATES = [
    ("none", "No Appeal"),
    ("open", "Appealed"),
    ("accepted", "Appeal Accepted"),
    ("refused", "Appeal Refused"),
]
# what became late longer ago is in no score any more
LOOK_BACK = timedelta(days=100)


class AgentEvent(models.Model):
    """Something an agent did, or left undone, that his score is made of.

    Events are evidence: nobody edits them. What an agent contests and the operator
    agrees to stays readable, but counts no longer.
    """

    _name = "agent.event"
    _description = "Agent Event"
    _order = "date desc, id desc"
    _check_company_auto = True

    agent_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    picking_id = fields.Many2one(
        "stock.picking",
        "Dispatch",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(
        required=True, readonly=True, index=True, default=fields.Datetime.now
    )
    weight = fields.Float(
        default=1.0,
        readonly=True,
        aggregator=None,
        help="1 counts as one dispatch gone wrong.",
    )
    note = fields.Char(readonly=True)
    order_ref = fields.Char(related="picking_id.order_ref")
    goods_text = fields.Char(related="picking_id.goods_text")
    appeal_state = fields.Selection(
        APPEAL_STATES, "Appeal", required=True, readonly=True, default="none"
    )
    counts = fields.Boolean(compute="_compute_counts", search="_search_counts")

    _once = models.UniqueIndex(
        "(kind, picking_id) WHERE picking_id IS NOT NULL",
        "This has been noted for the dispatch before.",
    )

    @api.depends("kind", "picking_id.name", "agent_id.name")
    def _compute_display_name(self):
        words = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            # who reads the event may know its dispatch by name
            subject = event.sudo().picking_id.name or event.sudo().agent_id.name
            event.display_name = f"{words.get(event.kind, '')} · {subject}"

    @api.depends("appeal_state")
    def _compute_counts(self):
        for event in self:
            event.counts = event.appeal_state != "accepted"

    def _search_counts(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("appeal_state", "!=", "accepted")]

    @api.model
    def _log(self, kind, pickings, note=""):
        """Note what an agent did with these dispatches.

        The same kind is noted once for a dispatch, however often it is told.
        Dispatches without an agent are passed over.

        :param str kind: see ``KINDS``
        :param pickings: the dispatches
        :param str note: what a person wants to know about it, in plain words
        :return: the new events
        """
        # who tells may be an agent, who must not write his own evidence
        events = self.sudo()
        known = events.search(
            [("kind", "=", kind), ("picking_id", "in", pickings.ids)]
        ).picking_id
        return events.create(
            [
                {
                    "kind": kind,
                    "picking_id": picking.id,
                    "agent_id": picking.agent_id.id,
                    "company_id": picking.company_id.id,
                    "note": note,
                }
                # what is noted comes from the dispatch, whoever touched it
                for picking in pickings.sudo() - known
                if picking.agent_id
            ]
        )

    @api.model
    def _log_agent(self, kind, agent, company, note=""):
        """Note something of an agent that belongs to no dispatch, e.g. a count."""
        vals = {"kind": kind, "agent_id": agent.id, "company_id": company.id}
        # as above
        return self.sudo().create({**vals, "note": note})

    @api.model
    def _log_facts(self):
        """Note what was accepted or shipped late and which interceptions were answered,
        in three statements.

        What is late becomes an event when its deadline passes, not when the agent
        reacts at last; so the date is that of the deadline.
        """
        self.env["stock.picking"].flush_model()
        self._log_late(
            "late_accept",
            SQL("p.accept_by"),
            SQL("p.accepted_at > p.accept_by OR p.dispatch_state = 'new'"),
        )
        self._log_late(
            "late_ship",
            SQL("p.ship_by"),
            SQL(
                "p.date_done > p.ship_by"
                " AND p.dispatch_state IN ('shipped', 'delivered')"
                " OR p.dispatch_state IN ('new', 'accepted', 'exported')"
            ),
        )

        self._log_answers()

    def _log_answers(self):
        """Note the interceptions that a warehouse answered in time."""
        self.env["dispatch.interception"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO agent_event (kind, picking_id, agent_id, company_id, date,
                       weight, appeal_state, create_uid, create_date, write_uid,
                       write_date)
                SELECT 'intercept_answered', i.picking_id, i.agent_id, i.company_id,
                       i.asked_at, 1, 'none', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM dispatch_interception i
                 WHERE i.agent_id IS NOT NULL
                   AND i.asked_at > %(since)s
                   AND LEAST(i.seen_at, i.stopped_at, i.too_late_at) <= i.answer_by
                ON CONFLICT (kind, picking_id) WHERE picking_id IS NOT NULL DO NOTHING
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                since=fields.Datetime.now() - LOOK_BACK,
            )
        )
        self.invalidate_model()

    def _log_late(self, kind, deadline, broken):
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO agent_event (kind, picking_id, agent_id, company_id, date,
                       weight, appeal_state, create_uid, create_date, write_uid,
                       write_date)
                SELECT %(kind)s, p.id, p.agent_id, p.company_id, %(deadline)s,
                       1, 'none', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM stock_picking p
                 WHERE p.agent_id IS NOT NULL
                   AND p.dispatch_state IS NOT NULL
                   AND %(deadline)s < %(now)s
                   AND %(deadline)s > %(since)s
                   AND %(deadline)s > p.create_date
                   AND (%(broken)s)
                ON CONFLICT (kind, picking_id) WHERE picking_id IS NOT NULL DO NOTHING
                """,
                kind=kind,
                deadline=deadline,
                broken=broken,
                now=now,
                since=now - LOOK_BACK,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()

    def action_open_dispatch(self):
        """Open the dispatch that this is about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.dispatch_action"
        )
        form = [view for view in action["views"] if view[1] == "form"]
        return {**action, "views": form, "res_id": self.picking_id.id, "domain": []}
