from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ResellerPilot(models.Model):
    """Offers, or commission rates, that some resellers try before all get them.

    While it runs, its offers are shown to the resellers of the group alone and its
    rates hold for them alone. Releasing opens both to everybody and keeps the figures
    it was decided on; stopping takes the offers off and ends the rates.
    """

    _name = "reseller.pilot"
    _description = "Pilot"
    _inherit = ["mail.thread"]
    _order = "state, date_start desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        # whose staff one is, is one's own to know
        default=lambda self: self.env.user.sudo().party_id,
        help="Whose goods are tried. Empty: the operator tries goods of several.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("released", "Open to All"),
            ("stopped", "Stopped"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    contract_ids = fields.Many2many("reseller.contract", string="Pilot Group")
    line_ids = fields.One2many("reseller.pilot.line", "pilot_id", "Offers", copy=True)
    rate_ids = fields.One2many(
        "commission.rate",
        "pilot_id",
        "Commission Rates",
        groups="brand_outlet.group_operator",
        help="They hold for the pilot group alone until the pilot is opened to all.",
    )
    goal = fields.Float(
        "Goal (%)",
        digits=(5, 1),
        default=30.0,
        help="The sell-through from which opening to all is worth it.",
    )
    date_start = fields.Datetime(readonly=True, copy=False)
    date_end = fields.Datetime("Decided On", readonly=True, copy=False)
    sold = fields.Float(digits=(16, 0), compute="_compute_figures")
    available = fields.Float("To Sell", digits=(16, 0), compute="_compute_figures")
    sell_through = fields.Float(
        "Sell-Through (%)", digits=(5, 1), compute="_compute_figures"
    )
    sellers_sold = fields.Integer("Resellers Who Sold", compute="_compute_sellers_sold")
    is_worth_it = fields.Boolean(compute="_compute_figures")

    _goal_range = models.Constraint(
        "CHECK (goal >= 0 AND goal <= 100)", "A goal lies between 0 and 100 per cent."
    )

    @api.depends("line_ids.sold", "line_ids.available", "goal")
    def _compute_figures(self):
        for pilot in self:
            pilot.sold = sum(pilot.line_ids.mapped("sold"))
            pilot.available = sum(pilot.line_ids.mapped("available"))
            share = 100 * pilot.sold / pilot.available if pilot.available else 0
            pilot.sell_through = share
            pilot.is_worth_it = bool(pilot.available) and share >= pilot.goal

    @api.depends("state", "contract_ids", "line_ids.offer_id")
    def _compute_sellers_sold(self):
        for pilot in self:
            pilot.sellers_sold = len(
                {seller for _offer, seller, _sold in pilot._read_sales()}
            )

    def _read_sales(self):
        """Return ``[(offer, reseller, pieces)]`` sold in the group so far."""
        self.ensure_one()
        if not self.date_start:
            return []
        # rates and groups are compared, not shown
        domain = [
            ("order_id.state", "=", "sale"),
            ("order_id.date_order", ">=", self.date_start),
            ("order_id.reseller_id", "in", self.sudo().contract_ids.reseller_id.ids),
            ("offer_id", "in", self.line_ids.offer_id.ids),
        ]
        if self.date_end:
            domain.append(("order_id.date_order", "<=", self.date_end))
        # Orders are the operator's; only sums of these offers leave.
        lines = self.env["sale.order.line"].sudo()
        groups = lines._read_group(
            domain, ["offer_id", "order_id.reseller_id"], ["product_uom_qty:sum"]
        )
        return [(offer.id, seller.id, pieces) for offer, seller, pieces in groups]

    @api.constrains("contract_ids", "line_ids", "agent_id")
    def _check_own(self):
        """An agent tries his own goods with resellers he may see."""
        for pilot in self:
            pilot.contract_ids.check_access("read")
            others = pilot.line_ids.offer_id.filtered(
                lambda offer, pilot=pilot: offer.agent_id != pilot.agent_id
            )
            if pilot.agent_id and others:
                raise ValidationError(
                    self.env._(
                        "%(offer)s is not an offer of %(agent)s.",
                        offer=others[0].display_name,
                        agent=pilot.agent_id.name,
                    )
                )

            # rates are the operator's, an agent would open them to all
            if pilot.agent_id and pilot.sudo().rate_ids:
                raise ValidationError(
                    self.env._("A pilot of an agent decides about no rates.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        if any(pilot.state != "draft" for pilot in self):
            raise UserError(self.env._("Only a draft can be deleted; stop the pilot."))

    def action_start(self):
        """Show the offers to the group alone from now on.

        :raise UserError: nothing to try, nobody to try it, or an offer is limited
        """
        for pilot in self.filtered(lambda one: one.state == "draft"):
            pilot._check_startable()
            offers = pilot.line_ids.offer_id
            offers.write(
                {
                    "audience": "chosen",
                    "audience_partner_ids": [
                        fields.Command.set(pilot.sudo().contract_ids.reseller_id.ids)
                    ],
                }
            )
            pilot.write({"state": "running", "date_start": fields.Datetime.now()})
        return True

    def _check_startable(self):
        self.ensure_one()
        _ = self.env._
        # rates are the operator's; whether there are any is enough here
        if not self.line_ids and not self.sudo().rate_ids:
            raise UserError(_("Choose what is to be tried first."))
        if not self.contract_ids:
            raise UserError(_("Choose the resellers who try it."))
        for offer in self.line_ids.offer_id:
            if offer.audience == "chosen":
                raise UserError(
                    _(
                        "%(offer)s is shown to chosen resellers already.",
                        offer=offer.display_name,
                    )
                )

    def action_release(self):
        """Open offers and rates to all, and keep the figures of the pilot."""
        for pilot in self.filtered(lambda one: one.state == "running"):
            pilot._keep_figures()
            pilot.line_ids.offer_id.write(
                {
                    "audience": "all",
                    "audience_partner_ids": [fields.Command.clear()],
                }
            )
            # released rates hold for everybody of their tier
            pilot.sudo().rate_ids.pilot_id = False
            pilot.write({"state": "released", "date_end": fields.Datetime.now()})
            pilot._tell(self.env._("Open to all."))
        return True

    def action_stop(self):
        """Take the offers off and end the rates: it was not worth it."""
        today = fields.Date.context_today(self)
        for pilot in self.filtered(lambda one: one.state == "running"):
            pilot._keep_figures()
            pilot.line_ids.offer_id.action_suspend()
            # rates are the operator's; they end with the pilot they belong to
            for rate in pilot.sudo().rate_ids:
                rate.date_end = max(today, rate.date_start)
            pilot.write({"state": "stopped", "date_end": fields.Datetime.now()})
            pilot._tell(self.env._("Stopped."))
        return True

    def _keep_figures(self):
        """Freeze what the decision is based on."""
        for line in self.line_ids:
            line.write({"final_sold": line.sold, "final_available": line.available})

    def _tell(self, decision):
        self.message_post(
            body=self.env._(
                "%(decision)s Sold %(sold)d of %(available)d pieces "
                "(%(rate).1f%%), by %(sellers)d of %(group)d resellers.",
                decision=decision,
                sold=self.sold,
                available=self.available,
                rate=self.sell_through,
                sellers=self.sellers_sold,
                group=len(self.contract_ids),
            )
        )
