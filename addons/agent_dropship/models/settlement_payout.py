from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

STATES = [
    ("draft", "To Approve"),
    ("approved", "Approved"),
    ("exported", "At the Bank"),
    ("cancelled", "Cancelled"),
]
# what only the buttons write, after their checks
STEPS = {"name", "company_id", "currency_id", "total", "state", "prepared_by"}
STEPS |= {"approved_by", "approved_on", "exported_on", "file", "filename"}
STEPS |= {"changed_by_ids"}


class SettlementPayout(models.Model):
    """What is paid with one file of the bank.

    Two persons: who puts it together, or changes it, does not approve it. The file is
    made once, and
    with it the payments are booked; everything is taken back as a whole or not at all.
    """

    _name = "settlement.payout"
    _description = "Payment Batch"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True, default="/", copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    journal_id = fields.Many2one(
        "account.journal",
        "Paid From",
        required=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        ondelete="restrict",
    )
    line_ids = fields.One2many("settlement.payout.line", "payout_id", "Payments")
    line_count = fields.Integer("Number of Payments", compute="_compute_line_count")
    total = fields.Monetary(compute="_compute_total", store=True)
    refused_total = fields.Monetary(
        "Refused by the Bank",
        compute="_compute_refused_total",
        help="What the bank did not pay of the total.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    prepared_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    changed_by_ids = fields.Many2many(
        "res.users",
        string="Changed by",
        readonly=True,
        copy=False,
        help="Who added a payment, took one off or chose where it goes.",
    )
    is_own = fields.Boolean(compute="_compute_is_own")
    approved_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", tracking=True
    )
    approved_on = fields.Date("Approved on", readonly=True, copy=False, index=True)
    exported_on = fields.Datetime("File Made", readonly=True, copy=False)
    file = fields.Binary(readonly=True, copy=False, attachment=True)
    filename = fields.Char(readonly=True, copy=False)

    _four_eyes = models.Constraint(
        "CHECK (approved_by IS NULL OR approved_by <> prepared_by)",
        "Who put the payments together can not approve them.",
    )
    _approved_first = models.Constraint(
        "CHECK (state NOT IN ('approved', 'exported') OR approved_by IS NOT NULL)",
        "Nothing is paid that was not approved.",
    )

    @api.depends("prepared_by", "changed_by_ids", "line_ids.create_uid")
    @api.depends_context("uid")
    def _compute_is_own(self):
        for payout in self:
            # who wrote a line last may only have renamed what it pays: the system
            # kept its copy up to date, as whoever was at work
            people = payout.prepared_by | payout.line_ids.create_uid
            people |= payout.changed_by_ids
            payout.is_own = self.env.user in people

    @api.depends("line_ids")
    def _compute_line_count(self):
        for payout in self:
            payout.line_count = len(payout.line_ids)

    @api.depends("line_ids.amount")
    def _compute_total(self):
        for payout in self:
            payout.total = sum(payout.line_ids.mapped("amount"))

    @api.depends("line_ids.refused_on", "line_ids.amount")
    def _compute_refused_total(self):
        for payout in self:
            refused = payout.line_ids.filtered("refused_on")
            payout.refused_total = sum(refused.mapped("amount"))

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody prepares a batch in another one's name, or one that is approved."""
        kept = ("company_id", "currency_id", "journal_id", "line_ids")
        # also what a client sends as defaults in the context
        begun = dict.fromkeys(STEPS - {*kept, "total", "changed_by_ids"}, False)
        begun |= {"state": "draft", "prepared_by": self.env.uid}
        vals_list = [
            {name: vals[name] for name in kept if name in vals}
            | begun
            | {"name": self.env["ir.sequence"].next_by_code(self._name)}
            | {"changed_by_ids": [Command.set(self.env.user.ids)]}
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        """What was approved is what is paid: it is not changed."""
        if vals.keys() & {"journal_id", "line_ids"}:
            self._check_state("draft")
        if not self.env.su and vals.keys() & STEPS:
            raise UserError(self.env._("Use the buttons: each step is checked."))
        if "journal_id" in vals:
            self._note_change()
        return super().write(vals)

    def _note_change(self):
        """Remember who changed what is paid: he does not approve it.

        :raise UserError: it is approved already
        """
        self._check_state("draft")
        # nobody takes himself off this list
        self.sudo().write({"changed_by_ids": [Command.link(self.env.uid)]})

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A batch is never deleted: cancel it."))

    @api.model
    def _prepare_from(self, sources):
        """Make a batch of what is to be paid, for a second person to approve.

        :param sources: statements, or other records that are paid in the same way
        :raise UserError: nothing is to be paid, or a party has no bank account
        """
        sources._take()
        due = sources.filtered(lambda one: one._get_payout_amount() > 0)
        if not due:
            raise UserError(
                self.env._(
                    "Nothing is to be paid: choose statements with an open bill."
                )
            )
        if len(due.company_id) > 1 or len(due.currency_id) > 1:
            raise UserError(self.env._("One batch is of one company and currency."))
        lines = [Command.create(one._prepare_payout_line()) for one in due]
        payout = self.create(
            {
                "company_id": due.company_id.id,
                "currency_id": due.currency_id.id,
                "journal_id": due._get_payout_journal().id,
                "line_ids": lines,
            }
        )
        payout.line_ids._check_bank_accounts()
        return payout

    def _check_state(self, *states):
        """Only one at a time goes on with a batch, and only from the right state."""
        if self.ids:
            self.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE settlement_payout SET write_date = write_date"
                    " WHERE id IN %s",
                    tuple(self.ids),
                )
            )
        wrong = self.filtered(lambda one: one.state not in states)
        if wrong:
            raise UserError(
                self.env._(
                    "This is not possible for %(names)s in its present state.",
                    names=", ".join(wrong.mapped("name")),
                )
            )

    def action_approve(self):
        """Let the payments be made.

        :raise UserError: by who prepared them, over a limit, or something has changed
        """
        self.check_access("write")
        self._check_state("draft")
        for payout in self:
            # who added a payment, took one off or chose where it goes prepared it, too
            if payout.is_own:
                raise UserError(
                    self.env._("A second person has to approve what you prepared.")
                )
            payout._check_limits()
            payout.line_ids._check_payable()
            payout.line_ids._check_bank_accounts()
            payout.line_ids._check_numbers()
            # the steps are written by themselves, never by hand
            payout.sudo().write(
                {
                    "state": "approved",
                    "approved_by": self.env.uid,
                    "approved_on": payout.company_id._get_local_today(),
                }
            )

    def _check_limits(self):
        """:raise UserError: more than may be paid at once or on one day"""
        company, money = self.company_id, self.company_id.currency_id
        total = self._get_company_total()
        # two approvals at once would each see room for themselves only
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = %s",
                company.id,
            )
        )
        # limits are set by who sets up the company
        limits = company.sudo()
        if self._is_over(total, limits.payout_limit):
            raise UserError(
                self.env._(
                    "%(total)s is more than %(limit)s, the most for one batch.",
                    total=money.format(total),
                    limit=money.format(limits.payout_limit),
                )
            )
        of_day = total + self._get_approved_today()
        if self._is_over(of_day, limits.payout_day_limit):
            raise UserError(
                self.env._(
                    "With this, %(total)s are paid today; the most for a day is "
                    "%(limit)s.",
                    total=money.format(of_day),
                    limit=money.format(limits.payout_day_limit),
                )
            )

    def _is_over(self, amount, limit):
        money = self.company_id.currency_id
        return bool(limit) and money.compare_amounts(amount, limit) > 0

    def _get_approved_today(self):
        """Return what others approved today may cost, in the company's money."""
        company = self.company_id
        today = self.search(
            [
                ("company_id", "=", company.id),
                ("approved_on", "=", company._get_local_today()),
                ("state", "in", ("approved", "exported")),
            ]
        )
        return sum(payout._get_company_total() for payout in today)

    def _get_company_total(self):
        """Return the total in the company's money, which limits are set in."""
        company = self.company_id
        return self.currency_id._convert(
            self.total, company.currency_id, company, company._get_local_today()
        )
