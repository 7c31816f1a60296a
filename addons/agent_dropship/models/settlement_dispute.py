from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

REASONS = [
    ("price", "Price Is Wrong"),
    ("quantity", "Pieces Are Wrong"),
    ("returned", "Return Is Wrong"),
    ("missing", "A Line Is Missing"),
    ("double", "Line Stands Twice"),
    ("other", "Something Else"),
]
# so many of the lines disputed at once are named where they are told
TOLD = 5


class SettlementDispute(models.Model):
    """A line of a statement that its party does not agree with, and what came of it.

    A statement with an open one cannot be agreed. Where the operator accepts, the
    difference is booked as a correction and stands on the same statement.
    """

    _name = "settlement.dispute"
    _description = "Disputed Line"
    _order = "state desc, id desc"
    _rec_name = "order_name"

    statement_id = fields.Many2one(
        "settlement.statement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    partner_id = fields.Many2one(related="statement_id.partner_id", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    entry_id = fields.Many2one(
        "share.entry",
        "Line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('statement_id', '=', statement_id)]",
        help="Empty where a line is missing.",
    )
    order_name = fields.Char(
        "Order No.",
        compute="_compute_order_name",
        store=True,
        readonly=False,
        help="Of a line that is missing: the order it should come from.",
    )
    sku = fields.Char("SKU", related="entry_id.sku")
    reason = fields.Selection(REASONS, required=True, default="price")
    note = fields.Char("What Is Wrong")
    amount = fields.Monetary(
        "Stands as",
        compute="_compute_amount",
        store=True,
        help="When it was disputed, with what was put right before.",
    )
    claimed_amount = fields.Monetary("Should Be")
    difference = fields.Monetary(compute="_compute_difference")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    answer = fields.Char("Answer of the Operator")
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by = fields.Many2one("res.users", readonly=True, copy=False)
    correction_id = fields.Many2one("share.entry", readonly=True, copy=False)

    _open_once = models.UniqueIndex(
        "(entry_id) WHERE state = 'open'", "This line is disputed already."
    )

    @api.depends("entry_id")
    def _compute_order_name(self):
        for dispute in self:
            dispute.order_name = dispute.entry_id.order_name or dispute.order_name

    @api.depends("entry_id")
    def _compute_amount(self):
        for dispute in self:
            # a party reads its own lines only; this is one of them
            dispute.amount = dispute.entry_id.sudo()._get_standing_amount()

    @api.depends("amount", "claimed_amount")
    def _compute_difference(self):
        for dispute in self:
            dispute.difference = dispute.claimed_amount - dispute.amount

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody opens a dispute that is answered already."""
        said = ("statement_id", "entry_id", "order_name", "reason", "note")
        kept = (*said, "claimed_amount")
        # also what a client sends as defaults in the context
        begun = {"state": "open", "answer": False, "closed_on": False}
        begun |= {"closed_by": False, "correction_id": False}
        disputes = super().create(
            [
                {name: vals[name] for name in kept if name in vals} | begun
                for vals in vals_list
            ]
        )
        for name in ("company_id", "partner_id", "amount"):
            self.env.add_to_compute(self._fields[name], disputes)
        disputes._tell()
        return disputes

    def _tell(self):
        """Tell who sent the statements that lines are disputed, once for each."""
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for statement, disputes in self.grouped("statement_id").items():
            words = {
                f"{one.order_name or ''}: {reasons[one.reason]} {one.note or ''}"
                for one in disputes[:TOLD]
            }
            # a party may have no address to write from, and writes on no statement
            statement.with_user(SUPERUSER_ID).message_post(
                body=self.env._(
                    "%(count)s lines disputed: %(lines)s",
                    count=len(disputes),
                    lines="; ".join(sorted(words)),
                ),
                subtype_xmlid="mail.mt_comment",
            )

    def write(self, vals):
        """What was said stays; only the answer is written by hand."""
        if not self.env.su and vals.keys() - {"answer"}:
            self.check_access("write")
            raise UserError(self.env._("Use the buttons: each step is checked."))
        if "answer" in vals and not self.env.su:
            self._check_open()
        return super().write(vals)

    @api.constrains("entry_id", "statement_id", "reason", "order_name")
    def _check_line(self):
        # who disputes and who agrees wait for each other; a party only reads its own
        self.statement_id.sudo()._take()
        for dispute in self:
            if dispute.statement_id.state != "sent":
                raise ValidationError(
                    self.env._(
                        "Lines can be disputed while a statement waits for agreement."
                    )
                )
            # a party reads its own lines only; here it is asked where this one stands
            stands_on = dispute.entry_id.sudo().statement_id
            if dispute.entry_id and stands_on != dispute.statement_id:
                raise ValidationError(
                    self.env._("This line does not stand on the statement.")
                )
            if not dispute.entry_id and not dispute.order_name:
                raise ValidationError(
                    self.env._("Choose a line, or name the order that is missing.")
                )

    def action_accept(self):
        """Book the difference to the party; the statement has it at once."""
        self.check_access("write")
        self._check_open()
        self.statement_id._take()
        if any(dispute.statement_id.state != "sent" for dispute in self):
            raise UserError(self.env._("The statement is agreed: its lines stand."))
        for dispute in self.filtered("entry_id"):
            if not dispute.currency_id.is_zero(dispute.difference):
                dispute._correct()
        self._close("accepted")

    def action_refuse(self):
        """Leave the line as it is, and say why."""
        self.check_access("write")
        self._check_open()
        if not all(dispute.answer for dispute in self):
            raise UserError(self.env._("Write an answer before you refuse."))
        self._close("refused")

    def action_withdraw(self):
        """The party agrees with the line after all.

        :raise AccessError: by somebody else: the other side accepts or refuses
        """
        self.check_access("read")
        self._check_open()
        others = self.filtered(lambda dispute: dispute.create_uid != self.env.user)
        for statement in others.statement_id:
            if statement._get_agreeing_side() != "party_agreed_on":
                raise AccessError(
                    self.env._("Only who said it takes it back. Answer it instead.")
                )
        self._close("withdrawn")

    def _correct(self):
        self.ensure_one()
        # the ledger is written by the system, never by a user
        entry = self.entry_id.sudo()
        correction = entry._book_correction(self.difference, f"dispute/{self.id}")
        # the steps are written by themselves, never by hand
        self.sudo().correction_id = correction
        self.statement_id._take_up(correction)

    def _check_open(self):
        if any(dispute.state != "open" for dispute in self):
            raise UserError(self.env._("This is closed already."))

    def _close(self, state):
        # the steps are written by themselves, never by hand; a party writes nothing
        self.sudo().write(
            {
                "state": state,
                "closed_on": fields.Datetime.now(),
                "closed_by": self.env.uid,
            }
        )
        # the line may be disputed again, which the database must know
        self.flush_recordset(["state"])
