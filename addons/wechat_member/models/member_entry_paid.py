"""What was paid for coupons is in the books as long as they can be used."""

from odoo import api, fields, models

HOW_CLOSED = {"refund": "refunded", "expire": "released", "adjust": "released"}


class MemberEntry(models.Model):
    _inherit = "member.entry"

    prepaid = fields.Float(
        string="Paid in Advance",
        readonly=True,
        digits=(16, 2),
        help="Money of a paid coupon that came into (or left) the liability with this "
        "entry.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        moved = [vals for vals in vals_list if self._note_prepaid(vals)]
        if moved:
            self._post_to_books(moved)
        entries = super().create(vals_list)
        for entry in entries.filtered("prepaid"):
            closed = HOW_CLOSED.get(entry.kind, "used") if entry.prepaid < 0 else False
            # what state the money is in follows from the ledger, whoever moved it
            entry.card_id.sudo().write(
                {"paid_closed": closed, "refund_asked_at": False}
            )
        return entries

    @api.model
    def _note_prepaid(self, vals):
        """Note the money that moves with a coupon, where it was paid for."""
        if vals["asset"] != "coupon" or not vals.get("card_id"):
            return False
        # A cashier moves cards; what he may not read of them stays here.
        card_sudo = self.env["loyalty.card"].sudo().browse(vals["card_id"])
        if not card_sudo.is_sold or not card_sudo.paid_amount:
            return False
        before = card_sudo.points - vals["amount"] > 0
        after = card_sudo.points > 0
        vals["prepaid"] = card_sudo.paid_amount * (after - before)
        return bool(vals["prepaid"])

    @api.model
    def _get_contra(self, company, vals):
        if vals["asset"] != "coupon" or vals.get("reversal_of_id"):
            return super()._get_contra(company, vals)
        if vals["kind"] in ("issue", "refund"):
            return company.value_clearing_account_id
        if vals["kind"] in ("expire", "adjust"):
            return company.value_expired_account_id
        return company.coupon_income_account_id

    def _reverse_money(self):
        """Put a paid coupon on the card again whose money could not be sent back."""
        self.ensure_one()
        if self.asset != "coupon":
            return super()._reverse_money()
        return self.card_id._post_entry(
            "reverse", -self.amount, f"member.entry,{self.id}", reversal_of=self
        )

    @api.model
    def _get_moved_money(self, vals):
        return vals.get("prepaid") or super()._get_moved_money(vals)

    @api.model
    def _get_liability(self, company, vals):
        if vals["asset"] == "coupon":
            return company.coupon_liability_account_id
        return super()._get_liability(company, vals)
