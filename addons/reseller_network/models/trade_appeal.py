from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("new", "New"), ("granted", "Granted"), ("refused", "Refused")]


class TradeAppeal(models.Model):
    """A seller says: this order was mine, or this commission is due to me."""

    _name = "trade.appeal"
    _description = "Appeal for an Order"
    _inherit = ["mail.thread"]
    _order = "state, id desc"
    _rec_name = "order_ref"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "reseller.contract",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    order_ref = fields.Char("Order No.", required=True, readonly=True)
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        check_company=True,
        domain="[('reseller_id', '=', reseller_id)]",
        help="The order that is meant. Only an order of the seller's own places.",
    )
    link_id = fields.Many2one(
        "share.link",
        "Through the Link",
        compute="_compute_link_id",
        store=True,
        readonly=False,
        check_company=True,
        domain="[('contract_id', '=', contract_id)]",
        help="The link the order is said to have come through.",
    )
    text = fields.Char("What the Seller Says", required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="new", readonly=True, tracking=True
    )
    answer = fields.Char(tracking=True, help="The seller reads it.")
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _open_once = models.UniqueIndex(
        "(contract_id, order_ref) WHERE state = 'new'",
        "This order is already being looked at.",
    )

    @api.depends("order_id")
    def _compute_link_id(self):
        """Propose the latest link made before the order for its place and goods."""
        for appeal in self:
            order = appeal.order_id
            appeal.link_id = order.link_id or self.env["share.link"].search(
                [
                    ("contract_id", "=", appeal.contract_id.id),
                    ("place_id", "=", order.place_id.id),
                    ("create_date", "<=", order.create_date),
                    ("product_tmpl_id", "in", order.order_line.product_template_id.ids),
                ],
                limit=1,
            )

    def action_grant(self):
        """Give the commission of the orders.

        :raise UserError: no order of the seller is meant, or no link of his
        """
        self.check_access("write")
        for appeal in self.filtered(lambda one: one.state == "new"):
            appeal._check_grantable()
            order = appeal.order_id
            if not order.link_id:
                order.with_context(link_appeal=True).link_id = appeal.link_id
            order.trade_flag_ids.action_clear()
            order._grant_commission()
            appeal._close("granted")
        return True

    def action_refuse(self):
        """Keep things as they are.

        :raise UserError: the seller is not told why
        """
        self.check_access("write")
        for appeal in self.filtered(lambda one: one.state == "new"):
            if not appeal.answer:
                raise UserError(self.env._("Tell the seller why, in the answer."))
            appeal._close("refused")
        return True

    def _check_grantable(self):
        if self.order_id.reseller_id != self.reseller_id:
            raise UserError(
                self.env._(
                    "The order belongs to no place of %(seller)s. An order has one "
                    "seller, never two: answer in words.",
                    seller=self.reseller_id.display_name,
                )
            )
        if not self.order_id.link_id and not self.link_id:
            raise UserError(self.env._("Choose the link the order came through."))

    def _close(self, state):
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
