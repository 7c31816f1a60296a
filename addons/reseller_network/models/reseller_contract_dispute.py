from math import isfinite, nan

from odoo import models
from odoo.exceptions import UserError


class ResellerContract(models.Model):
    """Lines of a statement that the reseller does not agree with."""

    _inherit = "reseller.contract"

    def _dispute_line(self, statement, values):
        """Flag a line of an own statement, or one that is missing.

        :param statement: as ``_find_statement`` found it
        :param dict values: entry_id, order_name, reason, claimed_amount, note as typed
        :raise UserError: what is wrong, in words for him
        """
        self.ensure_one()
        # an own statement: its lines are his
        statement_sudo = statement.sudo()
        entry = statement_sudo.entry_ids.filtered(
            lambda entry: str(entry.id) == values.get("entry_id")
        )
        reason = values.get("reason")
        if reason not in dict(self._dispute_reasons()):
            raise UserError(self.env._("Choose what is wrong."))
        try:
            claimed = float(values.get("claimed_amount") or 0)
        except ValueError:
            claimed = nan
        if not isfinite(claimed):
            raise UserError(self.env._("Write the amount as a number, such as 120.50."))
        statement_sudo.env["settlement.dispute"].create(
            {
                "statement_id": statement.id,
                "entry_id": entry.id,
                "order_name": (values.get("order_name") or "").strip()[:40],
                "reason": reason,
                "claimed_amount": claimed,
                "note": (values.get("note") or "").strip()[:200],
            }
        )

    def _withdraw_dispute(self, statement, dispute_id):
        """Take back what was said about a line of an own statement."""
        # an own statement: what was said about it is his
        statement.sudo().dispute_ids.filtered(
            lambda dispute: dispute.id == dispute_id
        ).action_withdraw()

    def _dispute_reasons(self):
        disputes = self.env["settlement.dispute"]
        return disputes._fields["reason"]._description_selection(self.env)

    def _dispute_rows(self, statement):
        states = dict(
            self.env["settlement.dispute"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        reasons = dict(self._dispute_reasons())
        return [
            {
                "id": dispute.id,
                "order": dispute.order_name,
                "reason": reasons[dispute.reason],
                "amount": dispute.amount,
                "claimed": dispute.claimed_amount,
                "note": dispute.note or "",
                "answer": dispute.answer or "",
                "state": dispute.state,
                "state_label": states[dispute.state],
            }
            # an own statement: what was said about it is his
            for dispute in statement.sudo().dispute_ids
        ]
