from odoo import api, fields, models
from odoo.exceptions import UserError

CAUSES = [
    ("sign", "Return Without Minus"),
    ("double", "Stands Twice in Their Sheet"),
    ("rounding", "Rounding"),
    ("price", "Price"),
    ("quantity", "Pieces"),
    ("both", "Price and Pieces"),
    ("sku", "Other Article"),
    ("order", "Order Number Mistyped"),
    ("period", "On Another Statement"),
    ("return_ours", "Return We Do Not Have"),
    ("return_theirs", "Return They Left Out"),
    ("missing_ours", "We Do Not Have It"),
    ("missing_theirs", "They Left It Out"),
]
# what a correction of our line can mend
MENDED = ("rounding", "price", "quantity", "both")
REASONS = {
    "quantity": "quantity",
    "missing_ours": "missing",
    "return_ours": "returned",
    "return_theirs": "returned",
    "double": "double",
    "missing_theirs": "other",
    "order": "other",
    "sku": "other",
    "period": "other",
}


class SettlementComparisonLine(models.Model):
    _name = "settlement.comparison.line"
    _description = "Difference Between Two Sheets"
    _order = "cause, id"
    _rec_name = "order_name"

    comparison_id = fields.Many2one(
        "settlement.comparison", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="comparison_id.company_id", store=True)
    statement_id = fields.Many2one(related="comparison_id.statement_id")
    currency_id = fields.Many2one(related="comparison_id.currency_id")
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    order_name = fields.Char("Order No.", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    their_order_name = fields.Char("Their Order No.", readonly=True)
    their_sku = fields.Char("Their SKU", readonly=True)
    our_quantity = fields.Float("Our Pieces", digits="Product Unit", readonly=True)
    our_amount = fields.Monetary(readonly=True)
    their_quantity = fields.Float("Their Pieces", digits="Product Unit", readonly=True)
    their_amount = fields.Monetary(readonly=True)
    their_rows = fields.Char(readonly=True, help="Row numbers in their sheet.")
    difference = fields.Monetary(
        compute="_compute_difference", store=True, help="Theirs less ours."
    )
    entry_id = fields.Many2one("share.entry", "Our Line", readonly=True)
    dispute_id = fields.Many2one("settlement.dispute", readonly=True)
    dispute_state = fields.Selection(related="dispute_id.state")
    can_correct = fields.Boolean(compute="_compute_can_correct")

    @api.depends("our_amount", "their_amount")
    def _compute_difference(self):
        for line in self:
            line.difference = line.their_amount - line.our_amount

    @api.depends("cause", "entry_id", "dispute_id", "statement_id.state")
    def _compute_can_correct(self):
        for line in self:
            line.can_correct = (
                line.cause in MENDED
                and line.entry_id
                and not line.dispute_id
                and line.statement_id.state == "sent"
            )

    def action_correct(self):
        """They are right: book the difference as a correction."""
        wrong = self.filtered(lambda line: not line.can_correct)
        if wrong:
            raise UserError(
                self.env._(
                    "A correction mends the price or the pieces of a line of ours, "
                    "while the statement waits for agreement."
                )
            )
        for line in self:
            line._dispute().action_accept()

    def action_dispute(self):
        """Keep the difference as a disputed line, to be answered later."""
        self.filtered(lambda line: not line.dispute_id)._dispute()

    def _get_left(self):
        """Return what money differs by, and nobody has settled or disputed."""
        return self.filtered(lambda line: line.difference and not line.dispute_id)

    def _dispute(self):
        disputes = self.env["settlement.dispute"].create(
            [line._prepare_dispute_vals() for line in self]
        )
        for line, dispute in zip(self, disputes, strict=True):
            line.dispute_id = dispute
        return disputes

    def _prepare_dispute_vals(self):
        self.ensure_one()
        standing = self.entry_id._get_standing_amount() if self.entry_id else 0.0
        return {
            "statement_id": self.statement_id.id,
            "entry_id": self.entry_id.id,
            "order_name": self.order_name,
            "reason": REASONS.get(self.cause, "price"),
            "note": self._get_cause_label(),
            "claimed_amount": standing + self.difference,
        }

    def _get_cause_label(self):
        labels = dict(self._fields["cause"]._description_selection(self.env))
        return labels[self.cause]
