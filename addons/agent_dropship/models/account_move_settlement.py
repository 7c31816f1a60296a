from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """The bill of a statement: a station between the bank and the order lines."""

    _inherit = "account.move"

    settlement_statement_ids = fields.One2many(
        "settlement.statement", "bill_id", "Settlement Statements"
    )
    settlement_statement_count = fields.Integer(
        "Number of Statements", compute="_compute_settlement_statement_count"
    )
    bank_line_ids = fields.Many2many(
        "account.bank.statement.line",
        string="Bank Lines",
        compute="_compute_bank_line_ids",
        help="Lines of the bank's statement this was paid with.",
    )
    bank_line_count = fields.Integer(
        "Number of Bank Lines", compute="_compute_bank_line_ids"
    )

    @api.depends("settlement_statement_ids")
    def _compute_settlement_statement_count(self):
        for move in self:
            move.settlement_statement_count = len(move.settlement_statement_ids)

    @api.depends(
        "line_ids.matched_debit_ids", "line_ids.matched_credit_ids", "payment_state"
    )
    def _compute_bank_line_ids(self):
        for move in self:
            lines = move._get_matched_moves().statement_line_id
            if not move.is_entry():
                payments = move.reconciled_payment_ids | move.matched_payment_ids
                lines |= payments.reconciled_statement_line_ids
            move.bank_line_ids = lines
            move.bank_line_count = len(lines)

    def _get_matched_moves(self):
        """Return the entries whose items are reconciled with items of these."""
        lines = self.line_ids
        return (
            lines.matched_debit_ids.debit_move_id
            | lines.matched_credit_ids.credit_move_id
        ).move_id

    def action_view_settlement_statements(self):
        """Open the statement this bill was made from."""
        return self.settlement_statement_ids._get_records_action(
            name=self.env._("Statements"), context={}
        )

    def action_view_bank_lines(self):
        """Open what the bank says about the payment of this bill."""
        return self.bank_line_ids._get_records_action(
            name=self.env._("Bank Lines"), context={}
        )

    def button_cancel(self):
        """A statement whose bill is cancelled can be billed again."""
        result = super().button_cancel()
        cancelled = self.filtered(lambda move: move.state == "cancel")
        cancelled._get_settled()._reopen_billing()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """The bill of a statement is cancelled, not reversed: its statement would count
        as paid although nobody got any money.

        :raise UserError: one of these is the bill of a statement
        """
        if statements := self._get_settled():
            raise UserError(
                self.env._(
                    "This settles %(names)s: cancel it, so that the statement can be "
                    "billed again, or correct the lines on the next statement.",
                    names=", ".join(statements.mapped("name")),
                )
            )
        return super()._reverse_moves(default_values_list, cancel=cancel)

    def _get_settled(self):
        """Return the statements that these are the bills of."""
        # every accountant works with bills, also who has no right on statements
        return self.sudo().settlement_statement_ids

    def button_draft(self):
        """What is locked stays, and so does what was deducted since."""
        self._get_settled()._check_unlocked()
        notes = self.filtered(lambda move: move.move_type == "in_refund")
        # who works with bills may have no right on statements
        statements = self.env["settlement.statement"].sudo()
        deducted = [("deduction_id", "in", self._get_matched_moves().ids)]
        if notes._get_settled() and statements.search_count(deducted, limit=1):
            raise UserError(
                self.env._(
                    "Returns of this statement were deducted from a later one: cancel "
                    "the bill of that one first."
                )
            )
        return super().button_draft()
