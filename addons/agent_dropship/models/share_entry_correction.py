from odoo import fields, models


class ShareEntry(models.Model):
    """What is put right after a delivery was booked, between a party and the operator.

    Nothing booked is changed: two entries of no pieces, which together are nothing,
    stand beside it. So a line still adds up to what was paid for it, and a return
    takes back the delivery as it was booked; what was put right stays.
    """

    _inherit = "share.entry"

    reference = fields.Char(
        readonly=True, help="What a correction was booked for. It is booked once."
    )
    dispute_ids = fields.One2many("settlement.dispute", "entry_id", "Disputes")

    def _book_correction(self, amount, reference):
        """Owe the party of this entry ``amount`` more; the operator gives it.

        :param float amount: in the entry's currency; negative: the party is owed less
        :param str reference: asked again with the same one, nothing more is booked
        :return: the party's entry
        """
        self.ensure_one()
        beside = self.search(
            [
                ("reference", "=", reference),
                ("sale_line_id", "=", self.sale_line_id.id),
            ]
        )
        booked = beside.filtered(lambda entry: entry.role == self.role)
        if booked:
            return booked
        operator = {
            "partner_id": self.company_id.partner_id.id,
            "role": "operator",
            "amount": -amount,
        }
        party = {
            "partner_id": self.partner_id.id,
            "role": self.role,
            "amount": amount,
        }
        common = self._prepare_correction_vals(reference)
        return self.create([common | party, common | operator])[0]

    def _prepare_correction_vals(self, reference):
        self.ensure_one()
        same = ("company_id", "currency_id", "order_id", "sale_line_id", "picking_id")
        return {field: self[field].id for field in (*same, "move_id", "product_id")} | {
            "kind": "correction",
            "quantity": 0.0,
            "paid": 0.0,
            "date": self.company_id._get_local_today(),
            "reference": reference,
        }

    def action_dispute(self):
        """Ask why this line is wrong, in a dialog."""
        self.ensure_one()
        self.check_access("read")
        # whose line it is may not read its delivery, as a brand
        standing = self.sudo()._get_standing_amount()
        return self.statement_id._open_dispute(
            {"default_entry_id": self.id, "default_claimed_amount": standing}
        )

    def _get_standing_amount(self):
        """Return the amount with what was put right since."""
        by_hand = self.move_id.share_entry_ids.filtered(
            lambda entry: (
                entry.role == self.role
                and (entry.reference or "").startswith(f"line/{self.id}/")
            )
        )
        return sum((self | self.dispute_ids.correction_id | by_hand).mapped("amount"))

    def action_correct(self):
        """Put a line right that is agreed on already, in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct on the Next Statement"),
            "res_model": "settlement.correction",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_entry_id": self.id,
                "default_amount": self._get_standing_amount(),
            },
        }
