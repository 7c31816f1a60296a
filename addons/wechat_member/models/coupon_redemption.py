from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DOORS = [
    ("till", "Till"),
    ("order", "Sales Order"),
    ("office", "Back Office"),
    ("api", "Interface"),
    ("wechat", "WeChat"),
]


class CouponRedemption(models.Model):
    _name = "coupon.redemption"
    _description = "Coupon Redemption"
    _order = "taken_at desc, id desc"
    _rec_name = "card_id"

    card_id = fields.Many2one(
        "loyalty.card", required=True, readonly=True, index=True, ondelete="restrict"
    )
    program_id = fields.Many2one(related="card_id.program_id", store=True)
    partner_id = fields.Many2one(
        related="card_id.partner_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    door = fields.Selection(
        DOORS,
        string="Redeemed Through",
        required=True,
        readonly=True,
        default="till",
    )
    order_uuid = fields.Char(
        string="Request Key",
        required=True,
        readonly=True,
        index=True,
        groups="base.group_system",
        help="Key of the request: the order of a till, the number another system gave "
        "its call. The same key may ask again.",
    )
    config_id = fields.Many2one("pos.config", string="Outlet", readonly=True)
    user_id = fields.Many2one("res.users", string="Cashier", readonly=True)
    pos_order_id = fields.Many2one("pos.order", readonly=True, index="btree_not_null")
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    reference = fields.Char(
        readonly=True, help="Number of the order in the system that redeemed."
    )
    note = fields.Char(string="Reason", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_amount = fields.Monetary(
        string="Ticket Amount",
        readonly=True,
        help="Goods of the ticket after all discounts, before anything came back. "
        "Paying with stored value takes nothing off.",
    )
    discount = fields.Monetary(readonly=True, help="What the coupon took off.")
    returned_amount = fields.Monetary(
        string="Returned", readonly=True, help="Goods of the ticket that came back."
    )
    net_amount = fields.Monetary(
        string="Ticket after Returns", compute="_compute_net_amount", store=True
    )
    points = fields.Float(readonly=True, help="Points of the card that are taken.")
    debited = fields.Float(readonly=True, help="Points already off the card.")
    single_use = fields.Boolean(readonly=True)
    settled = fields.Boolean(
        readonly=True, help="The order's points are on the card's history."
    )
    state = fields.Selection(
        [
            ("taken", "Taken"),
            ("consumed", "Redeemed"),
            ("released", "Released"),
            ("returned", "Given Back"),
        ],
        required=True,
        readonly=True,
        default="taken",
    )
    taken_at = fields.Datetime(
        "Redeemed At", required=True, readonly=True, default=fields.Datetime.now
    )
    hold_until = fields.Datetime(
        readonly=True, help="Empty once the order went to payment."
    )
    closed_at = fields.Datetime(string="Redeemed or Released", readonly=True)

    _single_use_once = models.UniqueIndex(
        "(card_id) WHERE single_use AND state IN ('taken', 'consumed')",
        "This coupon is already in use at another till.",
    )
    _order_once = models.UniqueIndex(
        "(order_uuid, card_id) WHERE state IN ('taken', 'consumed')",
        "This order already uses this coupon.",
    )

    @api.depends("order_amount", "returned_amount")
    def _compute_net_amount(self):
        for row in self:
            row.net_amount = row.order_amount - row.returned_amount

    # ------------------------------------------------------------------ at the till
    @api.model
    def hold(self, code, order_uuid, config_id, partner_id=False):
        """Keep the coupon ``code`` for an order that is not paid yet.

        Answers ``{"ok": True, "card_id": id or False, "partner_id": id or False}``;
        a code that is no coupon needs no hold. A refusal is ``{"ok": False,
        "message": words for the cashier}``. The same order may ask again.

        :raise AccessError: the user may not use this till.
        """
        config = self._get_till(config_id)
        # Whether it is valid at this till is asked by whoever applies it next; a hold
        # that is not used is released.
        card = self.env["loyalty.card"].search(
            [("code", "=", code), ("company_id", "in", self._get_issuers(config))],
            limit=1,
        )
        if not card or not card._is_coupon():
            if words := self._say_not_for_till(code, config.company_id):
                return {"ok": False, "message": words}
            return {"ok": True, "card_id": False, "partner_id": False}
        self._before_taking(card, order_uuid)
        owner = card.partner_id
        refusals = self._take(
            {card: card._coupon_cost()},
            order_uuid,
            config,
            partner=self.env["res.partner"].browse(partner_id) or owner,
            hold=True,
        )
        if refusals:
            self._note_refusals(refusals, order_uuid, config)
            return {"ok": False, "message": refusals[card]}
        return {"ok": True, "card_id": card.id, "partner_id": owner.id}

    @api.model
    def take(self, order_uuid, costs, config_id, partner_id=False):
        """Take ``costs`` ({card id: points}) for an order that is being paid.

        All or nothing, and once per order however often it is asked. Answers
        ``{"taken": True}`` or ``{"taken": False, "refusals": [{card_id, message}]}``.

        :raise AccessError: the user may not use this till.
        """
        config = self._get_till(config_id)
        costs = {int(card_id): points for card_id, points in costs.items()}
        cards = self.env["loyalty.card"].search_fetch(
            [
                ("id", "in", list(costs)),
                ("company_id", "in", self._get_issuers(config)),
            ],
            ["program_id"],
        )
        if gone := set(costs) - set(cards.ids):
            refusals = [
                {"card_id": one, "message": self._say_gone(one, config.company_id)}
                for one in gone
            ]
            return {"taken": False, "refusals": refusals}
        self._before_taking(cards, order_uuid)
        partner = self.env["res.partner"].browse(partner_id)
        refused = self._take(
            {card: costs[card.id] for card in cards}, order_uuid, config, partner
        )
        self._note_refusals(refused, order_uuid, config)
        refusals = [
            {"card_id": card.id, "message": words} for card, words in refused.items()
        ]
        return {"taken": not refusals, "refusals": refusals}

    @api.model
    def release(self, order_uuid, card_ids, config_id):
        """Give back what an unpaid order has taken; answers how many were released.

        :raise AccessError: the user may not use this till.
        """
        config = self._get_till(config_id)
        # The order's own key is the permission; cashiers have no write access.
        rows_sudo = self.sudo().search(
            [
                ("order_uuid", "=", order_uuid),
                ("card_id", "in", card_ids),
                ("config_id", "=", config.id),
                ("door", "=", "till"),
                ("state", "=", "taken"),
            ]
        )
        rows_sudo._close("released")
        return len(rows_sudo)

    @api.model
    def _before_taking(self, cards, order_uuid):
        """Settle what others know of these cards; nothing is locked yet."""

    @api.model
    def _say_not_for_till(self, code, company):
        """Return why a code that is no coupon here is refused, or nothing."""
        return ""

    @api.model
    def _say_gone(self, card_id, company):
        return self.env._("This coupon no longer exists.")

    @api.model
    def _get_issuers(self, config):
        """Return the ids of the companies whose cards are used at an outlet."""
        # a branch takes what its legal entity gave out; companies are compared only
        return [False, *config.company_id.sudo().parent_ids.ids]

    @api.model
    def _get_till(self, config_id):
        # only what is needed of the many settings of a till
        config = (
            self.env["pos.config"]
            .with_context(active_test=False)
            .search_fetch([("id", "=", config_id)], ["company_id"])
            .with_env(self.env)
        )
        if not config:
            raise AccessError(self.env._("Only who works at a till redeems there."))
        # members' staff may read outlets, too, and works at no till
        if not self.env.su and not self.env.user.has_group(
            "point_of_sale.group_pos_user"
        ):
            raise AccessError(self.env._("Only who works at a till redeems there."))
        return config

    # ------------------------------------------------------------------ back office
    def action_release(self):
        """Free coupons whose till will not come back, e.g. after a broken device."""
        self.check_access("write")
        if any(row.state != "taken" for row in self):
            raise UserError(
                self.env._("Only a coupon that is taken but not redeemed can be freed.")
            )
        self._close("released")

    def action_give_back(self):
        """Give back what was redeemed by mistake in the back office or from outside.

        What a till redeemed comes back with the return of the goods.

        :raise UserError: a till or an order redeemed it, or nothing is redeemed.
        """
        self.check_access("write")
        goods = ("till", "order")
        if any(row.state != "consumed" or row.door in goods for row in self):
            raise UserError(
                self.env._(
                    "What a till or an order redeemed comes back with the goods."
                )
            )
        self._undo()
