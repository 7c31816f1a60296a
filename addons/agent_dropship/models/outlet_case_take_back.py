from odoo import fields, models
from odoo.exceptions import UserError

from .outlet_case_handover import STAFF


class OutletCase(models.Model):
    """A compensation that should not have been given is taken back, once."""

    _inherit = "outlet.case"

    compensation_back_on = fields.Date(
        "Compensation Taken Back on", readonly=True, copy=False, groups=STAFF
    )

    def action_open_take_back(self):
        """Open the form that takes the compensation back."""
        self.ensure_one()
        # the ledger is read for who may write the case
        self.check_access("write")
        return self.sudo()._get_compensation_entries()[:1].action_open_take_back()

    def _get_compensation_entries(self):
        """Return what this compensation booked: the charge, and money held less."""
        self.ensure_one()
        return self.order_id.order_line.share_entry_ids.filtered(
            lambda entry: (
                entry.reference == self.name
                and entry.kind in ("compensation", "collected")
                and not entry.reversal_of_id
            )
        )

    def _take_back_compensation(self):
        """Book the reverse and claim the money from the customer again.

        What stands on a statement that was sent is put right by the next one. As far
        as the customer did not use his credit note, it is cleared; what he has got
        already, he owes.

        :return: the entries that were booked
        :raise UserError: nothing was given, or it was taken back before
        """
        self.ensure_one()
        entries = self._get_compensation_entries()
        entries.sale_line_id._lock_settled()
        if not self.compensated_on or self.compensation_back_on:
            raise UserError(
                self.env._(
                    "Case %(name)s has no compensation to take back.", name=self.name
                )
            )
        back = entries.create([entry._prepare_full_reverse() for entry in entries])
        self.compensation_back_on = self.company_id._get_local_today()
        self._debit_compensation()
        return back

    def _debit_compensation(self):
        """Reverse the customer's credit note where he got one."""
        notes = self.refund_ids.filtered(
            lambda move: (
                move.ref == self.name
                and move.move_type == "out_refund"
                and move.state == "posted"
            )
        )
        for note in notes:
            claim = note._reverse_moves(
                [{"ref": self.name, "invoice_date": self.compensation_back_on}]
            )
            claim.action_post()
            receivable = (note | claim).line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable"
                    and not line.reconciled
                )
            )
            if len(receivable.move_id) > 1:
                receivable.reconcile()
