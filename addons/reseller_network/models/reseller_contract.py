from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ResellerContract(models.Model):
    """What makes a partner a reseller: the tier, the way of earning, the dates.

    In *shop* mode he sells at a price of his own and keeps the margin over the
    take price; in *link* mode the price is fixed and he earns a commission.
    """

    _name = "reseller.contract"
    _description = "Reseller Contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, date_start desc, id desc"
    _rec_names_search = ["reseller_id.complete_name", "reseller_id.phone"]

    reseller_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    upstream_id = fields.Many2one(
        "res.partner",
        required=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env.company.partner_id,
        help="The party the reseller deals with: the operator, or one agent.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    mode = fields.Selection(
        [
            ("shop", "Shop: own price, margin"),
            ("link", "Link: fixed price, commission"),
        ],
        required=True,
        default="shop",
        tracking=True,
    )
    grade_id = fields.Many2one(
        "res.partner.grade",
        "Tier",
        required=True,
        tracking=True,
        domain=[("default_pricelist_id", "!=", False)],
    )
    commission_rate = fields.Float(
        "Commission (%)",
        digits=(5, 2),
        compute="_compute_commission_rate",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Share of the paid price, link mode only. Taken from the tier.",
    )
    date_start = fields.Date(
        "Valid From", required=True, default=lambda self: self._today()
    )
    date_end = fields.Date("Valid Until")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("ended", "Ended")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    default_place_id = fields.Many2one(
        "outlet.place",
        domain="[('owner_id', '=', reseller_id)]",
        help="Orders entered on the phone belong to this place.",
    )
    place_ids = fields.Many2many("outlet.place", compute="_compute_place_ids")
    has_login = fields.Boolean(
        "Has a Login", compute="_compute_has_login", compute_sudo=True
    )
    price_ids = fields.One2many("reseller.price", "contract_id", "Own Prices")
    price_count = fields.Integer(compute="_compute_price_count")
    # the number alone: agents read no orders, but how busy their resellers are
    order_count = fields.Integer(compute="_compute_order_count", compute_sudo=True)
    note = fields.Text("Internal Note", groups="brand_outlet.group_operator")

    _active_unique = models.UniqueIndex(
        "(reseller_id, company_id) WHERE state = 'active'",
        "This reseller already has an active contract.",
    )
    # the first page of very many, of the whole network and of one agent
    _listed_idx = models.Index("(state, date_start DESC, id DESC)")
    _listed_upstream_idx = models.Index(
        "(upstream_id, state, date_start DESC, id DESC)"
    )
    _commission_range = models.Constraint(
        "CHECK (commission_rate >= 0 AND commission_rate <= 100)",
        "The commission must lie between 0 and 100 per cent.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "The contract must not end before it starts.",
    )

    @api.depends("reseller_id", "grade_id")
    def _compute_display_name(self):
        for contract in self:
            parts = [contract.reseller_id.display_name, contract.grade_id.name]
            contract.display_name = " · ".join(filter(None, parts))

    @api.depends("grade_id")
    def _compute_commission_rate(self):
        for contract in self:
            contract.commission_rate = contract.grade_id.commission_rate

    @api.depends("reseller_id")
    def _compute_place_ids(self):
        places = self.env["outlet.place"].search_fetch(
            [("owner_id", "in", self.reseller_id.ids)]
        )
        by_owner = places.grouped("owner_id")
        for contract in self:
            contract.place_ids = by_owner.get(contract.reseller_id, False)

    @api.depends("reseller_id.user_ids")
    def _compute_has_login(self):
        for contract in self:
            contract.has_login = bool(contract.reseller_id.user_ids)

    @api.depends("price_ids")
    def _compute_price_count(self):
        for contract in self:
            contract.price_count = len(contract.price_ids)

    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("reseller_id", "in", self.reseller_id.ids)],
                ["reseller_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.order_count = counts.get(contract.reseller_id, 0)

    @api.constrains("default_place_id", "reseller_id")
    def _check_default_place(self):
        for contract in self.filtered("default_place_id"):
            if contract.default_place_id.owner_id != contract.reseller_id:
                raise ValidationError(
                    self.env._(
                        "The place %(place)s does not belong to %(reseller)s.",
                        place=contract.default_place_id.name,
                        reseller=contract.reseller_id.display_name,
                    )
                )

    @api.constrains("upstream_id", "reseller_id", "state")
    def _check_upstream(self):
        """Keep the chain at brand, agent, reseller: nobody below a reseller."""
        open_ones = self.filtered(lambda one: one.state != "ended")
        if any(one.upstream_id == one.reseller_id for one in open_ones):
            raise ValidationError(
                self.env._("A reseller can not be his own upstream party.")
            )
        for upstream, contracts in open_ones.grouped("upstream_id").items():
            if not all(map(upstream._may_have_resellers, contracts.company_id)):
                raise ValidationError(
                    self.env._(
                        "%(upstream)s is neither the operator nor an agent with a "
                        "brand contract: a reseller has no resellers below him.",
                        upstream=upstream.display_name,
                    )
                )
        # A brand's chain may run through contracts of others: all of them count.
        carried = self.upstream_id.sudo().agent_contract_ids.brand_id
        carried |= self.reseller_id.sudo().agent_contract_ids.brand_id
        carried._check_chain()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(
                self.env._("Only a draft can be deleted; end the contract instead.")
            )

    def action_activate(self):
        """Let the resellers sell from now on; their partners get the tier.

        :raise ValidationError: another contract of the reseller is active
        """
        drafts = self.filtered(lambda one: one.state == "draft")
        for contract in drafts.filtered(lambda one: not one.default_place_id):
            contract.default_place_id = contract.place_ids[:1]
        drafts.state = "active"
        self._sync_partner_grade()
        return True

    def action_end(self):
        """End the contracts today; orders and statements stay readable."""
        today = self._today()
        active = self.filtered(lambda one: one.state == "active")
        for contract in active:
            last_day = min(contract.date_end or today, today)
            contract.write(
                {"state": "ended", "date_end": max(last_day, contract.date_start)}
            )
        active._clear_partner_grade()
        return True

    @api.model
    def _cron_end_expired(self):
        """End the contracts whose last day is over."""
        today = self._today()
        self.search([("state", "=", "active"), ("date_end", "<", today)]).action_end()

    def action_grant_portal(self):
        """Open the invitation that gives the resellers a login of the portal."""
        wizard = self.env["portal.wizard"].with_context(active_ids=self.reseller_id.ids)
        return wizard.action_open_wizard()

    def action_view_orders(self):
        """Open the orders of the reseller's places."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("reseller_id", "=", self.reseller_id.id)],
        }

    def action_view_prices(self):
        """Open the reseller's own prices."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "reseller_network.reseller_price_action"
        )
        return dict(
            action,
            domain=[("contract_id", "=", self.id)],
            context={"default_contract_id": self.id},
        )

    def write(self, vals):
        result = super().write(vals)
        if "grade_id" in vals:
            self.filtered(lambda one: one.state == "active")._sync_partner_grade()
        return result

    def _sync_partner_grade(self):
        """Give shopkeepers their tier's pricelist, so that what they buy for
        themselves costs the take price too. Affiliates buy like anybody."""
        shops = self.filtered(lambda one: one.mode == "shop" and one.state == "active")
        for grade, contracts in shops.grouped("grade_id").items():
            contracts.reseller_id.grade_id = grade

    def _clear_partner_grade(self):
        """Whose contract is over pays what everybody pays."""
        for grade, contracts in self.grouped("grade_id").items():
            partners = contracts.reseller_id.filtered(
                lambda partner, grade=grade: partner.grade_id == grade
            )
            partners.write(
                {"grade_id": False, "specific_property_product_pricelist": False}
            )
