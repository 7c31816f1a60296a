"""The till's day for the accountant: receipts, money, cards and coupons must agree."""

from odoo import api, fields, models
from odoo.tools import formatLang

# what is compared, and the words for it
CHECKS = (
    "payment_difference",
    "cash_difference",
    "value_difference",
    "top_up_difference",
    "coupon_difference",
    "points_difference",
)


class MemberReconciliation(models.Model):
    """One session of a till: what it sold, took in and did to the members' cards.

    Receipts and payments are the session's own; beside them stands what the ledger of
    the members and the redemptions say of the same orders.
    """

    _name = "member.reconciliation"
    _description = "Daily Reconciliation"
    _inherit = ["member.summary"]
    _order = "date desc, config_id, id desc"
    _rec_name = "session_id"

    session_id = fields.Many2one(
        "pos.session", readonly=True, index=True, ondelete="cascade"
    )
    config_id = fields.Many2one("pos.config", string="Outlet", readonly=True)
    user_id = fields.Many2one("res.users", string="Opened By", readonly=True)
    date = fields.Date(
        required=True,
        readonly=True,
        help="The day the till was opened, where the shop is.",
    )
    state = fields.Selection(
        [
            ("opening_control", "Opening"),
            ("opened", "Open"),
            ("closing_control", "Closing"),
            ("closed", "Closed"),
        ],
        string="Till",
        readonly=True,
    )
    receipts = fields.Integer(readonly=True)
    sales = fields.Monetary(readonly=True, help="Total of the receipts.")
    cash = fields.Monetary(readonly=True)
    cashless = fields.Monetary(readonly=True, help="WeChat Pay, cards and the like.")
    on_account = fields.Monetary(readonly=True, help="To be paid by the customer.")
    payment_difference = fields.Monetary(
        string="Payments less Receipts", readonly=True, help="Should be zero."
    )
    cash_difference = fields.Monetary(
        string="Counted less Expected Cash",
        readonly=True,
        help="When the till was closed.",
    )
    value_spent = fields.Monetary(
        string="Paid with Stored Value", readonly=True, help="By the receipts."
    )
    value_difference = fields.Monetary(
        string="Stored Value: Receipts less Cards", readonly=True
    )
    topped_up = fields.Monetary(
        string="Top-ups", readonly=True, help="By the receipts; part of the sales."
    )
    top_up_difference = fields.Monetary(
        string="Top-ups: Receipts less Cards", readonly=True
    )
    coupons = fields.Integer(readonly=True, help="Coupons on the receipts.")
    coupon_amount = fields.Monetary(
        string="Coupon Discount", readonly=True, help="What they took off."
    )
    coupon_difference = fields.Integer(
        string="Coupons: Receipts less Redemptions", readonly=True
    )
    points_earned = fields.Float(readonly=True)
    points_spent = fields.Float(
        readonly=True, help="Spent or taken back for returned goods."
    )
    points_difference = fields.Float(string="Points: Till less Cards", readonly=True)
    differences = fields.Integer(
        string="Differing", readonly=True, help="How many of the comparisons differ."
    )
    words = fields.Char(string="Differences", compute="_compute_words")

    @api.depends(*CHECKS)
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            row.words = ", ".join(
                f"{self._fields[name]._description_string(self.env)} "
                f"{row._format_check(name)}"
                for name in CHECKS
                if row[name]
            )

    def _format_check(self, name):
        amount = self[name]
        if self._fields[name].type == "monetary":
            return formatLang(self.env, amount, currency_obj=self.currency_id)
        return f"{amount:g}"

    # ------------------------------------------------------------------- drilling down
    def action_open_receipts(self):
        """Show the receipts of the session."""
        return self._open("pos.order", self.env._("Receipts"), self._get_receipts())

    def action_open_payments(self):
        """Show the payments of the session."""
        domain = [
            ("session_id", "in", self.session_id.ids),
            ("pos_order_id.state", "in", ("paid", "done")),
        ]
        return self._open("pos.payment", self.env._("Payments"), domain)

    def action_open_entries(self):
        """Show the movements of cards that the receipts caused."""
        receipts = self.env["pos.order"]._search(self._get_receipts())
        domain = [("order_model", "=", "pos.order"), ("order_id", "in", receipts)]
        ids = self.env["member.entry"].search(domain).ids
        return self._open("member.entry", self.env._("Movements"), [("id", "in", ids)])

    def action_open_redemptions(self):
        """Show the coupons redeemed on the receipts."""
        types = self.env["loyalty.card"]._coupon_types()
        domain = [
            ("pos_order_id.session_id", "in", self.session_id.ids),
            ("program_id.program_type", "in", types),
        ]
        return self._open("coupon.redemption", self.env._("Redemptions"), domain)

    def _get_receipts(self):
        return [
            ("session_id", "in", self.session_id.ids),
            ("state", "in", ("paid", "done")),
        ]
