from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ShareEntry(models.Model):
    """Compensations and penalties that were wrong are taken back by accountants."""

    _inherit = "share.entry"

    can_take_back = fields.Boolean(
        compute="_compute_can_take_back", groups="brand_outlet.group_finance"
    )

    @api.depends("kind", "reversal_of_id", "reversal_ids")
    def _compute_can_take_back(self):
        for entry in self:
            entry.can_take_back = (
                entry.kind in ("compensation", "penalty")
                and not entry.reversal_of_id
                and not entry.reversal_ids
            )

    def action_open_take_back(self):
        """Ask why this compensation or penalty is taken back, in a dialog."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Back"),
            "res_model": "settlement.take.back",
            "view_mode": "form",
            "target": "new",
            "context": {"default_entry_id": self.id},
        }

    def _take_back(self, reason):
        """Book the reverse of this compensation or penalty, whole, and tell why.

        :param str reason: kept in the history of the order and of the statement
        :raise AccessError: not by an accountant
        :raise UserError: something else, or taken back before
        """
        self.ensure_one()
        if not self.env.user.has_group("brand_outlet.group_finance"):
            raise AccessError(self.env._("Only accountants take back what was booked."))
        self.check_access("read")
        if not self.can_take_back:
            raise UserError(self.env._("This was taken back already, or can not be."))
        # the ledger and the books are the system's; who may do it was checked
        entry = self.sudo()
        back = entry._reverse_whole()
        entry._tell_taken_back(back, reason)

    def _reverse_whole(self):
        if self.kind == "penalty":
            pair = self.search(
                [("reference", "=", self.reference), ("move_id", "=", False)]
            )
            return self.create([entry._prepare_full_reverse() for entry in pair])
        case = self.order_id.case_ids.filtered(lambda one: one.name == self.reference)
        return case._take_back_compensation()

    def _tell_taken_back(self, back, reason):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        of_kind = back.filtered(
            lambda entry: entry.kind == self.kind and entry.role == self.role
        )
        body = self.env._(
            "%(kind)s of %(party)s taken back: %(amount)s. %(reason)s",
            kind=kinds[self.kind],
            party=self.partner_id.name,
            amount=self.currency_id.format(abs(sum(of_kind.mapped("amount")))),
            reason=reason,
        )
        for record in (self.order_id, *self.statement_id):
            record.message_post(body=body)
