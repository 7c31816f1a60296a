from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STAGES = [
    ("proposed", "Proposed"),
    ("sent", "Sent"),
    ("disputed", "Disputed"),
    ("agreed", "Agreed"),
    ("posted", "Posted"),
    ("paid", "Paid"),
    ("locked", "Locked"),
]
PAID = ("paid", "in_payment", "reversed")


class SettlementStatement(models.Model):
    """Where a statement stands, from the proposal to the lock; one change at a time."""

    _inherit = "settlement.statement"

    stage = fields.Selection(
        STAGES, "Status", compute="_compute_stage", store=True, index=True
    )
    locked_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("state", "payment_state", "locked_on", "dispute_ids.state")
    def _compute_stage(self):
        for statement in self:
            statement.stage = statement._get_stage()

    def _get_stage(self):
        self.ensure_one()
        if self.state == "draft":
            return "proposed"
        if self.state == "sent":
            return "disputed" if self.open_dispute_count else "sent"
        if self.state == "agreed":
            return "agreed"
        if self.locked_on:
            return "locked"
        # what cancels out needs no bill and no payment
        paid = not self.bill_id or self.payment_state in PAID
        return "paid" if paid else "posted"

    def _take(self):
        """Keep everybody else from these until this transaction ends.

        Transactions do not see each other: who comes second is refused by the database,
        starts over and sees what the first one did.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE settlement_statement SET write_date = write_date WHERE id IN"
                " (SELECT id FROM settlement_statement WHERE id IN %s ORDER BY id)",
                tuple(self.ids),
            )
        )

    def _check_state(self, state):
        """Every step begins here: nobody else takes one with the same statement."""
        self._take()
        return super()._check_state(state)

    def action_lock(self):
        """Close statements for good: what comes later goes to the next one.

        :raise UserError: one of them is not paid
        """
        self.check_access("write")
        self._check_state("billed")
        unpaid = self.filtered(lambda one: one.stage not in ("paid", "locked"))
        if unpaid:
            raise UserError(
                self.env._(
                    "Only what is paid is locked: %(names)s.",
                    names=", ".join(unpaid.mapped("name")),
                )
            )
        fresh = self.filtered(lambda one: not one.locked_on)
        fresh._write_step({"locked_on": fields.Datetime.now()})

    def _check_unlocked(self):
        if locked := self.filtered("locked_on"):
            raise UserError(
                self.env._(
                    "%(names)s is locked: a correction goes to the next statement.",
                    names=", ".join(locked.mapped("name")),
                )
            )

    def _reopen_billing(self):
        self._check_unlocked()
        return super()._reopen_billing()
