from odoo import fields, models


class MemberMergeLine(models.Model):
    """One card of the member who was merged: changed hands, or gave its balance."""

    _name = "member.merge.line"
    _description = "Merged Card"
    _order = "id"

    merge_id = fields.Many2one(
        "member.merge", required=True, readonly=True, index=True, ondelete="cascade"
    )
    card_id = fields.Many2one(
        "loyalty.card", required=True, readonly=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="card_id.program_id")
    target_id = fields.Many2one(
        "loyalty.card",
        string="Balance Went to",
        readonly=True,
        ondelete="cascade",
        help="Empty where the card itself changed hands.",
    )
    amount = fields.Float(string="Balance", readonly=True)
    gift_amount = fields.Float(string="Of It the Gift Part", readonly=True)

    def _post(self, source, target, amount, parts, kind):
        """Enter a balance going from one card to the other, part by part."""
        reference = f"member.merge.line,{self.id}"
        out = {"parts": {name: -value for name, value in parts.items()}}
        source._post_entry(kind, -amount, reference, **(out if parts else {}))
        target._post_entry(
            kind, amount, reference, **({"parts": dict(parts)} if parts else {})
        )

    def _undo(self):
        """Give back what went over, as far as it is still there; return what is not."""
        self.ensure_one()
        card, target, merge = self.card_id, self.target_id, self.merge_id
        if not target:
            if card.partner_id == merge.kept_id:
                card.partner_id = merge.gone_id
            return 0.0
        if not card._is_money():
            amount, parts = min(self.amount, target.points), {}
        else:
            held = target._get_value_parts()[target]
            went = {"paid": self.amount - self.gift_amount, "gift": self.gift_amount}
            parts = {name: min(went[name], held[name]) for name in went}
            amount = sum(parts.values())
        if amount:
            self._post(target, card, amount, parts, "reverse")
        return self.amount - amount
