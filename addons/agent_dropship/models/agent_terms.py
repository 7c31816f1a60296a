from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache

# What may change without a new version.
LIFE = {"state", "accepted_at", "accepted_by_id", "date_end", "breach_ids"}


class AgentTerms(models.Model):
    """What is demanded of an agent, and that he agreed to it.

    Accepted terms are never edited; other terms are a new version, in force when the
    agent accepts them.
    """

    _name = "agent.terms"
    _description = "Supplier Terms"
    _inherit = ["mail.thread"]
    _order = "agent_id, version desc"
    _check_company_auto = True

    agent_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('agent_contract_ids', '!=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    version = fields.Integer(
        required=True, readonly=True, default=1, copy=False, aggregator=None
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Waiting for the Agent"),
            ("accepted", "In Force"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    accept_hours = fields.Float(
        "Accept within (hours)",
        required=True,
        default=lambda self: self.env.company.dispatch_accept_hours,
    )
    ship_hours = fields.Float(
        "Ship within (hours)",
        required=True,
        default=lambda self: self.env.company.dispatch_ship_hours,
    )
    return_address_id = fields.Many2one(
        "res.partner",
        domain="[('id', 'child_of', agent_id)]",
        help="Where returned goods go. If empty, to the warehouse that shipped.",
    )
    on_time_min = fields.Float(
        "In Time at Least (%)", default=90.0, digits=(5, 1), aggregator=None
    )
    stock_min = fields.Float(
        "Stock Accuracy at Least (%)", default=95.0, digits=(5, 1), aggregator=None
    )
    score_min = fields.Float(
        "Score at Least", default=60.0, digits=(5, 1), aggregator=None
    )
    min_dispatches = fields.Integer(
        "Judged from (dispatches)",
        default=10,
        aggregator=None,
        help="With fewer dispatches in the days looked at nobody is judged.",
    )
    grace_days = fields.Integer(
        "Days between Warning and Suspension", default=7, aggregator=None
    )
    note = fields.Text("Other Terms")
    accepted_at = fields.Datetime(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_end = fields.Date(readonly=True, copy=False)
    breach_ids = fields.One2many("agent.breach", "terms_id", readonly=True)
    score = fields.Float(
        "Agent Score", compute="_compute_score", digits=(5, 1), aggregator=None
    )

    _one_in_force = models.UniqueIndex(
        "(agent_id, company_id) WHERE state = 'accepted'",
        "An agent has one version of terms in force.",
    )
    _figures_check = models.Constraint(
        "CHECK (accept_hours > 0 AND ship_hours >= accept_hours AND grace_days >= 0"
        " AND min_dispatches > 0 AND on_time_min BETWEEN 0 AND 100"
        " AND stock_min BETWEEN 0 AND 100 AND score_min BETWEEN 0 AND 100)",
        "Hours are positive and shipping does not end before accepting; the least "
        "figures lie between 0 and 100.",
    )

    @api.depends("agent_id.name", "version")
    def _compute_display_name(self):
        for terms in self:
            terms.display_name = f"{terms.agent_id.name} · {terms.version}"

    def _compute_score(self):
        cards = self.env["agent.score"].search(
            [("agent_id", "in", self.agent_id.ids), ("is_latest", "=", True)]
        )
        latest = {card.agent_id: card.score for card in cards}
        for terms in self:
            terms.score = latest.get(terms.agent_id, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        """Number the versions of an agent's terms."""
        for vals in vals_list:
            self._check_consent(vals)
        terms = super().create(vals_list)
        for one in terms:
            before = self.search(
                [
                    ("agent_id", "=", one.agent_id.id),
                    ("company_id", "=", one.company_id.id),
                    ("id", "!=", one.id),
                ],
                order="version desc",
                limit=1,
            )
            one.version = before.version + 1
        return terms

    def write(self, vals):
        """Refuse to change what an agent has been shown.

        :raise UserError: the terms are no draft any more
        """
        self.check_access("write")
        self._check_consent(vals)
        kept = set(self._fields) - LIFE - set(self.env["mail.thread"]._fields)
        if kept & set(vals):
            for terms in self:
                if terms.state != "draft":
                    raise UserError(
                        self.env._(
                            "%(terms)s was shown to the agent: make a new version "
                            "instead.",
                            terms=terms.display_name,
                        )
                    )
        if "state" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    def _check_consent(self, vals):
        """Nobody puts terms in force but their agent, see ``action_agree``."""
        by_agent = {"accepted_at", "accepted_by_id"} & set(vals)
        if not self.env.su and (by_agent or vals.get("state") == "accepted"):
            raise AccessError(self.env._("Only the agent can accept his terms."))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(terms.state in ("accepted", "ended") for terms in self):
            raise UserError(self.env._("Terms that were in force are kept."))

    def action_send(self):
        """Show the terms to the agent, who accepts them at his desk."""
        self.filtered(lambda terms: terms.state == "draft").state = "sent"

    def action_back_to_draft(self):
        """Take terms back that the agent has not accepted."""
        self.filtered(lambda terms: terms.state == "sent").state = "draft"

    def action_agree(self):
        """Accept the terms for the agent; the version before ends.

        :raise AccessError: not by staff of this agent
        """
        self.check_access("read")
        # nobody reads the party of users, not even his own
        party = self.env.user.sudo().party_id
        agents = party | party.branch_ids
        for terms in self:
            if terms.agent_id not in agents:
                raise AccessError(self.env._("Only the agent can accept his terms."))
            if terms.state != "sent":
                raise UserError(self.env._("These terms do not wait for an answer."))
        # an agent only reads terms; that they are his was checked above
        self.sudo()._put_in_force()

    def _put_in_force(self):
        for terms in self:
            before = self.search(
                [
                    ("agent_id", "=", terms.agent_id.id),
                    ("company_id", "=", terms.company_id.id),
                    ("state", "=", "accepted"),
                ]
            )
            before.action_end()
            before.flush_recordset()
            terms.write(
                {
                    "state": "accepted",
                    "accepted_at": fields.Datetime.now(),
                    "accepted_by_id": self.env.user.id,
                }
            )

    def action_end(self):
        """End terms; the deadlines of the company apply again."""
        self.check_access("write")
        active = self.filtered(lambda terms: terms.state in ("sent", "accepted"))
        for company, terms in active.grouped("company_id").items():
            today = company._get_local_today()
            terms.write({"state": "ended", "date_end": today})
        # breaches are written by what is done to their terms, never by hand
        active.breach_ids.sudo()._heal()

    def action_new_version(self):
        """Open a draft with the same terms."""
        self.ensure_one()
        draft = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    @api.model
    @ormcache("agent_id", "company_id")
    def _get_hours(self, agent_id, company_id):
        """Return what an agent agreed to, (accept within, ship within) in hours.

        :return: None where the deadlines of the company apply
        """
        # a deadline is the same whoever confirms the order
        terms = self.sudo().search(
            [
                ("agent_id", "=", agent_id),
                ("company_id", "=", company_id),
                ("state", "=", "accepted"),
            ]
        )
        return (terms.accept_hours, terms.ship_hours) if terms else None
