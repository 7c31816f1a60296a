import calendar

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .share_entry import ROLES

ROLE_CODES = {"agent": "A", "reseller": "R", "affiliate": "F", "funder": "B"}

# whose word counts, beside when it was given
AGREED_BY = {
    "operator_agreed_on": "operator_agreed_by",
    "party_agreed_on": "party_agreed_by",
}
NOT_AGREED = dict.fromkeys([*AGREED_BY, *AGREED_BY.values()], False)


class SettlementStatement(models.Model):
    """What one party is owed for a period, from lines that both sides see."""

    _name = "settlement.statement"
    _description = "Settlement Statement"
    _inherit = ["mail.thread"]
    _order = "date_to desc, role, partner_id, id"

    name = fields.Char("Number", compute="_compute_name", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Party",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    role = fields.Selection(
        [role for role in ROLES if role[0] in ROLE_CODES], required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date_from = fields.Date("First Day", required=True, readonly=True)
    date_to = fields.Date("Last Day", required=True, readonly=True)
    period = fields.Char(compute="_compute_period")
    entry_ids = fields.One2many("share.entry", "statement_id", "Lines", readonly=True)
    entry_count = fields.Integer("Number of Lines", compute="_compute_amounts")
    delivered_quantity = fields.Float(
        "Delivered Pieces", compute="_compute_amounts", digits="Product Unit"
    )
    delivered_amount = fields.Monetary("Delivered", compute="_compute_amounts")
    returned_quantity = fields.Float(
        "Returned Pieces", compute="_compute_amounts", digits="Product Unit"
    )
    returned_amount = fields.Monetary("Returns", compute="_compute_amounts")
    total = fields.Monetary(
        compute="_compute_total", store=True, help="Positive: owed to the party."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("agreed", "Agreed"),
            ("billed", "Billed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    operator_agreed_on = fields.Datetime("Operator Agreed", readonly=True, copy=False)
    operator_agreed_by = fields.Many2one(
        "res.users", "Agreed (Operator)", readonly=True, copy=False, ondelete="restrict"
    )
    party_agreed_on = fields.Datetime("Party Agreed", readonly=True, copy=False)
    party_agreed_by = fields.Many2one(
        "res.users",
        "Agreed for the Party by",
        readonly=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
        help="A user of the party, or who noted what it said.",
    )
    bill_id = fields.Many2one(
        "account.move",
        "Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    payment_state = fields.Selection(
        related="bill_id.payment_state", string="Payment", store=True
    )

    _period_unique = models.Constraint(
        "unique (partner_id, role, company_id, currency_id, date_from, date_to)",
        "There is already a statement of this party for this period.",
    )
    _period_order = models.Constraint(
        "check (date_from <= date_to)", "The period ends before it begins."
    )

    @api.depends("partner_id.ref", "role", "date_from", "date_to")
    def _compute_name(self):
        for statement in self:
            party = statement.partner_id.ref or statement.partner_id.id
            code = ROLE_CODES.get(statement.role, "")
            statement.name = f"ST/{statement._get_period_code()}/{code}-{party}"

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        for statement in self:
            statement.period = statement._get_period_code()

    def _get_period_code(self):
        """2026-11 for a calendar month, otherwise both days."""
        self.ensure_one()
        start, end = self.date_from, self.date_to
        if not start or not end:
            return ""
        last_day = calendar.monthrange(start.year, start.month)[1]
        if start.day == 1 and end == start.replace(day=last_day):
            return f"{start:%Y-%m}"
        return f"{start:%Y%m%d}-{end:%Y%m%d}"

    @api.depends("entry_ids.amount")
    def _compute_total(self):
        sums = dict(
            self.env["share.entry"]._read_group(
                [("statement_id", "in", self.ids)], ["statement_id"], ["amount:sum"]
            )
        )
        for statement in self:
            statement.total = sums.get(statement, 0.0)

    @api.depends("entry_ids.amount", "entry_ids.quantity")
    def _compute_amounts(self):
        delivered = self._read_entry_sums([("reversal_of_id", "=", False)])
        returned = self._read_entry_sums([("reversal_of_id", "!=", False)])
        nothing = (0, 0.0, 0.0)
        for statement in self:
            count, quantity, amount = delivered.get(statement, nothing)
            back_count, back_quantity, back_amount = returned.get(statement, nothing)
            statement.entry_count = count + back_count
            statement.delivered_quantity = quantity
            statement.delivered_amount = amount
            statement.returned_quantity = -back_quantity
            statement.returned_amount = -back_amount

    def _read_entry_sums(self, domain):
        """``{statement: (count, quantity, amount)}`` of the entries in the domain.

        Several entries of one parcel, such as a margin and the money collected, are
        about the same pieces: they are counted once.
        """
        groups = self.env["share.entry"]._read_group(
            Domain(domain) & Domain("statement_id", "in", self.ids),
            ["statement_id", "move_id", "kind"],
            ["__count", "quantity:sum", "amount:sum"],
        )
        sums, pieces = {}, {}
        for statement, move, _kind, count, quantity, amount in groups:
            known = sums.get(statement, (0, 0.0))
            sums[statement] = (known[0] + count, known[1] + amount)
            of_moves = pieces.setdefault(statement, {})
            of_moves[move] = max(of_moves.get(move, 0.0), quantity, key=abs)
        return {
            statement: (count, sum(pieces[statement].values()), amount)
            for statement, (count, amount) in sums.items()
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if self.filtered(lambda statement: statement.state != "draft"):
            raise UserError(
                self.env._("Only a draft statement can be deleted; its lines are free.")
            )

    @api.model
    def generate(self, date_from, date_to):
        """Gather what is owed up to ``date_to`` into one statement per party.

        Draft statements of the same period are filled up. What comes in after a
        statement was sent waits for the next period. May be called again: nothing
        is gathered twice.

        :param date_from: first day of the period
        :param date_to: last day of the period
        :return: the statements of the period
        """
        self.browse().check_access("create")
        start, end = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        for _done in self._generate_chunks(start, end):
            pass
        return self.search([("date_from", "=", start), ("date_to", "=", end)])

    @api.model
    def _read_open_parties(self, date_to, *aggregates):
        """Who is owed something on no statement, and in how many lines.

        :return: ``[(party, role, company, currency, lines, *aggregates)]``
        """
        self.env.flush_all()  # what is held is decided in SQL
        return self.env["share.entry"]._read_group(
            self._open_entries_domain(date_to),
            ["partner_id", "role", "company_id", "currency_id"],
            ["__count", *aggregates],
        )

    @api.model
    def _open_entries_domain(self, date_to):
        """Entries up to a day that are on no statement; the operator needs none."""
        return Domain(
            [
                ("statement_id", "=", False),
                ("date", "<=", date_to),
                ("role", "in", list(ROLE_CODES)),
                ("company_id", "in", self.env.companies.ids),
            ]
        ) & Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "NOT %s", self.env["share.entry"]._get_hold_sql(alias)
            )
        )

    def _get_party_key(self):
        self.ensure_one()
        return (self.partner_id, self.role, self.company_id, self.currency_id)

    @api.model
    def _prepare_statement_vals(self, key, date_from, date_to):
        partner, role, company, currency = key
        return {
            "partner_id": partner.id,
            "role": role,
            "company_id": company.id,
            "currency_id": currency.id,
            "date_from": date_from,
            "date_to": date_to,
        }

    def action_send(self):
        """Show the statement to the party: from now on its lines are fixed."""
        self.check_access("write")
        self._check_state("draft")
        self._write_step({"state": "sent"})
        # who sent it hears what the party says
        self.message_subscribe(self.env.user.partner_id.ids)

    def action_reopen(self):
        """Take back a statement that is not agreed, so that lines may be added."""
        self.check_access("write")
        self._check_state("sent")
        self._write_step({"state": "draft"} | NOT_AGREED)

    def action_agree(self):
        """Agree in the name of the side the user belongs to.

        The second of both sides makes the statement agreed.
        """
        self.check_access("read")
        self._check_state("sent")
        side = self._get_agreeing_side()
        # The party reads its statements only; agreeing is the one change it may make.
        self._agree(side)

    def action_agree_for_party(self):
        """Note that a party without a login has agreed by telephone or on paper."""
        self.check_access("write")
        self._check_state("sent")
        self._agree("party_agreed_on")

    def _get_agreeing_side(self):
        user = self.env.user
        party = user.party_id or user.partner_id.commercial_partner_id
        if self.partner_id.commercial_partner_id == party:
            return "party_agreed_on"
        if self.has_access("write"):
            return "operator_agreed_on"
        raise AccessError(self.env._("Only the two sides of a statement can agree."))

    def _agree(self, side):
        self.filtered(lambda statement: not statement[side])._write_step(
            {side: fields.Datetime.now(), AGREED_BY[side]: self.env.uid}
        )
        both = self.filtered(lambda s: s.operator_agreed_on and s.party_agreed_on)
        both._write_step({"state": "agreed"})

    def _check_state(self, state):
        wrong = self.filtered(lambda statement: statement.state != state)
        if wrong:
            raise UserError(
                self.env._(
                    "This is not possible for %(names)s in its present state.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
