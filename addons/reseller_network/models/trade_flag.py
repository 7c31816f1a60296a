from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("self_referral", "Own purchase"),
    ("cookie_stuffing", "Link loaded unseen"),
    ("tampered_link", "Link tampered with"),
    ("split_order", "Order split"),
]
STATES = [("open", "To Decide"), ("cleared", "Cleared"), ("confirmed", "Confirmed")]


class TradeFlag(models.Model):
    """A doubt about how an order, or the traffic of a link, came about.

    As long as it is open, what the reseller earns on it is on no statement.
    Cleared, he is paid as if nothing had been; confirmed, the commission is gone.
    """

    _name = "trade.flag"
    _description = "Doubtful Trade"
    _inherit = ["mail.thread"]
    _order = "state desc, id desc"
    _rec_name = "order_id"

    kind = fields.Selection(KINDS, "What Is Doubted", required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="open", tracking=True, readonly=True
    )
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="cascade", readonly=True
    )
    link_id = fields.Many2one(
        "share.link", index="btree_not_null", ondelete="cascade", readonly=True
    )
    reseller_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        "Commission", compute="_compute_amount", help="What the decision is about."
    )
    note = fields.Char("What Was Seen", required=True, readonly=True)
    is_automatic = fields.Boolean(
        "Decided by Rule",
        readonly=True,
        help="The rule leaves no choice; it can still be cleared after an appeal.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _once_per_order = models.UniqueIndex(
        "(order_id, kind) WHERE order_id IS NOT NULL",
        "This order has such a flag already.",
    )
    _once_per_link = models.UniqueIndex(
        "(link_id, kind) WHERE order_id IS NULL AND state = 'open'",
        "This link has such a flag already.",
    )
    _about_something = models.Constraint(
        "CHECK (order_id IS NOT NULL OR link_id IS NOT NULL)",
        "A flag is about an order or a link.",
    )

    @api.depends("order_id.reseller_amount", "link_id")
    def _compute_amount(self):
        for flag in self:
            lines = flag._get_orders().order_line
            flag.amount = sum(
                line._get_commission_at_stake() for line in lines if line.product_id
            )

    def _get_orders(self):
        """Return the orders whose commission the flag holds."""
        if self.order_id:
            return self.order_id
        return self.env["sale.order"].search(
            [("link_id", "=", self.link_id.id), ("state", "=", "sale")]
        )

    def action_clear(self):
        """Nothing was wrong: the commission is owed as if no doubt had been.

        :raise AccessError: the user may not decide
        """
        return self._decide("cleared")

    def action_confirm(self):
        """It was an abuse: what was or would be earned is taken back.

        A link whose traffic was faked is closed.
        :raise AccessError: the user may not decide
        """
        return self._decide("confirmed")

    def _decide(self, state):
        self.check_access("write")
        flags = self.filtered(lambda flag: flag.state != state)
        if flags.filtered(lambda flag: flag.reseller_id == self.env.user.partner_id):
            raise UserError(self.env._("Nobody decides about his own trade."))
        flags.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "is_automatic": False,
            }
        )
        if state == "confirmed":
            flags._punish()
        else:
            flags._acquit()
        return True

    def _punish(self):
        """Take back the commission; a link whose traffic was faked is closed."""
        self.filtered(lambda flag: not flag.order_id).link_id.active = False
        for flag in self:
            flag._get_orders()._withhold_commission()

    def _acquit(self):
        """Give back the commission of orders nothing else speaks against."""
        for flag in self:
            orders = flag._get_orders().filtered(
                lambda order: (
                    "confirmed" not in order.trade_flag_ids.mapped("state")
                    and order.link_id
                )
            )
            orders._grant_commission()
