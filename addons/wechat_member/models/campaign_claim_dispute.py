from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

REASONS = [
    ("foreign", "Coupon Is Not Ours"),
    ("part", "Our Part Is Wrong"),
    ("returned", "Goods Were Returned"),
    ("double", "Claimed Twice"),
    ("other", "Something Else"),
]
# so many of the lines disputed at once are named where they are told
TOLD = 5


class CampaignClaimDispute(models.Model):
    """A line of a claim that its funder does not agree with, and what came of it.

    A claim with an open one is neither agreed nor invoiced. Where the accountant
    accepts, a line of the same claim puts it right, for good.
    """

    _name = "campaign.claim.dispute"
    _description = "Disputed Redemption"
    _order = "id desc"
    _rec_name = "reference"

    line_id = fields.Many2one(
        "campaign.claim.line", required=True, index=True, ondelete="cascade"
    )
    claim_id = fields.Many2one(related="line_id.claim_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    date = fields.Date(related="line_id.date")
    reference = fields.Char(related="line_id.reference")
    amount = fields.Monetary("Stands as", related="line_id.amount")
    reason = fields.Selection(REASONS, required=True, default="foreign")
    note = fields.Char("What Is Wrong")
    percent = fields.Float("Should Be (%)", help="The part of it the funder pays.")
    answer = fields.Char("Our Answer")
    state = fields.Selection(
        [
            ("open", "Unanswered"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("withdrawn", "Taken Back"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by = fields.Many2one("res.users", readonly=True, copy=False)

    _open_once = models.UniqueIndex(
        "(line_id) WHERE state = 'open'", "This line is disputed already."
    )
    _part = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)",
        "A funder pays between nothing and all of it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody opens a dispute that is answered already."""
        said = ("line_id", "reason", "note", "percent")
        # also what a client sends as defaults in the context
        begun = {"state": "open", "answer": False}
        begun |= {"closed_on": False, "closed_by": False}
        disputes = super().create(
            [
                {name: vals[name] for name in said if name in vals} | begun
                for vals in vals_list
            ]
        )
        disputes._tell()
        return disputes

    def _tell(self):
        """Tell who sent the claims that lines are disputed, once for each."""
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for claim, disputes in self.grouped("claim_id").items():
            words = {
                f"{one.reference or ''}: {reasons[one.reason]} {one.note or ''}"
                for one in disputes[:TOLD]
            }
            # a funder may have no address to write from, and writes on no claim
            claim.with_user(SUPERUSER_ID).message_post(
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

    @api.constrains("line_id")
    def _check_line(self):
        for dispute in self:
            # a funder reads his own lines only; this is one of them
            line = dispute.line_id.sudo()
            # who disputes, who agrees and who invoices wait for each other
            line.claim_id._take()
            if line.claim_id.state not in ("sent", "disputed"):
                raise ValidationError(
                    self.env._(
                        "Lines can be disputed while a claim waits for agreement."
                    )
                )
            if line.kind != "redeemed" or line.currency_id.is_zero(line.amount):
                raise ValidationError(
                    self.env._("Only what is claimed can be disputed.")
                )
            if "accepted" in line.dispute_ids.mapped("state"):
                raise ValidationError(self.env._("This line was put right already."))
            if line.percent and dispute.percent >= line.percent:
                raise ValidationError(
                    self.env._("It should be less than what is claimed.")
                )

    def action_answer(self):
        """Read what is wrong, and answer it in a dialog."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputed Line"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_accept(self):
        """Claim only the part the funder named; the same claim has it at once."""
        self.check_access("write")
        self.claim_id._take()
        self._check_open()
        self.claim_id._check_state("disputed")
        for dispute in self:
            dispute._put_right()
        self._close("accepted")

    def action_refuse(self):
        """Leave the line as it is, and say why."""
        self.check_access("write")
        self.claim_id._take()
        self._check_open()
        if not all(dispute.answer for dispute in self):
            raise UserError(self.env._("Write an answer before you refuse."))
        self._close("refused")

    def action_withdraw(self):
        """The funder agrees with the line after all."""
        self.claim_id._check_side()
        self.check_access("read")
        self.claim_id._take()
        self._check_open()
        self._close("withdrawn")

    def _put_right(self):
        self.ensure_one()
        # the lines of a claim are written by the system, never by a user
        line = self.line_id.sudo()
        amount = line.claim_id._read_put_right(line.redemption_id, self.percent)
        if line.currency_id.is_zero(amount):
            return
        line.create(
            {
                "claim_id": line.claim_id.id,
                "campaign_id": line.campaign_id.id,
                "redemption_id": line.redemption_id.id,
                "kind": "disputed",
                "percent": self.percent,
                "amount": amount,
            }
        )

    def _check_open(self):
        if any(dispute.state != "open" for dispute in self):
            raise UserError(self.env._("This is closed already."))

    def _close(self, state):
        # the steps are written by themselves, never by hand; a funder writes nothing
        self.sudo().write(
            {
                "state": state,
                "closed_on": fields.Datetime.now(),
                "closed_by": self.env.uid,
            }
        )
        # the line may be disputed again, which the database must know
        self.flush_recordset(["state"])
